"""Time words: the tables of ``data/times.toml`` as pieces of patterns, and what a match says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from detente.text.calendar import Expression
from detente.text.numbers import read_data

Match = re.Match[str]
Reader = Callable[[Match], Expression | None]

TRAP = Expression("trap")
"""What reads like a time and is none; it keeps shorter readings of its words away."""

YEAR = r"(?:1[5-9]|20)\d\d(?![\w%])"
ORDINAL = r"(?:st|nd|rd|th)?"
SHIFT = r"(?:this\s+)?(?P<shift>last|this|next|past|previous|coming|current)\s+"
OF_YEAR = r"(?:of\s+)?(?P<year_shift>this|last|next)\s+year\b"
PART = (
    r"(?:(?P<part>early|late|mid)(?:\s+in\s+|[\s-]+)(?:the\s+)?"
    r"|(?:the\s+)?(?P<edge>beginning|start|middle|end)\s+of\s+(?:the\s+)?)"
)
_EDGES = {"beginning": "early", "start": "early", "middle": "mid", "end": "late"}
_LOOK_BACK_CHARS = 48


@dataclass(frozen=True, slots=True)
class Pattern:
    """A kind of expression: tried where a text has one of ``words``, and read by ``read``."""

    words: frozenset[str]
    regex: re.Pattern[str]
    read: Reader


def pattern(words: Iterable[str], regex: str, read: Reader, *, cased: bool = False) -> Pattern:
    """A pattern; without ``cased``, capitals count for nothing."""
    return Pattern(frozenset(words), re.compile(regex, 0 if cased else re.I), read)


def table(name: str) -> dict[str, Any]:
    """A table of ``data/times.toml``."""
    found: dict[str, Any] = read_data("times")[name]
    return found


def any_of(names: Iterable[str], *, capital: bool = False) -> str:
    """Alternatives, the longest first; with ``capital``, as ``March`` and as ``MARCH``."""
    forms: list[str] = []
    for name in sorted(names, key=len, reverse=True):
        cased = [name.capitalize(), name.upper()] if capital else [name]
        forms += [re.escape(form).replace(r"\ ", r"\s+").replace("'", "['’]") for form in cased]
    return f"(?:{'|'.join(forms)})"


def first_words(names: Iterable[str]) -> set[str]:
    """A word of each name, by which a text that holds it is known."""
    return {max(re.findall(r"[a-z]+|\d+", name.lower()), key=len) for name in names}


def group(match: Match, name: str) -> str | None:
    """A group in lower case, its spaces single, or ``None`` where there is no such."""
    found = match.groupdict().get(name)
    return " ".join(found.lower().split()) if found else None


def number(match: Match, name: str) -> int | None:
    """A group of digits as a number."""
    found = group(match, name)
    return int(found) if found else None


def shift(match: Match, name: str = "shift") -> int | None:
    """-1 for last, 0 for this, 1 for next."""
    word = group(match, name)
    return None if word is None else int(table("shifts")[word])


def part(match: Match) -> str | None:
    """Early, mid or late."""
    edge = group(match, "edge")
    return _EDGES[edge] if edge else group(match, "part")


def weekday(match: Match) -> int | None:
    """0 for Monday."""
    name = group(match, "weekday")
    return None if name is None else int(table("weekdays")[name])


def before(match: Match, at: int | None = None) -> str:
    """The text shortly before a match, or before ``at``."""
    at = match.start() if at is None else at
    return match.string[max(0, at - _LOOK_BACK_CHARS) : at]


_NEXT_WORD = re.compile(r"\s+(\w+)")


def is_counted(match: Match, at: int) -> bool:
    """Whether the word after ``at`` is one that numbers stand before (``2000 troops``)."""
    word = _NEXT_WORD.match(match.string, at)
    return word is not None and word[1].lower() in _counted()


@cache
def _counted() -> frozenset[str]:
    return frozenset(table("numbers")["counted"])
