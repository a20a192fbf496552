"""Snapshots in service: the newest one published, read by many at once, each under a deadline."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakSet

import duckdb

from detente.errors import DetenteError
from detente.ledger.published import Snapshot, attach, use_snapshot
from detente.records import Actor
from detente.report.names import Names

T = TypeVar("T")

_MOST_KEPT = 256
"""Things worked out of a snapshot (a dyad's acts, a finding) that are held at a time."""


class LateError(DetenteError):
    """A page took longer than it may."""


class Edition:
    """One snapshot, opened: its database, its actors' names, and what was worked out of it."""

    def __init__(self, path: Path, stamp: Hashable) -> None:
        self.path = path
        self.stamp = stamp
        self.database = attach(path)
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._locks: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()
        reading = View(self)
        self.made = reading.snapshot.made()
        self.coders = tuple(reading.snapshot.coders())
        self.names = reading.snapshot.names()
        self.prose = Names({id: prose for id, (_, prose) in self.names.items()})
        self._heads = Names({id: name for id, (name, _) in self.names.items()})

    def head(self, id: str) -> str:
        """An actor as a heading has it."""
        return self._heads(Actor.parse(id.removesuffix("-*")))

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made under this key before, or is made now, once however many ask for it."""
        with self._lock:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    found: T = self._kept[key]
                    return found
            made = make()
            with self._lock:
                self._kept[key] = made
                while len(self._kept) > _MOST_KEPT:
                    dropped, _ = self._kept.popitem(last=False)
                    self._locks.pop(dropped, None)
            return made


class View:
    """An edition as one request sees it, until it is ``expire``-d: then every query stops."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.expired = False
        self._cursors: WeakSet[duckdb.DuckDBPyConnection] = WeakSet()
        self._lock = threading.Lock()
        self.snapshot = Snapshot.over(self, edition.path)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor that the deadline interrupts; raises ``LateError`` once that has passed."""
        with self._lock:
            if self.expired:
                raise LateError("the page took too long")
            cursor = use_snapshot(self.edition.database)
            self._cursors.add(cursor)
            return cursor

    def expire(self) -> None:
        """Stop what is being read, and let nothing more be read."""
        with self._lock:
            self.expired = True
            for cursor in self._cursors:
                with suppress(duckdb.Error):  # one that is closed already
                    cursor.interrupt()


class Snapshots:
    """The snapshot at a path; a newer one published there is taken up with the next view."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._lock = threading.Lock()
        self._edition = Edition(self.path, self._stamp())

    def view(self) -> View:
        """A view of the newest edition; whoever reads an older one goes on with it."""
        with self._lock:
            if (stamp := self._stamp()) not in (None, self._edition.stamp):
                self._edition = Edition(self.path, stamp)
            return View(self._edition)

    def _stamp(self) -> Hashable:
        try:
            found = self.path.stat()
        except OSError:  # gone: the one that is open still serves
            return None
        return found.st_ino, found.st_mtime_ns
