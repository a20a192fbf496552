"""Names of a drawing: none on another, the largest first, none outside the sheet."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from detente.web.labels import Label, Point, measure, place_labels, shorten

SIZE, WIDTH, HEIGHT = 12.0, 600.0, 400.0


def box(point: Point, label: Label) -> tuple[float, float, float, float]:
    wide = measure(label.text, SIZE)
    left = point.x + label.dx - {"start": 0, "middle": wide / 2, "end": wide}[label.anchor]
    base = point.y + label.dy
    return left, base - 0.7 * SIZE, left + wide, base + 0.2 * SIZE


def meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_no_two_names_lie_on_each_other_or_leave_the_sheet() -> None:
    rng = np.random.default_rng(3)
    places = rng.uniform((20, 20), (WIDTH - 20, HEIGHT - 20), (60, 2))
    points = [
        Point(float(x), float(y), 12 - number / 6, f"Actor number {number}")
        for number, (x, y) in enumerate(places)
    ]
    labels = place_labels(points, SIZE, WIDTH, HEIGHT)
    boxes = [box(p, label) for p, label in zip(points, labels, strict=True) if label]
    assert len(boxes) > 30
    assert not any(meet(one, other) for one, other in combinations(boxes, 2))
    assert all(left >= 0 and top >= 0 for left, top, _, _ in boxes)
    assert all(right <= WIDTH and bottom <= HEIGHT for _, _, right, bottom in boxes)
    assert all(labels[:8])


def test_a_name_keeps_off_larger_points_and_gives_way_to_none() -> None:
    crowd = [Point(300 + dx, 200 + dy, 6, "x") for dx in (-40, 0, 40) for dy in (-18, 0, 18)]
    middle = crowd.pop(4)
    label = place_labels([Point(300, 200, 16, "In the middle"), *crowd], SIZE, WIDTH, HEIGHT)[0]
    assert label
    hidden = place_labels([*crowd, middle], SIZE, 60, 40)[-1]
    assert hidden is None


def test_long_names_are_shortened() -> None:
    assert shorten("Russia") == "Russia"
    assert shorten("x" * 500) == "x" * 23 + "…"
    assert measure("中国", 10) == 20
