"""The file: what opens, what does not, and what it says then."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest

from detente.errors import LedgerBusyError, LedgerError
from detente.ledger import Ledger
from detente.ledger.schema import migrations
from ledger.samples import CODER, coding, document, event, full_coding


def test_a_ledger_is_the_same_after_closing_and_for_several_readers(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Ledger.open(path) as ledger:
        ledger.write([full_coding()], coder=CODER)
        before = ledger.content_hash()
    with Ledger.open(path, read_only=True) as one, Ledger.open(path, read_only=True) as other:
        assert one.content_hash() == other.content_hash() == before


def test_a_ledger_held_by_another_process_is_busy_and_says_who_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    Ledger.open(path).close()
    script = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(1, flush=True); input()"
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        for read_only in (True, False):
            with pytest.raises(LedgerBusyError, match=rf"python.*process {holder.pid}"):
                Ledger.open(path, read_only=read_only)
        holder.kill()
    Ledger.open(path, read_only=True).close()


def test_a_ledger_open_here_for_writing_is_busy_for_a_reader(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Ledger.open(path), pytest.raises(LedgerBusyError, match="already open in this process"):
        Ledger.open(path, read_only=True)


def test_what_is_no_ledger_says_what_it_is(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("hello " * 3000)
    with pytest.raises(LedgerError, match=r"notes\.txt is not a DuckDB file"):
        Ledger.open(text)
    assert text.read_text() == "hello " * 3000
    with pytest.raises(LedgerError, match="folder"):
        Ledger.open(tmp_path)
    with pytest.raises(LedgerError, match="no ledger at"):
        Ledger.open(tmp_path / "none.db", read_only=True)
    assert not (tmp_path / "none.db").exists()
    with pytest.raises(LedgerError, match=r"folder .* does not exist"):
        Ledger.open(tmp_path / "no" / "a.db")
    foreign = tmp_path / "foreign.db"
    with duckdb.connect(str(foreign)) as connection:
        connection.execute("CREATE TABLE t (a INTEGER)")
    with pytest.raises(LedgerError, match=r"foreign\.db.*not a ledger"):
        Ledger.open(foreign)


def test_a_ledger_of_a_newer_detente_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    Ledger.open(path).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("INSERT INTO schema_version VALUES (999, now()::TIMESTAMP)")
    for read_only in (True, False):
        with pytest.raises(LedgerError, match=r"newer detente \(schema 999.*upgrade"):
            Ledger.open(path, read_only=read_only)


def test_an_older_ledger_is_brought_up_to_date_when_written(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    duckdb.connect(str(path)).close()  # version 0: no table yet
    with pytest.raises(LedgerError, match="open it once for writing"):
        Ledger.open(path, read_only=True)
    Ledger.open(path).close()
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.counts().documents == 0
    assert list(migrations()) == list(range(1, len(migrations()) + 1))


def test_an_older_ledger_is_brought_up_to_date_for_a_reader_too(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with duckdb.connect(str(path)) as connection:  # as the first release left it
        connection.execute("CREATE TABLE schema_version (version INTEGER, applied TIMESTAMP)")
        connection.execute(migrations()[1])
        connection.execute("INSERT INTO schema_version VALUES (1, now()::TIMESTAMP)")
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.counts().documents == 0
        assert list(ledger.acts()) == []


def test_integrity_finds_what_was_tampered_with(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    of = document("a")
    with Ledger.open(path) as ledger:
        ledger.write([full_coding(), coding(of, event(of))], coder=CODER)
        assert ledger.integrity().ok
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE evidence SET text = 'Met' WHERE text = 'met'")
        connection.execute("DELETE FROM participants WHERE side = 'target' AND code = 'NATO'")
        connection.execute(
            "INSERT INTO participants SELECT entry, 'target', 0, 'RUS-GOV', 'RUS', 'GOV', NULL"
            " FROM participants WHERE side = 'source' AND code = 'RUS'"
        )
        connection.execute("DELETE FROM events WHERE type = 'REQUEST'")
    with Ledger.open(path, read_only=True) as ledger:
        proof = ledger.integrity()
    assert (proof.same_actor, proof.ok) == (1, False)
    assert proof.violations == 1 + 4, "the changed word, and the quotes that lost their event"
    assert proof.incomplete > 0


def test_threads_read_side_by_side(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "a.db") as ledger:
        ledger.write([full_coding()], coder=CODER)
        want, got = ledger.content_hash(), list[str]()
        threads = [
            threading.Thread(target=lambda: got.append(ledger.content_hash())) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert got == [want] * 8


def test_a_ledger_runs_no_sql_that_reaches_outside(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with Ledger.open(tmp_path / "a.db") as ledger:
        for sql in (f"SELECT * FROM '{secret}'", "SET enable_external_access = true"):
            with pytest.raises(duckdb.Error):
                ledger._connection.execute(sql)
