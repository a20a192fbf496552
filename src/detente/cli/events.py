"""``detente events``: what a ledger holds, as a table, JSON lines or CSV."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from detente.cli.options import Database, Since, Until, check_format, read_day


def events(
    db: Database,
    source: Annotated[str | None, typer.Option(help="Who acts: a name or an id.")] = None,
    target: Annotated[str | None, typer.Option(help="Towards whom: a name or an id.")] = None,
    type: Annotated[
        list[str] | None, typer.Option(help="Type of act, e.g. REQUEST (repeatable).")
    ] = None,
    issue: Annotated[
        list[str] | None, typer.Option(help="Issue, e.g. missile-defence (repeatable).")
    ] = None,
    modality: Annotated[
        list[str] | None,
        typer.Option(help="actual, planned, possible, conditional or negated (repeatable)."),
    ] = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int | None, typer.Option(help="At most so many.", min=1)] = None,
    format: Annotated[str, typer.Option(help="table, json (lines) or csv.")] = "table",
) -> int:
    """List the events of a ledger, by date."""
    from detente.engine.session import open_ledger

    check_format(format)
    with open_ledger(existing(db), read_only=True) as ledger:
        rows = ledger.events(
            source,
            target,
            type,
            issue,
            read_day(since),
            read_day(until, last=True),
            modality=modality,
            limit=limit,
        )
        if format == "json":
            import json

            for row in ledger.export(rows):
                typer.echo(json.dumps(row, ensure_ascii=False))
        elif format == "csv":
            from pyarrow import csv

            csv.write_csv(rows.arrow(), sys.stdout.buffer)
        else:
            _print_table(rows)
    return 0


def existing(db: object) -> str:
    from pathlib import Path

    from detente.errors import LedgerError

    if not Path(str(db)).exists():
        raise LedgerError(f"there is no ledger {db}; make one: detente run INPUT... --db {db}")
    return str(db)


def _print_table(rows: object) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from detente.actors.names import name_actor

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("date", no_wrap=True)
    for name in ("source", "target"):
        table.add_column(name, max_width=24)
    table.add_column("act", max_width=26)
    table.add_column("outlet", max_width=20)
    table.add_column("told by", max_width=12)
    table.add_column("quote", ratio=1)
    count = 0
    for entry in rows:  # type: ignore[attr-defined]
        event = entry.event
        count += 1
        act = event.type + (f"[{event.content.type}]" if event.content else "")
        if event.modality != "actual":
            act += f" {event.modality}"
        table.add_row(
            str(entry.date or "no date"),
            Text(", ".join(map(name_actor, event.source))),
            Text(("with " if event.mutual else "") + ", ".join(map(name_actor, event.target))),
            Text(act),
            Text(", ".join(entry.outlets)),
            Text(event.told_by.split("-")[0].removesuffix("'s own voice").removesuffix(" source")),
            Text(event.evidence.quote.text),
        )
    console = Console(width=None if sys.stdout.isatty() else 160)
    if count:
        console.print(table)
    typer.echo(f"{count:,} event{'' if count == 1 else 's'}")
