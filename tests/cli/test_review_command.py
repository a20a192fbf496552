"""``detente review`` as an analyst meets it: from an entry to another account, and to gold."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from detente.cli import main
from detente.engine.session import open_ledger
from detente.evaluation.gold import read_rows
from detente.ledger import Ledger
from detente.ledger.journal import journal_path
from detente.records import Coding
from report.making import CODER, make_document, make_entry

Captured = pytest.CaptureFixture[str]
ASKED = "NATO urged Russia to withdraw its troops from the port of Poti."
TALKED = "Russia offered NATO talks on missiles, and Russia accused NATO of a plot."


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "l.duckdb"
    asked, talked = (
        make_document(text, date, id=f"doc{number}")
        for number, (text, date) in enumerate([(ASKED, "2008-09-01"), (TALKED, "2008-09-20")])
    )
    request = make_entry(asked, "NATO > RUS REQUEST[RETREAT]", trigger="urged")
    offer = make_entry(talked, "RUS > NATO AGREE[CONSULT]", trigger="offered")
    blame = make_entry(talked, "RUS > NATO ACCUSE", trigger="accused")
    with Ledger.open(path) as ledger:
        codings = [
            Coding(asked, (request.event,)), Coding(talked, (offer.event, blame.event))
        ]  # fmt: skip
        ledger.write(codings, coder=CODER)
    return path


def call(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0)


def said(capsys: Captured, *words: object) -> str:
    capsys.readouterr()
    assert call(*words) == 0
    return capsys.readouterr().out


def find(db: Path, type: str) -> str:
    with Ledger.open(db, read_only=True) as ledger:
        return next(entry.event.id for entry in ledger.events(type=type))


def rows(capsys: Captured, db: Path) -> list[dict[str, Any]]:
    text = said(capsys, "review", "list", "--db", db, "--format", "json")
    return [json.loads(line) for line in text.splitlines()]


def test_a_rejected_overture_is_in_no_account_any_more(db: Path, capsys: Captured) -> None:
    def overtures() -> list[int]:
        with open_ledger(db, read_only=True) as ledger:
            brief = ledger.brief("NATO", "Russia")
        return [len(side.items) for side in brief.overtures]

    assert overtures() == [0, 1]
    said(capsys, "review", "reject", find(db, "AGREE"), "--db", db, "--reviewer", "anna")
    assert overtures() == [0, 0]
    (row,) = rows(capsys, db)
    said(capsys, "review", "withdraw", row["id"], "--db", db, "--reviewer", "anna")
    assert overtures() == [0, 1]


def test_the_list_says_what_becomes_of_each_review(db: Path, capsys: Captured) -> None:
    id = find(db, "ACCUSE")
    said(capsys, "review", "confirm", id, "--db", db, "--reviewer", "anna")
    note = ("--reviewer", "ben", "--note", "it is a refusal")
    said(capsys, "review", "correct", id, "--db", db, *note, "--event", '{"type": "REJECT"}')
    first, second = rows(capsys, db)
    assert [row["state"] for row in (first, second)] == ["reviewed again", "counts"]
    assert first["disputed"]
    assert (second["note"], second["entry"]) == ("it is a refusal", find(db, "REJECT"))
    table = said(capsys, "review", "list", "--db", db, "--disputed")
    assert "RUS ACCUSE NATO → RUS REJECT NATO" in table
    assert "counts, disputed" in table
    flat = list(csv.DictReader(io.StringIO(said(capsys, "review", "list", "--db", db, "--format",
                                                "csv"))))  # fmt: skip
    assert [row["entries"] for row in flat] == [id, id]


def test_reviewers_are_compared(db: Path, capsys: Captured) -> None:
    assert "No entry was judged by two" in said(capsys, "review", "agreement", "--db", db)
    for type, kind in (("ACCUSE", "reject"), ("AGREE", "confirm"), ("REQUEST", "confirm")):
        id = find(db, type)
        for name, word in (("anna", "confirm"), ("ben", kind)):
            said(capsys, "review", word, id, "--db", db, "--reviewer", name)
    text = said(capsys, "review", "agreement", "--db", db, "--format", "json")
    found = {(row["reviewers"], row["field"]): row for row in map(json.loads, text.splitlines())}
    assert found["all", "accepted"]["agreed"] == pytest.approx(2 / 3)
    assert found["all", "accepted"]["alpha"] == pytest.approx(0.0)
    assert found["anna, ben", "type"]["kappa"] == 1.0
    assert "67%" in said(capsys, "review", "agreement", "--db", db)


def test_gold_has_the_documents_that_were_read_to_the_end(
    db: Path, tmp_path: Path, capsys: Captured
) -> None:
    gold = tmp_path / "gold.jsonl"
    who = ("--db", db, "--reviewer", "anna")
    said(capsys, "review", "confirm", find(db, "AGREE"), *who)
    fields = {"source": "NATO", "target": "Russia", "type": "REQUEST", "evidence": ASKED,
              "content": "RETREAT", "trigger": "withdraw"}  # fmt: skip
    said(capsys, "review", "reject", find(db, "REQUEST"), *who)
    said(capsys, "review", "add", "doc0", *who, "--event", json.dumps(fields))
    assert call("review", "export", "--db", db, "-o", gold) == 0
    captured = capsys.readouterr()
    assert "1 document\n" in captured.out
    assert "1 document not reviewed to the last entry" in captured.err
    (row,) = read_rows(gold, ("id", "text", "events"))
    (event,) = row["events"]
    assert (row["id"], row["text"], row["date"]) == ("doc0", ASKED, "2008-09-01")
    assert (event["source"], event["target"], event["trigger"]) == (["NATO"], ["RUS"], "withdraw")
    assert call("review", "export", "--db", db, "-o", gold) == 1, "a file is not replaced unasked"
    assert call("review", "export", "--db", db, "-o", gold, "--task", "poems", "--force") == 2


@pytest.mark.parametrize("task", ["events", "type", "modality"])
def test_gold_is_what_evaluate_reads(task: str, db: Path, tmp_path: Path, capsys: Captured) -> None:
    gold = tmp_path / "gold.jsonl"
    who = ("--db", db, "--reviewer", "anna")
    spans = {"source_spans": ["NATO"], "target_spans": ["Russia"]}
    said(capsys, "review", "correct", find(db, "REQUEST"), *who, "--event", json.dumps(spans))
    said(capsys, "review", "export", "--db", db, "-o", gold, "--task", task)
    scores = json.loads(said(capsys, "evaluate", task, gold, "--coder", "rules", "--json"))
    assert scores["coder"].startswith("rules/" if task != "modality" else "detente")
    (row,) = read_rows(gold, ("id", "text"))
    if task == "type":
        words = [row["text"][start:end] for start, end in (*row["source"], *row["target"])]
        assert words == ["NATO", "Russia"]
    if task == "modality":
        (target,) = row["targets"]
        assert (row["text"][target["start"] : target["end"]], target["label"]) == ("urged", 3.0)


def test_disputed_entries_are_no_gold(db: Path, tmp_path: Path, capsys: Captured) -> None:
    gold = tmp_path / "gold.jsonl"
    id = find(db, "REQUEST")
    said(capsys, "review", "reject", id, "--db", db, "--reviewer", "anna")
    said(capsys, "review", "confirm", id, "--db", db, "--reviewer", "ben")
    for task in ("events", "modality"):
        assert call("review", "export", "--db", db, "-o", gold, "--task", task, "--force") == 0
        captured = capsys.readouterr()
        assert gold.read_text() == ""
        assert "on which reviewers differ" in captured.err


def test_merging_and_splitting_change_what_is_one_act(db: Path, capsys: Captured) -> None:
    ids = [find(db, "AGREE"), find(db, "ACCUSE")]
    who = ("--db", db, "--reviewer", "anna")
    said(capsys, "review", "merge", *ids, *who)
    with Ledger.open(db, read_only=True) as ledger:
        assert {e.joined for e in ledger.events(id=ids[0])} == {(ids[1],)}
    said(capsys, "review", "split", ids[0], "--from", ids[1], *who)
    with Ledger.open(db, read_only=True) as ledger:
        (entry,) = ledger.events(id=ids[0])
    assert (entry.joined, entry.apart) == ((), (ids[1],))


def test_a_review_while_somebody_holds_the_ledger(db: Path, capsys: Captured) -> None:
    id = find(db, "ACCUSE")
    script = (
        "import sys, detente.ledger as l; h = l.Ledger.open(sys.argv[1]);"
        "print(1, flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(db)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        who = ("--db", db, "--reviewer", "anna")
        assert call("review", "reject", id, *who) == 1, "there is no snapshot to look in"
        assert "held open" in capsys.readouterr().err
        holder.communicate(b"\n")
    assert call("publish", "--db", db) == 0
    with subprocess.Popen(
        [sys.executable, "-c", script, str(db)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        said(capsys, "review", "reject", id, *who)
        assert call("review", "list", "--db", db) == 0
        assert "1 more will count" in capsys.readouterr().err
        holder.communicate(b"\n")
    (row,) = rows(capsys, db)
    assert row["state"] == "counts"


def test_a_broken_line_is_told_of(db: Path, capsys: Captured) -> None:
    journal = journal_path(db)
    assert journal is not None
    journal.write_text("{]\n")
    assert call("review", "list", "--db", db) == 0
    assert "reviews.jsonl:1 is passed over" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("confirm", "nope", "--reviewer", "anna"), 1, "there is no entry nope"),
        (("reject", "{id}", "--reviewer", "a/b"), 2, "reviewer's name"),
        (("correct", "{id}", "--reviewer", "anna", "--event", "{]"), 2, "not JSON"),
        (("correct", "{id}", "--reviewer", "anna", "--event", "{}"), 2, "changes nothing"),
        (("correct", "{id}", "--reviewer", "anna", "--event", '{"target": "Rusia"}'), 1, "Russia"),
        (("add", "doc9", "--reviewer", "anna", "--event", "{}"), 1, "no document"),
        (("withdraw", "nope", "--reviewer", "anna"), 1, "no review nope"),
        (("merge", "{id}", "--reviewer", "anna"), 2, "two entries or more"),
        (("merge", "{id}", "nope", "--reviewer", "anna"), 1, "no entry nope"),
        (("reject", "{id}"), 2, "--reviewer"),
    ],
)
def test_misuse_says_what_to_do(
    words: tuple[str, ...], code: int, message: str, db: Path, capsys: Captured
) -> None:
    given = [word.replace("{id}", find(db, "ACCUSE")) for word in words]
    assert call("review", *given, "--db", db) == code
    assert message in capsys.readouterr().err
    journal = journal_path(db)
    assert journal is not None
    assert not journal.exists()


def test_who_takes_back_anothers_review_is_told_what_to_do(db: Path, capsys: Captured) -> None:
    said(capsys, "review", "reject", find(db, "ACCUSE"), "--db", db, "--reviewer", "anna")
    (row,) = rows(capsys, db)
    assert call("review", "withdraw", row["id"], "--db", db, "--reviewer", "ben") == 2
    assert "anna's review" in capsys.readouterr().err


def test_an_event_that_is_there_already_is_not_added(db: Path, capsys: Captured) -> None:
    fields = {"source": "NATO", "target": "Russia", "type": "REQUEST", "content": "RETREAT",
              "evidence": ASKED, "trigger": "urged"}  # fmt: skip
    who = ("--db", db, "--reviewer", "anna")
    assert call("review", "add", "doc0", *who, "--event", json.dumps(fields)) == 2
    assert "confirm that" in capsys.readouterr().err
