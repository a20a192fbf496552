"""Genres: whether a document reports, argues, announces or records what was spoken.

The cues are data (``data/genres.toml``); no cue makes a report.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import islice
from typing import Any

from detente.records import Genre

__all__ = ["guess_genre", "name_genre"]

_HEAD_CHARS = 4000


@dataclass(frozen=True, slots=True)
class _Rule:
    genre: Genre
    field: str
    pattern: re.Pattern[str]
    least: int
    needs: str

    def holds(self, value: str) -> bool:
        if self.needs and self.needs not in value.lower():  # cheaper than the pattern
            return False
        found = self.pattern.finditer(value)
        return sum(1 for _ in islice(found, self.least)) == self.least


@cache
def _data() -> dict[str, Any]:
    path = files("detente.sources").joinpath("data", "genres.toml")
    return tomllib.loads(path.read_text("utf-8"))


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(_rule(row) for row in _data()["rules"])


@cache
def _rules_on(field: str) -> tuple[tuple[int, _Rule], ...]:
    return tuple((n, rule) for n, rule in enumerate(_rules()) if rule.field == field)


def _rule(row: Mapping[str, Any]) -> _Rule:
    verbose = re.VERBOSE if "\n" in row["pattern"] else re.NOFLAG
    flags = re.MULTILINE if row.get("exact") else re.IGNORECASE | re.DOTALL
    pattern = re.compile(row["pattern"], flags | verbose)
    return _Rule(
        Genre(row["genre"]), row["field"], pattern, row.get("least", 1), row.get("needs", "")
    )


@cache
def _synonyms() -> dict[str, Genre]:
    rows: dict[str, list[str]] = _data()["synonyms"]
    return {word: Genre(genre) for genre, words in rows.items() for word in words}


def name_genre(word: str) -> Genre | None:
    """The genre that a word stands for (``op-ed`` is commentary); ``None`` if for none."""
    return _synonyms().get(" ".join(word.lower().replace("_", " ").split()))


def _matches(field: str, value: str) -> tuple[int, ...]:
    """Numbers of the rules on ``field`` that hold for ``value``."""
    return tuple(number for number, rule in _rules_on(field) if rule.holds(value))


_matches_again = lru_cache(maxsize=4096)(_matches)  # outlets, sections and authors recur


def guess_genre(
    title: str | None,
    url: str | None,
    outlet: str | None,
    text: str,
    *,
    author: str | None = None,
    section: str | None = None,
) -> Genre:
    """The genre that title, address, outlet and the text's opening give away, else a report.

    The first rule of ``data/genres.toml`` that matches decides: who publishes only what is its
    own (the Kremlin) releases it; then what the title, the address and the section say; then
    lines that begin with a speaker; last, whether the outlet is an office of state.
    """
    known = {"title": title, "url": url, "outlet": outlet, "author": author, "section": section}
    hits = [n for field, value in known.items() if value for n in _matches_again(field, value)]
    hits += _matches_again("heading", f"{outlet}: {title}") if outlet and title else ()
    hits += _matches("text", text[:_HEAD_CHARS])
    return _rules()[min(hits)].genre if hits else Genre.REPORT
