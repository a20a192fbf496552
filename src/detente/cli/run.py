"""``detente run``: code documents into a ledger."""

from __future__ import annotations

from typing import Annotated

import typer

from detente.cli.options import (
    Author,
    CoderName,
    Database,
    Date,
    GenreName,
    Inputs,
    Mapping,
    Outlet,
    Publishing,
    read_day,
    read_genre,
    read_mapping,
)
from detente.coding import DEFAULT_CODER


def run(
    inputs: Inputs,
    db: Database,
    outlet: Outlet = None,
    author: Author = None,
    date: Date = None,
    genre: GenreName = None,
    mapping: Mapping = None,
    coder: CoderName = DEFAULT_CODER,
    workers: Annotated[
        int | None, typer.Option(help="Processes that code (default: one a core).", min=0)
    ] = None,
    publish: Publishing = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> int:
    """Code documents into a ledger; run again after an interruption, it goes on where it was."""
    from detente.cli.progress import Meter
    from detente.engine.session import open_ledger
    from detente.records import Document
    from detente.sources import read

    columns = read_mapping(mapping)

    def count() -> int:
        return sum(isinstance(item, Document) for item in read(inputs, mapping=columns))

    with open_ledger(db) as ledger:
        try:
            with Meter(quiet=quiet, count=None if "-" in inputs else count) as meter:
                summary = ledger.run(
                    inputs,
                    coder=coder,
                    workers=workers,
                    progress=meter.update,
                    mapping=columns,
                    outlet=outlet,
                    author=author,
                    date=read_day(date),
                    genre=read_genre(genre),
                    publish=publish,
                )
        except KeyboardInterrupt:
            typer.echo(
                "\nInterrupted: what was coded is kept. Run the same command to go on.", err=True
            )
            return 130
        rate = (
            f" ({summary.documents / summary.seconds:,.0f} a second)" if summary.documents else ""
        )
        typer.echo(
            f"{summary.documents:,} documents coded{rate}, {summary.skipped:,} known already, "
            f"{summary.events:,} events, {summary.rejects:,} rejects in {summary.seconds:,.1f} s"
        )
        if summary.rejects:
            typer.echo(f"What could not be read: detente rejects --db {db}")
    return 0
