"""A snapshot made anew in the background: at once where the ledger is free, later where not."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.engine import republishing
from detente.engine.republishing import Progress, Republisher
from detente.engine.reviewing import judge, keep
from detente.ledger import Ledger
from detente.ledger.publishing import snapshot_path
from ledger.samples import CODER, full_coding

_HOLD = (
    "import sys, detente.ledger as l; h = l.Ledger.open(sys.argv[1], read_only=len(sys.argv) > 2);"
    "print(1, flush=True); input(); h.close()"
)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A ledger with a rejected entry in its journal, and no snapshot."""
    path = tmp_path / "a.duckdb"
    with Ledger.open(path) as ledger:
        ledger.write([full_coding()], coder=CODER)
        entry = next(iter(ledger.events()))
        keep(path, judge(ledger, "reject", entry.event.id, "anna"))
    return path


@pytest.fixture
def republisher(db: Path) -> Iterator[Republisher]:
    made = Republisher(db)
    yield made
    made.close()


def known(db: Path) -> list[str]:
    with Ledger.open(snapshot_path(db), read_only=True) as snapshot:
        return [note.state.value for note in snapshot.reviews()]


def wait(republisher: Republisher, wanted: Progress) -> None:
    for _ in range(400):
        if republisher.progress() is wanted:
            return
        time.sleep(0.05)
    raise AssertionError(f"it is {republisher.progress()}, not {wanted}")


def test_it_publishes_while_one_waits(republisher: Republisher, db: Path) -> None:
    assert republisher.progress() is Progress.IDLE
    republisher.ask(30)
    assert republisher.progress() is Progress.IDLE
    assert known(db) == ["counts"]


@pytest.mark.parametrize("mode", [(), ("reading",)], ids=["written", "read"])
def test_a_ledger_that_is_held_is_tried_again(
    mode: tuple[str, ...], republisher: Republisher, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(republishing, "_RETRIES_SECONDS", (0.1,) * 200)
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(db), *mode], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:  # fmt: skip
        assert holder.stdout is not None
        holder.stdout.readline()
        republisher.ask(30)
        assert republisher.progress() is Progress.BUSY
        holder.communicate(b"\n")
    wait(republisher, Progress.IDLE)
    assert known(db) == ["counts"]


def test_a_failure_is_told_and_does_not_end_it(
    republisher: Republisher, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(ledger: Ledger) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as patched:
        patched.setattr(republishing, "publish_ledger", fail)
        republisher.ask(30)
        assert republisher.progress() is Progress.FAILED
    republisher.ask(30)
    assert republisher.progress() is Progress.IDLE
    assert known(db) == ["counts"]


def test_it_ends_when_it_is_closed(db: Path) -> None:
    republisher = Republisher(db)
    republisher.ask(0)
    republisher.close()
    assert not republisher._thread.is_alive()
