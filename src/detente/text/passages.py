"""Passages: paragraphs made fit for parsing, with exact offsets back to the document."""

from __future__ import annotations

import re

from detente.records import Passage

# A paragraph ends at a blank line, or at a line break after a finished sentence. Other line
# breaks are wrapping: they fold to a space.
_BREAK = re.compile(r"\n[^\S\n]*\n\s*|(?<=[.!?:;\"”’')\]])[^\S\n]*\n\s*")
_LONG_LINE = 160  # a text whose lines are longer than this is not wrapped: each is a paragraph
_LONGEST = 4000  # characters; a longer paragraph is cut at a sentence end, so parsing stays linear

_FOLD = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "ʼ": "'",
        "‛": "'",
        "`": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‐": "-",
        "‑": "-",
    }
)
_DROP = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\x00-\x08]")
_SPACE = re.compile(r"\s+")
_IRREGULAR = re.compile(
    r"[^\S ]|  |[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\x00-\x08]"
)
# "BRUSSELS, Aug. 19 (Reuters) - ": where and by whom it was written is no part of the sentence.
_CITY = r"[A-Z][A-Z'’.]{1,40}+(?:[ -][A-Z][A-Z'’.]{1,40}+){0,3}"
_OPENS = r"(?=[A-Z“\"‘'])"
_DASH = rf"\s?(?:--|–|—|―|-|_)\s+{_OPENS}"
_DATELINE = re.compile(
    rf"{_CITY}(?:,? ?[\w .,'’/-]{{0,40}}\([\w .,'’/-]{{2,40}}\)(?:{_DASH}|:\s+)"
    rf"|, [\w .,'’/-]{{2,40}}?{_DASH}|\s(?:--|—|―)\s+{_OPENS}|(?<=[A-Z]{{2}}) [-–]\s+{_OPENS}"
    rf"|(?<=[A-Z]{{5}})\.\s+{_OPENS})"
)
_SHORTEST_DATELINE = 7  # characters
_SENTENCE_END = re.compile(r"[.!?][\"”’')]*\s+(?=[A-Z“\"‘])")


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Start and end of every paragraph of ``text``, white space at the edges left out."""
    lines = [line for line in text.split("\n") if line.strip()]
    unwrapped = bool(lines) and max(map(len, lines)) > _LONG_LINE
    breaks = re.finditer(r"\n", text) if unwrapped else _BREAK.finditer(text)
    spans: list[tuple[int, int]] = []
    start = 0
    for match in breaks:
        _append(spans, text, start, match.start())
        start = match.end()
    _append(spans, text, start, len(text))
    return spans


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > _LONGEST:
        cut = _cut(text, start)
        spans.append((start, start + len(text[start:cut].rstrip())))
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if end > start:
        spans.append((start, end))


def _cut(text: str, start: int) -> int:
    """Where to end a too long paragraph: at a sentence, else at a word, else at the limit."""
    stop = start + _LONGEST
    ends = [m.end() for m in _SENTENCE_END.finditer(text, start, stop)]
    if ends:
        return ends[-1]
    space = text.rfind(" ", start + 1, stop)
    return space if space > start else stop


def passages(text: str) -> list[Passage]:
    """The paragraphs of ``text`` as passages: white space folded, odd marks mapped or dropped."""
    return [
        _passage(text, index, start, end) for index, (start, end) in enumerate(paragraphs(text))
    ]


def _passage(text: str, index: int, start: int, end: int) -> Passage:
    dateline = _DATELINE.match(text, start, end)
    if dateline is not None and _SHORTEST_DATELINE <= len(dateline[0]) < end - start:
        start = dateline.end()
    piece = text[start:end]
    if not _IRREGULAR.search(piece):
        return Passage(index, start, end, piece.translate(_FOLD))
    out: list[str] = []
    offsets: list[int] = []
    for place, char in enumerate(piece, start):
        if _DROP.match(char):
            continue
        if char.isspace():
            if out and out[-1] == " ":
                continue
            char = " "
        out.append(char)
        offsets.append(place)
    offsets.append(end)
    return Passage(index, start, end, "".join(out).translate(_FOLD), tuple(offsets))
