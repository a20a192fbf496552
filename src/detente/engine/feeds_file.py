"""The feeds file: which feeds and sitemaps are watched, how often, and how politely (TOML).

A mistake is a ``ValueError`` that names the line and what may stand there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from detente.coding import DEFAULT_CODER
from detente.errors import FetchError
from detente.records import Genre
from detente.sources.fetching import Policy, parse_target
from detente.sources.genres import name_genre

__all__ = ["FeedSpec", "WatchPlan", "read_duration", "read_feeds_file"]

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[smhd])")
_FEED_HEAD = re.compile(r"\s*\[\[\s*feed\s*\]\]")
_KINDS = ("feed", "sitemap")
_SHORTEST_EVERY_SECONDS = 60.0
_LONGEST_SECONDS = 30 * 86400.0
_SITEMAP_AGE_DAYS = 3.0
_FOR_ALL = ("every", "full_text", "genre", "max_age")
_KEYS = {
    "watch": ("delay", "contact", "coder", "allow", *_FOR_ALL),
    "feed": ("url", "outlet", "kind", "headers", *_FOR_ALL),
}


@dataclass(frozen=True, slots=True)
class FeedSpec:
    """One feed or sitemap to watch.

    ``max_age_days``: what is older when it is first seen is passed over; ``None`` takes all.
    ``headers`` go to the feed's own origin only.
    """

    url: str
    outlet: str | None = None
    genre: Genre | None = None
    every_seconds: float = 1800.0
    full_text: bool = False
    kind: str = "feed"
    max_age_days: float | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What a person calls it."""
        return self.outlet or self.url


@dataclass(frozen=True, slots=True)
class WatchPlan:
    """All that is watched. ``delay_seconds`` lie between two requests to one host."""

    feeds: tuple[FeedSpec, ...]
    delay_seconds: float = 5.0
    contact: str | None = None
    coder: str = DEFAULT_CODER
    allow: tuple[str, ...] = ()


def read_duration(text: object) -> float:
    """Seconds of ``90s``, ``30m``, ``2h``, ``1d``; raises ``ValueError`` on anything else."""
    match = _DURATION.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f'takes a time like "90s", "30m", "2h" or "1d", not {text!r}')
    seconds = float(match["number"]) * _UNITS[match["unit"]]
    if seconds > _LONGEST_SECONDS:
        raise ValueError(f"takes at most 30d, not {text!r}")
    return seconds


def read_feeds_file(path: Path) -> WatchPlan:
    """The plan that a feeds file lays down; raises ``ValueError`` (see above) and ``OSError``."""
    try:
        text = path.read_text("utf-8")
        values = tomllib.loads(text)
    except ValueError as error:  # no TOML, no UTF-8
        raise ValueError(f"{path}: {error}") from error
    return _File(path, text).plan(values)


class _File:
    """Reads values, and finds the lines of those that are wrong."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._lines = text.splitlines()

    def plan(self, values: Mapping[str, Any]) -> WatchPlan:
        for key in values:
            if key not in _KEYS:
                raise self.fault(
                    None, key, "is no table of this file; it takes [watch] and [[feed]]"
                )
        shared = values.get("watch", {})
        rows = values.get("feed", [])
        if not isinstance(shared, dict) or not isinstance(rows, list) or not rows:
            raise self.fault(None, "feed", "must stand there, a table of each: [[feed]]")
        self._check_keys("watch", shared, None)
        given = {key: shared[key] for key in _FOR_ALL if key in shared}
        feeds = [self._feed(number, row, given) for number, row in enumerate(rows)]
        for number, one in enumerate(feeds):
            if any(one.url == other.url for other in feeds[:number]):
                raise self.fault(number, "url", "stands in the file twice")
        return WatchPlan(
            tuple(feeds),
            delay_seconds=self._read(None, "delay", shared, read_duration, 5.0),
            contact=self._read(None, "contact", shared, _contact, None),
            coder=self._read(None, "coder", shared, _text, DEFAULT_CODER),
            allow=self._read(None, "allow", shared, _networks, ()),
        )

    def _feed(self, number: int, row: Any, shared: Mapping[str, Any]) -> FeedSpec:
        if not isinstance(row, dict):
            raise self.fault(number, "feed", "is a table: [[feed]]")
        self._check_keys("feed", row, number)
        if "url" not in row:
            raise self.fault(number, "[[feed]]", "needs its url")
        values = {**shared, **row}
        kind = self._read(number, "kind", values, _kind, "feed")
        sitemap = kind == "sitemap"
        full_text = self._read(number, "full_text", values, _flag, sitemap)
        if sitemap and not full_text:
            raise self.fault(number, "full_text", "must be true: a sitemap has no texts of its own")
        age = self._read(number, "max_age", values, read_duration, None)
        return FeedSpec(
            url=self._read(number, "url", values, _address, ""),
            outlet=self._read(number, "outlet", values, _text, None),
            genre=self._read(number, "genre", values, _genre, None),
            every_seconds=self._read(number, "every", values, _every, 1800.0),
            full_text=full_text,
            kind=kind,
            max_age_days=age / 86400 if age else _SITEMAP_AGE_DAYS if sitemap else None,
            headers=self._read(number, "headers", values, _headers, {}),
        )

    def _check_keys(self, table: str, row: Mapping[str, Any], number: int | None) -> None:
        for key in row:
            if key not in _KEYS[table]:
                raise self.fault(number, key, f"is not known; there are {', '.join(_KEYS[table])}")

    def _read(
        self, number: int | None, key: str, values: Mapping[str, Any], reader: Any, default: Any
    ) -> Any:
        if key not in values:
            return default
        try:
            return reader(values[key])
        except ValueError as error:
            raise self.fault(number, key, str(error)) from error

    def fault(self, number: int | None, key: str, what: str) -> ValueError:
        """What is wrong with a key of the feed ``number`` (from 0), or of what is for all."""
        return ValueError(f"{self._path}, line {self._line(number, key)}: {key} {what}")

    def _line(self, number: int | None, key: str) -> int:
        heads = [
            n for n, line in enumerate(self._lines) if re.match(r"\s*\[\[\s*feed\s*\]\]", line)
        ]
        if number is not None and number < len(heads):
            end = heads[number + 1] if number + 1 < len(heads) else len(self._lines)
            own = self._find(key, heads[number], end)
            if own is not None:
                return own
        shared = self._find(key, 0, heads[0] if heads else len(self._lines))
        fallback = heads[number] + 1 if number is not None and number < len(heads) else 1
        return shared or fallback

    def _find(self, key: str, start: int, end: int) -> int | None:
        """The line, from 1, on which a key is set, or a table of that name begins."""
        sets = re.compile(rf"\s*(?:\[+\s*)?[\"']?{re.escape(key)}[\"']?\s*[=.\]]")
        return next((n + 1 for n in range(start, end) if sets.match(self._lines[n])), None)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"takes words in quotation marks, not {value!r}")
    return " ".join(value.split())


def _contact(value: object) -> str:
    contact = _text(value)
    if not contact.isascii() or any(mark in contact for mark in "()\\"):
        raise ValueError("takes an address of mail or web, in ASCII and without brackets")
    return contact


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"takes true or false, not {value!r}")
    return value


def _kind(value: object) -> str:
    if value not in _KINDS:
        raise ValueError(f"takes {' or '.join(_KINDS)}, not {value!r}")
    return str(value)


def _genre(value: object) -> Genre:
    genre = name_genre(value) if isinstance(value, str) else None
    if genre is None:
        raise ValueError(f"takes one of {', '.join(Genre)}, not {value!r}")
    return genre


def _every(value: object) -> float:
    seconds = read_duration(value)
    if seconds < _SHORTEST_EVERY_SECONDS:
        raise ValueError(f"takes a minute at least, not {value!r}")
    return seconds


def _address(value: object) -> str:
    try:
        parse_target(_text(value))
    except FetchError as error:
        raise ValueError(f"takes an http or https address: {error}") from error
    return _text(value)


def _networks(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(f'takes a list of networks, as ["10.0.0.0/8"], not {value!r}')
    Policy(value)
    return tuple(value)


def _headers(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise ValueError('takes names and values: headers = { Authorization = "Bearer ..." }')
    if not all(
        (name + one).isascii() and (name + one).isprintable() for name, one in value.items()
    ):
        raise ValueError("takes printable ASCII only")
    return dict(value)
