"""What all tests share: the data folder beside the checkout, and a word on what was left out."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if SHARED.is_dir():
        return
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(pytest.mark.skip(reason="the data folder ../shared is not here"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    left_out = terminalreporter.stats.get("skipped", [])
    for report in left_out:
        terminalreporter.write_line(f"left out: {report.nodeid}")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the checkout (tests marked ``shared`` only)."""
    return SHARED
