"""Killed at any moment and started again, a run ends where an undisturbed one would have."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from benchmarks.survival import session

from detente.engine.local import run
from detente.ledger import Ledger
from engine.fakes import FakeCoder, NewerCoder, SlowCoder, StuckCoder, corpus

COUNT = 500
MANY = 1100  # enough for five rounds with workers
PROC = Path("/proc")
SCRIPT = Path(__file__).with_name("coding_run.py")
needs_proc = pytest.mark.skipif(not PROC.exists(), reason="processes are looked up in /proc")


def start(path: Path, coder: type = SlowCoder, count: int = COUNT) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), str(path), str(count), coder.__name__],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def wait_for(process: subprocess.Popen[str], documents: int) -> None:
    """Until the run says that it has committed so many documents."""
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) >= documents:
            return
    raise AssertionError(f"the run ended early: {process.communicate()}")


def assert_nobody_left(leader: int) -> None:
    deadline = time.monotonic() + 5
    while left := session(leader):
        assert time.monotonic() < deadline, f"processes outlive their run: {left}"
        time.sleep(0.02)


def undisturbed(coder: type, count: int = COUNT) -> str:
    with Ledger.open(":memory:") as ledger:
        run(corpus(count), ledger, coder, workers=1)
        return ledger.content_hash()


@needs_proc
def test_killed_at_five_moments_it_ends_the_same_and_leaves_no_process(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    moments = random.Random(20090918)
    held = 0
    for _ in range(5):
        with start(path, count=MANY) as process:
            wait_for(process, moments.choice((1, 65)))
            time.sleep(moments.uniform(0, 0.12))
            assert len(session(process.pid)) >= 3, "the run and two workers are at it"
            process.kill()
            process.wait()
            assert_nobody_left(process.pid)
        with Ledger.open(path, read_only=True) as ledger:
            assert held < ledger.counts().documents < MANY
            assert ledger.integrity().ok
            held = ledger.counts().documents
    with Ledger.open(path) as ledger:
        rest = run(corpus(MANY), ledger, FakeCoder, workers=1)
        assert (rest.documents, rest.skipped) == (MANY - held, held)
        assert ledger.content_hash() == undisturbed(FakeCoder, MANY)
        assert ledger.integrity().ok
        assert [row["status"] for row in ledger.runs()] == ["interrupted"] * 5 + ["done"]


@needs_proc
def test_workers_in_the_middle_of_a_document_do_not_outlive_a_killed_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work = tmp_path / "at_work"
    at_work.mkdir()
    monkeypatch.setenv("DETENTE_TEST_FOLDER", str(at_work))
    with start(tmp_path / "a.db", StuckCoder) as process:
        deadline = time.monotonic() + 20
        while len(list(at_work.iterdir())) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.kill()
        process.wait()
        assert_nobody_left(process.pid)


@needs_proc
def test_a_recoding_that_is_killed_shows_nothing_until_it_is_done(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Ledger.open(path) as ledger:
        run(corpus(COUNT), ledger, FakeCoder, workers=1)
        before = ledger.content_hash()
    with start(path, NewerCoder) as process:
        wait_for(process, 64)
        process.kill()
        process.wait()
        assert_nobody_left(process.pid)
    with Ledger.open(path) as ledger:
        assert ledger.content_hash() == before
        unseen = ledger.counts().unseen
        assert 64 <= unseen < COUNT
        rest = run(corpus(COUNT), ledger, NewerCoder, workers=1)
        assert rest.documents == COUNT - unseen
        assert ledger.content_hash() == undisturbed(NewerCoder) != before


@needs_proc
def test_ctrl_c_finishes_the_transaction_says_so_and_leaves_no_process(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with start(path) as process:
        wait_for(process, 64)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers, too
        _, errors = process.communicate(timeout=20)
        assert process.returncode == 130
        assert errors == ""
        assert_nobody_left(process.pid)
    with Ledger.open(path) as ledger:
        held = ledger.counts().documents
        assert 64 <= held < COUNT
        assert [row["status"] for row in ledger.runs()] == ["interrupted"]
        assert run(corpus(COUNT), ledger, FakeCoder, workers=1).documents == COUNT - held
        assert ledger.content_hash() == undisturbed(FakeCoder)


@needs_proc
def test_ctrl_c_while_workers_start_leaves_no_process(tmp_path: Path) -> None:
    for seconds in (0.3, 0.8):
        with start(tmp_path / f"{seconds}.db") as process:
            deadline = time.monotonic() + 20
            while len(session(process.pid)) < 2 and time.monotonic() < deadline:
                time.sleep(0.005)
            time.sleep(seconds)
            os.killpg(process.pid, signal.SIGINT)
            _, errors = process.communicate(timeout=20)
            assert (process.returncode, errors) == (130, "")
            assert_nobody_left(process.pid)
