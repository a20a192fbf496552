"""What all tests share: the data folder beside the checkout, and a word on what was left out."""

from __future__ import annotations

import fcntl
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
def corpus_db(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> str:
    """The demonstration corpus, coded once for all tests that read it, in whatever process."""
    from detente.cli import main

    folder = tmp_path_factory.getbasetemp()
    path = (folder if worker_id == "master" else folder.parent) / "corpus.duckdb"
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            half = path.with_suffix(".part")
            with pytest.raises(SystemExit) as end:
                main(["run", str(CORPUS), "--db", str(half)])
            assert not end.value.code
            half.rename(path)
    return str(path)
