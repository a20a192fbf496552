"""Time: the words of a sentence that say when, and the days that they mean.

Names are data (``data/times.toml``); what they make together is in ``dated`` and ``relative``,
what that means as days in ``calendar``. The longest reading at a place wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from detente.text import dated, relative
from detente.text.calendar import Expression, Tense, TimeMention, resolve
from detente.text.timewords import TRAP, Pattern

__all__ = ["Expression", "Tense", "TimeMention", "find_times", "resolve"]

_Found = tuple[int, int, Expression]

_WORD = re.compile(r"[a-z]+|\d+")
_LINK = r"\W+(?:at\s+least\s+|on\s+|in\s+)?(?:the\s+)?$"
_KINDS = tuple(
    (kind, re.compile(rf"\b(?:{words}){_LINK}", re.I))
    for kind, words in (
        ("since", r"since|from|after|following|starting|beginning|as\s+of"),
        ("until", r"until|till|by|before|through|no\s+later\s+than|up\s+to"),
        ("during", r"during|throughout|over|in\s+the\s+course\s+of"),
    )
)
_JOINED = re.compile(r"\s*(?:,|-|–|—|\band\b|\bor\b|\bto\b|\buntil\b|\bthrough\b)\s*(?:the\s+)?")
_LOOK_BACK_CHARS = 32


@cache
def _patterns() -> tuple[Pattern, ...]:
    return (*dated.patterns(), *relative.patterns())


def find_times(text: str) -> list[TimeMention]:
    """The times that a sentence or paragraph speaks of, in order, none inside another.

    Every one is ``text[start:end]``, preposition left out. Some say too little to be resolved
    (``several days ago``, ``the 1990s``); they are given too, as a sign that the deed is not
    simply of today.
    """
    words = set(_WORD.findall(text.lower()))
    found: list[_Found] = []
    for pattern in _patterns():
        if pattern.words.isdisjoint(words):
            continue
        for match in pattern.regex.finditer(text):
            says = pattern.read(match)
            if says is not None:
                found.append((match.start(), match.end(), says))
    if not found:
        return []
    return _ranges(text, _share_years(text, list(_longest(text, found))))


def _longest(text: str, found: list[_Found]) -> Iterator[TimeMention]:
    """Of readings that overlap, the one that begins first, and of those the longest."""
    at = 0
    for start, end, says in sorted(found, key=lambda one: (one[0], -one[1])):
        if start >= at:
            at = end
            if says is not TRAP:
                yield _mention(text, start, end, says)


def _mention(text: str, start: int, end: int, says: Expression) -> TimeMention:
    ahead = text[max(0, start - _LOOK_BACK_CHARS) : start]
    kind = "during" if says.form == "span" else "point"
    for name, pattern in _KINDS:
        if match := pattern.search(ahead):
            kind = name
            says = replace(says, back=match[0][:5].lower() == "since")
            break
    return TimeMention(start, end, text[start:end], kind, says)


_UP_TO = re.compile(r"\s*(?:-|–|—|\bto\b|\buntil\b|\bthrough\b)\s*(?:the\s+)?")


def _ranges(text: str, mentions: list[TimeMention]) -> list[TimeMention]:
    """Two days joined by ``to`` as one time: ``28 October to 2 November``."""
    joined: list[TimeMention] = []
    for mention in mentions:
        before = joined[-1] if joined else None
        if before is not None and _is_range(text, before, mention):
            whole = text[before.start : mention.end]
            joined[-1] = replace(before, end=mention.end, text=whole, last=mention.says)
        else:
            joined.append(mention)
    return joined


def _is_range(text: str, one: TimeMention, two: TimeMention) -> bool:
    days = one.says.form == two.says.form == "day" and one.says.end_day is None
    return days and one.last is None and bool(_UP_TO.fullmatch(text, one.end, two.start))


def _share_years(text: str, mentions: list[TimeMention]) -> list[TimeMention]:
    """In ``March and April 2009``, March is of 2009 too; before ``January 2009``, of 2008."""
    for i in range(len(mentions) - 2, -1, -1):
        one, two = mentions[i].says, mentions[i + 1].says
        if two.year is None or two.form not in ("day", "month") or one.form not in ("day", "month"):
            continue
        undated = (one.year, one.year_shift, one.shift) == (None, None, None)
        if undated and _JOINED.fullmatch(text, mentions[i].end, mentions[i + 1].start):
            year = two.year - ((one.month, one.day) > (two.month, two.day))
            mentions[i] = replace(mentions[i], says=replace(one, year=year))
    return mentions
