"""A clock that jumps back and forth during a run changes nothing but what it says of times."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from detente.engine.local import run
from detente.engine.publishing import publish_ledger
from detente.ledger import Ledger, publishing
from detente.ledger.freshness import is_fresh
from detente.ledger.publishing import snapshot_path
from engine.fakes import FakeCoder, corpus
from recovery.jumps import check_jumps, jumping_clock, worked


@pytest.mark.long
def test_a_jumping_clock_changes_no_outcome(tmp_path: Path) -> None:
    assert check_jumps(tmp_path) == ""


def test_what_is_newest_goes_by_order_and_not_by_the_clock(tmp_path: Path) -> None:
    with jumping_clock():
        found = worked(tmp_path / "a.duckdb")
    assert found[2:5] == [
        [(1, "interrupted"), (2, "done"), (3, "done")],
        ["reviewed again", "counts"],
        ["first", "last"],
    ]


def test_files_from_the_future_and_the_past_do_not_make_a_snapshot_stale(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    with Ledger.open(path) as ledger:
        run(corpus(5), ledger, FakeCoder)
        publish_ledger(ledger)
    for moment in (0, 4e9):
        os.utime(path, (moment, moment))
        assert is_fresh(snapshot_path(path), path)
        os.utime(snapshot_path(path), (moment, moment))
        assert is_fresh(snapshot_path(path), path)


def test_a_part_that_a_living_process_writes_is_left_to_it_whatever_the_clock_says(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.duckdb"
    with Ledger.open(path) as ledger:
        publish_ledger(ledger)
        node = publishing._here()
        living = tmp_path / f"{path.name}.published.{node}.{os.getppid()}.part"
        dead = tmp_path / f"{path.name}.published.{node}.{2**22 - 1}.part"
        elsewhere = tmp_path / f"{path.name}.published.{node}-2.7.part"
        for part in (living, dead, elsewhere):
            part.touch()
            os.utime(part, (0, 0))
        publish_ledger(ledger)
    assert living.exists()
    assert not dead.exists()
    assert not elsewhere.exists()


def test_seconds_of_a_run_do_not_come_from_the_clock_on_the_wall() -> None:
    with jumping_clock(), Ledger.open(":memory:") as ledger:
        assert 0 <= run(corpus(3), ledger, FakeCoder).seconds < 60
