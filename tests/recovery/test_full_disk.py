"""A full disk is told with what to do, costs nothing that was there, and the work goes on later."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.full_disk import Tried, attempts, limited


def check(found: list[Tried]) -> None:
    for one in found:
        assert one.clear, (one.command, one.code, one.said)
        assert one.kept, one.command
        assert one.resumed, one.command


def test_a_run_that_may_write_no_more_says_so_and_is_resumed(tmp_path: Path) -> None:
    check([limited(tmp_path)])


@pytest.mark.long
def test_on_a_full_disk_everything_that_writes_fails_clearly(tmp_path: Path) -> None:
    try:
        found = list(attempts(tmp_path))
    except PermissionError:
        pytest.skip("no disk can be mounted here")
    assert len(found) > 15
    check(found)
