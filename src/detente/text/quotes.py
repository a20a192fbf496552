"""Direct quotations: where they begin and end, nested ones and ones that run over paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from detente.records import Passage

_MARK = re.compile(r"[\"“”„«»]|(?<!\w)[‘'](?=\w)|[’'](?!\w)")
_OPEN = {"“": "”", "„": "”", "«": "»", "‘": "’"}


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words inside quotation marks: offsets of the words in the document, marks left out.

    ``depth`` is 1 for a quotation and 2 for one inside it. ``words`` counts white-space words:
    a quotation of three or fewer is a phrase that is quoted, not a statement.
    """

    start: int
    end: int
    depth: int
    words: int

    @property
    def is_statement(self) -> bool:
        return self.words > 3


def quotations(text: str, spans: list[tuple[int, int]]) -> list[Quotation]:
    """All quotations of ``text``, whose paragraphs stand at ``spans``, by start.

    A quotation left open at the end of a paragraph goes on if the next one opens with a mark
    again, as the press prints long quotations; else it ends with its paragraph.
    """
    found: list[Quotation] = []
    carried: int | None = None
    for number, (start, end) in enumerate(spans):
        following = text[spans[number + 1][0]] if number + 1 < len(spans) else ""
        carried = _scan(text, start, end, carried, following, found)
    return sorted(found, key=lambda q: (q.start, -q.end))


def quotes_in(passage: Passage, found: Iterable[Quotation]) -> list[tuple[int, int]]:
    """Where quotations of a document stand in a passage of it, as far as they do."""
    places = (passage.find(quotation.start, quotation.end) for quotation in found)
    return [place for place in places if place is not None]


def _scan(
    text: str, start: int, end: int, carried: int | None, following: str, found: list[Quotation]
) -> int | None:
    """Read one paragraph; returns the start of a double quotation that runs on, if any."""
    double: int | None = None
    single: int | None = None
    position = start
    if carried is not None:
        double, position = carried, start + 1
    for match in _MARK.finditer(text, position, end):
        mark, place = match.group(), match.start()
        if mark in "'‘’":
            if single is None:
                if mark != "’" and not (mark == "'" and place and text[place - 1].isalnum()):
                    single = place
            elif mark != "‘":
                _add(text, single + 1, place, 2 if double is not None else 1, found)
                single = None
        elif double is None:
            if mark not in "”»":
                double = place
        elif mark in '"”»':
            _add(text, double + 1, place, 1, found)
            double = None
    if double is None:
        return None
    if following in ('"', "“", "„", "«") and following:
        return double
    _add(text, double + 1, end, 1, found)
    return None


def _add(text: str, start: int, end: int, depth: int, found: list[Quotation]) -> None:
    if end > start:
        found.append(Quotation(start, end, depth, len(text[start:end].split())))
