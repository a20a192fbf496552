from __future__ import annotations

import numpy as np
import pytest

from detente.evaluation.scores import bootstrap, classification


def test_a_hand_counted_table() -> None:
    gold = ["A", "A", "A", "B", "B", "C"]
    predicted = ["A", "A", "B", "B", None, "A"]
    report = classification(gold, predicted)
    assert report.accuracy.value == pytest.approx(3 / 6)
    a, b, c = (report.classes[name] for name in "ABC")
    assert (a.precision, a.recall) == pytest.approx((2 / 3, 2 / 3))
    assert (b.precision, b.recall) == pytest.approx((1 / 2, 1 / 2))
    assert (c.precision, c.recall, c.f1) == (0.0, 0.0, 0.0)
    assert report.macro_f1.value == pytest.approx((2 / 3 + 1 / 2 + 0) / 3)
    assert report.micro_f1.value == pytest.approx(2 * (3 / 5) * (3 / 6) / (3 / 5 + 3 / 6))
    assert set(report.confusion) == {("A", "B", 1), ("B", "-", 1), ("C", "A", 1)}


def test_a_class_that_the_gold_data_lacks_counts_against_precision_of_none() -> None:
    report = classification(["A", "A"], ["A", "X"])
    assert set(report.classes) == {"A"}
    assert report.macro_f1.value == pytest.approx(2 / 3)


def test_the_interval_holds_the_value_and_narrows_with_more_rows() -> None:
    few = classification(["A", "B"] * 10, ["A", "A"] * 10).accuracy
    many = classification(["A", "B"] * 1000, ["A", "A"] * 1000).accuracy
    assert few.low <= few.value <= few.high
    assert many.high - many.low < few.high - few.low


def test_the_bootstrap_agrees_with_the_binomial() -> None:
    hits = np.array([1.0] * 300 + [0.0] * 700)
    (score,) = bootstrap(1000, lambda rows: (hits[rows].mean(),))
    error = (0.3 * 0.7 / 1000) ** 0.5
    assert score.low == pytest.approx(0.3 - 1.96 * error, abs=0.006)
    assert score.high == pytest.approx(0.3 + 1.96 * error, abs=0.006)
