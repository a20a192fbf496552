"""Republishing: a snapshot made anew in the background after a review, if nobody holds the ledger.

A run that holds it publishes by itself, reviews included, so that nothing is lost by giving up.
"""

from __future__ import annotations

import logging
import threading
from enum import StrEnum
from pathlib import Path

from detente.engine.publishing import publish_ledger
from detente.errors import DetenteError, LedgerBusyError
from detente.ledger import Ledger

_LOG = logging.getLogger("detente.web")
_RETRIES_SECONDS = (1.0, 2.0, 4.0, 8.0, 15.0)
"""How long it waits for a ledger that is held for a moment only, each time it finds it so."""


class Progress(StrEnum):
    """How a snapshot that was asked for is coming on."""

    IDLE = "idle"
    WORKING = "working"
    BUSY = "busy"
    FAILED = "failed"


class Republisher:
    """Publishes a ledger when it is asked to, one time after another; close it at the end."""

    def __init__(self, ledger: str | Path) -> None:
        self._ledger = Path(ledger)
        self._wanted = False
        self._ended = False
        self._progress = Progress.IDLE
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="republisher", daemon=True)
        self._thread.start()

    def ask(self, wait_seconds: float = 2.0) -> None:
        """Let it publish what is in the journal now, and wait a moment for it."""
        with self._changed:
            self._wanted = True
            self._progress = Progress.WORKING
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._progress is not Progress.WORKING, wait_seconds)

    def progress(self) -> Progress:
        """How what was asked for last is coming on."""
        with self._changed:
            return self._progress

    def close(self) -> None:
        """End, after the snapshot that is being written."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        self._thread.join()

    def _work(self) -> None:
        tries = 0
        while (asked := self._next(tries)) is not None:
            found = self._publish()
            tries = 0 if found is not Progress.BUSY else 1 if asked else tries + 1
            with self._changed:
                if not self._wanted:  # else a review came in meanwhile
                    self._progress = found
                    self._changed.notify_all()

    def _next(self, tries: int) -> bool | None:
        """Wait for something to do: true where it was asked for, false where it is tried again,
        ``None`` at the end."""
        with self._changed:
            pause = _RETRIES_SECONDS[tries - 1] if 0 < tries <= len(_RETRIES_SECONDS) else None
            self._changed.wait_for(lambda: self._wanted or self._ended, pause)
            asked, self._wanted = self._wanted, False
            return None if self._ended else asked

    def _publish(self) -> Progress:
        try:
            Ledger.open(self._ledger).close()  # takes the journal over, which no reader does
            with Ledger.open(self._ledger, read_only=True) as ledger:
                publish_ledger(ledger)
        except LedgerBusyError:
            return Progress.BUSY
        except DetenteError as error:
            _LOG.warning("no snapshot was published: %s", error)
            return Progress.FAILED
        except Exception:
            _LOG.exception("no snapshot was published")
            return Progress.FAILED
        return Progress.IDLE
