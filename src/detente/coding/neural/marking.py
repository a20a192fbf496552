"""Marking: a sentence's tokens with signs around source, target and trigger.

One tokenisation serves all candidates of a sentence: the signs are put between its tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

PARTS = ("source", "target", "trigger")
LONGEST = 128  # tokens, signs included; a longer sentence is cut around its marked parts


@dataclass(frozen=True, slots=True)
class Signs:
    """Token ids of a model: first, last, and the opening and closing sign of each part."""

    first: int
    last: int
    opening: tuple[int, int, int]
    closing: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Marked:
    """One candidate as the model reads it.

    ``places`` are the positions of the opening signs of source, target and trigger in ``ids``
    (0, the first token, for a part that is not marked). ``kept`` are the positions in ``ids`` of
    the sentence's own tokens, as (position, index of the token).
    """

    ids: list[int]
    places: tuple[int, int, int]
    kept: list[tuple[int, int]]


def mark(
    tokens: Sequence[int],
    offsets: Sequence[tuple[int, int]],
    spans: Sequence[tuple[int, int] | None],
    signs: Signs,
) -> Marked:
    """Put signs around the spans (character offsets of source, target, trigger; or ``None``)."""
    ranges = [_range(offsets, span) if span is not None else None for span in spans]
    low, high = _window(len(tokens), [r for r in ranges if r is not None])
    ids, places, kept = [signs.first], [0, 0, 0], []
    for i in range(low, high + 1):
        for part, found in enumerate(ranges):
            if found is not None and found[1] == i:
                ids.append(signs.closing[part])
        if i == high:
            break
        for part, found in enumerate(ranges):
            if found is not None and found[0] == i:
                places[part] = len(ids)
                ids.append(signs.opening[part])
        kept.append((len(ids), i))
        ids.append(tokens[i])
    ids.append(signs.last)
    return Marked(ids, (places[0], places[1], places[2]), kept)


def _range(offsets: Sequence[tuple[int, int]], span: tuple[int, int]) -> tuple[int, int] | None:
    """First token of a character span and the one after its last."""
    inside = [i for i, (start, end) in enumerate(offsets) if start < span[1] and end > span[0]]
    return (inside[0], inside[-1] + 1) if inside else None


def _window(count: int, ranges: list[tuple[int, int]]) -> tuple[int, int]:
    """The tokens to keep: all, or those around the marked parts."""
    room = LONGEST - 2 - 2 * len(PARTS)
    if count <= room:
        return 0, count
    low = min((r[0] for r in ranges), default=0)
    high = max((r[1] for r in ranges), default=0)
    if high - low >= room:  # parts too far apart: from the first one on
        return low, low + room
    low = max(0, min(low - (room - (high - low)) // 2, count - room))
    return low, low + room
