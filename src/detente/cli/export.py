"""``detente export``: a ledger's events and acts for other tools."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.events import existing
from detente.cli.options import Database, Since, Until, read_day

if TYPE_CHECKING:
    from detente.report.export import Exported


def export(
    format: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            help="parquet, csv, jsonl, sqlite, polecat, icews, gexf, graphml, annotations, prodigy "
            "or labelstudio.",
        ),
    ],
    db: Database,
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", help="The file; of parquet and csv, without suffix, a folder."
        ),
    ],
    source: Annotated[str | None, typer.Option(help="Who acts: a name or an id.")] = None,
    target: Annotated[str | None, typer.Option(help="Towards whom: a name or an id.")] = None,
    either_way: Annotated[bool, typer.Option("--either-way", help="Both directions.")] = False,
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
    coder: Annotated[
        str | None, typer.Option(help="Only what this coder made: name or name/version.")
    ] = None,
    limit: Annotated[int | None, typer.Option(help="At most so many.", min=1)] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what stands there.")] = False,
) -> int:
    """Export events, stated concerns, stories and imported acts for other tools.

    Concerns are chosen by who holds them (--source) and whom they name (--target), and not where
    a --type is asked for. sqlite, jsonl and a folder of parquet or csv hold everything, their
    flat files events and acts. polecat, icews, gexf and graphml know no modality and hold what
    is said to have happened, unless --modality says otherwise. annotations hold events and
    concerns, prodigy and labelstudio events alone.
    """
    from detente.engine.exporting import export_ledger
    from detente.engine.session import open_ledger

    with open_ledger(existing(db), read_only=True) as ledger:
        done = export_ledger(
            ledger,
            format,
            output,
            source=source,
            target=target,
            either_way=either_way,
            type=type,
            issue=issue,
            modality=modality,
            since=read_day(since),
            until=read_day(until, last=True),
            coder=coder,
            limit=limit,
            force=force,
        )
    names = ", ".join(path.name for path in done.files)
    where = output if len(done.files) == 1 else f"{output} ({names})"
    typer.echo(f"wrote {where}: {_counts(done)}", err=True)
    return 0


def _counts(done: Exported) -> str:
    """Events, and what else there is of what the format holds."""
    kinds = {"act": done.acts, "concern": done.concerns, "story": done.stories}
    return ", ".join([_count(done.events, "event"), *(_count(n, k) for k, n in kinds.items() if n)])


def _count(number: int, noun: str) -> str:
    nouns = "stories" if noun == "story" else f"{noun}s"
    return f"{number:,} {noun if number == 1 else nouns}"
