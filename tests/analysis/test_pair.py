from __future__ import annotations

import pytest

from detente.analysis.pair import Direction, Pair
from report.making import quick

PAIR = Pair.parse("NATO", "RUS")


@pytest.mark.parametrize(
    ("what", "direction"),
    [
        ("NATO > RUS ACCUSE", Direction.A_TO_B),
        ("RUS-MIL > NATO MOBILIZE", Direction.B_TO_A),
        ("NATO:someone EU > RUS ACCUSE", Direction.A_TO_B),
        ("RUS = NATO CONSULT", Direction.TOGETHER),
        ("RUS NATO > IRN ACCUSE", None),
        ("RUS NATO > COOPERATE", Direction.TOGETHER),
        ("RUS > GEO ASSAULT", None),
        ("RUS-OPP > NATO SUPPORT", Direction.APART),
        ("NATO > RUS-REB AID", Direction.APART),
        ("MED:gazette > RUS ACCUSE", None),
    ],
)
def test_direction_of_an_act(what: str, direction: Direction | None) -> None:
    assert PAIR.direction(quick(what).event) == direction


def test_a_side_with_a_role_is_only_that_part() -> None:
    pair = Pair.parse("NATO", "RUS-MIL")
    assert pair.direction(quick("RUS-MIL > NATO MOBILIZE").event) is Direction.B_TO_A
    assert pair.direction(quick("RUS-LEG > NATO ACCUSE").event) is None


def test_a_star_means_the_whole_country() -> None:
    assert Pair.parse("RUS-*", "NATO") == Pair.parse("RUS", "NATO")


@pytest.mark.parametrize(("a", "b"), [("RUS", "RUS"), ("RUS", "RUS-GOV"), ("russia", "NATO")])
def test_what_is_no_pair_is_refused(a: str, b: str) -> None:
    with pytest.raises(ValueError, match=r"pair|actor id"):
        Pair.parse(a, b)
