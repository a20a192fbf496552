"""``detente backup``: a whole copy of a ledger, also while a run writes it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.events import existing
from detente.cli.options import Database


def backup(
    copy: Annotated[Path, typer.Argument(metavar="COPY", help="The file to write; a new one.")],
    db: Database,
) -> int:
    """Copy a ledger and its reviews; all that is in it is read and checked on the way.

    Of a ledger that a run holds, the snapshot that it published last is copied. The copy is a
    ledger like any other: to restore, put it in the place of the old one.
    """
    from detente.ledger.backup import back_up

    made = back_up(existing(db), copy)
    held = f"{made.documents:,} documents" + (f", {made.reports:,} reports" * bool(made.reports))
    typer.echo(f"wrote {made.path}: {held}, {made.bytes / 1e6:,.1f} MB, from {made.source}")
    return 0
