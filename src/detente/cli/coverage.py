"""``detente coverage``: how much a ledger holds of whom, year by year, and what it lacks."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.events import existing
from detente.cli.options import Database, Since, Until, check_format, read_day

if TYPE_CHECKING:
    from detente.ledger.presence import Presence
    from detente.ledger.rows import Rows


def coverage(
    db: Database,
    actors: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ACTOR]...", help="Names or ids; without, those with the most."),
    ] = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option(help="Actors shown where none is named.", min=1)] = 10,
    format: Annotated[str, typer.Option(help="table, json (lines) or csv.")] = "table",
) -> int:
    """Show events, reports, outlets and silent months of each actor and year, and what lacks.

    Events coded from text and imported ones stand apart, by their coder. A month is silent if
    the coder has something in it, and nothing of the actor. By id, RUS is all that bears its code.
    """
    from detente.actors.names import find_actor, name_actor
    from detente.analysis.presence import warn_of_absences
    from detente.engine.session import open_ledger
    from detente.records import Actor

    check_format(format)
    codes = [Actor.parse(find_actor(name).removesuffix("-*")).code for name in actors or ()]
    with open_ledger(existing(db), read_only=True) as ledger:
        rows = ledger.presence(codes or None, read_day(since), read_day(until, last=True))
    if format != "table":
        _write(rows, format)
        return 0

    def name(code: str) -> str:
        return name_actor(Actor(code))

    found = list(rows)
    shown = codes or list(dict.fromkeys(row.code for row in found))[:limit]
    _print_table([row for row in found if row.code in shown], name)
    for warning in warn_of_absences(found, codes, name) if codes else ():
        typer.echo(f"Note: {warning}")
    return 0


def _write(rows: Rows[Presence], format: str) -> None:
    if format == "csv":
        from pyarrow import csv

        csv.write_csv(rows.arrow(), sys.stdout.buffer)
        return
    import json

    for row in rows.arrow().to_pylist():
        typer.echo(json.dumps(row, ensure_ascii=False))


def _print_table(rows: list[Presence], name: Callable[[str], str]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("actor", "coder", "year"):
        table.add_column(heading, no_wrap=True)
    for heading in ("events", "by name", "official", "acting", "reports", "outlets", "silent"):
        table.add_column(heading, justify="right")
    for row in rows:
        counts = (row.events, row.bare, row.official, row.done, row.reports, row.outlets)
        table.add_row(
            name(row.code),
            row.coder,
            str(row.year),
            *(f"{count:,}" for count in counts),
            f"{row.silent} of {row.months}",
        )
    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    if rows:
        console.print(table)
    typer.echo(f"{len(rows):,} actor-year{'' if len(rows) == 1 else 's'}")
