from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest

from detente.analysis.reciprocity.triangles.triads import (
    Tie,
    Triads,
    balance_triads,
    long_waves,
    measure_ties,
    measure_triads,
)

# Alliances (+) and enmities (-) among the sixteen Gahuku-Gama tribes, Read (1954), Cultures of
# the Central Highlands, New Guinea.
TRIBES = """1+2 1-3 2-3 1-4 3+4 1-5 2-5 1-6 2-6 3+6 3+7 5+7 6+7 3+8 4+8 6+8 7+8 2-9 5+9 6-9 2-10
9+10 6+11 7+11 8+11 9-11 10-11 1-12 6+12 7+12 8+12 11+12 6-13 7+13 9+13 10+13 11-13 5+14 8-14 12-14
13+14 1+15 2+15 5-15 9-15 10-15 11-15 12-15 13-15 1+16 2+16 5-16 6-16 11-16 12-16 13-16 14-16
15+16"""


def tie(a: str, b: str, sign: float, firmness: float = 2) -> Tie:
    return Tie(a, b, 50, sign, sign - 1 / firmness, sign + 1 / firmness)


def parse(ties: str) -> list[Tie]:
    found = []
    for word in ties.split():
        mark = "+" if "+" in word else "-"
        a, b = word.split(mark)
        found.append(tie(a, b, 1 if mark == "+" else -1))
    return found


def camps(*members: str) -> list[Tie]:
    """Friends within a camp, enemies across."""
    camp = {actor: i for i, actors in enumerate(members) for actor in actors}
    return [tie(a, b, 1 if camp[a] == camp[b] else -1) for a, b in combinations(sorted(camp), 2)]


def test_the_highland_tribes_have_the_published_balance() -> None:
    found = balance_triads(parse(TRIBES))
    assert len(found.ties) == 58
    assert len(found.triads) == 68
    # 0.87: Aref and Wilson (2018), Measuring Partial Balance in Signed Networks
    assert found.share == pytest.approx(0.87, abs=0.005)
    assert found.p is not None
    assert found.p < 0.001


def test_two_camps_are_fully_balanced_as_the_structure_theorem_says() -> None:
    # Europe in 1907: the Triple Entente and the Triple Alliance.
    found = balance_triads(camps("BFR", "AGI"))
    assert found.share == 1
    assert len(found.triads) == 20
    assert found.p is not None
    assert found.p < 0.01
    assert "20 of 20 signed triads are balanced (100%)" in found.summary()


def test_one_tie_turned_unbalances_the_triads_it_is_part_of_and_is_named_as_the_mend() -> None:
    ties = [tie(t.a, t.b, -t.sign) if (t.a, t.b) == ("B", "F") else t for t in camps("BFR", "AGI")]
    found = balance_triads(ties)
    assert len(found.unbalanced) == 4
    assert {triad.mend for triad in found.unbalanced} == {("B", "F")}
    assert "B–F turning friendly would mend it." in found.summary()


def test_a_lone_triad_is_mended_by_its_least_firm_tie() -> None:
    ties = [tie("A", "B", 1, 5), tie("A", "C", 1, 1.5), tie("B", "C", -1, 4)]
    (triad,) = balance_triads(ties).triads
    assert not triad.balanced
    assert triad.mend == ("A", "C")


def test_three_camps_are_unbalanced_only_in_triads_of_mutual_enemies() -> None:
    found = balance_triads(camps("AB", "CD", "EF"))
    assert {triad.signs for triad in found.unbalanced} == {(-1, -1, -1)}
    assert len(found.unbalanced) == 8
    assert "Of three mutual enemies among the unbalanced: 8" in found.summary()


def test_the_null_deals_all_signs_where_it_can() -> None:
    ties = [tie("A", "B", 1), tie("A", "C", -1), tie("B", "C", -1)]
    found = balance_triads(ties)
    assert (found.share, found.expected_share, found.p) == (1, 1, 1)  # one friend: always balanced


def test_signs_at_random_are_seldom_called_balanced() -> None:
    pairs = list(combinations("ABCDEFGH", 2))
    called = 0
    for seed in range(100):
        signs = np.random.default_rng(seed).choice([-1, 1], len(pairs))
        found = balance_triads(
            [tie(*pair, sign) for pair, sign in zip(pairs, signs, strict=True)], permutations=200
        )
        called += found.p is not None and found.p < 0.05
    assert called <= 10


def test_a_tie_of_doubtful_sign_takes_part_in_no_triad() -> None:
    random = np.random.default_rng(0)
    means = {"AB": 2.0, "AC": 2.0, "BC": 0.0}
    series = {
        way: means["".join(sorted(way))] + random.normal(size=100) for way in permutations("ABC", 2)
    }
    found = measure_triads(series)
    assert [t.sign for t in found.ties] == [1, 1, 0]
    assert found.share is None
    assert "1 undetermined" in found.summary()
    assert "Too little data" in found.summary()


def test_ties_sum_both_directions_and_leave_gaps_out() -> None:
    ahead, back = np.full(20, 3.0), np.full(20, -1.0)
    ahead[:5] = np.nan
    (found,) = measure_ties({("B", "A"): ahead, ("A", "B"): back})
    assert (found.a, found.b, found.periods, found.mean) == ("A", "B", 15, 2)
    assert found.sign == 1


def test_a_handful_of_periods_decides_no_sign() -> None:
    (found,) = measure_ties({("A", "B"): np.full(7, 9.0)})
    assert found.sign == 0
    (silent,) = measure_ties({("A", "B"): np.zeros(30)})
    assert silent.sign == 0


def test_the_interval_of_a_tie_holds_although_acts_come_in_runs() -> None:
    held = 0
    for seed in range(300):
        score = np.random.default_rng(seed).normal(size=300)
        for t in range(1, len(score)):
            score[t] += 0.5 * score[t - 1]
        (found,) = measure_ties({("A", "B"): score[100:]})
        held += found.low <= 0 <= found.high
    assert 270 <= held <= 295


def test_long_waves_give_the_variance_of_a_sum() -> None:
    random = np.random.default_rng(0)
    found = np.mean([(long_waves(random.normal(size=200)) ** 2).sum() for _ in range(300)])
    assert found == pytest.approx(200, rel=0.1)


@pytest.mark.parametrize(
    ("series", "message"),
    [
        ({("A", "A"): np.zeros(30)}, "acts on itself"),
        ({("A", "B"): np.zeros(30), ("B", "A"): np.zeros(29)}, "same periods"),
    ],
)
def test_bad_input_is_refused(series: dict[tuple[str, str], np.ndarray], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        measure_triads(series)


@pytest.mark.parametrize("ties", [[], camps("BFR", "AGI"), parse(TRIBES)])
def test_table_and_picture_show_every_triad_and_tie(ties: list[Tie]) -> None:
    found: Triads = balance_triads(ties)
    assert len(found.df()) == len(found.triads)
    ax = found.plot(pytest.importorskip("matplotlib.figure").Figure().subplots())
    styles = [line.get_linestyle() for line in ax.lines]
    assert styles.count("-") == sum(t.sign > 0 for t in ties)
    assert styles.count("--") == sum(t.sign < 0 for t in ties)
