from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest

from detente.analysis.reciprocity.account import Ground, draw_account
from detente.analysis.reciprocity.acts import Acts, from_table


def acts(rows: list[tuple[int, str, float, str]], **columns: list[Any]) -> Acts:
    """Rows of (day, way, score, issue)."""
    start = dt.date(2009, 1, 1)
    sides = {">": ("A", "B"), "<": ("B", "A")}
    given: dict[str, list[Any]] = {
        "date": [start + dt.timedelta(days=day) for day, *_ in rows],
        "source": [sides[way][0] for _, way, _, _ in rows],
        "target": [sides[way][1] for _, way, _, _ in rows],
        "score": [score for *_, score, _ in rows],
        "issues": [[issue] if issue else [] for *_, issue in rows],
        "mutual": [False] * len(rows),
    }
    return from_table(pa.table({**given, **columns}), "A", "B")


GIVEN = [(day, ">", 3.0, "energy") for day in range(9)]
TAKEN = [(day, "<", -3.0, "energy") for day in range(3, 12)]


def test_an_issue_where_one_gives_and_the_other_takes() -> None:
    (line,) = draw_account(acts(GIVEN + TAKEN)).lines
    assert (line.issue, line.ground) == ("energy", Ground.A_GIVES)
    assert (line.a.cooperative, line.b.hostile) == (9, 9)
    assert (line.a.net, line.b.net) == (27.0, -27.0)
    assert (line.first_mover, line.last_mover) == ("A", "B")


@pytest.mark.parametrize(("score", "ground"), [(3.0, Ground.COMMON), (-3.0, Ground.QUARREL)])
def test_common_ground_and_quarrel(score: float, ground: Ground) -> None:
    rows = [(day, way, score, "cyber") for day in range(9) for way in "<>"]
    assert draw_account(acts(rows)).lines[0].ground is ground


def test_a_single_act_decides_nothing() -> None:
    line = draw_account(acts([(0, ">", 3.0, "cyber"), (1, "<", 3.0, "cyber")])).lines[0]
    assert line.ground is Ground.OPEN
    assert line.a.low < 0 < line.a.net


def test_codings_that_are_less_sure_weigh_less_and_leave_more_doubt() -> None:
    sure = draw_account(acts(GIVEN)).total.a
    half = draw_account(acts(GIVEN, confidence=[0.5] * 9)).total.a
    assert half.net == pytest.approx(sure.net / 2)
    assert (half.high - half.low) / half.net > (sure.high - sure.low) / sure.net


def test_acts_of_both_stand_on_neither_side() -> None:
    account = draw_account(acts(GIVEN, mutual=[True] * 9))
    assert account.total.together == 9
    assert account.total.a.net == 0.0
    assert account.total.first_mover is None


def test_issues_come_by_weight_and_acts_without_one_last() -> None:
    rows = [
        *GIVEN[:2],
        *((d, ">", 1.0, "") for d in range(5)),
        *((d, "<", 1.0, "cyber") for d in range(3)),
    ]
    account = draw_account(acts(rows))
    assert [line.issue for line in account.lines] == ["cyber", "energy", None]
    frame = account.df()
    assert list(frame["issue"]) == ["cyber", "energy", "no issue", "all"]
    assert frame["a_net"].iloc[-1] == pytest.approx(2 * 3.0 + 5)


def test_it_says_who_gives() -> None:
    text = draw_account(acts(GIVEN + TAKEN)).summary()
    assert "A towards B: 9 cooperative and 0 hostile acts, net +27" in text
    assert "A gives, B takes: energy." in text
    assert draw_account(acts(GIVEN + TAKEN)).plot().patches
