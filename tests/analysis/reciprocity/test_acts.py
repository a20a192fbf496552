from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from detente.analysis.reciprocity.acts import (
    A_TO_B,
    B_TO_A,
    TOGETHER,
    Acts,
    from_stories,
    from_table,
)
from detente.analysis.stories import merge_stories
from report.making import quick


def table(*rows: tuple[str, str, str, float], **columns: list[object]) -> pa.Table:
    day, source, target, score = zip(*rows, strict=True)
    days = [dt.date.fromisoformat(one) for one in day]
    return pa.table({"date": days, "source": source, "target": target, "score": score, **columns})


def ways(acts: Acts) -> list[int]:
    return [int(way) for way in acts.way]


def test_stories_become_acts_by_day_with_their_way_and_sign() -> None:
    stories = merge_stories([
        quick("RUS > NATO ACCUSE", "2009-02-03"),
        quick("NATO > RUS AGREE[CONSULT]", "2009-01-01", issues="energy"),
        quick("NATO = RUS CONSULT", "2009-03-01"),
        quick("RUS > USA ACCUSE", "2009-03-02"),
        quick("NATO > RUS AID", "2009-04-01", modality="possible"),
    ])  # fmt: skip
    acts = from_stories(stories, "NATO", "RUS")
    assert ways(acts) == [A_TO_B, B_TO_A, TOGETHER]
    assert list(acts.score > 0) == [True, False, True]
    assert list(acts.overture) == [True, False, False]  # a meeting holds nothing out
    assert acts.issues[0] == ("energy",)
    assert acts.counts() == (1, 1, 1)
    assert (acts.first_day, acts.last_day) == (acts.day[0], acts.day[-1])


def test_rows_of_others_and_rows_without_a_date_or_score_are_no_acts() -> None:
    given = pa.table({
        "date": [dt.date(2009, 1, 1), None, dt.date(2009, 1, 3), dt.date(2009, 1, 4)],
        "source": ["USA", "USA", "USA", "RUS-GOV"], "target": ["RUS", "RUS", "IRN", "USA"],
        "score": [1.0, 2.0, 3.0, -4.0],
    })  # fmt: skip
    acts = from_table(given, "USA", "RUS")
    assert ways(acts) == [A_TO_B, B_TO_A]
    assert list(acts.score) == [1.0, -4.0]
    assert list(acts.quad) == [1, 3]


def test_everybody_with_a_code_counts_where_that_is_asked_for() -> None:
    stories = merge_stories([
        quick("RUS-REB > UKR ASSAULT", "2009-02-03"),
        quick("UKR-CIV > RUS PROTEST", "2009-02-04"),
        quick("RUS-CIV = UKR-CIV CONSULT", "2009-02-05"),
    ])  # fmt: skip
    assert len(from_stories(stories, "RUS", "UKR")) == 0
    assert ways(from_stories(stories, "RUS-*", "UKR-*")) == [A_TO_B, B_TO_A, TOGETHER]
    given = table(("2009-01-01", "RUS-REB", "UKR", 1.0))
    assert (len(from_table(given, "RUS", "UKR")), len(from_table(given, "RUS-*", "UKR"))) == (0, 1)


def test_names_of_a_users_own_are_matched_whole() -> None:
    given = table(("2009-01-01", "North side", "South side", 1.0))
    assert len(from_table(given, "North side", "South side")) == 1
    assert len(from_table(given, "North", "South side")) == 0


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ValueError, match="score"):
        from_table(pa.table({"date": [], "source": [], "target": []}), "A", "B")


def test_a_frame_of_pandas_serves_as_a_table() -> None:
    frame = pd.DataFrame({"date": [dt.date(2009, 1, 1)], "source": ["A"], "target": ["B"],
                          "score": [2.0]})  # fmt: skip
    assert len(from_table(pa.Table.from_pandas(frame), "A", "B")) == 1


def test_twins_become_one_mutual_act_and_come_back_when_they_are_kept() -> None:
    given = table(
        ("2009-01-01", "A", "B", 1.0), ("2009-01-01", "B", "A", 1.0),
        ("2009-01-01", "A", "B", 1.0), ("2009-02-01", "B", "A", -2.0),
        code=["040", "040", "040", "112"],
    )  # fmt: skip
    acts = from_table(given, "A", "B")
    assert acts.counts() == (1, 1, 1)
    assert acts.mirrors.share == pytest.approx(0.5)
    assert acts.mirrored().counts() == (2, 2, 0)
    assert list(np.diff(acts.mirrored().day) >= 0) == [True] * 3


def test_a_column_that_says_what_is_mutual_is_believed() -> None:
    given = table(
        ("2009-01-01", "A", "B", 1.0), ("2009-01-01", "B", "A", 1.0), mutual=[True, False]
    )
    assert from_table(given, "A", "B").counts() == (0, 1, 1)


def test_a_period_of_ones_own_bounds_what_was_observed() -> None:
    given = table(("2009-01-01", "A", "B", 1.0), ("2010-01-01", "B", "A", 1.0))
    acts = from_table(given, "A", "B", dt.date(2008, 1, 1), dt.date(2009, 6, 30))
    assert len(acts) == 1
    assert acts.span_days == 366 + 181


def test_acts_on_an_issue() -> None:
    given = table(
        ("2009-01-01", "A", "B", 1.0), ("2009-01-02", "B", "A", 1.0),
        issues=[["energy"], ["cyber", "energy"]],
    )  # fmt: skip
    acts = from_table(given, "A", "B")
    assert len(acts.on("energy")) == 2
    assert ways(acts.on("cyber")) == [B_TO_A]
    assert acts.on("cyber").span_days == acts.span_days


def test_no_acts_at_all_are_a_valid_answer() -> None:
    acts = from_stories([], "NATO", "RUS")
    assert len(acts) == 0
    assert acts.counts() == (0, 0, 0)
