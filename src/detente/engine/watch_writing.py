"""Writing for the watch: batches coded and committed, the ledger open no longer than that."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from detente.coding import load_coder
from detente.coding.protocol import Coder, Pair, TypeScores
from detente.engine.attempts import Failed
from detente.engine.gathering import as_document
from detente.engine.publishing import Publisher
from detente.engine.session import open_ledger
from detente.engine.summary import RunSummary
from detente.engine.watch_state import Pending, WatchState, seconds_until
from detente.errors import LedgerBusyError, LedgerError
from detente.records import Coding, Document, Reject

__all__ = ["Outbox", "Told", "Writer", "counted"]

BATCH_DOCUMENTS = 64
_GATHER_SECONDS = 60.0
"""How long a document waits for others to be coded with it."""

_IDLE_SECONDS = 2.0
_BUSY_SECONDS = (1.0, 2.0, 5.0, 15.0, 60.0)
_LARGEST_SHARE = 0.1
"""Of the time that may go into publishing: a large ledger is published less often."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line for a person: of which feed, if of one; what happened; whether it went wrong."""

    name: str
    what: str
    wrong: bool = False


def counted(number: int, noun: str) -> str:
    """``1 event``, ``2,000 events``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class Writer:
    """Codes into ``ledger`` by a coder that is built once; publishes after batches if asked to.

    A ledger that has been published before is published again, as by ``detente run``. ``broken``
    are the digests of documents that broke the coder in the last batch.
    """

    def __init__(
        self, ledger: str | Path, coder: str | Callable[[], Coder], *, publish: bool = False
    ) -> None:
        self._ledger = ledger
        build = partial(load_coder, coder) if isinstance(coder, str) else coder
        self._coder: Callable[[], _Noting] = cache(lambda: _Noting(build()))
        self._publish = publish
        self._publish_from = 0.0
        self._stale = False
        self.broken: frozenset[str] = frozenset()

    def write(self, items: Sequence[Document | Reject]) -> RunSummary:
        """Code and commit; raises ``LedgerError``, and then nothing of it counts as done."""
        with open_ledger(self._ledger) as ledger:
            self._coder().broken.clear()
            summary = ledger.run_documents(
                items, coder=self._coder, workers=1, options={"watch": True}
            )
            self.broken = frozenset(self._coder().broken)
            self._stale = self._stale or bool(summary.documents)
            if self._stale and time.monotonic() >= self._publish_from:
                self._publish_now(Publisher(ledger, wanted=self._publish))
        return summary

    def end(self) -> None:
        """Publish what was written since the last time; raises ``LedgerError``."""
        if self._stale:
            with open_ledger(self._ledger) as ledger:
                self._publish_now(Publisher(ledger, wanted=self._publish))

    def _publish_now(self, publisher: Publisher) -> None:
        began = time.monotonic()
        publisher.publish()
        self._stale = publisher.failure is not None
        ended = time.monotonic()
        self._publish_from = ended + (ended - began) / _LARGEST_SHARE


class _Noting:
    """A coder that notes which documents break it."""

    def __init__(self, coder: Coder) -> None:
        self._coder = coder
        self.name, self.version = coder.name, coder.version
        self.broken: set[str] = set()

    def code(self, documents: Sequence[Document]) -> Iterator[Coding | Reject]:
        try:
            results = list(self._coder.code(documents))
        except Exception:
            if len(documents) == 1:
                self.broken.add(documents[0].digest)
            raise
        for one, result in zip(documents, results, strict=False):
            if isinstance(result, Failed):
                self.broken.add(one.digest)
        yield from results

    def judge(self, pairs: Sequence[Pair]) -> list[TypeScores]:
        return self._coder.judge(pairs)


class Outbox:
    """What is on its way into the ledger: the entries that have their text, and rejects."""

    def __init__(self, state: WatchState, writer: Writer, tell: Callable[[Told], None]) -> None:
        self._state = state
        self._writer = writer
        self._tell = tell
        self._rejects: list[Reject] = []
        self._since: float | None = None
        self._not_before = 0.0
        self._failures = 0

    def add(self, new: Iterable[Pending]) -> None:
        """Take new entries in, those too whose page is still to be fetched."""
        self._state.pending += new
        self.touch()

    def refuse(self, reject: Reject) -> None:
        self._rejects.append(reject)
        self._tell(Told("", f"{reject.source}: {reject.detail}", wrong=True))
        self.touch()

    def touch(self) -> None:
        """Something may be ready now: from here on the batch gathers."""
        if self._since is None and not self.is_empty():
            self._since = time.monotonic()

    def is_empty(self) -> bool:
        return not self._ready()

    def is_stuck(self) -> bool:
        """Whether the last try to write has failed."""
        return self._failures > 0

    def is_time(self, pause: float) -> bool:
        """Whether a batch is full or has gathered long enough, or there is nothing else to do."""
        now = time.monotonic()
        ready = len(self._ready())
        if not ready or now < self._not_before:
            return False
        gathered = self._since is None or now >= self._since + _GATHER_SECONDS
        return ready >= BATCH_DOCUMENTS or gathered or pause > _IDLE_SECONDS

    def pause(self) -> float:
        """Seconds until there may be something to write."""
        if self.is_empty():
            return float("inf")
        gathered = (self._since or 0.0) + _GATHER_SECONDS
        return max(self._not_before, gathered) - time.monotonic()

    def write(self, today: dt.date) -> RunSummary | None:
        """Commit a batch; ``None`` where there is none, or the ledger cannot be written now."""
        batch = self._ready()[:BATCH_DOCUMENTS]
        if not batch:
            return None
        items = [one if isinstance(one, Reject) else as_document(one, today) for one in batch]
        try:
            written = self._writer.write(items)
        except LedgerError as error:
            self._fail(error)
            return None
        self._failures = 0
        self._settle(batch, items)
        what = f"{counted(written.documents, 'document')}, {counted(written.events, 'event')}"
        self._tell(Told("", f"coded {what}"))
        return written

    def end(self) -> None:
        """Publish what was not yet."""
        try:
            self._writer.end()
        except LedgerError as error:
            self._tell(Told("", f"no snapshot was published: {error}", wrong=True))

    def _ready(self) -> list[Pending | Reject]:
        return [
            *self._rejects,
            *(one for one in self._state.pending
              if not one.fetch and seconds_until(one.wait_until) <= 0),
        ]  # fmt: skip

    def _fail(self, error: LedgerError) -> None:
        wait = _BUSY_SECONDS[min(self._failures, len(_BUSY_SECONDS) - 1)]
        self._not_before = time.monotonic() + wait
        if not self._failures or not isinstance(error, LedgerBusyError):
            self._tell(Told("", f"{error}; what was fetched is kept", wrong=True))
        self._failures += 1

    def _settle(self, batch: list[Pending | Reject], items: list[Document | Reject]) -> None:
        """Forget what is in the ledger now; what broke the coder is tried again, a few times."""
        broken = self._writer.broken
        done = set()
        for one, item in zip(batch, items, strict=True):
            again = isinstance(item, Document) and item.digest in broken
            if not (again and isinstance(one, Pending) and one.put_off()):
                done.add(id(one))
        self._rejects = [one for one in self._rejects if id(one) not in done]
        self._state.pending = [one for one in self._state.pending if id(one) not in done]
        self._since = None
        self.touch()
