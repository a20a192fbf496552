"""Labels: where the names of a drawing's points stand, so that none lies on another."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_WIDE, _NARROW = 1.0, 0.56
"""Widths of a character, in sizes of the type."""
_ASCENT, _DESCENT = 0.78, 0.24
_GAP = 3.0
LONGEST = 24


@dataclass(frozen=True, slots=True)
class Point:
    """A disc with its name."""

    x: float
    y: float
    radius: float
    name: str


@dataclass(frozen=True, slots=True)
class Label:
    """A name beside its point: where its base line begins, ends or has its middle (``anchor``)."""

    text: str
    dx: float
    dy: float
    anchor: str


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def place_labels(
    points: Sequence[Point], size: float, width: float, height: float
) -> list[Label | None]:
    """Labels of the points in their order, the first choosing first; ``size`` is that of the type.

    A name lies on no other name or point, or else on smaller points only; ``None`` stands where
    not even that can be, within a sheet of ``width`` and ``height``.
    """
    sheet = _Box(0, 0, width, height)
    discs = [_around(point) for point in points]
    names: list[_Box] = []
    found: list[Label | None] = []
    for point, own in zip(points, discs, strict=True):
        others = [disc for disc in discs if disc is not own]
        larger = [
            disc
            for one, disc in zip(points, discs, strict=True)
            if one.radius >= point.radius and disc is not own
        ]
        for shunned in (others, larger):
            label, box = _place(point, [*shunned, *names], size, sheet)
            if box is not None:
                names.append(box)
                break
        found.append(label)
    return found


def _around(point: Point) -> _Box:
    reach = point.radius + 1
    return _Box(point.x - reach, point.y - reach, point.x + reach, point.y + reach)


def _place(
    point: Point, others: Sequence[_Box], size: float, sheet: _Box
) -> tuple[Label | None, _Box | None]:
    text = shorten(point.name)
    wide = measure(text, size)
    for label in _candidates(point, text, size, outward=point.x < sheet.right / 2):
        start = point.x + label.dx - {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
        base = point.y + label.dy
        box = _Box(start, base - _ASCENT * size, start + wide, base + _DESCENT * size)
        if _lies_in(box, sheet) and not any(box.meets(other) for other in others):
            return label, box
    return None, None


def _candidates(point: Point, text: str, size: float, *, outward: bool) -> list[Label]:
    """Beside the point, away from the middle first; over and under it; at its corners."""
    reach, middle = point.radius + _GAP, 0.34 * size
    corner = 0.72 * point.radius + _GAP
    above, below = -reach - _DESCENT * size + 2, reach + _ASCENT * size - 1
    sides = [("start", 1.0), ("end", -1.0)]
    sides = sides[::-1] if outward else sides
    found = [Label(text, sign * reach, middle, anchor) for anchor, sign in sides]
    found += [Label(text, 0.0, dy, "middle") for dy in (above, below)]
    for dy in (-corner, corner + 0.6 * size):
        found += [Label(text, sign * corner, dy, anchor) for anchor, sign in sides]
    for dy in (above, below):
        found += [Label(text, -sign * reach, dy, anchor) for anchor, sign in sides]
    return found


def _lies_in(box: _Box, sheet: _Box) -> bool:
    return (
        box.left >= sheet.left
        and box.top >= sheet.top
        and box.right <= sheet.right
        and box.bottom <= sheet.bottom
    )


def shorten(name: str) -> str:
    """The name in no more characters than a drawing has room for."""
    return name if len(name) <= LONGEST else name[: LONGEST - 1].rstrip() + "…"


def measure(text: str, size: float) -> float:
    """How wide a text is, about."""
    wide = sum(unicodedata.east_asian_width(one) in "WF" for one in text)
    return size * (_WIDE * wide + _NARROW * (len(text) - wide))
