"""``detente asks`` and ``promises``: what was asked or promised, and what became of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.events import existing
from detente.cli.options import Database, Since, Until, read_day

if TYPE_CHECKING:
    from detente.analysis.corrections import Correction

A = Annotated[str, typer.Argument(metavar="A", help="One side: a name or an id.")]
B = Annotated[str, typer.Argument(metavar="B", help="The other side.")]
Format = Annotated[str, typer.Option(help="terminal, json (lines) or csv.")]
Corrections = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="What you know better: CSV or TOML, see docs/asks.md."),
]
_FORMATS = ("terminal", "json", "csv")


def asks(
    a: A,
    b: B,
    db: Database,
    since: Since = None,
    until: Until = None,
    corrections: Corrections = None,
    format: Format = "terminal",
) -> int:
    """List what each asked of the other, and outlets of either, with what became of it."""
    from detente.analysis.asks import AskStatus
    from detente.engine.asking import find_asks

    return _list(find_asks, list(AskStatus), a, b, db, since, until, corrections, format)


def promises(
    a: A,
    b: B,
    db: Database,
    since: Since = None,
    until: Until = None,
    corrections: Corrections = None,
    format: Format = "terminal",
) -> int:
    """List what either promised, planned or threatened, and whether it was done."""
    from detente.analysis.plans import PromiseStatus
    from detente.engine.asking import find_promises

    return _list(find_promises, list(PromiseStatus), a, b, db, since, until, corrections, format)


def _list(
    find: Callable[..., Sequence[Any]],
    statuses: Sequence[str],
    a: str,
    b: str,
    db: Path,
    since: str | None,
    until: str | None,
    corrections: Path | None,
    format: str,
) -> int:
    from detente.actors.names import name_in_prose
    from detente.engine.asking import read_material
    from detente.engine.session import open_ledger
    from detente.report import asked

    if format not in _FORMATS:
        raise ValueError(f"--format takes {', '.join(_FORMATS)}, not {format!r}")
    first, last = read_day(since), read_day(until, last=True)
    known = _corrections(corrections, statuses)
    with open_ledger(existing(db), read_only=True) as ledger:
        items = find(read_material(ledger, a, b, until=last), since=first, corrections=known)
    if format == "terminal":
        asked.print_items(items, name_in_prose)
    else:
        render = asked.render_csv if format == "csv" else asked.render_json_lines
        sys.stdout.write(render(items, name_in_prose))
    return 0


def _corrections(path: Path | None, statuses: Sequence[str]) -> list[Correction]:
    from detente.analysis.corrections import read_corrections

    return [] if path is None else read_corrections(path, [str(status) for status in statuses])
