"""``detente evaluate``: how well a coder does on gold data, with intervals and gates."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.options import CoderName
from detente.coding import DEFAULT_CODER

if TYPE_CHECKING:
    from detente.evaluation.events import EventsResult
    from detente.evaluation.scores import Report, Score
    from detente.evaluation.types import TypeResult
    from detente.records import Document

TASKS = ("type", "events")


def evaluate(
    task: Annotated[str, typer.Argument(help="type or events.")],
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="Gold data, JSON lines.")],
    predictions: Annotated[
        Path | None, typer.Option(metavar="OUT.jsonl", help="Where to write what was predicted.")
    ] = None,
    coder: CoderName = DEFAULT_CODER,
    texts: Annotated[
        list[str] | None,
        typer.Option(help="Documents with the texts of gold rows that have only ids (repeatable)."),
    ] = None,
    gates: Annotated[
        Path | None, typer.Option(metavar="GATES.toml", help="Pinned scores; fail below them.")
    ] = None,
    pin: Annotated[bool, typer.Option("--pin", help="Raise the pins in --gates.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")] = False,
) -> int:
    """Score a coder on gold data: F1, precision and recall with 95% intervals, and confusions."""
    import json

    from detente.coding import load_coder
    from detente.evaluation.events import evaluate_events
    from detente.evaluation.gates import failures, raise_gates, read_gates
    from detente.evaluation.gold import file_digest
    from detente.evaluation.types import evaluate_types

    if task not in TASKS:
        raise ValueError(f"TASK is {' or '.join(TASKS)}, not {task!r}")
    reader = load_coder(coder)
    result: TypeResult | EventsResult
    if task == "type":
        result = evaluate_types(gold, reader)
        summary = _type_scores(result)
    else:
        result = evaluate_events(gold, reader, _texts(texts or []))
        summary = _event_scores(result)
    if predictions is not None:
        lines = [json.dumps(row, ensure_ascii=False) for row in result.predictions]
        predictions.write_text("\n".join(lines) + "\n", encoding="utf-8")
    digest = file_digest(gold)
    if as_json:
        about = {"task": task, "gold": gold.name, "sha256": digest,
                 "coder": f"{reader.name}/{reader.version}"}  # fmt: skip
        typer.echo(json.dumps({**about, **_jsonable(result)}, indent=1))
    else:
        _print(result, f"{reader.name}/{reader.version} on {gold.name}")
    if gates is None:
        return 0
    if pin:
        raise_gates(gates, task, reader.name, digest, summary)
    fallen = failures(read_gates(gates), task, reader.name, digest, summary)
    for line in fallen:
        typer.echo(f"below the gate: {line}", err=True)
    return 1 if fallen else 0


def _texts(paths: list[str]) -> dict[str, Document]:
    from detente.records import Document
    from detente.sources import read

    return {item.id: item for item in read(paths) if isinstance(item, Document)} if paths else {}


def _type_scores(result: TypeResult) -> dict[str, float]:
    if result.types is None or result.quads is None:
        return {}
    return {
        "macro_f1": result.types.macro_f1.value,
        "accuracy": result.types.accuracy.value,
        "quad_macro_f1": result.quads.macro_f1.value,
    }


def _event_scores(result: EventsResult) -> dict[str, float]:
    return {f"{name} f1": level.f1.value for name, level in result.levels.items()}


def _jsonable(result: TypeResult | EventsResult) -> dict[str, Any]:
    from dataclasses import asdict

    found = asdict(result)
    del found["predictions"]
    return found


def _print(result: TypeResult | EventsResult, title: str) -> None:
    from rich.console import Console

    from detente.evaluation.types import TypeResult

    console = Console(highlight=False)
    if isinstance(result, TypeResult):
        console.print(f"{title}: {len(result.predictions)} rows\n")
        for name, report in (("types", result.types), ("quads", result.quads)):
            if report is None:
                console.print(f"no gold {name} to score against")
            else:
                _print_report(console, name, report)
    else:
        console.print(f"{title}: {result.reports} reports\n")
        rows = [
            (
                name,
                *map(str, (f.precision, f.recall, f.f1)),
                f"{f.right} of {f.found}, {f.gold} gold",
            )
            for name, f in result.levels.items()
        ]
        _table(console, ("level", "precision", "recall", "F1", "right"), rows)


def _print_report(console: Any, name: str, report: Report) -> None:
    scores: list[tuple[str, Score]] = [("macro F1", report.macro_f1), ("accuracy", report.accuracy)]
    if report.micro_f1 != report.accuracy:
        scores.append(("micro F1", report.micro_f1))
    console.print(f"{name}: " + ", ".join(f"{label} {score}" for label, score in scores))
    rows = [
        (
            label,
            f"{c.precision:.2f}",
            f"{c.recall:.2f}",
            f"{c.f1:.2f}",
            str(c.gold),
            str(c.predicted),
        )
        for label, c in report.classes.items()
    ]
    _table(console, ("class", "precision", "recall", "F1", "gold", "found"), rows)
    worst = ", ".join(f"{gold} as {found} {n}" for gold, found, n in report.confusion[:8])
    console.print(f"most confused: {worst}\n" if worst else "")


def _table(console: Any, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right")
    for row in rows:
        table.add_row(*row)
    console.print(table)
