from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from detente.coding.protocol import Pair, TypeScores
from detente.coding.rules import RulesCoder
from detente.errors import SourceError
from detente.evaluation.events import evaluate_events, matching, same_actors
from detente.evaluation.scores import Report
from detente.evaluation.types import evaluate_types
from detente.records import Coding, Document, Reject


class Says:
    """A coder that gives the answers it was told."""

    name, version = "says", "1"

    def __init__(self, *answers: TypeScores) -> None:
        self.answers = answers

    def code(self, documents: Sequence[Document]) -> Iterator[Coding | Reject]:
        yield from (Coding(document) for document in documents)

    def judge(self, pairs: Sequence[Pair]) -> list[TypeScores]:
        return list(self.answers)


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def row(id: str, *types: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "text": "A hit B", "source": [[0, 1]], "target": [[6, 7]],
            "types": list(types), **more}  # fmt: skip


def scored(gold: Path, coder: Says) -> Report:
    types = evaluate_types(gold, coder).types
    assert types is not None
    return types


def test_any_of_several_gold_types_is_right(tmp_path: Path) -> None:
    gold = write(tmp_path / "g.jsonl", row("1", "CONCEDE", "RETREAT"), row("2", "AID"))
    coder = Says(TypeScores({"RETREAT": 0.9, "AID": 0.1}), TypeScores({"AGREE": 0.6}))
    types = scored(gold, coder)
    assert types.accuracy.value == 0.5
    assert types.classes["RETREAT"].recall == 1.0
    assert evaluate_types(gold, coder).predictions[0] == {
        "id": "1", "type": "RETREAT", "scores": {"RETREAT": 0.9, "AID": 0.1}
    }  # fmt: skip


def test_rows_with_a_cameo_root_count_four_deeds_as_cameo_does(tmp_path: Path) -> None:
    coder = Says(TypeScores({"SANCTION": 0.9}, "SANCTION:embargo"))
    plain = write(tmp_path / "p.jsonl", row("1", "COERCE"))
    rooted = write(tmp_path / "r.jsonl", row("1", "COERCE", gold_root="COERCE"))
    assert scored(plain, coder).accuracy.value == 0.0
    assert scored(rooted, coder).accuracy.value == 1.0
    (predicted,) = evaluate_types(rooted, coder).predictions
    assert predicted == {"id": "1", "type": "COERCE", "scores": {"COERCE": 0.9, "SANCTION": 0.0}}


def test_hostile_deeds_only_announced_are_threats_for_cameo(tmp_path: Path) -> None:
    rooted = write(tmp_path / "r.jsonl", row("1", "THREATEN", gold_root="THREATEN"))
    announced = TypeScores({"COERCE": 0.9, "THREATEN": 0.1}, None, "planned")
    assert scored(rooted, Says(announced)).accuracy.value == 1.0
    done = TypeScores({"COERCE": 0.9, "THREATEN": 0.1}, None, "actual")
    assert scored(rooted, Says(done)).accuracy.value == 0.0


def test_rows_without_types_are_predicted_and_not_scored(tmp_path: Path) -> None:
    bare = {key: value for key, value in row("1").items() if key != "types"}
    result = evaluate_types(write(tmp_path / "b.jsonl", bare), Says(TypeScores({"AID": 0.8})))
    assert result.types is None
    assert [p["type"] for p in result.predictions] == ["AID"]
    mixed = write(tmp_path / "m.jsonl", bare, row("2", "AID"))
    with pytest.raises(SourceError, match="row 1 lacks types"):
        evaluate_types(mixed, Says(TypeScores({}), TypeScores({})))


def test_a_row_without_prediction_is_wrong_and_lowers_no_precision(tmp_path: Path) -> None:
    gold = write(tmp_path / "g.jsonl", row("1", "AID"), row("2", "AID"))
    coder = Says(TypeScores({"AID": 0.8}), TypeScores({}))
    types = scored(gold, coder)
    assert types.classes["AID"].precision == 1.0
    assert types.classes["AID"].recall == 0.5
    assert evaluate_types(gold, coder).predictions[1]["type"] is None


def test_the_rules_coder_judges_the_marked_pair(tmp_path: Path) -> None:
    text = "Russia expelled three British diplomats after France praised Germany."
    pairs = [
        Pair(text, ((0, 6),), ((22, 29),)),
        Pair(text, ((46, 52),), ((61, 68),)),
    ]
    assert [one.type for one in RulesCoder().judge(pairs)] == ["SANCTION", "SUPPORT"]
    assert RulesCoder().judge([Pair("It rained.", (), ())])[0].type is None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{not json", "not JSON"),
        ('["a list"]', "object"),
        ('{"id": "1", "text": "x"}', "lacks source, target"),
        ('{"id":"1","text":"x","source":[5],"target":[],"types":["AID"]}', "start, end"),
        ('{"id":"1","text":"x","source":[],"target":[],"types":["YIELD"]}', "YIELD"),
    ],
)
def test_what_is_wrong_in_a_gold_file_is_told_with_its_place(
    tmp_path: Path, line: str, told: str
) -> None:
    gold = tmp_path / "g.jsonl"
    gold.write_text(line, encoding="utf-8")
    with pytest.raises(SourceError, match=told) as error:
        evaluate_types(gold, Says())
    assert "g.jsonl" in str(error.value)


def event(source: str, target: str, **more: Any) -> dict[str, Any]:
    return {"source": source.split(), "target": target.split(), "type": "AID",
            "content": None, "modality": "actual", "mutual": False, **more}  # fmt: skip


def test_actors_agree_by_their_state_and_mutual_acts_from_either_side() -> None:
    assert same_actors(event("USA-HOS:barack-obama", "RUS"), event("USA", "RUS-GOV"))
    assert not same_actors(event("USA", "RUS"), event("RUS", "USA"))
    assert same_actors(event("USA", "RUS", mutual=True), event("RUS", "USA"))
    assert not same_actors(event("MED:reuters", "RUS"), event("MED:ap", "RUS"))
    assert not same_actors(event("USA", ""), event("USA", "RUS"))
    assert same_actors(event("USA GBR", "RUS"), event("USA", "RUS"))
    assert not same_actors(event("USA GBR FRA", "RUS"), event("USA", "RUS"))


def test_matching_is_the_largest_there_is() -> None:
    gold = [event("USA", "RUS"), event("USA", "RUS", mutual=True)]
    found = [event("RUS", "USA"), event("USA", "RUS")]
    assert len(matching(gold, found, same_actors)) == 2
    assert len(matching(gold, [*found, event("USA", "RUS")], same_actors)) == 2


def test_events_of_a_report_by_strictness(tmp_path: Path) -> None:
    gold = write(
        tmp_path / "g.jsonl",
        {"id": "1", "text": "Russia expelled three British diplomats.", "date": "2010-05-01",
         "events": [{"source": ["RUS"], "target": ["GBR"], "type": "SANCTION"}]},
        {"id": "2", "text": "France will send aid to Mali.", "date": "2010-05-01",
         "events": [{"source": "FRA", "target": "MLI", "type": "COOPERATE"}]},
    )  # fmt: skip
    result = evaluate_events(gold, RulesCoder())
    assert {name: level.right for name, level in result.levels.items()} == {
        "actors": 2, "actors+quad": 2, "actors+type": 1, "all+modality": 1
    }  # fmt: skip
    assert result.predictions[0]["events"][0]["trigger"] == "expelled"


def test_gold_rows_may_have_their_text_elsewhere(tmp_path: Path) -> None:
    events = [{"source": ["RUS"], "target": ["GBR"], "type": "SANCTION"}]
    gold = write(tmp_path / "g.jsonl", {"id": "d", "events": events})
    texts = {"d": Document("d", "Russia expelled three British diplomats.")}
    assert evaluate_events(gold, RulesCoder(), texts).levels["actors+type"].right == 1
    with pytest.raises(SourceError, match="--texts"):
        evaluate_events(gold, RulesCoder())
