"""``detente review``: what analysts said of the coding, and to say it."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.events import existing
from detente.cli.options import Database, check_format

if TYPE_CHECKING:
    from rich.table import Table

    from detente.ledger import Ledger, Review, ReviewNote

app = typer.Typer(
    no_args_is_help=True, help="Corrections of the coding by hand.", rich_markup_mode=None
)

Entry = Annotated[str, typer.Argument(metavar="ENTRY", help="The id of an entry.")]
Reviewer = Annotated[str, typer.Option(help="Your name, as it stands beside the review.")]
Note = Annotated[str, typer.Option(help="Why, for those who read it later.")]
Format = Annotated[str, typer.Option(help="table, json (lines) or csv.")]


@app.command("list")
def list_(
    db: Database,
    disputed: Annotated[
        bool, typer.Option("--disputed", help="Only entries that reviewers see differently.")
    ] = False,
    format: Format = "table",
) -> int:
    """List all reviews in the order in which they were made, with what becomes of each."""
    from detente.engine.reviewing import open_reading
    from detente.ledger.journal import journal_path, read_journal

    check_format(format)
    path = journal_path(existing(db))
    for fault in read_journal(path).faults:
        typer.echo(f"{path}:{fault.line} is passed over: {fault.detail}", err=True)
    with open_reading(db) as ledger:
        notes = ledger.reviews()
    waiting = _waiting(path, notes)
    chosen = [note for note in notes if note.disputed or not disputed]
    if format == "table":
        _print(_list_table(chosen))
        typer.echo(_count(len(chosen), "review"))
    else:
        _write([_row(note) for note in chosen], format)
    if waiting:
        typer.echo(f"{waiting:,} more will count when whoever holds the ledger is done", err=True)
    return 0


@app.command("confirm")
def confirm(id: Entry, db: Database, reviewer: Reviewer, note: Note = "") -> int:
    """Say that an entry is right: it counts as certain from then on."""
    return _judge("confirm", id, db, reviewer, note)


@app.command("reject")
def reject(id: Entry, db: Database, reviewer: Reviewer, note: Note = "") -> int:
    """Say that an entry is wrong: it counts nowhere from then on."""
    return _judge("reject", id, db, reviewer, note)


@app.command("correct")
def correct(
    id: Entry,
    db: Database,
    reviewer: Reviewer,
    event: Annotated[
        str, typer.Option(metavar="JSON", help='The fields that differ: {"type": "CONSULT"}.')
    ],
    note: Note = "",
) -> int:
    """Say how an entry should read, in the fields of detente events --format json."""
    from detente.engine.reviewing import correct as make

    return _record(lambda ledger: make(ledger, id, reviewer, _fields(event), note=note), db)


@app.command("add")
def add(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="The id of a document.")],
    db: Database,
    reviewer: Reviewer,
    event: Annotated[
        str,
        typer.Option(metavar="JSON", help="Its fields; source, type and evidence are needed."),
    ],
    note: Note = "",
) -> int:
    """Add an event that was missed, in the fields of detente events --format json."""
    from detente.engine.reviewing import add as make

    return _record(lambda ledger: make(ledger, document, reviewer, _fields(event), note=note), db)


@app.command("merge")
def merge(
    ids: Annotated[list[str], typer.Argument(metavar="ENTRY...", help="Ids of entries.")],
    db: Database,
    reviewer: Reviewer,
    note: Note = "",
) -> int:
    """Say that entries tell one and the same act."""
    from detente.engine.reviewing import join

    return _record(lambda ledger: join(ledger, ids, reviewer, note=note), db)


@app.command("split")
def split(
    ids: Annotated[list[str], typer.Argument(metavar="ENTRY...", help="Ids of entries.")],
    others: Annotated[
        list[str],
        typer.Option("--from", metavar="ENTRY", help="Entries of another act (repeatable)."),
    ],
    db: Database,
    reviewer: Reviewer,
    note: Note = "",
) -> int:
    """Say that entries tell another act than others that they were counted with."""
    from detente.engine.reviewing import part

    return _record(lambda ledger: part(ledger, ids, others, reviewer, note=note), db)


@app.command("withdraw")
def withdraw(
    id: Annotated[str, typer.Argument(metavar="REVIEW", help="The id of a review of yours.")],
    db: Database,
    reviewer: Reviewer,
    note: Note = "",
) -> int:
    """Take back a review of your own; what stood before it counts again."""
    from detente.engine import reviewing

    review = reviewing.withdraw(existing(db), id, reviewer, note=note)
    reviewing.keep(db, review)
    _say(review)
    return 0


@app.command("agreement")
def agreement(db: Database, format: Format = "table") -> int:
    """Show how far reviewers agree on what two or more of them judged, beyond chance."""
    from dataclasses import asdict

    from detente.analysis.agreement import find_agreement
    from detente.engine.reviewing import open_reading
    from detente.ledger.rulings import rule

    check_format(format)
    with open_reading(existing(db)) as ledger:
        found = find_agreement(rule([note.review for note in ledger.reviews()]).entries)
    rows = [{"reviewers": "all", **asdict(one), "kappa": None} for one in found.fields]
    rows += [
        {"reviewers": f"{two.one}, {two.other}", "field": two.field, "entries": two.entries,
         "agreed": two.agreed, "alpha": None, "low": None, "high": None, "kappa": two.kappa}
        for two in found.pairs
    ]  # fmt: skip
    if format != "table":
        _write(rows, format)
    elif rows:
        _print(_agreement_table(rows))
    else:
        typer.echo("No entry was judged by two reviewers.")
    return 0


@app.command("export")
def export(
    db: Database,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="GOLD.jsonl")],
    task: Annotated[str, typer.Option(help="events, type or modality.")] = "events",
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> int:
    """Write what was reviewed as gold data, to score a coder on: detente evaluate TASK FILE."""
    from detente.engine.reviewing import open_reading
    from detente.evaluation.reviewed import make_gold

    if output.exists() and not force:
        raise FileExistsError(f"{output} exists; give another name, or --force")
    with open_reading(existing(db)) as ledger:
        gold = make_gold(ledger, task)
    lines = [json.dumps(row, ensure_ascii=False) for row in gold.rows]
    output.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    noun = "document" if task == "events" else "entry"
    typer.echo(f"{output}: {_count(len(lines), noun)}")
    if gold.unread:
        unread = _count(gold.unread, "document")
        typer.echo(f"left out: {unread} not reviewed to the last entry", err=True)
    if gold.disputed:
        disputed = _count(gold.disputed, noun)
        typer.echo(f"left out: {disputed} on which reviewers differ", err=True)
    return 0


def _count(number: int, noun: str) -> str:
    plural = {"entry": "entries"}.get(noun, f"{noun}s")
    return f"{number:,} {noun if number == 1 else plural}"


def _judge(kind: str, id: str, db: Path, reviewer: str, note: str) -> int:
    from detente.engine.reviewing import judge

    return _record(lambda ledger: judge(ledger, kind, id, reviewer, note=note), db)


def _record(make: Callable[[Ledger], Review], db: Path) -> int:
    from detente.engine.reviewing import keep, open_reading

    with open_reading(existing(db)) as ledger:
        review = make(ledger)
    keep(db, review)
    _say(review)
    return 0


def _say(review: Review) -> None:
    typer.echo(f"review {review.id} kept: {_what(review)}")


def _fields(text: str) -> dict[str, Any]:
    try:
        fields = json.loads(text)
    except ValueError as error:
        raise ValueError(f"the event is not JSON: {error}") from None
    if not isinstance(fields, dict):
        raise ValueError("the event is a JSON object")
    return fields


def _waiting(path: Path | None, notes: list[ReviewNote]) -> int:
    from detente.ledger.journal import read_journal

    return len({r.id for r in read_journal(path).reviews} - {note.review.id for note in notes})


def _what(review: Review) -> str:
    """A review in a few words: what was found, and what it should be."""
    entries = ", ".join(review.entries)
    if review.withdraws:
        return f"withdraw {review.withdraws}"
    if review.concern is not None:
        return f"{review.kind} “{review.concern.about.text}”"
    if not review.kind.judges:
        apart = f" from {', '.join(review.apart)}" if review.apart else ""
        return f"{review.kind} {entries}{apart}"
    readings = [_act(event) for event in (review.found, review.event) if event]
    return f"{review.kind} {' → '.join(dict.fromkeys(readings)) or entries}"


def _act(event: Any) -> str:
    sides = [", ".join(actor.id for actor in side) for side in (event.source, event.target)]
    content = f"[{event.content.type}]" if event.content else ""
    modality = "" if event.modality == "actual" else f" {event.modality}"
    return " ".join(filter(None, (sides[0], f"{event.type}{content}{modality}", sides[1])))


def _row(note: ReviewNote) -> dict[str, Any]:
    from detente.ledger.reviews import write_review

    state = {"state": note.state.value, "detail": note.detail, "disputed": note.disputed,
             "entry": note.event_id}  # fmt: skip
    return {**json.loads(write_review(note.review)), **state}


_CSV = ("id", "when", "reviewer", "kind", "entries", "apart", "withdraws", "note", "state",
        "detail", "disputed", "entry")  # fmt: skip


def _write(rows: list[dict[str, Any]], format: str) -> None:
    if format == "json":
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False))
        return
    columns = _CSV if rows and "kind" in rows[0] else tuple(rows[0]) if rows else ()
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if rows:
        writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(column)) for column in columns])


def _cell(value: object) -> object:
    return ";".join(value) if isinstance(value, list) else value


def _print(table: Table) -> None:
    from rich.console import Console

    if table.row_count:
        Console(width=None if sys.stdout.isatty() else 160, highlight=False).print(table)


def _list_table(notes: list[ReviewNote]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("when", "reviewer", "review", "what becomes of it", "id"):
        table.add_column(name, no_wrap=name in ("when", "id"))
    for note in notes:
        review = note.review
        state = note.state.value + (f": {note.detail}" if note.detail else "")
        quote = review.found.evidence.quote.text if review.found else ""
        said = "\n".join(filter(None, (_what(review), f"“{quote}”" if quote else "", review.note)))
        table.add_row(
            f"{review.when:%Y-%m-%d %H:%M}", Text(review.reviewer), Text(said),
            Text(state + (", disputed" if note.disputed else "")), review.id,
        )  # fmt: skip
    return table


def _agreement_table(rows: list[dict[str, Any]]) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("reviewers", "field", "entries", "agreed", "alpha (95%)", "kappa"):
        table.add_column(name, justify="left" if name in ("reviewers", "field") else "right")
    for row in rows:
        alpha = "" if row["alpha"] is None else f"{row['alpha']:.2f}"
        if row["low"] is not None:
            alpha += f" ({row['low']:.2f} to {row['high']:.2f})"
        kappa = "" if row["kappa"] is None else f"{row['kappa']:.2f}"
        table.add_row(
            row["reviewers"], row["field"], f"{row['entries']:,}", f"{row['agreed']:.0%}", alpha,
            kappa,
        )  # fmt: skip
    return table
