from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from detente.cli import main
from detente.ledger import Ledger
from detente.records import Coding
from ledger.samples import document

VETO = "Russia vetoed the United Nations observers in Abkhazia on Monday night, diplomats said."


@pytest.fixture
def db(tmp_path: Path) -> str:
    path = str(tmp_path / "l.duckdb")
    documents = [
        document("a", VETO, "2009-06-16", "Wire"),
        document("b", VETO, "2009-06-17", "Courier"),
        document("c", "A train left Riga for Afghanistan.", "2009-02-19", "Post"),
    ]
    with Ledger.open(path) as ledger:
        ledger.write([Coding(one) for one in documents], coder="none/1")
    return path


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(["stories", *words])
    return int(end.value.code or 0)


def test_stories_are_placed_once_and_listed_by_date(
    db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--db", db) == 0
    out, err = capsys.readouterr()
    assert "3 new documents placed" in err
    lines = out.splitlines()
    assert lines[1].startswith("2009-02-19")
    assert lines[2].split()[-4:] == ["2", "1", "Courier,", "Wire"]
    assert lines[-1] == "2 stories"
    assert run("--db", db) == 0
    assert capsys.readouterr().err == ""


def test_stories_as_json_and_csv(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--db", db, "--since", "2009-06", "--format", "json") == 0
    (row,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert row == {
        "story": "a", "first_day": "2009-06-16", "last_day": "2009-06-17", "title": VETO,
        "documents": 2, "independent": 1, "outlets": ["Courier", "Wire"],
    }  # fmt: skip
    assert run("--db", db, "--limit", "1", "--format", "csv") == 0
    (flat,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (flat["story"], flat["outlets"]) == ("a", "Courier;Wire")


@pytest.mark.parametrize("words", [("--format", "xml"), ("--limit", "0"), ("--since", "June")])
def test_wrong_use_is_told(db: str, words: tuple[str, str]) -> None:
    assert run("--db", db, *words) == 2


def test_a_ledger_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert run("--db", str(tmp_path / "none.duckdb")) == 1
    assert not (tmp_path / "none.duckdb").exists()
