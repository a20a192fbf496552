"""Curves: steps over time as a small drawing with its axes, legible without colour or script."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from detente.report.dates import write_month
from detente.report.language import Language, load_language

_WIDTH, _HEIGHT = 640, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 118, 10, 24
_DASHES = ("", "6 4", "2 3", "10 3 2 3")
_MOST_MARKS = 8


@dataclass(frozen=True, slots=True)
class Curve:
    """A named line of steps: each value holds from its place on to the next."""

    name: str
    places: tuple[float, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """The lower axis: from where to where, and what to write at which place."""

    low: float
    high: float
    marks: tuple[tuple[float, str], ...]


def day_scale(first: dt.date, last: dt.date, language: Language | None = None) -> Scale:
    """Years, or months where there are few, at the places of their first days."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((s for s in (1, 3, 6, 12, 24, 60, 120) if months / s <= _MOST_MARKS), 240)
    marks = []
    number = -(-(first.year * 12 + first.month - 1) // step) * step
    while (day := dt.date(number // 12, number % 12 + 1, 1)) <= last:
        if day >= first:
            month = write_month(day, short=True, language=language)
            marks.append((float(day.toordinal()), str(day.year) if step >= 12 else month))
        number += step
    return Scale(first.toordinal(), max(last.toordinal(), first.toordinal() + 1), tuple(marks))


def number_scale(high: float, language: Language | None = None) -> Scale:
    """Round numbers from 0 to ``high``."""
    language = language or load_language()
    marks = _round_marks(0.0, high)
    return Scale(0.0, high, tuple((mark, language.number(mark)) for mark in marks))


def draw_curves(
    curves: Sequence[Curve],
    scale: Scale,
    *,
    title: str,
    percent: bool = False,
    language: Language | None = None,
) -> Markup:
    """Draw the curves over one scale; names stand at their ends, so no colour is needed.

    ``title`` says in words what is shown, for those who do not see it.
    """
    values = [value for curve in curves for value in curve.values] or [0.0]
    low, high = (0.0, 1.0) if percent else (min(0.0, *values), max(0.0, *values))
    if high == low:
        high = low + 1

    def x(place: float) -> float:
        return _LEFT + (place - scale.low) / (scale.high - scale.low) * (_WIDTH - _LEFT - _RIGHT)

    def y(value: float) -> float:
        return _TOP + (high - value) / (high - low) * (_HEIGHT - _TOP - _BOTTOM)

    language = language or load_language()
    write = language.percent if percent else language.number
    parts = [_mark_value(y(mark), write(mark), mark) for mark in _round_marks(low, high)]
    parts += [_mark_place(x(place), text) for place, text in scale.marks]
    ends = _spread([y(curve.values[-1] if curve.values else 0.0) for curve in curves])
    for curve, dash, end in zip(curves, _DASHES, ends, strict=False):
        parts += [
            _line([(x(p), y(v)) for p, v in _steps(curve, scale)], dash),
            _name(end, curve.name),
        ]
    return Markup(
        '<svg class="curves" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
    ).format(_WIDTH, _HEIGHT, title, Markup("").join(parts))


def _steps(curve: Curve, scale: Scale) -> list[tuple[float, float]]:
    points = [(scale.low, 0.0)]
    for place, value in zip(curve.places, curve.values, strict=True):
        points += [(place, points[-1][1]), (place, value)]
    return [*points, (scale.high, points[-1][1])]


def _round_marks(low: float, high: float) -> list[float]:
    """Four or so round numbers from ``low`` to ``high``."""
    rough = (high - low) / 4
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough * 0.99)
    return [number * step for number in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _spread(ends: Sequence[float]) -> list[float]:
    """Places for names that would stand on each other, moved apart in their order."""
    placed: dict[int, float] = {}
    last = -math.inf
    for number in sorted(range(len(ends)), key=lambda i: ends[i]):
        last = placed[number] = max(ends[number], last + 15)
    return [placed[number] for number in range(len(ends))]


def _mark_value(y: float, text: str, value: float) -> Markup:
    return Markup(
        '<line class="{}" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>'
        '<text x="{}" y="{:.1f}" text-anchor="end">{}</text>'
    ).format("zero" if value == 0 else "grid", _LEFT, _WIDTH - _RIGHT, y, y, _LEFT - 6, y + 4, text)


def _mark_place(x: float, text: str) -> Markup:
    return Markup('<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(
        x, _HEIGHT - 6, text
    )


def _line(points: Sequence[tuple[float, float]], dash: str) -> Markup:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return Markup('<polyline points="{}" stroke-dasharray="{}"/>').format(path, dash)


def _name(y: float, name: str) -> Markup:
    return Markup('<text class="name" x="{}" y="{:.1f}">{}</text>').format(
        _WIDTH - _RIGHT + 6, y + 4, name
    )
