"""Killed with -9 at random moments, no work on a ledger loses what it has acknowledged."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.survival import WORKS, survive

needs_proc = pytest.mark.skipif(
    not Path("/proc").exists(), reason="processes are looked up in /proc"
)


@needs_proc
def test_reviews_outlive_the_process_that_wrote_them(tmp_path: Path) -> None:
    found = survive("review", 2, tmp_path)
    assert found.problems == []
    assert found.kills == 2


@needs_proc
@pytest.mark.long
@pytest.mark.parametrize("work", sorted(WORKS))
def test_many_kills_lose_nothing(work: str, tmp_path: Path) -> None:
    kills = 100 if work == "run" else 20
    found = survive(work, kills, tmp_path, seed=7)
    assert found.problems == []
    assert found.kills == kills
    assert found.acknowledged
