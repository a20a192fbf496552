"""``detente serve``: the explorer in a browser, on this machine only."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.events import existing
from detente.cli.options import Database
from detente.errors import LedgerBusyError

if TYPE_CHECKING:
    from detente.ledger import Ledger
    from detente.web.reviewing.desk import Desk

_GRACE_SECONDS = 5


def serve(
    db: Database,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.", min=1, max=65535)] = 8200,
    publish: Annotated[
        bool,
        typer.Option(help="Publish a snapshot first, if there is none or the ledger is newer."),
    ] = True,
    review: Annotated[
        bool, typer.Option("--review", help="Let readers review; else nothing can be written.")
    ] = False,
    password_file: Annotated[
        Path | None,
        typer.Option(
            help="The password that a reviewer must know; else that of DETENTE_PASSWORD, if set."
        ),
    ] = None,
) -> int:
    """Open the explorer of a ledger on http://127.0.0.1:PORT; Ctrl-C ends it.

    It reads the published snapshot, so the ledger may go on being written; a newer snapshot is
    shown as soon as it is published. Nothing but this machine can reach it. Reviews go into the
    ledger's journal, and a snapshot with them is published where nobody else holds the ledger.
    """
    import uvicorn

    from detente.ledger.publishing import snapshot_path
    from detente.web.app import make_app
    from detente.web.headers import local_hosts

    password = _password(password_file, review)
    snapshot = snapshot_path(existing(db))
    if publish:
        _publish(Path(db), snapshot)
    with open_desk(db, password) if review else nullcontext() as desk:
        app = make_app(snapshot, hosts=local_hosts(port), desk=desk, gold=gold_rows)
        logging.getLogger("detente.web").addHandler(logging.StreamHandler())
        typer.echo(f"The explorer of {db} is at http://127.0.0.1:{port} (Ctrl-C ends it)")
        server = uvicorn.Server(
            uvicorn.Config(
                app, host="127.0.0.1", port=port, log_level="warning", server_header=False,
                timeout_graceful_shutdown=_GRACE_SECONDS,
            )
        )  # fmt: skip
        server.run()
    return 0


def _password(file: Path | None, review: bool) -> str | None:
    """The password of reviewers, from a file or the environment; ``None`` where none is set."""
    if file is None:
        return os.environ.get("DETENTE_PASSWORD") or None
    if not review:
        raise ValueError("--password-file goes with --review: without it nothing can be written")
    password = file.read_text("utf-8").strip()
    if not password:
        raise ValueError(f"{file} holds no password")
    return password


@contextmanager
def open_desk(db: Path, password: str | None = None) -> Iterator[Desk]:
    """What reviews are made with; every one is kept, and counted as soon as it can be."""
    from detente.engine import reviewing
    from detente.engine.republishing import Republisher
    from detente.web.reviewing.desk import Desk

    republisher = Republisher(db)
    try:
        yield Desk(
            name=str(db.resolve()),
            judge=reviewing.judge,
            correct=reviewing.correct,
            add=reviewing.add,
            join=reviewing.join,
            part=reviewing.part,
            withdraw=partial(reviewing.withdraw, db),
            keep=partial(reviewing.keep, db),
            publish=republisher.ask,
            progress=republisher.progress,
            password=password,
        )
    finally:
        republisher.close()


def gold_rows(ledger: Ledger, task: str) -> list[dict[str, object]]:
    """What reviewers have established in a ledger, as the rows of a gold file of a task."""
    from detente.evaluation.reviewed import make_gold

    return list(make_gold(ledger, task).rows)


def _publish(db: Path, snapshot: Path) -> None:
    """Publish where there is need; a ledger that is being written is shown as it last was."""
    from detente.engine.publishing import publish_ledger
    from detente.ledger import Ledger
    from detente.ledger.freshness import is_fresh

    if is_fresh(snapshot, db):
        return

    typer.echo(f"publishing {snapshot} ...", err=True)
    try:
        with Ledger.open(db, read_only=True) as ledger:
            publish_ledger(ledger)
    except LedgerBusyError as error:
        if not snapshot.exists():
            raise
        typer.echo(f"{error}; it shows the snapshot published last", err=True)
