"""What all tests share: the data folder beside the checkout, and a word on what was left out."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
CORPUS = Path(__file__).resolve().parents[1] / "src" / "detente" / "demo" / "corpus"


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


@pytest.fixture(scope="session")
def corpus_db(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The demonstration corpus, coded once for all tests that read it."""
    from detente.cli import main

    path = str(tmp_path_factory.mktemp("corpus") / "corpus.duckdb")
    with pytest.raises(SystemExit) as end:
        main(["run", str(CORPUS), "--db", path])
    assert not end.value.code
    return path
