"""``detente actors``: who is who and when, what the tables lack, and tables of one's own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.options import Inputs, read_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from detente.actors.dictionaries import Fault

app = typer.Typer(no_args_is_help=True, help="Who is who, and when.", rich_markup_mode=None)

On = Annotated[str | None, typer.Option("--on", metavar="DAY", help="A day: YYYY-MM-DD.")]
Limit = Annotated[int, typer.Option(help="How many lines to show.", min=1)]


@app.command("search")
def search(
    name: Annotated[list[str], typer.Argument(help="A name, or the beginnings of its words.")],
    on: On = None,
    limit: Limit = 20,
) -> int:
    """Search the tables of actors by name, on a day if given."""
    from detente.actors import lookup

    found = lookup.search(" ".join(name), read_day(on))
    _table(
        ("name", "what it means", "id", "from", "to"),
        [
            (f.form, lookup.describe(f), f.actor.id, _day(f.since), _day(f.until))
            for f in found[:limit]
        ],
        len(found),
        f"No actor is known as {' '.join(name)!r}.",
    )
    return 0 if found else 1


@app.command("holder")
def holder(
    actor: Annotated[str, typer.Argument(help="A state or organisation: Russia, NATO, RUS.")],
    title: Annotated[
        str | None, typer.Argument(help="Words of the title: foreign minister.")
    ] = None,
    on: On = None,
    limit: Limit = 40,
) -> int:
    """Show who holds an office, on a day (today, unless --on says another)."""
    from detente.actors import lookup
    from detente.actors.names import find_actor
    from detente.records import Actor

    day = read_day(on) or dt.date.today()
    code = Actor.parse(find_actor(actor)).code
    found = lookup.holders(code, day, title)
    _table(
        ("office", "holder", "from", "to", "source"),
        [(o.title, o.person, _day(o.since), _day(o.until), o.source) for o in found[:limit]],
        len(found),
        f"The tables name nobody for that on {day}.",
    )
    return 0 if found else 1


@app.command("members")
def members(
    group: Annotated[str, typer.Argument(help="A grouping of states: NATO, P5+1, E3.")],
    on: On = None,
) -> int:
    """Show who belongs to a grouping, on a day (today, unless --on says another)."""
    from detente.actors import lookup
    from detente.actors.names import find_actor, name_actor
    from detente.records import Actor

    day = read_day(on) or dt.date.today()
    code = Actor.parse(find_actor(group)).code
    found = lookup.members(code, day)
    rows = [(name_actor(Actor(member)), member) for member in found]
    _table(("member", "id"), rows, len(rows), f"The tables name no members of {code} on {day}.")
    return 0 if found else 1


@app.command("unresolved")
def unresolved(inputs: Inputs, limit: Limit = 40) -> int:
    """List capitalised names in documents that no table knows, most frequent first."""
    from detente.actors import lookup
    from detente.records import Document
    from detente.sources import read

    texts = (item.text for item in read(inputs) if isinstance(item, Document))
    found = lookup.unresolved(texts)
    rows = [(f"{count:,}", name) for name, count in found.most_common(limit)]
    _table(("times", "name"), rows, len(found), "Every capitalised name is known.")
    return 0


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="CAMEO or PETRARCH files, or CSV.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="OUT.csv", help="Where to write the table.")
    ] = Path("actors.csv"),
) -> int:
    """Make dictionaries of other coders, or your own CSV, into a table that detente reads.

    Point the variable DETENTE_ACTORS at the table, and every command reads it beside its own.
    """
    import csv

    from detente.actors.dictionaries import COLUMNS, Entry, Fault

    kept: list[Entry] = []
    for path in files:
        entries = list(_read(path))
        kept += [entry for entry in entries if isinstance(entry, Entry)]
        faults = [entry for entry in entries if isinstance(entry, Fault)]
        typer.echo(f"{path}: {len(entries) - len(faults):,} names", err=True)
        for detail, lines in _by_detail(faults).items():
            shown = ", ".join(map(str, lines[:4])) + (" ..." if len(lines) > 4 else "")
            typer.echo(f"  left out: {detail}: line {shown} ({len(lines):,})", err=True)
    with output.open("w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink, lineterminator="\n")
        writer.writerow(COLUMNS)
        for e in kept:
            writer.writerow((e.form, e.actor, e.kind, e.since or "", e.until or "", e.source))
    typer.echo(f"{len(kept):,} names in {output}; use them with DETENTE_ACTORS={output}")
    return 0 if kept else 1


def _by_detail(faults: list[Fault]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for fault in faults:
        found.setdefault(fault.detail, []).append(fault.line)
    return found


def _read(path: Path) -> Iterable[object]:
    from detente.actors.dictionaries import read_cameo, read_own

    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except IsADirectoryError:
        raise ValueError(f"{path} is a folder; name its files") from None
    own = path.suffix.lower() == ".csv"
    return read_own(lines, path.name) if own else read_cameo(lines, path.name)


def _day(day: dt.date | None) -> str:
    return str(day) if day else ""


def _table(
    columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], every: int, nothing: str
) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    if not rows:
        console.print(nothing)
        return
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        grid.add_column(column, overflow="fold")
    for row in rows:
        grid.add_row(*row)
    console.print(grid)
    if every > len(rows):
        console.print(f"... {every - len(rows):,} more; --limit shows them")
