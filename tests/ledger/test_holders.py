"""Who holds a ledger: told within two seconds, with what a reader may do meanwhile."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.cli import main
from detente.engine.local import run
from detente.engine.publishing import Publisher, publish_ledger
from detente.ledger import Ledger, Review
from detente.ledger.freshness import is_fresh
from detente.ledger.journal import append_review, journal_path
from detente.ledger.publishing import snapshot_path
from engine.fakes import FakeCoder, corpus
from ledger.event_files import table

_HOLD = (
    "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=len(sys.argv) > 2);"
    " print(1, flush=True); input()"
)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "a.duckdb"
    with Ledger.open(path) as ledger:
        run(corpus(20), ledger, FakeCoder, workers=1)
    return path


def hold(db: Path, *read_only: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(db), *read_only],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


@pytest.fixture
def holder(db: Path) -> Iterator[subprocess.Popen[bytes]]:
    yield from hold(db)


@pytest.fixture
def reader(db: Path) -> Iterator[subprocess.Popen[bytes]]:
    yield from hold(db, "read only")


def failing(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    capsys.readouterr()
    started = time.monotonic()
    with pytest.raises(SystemExit) as end:
        main([str(word) for word in words])
    assert end.value.code == 1
    assert time.monotonic() - started < 2
    return capsys.readouterr().err


def test_a_second_writer_fails_within_two_seconds_and_names_the_holder(
    db: Path, holder: subprocess.Popen[bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = table(tmp_path / "in.tsv", "RUS GEO 040")
    from detente.engine import session  # noqa: F401  # what a command loads is not its waiting

    for words in (["import", "cameo", rows, "-q"], ["run", rows, "-q", "--coder", "rules"]):
        said = failing(capsys, *words, "--db", db)
        assert "is held open by python" in said
        assert f"(process {holder.pid})" in said


def test_a_reader_is_pointed_to_the_snapshot_or_how_to_get_one(
    db: Path, holder: subprocess.Popen[bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    said = failing(capsys, "events", "--db", db)
    assert f"(process {holder.pid}); wait for its end; start the run with --publish" in said
    snapshot_path(db).touch()
    said = failing(capsys, "events", "--db", db)
    assert f"its snapshot {db}.published can be read: detente serve --db {db}" in said


def test_reviews_that_a_second_reader_cannot_take_over_are_told_of(
    db: Path, reader: subprocess.Popen[bytes], caplog: pytest.LogCaptureFixture
) -> None:
    with Ledger.open(db, read_only=True) as ledger:
        event = ledger.events()[0].event
    path = journal_path(db)
    assert path is not None
    append_review(path, Review.make("reject", "R", entries=(event.id,), found=event))
    with Ledger.open(db, read_only=True) as ledger:
        assert event.id in {entry.event.id for entry in ledger.events()}
    assert "reviews made since the ledger was last written do not count here" in caplog.text
    assert f"process {reader.pid}" in caplog.text
    reader.kill()
    reader.wait()
    with Ledger.open(db, read_only=True) as ledger:
        assert event.id not in {entry.event.id for entry in ledger.events()}


def test_a_snapshot_is_fresh_until_anything_is_written(db: Path) -> None:
    assert not is_fresh(snapshot_path(db), db)
    with Ledger.open(db) as ledger:
        Publisher(ledger, wanted=True).publish()
    assert is_fresh(snapshot_path(db), db), "though the ledger was closed after it"
    with Ledger.open(db) as ledger:
        assert not is_fresh(snapshot_path(db), db), "somebody writes"
        event = ledger.events()[0].event
        run(corpus(21), ledger, FakeCoder, workers=1)
    assert not is_fresh(snapshot_path(db), db)
    with Ledger.open(db) as ledger:
        publish_ledger(ledger)
    assert is_fresh(snapshot_path(db), db)
    path = journal_path(db)
    assert path is not None
    append_review(path, Review.make("reject", "R", entries=(event.id,), found=event))
    assert not is_fresh(snapshot_path(db), db)
