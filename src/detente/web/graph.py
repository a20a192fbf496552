"""Graph: a network as SVG that needs no script; actors are discs, dyads are lines.

A line's warmth is told by its colour and by its strokes: broken where acts were hostile, dotted
where they were mixed, whole where they were cooperative. There are two sheets, one for a wide and
one for a narrow screen, of which the style sheet shows one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from detente.report.safety import fold
from detente.web import links
from detente.web.labels import Point, place_labels


@dataclass(frozen=True, slots=True)
class Sheet:
    """A size of paper: the margin is what discs keep free, ``size`` that of the type."""

    name: str
    width: float
    height: float
    margin: float
    size: float
    thickest: float
    largest: float


WIDE = Sheet("wide", 820, 660, 34, 13, 9, 17)
NARROW = Sheet("narrow", 380, 500, 20, 11, 6, 10)
_THINNEST, _SMALLEST = 1.2, 3.5
_KEPT = {"min": None, "actors": None, "edges": None, "sort": None}


def draw_network(page: Any, query: object, sheet: Sheet) -> Markup:
    """The network of the page; every actor and dyad leads to its page for the same period."""
    if not page.edges:
        return Markup("")
    points = _points(page.actors, sheet)
    places = {actor.id: point for actor, point in zip(page.actors, points, strict=True)}
    most = max(edge.acts for edge in page.edges)
    lines = [
        _draw_edge(edge, places[edge.a], places[edge.b], _width(edge.acts, most, sheet), query)
        for edge in reversed(page.edges_by_acts)  # so that the strongest lie on top
    ]
    labels = place_labels(points, sheet.size, sheet.width, sheet.height)
    discs = [
        _draw_actor(actor, point, label, query)
        for actor, point, label in zip(page.actors, points, labels, strict=True)
    ]
    name, title = f"network-{sheet.name}", f"Who deals with whom, {page.when}"
    return Markup(
        '<svg class="network {}" viewBox="0 0 {:g} {:g}" role="group" aria-labelledby="{}-t {}-d">'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>'
        '<g class="edges">{}</g><g class="discs">{}</g></svg>'
    ).format(
        sheet.name, sheet.width, sheet.height, name, name, name, title, name, _describe(page),
        Markup("").join(lines), Markup("").join(discs),
    )  # fmt: skip


def _describe(page: Any) -> str:
    strong = "; ".join(
        f"{edge.a_name} and {edge.b_name}, {edge.acts:,} acts, {edge.word}"
        for edge in page.edges_by_acts[:5]
    )
    return fold(
        f"{len(page.actors)} actors joined by {len(page.edges)} lines, each thicker the more acts"
        f" there were. The thickest: {strong}. The table says the same of every line."
    )


def _points(actors: Sequence[Any], sheet: Sheet) -> list[Point]:
    most = max(actor.acts for actor in actors)
    across, down = sheet.width - 2 * sheet.margin, sheet.height - 2 * sheet.margin
    return [
        Point(
            sheet.margin + actor.x * across, sheet.margin + actor.y * down,
            _SMALLEST + (sheet.largest - _SMALLEST) * math.sqrt(actor.acts / most),
            fold(actor.name),
        )
        for actor in actors
    ]  # fmt: skip


def _width(acts: int, most: int, sheet: Sheet) -> float:
    return _THINNEST + (sheet.thickest - _THINNEST) * math.sqrt(acts / most)


def _draw_edge(edge: Any, a: Point, b: Point, width: float, query: object) -> Markup:
    ends = Markup('x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"').format(a.x, a.y, b.x, b.y)
    return Markup(
        '<a href="{}" tabindex="-1" class="edge" data-a="{}" data-b="{}"><title>{}</title>'
        '<line class="reach" {}/><line class="w{}" stroke-width="{:.1f}" {}/></a>'
    ).format(
        links.narrowed(links.to_dyad(edge.a, edge.b), query, **_KEPT), edge.a, edge.b,
        _tell(edge), ends, edge.degree, width, ends,
    )  # fmt: skip


def _tell(edge: Any) -> str:
    warmth = f"{edge.warmth:+.1f}".replace("-", "−")
    return fold(f"{edge.a_name} and {edge.b_name}: {_acts(edge.acts)}, {edge.word} ({warmth})")


def _draw_actor(actor: Any, point: Point, label: Any, query: object) -> Markup:
    told = fold(f"{actor.name}: {_acts(actor.acts)} with {actor.partners} others")
    text = (
        Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(
            label.dx, label.dy, label.anchor, label.text
        )
        if label
        else ""
    )
    return Markup(
        '<a href="{}" class="disc" data-id="{}" aria-label="{}"'
        ' transform="translate({:.1f} {:.1f})"><title>{}</title><circle r="{:.1f}"/>{}</a>'
    ).format(
        links.narrowed(links.to_actor(actor.id), query, **_KEPT), actor.id, told, point.x, point.y,
        told, point.radius, text,
    )  # fmt: skip


def _acts(number: int) -> str:
    return f"{number:,} act{'' if number == 1 else 's'}"
