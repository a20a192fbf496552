from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detente.errors import SourceError
from detente.evaluation.stories import adjusted_rand, evaluate_stories, measure_stories


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def values(gold: str, found: str) -> dict[str, float]:
    return {name: score.value for name, score in measure_stories(list(gold), list(found)).items()}


def test_a_hand_counted_grouping() -> None:
    scores = values("aaabbc", "xxyyyz")
    precision = (1 + 1 + 1 / 3 + 2 / 3 + 2 / 3 + 1) / 6
    recall = (2 / 3 + 2 / 3 + 1 / 3 + 1 + 1 + 1) / 6
    assert scores["bcubed precision"] == pytest.approx(precision)
    assert scores["bcubed recall"] == pytest.approx(recall)
    assert scores["bcubed f1"] == pytest.approx(2 * precision * recall / (precision + recall))
    # pairs: 2 right of 4 predicted and 4 gold, of 15; expected 16/15
    assert scores["adjusted rand"] == pytest.approx((2 - 16 / 15) / (4 - 16 / 15))


def test_all_right_and_all_in_one() -> None:
    assert set(values("aabb", "xxyy").values()) == {1.0}
    one = values("aabb", "xxxx")
    assert (one["bcubed precision"], one["bcubed recall"], one["adjusted rand"]) == (0.5, 1.0, 0.0)


def test_a_row_drawn_twice_is_no_pair_with_itself() -> None:
    truth, guess = np.array([0, 1, 2, 3]), np.array([0, 0, 1, 1])
    twice = adjusted_rand(truth, guess, np.array([2, 2, 2, 2]))
    assert twice == adjusted_rand(truth, guess, np.array([1, 1, 1, 1])) == 0.0


def test_the_interval_holds_the_value() -> None:
    gold = [str(n // 4) for n in range(80)]
    found = [label if n % 7 else f"alone{n}" for n, label in enumerate(gold)]
    for score in measure_stories(gold, found).values():
        assert score.low <= score.value <= score.high
        assert score.low < score.high or score.value == 1.0


def test_articles_are_grouped_and_predicted_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = "Russia vetoed the United Nations observers in Abkhazia on Monday night."
    rows = [
        {"id": "late", "text": text, "date": "2009-06-17", "story": 1},
        {"id": "train", "text": "A train left Riga for Afghanistan.", "story": 2, "date": None},
        {"id": "early", "text": None, "title": text, "date": "2009-06-16", "story": 1},
    ]
    result = evaluate_stories(write(tmp_path / "g.jsonl", *rows))
    assert [row["id"] for row in result.predictions] == ["late", "train", "early"]
    assert [row["story"] for row in result.predictions] == ["early", "train", "early"]
    assert result.scores()["adjusted rand"] == 1.0


def test_rows_without_stories_are_predicted_and_not_scored(tmp_path: Path) -> None:
    bare = {"id": "1", "text": "Russia met NATO."}
    result = evaluate_stories(write(tmp_path / "b.jsonl", bare))
    assert (result.scores(), result.tables(), len(result.predictions)) == ({}, (), 1)
    mixed = write(tmp_path / "m.jsonl", bare, {**bare, "id": "2", "story": "s"})
    with pytest.raises(SourceError, match="1 rows lack their story"):
        evaluate_stories(mixed)


def test_a_wrong_date_is_told_with_its_line(tmp_path: Path) -> None:
    gold = write(tmp_path / "g.jsonl", {"id": "1", "text": "x", "date": "last week"})
    with pytest.raises(SourceError, match=r"g\.jsonl:1.*YYYY-MM-DD"):
        evaluate_stories(gold)
