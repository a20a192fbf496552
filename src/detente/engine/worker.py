"""The worker's side of the pool: build the coder once, then code chunks until told to stop."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection

from detente.coding.protocol import Coder
from detente.engine.attempts import broken, code_chunk
from detente.engine.tasks import Outcome
from detente.records import Document

Factory = Callable[[], Coder]
"""Builds a coder; importable by name, so that a worker can build its own."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has built this coder."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Unbuilt:
    """The worker could not build its coder; ``error`` where the exception can be sent."""

    detail: str
    error: Exception | None


def serve(connection: Connection, factory: bytes) -> None:
    """Main function of a worker process; ends with the connection, or with the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C, and decides
    threading.Thread(target=_die_with_parent, daemon=True).start()
    try:
        coder = pickle.loads(factory)()
    except Exception as error:
        connection.send(Unbuilt(f"{type(error).__name__}: {error}", _sendable(error)))
        return
    with suppress(EOFError, OSError):  # the parent has closed the pipe, or is gone
        connection.send(Ready(coder.name, coder.version))
        while True:
            documents: tuple[Document, ...] = connection.recv()
            connection.send_bytes(_packed(coder, documents))


def _packed(coder: Coder, documents: tuple[Document, ...]) -> bytes:
    outcomes = code_chunk(coder, documents)
    try:
        return pickle.dumps(outcomes)
    except Exception:
        return pickle.dumps(
            [_checked(one, of) for one, of in zip(outcomes, documents, strict=True)]
        )


def _checked(outcome: Outcome, document: Document) -> Outcome:
    try:
        pickle.dumps(outcome)
    except Exception as error:
        return broken(document, "exception", f"{type(error).__name__}: {error}")
    return outcome


def _sendable(error: Exception) -> Exception | None:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return None
    return error


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
