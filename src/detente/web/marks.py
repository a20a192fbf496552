"""Marks: the parts of an entry's evidence in its text, and the text cut where they begin and end.

Places are characters (code points) from 0 of the document's text, which is never changed. Where
marks overlap the text is cut into pieces, each covered by the same marks from end to end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from detente.records import Concern, Event, Span, Voice

QUOTE, TRIGGER, SOURCE, TARGET, ABOUT, SPEAKER, CUE = (
    "quote", "trigger", "source", "target", "about", "speaker", "cue",
)  # fmt: skip
TAGS = {
    SOURCE: "who", TRIGGER: "does", TARGET: "to whom", ABOUT: "about", SPEAKER: "according to",
}  # fmt: skip
"""What a reader is told of a part, beside how it is marked."""

_AROUND = 2000
"""Characters before and behind a quote in which its speaker is sought."""
_BLANK_LINE = re.compile(r"\r?\n[^\S\n]*(?:\r?\n[^\S\n]*)+")
_LINE = re.compile(r"\r?\n|\r")


@dataclass(frozen=True, slots=True)
class Mark:
    """One part of the evidence of entry ``entry`` (its number in a list): what it is, where."""

    part: str
    start: int
    end: int
    entry: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with the marks that cover all of it."""

    start: int
    end: int
    marks: tuple[Mark, ...]


def mark_event(event: Event, text: str, entry: int = 0) -> tuple[Mark, ...]:
    """The parts of an event's evidence, and its speakers as far as the text near it names them."""
    proof = event.evidence
    parts = [(QUOTE, proof.quote), (TRIGGER, proof.trigger)]
    parts += [(SOURCE, span) for span in proof.source] + [(TARGET, span) for span in proof.target]
    said = _find_speakers(event.attribution, text, proof.quote, proof.trigger)
    return (*(Mark(part, span.start, span.end, entry) for part, span in parts),
            *(Mark(part, start, end, entry) for part, start, end in said))  # fmt: skip


def mark_concern(concern: Concern, text: str, entry: int = 0) -> tuple[Mark, ...]:
    """The words of a concern, what it is about, and who says so."""
    quote, about = concern.evidence, concern.about
    said = _find_speakers(concern.attribution, text, quote, about)
    return (Mark(QUOTE, quote.start, quote.end, entry), Mark(ABOUT, about.start, about.end, entry),
            *(Mark(part, start, end, entry) for part, start, end in said))  # fmt: skip


def _find_speakers(
    chain: Sequence[Voice], text: str, quote: Span, near: Span
) -> Iterator[tuple[str, int, int]]:
    """Where the wording of each speaker, and of its cue, stands nearest in the quote's paragraph.

    The chain keeps words, not places: what is not found there is left unmarked.
    """
    low, high = paragraph_around(text, quote.start, quote.end)
    low, high = max(low, quote.start - _AROUND), min(high, quote.end + _AROUND)
    for voice in chain:
        if voice.kind == "speaker":
            name = _find_nearest(voice.name, text, low, high, (near.start, near.end))
            cue = name and voice.cue and _find_nearest(voice.cue, text, low, high, name)
            yield from ((part, *place) for part, place in ((SPEAKER, name), (CUE, cue)) if place)


def _find_nearest(
    wording: str, text: str, low: int, high: int, place: tuple[int, int]
) -> tuple[int, int] | None:
    words = wording.split()[:40]
    if not words:
        return None
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)", re.IGNORECASE)
    found = (match.span() for match in pattern.finditer(text, low, high))
    return min(found, key=lambda one: max(one[0] - place[1], place[0] - one[1]), default=None)


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Where each paragraph begins and ends: between blank lines, or lines where none is blank."""
    breaks = _BLANK_LINE if _BLANK_LINE.search(text.strip()) else _LINE
    found, start = [], 0
    for match in breaks.finditer(text):
        found.append((start, match.start()))
        start = match.end()
    found.append((start, len(text)))
    return [(a, b) for a, b in (_trim(text, *one) for one in found) if text[a:b].strip()]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch without the line ends at its own ends."""
    body = text[start:end]
    first = len(body) - len(body.lstrip("\r\n"))
    return start + first, start + max(first, len(body.rstrip("\r\n")))


def paragraph_around(text: str, start: int, end: int) -> tuple[int, int]:
    """From the beginning of the line that ``start`` is on to the end of that of ``end``."""
    high = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, len(text) if high < 0 else high


def cut(start: int, end: int, marks: Iterable[Mark]) -> Iterator[Piece]:
    """The stretch from ``start`` to ``end`` in pieces, in order and without a gap."""
    inside = [mark for mark in marks if mark.start < end and mark.end > start]
    places = {start, end}
    for mark in inside:
        places |= {max(mark.start, start), min(mark.end, end)}
    cuts = sorted(places)
    opening: dict[int, list[Mark]] = {}
    for mark in inside:
        opening.setdefault(max(mark.start, start), []).append(mark)
    open_: list[Mark] = []
    for low, high in pairwise(cuts):
        open_ = [mark for mark in open_ if mark.end > low] + opening.get(low, [])
        yield Piece(low, high, tuple(open_))
