"""Politeness: pages are asked for as robots.txt allows, and a host not more often than it bears."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from detente.engine.watch_state import RobotsState
from detente.errors import FetchError
from detente.sources.fetching import Fetched, Fetcher, Target, parse_target

if TYPE_CHECKING:
    from protego import Protego

__all__ = ["Later", "Visitor", "read_retry_after"]

_AGENT = "detente"
_ROBOTS_SECONDS = 86400.0
_ROBOTS_BYTES = 1024 * 1024
_UNREACHABLE_SECONDS = 900.0
_LONGEST_DELAY_SECONDS = 300.0
_LONGEST_HOLD_SECONDS = 86400.0
_HOSTS = 2000


@dataclass(frozen=True, slots=True)
class Later:
    """The host may be asked again in so many seconds."""

    seconds: float


class Visitor:
    """Fetches through ``fetcher``, a host never sooner than ``delay_seconds`` after the last time.

    ``robots`` is what earlier visits found, kept up here and saved by the caller. Rules hold for
    a day. A robots.txt that is not there allows everything; one that cannot be had (an error of
    the server, or of the way to it) allows nothing until it can, unless an older one is known.
    A Crawl-delay up to five minutes is kept.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        robots: dict[str, RobotsState],
        *,
        delay_seconds: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._fetcher = fetcher
        self._robots = robots
        self._rules: dict[str, tuple[float, Protego]] = {}
        self._delay = delay_seconds
        self._clock = clock
        self._wall = wall
        self._free: dict[str, float] = {}

    def wait_seconds(self, url: str) -> float:
        """How long it is until the host of ``url`` may be asked again; 0 for what is no address."""
        try:
            host = parse_target(url).host
        except FetchError:
            return 0.0
        return max(0.0, self._free.get(host, 0.0) - self._clock())

    def visit(
        self,
        url: str,
        *,
        etag: str | None = None,
        modified: str | None = None,
        headers: Mapping[str, str] | None = None,
        max_bytes: int | None = None,
    ) -> Fetched | Later:
        """Ask for ``url`` as ``Fetcher.get`` does, or say when to come back.

        Raises ``FetchError``, with the code ``robots`` where robots.txt forbids it.
        """
        target = parse_target(url)
        waits = self.wait_seconds(url)
        if waits > 0:
            return Later(waits)
        if not self._is_read(target.origin):
            waits = self._read_robots(target)
            if waits:
                return Later(waits)
        self._check(target)
        try:
            answer = self._fetcher.get(
                url, etag=etag, modified=modified, headers=headers, max_bytes=max_bytes,
                on_redirect=self._follow,
            )  # fmt: skip
        finally:
            self._keep_off(target.host, self._delay_of(target))
        hold = read_retry_after(answer.headers.get("retry-after"), self._wall())
        if hold and answer.status in (429, 503):
            self._keep_off(target.host, min(hold, _LONGEST_HOLD_SECONDS))
        return answer

    def _follow(self, url: str) -> None:
        """A redirect leads to ``url``: its host's rules hold too."""
        target = parse_target(url)
        if not self._is_read(target.origin):
            self._read_robots(target)
        if not self._is_read(target.origin):
            raise FetchError(url, "its robots.txt cannot be had now", code="robots-unreachable")
        self._check(target)
        self._keep_off(target.host, self._delay_of(target))

    def _check(self, target: Target) -> None:
        rules = self._rules_of(target.origin)
        if rules is not None and not rules.can_fetch(target.url, _AGENT):
            raise FetchError(target.url, "robots.txt forbids it", code="robots")

    def _is_read(self, origin: str) -> bool:
        kept = self._robots.get(origin)
        return kept is not None and 0 <= self._wall() - kept.read < _ROBOTS_SECONDS

    def _read_robots(self, target: Target) -> float:
        """Fetch a host's rules; the seconds until the host may be asked for anything else."""
        url, origin = f"{target.origin}/robots.txt", target.origin
        answer: Fetched | None = None
        try:
            answer = self._fetcher.get(url, max_bytes=_ROBOTS_BYTES)
        except FetchError as error:
            if error.code in ("address", "port", "url", "scheme"):
                raise
        if answer is not None and _is_told(answer.status):
            text = answer.body.decode("utf-8", "replace") if answer.ok else None
            self._robots[origin] = RobotsState(self._wall(), text)
            self._keep_off(target.host, self._delay_of(target))
            return self.wait_seconds(target.url)
        known = self._robots.get(origin)
        if known is not None:  # an older copy is better than none, for a while
            known.read = self._wall() - _ROBOTS_SECONDS + _UNREACHABLE_SECONDS
            return 0.0
        self._keep_off(target.host, _UNREACHABLE_SECONDS)
        return _UNREACHABLE_SECONDS

    def _rules_of(self, origin: str) -> Protego | None:
        """The parsed rules of a host; ``None`` where everything is allowed."""
        kept = self._robots.get(origin)
        if kept is None or kept.text is None:
            return None
        parsed = self._rules.get(origin)
        if parsed is None or parsed[0] != kept.read:
            from protego import Protego

            if len(self._rules) >= _HOSTS:
                self._rules.clear()
            parsed = self._rules[origin] = (kept.read, Protego.parse(kept.text))
        return parsed[1]

    def _delay_of(self, target: Target) -> float:
        rules = self._rules_of(target.origin)
        asked = rules.crawl_delay(_AGENT) if rules is not None else None
        return max(self._delay, min(float(asked or 0.0), _LONGEST_DELAY_SECONDS))

    def _keep_off(self, host: str, seconds: float) -> None:
        now = self._clock()
        if len(self._free) >= _HOSTS:
            self._free = {one: until for one, until in self._free.items() if until > now}
        self._free[host] = max(self._free.get(host, 0.0), now + seconds)


def read_retry_after(value: str | None, now: float) -> float:
    """Seconds that a ``Retry-After`` asks for, 0 where it asks for none that can be read."""
    if not value:
        return 0.0
    if value.strip().isdecimal():
        return float(value.strip()[:9])
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return 0.0
    if when.tzinfo is None:
        when = when.replace(tzinfo=dt.UTC)
    return max(0.0, when.timestamp() - now)


def _is_told(status: int) -> bool:
    """Whether a status says what a robots.txt allows: there it is, or there is none."""
    return 200 <= status < 300 or (400 <= status < 500 and status != 429)
