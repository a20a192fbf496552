"""One saying, and the arithmetic of its spans of tokens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Span = tuple[int, int]

_LOOSE = 3  # tokens outside the marks that still leave a quotation direct: commas, "that"


@dataclass(frozen=True, slots=True)
class Saying:
    """One attribution: tokens of the passage.

    ``cue`` is the first and last token of the cue and ``head`` its main word; ``source`` the head
    of the source's phrase, if it has one; ``content`` half-open ranges of tokens, in order.
    ``asserts`` tells that the source vouches for the content (``said``, not ``wants``);
    ``quotes`` are the parts of the content that stand in quotation marks.
    """

    head: int
    cue: Span
    source: int | None
    content: tuple[Span, ...]
    kind: str
    asserts: bool
    quotes: tuple[Span, ...] = ()

    def holds(self, i: int) -> bool:
        """Whether token ``i`` is part of the content."""
        return covers(self.content, i)

    def quotes_at(self, i: int) -> bool:
        """Whether token ``i`` stands in words that are quoted from the source."""
        return covers(self.quotes, i)

    @property
    def is_label(self) -> bool:
        """Whether its cue is a colon behind a name, or in front of one behind a headline."""
        return self.kind in ("label", "headline")

    @property
    def size(self) -> int:
        return sum(last - first for first, last in self.content)

    @property
    def form(self) -> str:
        """Whether the words are given in quotation marks: ``direct``, ``mixed`` or ``indirect``."""
        if not self.quotes:
            return "indirect"
        quoted = sum(last - first for first, last in merge(self.quotes))
        return "direct" if self.size - quoted <= _LOOSE else "mixed"


def covers(spans: Iterable[Span], i: int) -> bool:
    """Whether one of the half-open spans has token ``i``."""
    return any(first <= i < last for first, last in spans)


def merge(spans: Iterable[Span]) -> list[Span]:
    """Half-open spans in order, those that touch made one."""
    merged: list[Span] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def without(spans: Iterable[Span], cut: Span) -> list[Span]:
    """Half-open spans without the tokens from ``cut[0]`` to ``cut[1]``, both included."""
    low, high = cut
    pieces = (
        piece
        for first, last in spans
        for piece in ((first, min(last, low)), (max(first, high + 1), last))
    )
    return [(first, last) for first, last in pieces if first < last]
