"""``detente import``: event data of other coders into a ledger."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.options import Database, Publishing

if TYPE_CHECKING:
    from detente.engine.importing import ImportSummary


def import_(
    format: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            help="icews, gdelt, gdelt-mentions, polecat, phoenix or cameo; or parts.",
        ),
    ],
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Files, folders or globs; .gz and .zip too."),
    ],
    db: Database,
    coder: Annotated[
        str | None,
        typer.Option("--as", metavar="NAME", help="Name to keep them under (default: FORMAT)."),
    ] = None,
    publish: Publishing = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress line.")] = False,
) -> int:
    """Import event data of other coders; rows that the ledger has already add nothing.

    Acts that a coder wrote in both directions are stored once, as mutual, and reports of the
    same act are merged. cameo is any CSV, TSV or Parquet with date, source, target and code (a
    CAMEO code or a relation's name). gdelt-mentions adds articles to GDELT events by their id;
    those of events that are not here wait for them. parts are the folders or URLs that detente run
    --engine ray has written (--out), taken in as if their documents had been coded here.
    """
    if format == "parts":
        if coder is not None:
            raise ValueError("--as goes with event data of other coders, not with parts")
        try:
            return take_parts(files, db, publish=publish, quiet=quiet)
        except KeyboardInterrupt:
            typer.echo("\nInterrupted: what was read is kept. Run it again to go on.", err=True)
            return 130
    from detente.engine.importing import import_events
    from detente.engine.session import open_ledger

    with open_ledger(db) as ledger:
        shown = sys.stderr.isatty() and not quiet
        try:
            summary = import_events(
                ledger,
                format,
                files,
                coder=coder,
                progress=_show if shown else None,
                publish=publish,
            )
        except KeyboardInterrupt:
            typer.echo("\nInterrupted: what was read is kept. Run it again to go on.", err=True)
            return 130
        finally:
            if shown:
                typer.echo("\r" + " " * 60 + "\r", err=True, nl=False)
    for line in describe(summary, str(db)):
        typer.echo(line)
    return 0 if summary.new or summary.known else 1


def take_parts(locations: list[str], db: Path, *, publish: bool, quiet: bool) -> int:
    """Take partitioned output into a ledger, and say what came of it."""
    from detente.cli.progress import Meter
    from detente.engine.session import open_ledger

    with open_ledger(db) as ledger:
        for location in locations:
            with Meter(quiet=quiet) as meter:
                summary = ledger.take_parts(location, progress=meter.update, publish=publish)
            typer.echo(
                f"{summary.documents:,} documents taken into {db}, {summary.skipped:,} known "
                f"already, {summary.events:,} events, {summary.rejects:,} rejects "
                f"in {summary.seconds:,.1f} s"
            )
            if summary.rejects:
                typer.echo(f"What could not be read: detente rejects --db {db}")
    return 0


def _show(stage: str, rows: int, rejects: int) -> None:
    said = f"{stage}: {rows:,} rows, {rejects:,} rejects"
    typer.echo(f"\r{said:<60}", err=True, nl=False)


def describe(summary: ImportSummary, db: str) -> list[str]:
    """The closing summary, line by line."""
    lines = [
        f"{summary.rows:,} rows read in {summary.seconds:,.1f} s: {summary.new:,} new, "
        f"{summary.known:,} known already, {summary.rejects:,} rejects",
        f"{summary.coder} now: {summary.reports:,} reports, merged into {summary.acts:,} acts; "
        f"{summary.mutual:,} of them mutual, written in both directions and stored once",
    ]
    mirrors = summary.mirrors
    if mirrors.rows:
        lines += [
            f"Mirrors: {mirrors.share:.1%} of {mirrors.rows:,} rows between two states stand "
            f"there in the other direction too ({mirrors.share_same_code:.1%} under the very same "
            "code, the others a visit and its hosting): same day, and same story and sentence "
            "where the file gives them, source and target swapped",
        ]
    if summary.waiting:
        lines.append(f"{summary.waiting:,} mentions wait for events that are not here")
    if summary.names:
        names = ", ".join(f"{name} ({count:,})" for name, count in summary.names)
        lines.append(
            f"Unresolved: {summary.unresolved:,} times an actor whom no table knows, kept by "
            f"name; most often {names}"
        )
    if summary.rejects:
        lines.append(f"What could not be read: detente rejects --db {db}")
    return lines
