"""``detente asks`` and ``promises`` as a user meets them, and their scoring."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest

from detente.cli import main
from detente.engine.session import open_ledger
from detente.evaluation.asks import evaluate_ends
from detente.ledger import Ledger
from detente.records import Coding
from report.making import CODER, make_document, make_entry

ASKED = "NATO urged Russia to withdraw its troops from the port of Poti."
DONE = "Russia withdrew its troops from the port of Poti."
PLANNED = "Russia will withdraw its missiles from the base at Gudauta."
Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("asks") / "l.duckdb"
    told = [
        (ASKED, "2008-09-01", "NATO > RUS REQUEST[RETREAT]", "urged", "actual"),
        (DONE, "2008-09-20", "RUS > GEO RETREAT", "withdrew", "actual"),
        (PLANNED, "2008-09-25", "RUS > NATO RETREAT", "withdraw", "planned"),
    ]
    with Ledger.open(path) as ledger:
        codings = []
        for number, (text, date, what, trigger, modality) in enumerate(told):
            document = make_document(text, date, id=f"doc{number}", source=f"texts/{number}.md")
            issues = "military-posture"
            entry = make_entry(document, what, trigger=trigger, modality=modality, issues=issues)
            codings.append(Coding(document, (entry.event,)))
        ledger.write(codings, coder=CODER)
    return path


def said(capsys: Captured, *words: object) -> str:
    capsys.readouterr()
    assert call(*words) == 0
    return capsys.readouterr().out


def call(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0)


def test_both_quotes_and_the_reason_are_shown(db: Path, capsys: Captured) -> None:
    text = said(capsys, "asks", "NATO", "Russia", "--db", db)
    assert text.startswith("NATO demanded that Russia yield or withdraw, military posture: met")
    assert f"“{ASKED}” (Northern Wire, 2008-09-01)" in text
    assert f"→ “{DONE}” (Northern Wire, 2008-09-20)" in text
    assert "why: the deed itself" in text


def test_json_lines_and_csv_say_the_same(db: Path, capsys: Captured) -> None:
    (row,) = map(json.loads, said(capsys, "asks", "NATO", "RUS", "--db", db, "--format", "json")
                 .splitlines())  # fmt: skip
    text = said(capsys, "asks", "NATO", "RUS", "--db", db, "--format", "csv")
    (flat,) = csv.DictReader(io.StringIO(text))
    assert (row["status"], row["quote"], row["settled_quote"]) == ("met", ASKED, DONE)
    assert flat == {key: "" if value is None else str(value) for key, value in row.items()}


def test_a_correction_overrules_the_rules(db: Path, tmp_path: Path, capsys: Captured) -> None:
    (row,) = map(json.loads, said(capsys, "asks", "NATO", "RUS", "--db", db, "--format", "json")
                 .splitlines())  # fmt: skip
    given = tmp_path / "known.csv"
    given.write_text(f"id,status,who\n{row['id']},refused,R. Reader\n", encoding="utf-8")
    text = said(capsys, "asks", "NATO", "RUS", "--db", db, "--corrections", given)
    assert ": refused" in text
    assert "why: corrected by R. Reader" in text


def test_a_plan_is_pending_until_something_ends_it(db: Path, capsys: Captured) -> None:
    lines = said(capsys, "promises", "NATO", "RUS", "--db", db, "--format", "json").splitlines()
    (row,) = map(json.loads, lines)
    assert (row["maker"], row["kind"], row["status"]) == ("Russia", "plan", "pending")


def test_a_period_without_asks_lists_none(db: Path, capsys: Captured) -> None:
    assert said(capsys, "asks", "NATO", "RUS", "--db", db, "--since", "2009") == "0 in all\n"
    empty = said(capsys, "asks", "NATO", "RUS", "--db", db, "--since", "2009", "--format", "csv")
    assert empty == ""


def test_python_gives_what_the_command_lists(db: Path) -> None:
    with open_ledger(db, read_only=True) as ledger:
        (ask,) = ledger.asks("NATO", "Russia")
        (plan,) = ledger.promises("Russia", "NATO", since=dt.date(2008, 9, 1))
    assert (str(ask.status), ask.times) == ("met", 1)
    assert str(plan.status) == "pending"


def test_an_unknown_format_is_misuse(db: Path) -> None:
    assert call("asks", "NATO", "RUS", "--db", db, "--format", "xml") == 2


def gold(status: str, settled: str) -> dict[str, Any]:
    return {
        "id": "a1", "addressee": "RUS", "status": status, "status_also": [],
        "said": [{"file": "0.md", "quote": ASKED}],
        "settled": {"file": settled, "quote": DONE}, "settled_also": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "settled", "by_status", "by_dispatch"),
    [("met", "1.md", 1, 1), ("met", "2.md", 1, 0), ("refused", "1.md", 0, 0)],
)
def test_an_end_is_right_by_its_status_and_by_its_dispatch(
    db: Path, tmp_path: Path, status: str, settled: str, by_status: int, by_dispatch: int
) -> None:
    never_coded = {**gold("met", settled), "id": "a2", "addressee": "NATO", "said": []}
    path = tmp_path / "gold.jsonl"
    rows = (gold(status, settled), never_coded)
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with Ledger.open(db, read_only=True) as ledger:
        scores = evaluate_ends("asks", path, ledger).scores()
    assert scores["coding recall"] == 0.5
    assert scores["ends recall, status"] == scores["ends precision, status"] == by_status
    assert scores["ends recall, status and dispatch"] == by_dispatch


def test_scoring_needs_a_ledger_or_texts(tmp_path: Path) -> None:
    assert call("evaluate", "asks", tmp_path / "gold.jsonl") == 2
