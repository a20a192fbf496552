"""Columns: acts by year as SVG, the cooperative ones above the line and the hostile below."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from detente.web import links
from detente.web.counts import YearRow

_WIDTH, _HEIGHT, _FOOT, _NUMBER = 640.0, 150.0, 24.0, 16.0
_FILL = 0.7
_WIDEST = 64.0
_LABELLED = 30.0
"""Of a column, with the space beside it: narrower ones say their year only now and then."""


def draw_years(years: Sequence[YearRow], title: str, path: str, query: object) -> Markup:
    """The drawing; a column leads to the page of its year, and says its numbers."""
    step = min(_WIDTH / max(len(years), 1), _WIDEST)
    high = max([0, *(one.cooperative for one in years)])
    low = max([0, *(one.hostile for one in years)])
    scale = _HEIGHT / max(high + low, 1)
    zero = _NUMBER + high * scale
    bottom = zero + low * scale + _NUMBER
    every = max(1, round(_LABELLED / step + 0.49))
    columns = [
        _draw(one, number * step, step, zero, scale, path, query)
        for number, one in enumerate(years)
    ]
    labels = [
        Markup('<text class="year" x="{:.1f}" y="{:.1f}" text-anchor="middle">{}</text>').format(
            (number + 0.5) * step, bottom + _FOOT - 8, one.year
        )
        for number, one in enumerate(years)
        if number % every == 0
    ]
    width = step * len(years)
    line = Markup('<line class="zero" x1="0" x2="{0:g}" y1="{1:.1f}" y2="{1:.1f}"/>').format(
        width, zero
    )
    return Markup(
        '<svg class="columns-chart" width="{0:.0f}" height="{1:.0f}" viewBox="0 0 {0:.0f} {1:.0f}"'
        ' role="group" aria-label="{2}">{3}{4}{5}</svg>'
    ).format(
        width, bottom + _FOOT, title, Markup("").join(columns), line, Markup("").join(labels)
    )  # fmt: skip


def _draw(
    one: YearRow, x: float, step: float, zero: float, scale: float, path: str, query: object
) -> Markup:
    parts = []
    for kind, number, sign in (("coop", one.cooperative, 1), ("conf", one.hostile, -1)):
        if not number:
            continue
        height = number * scale
        y = zero - height if sign > 0 else zero
        parts.append(
            Markup(
                '<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>'
            ).format(kind, x + step * (1 - _FILL) / 2, y, step * _FILL, height)
        )
        if step >= _LABELLED:
            parts.append(
                Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="middle">{:,}</text>').format(
                    x + step / 2, y - 4 if sign > 0 else y + height + 12, number
                )
            )
    words = f"{one.year}: {one.cooperative:,} cooperative, {one.hostile:,} hostile"
    href = links.narrowed(path, query, since=str(one.year), until=str(one.year))
    return Markup('<a href="{}" tabindex="-1"><title>{}</title>{}</a>').format(
        href, words, Markup("").join(parts)
    )
