from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from numpy.typing import NDArray

from detente.analysis.reciprocity.triangles.diffuse import Diffuse, Dominance, measure_diffuse
from detente.analysis.reciprocity.triangles.regression import Reading, TooLittleData

Series = dict[tuple[str, str], NDArray[np.float64]]


def world(
    seed: int,
    specific: float = 0.0,
    diffuse: float = 0.0,
    *,
    actors: int = 5,
    periods: int = 120,
    moods: float = 0.5,
) -> Series:
    """Actors whose moods reach all of their pairs at once, and who answer as told."""
    random = np.random.default_rng(seed)
    shape = (actors, actors)
    level = random.normal(size=shape)
    acts = np.zeros((periods + 50, *shape))
    for t in range(1, len(acts)):
        last = acts[t - 1]
        rest = ((last.sum(axis=1, keepdims=True) - last) / (actors - 2)).T
        mean = level + 0.3 * last + specific * last.T + diffuse * rest
        mood = random.normal(size=(actors, 1)) + random.normal(size=(1, actors))
        acts[t] = mean + random.normal(size=shape) + moods * mood
        np.fill_diagonal(acts[t], 0)
    return {(f"{i}", f"{j}"): acts[50:, i, j] for i, j in permutations(range(actors), 2)}


def test_without_answers_neither_kind_is_found() -> None:
    found = [measure_diffuse(world(seed)) for seed in range(120)]
    assert sum(one.specific.p < 0.05 for one in found) <= 13
    assert sum(one.diffuse.p < 0.05 for one in found) <= 13
    assert sum(one.dominance is Dominance.NEITHER for one in found) >= 100


@pytest.mark.parametrize(("specific", "diffuse"), [(0.2, 0.0), (0.0, 0.2), (0.15, 0.15)])
def test_intervals_hold_the_truth_of_both_kinds(specific: float, diffuse: float) -> None:
    found = [measure_diffuse(world(seed, specific, diffuse)) for seed in range(60)]
    assert sum(one.specific.low <= specific <= one.specific.high for one in found) >= 52
    assert sum(one.diffuse.low <= diffuse <= one.diffuse.high for one in found) >= 52


def test_the_kind_at_work_dominates() -> None:
    pure = measure_diffuse(world(1, specific=0.25))
    assert pure.dominance is Dominance.SPECIFIC
    assert pure.readings == (Reading.SAME, Reading.NONE)
    assert "Specific reciprocity dominates." in pure.summary()
    general = measure_diffuse(world(1, diffuse=0.25))
    assert general.dominance is Dominance.DIFFUSE
    both = measure_diffuse(world(1, 0.2, 0.2))
    assert both.dominance is Dominance.UNCLEAR


def test_answering_with_the_opposite_is_read_as_such() -> None:
    found = measure_diffuse(world(2, specific=-0.25))
    assert found.readings[0] is Reading.OPPOSITE
    assert found.dominance is Dominance.SPECIFIC
    assert "comes back in the opposite direction" in found.summary()


def test_an_actor_with_fortunes_of_its_own_is_no_diffuse_reciprocity() -> None:
    found = []
    for seed in range(20):
        random = np.random.default_rng(seed)
        fortune = random.normal(size=(300, 5))
        for t in range(1, 300):
            fortune[t] += 0.8 * fortune[t - 1]
        series = {
            (f"{i}", f"{j}"): fortune[:, i] + fortune[:, j] + random.normal(size=300)
            for i, j in permutations(range(5), 2)
        }
        found.append(measure_diffuse(series).readings[1])
    assert found.count(Reading.SAME) <= 3


def test_a_world_that_grows_tense_at_once_is_taken_for_neither() -> None:
    random = np.random.default_rng(3)
    tension = np.cumsum(random.normal(size=200))
    series = {way: score + tension for way, score in world(3, periods=200).items()}
    assert measure_diffuse(series).dominance is Dominance.NEITHER


def test_the_coefficients_are_those_of_least_squares_with_dummies() -> None:
    series = world(4, 0.2, 0.1, actors=4, periods=60)
    found = measure_diffuse(series)
    assert (found.own_lags, found.cross_lags) == (1, 1)
    rows, outcome = [], []
    for p, (i, j) in enumerate(series):
        others = [series[j, k][:-1] for k in "0123" if k not in (i, j)]
        pair, period = np.zeros((59, 12)), np.eye(59)
        pair[:, p] = 1
        given = (series[i, j][:-1], series[j, i][:-1], np.mean(others, axis=0))
        rows.append(np.column_stack([*given, pair, period]))
        outcome.append(series[i, j][1:])
    expected = np.linalg.lstsq(np.vstack(rows), np.concatenate(outcome), rcond=None)[0]
    assert found.specific.total == pytest.approx(expected[1])
    assert found.diffuse.total == pytest.approx(expected[2])


def test_gaps_and_missing_directions_are_left_out() -> None:
    series = world(5, specific=0.25, periods=200)
    del series["0", "1"]
    series["2", "3"][40:60] = np.nan
    found = measure_diffuse(series)
    assert found.pairs == 18
    assert found.specific.low <= 0.25 <= found.specific.high


@pytest.mark.parametrize(
    ("series", "error", "message"),
    [
        ({("A", "B"): np.ones(50), ("B", "A"): np.ones(50)}, TooLittleData, "2 actors, 3 needed"),
        ({way: np.zeros(50) for way in permutations("ABC", 2)}, TooLittleData, "never change"),
        ({way: np.zeros(20) for way in permutations("ABC", 2)}, TooLittleData, "20 periods"),
        ({way: np.full(50, np.nan) for way in permutations("ABC", 2)}, TooLittleData, "0 directed"),
        ({("A", "B"): np.ones(50), ("B", "C"): np.ones(49)}, ValueError, "same periods"),
        ({("A", "B"): np.full(50, np.inf), ("B", "C"): np.ones(50)}, ValueError, "infinite"),
        ({}, TooLittleData, "0 actors"),
    ],
)
def test_too_little_or_bad_input_is_refused(
    series: Series, error: type[ValueError], message: str
) -> None:
    with pytest.raises(error, match=message):
        measure_diffuse(series)


def test_acts_that_all_repeat_one_another_are_refused() -> None:
    score = np.random.default_rng(6).normal(size=100)
    with pytest.raises(TooLittleData, match="repeats another"):
        measure_diffuse(dict.fromkeys(permutations("ABCD", 2), score))


def test_table_and_picture_show_both_kinds() -> None:
    found: Diffuse = measure_diffuse(world(7, 0.2, 0.1))
    table = found.df().set_index("kind")
    assert table.loc["specific", "effect"] == found.specific.total
    assert table.loc["diffuse", "low"] == found.diffuse.low
    ax = found.plot(pytest.importorskip("matplotlib.figure").Figure().subplots())
    assert "diffuse: to each of the rest" in [t.get_text() for t in ax.get_yticklabels()]
