"""Places of actors: apart, in the sheet, the same again, and hardly moving with the period."""

from __future__ import annotations

import numpy as np
import pytest

from detente.web.layout import MOST_ACTORS, Tie, choose, lay_out, settle

STAR = [("HUB", f"X{number}", 60 - number) for number in range(50)]
PAIRS = [(f"A{number}", f"B{number}", 1) for number in range(25)]
RING = [(f"R{number}", f"R{(number + 1) % 12}", 5) for number in range(12)]


def made_up(number: int, seed: int = 7) -> list[Tie]:
    """So many ties, of which a few actors have most, the strongest first."""
    rng = np.random.default_rng(seed)
    found: dict[tuple[int, int], int] = {}
    while len(found) < number:
        a, b = sorted(rng.zipf(1.4, 2).tolist())
        if a < b < 90:
            found[a, b] = int(rng.zipf(1.5)) % 500 + 1
    ties = [(f"N{a}", f"N{b}", acts) for (a, b), acts in found.items()]
    return sorted(ties, key=lambda tie: (-tie[2], tie))


@pytest.mark.parametrize(
    "ties",
    [[("A", "B", 1)], [("A", "B", 1), ("C", "D", 2)], RING, STAR, PAIRS, made_up(80)],
    ids=["one", "two", "ring", "star", "pairs", "many"],
)
def test_actors_stand_apart_and_in_the_sheet(ties: list[Tie]) -> None:
    ties = [ties[number] for number in choose(ties, 80)]
    places = np.array(list(settle(ties, lay_out(ties)).values()))
    assert len(places) == len({name for a, b, _ in ties for name in (a, b)})
    assert places.min() >= 0
    assert places.max() <= 1
    gaps = np.hypot(*(places[:, None] - places).T)
    np.fill_diagonal(gaps, 1)
    assert gaps.min() > 0.06


def test_nothing_is_laid_out_of_nothing() -> None:
    assert lay_out([]) == {}
    assert settle([], {}) == {}


def test_those_who_deal_with_each_other_stand_nearer() -> None:
    ties = made_up(80)
    places = settle(ties, lay_out(ties))
    names = list(places)
    tied = {frozenset(tie[:2]) for tie in ties}
    near, far = [], []
    for i, a in enumerate(names):
        for b in names[:i]:
            gap = float(np.hypot(*(places[a] - places[b])))
            (near if frozenset((a, b)) in tied else far).append(gap)
    assert np.mean(near) < 0.75 * np.mean(far)


def test_a_period_leaves_actors_about_where_they_were() -> None:
    ties = made_up(240)
    around = lay_out(ties)
    one, other = settle(ties[:80], around), settle(ties[20:100], around)
    moved = [float(np.hypot(*(one[name] - other[name]))) for name in one if name in other]
    assert len(moved) > 10
    assert np.median(moved) < 0.1
    apart = [float(np.hypot(*(one[a] - one[b]))) for a in one for b in one if a < b]
    assert np.median(moved) < np.median(apart) / 4


def test_whoever_is_new_gets_a_place_beside_those_it_deals_with() -> None:
    around = lay_out(RING)
    places = settle([*RING, ("NEW", "R0", 3)], around)
    gaps = {name: float(np.hypot(*(places["NEW"] - at))) for name, at in places.items()}
    assert sorted(gaps, key=gaps.__getitem__).index("R0") <= 3
    alone = settle([("P", "Q", 1)], around)
    assert set(alone) == {"P", "Q"}


def test_no_more_actors_are_chosen_than_can_be_read() -> None:
    ties = [(f"A{number}", f"B{number}", 1) for number in range(100)]
    ties += [("A1", "A2", 1)]
    kept = choose(ties, 1000)
    assert len({name for number in kept for name in ties[number][:2]}) == MOST_ACTORS
    assert kept[-1] == 100  # which brings in nobody
    assert choose(ties, 5) == [0, 1, 2, 3, 4]
