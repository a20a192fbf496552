"""``detente brief``: what passed between two actors, on the terminal or in a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.events import existing
from detente.cli.options import Database, Since, Until, read_day

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
) -> int:
    """Write the brief on two actors: what each did, overtures and answers, open asks."""
    from detente.engine.session import open_ledger
    from detente.report import render

    chosen = format or (_SUFFIXES.get(output.suffix.lower(), "md") if output else "terminal")
    if chosen not in _FORMATS:
        raise ValueError(f"--format takes {', '.join(_FORMATS)}, not {chosen!r}")
    with open_ledger(existing(db), read_only=True) as ledger:
        found = ledger.brief(a, b, read_day(since), read_day(until, last=True))
    if output is None and chosen == "terminal":
        render.print_brief(found)
    elif output is None:
        sys.stdout.write(render.write_brief(found, chosen))
    else:
        output.write_text(render.write_brief(found, chosen), encoding="utf-8")
        typer.echo(f"wrote {output}", err=True)
    return 0
