"""Snapshots in service: the newest one published, read by many at once, each under a deadline."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakSet

import duckdb

from detente.errors import DetenteError
from detente.ledger.published import Snapshot, attach, use_snapshot
from detente.records import Actor
from detente.report.names import Names
from detente.web.aside import Aside
from detente.web.collecting import collect_soon

T = TypeVar("T")

_MOST_KEPT = 256
"""Things worked out of a snapshot (a dyad's acts, a finding) that are held at a time."""


class LateError(DetenteError):
    """A page took longer than it may."""


class Edition:
    """One snapshot, opened: its database, its actors' names, and what was worked out of it."""

    def __init__(self, path: Path, stamp: Hashable, aside: Aside | None = None) -> None:
        self.path = path
        self.stamp = stamp
        self.aside = aside or Aside()
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

    def begin(self, key: Hashable, make: Callable[[View], T]) -> Future[T]:
        """The same for what takes long: made in a thread, of a view that has no deadline."""

        def start() -> Future[T]:
            pool = ThreadPoolExecutor(1, "begun")
            begun = pool.submit(make, View(self))
            pool.shutdown(wait=False)
            return begun

        return self.keep(("begun", key), start)


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
        self.aside = Aside()
        self._lock = threading.Lock()
        self._edition = Edition(self.path, stamp_of(self.path), self.aside)

    def view(self) -> View:
        """A view of the newest edition; whoever reads an older one goes on with it."""
        with self._lock:
            if (now := stamp_of(self.path)) not in (None, self._edition.stamp):
                self._edition = Edition(self.path, now, self.aside)
                collect_soon()
            return View(self._edition)


def stamp_of(path: Path) -> Hashable:
    """What tells the snapshot now at a path from others; ``None`` where there is none."""
    try:
        found = path.stat()
    except OSError:  # gone: one that is open still serves
        return None
    return found.st_ino, found.st_mtime_ns
