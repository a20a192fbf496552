"""Words: where what a reviewer typed, or marked, stands in an article to the letter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from detente.report.safety import REPLACEMENT, show

Place = tuple[int, int]


def place_words(
    text: str, words: str, which: str = "", within: Place | None = None
) -> dict[str, Any] | None:
    """The stretch of the text that has these words; ``None`` for none.

    ``which`` says which one of several, from 1. White space counts as such, however much; the
    stretch is the text's own. Raises ``ValueError`` saying what is missing.
    """
    pieces = words.split()
    if not pieces:
        return None
    low, high = within or (0, len(text))
    pattern = re.compile(r"\s+".join(map(_shown, pieces)))
    found = [match.span() for match in pattern.finditer(text, low, high)]
    if not found:
        raise ValueError(f"these words do not stand in {'the sentence' if within else 'the text'}")
    number = _number(which)
    if number is None and len(found) > 1:
        raise ValueError(f"these words stand there {len(found)} times: say which, from 1")
    if number is not None and not 1 <= number <= len(found):
        raise ValueError(f"these words stand there {_times(len(found))}, not {number} times")
    start, end = found[(number or 1) - 1]
    return {"start": start, "end": end}


def place_marked(text: str, words: str, start: str, end: str) -> dict[str, Any] | None:
    """A stretch that was marked on the page, if the words there are still those of the field."""
    if not (start.isdecimal() and end.isdecimal() and len(start) < 10 and len(end) < 10):
        return None
    low, high = int(start), int(end)
    if not 0 <= low < high <= len(text) or _fold(text[low:high]) != _fold(words):
        return None
    return {"start": low, "end": high}


def as_place(found: Mapping[str, Any]) -> Place:
    """A stretch as a pair."""
    return found["start"], found["end"]


def _shown(piece: str) -> str:
    """A pattern of a word; what a page shows as U+FFFD may stand for what it hides."""
    return re.escape(piece).replace(REPLACEMENT, "(?s:.)")


def _fold(text: str) -> str:
    """On one line, as the page shows it."""
    return " ".join(show(text.replace("\r", " ")).split())


def _number(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > 6:
        raise ValueError("which one is a whole number, from 1")
    return int(text)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
