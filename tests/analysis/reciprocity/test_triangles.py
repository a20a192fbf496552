from __future__ import annotations

import time
from itertools import permutations

import numpy as np
import pytest
from numpy.typing import NDArray

from detente.analysis.reciprocity.triangles import measure_influence, measure_triangle
from detente.analysis.reciprocity.triangles.influence import Influence
from detente.analysis.reciprocity.triangles.regression import Reading, TooLittleData

WAYS = list(permutations("ABC", 2))
Series = dict[tuple[str, str], NDArray[np.float64]]


def world(
    seed: int,
    periods: int = 300,
    *,
    moved: str = "BA",
    mover: str = "CA",
    size: float = 0.0,
    delay: int = 1,
    overdispersed: bool = False,
) -> Series:
    """Six series with bilateral reciprocity of 0.2, and one way that moves another."""
    random = np.random.default_rng(seed)
    back = [WAYS.index(way[::-1]) for way in WAYS]
    to, by = (WAYS.index((pair[0], pair[1])) for pair in (moved, mover))
    score = np.zeros((periods + 50, 6))
    for t in range(delay, len(score)):
        mean = 0.3 * score[t - 1] + 0.2 * score[t - 1, back]
        mean[to] += size * score[t - delay, by]
        if overdispersed:
            score[t] = random.negative_binomial(1, 1 / (2 + mean))
        else:
            score[t] = mean + random.normal(size=6)
    return dict(zip(WAYS, score[50:].T, strict=True))


def ask(series: Series) -> Influence:
    return measure_influence(series, ("B", "A"), "C", "A")


@pytest.mark.parametrize("overdispersed", [False, True])
def test_without_influence_one_test_in_twenty_finds_one(overdispersed: bool) -> None:
    found = [ask(world(seed, overdispersed=overdispersed)) for seed in range(200)]
    assert 2 <= sum(one.influence.p < 0.05 for one in found) <= 18
    held = sum(one.bilateral.low <= 0.2 <= one.bilateral.high for one in found)
    assert 180 <= held <= 199


def test_intervals_hold_the_true_influence() -> None:
    found = [ask(world(seed, size=0.3)) for seed in range(200)]
    assert 182 <= sum(one.influence.low <= 0.3 <= one.influence.high for one in found) <= 199
    assert sum(one.influence.p < 0.05 for one in found) >= 190


def test_joining_and_triangular_response_are_told_apart() -> None:
    found = measure_triangle(world(1, 600, moved="BA", mover="CA", size=0.4))
    by = {i.question: i.reading for i in found.influences}
    assert len(by) == 12
    assert by["C → A on B → A"] is Reading.SAME
    assert by["C → B on B → A"] is Reading.NONE
    assert (
        "C's acts towards A are followed by B's towards A in the same direction" in found.summary()
    )


def test_a_side_that_yields_under_pressure_moves_in_the_opposite_direction() -> None:
    series = world(2, 600, moved="AB", mover="CA", size=-0.4)
    found = measure_influence(series, ("A", "B"), "C", "A")
    assert found.reading is Reading.OPPOSITE
    assert found.influence.high < 0


def test_a_delayed_influence_is_found_at_its_lag() -> None:
    found = ask(world(3, 500, size=0.4, delay=3))
    assert found.cross_lags >= 3
    assert found.reading is Reading.SAME
    assert found.influence.low <= 0.4 <= found.influence.high


def test_a_common_cause_is_called_co_movement() -> None:
    readings = []
    for seed in range(40):
        random = np.random.default_rng(seed)
        cause = random.normal(size=500)
        for t in range(1, 500):
            cause[t] += 0.8 * cause[t - 1]
        readings.append(ask({way: cause + random.normal(size=500) for way in WAYS}).reading)
    assert readings.count(Reading.TOGETHER) >= 32
    assert readings.count(Reading.SAME) + readings.count(Reading.OPPOSITE) <= 6


def test_time_reversed_influence_is_no_influence() -> None:
    series = {way: score[::-1] for way, score in world(4, 600, size=0.4).items()}
    assert ask(series).reading in (Reading.NONE, Reading.TOGETHER)


def test_units_do_not_matter_but_to_the_size() -> None:
    plain = world(5, size=0.3)
    scaled = {way: 1e4 * score if way == ("C", "A") else score for way, score in plain.items()}
    one, other = ask(plain), ask(scaled)
    assert other.influence.p == pytest.approx(one.influence.p)
    assert other.influence.total == pytest.approx(one.influence.total / 1e4)
    assert other.bilateral.total == pytest.approx(one.bilateral.total)


def test_the_regression_is_least_squares_with_hc3() -> None:
    import statsmodels.api as sm

    series = world(6, size=0.3)
    found = ask(series)
    assert (found.own_lags, found.cross_lags) == (1, 1)
    x = np.column_stack([series[way][:-1] for way in (("B", "A"), ("A", "B"), ("C", "A"))])
    fit = sm.OLS(series["B", "A"][1:], sm.add_constant(x)).fit(cov_type="HC3")
    assert found.influence.total == pytest.approx(fit.params[3])
    assert found.bilateral.total == pytest.approx(fit.params[2])
    half = (found.influence.high - found.influence.low) / 2
    assert fit.bse[3] * 1.96 < half < fit.bse[3] * 2.15  # Student's t instead of the normal


def test_gaps_are_left_out() -> None:
    series = world(7, 400, size=0.4)
    series["C", "A"][50:70] = np.nan
    found = ask(series)
    assert found.periods == 399 - 20
    assert found.influence.low <= 0.4 <= found.influence.high


def test_asking_many_questions_is_corrected_for() -> None:
    from scipy.stats import false_discovery_control

    found = measure_triangle(world(8))
    raw = [i.influence.p for i in found.influences]
    assert found.corrected == pytest.approx(false_discovery_control(raw))


def test_what_cannot_be_asked_is_said() -> None:
    series = world(9)
    series["C", "A"] = np.zeros(300)
    found = measure_triangle(series)
    assert len(found.influences) + len(found.unanswered) == 12
    reasons = dict(found.unanswered)
    reason = "C → A has 0 periods off its usual value, 10 needed"
    assert reasons["C → A on B → A"] == reason
    assert f"Too little data for {len(reasons)} more. {reason}." in found.summary()


def test_silence_all_around_gives_no_figures() -> None:
    found = measure_triangle({way: np.zeros(100) for way in WAYS})
    assert found.influences == ()
    assert found.summary().startswith("Too little data for any question")
    assert len(found.df()) == 0
    found.plot(pytest.importorskip("matplotlib.figure").Figure().subplots())


@pytest.mark.parametrize("size", [0.0, 1e-9])
def test_a_series_that_repeats_another_is_refused(size: float) -> None:
    series = world(10)
    series["C", "A"] = series["A", "B"] + size * np.arange(300)
    with pytest.raises(TooLittleData, match="repeats another"):
        ask(series)


def test_bursts_without_much_else_give_no_warning() -> None:
    series = {way: np.zeros(200) for way in WAYS}
    for i, way in enumerate(WAYS):
        series[way][20 + i : 31 + i] = np.arange(1, 12) * (-1) ** i
    for found in measure_triangle(series).influences:
        assert np.isfinite([found.influence.low, found.influence.high, found.influence.p]).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s: s.pop(("A", "B")), "six directed series"),
        (lambda s: s.update({("A", "D"): s["A", "B"]}), "six directed series"),
        (lambda s: s.update({("A", "B"): s["A", "B"][1:]}), "same periods"),
        (lambda s: s["A", "B"].__setitem__(3, np.inf), "infinite score"),
    ],
)
def test_bad_input_is_refused_with_the_remedy(change, message: str) -> None:  # type: ignore[no-untyped-def]
    series = world(11)
    change(series)
    with pytest.raises(ValueError, match=message):
        measure_triangle(series)


def test_too_few_periods_are_refused() -> None:
    with pytest.raises(TooLittleData, match="B → A has 30 periods, 40 needed"):
        ask(world(12, 30))


def test_table_and_picture_show_every_question() -> None:
    found = measure_triangle(world(13, size=0.3))
    table = found.df()
    assert len(table) == 12
    row = table[(table.source == "B") & (table.target == "A") & (table.upon == "A")].iloc[0]
    assert row.influence_low < row.influence < row.influence_high
    ax = found.plot(pytest.importorskip("matplotlib.figure").Figure().subplots())
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        i.question for i in found.influences
    ]


def test_a_triangle_of_500_periods_is_fast() -> None:
    series = world(14, 500)
    measure_triangle(series)
    spent = []
    for _ in range(5):
        started = time.process_time()
        measure_triangle(series)
        spent.append(time.process_time() - started)
    assert min(spent) < 0.05
