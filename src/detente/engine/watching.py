"""Watching: feeds polled for weeks, and what is new in them coded into a ledger.

One thread asks one host after the other; what it finds stands in the watch's memory
(``watch_state.py``) until it is in the ledger. Waits are measured by a clock that nobody sets.
"""

from __future__ import annotations

import datetime as dt
import random
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from detente.coding.protocol import Coder
from detente.engine.feeds_file import FeedSpec, WatchPlan
from detente.engine.gathering import MAX_NEW, add_page, newest, read_items, take
from detente.engine.interrupts import Interrupts
from detente.engine.polite import Later, Visitor, read_retry_after
from detente.engine.session import open_ledger
from detente.engine.watch_state import (
    FeedState,
    Pending,
    WatchState,
    hold_state,
    seconds_until,
    state_path,
)
from detente.engine.watch_writing import Outbox, Told, Writer
from detente.errors import FetchError, LedgerBusyError, SourceError
from detente.records import Reject
from detente.sources.fetching import Fetched, Fetcher
from detente.sources.sitemaps import Sitemap, SitePage

__all__ = ["Told", "WatchSummary", "watch"]

_SAVE_SECONDS = 30.0
_LONG_SECONDS = 60.0
"""A watch that is to end once all is done does not wait longer for a host."""

_ONCE_PATIENCE_SECONDS = 600.0
_LONGEST_WAIT_SECONDS = 86400.0
_JITTER = 0.2
_KEEP_DAYS = 30
_MAPS = 10
"""So many sitemaps of an index are looked at in one poll."""

_NEVER = ("address", "port", "scheme", "url", "robots")
"""What will not be otherwise at the next try."""


@dataclass(slots=True)
class WatchSummary:
    """What a watch did; ``waiting`` entries are left for the next, ``signal`` ended it, if any."""

    polls: int = 0
    failed: int = 0
    documents: int = 0
    events: int = 0
    rejects: int = 0
    waiting: int = 0
    signal: int | None = None


def watch(
    plan: WatchPlan,
    ledger: str | Path,
    *,
    once: bool = False,
    for_seconds: float | None = None,
    publish: bool = False,
    tell: Callable[[Told], None] = lambda told: None,
    fetcher: Fetcher | None = None,
    coder: Callable[[], Coder] | None = None,
) -> WatchSummary:
    """Poll the feeds of ``plan`` and code what is new into ``ledger``, until told to end.

    It ends on SIGINT and SIGTERM, after ``for_seconds``, or with ``once`` when every feed was
    asked and what it had is coded; what is fetched is always committed first. With ``once`` feeds
    are asked whether or not their time has come, unless they asked to be left alone. ``tell``
    gets a line for every poll and every batch.

    A failing feed is asked less and less often; a failing page is tried four times, the last
    about seven hours after the first, and is a reject then. A ledger that is busy or cannot be
    written is tried again; nothing is lost. Raises ``LedgerError`` where there can be no ledger,
    ``DetenteError`` where another watch is at work on it.
    """
    with suppress(LedgerBusyError):  # it is there then, and our turn comes
        open_ledger(ledger).close()
    path = state_path(ledger)
    with Interrupts(signal.SIGINT, signal.SIGTERM) as interrupts, hold_state(path):
        state = WatchState.load(path)
        if state.fault:
            tell(Told("", state.fault, wrong=True))
        own = fetcher or Fetcher(contact=plan.contact, allow=plan.allow)
        visitor = Visitor(own, state.robots, delay_seconds=plan.delay_seconds)
        writer = Writer(ledger, coder or plan.coder, publish=publish)
        work = _Watch(plan, state, visitor, writer, interrupts, tell, once=once)
        try:
            work.run(for_seconds)
        except KeyboardInterrupt:
            work.summary.signal = interrupts.heard or signal.SIGINT
        try:
            with interrupts.held():
                work.end()
        except KeyboardInterrupt:
            work.summary.signal = interrupts.heard
        return work.summary


Task = tuple[float, Callable[[], None]]
"""Something to do, and in how many seconds at the soonest."""


class _Watch:
    def __init__(
        self,
        plan: WatchPlan,
        state: WatchState,
        visitor: Visitor,
        writer: Writer,
        interrupts: Interrupts,
        tell: Callable[[Told], None],
        *,
        once: bool,
    ) -> None:
        self._state = state
        self._visitor = visitor
        self._writer = writer
        self._held = interrupts.held
        self._tell = tell
        self._once = once
        self._specs = {spec.url: spec for spec in plan.feeds}
        self._due = {url: self._first_due(spec) for url, spec in self._specs.items()}
        self._maps: deque[tuple[FeedSpec, SitePage]] = deque()
        self._saved = time.monotonic()
        self.summary = WatchSummary()
        self._outbox = Outbox(state, writer, tell)

    # The loop

    def run(self, for_seconds: float | None) -> None:
        """Do what is due, wait for what is not; return at the end."""
        began = time.monotonic()
        while for_seconds is None or time.monotonic() < began + for_seconds:
            pause, act = self._next()
            if self._outbox.is_time(pause):
                self._write()
            elif pause > 0 or act is None:
                if act is None and self._is_done(began):
                    return
                self._wait(pause, began, for_seconds)
            else:
                act()
                if time.monotonic() >= self._saved + _SAVE_SECONDS:
                    self._save()

    def end(self) -> None:
        """Commit what was fetched, if the ledger can be written now, and remember the rest."""
        self._write()
        self._outbox.end()
        self._save()
        self.summary.waiting = len(self._state.pending)

    def _write(self) -> None:
        with self._held():
            written = self._outbox.write(_today())
            if written is not None:
                self.summary.documents += written.documents
                self.summary.events += written.events
                self.summary.rejects += written.rejects
                self._state.forget(set(self._specs), _today().toordinal(), _KEEP_DAYS)
                self._save()

    def _wait(self, pause: float, began: float, for_seconds: float | None) -> None:
        pause = min(pause, self._outbox.pause())
        if for_seconds is not None:
            pause = min(pause, began + for_seconds - time.monotonic())
        time.sleep(min(max(pause, 0.01), 60.0))

    def _is_done(self, began: float) -> bool:
        """Whether all is written, or a ledger that is busy was waited for long enough."""
        tired = time.monotonic() > began + _ONCE_PATIENCE_SECONDS
        return self._outbox.is_empty() or (tired and self._outbox.is_stuck())

    def _next(self) -> tuple[float, Callable[[], None] | None]:
        """The soonest task, and the seconds until it may begin."""
        best: tuple[float, Callable[[], None] | None] = (float("inf"), None)
        for pause, act in self._tasks():
            if pause <= 0:
                return 0.0, act
            if pause < best[0]:
                best = (pause, act)
        return best

    def _tasks(self) -> Iterator[Task]:
        now = time.monotonic()
        for url, due in self._due.items():
            spec = self._specs[url]
            yield max(due - now, self._visitor.wait_seconds(url)), partial(self._poll, spec)
        for one in self._maps:
            waits = self._visitor.wait_seconds(one[1].url)
            if not self._is_for_later(waits):
                yield waits, partial(self._read_map, *one)
        for pending in self._state.pending:
            if pending.fetch:
                waits = seconds_until(pending.wait_until)
                if waits <= 0 or not self._once:
                    waits = max(waits, self._visitor.wait_seconds(pending.row["url"]))
                    if not self._is_for_later(waits):
                        yield waits, partial(self._fetch, pending)

    def _is_for_later(self, seconds: float) -> bool:
        """Whether something is left for another time, because this one is to end soon."""
        return self._once and seconds > _LONG_SECONDS

    # Feeds

    def _first_due(self, spec: FeedSpec) -> float:
        """When a feed is asked for the first time, by the clock of this process."""
        state = self._state.feed(spec.url)
        asked = seconds_until(state.asked_until)
        if self._once:
            if asked > 0:
                self._say(spec, f"asked to be left alone for {_span(asked)}", wrong=True)
                return float("inf")
            return 0.0
        return time.monotonic() + max(asked, seconds_until(state.polled + spec.every_seconds))

    def _poll(self, spec: FeedSpec) -> None:
        state = self._state.feed(spec.url)
        try:
            answer = self._visitor.visit(
                spec.url, etag=state.etag, modified=state.modified, headers=spec.headers
            )
            if isinstance(answer, Later):
                self._put_off(spec, state, answer.seconds)
                return
            with self._held():
                self._take_answer(spec, state, answer)
        except SourceError as error:
            with self._held():
                self._fail(spec, state, error.detail)
                if not isinstance(error, FetchError) and state.failures == 1:
                    self._outbox.refuse(Reject(spec.url, "read", error.code, error.detail))
        except Exception as error:  # whatever one feed does, the others are polled
            self._fail(spec, state, f"{type(error).__name__}: {error}")

    def _put_off(self, spec: FeedSpec, state: FeedState, seconds: float) -> None:
        """Its host is not to be asked yet; who is to end soon does not wait for that."""
        self._due[spec.url] = time.monotonic() + seconds
        if seconds > _LONG_SECONDS:
            what = "its host, or a robots.txt that cannot be had, keeps us waiting"
            if self._once:
                self._fail(spec, state, what)
            else:
                self._say(spec, f"{what}; again in {_span(seconds)}", wrong=True)

    def _take_answer(self, spec: FeedSpec, state: FeedState, answer: Fetched) -> None:
        if answer.moved:
            self._say(spec, f"has moved to {answer.url}: change it in the feeds file", wrong=True)
        if answer.unchanged:
            self._say(spec, "unchanged")
        elif not answer.ok:
            asked = read_retry_after(answer.headers.get("retry-after"), time.time())
            self._fail(spec, state, f"answered {answer.status}", asked)
            return
        else:
            items, sitemap = read_items(spec, answer)
            taken = take(spec, items, self._state, _today(), first=not state.polled)
            self._outbox.add(taken.new)
            is_index = sitemap is not None and self._note_maps(spec, sitemap)
            whole = not (taken.more or is_index)
            state.etag, state.modified = (answer.etag, answer.modified) if whole else (None, None)
            more = f" (more than {MAX_NEW:,}, the others next time)" if taken.more else ""
            self._say(spec, f"{len(taken.new):,} new, {taken.passed_over:,} passed over{more}")
        self.summary.polls += 1
        state.failures, state.asked_until, state.polled = 0, 0.0, time.time()
        self._due[spec.url] = self._after(spec.every_seconds)

    def _after(self, seconds: float) -> float:
        """About so many seconds from now, so that feeds are not all asked at once; once: never."""
        if self._once:
            return float("inf")
        return time.monotonic() + seconds * random.uniform(1 - _JITTER, 1 + _JITTER)

    def _fail(self, spec: FeedSpec, state: FeedState, why: str, asked: float = 0.0) -> None:
        state.failures += 1
        self.summary.polls += 1
        self.summary.failed += 1
        wait = min(spec.every_seconds * 2.0 ** min(state.failures - 1, 20), _LONGEST_WAIT_SECONDS)
        if asked:
            asked = min(asked, _LONGEST_WAIT_SECONDS)
            state.asked_until = time.time() + asked
        self._due[spec.url] = max(self._after(wait), time.monotonic() + asked)
        again = "" if self._once else f"; again in {_span(self._due[spec.url] - time.monotonic())}"
        self._say(spec, f"{why}{again}", wrong=True)

    # Sitemaps of an index

    def _note_maps(self, spec: FeedSpec, index: Sitemap) -> bool:
        """Queue the sitemaps that changed; whether this is an index."""
        for page in newest(index.maps, _MAPS):
            stamp = self._state.feeds[page.url].stamp if page.url in self._state.feeds else None
            if page.changed is None or page.changed != stamp:
                self._maps.append((spec, page))
        return bool(index.maps)

    def _read_map(self, spec: FeedSpec, page: SitePage) -> None:
        state = self._state.feed(page.url)
        try:
            answer = self._visitor.visit(page.url, etag=state.etag, modified=state.modified)
            if isinstance(answer, Later):
                return
            self._maps.remove((spec, page))
            with self._held():
                self._take_map(spec, page, state, answer)
        except Exception as error:  # it is looked at again when the index is
            with suppress(ValueError):
                self._maps.remove((spec, page))
            self._say(spec, f"{page.url}: {error}", wrong=True)

    def _take_map(self, spec: FeedSpec, page: SitePage, state: FeedState, answer: Fetched) -> None:
        if not answer.ok and not answer.unchanged:
            self._say(spec, f"{page.url} answered {answer.status}", wrong=True)
            return
        if answer.ok:
            items, _ = read_items(spec, answer)
            taken = take(spec, items, self._state, _today(), first=not state.polled)
            self._outbox.add(taken.new)
            self._say(spec, f"{len(taken.new):,} new in {page.url}")
            if taken.more:  # the others when the index is read again
                return
            state.etag, state.modified = answer.etag, answer.modified
        state.polled, state.stamp = time.time(), page.changed

    # Pages

    def _fetch(self, pending: Pending) -> None:
        url = pending.row["url"]
        try:
            answer = self._visitor.visit(url)
            if isinstance(answer, Later):
                return
            with self._held():
                self._take_page(pending, answer)
        except FetchError as error:
            with self._held():
                reject = Reject(url, "fetch", error.code, error.detail)
                self._try_again(pending, reject, never=error.code in _NEVER)
        except Exception as error:
            reject = Reject(url, "fetch", "exception", f"{type(error).__name__}: {error}")
            self._try_again(pending, reject)

    def _take_page(self, pending: Pending, answer: Fetched) -> None:
        if not answer.ok:
            detail = f"it answered {answer.status}"
            self._try_again(pending, Reject(pending.row["url"], "fetch", "status", detail))
            return
        reject = add_page(pending, answer)
        if reject is None:
            pending.tries, pending.wait_until = 0, 0.0
            self._outbox.touch()
        else:
            self._try_again(pending, reject)

    def _try_again(self, pending: Pending, reject: Reject, *, never: bool = False) -> None:
        """Later, or not at all: a reject then."""
        if never or not pending.put_off():
            self._state.pending.remove(pending)
            self._outbox.refuse(reject)

    # The memory

    def _save(self) -> None:
        self._saved = time.monotonic()
        try:
            with self._held():
                self._state.save()
        except OSError as error:
            self._tell(Told("", f"{self._state.path} could not be written: {error}", wrong=True))

    def _say(self, spec: FeedSpec, what: str, *, wrong: bool = False) -> None:
        self._tell(Told(spec.name, what, wrong))


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def _span(seconds: float) -> str:
    """About how long, for a person."""
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"
