from __future__ import annotations

import pytest

from detente.analysis.changes import Change, find_change
from detente.analysis.pair import Direction, Pair
from detente.analysis.series import cut_stretches
from detente.analysis.stories import merge_stories
from detente.ledger.entries import Entry
from report.making import quick

PAIR = Pair.parse("NATO", "RUS")
WAY = Direction.A_TO_B


def acts(year: int, good: int, bad: int) -> list[Entry]:
    kinds = ["SUPPORT"] * good + ["ACCUSE"] * bad
    return [quick(f"NATO > RUS {kind}", f"{year}-{i + 1:02}-10") for i, kind in enumerate(kinds)]


def change(*years: tuple[int, int]) -> Change | None:
    entries = [e for i, one in enumerate(years) for e in acts(2008 + i, *one)]
    stretches = cut_stretches(merge_stories(entries), PAIR, most=6)
    return find_change(stretches, WAY)


def test_a_turn_from_blame_to_praise_is_a_clear_change() -> None:
    found = change((0, 10), (10, 0))
    assert found is not None
    assert found.is_clear
    assert found.is_warmer
    assert [one.start.year for one in (found.before, found.after)] == [2008, 2009]
    assert found.p == pytest.approx(2 / 184756)  # Fisher: 2 of the C(20, 10) tables


def test_what_chance_may_do_is_no_change() -> None:
    found = change((3, 5), (4, 4))
    assert found is not None
    assert not found.is_clear


def test_the_plainest_of_several_changes_pays_for_the_search() -> None:
    alone, of_two = change((0, 5), (8, 0)), change((0, 5), (8, 0), (5, 5))
    assert alone is not None
    assert of_two is not None
    assert of_two.compared == 2
    assert of_two.p == pytest.approx(2 * alone.p)


def test_thin_years_are_not_compared() -> None:
    assert change((0, 3), (10, 0)) is None
    assert change() is None
