"""The page of a news story: its documents by day, what they tell, and where they differ."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from detente.ledger import Ledger
from web.explorers import open_client, publish
from web.told import make_told


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    path: Path = tmp_path_factory.mktemp("story") / "a.duckdb"
    make_told(path)
    with Ledger.open(path) as ledger:
        ledger.place([("no", "no", None), ("odd", "no", None)])
    return open_client(publish(path))


def ask(client: TestClient, path: str) -> dict[str, Any]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()["page"]  # type: ignore[no-any-return]


def test_a_story_has_its_documents_its_days_and_what_is_independent(client: TestClient) -> None:
    page = ask(client, "/story/one.json")
    assert (page["title"], page["first"], page["last"]) == (
        "Title of one", "2009-09-18", "2009-09-19"
    )  # fmt: skip
    assert [one["id"] for one in page["documents"]] == ["one", "three", "two"]
    assert page["independent"] == 2
    assert page["outlets"] == ["Kommersant", "Courier", "Reuters"]
    html = client.get("/story/one").text
    assert "3 documents tell it, 2 of them in a text of their own; the other repeats" in html
    assert len(client.get("/story/one.csv").text.splitlines()) == 4


def test_what_reports_of_an_act_say_differently_is_told(client: TestClient) -> None:
    (act,) = ask(client, "/story/one.json")["acts"]
    assert (act["documents"], act["independent"]) == (3, 2)
    assert sorted(act["told_by"]) == ["Courier", "Kommersant", "Reuters"]
    differ = {one["field"]: one["values"] for one in act["differences"]}
    assert differ["according to"] == ["a NATO spokesman", "the outlet itself"]
    assert differ["when"] == ["18 Sep 2009", "19 Sep 2009"]
    assert set(differ) == {"according to", "when"}


def test_another_document_of_it_leads_to_the_story(client: TestClient) -> None:
    answer = client.get("/story/two.json")
    assert answer.status_code == 307
    assert answer.headers["location"] == "/story/one.json"


def test_what_is_in_no_story_is_not_found(client: TestClient) -> None:
    unplaced = client.get("/story/huge")
    assert unplaced.status_code == 404
    assert "has not been placed in a news story yet" in unplaced.text
    assert client.get("/story/nothing").status_code == 404


def test_less_sure_acts_are_left_out_until_asked_for(client: TestClient) -> None:
    page = ask(client, "/story/no.json?confidence=0.95")
    assert page["acts"] == []
    assert page["unsure"] == 3
    assert "confidence=0.0" in client.get("/story/no?confidence=0.95").text
    assert len(ask(client, "/story/no.json?confidence=0")["acts"]) == 3
