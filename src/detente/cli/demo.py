"""``detente demo``: code the corpus that comes with the package, and show a brief of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def demo(
    db: Annotated[
        Path | None, typer.Option("--db", help="Keep the ledger here (default: in memory).")
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", help="Also write the brief as one HTML file.")
    ] = None,
) -> int:
    """Code 120 dispatches written for this project and show the brief NATO-Russia."""
    import datetime as dt
    from importlib.resources import as_file, files

    from detente.engine.session import open_ledger
    from detente.report import print_brief, render_html

    folder = files("detente.demo").joinpath("corpus")
    with as_file(folder) as corpus, open_ledger(db or ":memory:") as ledger:
        summary = ledger.run([corpus])
        typer.echo(
            f"{summary.documents} dispatches coded, {summary.events} events, "
            f"in {summary.seconds:.0f} s. The outlets are invented, the facts are public.\n",
            err=True,
        )
        found = ledger.brief("NATO", "Russia", dt.date(2008, 8, 1), dt.date(2010, 12, 31))
    print_brief(found)
    if html is not None:
        html.write_text(render_html(found), encoding="utf-8")
        typer.echo(f"wrote {html}", err=True)
    return 0
