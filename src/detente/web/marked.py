"""Marked: a text as HTML with its marks; each kind of mark is told by more than colour.

A piece says in ``data-m`` what it is of which entry (``2trigger.``: the last of entry 2's trigger),
so that ``marks.js`` can bring one entry out after another as the server does for the one asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from detente.report.safety import show
from detente.web.marks import CUE, QUOTE, TAGS, Mark, Piece, cut, paragraphs

_LINE_END = re.compile(r"\r\n?")
_CONTEXT, _LONGEST = 320, 1400
"""Characters shown around a quote that stands alone, and of it at most."""


def draw_article(
    text: str,
    marks: Sequence[Mark],
    signs: Mapping[int, str],
    names: Mapping[int, str],
    chosen: int,
) -> Markup:
    """The whole text in paragraphs; every entry's number stands before its quote.

    ``signs`` has a class for each entry (``coop``, ``conf``, ``concern``), ``names`` its id,
    which its number bears as ``e-ID``; ``chosen`` is the entry that is brought out (0 for none).
    """
    text = _fold_line_ends(text)
    ordered = sorted(marks, key=lambda mark: mark.start)
    unnumbered = dict(names)
    drawn, first = [], 0
    for start, end in paragraphs(text):
        while first < len(ordered) and ordered[first].end <= start:
            first += 1
        inside = [mark for mark in ordered[first:] if mark.start < end]
        pieces = cut(start, end, inside)
        body = Markup("").join(_draw(text, piece, signs, unnumbered, chosen) for piece in pieces)
        drawn.append(Markup('<p data-at="{}">{}</p>').format(start, body))
    return Markup("\n").join(drawn)


def draw_quote(text: str, marks: Sequence[Mark]) -> Markup:
    """A text with the marks of one entry in it, all brought out; places count from its start."""
    text = _fold_line_ends(text)
    entry = marks[0].entry
    pieces = cut(0, len(text), marks)
    return Markup("").join(_draw(text, piece, {}, {}, entry) for piece in pieces)


def surround(text: str, marks: Sequence[Mark]) -> tuple[int, int]:
    """From where to where a text is shown around a quote: whole words, with its speakers."""
    quote = next(mark for mark in marks if mark.part == QUOTE)
    trigger = next((mark for mark in marks if mark.part == "trigger"), quote)
    low = min(mark.start for mark in marks)
    high = max(mark.end for mark in marks)
    if high - low > _LONGEST:
        low = max(low, trigger.start - _LONGEST // 2)
        high = min(high, low + _LONGEST)
    paragraph = text.rfind("\n", 0, low) + 1, text.find("\n", high)
    first = max(paragraph[0], low - _CONTEXT)
    last = min(len(text) if paragraph[1] < 0 else paragraph[1], high + _CONTEXT)
    if first > paragraph[0]:
        first = text.find(" ", first, low) + 1 or low
    if last < (len(text) if paragraph[1] < 0 else paragraph[1]):
        last = text.rfind(" ", high, last) if text.rfind(" ", high, last) >= 0 else high
    return first, last


def _fold_line_ends(text: str) -> str:
    """Line ends as line feeds, the text as long as before: a carriage return acts on a screen."""
    return _LINE_END.sub(lambda match: " \n" if len(match[0]) > 1 else "\n", text)


def _draw(
    text: str,
    piece: Piece,
    signs: Mapping[int, str],
    unnumbered: dict[int, str],
    chosen: int,
) -> Markup:
    """One piece, behind the numbers of entries that begin with it, which are numbered then."""
    words = show(text[piece.start : piece.end])
    if not piece.marks:
        return Markup("{}").format(words)
    begun = [mark.entry for mark in piece.marks if mark.part == QUOTE and mark.entry in unnumbered]
    numbers = Markup("").join(_number(entry, unnumbered.pop(entry)) for entry in begun)
    ends = dict.fromkeys(
        TAGS[mark.part]
        for mark in piece.marks
        if mark.entry == chosen and mark.end == piece.end and mark.part in TAGS
    )
    tag = Markup(' data-tag="{}"').format(", ".join(ends)) if ends else ""
    told = " ".join(f"{m.entry}{m.part}{'.' * (m.end == piece.end)}" for m in piece.marks)
    kinds = _classes(piece, signs, chosen)
    return Markup('{}<mark class="{}" data-m="{}"{}>{}</mark>').format(
        numbers, kinds, told, tag, words
    )


def _classes(piece: Piece, signs: Mapping[int, str], chosen: int) -> str:
    parts = dict.fromkeys(mark.part for mark in piece.marks if mark.part != CUE)
    kinds = {signs[mark.entry] for mark in piece.marks if mark.entry in signs}
    own = dict.fromkeys(f"on-{mark.part}" for mark in piece.marks if mark.entry == chosen)
    return " ".join([*parts, *(kinds if len(kinds) == 1 else ()), *(["on"] if own else []), *own])


def _number(entry: int, id: str) -> Markup:
    link = '<a class="num" id="e-{0}" href="#entry-{0}" aria-label="Entry {1}">{1}</a>'
    return Markup(link).format(id, entry)
