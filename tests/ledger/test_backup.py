"""Backups: whole, with their reviews, also of a ledger that is being written; and put back."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from detente.cli import main
from detente.engine.importing import import_events
from detente.engine.local import run
from detente.engine.publishing import publish_ledger
from detente.errors import LedgerBusyError, LedgerError
from detente.ledger import Ledger, Review
from detente.ledger.backup import back_up
from detente.ledger.journal import append_review, journal_path
from detente.ledger.publishing import snapshot_path
from engine.fakes import FakeCoder, corpus
from ledger.event_files import table


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "a.duckdb"
    with Ledger.open(path) as ledger:
        run(corpus(90), ledger, FakeCoder, workers=1)
        import_events(ledger, "cameo", [table(tmp_path / "in.tsv", "RUS GEO 040", "USA RUS 190")])
        event = ledger.events()[0].event
    journal = journal_path(path)
    assert journal is not None
    append_review(journal, Review.make("reject", "R", entries=(event.id,), found=event))
    return path


def content(path: Path) -> list[object]:
    with Ledger.open(path) as ledger:
        return [
            ledger.content_hash(), ledger.acts().arrow(), ledger.counts(), ledger.runs().arrow(),
            [note.review.id for note in ledger.reviews()], len(ledger.events()),
        ]  # fmt: skip


def test_a_backup_put_in_the_place_of_a_lost_ledger_is_that_ledger(
    db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.duckdb"
    with pytest.raises(SystemExit) as end:
        main(["backup", str(copy), "--db", str(db)])
    assert not end.value.code
    assert f"wrote {copy}: 90 documents, 2 reports, " in capsys.readouterr().out
    want = content(db)
    db.write_bytes(b"gone")
    journal = Path(f"{db}.reviews.jsonl")
    journal.unlink()
    shutil.copy(copy, db)
    shutil.copy(f"{copy}.reviews.jsonl", journal)
    assert content(db) == want
    with Ledger.open(db) as ledger:
        assert run(corpus(95), ledger, FakeCoder, workers=1).documents == 5


def test_a_plain_copy_of_the_files_is_a_backup_while_nobody_holds_them(
    db: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "elsewhere.duckdb"
    for suffix in ("", ".reviews.jsonl"):
        shutil.copy(f"{db}{suffix}", f"{copy}{suffix}")
    assert content(copy) == content(db)


def test_of_a_ledger_that_is_being_written_the_snapshot_is_copied(db: Path, tmp_path: Path) -> None:
    want = content(db)
    with Ledger.open(db) as ledger:
        publish_ledger(ledger)
    copy = tmp_path / "copy.duckdb"
    script = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(1, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(db)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        made = back_up(db, copy)
        holder.kill()
    assert made.source == snapshot_path(db)
    found = content(copy)
    assert found[:2] == want[:2]
    assert found[4:] == want[4:], "reviews are there, and count"


def test_without_a_snapshot_of_a_held_ledger_it_says_what_to_do(db: Path, tmp_path: Path) -> None:
    with Ledger.open(db), pytest.raises(LedgerBusyError, match="start it with --publish"):
        back_up(db, tmp_path / "copy.duckdb")
    assert not (tmp_path / "copy.duckdb").exists()


def test_a_backup_takes_the_place_of_nothing(db: Path, tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="exists already"):
        back_up(db, db)
    (tmp_path / "copy.duckdb.reviews.jsonl").touch()
    with pytest.raises(LedgerError, match="exists already"):
        back_up(db, tmp_path / "copy.duckdb")
    with pytest.raises(LedgerError, match="does not exist"):
        back_up(db, tmp_path / "no" / "copy.duckdb")
    with pytest.raises(LedgerError, match="in memory"):
        back_up(":memory:", tmp_path / "c.duckdb")


def test_export_and_import_are_a_second_way_for_acts(db: Path, tmp_path: Path) -> None:
    from detente.engine.exporting import export_ledger

    with Ledger.open(db) as ledger:
        export_ledger(ledger, "icews", tmp_path / "out.tab")
        acts = {(act.source, act.target, act.date) for act in ledger.acts()}
    with Ledger.open(tmp_path / "new.duckdb") as ledger:
        import_events(ledger, "icews", [tmp_path / "out.tab"])
        assert acts <= {(act.source, act.target, act.date) for act in ledger.acts()}


def test_a_snapshot_put_in_the_place_of_a_damaged_ledger_is_gone_on_with(db: Path) -> None:
    want = content(db)
    with Ledger.open(db) as ledger:
        publish_ledger(ledger)
    db.write_bytes(db.read_bytes()[:9000])
    shutil.copy(snapshot_path(db), db)
    assert content(db) == want
    with Ledger.open(db) as ledger:
        assert run(corpus(95), ledger, FakeCoder, workers=1).documents == 5
        publish_ledger(ledger)
        assert ledger.integrity().ok
