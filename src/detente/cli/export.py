"""``detente export``: a ledger's events and acts for other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.events import existing
from detente.cli.options import Database, Since, Until, read_day


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
    """Export events and imported acts for other tools.

    polecat, icews, gexf and graphml know no modality and hold what is said to have happened,
    unless --modality says otherwise. annotations, prodigy and labelstudio hold no imported acts,
    which have no quotes.
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
    typer.echo(f"wrote {where}: {done.events:,} events, {done.acts:,} acts", err=True)
    return 0
