"""Figure: counts over time as small drawings that scale with the page and need no script."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from detente.report.brief import SeriesBin
from detente.report.language import Language

_GAP = 0.18
_MOST_YEARS = 8


def draw_strip(
    counts: Sequence[tuple[int, int]],
    top: int,
    bins: Sequence[SeriesBin],
    language: Language,
    *,
    together: bool,
) -> Markup:
    """Bars of one direction: cooperative acts upwards, conflictual ones downwards.

    ``top`` is the largest count of the whole figure, so that strips compare. Each bar bears a
    title, which browsers show on hover and readers read aloud.
    """
    height = top if together else 2 * top
    bars = []
    for place, ((up, down), one) in enumerate(zip(counts, bins, strict=True)):
        if up:
            kind = "both" if together else "coop"
            words = f"{one.label}: {language.say(f'glance.{kind}', up)}"
            bars.append(_bar(kind, place, top - up, up, words))
        if down:
            words = f"{one.label}: {language.say('glance.conf', down)}"
            bars.append(_bar("conf", place, top, down, words))
    axis = Markup('<line class="axis" x1="0" x2="{}" y1="{}" y2="{}"/>').format(len(bins), top, top)
    return Markup(
        '<svg viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">{}{}</svg>'
    ).format(len(bins), height, Markup("").join(bars), axis)


def mark_years(bins: Sequence[SeriesBin]) -> list[tuple[str, float]]:
    """Years to write under the strips, with their places in percent of the width."""
    if not bins:
        return []
    firsts: dict[int, int] = {}
    for place, one in enumerate(bins):
        firsts.setdefault(one.year, place)
    step = -(-len(firsts) // _MOST_YEARS)
    marks = [(str(year), 100 * place / len(bins)) for year, place in firsts.items()]
    return marks[::step]


def _bar(kind: str, place: int, y: int, height: int, title: str) -> Markup:
    return Markup(
        '<rect class="{}" x="{:.2f}" y="{}" width="{:.2f}" height="{}"><title>{}</title></rect>'
    ).format(kind, place + _GAP / 2, y, 1 - _GAP, height, title)
