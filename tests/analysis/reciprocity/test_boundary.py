"""Tests and intervals where the truth cannot be negative."""

from __future__ import annotations

import numpy as np
import pytest

from detente.analysis.reciprocity.excitation.boundary import boundary_p_value, critical_ratio


@pytest.mark.parametrize(("tested", "ratio"), [(1, 2.706), (2, 4.231)])
def test_five_percent_points_of_the_mixture(tested: int, ratio: float) -> None:
    assert boundary_p_value(ratio, tested) == pytest.approx(0.05, abs=1e-4)


def test_no_gain_is_no_evidence() -> None:
    assert boundary_p_value(0.0, 1) == 1.0


def test_threshold_agrees_with_the_test_at_zero_and_with_the_usual_one_far_off() -> None:
    assert boundary_p_value(critical_ratio(0.0), 1) == pytest.approx(0.05, abs=1e-4)
    assert critical_ratio(1e-9) == pytest.approx(2.7055, abs=1e-3)
    assert critical_ratio(5.0) == pytest.approx(3.8415)


@pytest.mark.parametrize("mean", [0.0, 0.2, 0.7, 1.3, 1.9, 3.0])
def test_a_normal_mean_that_cannot_be_negative_is_covered_in_95_percent(mean: float) -> None:
    draws = np.random.default_rng(5).normal(mean, size=200_000)
    best = np.maximum(draws, 0.0)
    ratio = (draws - mean) ** 2 - (draws - best) ** 2
    assert np.mean(ratio <= critical_ratio(mean)) == pytest.approx(0.95, abs=0.002)
