"""Acts read back: by whom, towards whom, on what and when, and who has enough of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from detente.ledger import Ledger
from ledger.event_files import taken


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    file = tmp_path_factory.mktemp("acts") / "a.tsv"
    with Ledger.open(":memory:") as opened:
        taken(
            opened,
            file,
            "RUS USA 1312",
            "USAGOV RUSMIL 0312 date=2010-04-01",
            "RUS USA 040 date=2010-05-01",
            "USA RUS 040 date=2010-05-01",
            "RUSOPP USA 111 date=2010-06-01",
            "GEO RUS 190 date=2010-06-02",
            "RUS USA 010 date=2010-07-01",
        )
        yield opened


def test_the_columns_are_these_and_no_others(ledger: Ledger) -> None:
    schema = ledger.acts("RUS", "USA").arrow().schema
    assert [(f.name, f.type) for f in schema] == [
        ("id", pa.string()),
        ("date", pa.date32()),
        ("source", pa.string()),
        ("target", pa.string()),
        ("type", pa.string()),
        ("content", pa.string()),
        ("quad", pa.int32()),
        ("score", pa.float64()),
        ("goldstein", pa.float64()),
        ("mutual", pa.bool_()),
        ("issues", pa.list_(pa.field("l", pa.string()))),
        ("confidence", pa.float64()),
        ("reports", pa.int32()),
        ("outlets", pa.int32()),
        ("coder", pa.string()),
    ]


def test_a_state_is_itself_and_its_organs(ledger: Ledger) -> None:
    assert [a.type for a in ledger.acts("RUS", "USA")] == ["THREATEN", "CONSULT"]
    assert [a.type for a in ledger.acts("USA", "RUS")] == ["AGREE", "CONSULT"]
    assert [a.type for a in ledger.acts("USA", "RUS-MIL")] == ["AGREE"]
    assert [a.type for a in ledger.acts("RUS-*", "USA")] == ["THREATEN", "CONSULT", "ACCUSE"]


def test_either_way_finds_both_directions(ledger: Ledger) -> None:
    found = ledger.acts("RUS", "USA", either_way=True)
    assert [a.type for a in found] == ["THREATEN", "AGREE", "CONSULT"]
    assert len(ledger.acts("RUS", either_way=True)) == 4
    assert [a.source for a in ledger.acts(b="RUS")] == ["USA-GOV", "RUS", "GEO"]


def test_acts_are_chosen_by_period_issue_and_type(ledger: Ledger) -> None:
    assert [a.type for a in ledger.acts(since="2010-04", until="2010-05")] == ["AGREE", "CONSULT"]
    assert [a.type for a in ledger.acts(issue="trade-and-sanctions")] == ["THREATEN"]
    assert [a.source for a in ledger.acts(type=["ASSAULT"])] == ["GEO"]
    assert len(ledger.acts(statements=True)) == len(ledger.acts()) + 1


def test_scores_follow_the_ontology_and_goldstein_the_file(ledger: Ledger) -> None:
    threat = ledger.acts("RUS", "USA")[0]
    assert (threat.content, threat.quad, threat.score) == ("SANCTION", 3, -3.0)
    assert threat.goldstein == -5.8


def test_what_is_no_actor_type_or_level_is_told(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="not an actor id"):
        ledger.acts("Russia!")
    with pytest.raises(ValueError, match="not an event type"):
        ledger.acts(type="DANCE")
    with pytest.raises(ValueError, match="level is official or all"):
        ledger.acting_pairs(level="some")


def test_pairs_are_counted_each_way_and_together(ledger: Ledger) -> None:
    pairs = {(p.a, p.b): p for p in ledger.acting_pairs()}
    assert set(pairs) == {("RUS", "USA"), ("GEO", "RUS")}
    both = pairs["RUS", "USA"]
    assert (both.acts, both.a_to_b, both.b_to_a, both.mutual) == (3, 1, 1, 1)
    assert (both.first, both.last) == (dt.date(2010, 3, 1), dt.date(2010, 5, 1))
    assert [p.acts for p in ledger.acting_pairs(4, "all")] == [4]
    assert len(ledger.acting_pairs(4)) == 0


def test_unresolved_names_are_listed_by_how_often_they_stand_there(tmp_path: Path) -> None:
    with Ledger.open(":memory:") as ledger:
        taken(ledger, tmp_path / "a.tsv", "Frobnia USA 040", "USA Frobnia 111", "Grob USA 040")
        assert list(ledger.unresolved()) == [
            {"name": "Frobnia", "rows": 2}, {"name": "Grob", "rows": 1}]  # fmt: skip
