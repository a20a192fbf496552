from __future__ import annotations

import datetime as dt
import re

from detente.report.curves import Curve, day_scale, draw_curves, number_scale


def points(drawn: str) -> list[tuple[float, float]]:
    found = re.search(r'points="([^"]+)"', drawn)
    assert found is not None
    return [tuple(map(float, one.split(","))) for one in found[1].split()]  # type: ignore[misc]


def test_a_line_holds_its_value_until_the_next_and_to_the_end() -> None:
    drawn = draw_curves([Curve("A", (2.0, 6.0), (1.0, 3.0))], number_scale(10.0), title="steps")
    places = points(str(drawn))
    assert [x for x, _ in places] == sorted(x for x, _ in places)
    heights = [y for _, y in places]
    assert heights[0] > heights[2] > heights[-1]  # upwards is smaller
    assert heights[-1] == heights[-2]
    assert len(places) == 6


def test_names_stand_apart_and_lines_differ_without_colour() -> None:
    curves = [Curve(name, (1.0,), (2.0,)) for name in ("NATO", "Russia")]
    drawn = str(draw_curves(curves, number_scale(4.0), title="alike"))
    tops = [float(y) for y in re.findall(r'class="name" x="\d+" y="([\d.]+)"', drawn)]
    assert tops[1] - tops[0] >= 15
    assert len(set(re.findall(r'stroke-dasharray="([^"]*)"', drawn))) == 2


def test_words_in_a_drawing_are_escaped() -> None:
    drawn = str(draw_curves([Curve("<script>", (), ())], number_scale(1.0), title='"><b>'))
    assert "<script>" not in drawn
    assert "<b>" not in drawn


def test_scales_have_few_marks_at_first_days() -> None:
    long = day_scale(dt.date(1990, 5, 3), dt.date(2020, 1, 1))
    assert [text for _, text in long.marks] == ["1995", "2000", "2005", "2010", "2015", "2020"]
    short = day_scale(dt.date(2009, 1, 15), dt.date(2009, 4, 2))
    assert [text for _, text in short.marks] == ["Feb 2009", "Mar 2009", "Apr 2009"]
    assert [text for _, text in number_scale(90.0).marks] == ["0", "25", "50", "75"]


def test_a_single_day_can_be_drawn() -> None:
    day = dt.date(2009, 1, 1)
    scale = day_scale(day, day)
    assert "polyline" in draw_curves([Curve("A", (scale.low,), (-2.0,))], scale, title="one")
