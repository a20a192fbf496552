"""Quoted: rows of cells parted by commas and the like, in which quotation marks hold line ends."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from detente.sources.decode import MAX_CHARS

__all__ = ["Fault", "quoted_rows"]

_MOST_REREAD = 3
"""So many marks that never close are mended in a file; each costs reading what follows."""
_LEAST_FITTING = 0.9


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the lines from ``first`` to ``last``."""

    first: int
    last: int
    detail: str


class _Lines:
    """The lines of a file, of which those since a row began can be put back."""

    def __init__(self, text: Iterable[str]) -> None:
        self._text = iter(text)
        self._back: deque[str] = deque()
        self.row: list[str] = []
        self.number = 0
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._text, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.row.append(line)
        self.number += 1
        return line

    def put_back(self) -> None:
        """All lines of the row but its first."""
        self._back.extendleft(reversed(self.row[1:]))
        self.number -= len(self.row) - 1
        self.ended = False


def quoted_rows(
    text: Iterable[str], mark: str, *, strict: bool = True
) -> Iterator[tuple[int, list[str]] | Fault]:
    """Rows with the line on which each begins, the first being line 1.

    A quotation mark that never closes would swallow the rest of the file. Where what follows its
    line fits the table, that line alone is at fault; a file that ends within a line was cut.
    """
    csv.field_size_limit(max(csv.field_size_limit(), MAX_CHARS))  # else articles end at 131,072
    lines = _Lines(text)
    rows = csv.reader(lines, delimiter=mark, strict=strict)
    width, reread = 0, 0
    while True:
        lines.row.clear()
        first = lines.number + 1
        detail = "the file ends within quotation marks"
        try:
            cells = next(rows, None)
        except csv.Error as error:
            cells = []
            detail = detail if lines.ended else str(error)
        else:
            if cells is None:
                return
            if not lines.ended:
                width = width or len(cells)
                yield first, cells
                continue
        if lines.ended and reread < _MOST_REREAD and _fits(lines.row, mark, width):
            reread += 1
            lines.put_back()
            rows = csv.reader(lines, delimiter=mark, strict=strict)
            yield Fault(first, first, "a quotation mark that never closes")
        else:
            yield Fault(first, lines.number, detail)


def _fits(row: list[str], mark: str, width: int) -> bool:
    """Whether the lines behind the first are rows of ``width`` cells, and whole."""
    following = row[1:]
    if not following or not following[-1].endswith("\n"):
        return False
    rows = csv.reader(following, delimiter=mark)
    try:
        widths = [len(cells) for cells in rows if cells]
    except csv.Error:
        return False
    return widths.count(width) > 0 and widths.count(width) >= _LEAST_FITTING * len(widths)
