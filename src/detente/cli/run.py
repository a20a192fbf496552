"""``detente run``: code documents into a ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.options import (
    Author,
    CoderName,
    Date,
    GenreName,
    Inputs,
    Mapping,
    Outlet,
    Publishing,
    read_day,
    read_genre,
    read_mapping,
)
from detente.coding import DEFAULT_CODER

if TYPE_CHECKING:
    from detente.engine.summary import RunSummary


def run(
    inputs: Inputs,
    db: Annotated[Path | None, typer.Option("--db", help="The ledger, one DuckDB file.")] = None,
    outlet: Outlet = None,
    author: Author = None,
    date: Date = None,
    genre: GenreName = None,
    mapping: Mapping = None,
    coder: CoderName = DEFAULT_CODER,
    workers: Annotated[
        int | None, typer.Option(help="Processes that code (default: one a core).", min=0)
    ] = None,
    engine: Annotated[
        str, typer.Option(help="local, or ray: on a Ray cluster (pip install 'detente[ray]').")
    ] = "local",
    address: Annotated[
        str | None,
        typer.Option(help="With ray: a running cluster's address (default: starts one here)."),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(
            metavar="FOLDER|URL",
            help="With ray: where Parquet is written (default: LEDGER.parts).",
        ),
    ] = None,
    publish: Publishing = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> int:
    """Code documents into a ledger; run again after an interruption, it goes on where it was.

    With --engine ray, the inputs are spread over the workers of a Ray cluster, which write Parquet.
    This is then taken into the ledger, if one is named, as detente import parts does.
    """
    _check(engine, db, address, out, publish)
    reading = {
        "mapping": read_mapping(mapping),
        "outlet": outlet,
        "author": author,
        "date": read_day(date),
        "genre": read_genre(genre),
    }
    try:
        if engine == "ray":
            _run_ray(
                inputs, db, out or f"{db}.parts", coder, workers, address, reading, publish, quiet
            )
        elif db is not None:
            _run_local(inputs, db, coder, workers, reading, publish, quiet)
    except KeyboardInterrupt:
        typer.echo(
            "\nInterrupted: what was coded is kept. Run the same command to go on.", err=True
        )
        return 130
    return 0


def _check(
    engine: str, db: Path | None, address: str | None, out: str | None, publish: bool
) -> None:
    """Raise ``ValueError`` for options that do not go together."""
    if engine not in ("local", "ray"):
        raise ValueError(f"--engine takes local or ray, not {engine!r}")
    if engine == "local" and (address or out):
        raise ValueError("--address and --out go with --engine ray")
    if db is None and (engine == "local" or publish):
        raise ValueError("--db is missing: the ledger to write, one DuckDB file")
    if db is None and out is None:
        raise ValueError("--out or --db is missing: where to write")


def _run_local(
    inputs: list[str],
    db: Path,
    coder: str,
    workers: int | None,
    reading: dict[str, Any],
    publish: bool,
    quiet: bool,
) -> None:
    from detente.cli.progress import Meter
    from detente.engine.session import open_ledger
    from detente.records import Document
    from detente.sources import read

    def count() -> int:
        found = read(inputs, mapping=reading["mapping"])
        return sum(isinstance(item, Document) for item in found)

    with (
        open_ledger(db) as ledger,
        Meter(quiet=quiet, count=None if "-" in inputs else count) as meter,
    ):
        summary = ledger.run(
            inputs, coder=coder, workers=workers, progress=meter.update, publish=publish, **reading
        )
    typer.echo(_describe(summary))
    if summary.rejects:
        typer.echo(f"What could not be read: detente rejects --db {db}")


def _run_ray(
    inputs: list[str],
    db: Path | None,
    out: str,
    coder: str,
    workers: int | None,
    address: str | None,
    reading: dict[str, Any],
    publish: bool,
    quiet: bool,
) -> None:
    from detente.cli.import_ import take_parts
    from detente.cli.progress import Meter
    from detente.engine.cluster import run_cluster
    from detente.engine.session import open_ledger

    if db is not None:
        open_ledger(db).close()  # one that cannot be written is heard of before, not after, hours
    with Meter(quiet=quiet) as meter:
        summary = run_cluster(
            inputs,
            out,
            coder,
            workers=workers,
            address=address,
            progress=meter.update,
            options=reading,
        )
    typer.echo(_describe(summary))
    typer.echo(f"Parquet, with views.sql to read it in DuckDB: {out}")
    if db is not None:
        take_parts([out], db, publish=publish, quiet=quiet)


def _describe(summary: RunSummary) -> str:
    rate = f" ({summary.documents / summary.seconds:,.0f} a second)" if summary.documents else ""
    return (
        f"{summary.documents:,} documents coded{rate}, {summary.skipped:,} known already, "
        f"{summary.events:,} events, {summary.rejects:,} rejects in {summary.seconds:,.1f} s"
    )
