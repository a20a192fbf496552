"""``detente publish``: a snapshot of a ledger, for the explorer to read."""

from __future__ import annotations

import typer

from detente.cli.events import existing
from detente.cli.options import Database


def publish(db: Database) -> int:
    """Publish a snapshot of a ledger beside it (LEDGER.published), for detente serve.

    A run or import publishes by itself every minute once there is a snapshot, or with --publish.
    """
    from detente.engine.publishing import publish_ledger
    from detente.ledger import Ledger

    with Ledger.open(existing(db), read_only=True) as ledger:
        made = publish_ledger(ledger)
    typer.echo(f"published {made.path}: {made.bytes / 1e6:,.1f} MB in {made.seconds:,.1f} s")
    return 0
