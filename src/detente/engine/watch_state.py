"""The watch's memory: what is known of feeds and pages, and what is still to be done.

One small JSON file beside the ledger, written anew and put in its place in one stroke. Whatever is
taken from a feed stands in it until it is in the ledger, so nothing is lost when the watch is
killed. Its times are of the wall clock; one that lies oddly far off only makes a wait shorter.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from detente.errors import DetenteError

try:
    import fcntl
except ImportError:  # pragma: no cover - where there is no such lock
    fcntl = None  # type: ignore[assignment]

__all__ = [
    "FeedState",
    "Pending",
    "RobotsState",
    "WatchState",
    "hold_state",
    "seconds_until",
    "state_path",
]

_VERSION = 1
_RETRY_SECONDS = (600.0, 3600.0, 6 * 3600.0)
_LONGEST_SECONDS = 30 * 86400.0


@dataclass(slots=True)
class FeedState:
    """What is known of one feed: its copy's marks, its failures in a row, its entries.

    ``polled`` is when it was last read; ``known`` has the day (proleptic ordinal) on which each
    entry was last seen in it. ``asked_until`` is set where it asked to be left alone so long.
    ``stamp`` is when a sitemap of an index had changed last.
    """

    etag: str | None = None
    modified: str | None = None
    polled: float = 0.0
    asked_until: float = 0.0
    failures: int = 0
    stamp: str | None = None
    known: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Pending:
    """An entry on its way to the ledger: as a row of columns, and whether its page is wanted.

    ``undated`` is the day to take where neither feed nor page name one, if any (ISO).
    """

    feed: str
    row: dict[str, Any]
    fetch: bool = False
    tries: int = 0
    wait_until: float = 0.0
    undated: str | None = None

    def put_off(self) -> bool:
        """Note a failure: whether it is worth another try, after ever longer pauses."""
        self.tries += 1
        if self.tries > len(_RETRY_SECONDS):
            return False
        self.wait_until = time.time() + _RETRY_SECONDS[self.tries - 1]
        return True


@dataclass(slots=True)
class RobotsState:
    """What a host's robots.txt says, when it was read; ``None`` where everything is allowed."""

    read: float
    text: str | None = None


@dataclass(slots=True)
class WatchState:
    """All of it, with the file that it is kept in."""

    path: Path
    feeds: dict[str, FeedState] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)
    pending: list[Pending] = field(default_factory=list)
    robots: dict[str, RobotsState] = field(default_factory=dict)
    fault: str | None = None

    @classmethod
    def load(cls, path: Path) -> WatchState:
        """What is kept at ``path``; one that cannot be read is put aside, and ``fault`` says so."""
        try:
            kept = json.loads(path.read_text("utf-8"))
            if kept["version"] != _VERSION:
                raise ValueError(f"it is of version {kept['version']}")
            return cls(
                path,
                {url: FeedState(**one) for url, one in kept["feeds"].items()},
                kept["pages"],
                [Pending(**one) for one in kept["pending"]],
                {origin: RobotsState(**one) for origin, one in kept["robots"].items()},
            )
        except FileNotFoundError:
            return cls(path)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            aside = path.with_name(f"{path.name}.broken")
            path.replace(aside)
            return cls(path, fault=f"{path} could not be read ({error}); it is now {aside.name}")

    def save(self) -> None:
        """Put it on the disk, whole or not at all; raises ``OSError`` where that fails."""
        kept = {
            "version": _VERSION,
            "feeds": {url: asdict(one) for url, one in self.feeds.items()},
            "pages": self.pages,
            "pending": [asdict(one) for one in self.pending],
            "robots": {origin: asdict(one) for origin, one in self.robots.items()},
        }
        beside = self.path.with_name(f"{self.path.name}.new")
        try:
            # half a surrogate pair is written as JSON's own escape of it
            with beside.open("w", encoding="utf-8", errors="backslashreplace") as file:
                json.dump(kept, file, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self.path)
        except OSError:
            with suppress(OSError):
                beside.unlink()
            raise

    def feed(self, url: str) -> FeedState:
        return self.feeds.setdefault(url, FeedState())

    def forget(self, watched: set[str], today: int, days: int) -> None:
        """Drop what no feed has had for ``days``, and feeds not asked for so long."""
        for url in [url for url in self.feeds if url not in watched]:
            if _day(self.feeds[url].polled) < today - days:
                del self.feeds[url]
        for origin in [o for o, one in self.robots.items() if _day(one.read) < today - 2]:
            del self.robots[origin]
        for known in (self.pages, *(one.known for one in self.feeds.values())):
            for key in [key for key, seen in known.items() if seen < today - days]:
                del known[key]


def _day(moment: float) -> int:
    """The ordinal of a moment's day; 719,163 is that of 1 January 1970."""
    return 719163 + int(moment // 86400)


def seconds_until(moment: float) -> float:
    """Seconds until a moment of the wall clock; none where that clock must have been set."""
    left = moment - time.time()
    return left if 0 < left <= _LONGEST_SECONDS else 0.0


def state_path(ledger: str | Path) -> Path:
    """Where the memory of a ledger's watch stands."""
    return Path(f"{ledger}.watch.json")


@contextmanager
def hold_state(path: Path) -> Iterator[None]:
    """Keep other watches off; raises ``DetenteError`` where one is at work."""
    handle = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _lock(handle, path)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, path: Path) -> None:
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise DetenteError(f"another watch keeps {path}; end it first") from None
