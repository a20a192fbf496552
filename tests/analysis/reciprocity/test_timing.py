from __future__ import annotations

import numpy as np
import pytest

from detente.analysis.reciprocity.replies.timing import measure_lift, measure_timing, widen

DAYS = 1500


def counts(days: np.ndarray) -> np.ndarray:
    inside = days[(days >= 0) & (days < DAYS)].astype(int)
    return np.bincount(inside, minlength=DAYS).astype(float)


def answered(rng: np.random.Generator, chance: float = 0.6) -> tuple[np.ndarray, np.ndarray]:
    """A acts at random; B answers most acts after about a week, and acts on its own besides."""
    a = rng.uniform(0, DAYS, 150)
    replies = a[rng.random(150) < chance]
    replies = replies + rng.gamma(4, 1.75, len(replies))
    return counts(a), counts(np.concatenate([replies, rng.uniform(0, DAYS, 60)]))


def driven(rng: np.random.Generator, scale: float = 20) -> tuple[np.ndarray, np.ndarray]:
    """Both act more in the same good times."""
    mood = np.zeros(DAYS)
    for day in range(1, DAYS):
        mood[day] = mood[day - 1] * np.exp(-1 / scale) + rng.normal() * np.sqrt(2 / scale)
    pace = 0.15 * np.exp(0.8 * mood - 0.32)
    return rng.poisson(pace).astype(float), rng.poisson(pace).astype(float)


def test_the_lift_is_the_count_after_acts_over_what_chance_gives() -> None:
    first, second = np.zeros(100), np.zeros(100)
    first[[10, 50]] = 1
    second[[12, 13, 53, 90]] = 1
    found = measure_timing(first, second, 5)
    assert found.replies_per_act == pytest.approx(1.5)  # three acts within 5 days of two
    assert found.expected_per_act == pytest.approx(4 / 100 * 5)
    assert found.lift == pytest.approx(1.5 / 0.2)
    assert found.placebo == pytest.approx(0.0)
    assert measure_lift(first, second, 5) == pytest.approx(found.lift)


def test_acts_of_the_same_day_are_in_no_window() -> None:
    first = np.zeros(200)
    first[::20] = 1
    found = measure_timing(first, first, 10)
    assert found.lift == found.placebo == pytest.approx(0.0)


def test_a_side_that_answers_follows_more_than_it_precedes() -> None:
    first, second = answered(np.random.default_rng(1))
    there, back = measure_timing(first, second, 14), measure_timing(second, first, 14)
    assert there.low > 1.1
    assert there.lift > 1.2 * there.placebo
    assert max(there.p_more, there.p_lead) < 0.01
    assert back.p_lead > 0.5
    assert there.placebo == pytest.approx(back.lift)


def test_sides_that_a_third_cause_drives_precede_as_much_as_they_follow() -> None:
    rng = np.random.default_rng(2)
    found = [measure_timing(*driven(rng), 14) for _ in range(20)]
    assert sum(one.p_more < 0.05 for one in found) >= 17
    assert sum(one.p_lead < 0.05 for one in found) <= 3
    assert sum(one.p_delay < 0.05 for one in found) <= 1


def test_unrelated_sides_are_found_related_as_often_as_the_level_says() -> None:
    rng = np.random.default_rng(3)
    found = [
        measure_timing(*(rng.poisson(0.15, DAYS).astype(float) for _ in range(2)), 14)
        for _ in range(200)
    ]
    assert 2 <= sum(one.p_more < 0.05 for one in found) <= 18
    assert 2 <= sum(one.p_less < 0.05 for one in found) <= 18
    assert sum(one.low <= 1 <= one.high for one in found) >= 184


def test_too_short_a_record_gives_no_p_value() -> None:
    found = measure_timing(np.eye(1, 40, 3)[0], np.eye(1, 40, 9)[0], 9)
    assert np.isnan([found.p_more, found.p_lead, found.low]).all()


@pytest.mark.parametrize("window", [0, 26])
def test_a_window_must_fit(window: int) -> None:
    with pytest.raises(ValueError, match="window of 1 to 25 periods"):
        measure_timing(np.ones(100), np.ones(100), window)


def test_series_of_one_length_are_needed() -> None:
    with pytest.raises(ValueError, match="one length"):
        measure_timing(np.ones(10), np.ones(11), 2)


def test_a_further_doubt_widens_the_interval_on_both_sides() -> None:
    found = measure_timing(*answered(np.random.default_rng(4)), 14)
    wider = widen(found, 0.5)
    assert wider.low < found.low < found.lift < found.high < wider.high
    assert widen(found, 0.0).high == pytest.approx(found.high)
