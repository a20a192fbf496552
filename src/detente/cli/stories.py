"""``detente stories``: which news events a ledger's documents report, and how many times."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.events import existing
from detente.cli.options import Database, Since, Until, check_format, read_day

if TYPE_CHECKING:
    from detente.ledger import Rows, Storyline


def stories(
    db: Database,
    since: Since = None,
    until: Until = None,
    limit: Annotated[
        int | None, typer.Option(help="At most so many, those most reported.", min=1)
    ] = None,
    format: Annotated[str, typer.Option(help="table, json (lines) or csv.")] = "table",
) -> int:
    """Group a ledger's documents into stories, and list these by date.

    A story is all reports of one news event. Documents that repeat another's text, whole,
    shortened or lightly rewritten, count as one independent report with it. Documents placed
    before keep their story; new ones join those that are near in time.
    """
    from detente.engine.placing import place_documents
    from detente.engine.session import open_ledger

    check_format(format)
    with open_ledger(existing(db)) as ledger:
        placed = place_documents(ledger)
        rows = ledger.storylines(read_day(since), read_day(until, last=True), limit)
    if placed:
        typer.echo(f"{placed:,} new document{'' if placed == 1 else 's'} placed", err=True)
    if format == "json":
        for row in rows:
            typer.echo(json.dumps(_jsonable(row), ensure_ascii=False))
    elif format == "csv":
        from pyarrow import csv

        csv.write_csv(rows.arrow(), sys.stdout.buffer)
    else:
        _print_table(rows)
    return 0


def _jsonable(row: Storyline) -> dict[str, object]:
    from dataclasses import asdict

    days = {"first_day": row.first_day, "last_day": row.last_day}
    return {**asdict(row), **{name: day and day.isoformat() for name, day in days.items()}}


def _print_table(rows: Rows[Storyline]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("first day", no_wrap=True)
    table.add_column("title", ratio=3)
    table.add_column("documents", justify="right")
    table.add_column("independent", justify="right")
    table.add_column("outlets", ratio=2)
    for row in rows:
        table.add_row(
            str(row.first_day or "no date"),
            Text(" ".join(row.title.split())),
            f"{row.documents:,}",
            f"{row.independent:,}",
            Text(", ".join(row.outlets)),
        )
    if len(rows):
        Console(width=None if sys.stdout.isatty() else 140, highlight=False).print(table)
    typer.echo(f"{len(rows):,} {'story' if len(rows) == 1 else 'stories'}")
