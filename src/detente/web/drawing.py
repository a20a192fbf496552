"""Drawing: the figures of pages as SVG that needs no script.

In a timeline, what A did stands above the line and what B did below, as high as its scores; the
colour is the quad. What both did together lies on the line.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup

from detente.ontology import QUADS
from detente.report.curves import Curve, day_scale, draw_curves
from detente.report.dates import write_day
from detente.web import links
from detente.web.deeds import BACK, BOTH, FORTH
from detente.web.timeline import Bar, Timeline

_WIDTH, _HALF, _BAND, _FOOT = 1000.0, 118.0, 15.0, 22.0
_NARROWEST, _WIDEST_DAY = 2.2, 12.0
_LEAST_HEIGHT = 0.6
"""Of an act that scores nothing, in points of score, so that it is seen."""
_INTERVAL_WIDTH, _MARGIN = 400.0, 8.0
_MOST_LIFT = 8.0


def draw_timeline(timeline: Timeline, a: str, b: str, path: str, query: object) -> Markup:
    """The drawing; a bar of one act leads to its event, a bar of several to their period."""
    if timeline.since is None or timeline.until is None:
        return Markup("")
    low, high = timeline.since.toordinal(), timeline.until.toordinal() + 1
    step = _WIDTH / max(high - low, 1)
    top = max(1.0, *(_height(group) for _, group in _stacks(timeline.bars)))
    drawn = [
        mark
        for (start, way), group in _stacks(timeline.bars)
        for mark in _draw_stack(
            group, (start.toordinal() - low) * step, way, _HALF / top, step, path, query
        )
    ]
    axis = _draw_axis(timeline.since, timeline.until, step)
    words = f"{len(timeline.bars):,} marks from {timeline.since} to {timeline.until}"
    return Markup(
        '<svg class="timeline" viewBox="0 0 {:g} {:g}" role="group" aria-label="{}">{}{}</svg>'
    ).format(
        _WIDTH, 2 * _HALF + _BAND + _FOOT,
        f"Acts of {a} above the line, of {b} below: {words}", axis, Markup("").join(drawn),
    )  # fmt: skip


def _stacks(bars: Sequence[Bar]) -> Iterator[tuple[tuple[dt.date, int], list[Bar]]]:
    ordered = sorted(bars, key=lambda bar: (bar.start, bar.way, bar.quad))
    for key, group in groupby(ordered, key=lambda bar: (bar.start, bar.way)):
        yield key, list(group)


def _height(group: Sequence[Bar]) -> float:
    return sum(_size(bar) for bar in group) if group[0].way != BOTH else 0.0


def _size(bar: Bar) -> float:
    return max(abs(bar.score), _LEAST_HEIGHT * bar.acts)


def _draw_stack(
    group: Sequence[Bar], x: float, way: int, scale: float, step: float, path: str, query: object
) -> Iterator[Markup]:
    days = (group[0].end - group[0].start).days + 1
    width = max(days * min(step * 0.86, _WIDEST_DAY), _NARROWEST)
    x += (days * step - width) / 2 if days * step > width else 0.0
    edge = _HALF if way == FORTH else _HALF + _BAND
    for bar in group:
        if way == BOTH:
            height, y = _BAND - 6, _HALF + 3
        else:
            height = _size(bar) * scale
            y = edge - height if way == FORTH else edge
            edge += height if way == BACK else -height
        yield _draw_bar(bar, x, y, width, height, path, query)


def _draw_bar(
    bar: Bar, x: float, y: float, width: float, height: float, path: str, query: object
) -> Markup:
    if bar.id is not None:
        href = links.to_event(bar.id, query)
    else:
        href = links.narrowed(path, query, since=bar.start, until=bar.end, page=None)
    return Markup(
        '<a href="{}" tabindex="-1"><rect class="q{}" x="{:.1f}" y="{:.1f}" width="{:.1f}"'
        ' height="{:.1f}"/><title>{}</title></a>'
    ).format(href, bar.quad, x, y, width, max(height - 0.6, 0.8), _say(bar))


def _say(bar: Bar) -> str:
    when = write_day(bar.start, short=True)
    if bar.end > bar.start:
        when += f" to {write_day(bar.end, short=True)}"
    acts = "" if bar.acts == 1 else f"{bar.acts:,} acts, "
    return f"{when}: {acts}{QUADS[bar.quad]}, score {bar.score:+g}".replace("-", "−")


def _draw_axis(since: dt.date, until: dt.date, step: float) -> Markup:
    scale = day_scale(since, until)
    bottom = 2 * _HALF + _BAND
    marks = [
        Markup(
            '<line class="grid" x1="{0:.1f}" x2="{0:.1f}" y1="0" y2="{1:g}"/>'
            '<text x="{2:.1f}" y="{3:g}">{4}</text>'
        ).format((place - scale.low) * step, bottom, (place - scale.low) * step + 3,
                 bottom + 16, text)
        for place, text in scale.marks
    ]  # fmt: skip
    band = Markup('<rect class="band" x="0" y="{:g}" width="{:g}" height="{:g}"/>').format(
        _HALF, _WIDTH, _BAND
    )
    return Markup("").join([*marks, band])


def draw_accounts(page: Any) -> Markup:
    """Both sides' accounts over the period of the page's timeline."""
    curves = [
        Curve(one.name, tuple(float(day.toordinal()) for day in one.days), one.totals)
        for one in page.accounts
        if one.days
    ]
    scale = day_scale(page.timeline.since, page.timeline.until)
    title = f"The accounts of {page.a_name} and {page.b_name}, summed up"
    return draw_curves(curves, scale, title=title)


def draw_interval(one: Any) -> Markup:
    """A lift with its 95% interval, on a line where chance is 1."""
    ends = [value for value in (one.lift, one.low, one.high, 1.0) if math.isfinite(value)]
    top = min(max(2.0, math.ceil(max(ends))), _MOST_LIFT)

    def x(value: float) -> float:
        return _MARGIN + min(max(value, 0.0), top) / top * (_INTERVAL_WIDTH - 2 * _MARGIN)

    words = f"lift {one.lift:.2f}"
    parts = [
        Markup('<line class="chance" x1="{0:.1f}" x2="{0:.1f}" y1="4" y2="34"/>'
               '<text x="{0:.1f}" y="48" text-anchor="middle">chance (1)</text>').format(x(1.0))
    ]  # fmt: skip
    if math.isfinite(one.low) and math.isfinite(one.high):
        words += f", 95% {one.low:.2f} to {one.high:.2f}"
        parts.append(
            Markup('<line class="reach" x1="{:.1f}" x2="{:.1f}" y1="20" y2="20"/>').format(
                x(one.low), x(one.high)
            )
        )
    parts.append(Markup('<circle class="point" cx="{:.1f}" cy="20" r="5"/>').format(x(one.lift)))
    return Markup(
        '<svg class="interval" viewBox="0 0 {:g} 54" role="img" aria-label="{}">{}</svg>'
    ).format(_INTERVAL_WIDTH, words, Markup("").join(parts))
