from __future__ import annotations

import numpy as np
import pytest

from detente.analysis.reciprocity.mirrors import find_twins


def test_a_pair_needs_one_day_one_code_and_swapped_sides() -> None:
    mirrors, together, keep = find_twins(
        [1, 1, 1, 2, 3], np.array([0, 1, 1, 1, 0]), ["040", "040", "042", "040", "040"]
    )
    assert list(together) == [True, False, False, False, False]
    assert list(keep) == [True, False, True, True, True]
    assert (mirrors.rows, mirrors.twins, mirrors.removed) == (5, 2, True)


def test_where_stories_are_known_twins_stand_in_one() -> None:
    _, together, _ = find_twins([1, 1], np.array([0, 1]), ["040"] * 2, ["story 1", "story 2"])
    assert not together.any()


def test_of_three_one_way_and_two_back_one_is_directed() -> None:
    _, together, keep = find_twins([1] * 5, np.array([0, 0, 1, 1, 0]), ["040"] * 5)
    assert together.sum() == 2
    assert (keep & ~together).sum() == 1


def drawn(rng: np.random.Generator, mirrored: bool) -> tuple[list[int], np.ndarray, list[float]]:
    days = rng.integers(0, 1000, 300)
    ways = rng.integers(0, 2, 300)
    scores = rng.choice([1.0, -1.0], 300)
    if mirrored:
        twice = rng.random(300) < 0.4
        days, ways = np.r_[days, days[twice]], np.r_[ways, 1 - ways[twice]]
        scores = np.r_[scores, scores[twice]]
    return list(days), ways, list(scores)


@pytest.mark.parametrize("mirrored", [True, False])
def test_without_codes_only_more_twins_than_chance_gives_are_taken_for_such(mirrored: bool) -> None:
    days, ways, scores = drawn(np.random.default_rng(5), mirrored)
    mirrors, together, keep = find_twins(days, ways, scores, certain=False)
    assert mirrors.removed is mirrored
    assert (mirrors.share > 0.4) is mirrored
    assert 0.02 < mirrors.by_chance < 0.2
    assert together.any() == mirrored
    assert keep.all() != mirrored


def test_no_rows_have_no_twins() -> None:
    mirrors, _, _ = find_twins([], np.array([], int), [])
    assert (mirrors.share, mirrors.removed) == (0.0, False)
