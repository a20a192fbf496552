"""``detente rejects``: what could not be read, coded or stored, and why."""

from __future__ import annotations

import typer

from detente.cli.events import existing
from detente.cli.options import Database


def rejects(db: Database) -> int:
    """List what could not be read, coded or stored."""
    from detente.engine.session import open_ledger

    with open_ledger(existing(db), read_only=True) as ledger:
        rows = list(ledger.rejects())
    for reject in rows:
        typer.echo(f"{reject.source}: {reject.stage}: {reject.code}: {reject.detail}")
    typer.echo(f"{len(rows):,} reject{'' if len(rows) == 1 else 's'}")
    return 0
