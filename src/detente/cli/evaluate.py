"""``detente evaluate``: how well detente does on gold data, with intervals and gates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.options import CoderName
from detente.coding import DEFAULT_CODER

if TYPE_CHECKING:
    from detente.evaluation.outcome import Outcome
    from detente.records import Document

# Tasks of a coder; the others are of grammar and tables, which all coders share.
CODER_TASKS = ("type", "events")
SHARED_TASKS = ("attribution", "chains", "modality", "actors", "stories")
END_TASKS = ("asks", "promises")  # of what is followed through a ledger
TASKS = (*CODER_TASKS, *SHARED_TASKS, *END_TASKS)
SHARED = "shared"  # what stands for the coder in gates of shared tasks


def evaluate(
    task: Annotated[str, typer.Argument(help=f"{', '.join(TASKS[:-1])} or {TASKS[-1]}.")],
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="Gold data, JSON lines.")],
    predictions: Annotated[
        Path | None, typer.Option(metavar="OUT.jsonl", help="Where to write what was predicted.")
    ] = None,
    coder: CoderName = DEFAULT_CODER,
    texts: Annotated[
        list[str] | None,
        typer.Option(help="Documents with the texts of gold rows that have only ids (repeatable)."),
    ] = None,
    db: Annotated[
        Path | None,
        typer.Option("--db", help="For asks and promises: a ledger (default: --texts are coded)."),
    ] = None,
    gates: Annotated[
        Path | None, typer.Option(metavar="GATES.toml", help="Pinned scores; fail below them.")
    ] = None,
    pin: Annotated[bool, typer.Option("--pin", help="Raise the pins in --gates.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")] = False,
) -> int:
    """Score detente on gold data: F1, precision and recall with 95% intervals, and confusions."""
    import json

    from detente.evaluation.gates import failures, raise_gates, read_gates
    from detente.evaluation.gold import file_digest

    if task not in TASKS:
        raise ValueError(f"TASK is {', '.join(TASKS[:-1])} or {TASKS[-1]}, not {task!r}")
    if task in END_TASKS:
        who, version, result = _follow(task, gold, coder, texts or [], db)
    else:
        who, version, result = _run(task, gold, coder, texts or [])
    if predictions is not None:
        lines = [json.dumps(row, ensure_ascii=False) for row in result.predictions]
        predictions.write_text("\n".join(lines) + "\n", encoding="utf-8")
    digest = file_digest(gold)
    if as_json:
        about = {"task": task, "gold": gold.name, "sha256": digest, "coder": version}
        typer.echo(json.dumps({**about, **_jsonable(result)}, indent=1))
    else:
        _print(result, f"{version} on {gold.name}: {result.size}")
    if gates is None:
        return 0
    if pin:
        raise_gates(gates, task, who, digest, result.scores())
    fallen = failures(read_gates(gates), task, who, digest, result.scores())
    for line in fallen:
        typer.echo(f"below the gate: {line}", err=True)
    return 1 if fallen else 0


def _run(task: str, gold: Path, coder: str, texts: list[str]) -> tuple[str, str, Outcome]:
    """Who is scored, in which version, and the outcome."""
    from detente import __version__
    from detente.coding import load_coder
    from detente.evaluation.actors import evaluate_actors
    from detente.evaluation.attribution import evaluate_attribution
    from detente.evaluation.chains import evaluate_chains
    from detente.evaluation.events import evaluate_events
    from detente.evaluation.modality import evaluate_modality
    from detente.evaluation.stories import evaluate_stories
    from detente.evaluation.types import evaluate_types

    if task in CODER_TASKS:
        reader = load_coder(coder)
        version = f"{reader.name}/{reader.version}"
        if task == "type":
            return reader.name, version, evaluate_types(gold, reader)
        return reader.name, version, evaluate_events(gold, reader, _texts(texts))
    tasks: dict[str, Callable[[Path], Outcome]] = {
        "attribution": evaluate_attribution,
        "chains": evaluate_chains,
        "modality": evaluate_modality,
        "actors": evaluate_actors,
        "stories": evaluate_stories,
    }
    return SHARED, f"detente {__version__}", tasks[task](gold)


def _follow(
    task: str, gold: Path, coder: str, texts: list[str], db: Path | None
) -> tuple[str, str, Outcome]:
    """Like ``_run``, over a ledger that is there or is made of ``texts``."""
    from detente.cli.events import existing
    from detente.coding import load_coder
    from detente.engine.session import open_ledger
    from detente.evaluation.asks import evaluate_ends

    if (db is None) == (not texts):
        raise ValueError(f"{task} needs a ledger (--db FILE) or the texts (--texts), one of them")
    reader = load_coder(coder)
    version = f"{reader.name}/{reader.version}"
    with open_ledger(existing(db) if db else ":memory:", read_only=db is not None) as ledger:
        if db is None:
            ledger.run(texts, coder=coder)
        return reader.name, version, evaluate_ends(task, gold, ledger, coder)


def _texts(paths: list[str]) -> dict[str, Document]:
    from detente.records import Document
    from detente.sources import read

    return {item.id: item for item in read(paths) if isinstance(item, Document)} if paths else {}


def _jsonable(result: Outcome) -> dict[str, Any]:
    from dataclasses import asdict

    found = asdict(result)  # type: ignore[call-overload]
    del found["predictions"]
    return dict(found)


def _print(result: Outcome, title: str) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    console.print(title)
    shown: Sequence[Any] = result.tables()
    if not shown:
        console.print("no gold answers to score against")
    for table in shown:
        console.print(f"\n{table.title}" if table.title else "")
        grid = Table(box=None, pad_edge=False, header_style="bold")
        for number, column in enumerate(table.columns):
            grid.add_column(column, justify="left" if number == 0 else "right")
        for row in table.rows:
            grid.add_row(*row)
        console.print(grid)
        if table.note:
            console.print(table.note)
