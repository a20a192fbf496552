"""What takes long is made in another process, and readers are told so meanwhile."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from detente.analysis.reciprocity.measures import measure
from detente.analysis.reciprocity.reading import read_ledger
from detente.ledger import Ledger
from detente.report.measured import finding_dict
from detente.web.app import make_app
from detente.web.aside import Aside, AsideError
from detente.web.pages import dyad, finding
from web.explorers import HOST, act, make_ledger, publish

PAGE = "/dyad/RUS/NATO/finding"


@contextmanager
def serving(snapshot: Path) -> Iterator[TestClient]:
    """A client of an explorer that is started and ended as a server does."""
    with TestClient(make_app(snapshot, hosts=[HOST]), base_url=f"http://{HOST}") as client:
        yield client


@pytest.fixture
def aside() -> Iterator[Aside]:
    made = Aside()
    yield made
    made.close()


def test_work_is_done_in_turn_by_another_process(aside: Aside) -> None:
    one, other = aside.ask(os.getpid), aside.ask(os.getpid)
    assert one.result() == other.result() != os.getpid()
    assert str(aside.ask(int, "three").exception()).startswith("invalid literal")
    assert aside.ask(print, "nothing that is printed is an answer").result() is None


def test_a_lost_process_is_told_of_and_replaced(aside: Aside) -> None:
    assert isinstance(aside.ask(os._exit, 3).exception(), AsideError)
    assert aside.ask(len, "abc").result() == 3


def test_its_end_is_not_waited_for() -> None:
    aside = Aside()
    asleep, started = aside.ask(time.sleep, 60), time.monotonic()
    while not asleep.running():
        time.sleep(0.01)
    aside.close()
    assert isinstance(asleep.exception(), AsideError)
    assert time.monotonic() - started < 10


def test_a_finding_of_many_acts_says_that_it_comes_and_is_that_of_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "AT_ONCE_EACH", 1)
    path = make_ledger(tmp_path / "a.duckdb", months=60)
    snapshot = publish(path)
    with serving(snapshot) as client:
        first = client.get(PAGE)
        assert first.status_code == 200
        assert first.headers["Retry-After"] == "2"
        assert "60 acts are being measured" in first.text
        assert '<noscript><meta http-equiv="refresh"' in first.text
        check(client.get(f"{PAGE}.json").json()["page"], snapshot)
        then = client.get(PAGE)
        assert "Retry-After" not in then.headers
        assert "What each measure says" in then.text
        make_ledger(path, act("RUS", "AID", "NATO", "2013-01-05"), months=0)
        publish(path)
        assert "61 acts from" in client.get(f"{PAGE}.json").json()["page"]["sample"]


def check(told: dict[str, Any], snapshot: Path) -> None:
    """That a finding is the one that is measured without a page."""
    with Ledger.open(snapshot, read_only=True) as ledger:
        found = read_ledger(ledger, "RUS", "NATO")
    acts = replace(found.acts, a="Russia", b="NATO")
    known = finding_dict(
        measure(acts, holes=found.holes, warnings=found.warnings, only_deciding=True)
    )
    assert (told["verdict"], told["sample"]) == (known["verdict"], known["sample"])
    assert [one["key"] for one in told["measures"]] == list(known["measures"])
    for one in told["measures"]:
        rows = [dict(zip(one["columns"], row, strict=True)) for row in one["rows"]]
        assert rows == known["measures"][one["key"]]["rows"]


def test_python_looks_for_garbage_less_often_while_it_serves(tmp_path: Path) -> None:
    before = gc.get_threshold()
    with serving(publish(make_ledger(tmp_path / "a.duckdb", months=1))):
        assert gc.get_threshold()[2] > 10 * before[2]
    assert gc.get_threshold() == before


def test_a_dyad_of_very_many_acts_comes_a_little_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dyad, "MOST_AT_ONCE", 10)
    monkeypatch.setattr(dyad, "PATIENCE_SECONDS", 0.0)
    with serving(publish(make_ledger(tmp_path / "a.duckdb"))) as client:
        first = client.get("/dyad/RUS/NATO")
        assert "24 acts are being joined and followed" in first.text
        assert client.get("/dyad/RUS/NATO.json").json()["page"]["chosen"] == 24
        assert "Retry-After" not in client.get("/dyad/RUS/NATO").headers
