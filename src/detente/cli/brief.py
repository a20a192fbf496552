"""``detente brief``: what passed between two actors, on the terminal or in a file."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.events import existing
from detente.cli.options import Database, Since, Until, read_day

if TYPE_CHECKING:
    from detente.engine.session import Ledger
    from detente.records import Document
    from detente.report import Brief

_FORMATS = ("terminal", "md", "html", "json")
_SUFFIXES = {".md": "md", ".html": "html", ".htm": "html", ".json": "json"}


def brief(
    a: Annotated[str, typer.Argument(metavar="A", help="One side: a name or an id.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The other side.")],
    db: Database,
    since: Since = None,
    until: Until = None,
    format: Annotated[
        str | None, typer.Option(help="terminal, md, html or json (default: by the file).")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write to a file.")] = None,
    citations: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Cite the documents quoted: .bib, .ris or .json (CSL)."),
    ] = None,
) -> int:
    """Write the brief on two actors: what each did, overtures and answers, open asks."""
    from detente.engine.session import open_ledger
    from detente.report import print_brief

    chosen = format or (_SUFFIXES.get(output.suffix.lower(), "md") if output else "terminal")
    if chosen not in _FORMATS:
        raise ValueError(f"--format takes {', '.join(_FORMATS)}, not {chosen!r}")
    cite_as = _citation_format(citations)
    with open_ledger(existing(db), read_only=True) as ledger:
        found = ledger.brief(a, b, read_day(since), read_day(until, last=True))
        cited = [] if citations is None else _cited(ledger, found)
    if chosen == "terminal" and output is None:
        print_brief(found)
    elif output is None:
        sys.stdout.write(write_brief(found, chosen))
    else:
        output.write_text(write_brief(found, chosen), encoding="utf-8")
        typer.echo(f"wrote {output}", err=True)
    if citations is not None:
        from detente.report.citations import cite

        citations.write_text(cite(cited, cite_as), encoding="utf-8", newline="")
        typer.echo(f"wrote {citations}: {len(cited):,} documents", err=True)
    return 0


def _citation_format(path: Path | None) -> str:
    from detente.report.citations import SUFFIXES

    if path is not None and path.suffix.lower() not in SUFFIXES:
        raise ValueError(f"--citations takes a file that ends in {', '.join(SUFFIXES)}, not {path}")
    return SUFFIXES[path.suffix.lower()] if path is not None else ""


def _cited(ledger: Ledger, brief: Brief) -> list[Document]:
    from detente.report.citations import cited_documents

    found = (ledger.document(id) for id in cited_documents(brief))
    return [document for document in found if document is not None]


def write_brief(brief: Brief, format: str) -> str:
    """The brief as text of one of the formats; ``terminal`` without colours."""
    from detente import report

    if format == "terminal":
        from rich.console import Console

        console = Console(width=100, color_system=None, record=True, file=io.StringIO())
        report.print_brief(brief, console)
        return console.export_text()
    render = {
        "md": report.render_markdown,
        "html": report.render_html,
        "json": report.render_json,
    }
    return render[format](brief)
