"""``detente brief``: what passed between two actors, on the terminal or in a file."""

from __future__ import annotations

import datetime as dt
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.events import existing
from detente.cli.options import Database, Since, Until, read_day

if TYPE_CHECKING:
    from detente.engine.session import Ledger
    from detente.ledger import BriefNote
    from detente.records import Document
    from detente.report import Brief

_FORMATS = ("terminal", "md", "html", "pdf", "json")
_SUFFIXES = {".md": "md", ".html": "html", ".htm": "html", ".pdf": "pdf", ".json": "json"}


def brief(
    a: Annotated[str, typer.Argument(metavar="A", help="One side: a name or an id.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The other side.")],
    db: Database,
    since: Since = None,
    until: Until = None,
    min_confidence: Annotated[
        float | None,
        typer.Option(
            "--min-confidence",
            min=0,
            max=1,
            help="Acts trusted less stand apart and are in no count (0.5).",
        ),
    ] = None,
    format: Annotated[
        str | None, typer.Option(help="terminal, md, html, pdf or json (default: by the file).")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write to a file.")] = None,
    citations: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Cite the documents quoted: .bib, .ris or .json (CSL)."),
    ] = None,
    since_last: Annotated[
        bool,
        typer.Option(
            "--since-last",
            help="Open with what is new since the last brief on this pair, whatever its period "
            "and whichever side it named first.",
        ),
    ] = False,
    note: Annotated[
        bool, typer.Option(help="Note this brief in the ledger, for --since-last of the next.")
    ] = True,
    lang: Annotated[
        str,
        typer.Option(metavar="CODE", envvar="DETENTE_LANG", help="Language of the brief (en, de)."),
    ] = "en",
    browser: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="The Chromium or Chrome that prints a PDF."),
    ] = None,
) -> int:
    """Write the brief on two actors: what each did, overtures and answers, open asks."""
    from detente.engine.session import open_ledger
    from detente.report import MIN_CONFIDENCE
    from detente.report.language import load_language
    from detente.report.sections.news import add_news, note_brief

    chosen = _format(format, output)
    cite_as = _citation_format(citations)
    program = _browser(chosen, browser)
    language = load_language(lang).code
    with open_ledger(existing(db), read_only=True) as ledger:
        period = read_day(since), read_day(until, last=True)
        least = MIN_CONFIDENCE if min_confidence is None else min_confidence
        found = ledger.brief(a, b, *period, min_confidence=least, language=language)
        earlier = ledger.noted_briefs(found.a, found.b)
        cited = [] if citations is None else _cited(ledger, found)
    made = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
    noted = note_brief(found, earlier, made)
    try:
        _show(add_news(found, earlier) if since_last else found, chosen, output, program)
        if citations is not None:
            _cite(cited, cite_as, citations)
    except (BrokenPipeError, SystemExit):  # the latter is rich's word for a pipe that was closed
        _keep(noted, db, note)
        raise
    _keep(noted, db, note)
    return 0


def _format(format: str | None, output: Path | None) -> str:
    chosen = format or (_SUFFIXES.get(output.suffix.lower(), "md") if output else "terminal")
    if chosen not in _FORMATS:
        raise ValueError(f"--format takes {', '.join(_FORMATS)}, not {chosen!r}")
    if chosen == "pdf" and output is None and sys.stdout.isatty():
        raise ValueError("a PDF is not for the terminal; give -o FILE.pdf")
    return chosen


def _browser(format: str, named: str | None) -> Path | None:
    """The browser for a PDF; that there is none is told before the ledger is read."""
    if format != "pdf":
        return None
    from detente.report.pdf import find_browser

    return find_browser(named)


def _show(brief: Brief, format: str, output: Path | None, browser: Path | None) -> None:
    """Print the brief, or write it to ``output``."""
    if format == "terminal" and output is None:
        from detente.report import print_brief

        print_brief(brief)
    elif format == "pdf":
        from detente.report import render_html
        from detente.report.pdf import print_pdf

        printed = print_pdf(render_html(brief), browser)
        _write(output, printed) if output is not None else sys.stdout.buffer.write(printed)
    elif output is None:
        sys.stdout.write(write_brief(brief, format))
    else:
        _write(output, write_brief(brief, format).encode())
    if output is not None:
        typer.echo(f"wrote {output}", err=True)


def _write(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all, so that an older brief is not lost to a full disk."""
    from detente.report.export.files import replacing

    if path.exists() and not path.is_file():  # /dev/stdout, a pipe
        path.write_bytes(content)
        return
    with replacing(path.resolve()) as part:
        part.write_bytes(content)


def _keep(noted: BriefNote, db: Path, wanted: bool) -> None:
    """Note the brief; a ledger that cannot be written now is no failure of the brief."""
    from detente.engine.session import open_ledger
    from detente.errors import LedgerError

    if not wanted:
        return
    try:
        with open_ledger(db) as ledger:
            ledger.note_brief(noted)
    except LedgerError as error:
        typer.echo(f"detente: not noted for --since-last: {error}", err=True)


def _citation_format(path: Path | None) -> str:
    from detente.report.citations import SUFFIXES

    if path is not None and path.suffix.lower() not in SUFFIXES:
        raise ValueError(f"--citations takes a file that ends in {', '.join(SUFFIXES)}, not {path}")
    return SUFFIXES[path.suffix.lower()] if path is not None else ""


def _cite(documents: list[Document], format: str, path: Path) -> None:
    from detente.report.citations import cite

    _write(path, cite(documents, format).encode())
    typer.echo(f"wrote {path}: {len(documents):,} documents", err=True)


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
