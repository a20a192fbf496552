"""Every page in its three forms, over a small published ledger."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from starlette.testclient import TestClient

from detente.web.pages import DOWNLOADS, PAGES
from web.explorers import make_ledger, open_client, publish

PATHS = {
    "/": ("/world.json", "/world.csv"),
    "/search?q=russia": ("/search.json?q=russia", "/search.csv?q=russia"),
    "/dyad/RUS/NATO": ("/dyad/RUS/NATO.json", "/dyad/RUS/NATO.csv"),
    "/dyad/RUS/NATO/finding": ("/dyad/RUS/NATO/finding.json", "/dyad/RUS/NATO/finding.csv"),
    "/network": ("/network.json", "/network.csv"),
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return open_client(publish(make_ledger(tmp_path_factory.mktemp("web") / "a.duckdb")))


@pytest.mark.parametrize("path", PATHS)
def test_every_page_has_its_twins_with_the_same_rows(client: TestClient, path: str) -> None:
    html = client.get(path)
    assert html.status_code == 200
    assert html.headers["content-type"] == "text/html; charset=utf-8"
    as_json, as_csv = (client.get(twin) for twin in PATHS[path])
    bare = path.partition("?")[0]
    page = next(p for p in PAGES if p.path in (bare, bare.replace("RUS/NATO", "{a}/{b}")))
    rows = as_json.json()["page"][page.rows]
    assert rows
    listed = list(csv.DictReader(io.StringIO(as_csv.text)))
    assert [set(row) for row in listed] == [set(row) for row in rows]
    assert f'href="{PATHS[path][0]}"' in html.text


def test_the_world_counts_acts_and_coverage(client: TestClient) -> None:
    page = client.get("/world.json").json()["page"]
    (dyad,) = page["dyads"]
    assert (dyad["a"], dyad["b"], dyad["acts"], dyad["together"]) == ("NATO", "RUS", 24, 4)
    assert (dyad["a_to_b"], dyad["b_to_a"]) == (8, 12)
    assert page["years"] == [2008, 2009]
    assert page["by_year"] == [12, 12]
    assert page["outlets"] == [{"outlet": "Kommersant", "reports": 24, "by_year": [12, 12]}]
    assert page["newest"][0]["name"] == "Headline 23"
    assert page["stretches"]["compared"] == 1


def test_a_dyad_turns_with_its_address(client: TestClient) -> None:
    one = client.get("/dyad/RUS/NATO.json").json()["page"]
    other = client.get("/dyad/NATO/RUS.json").json()["page"]
    assert (one["a_to_b"], one["b_to_a"], one["together"]) == (12, 8, 4)
    assert (other["a_to_b"], other["b_to_a"], other["together"]) == (8, 12, 4)
    assert {bar["way"] for bar in one["timeline"]["bars"]} == {1, 0, -1}


@pytest.mark.parametrize(
    ("question", "chosen"),
    [
        ("since=2009", 12),
        ("since=2008-03&until=2008-04", 2),
        ("issue=arms-control", 8),
        ("type=THREATEN", 4),
        ("modality=planned", 0),
        ("outlet=Kommersant", 24),
        ("outlet=Nobody", 0),
        ("genre=report", 24),
        ("confidence=0.95", 0),
        ("since=2009&type=THREATEN", 2),
    ],
)
def test_filters_leave_what_was_asked_for(client: TestClient, question: str, chosen: int) -> None:
    page = client.get(f"/dyad/RUS/NATO.json?{question}").json()["page"]
    assert page["chosen"] == chosen
    assert page["total"] == 24
    assert len(page["acts"]) == chosen
    assert sum(bar["acts"] for bar in page["timeline"]["bars"]) == chosen


def test_the_sentence_at_the_head_is_of_the_period_and_issue(client: TestClient) -> None:
    def read(question: str) -> str:
        page = client.get(f"/dyad/RUS/NATO.json?{question}").json()["page"]
        return str(page["headline"]["sentence"])

    assert "24 acts" in read("")
    assert "12 acts" in read("since=2009")
    assert "2 acts" in read("since=2009&issue=territorial-conflict")


def test_filters_that_leave_nothing_say_so_once(client: TestClient) -> None:
    html = client.get("/dyad/RUS/NATO?since=2001&until=2002").text
    assert "No act between Russia and NATO is left by these filters." in html
    assert '<a href="/dyad/RUS/NATO">Show all 24</a>' in html
    assert "<h2" not in html.replace('<h2 id="brief-title">', "")


def test_the_list_comes_in_pages_that_join(client: TestClient) -> None:
    asked = [client.get(f"/dyad/RUS/NATO.json?size=10&page={n}").json()["page"] for n in (1, 2, 3)]
    assert [len(page["acts"]) for page in asked] == [10, 10, 4]
    assert len({act["id"] for page in asked for act in page["acts"]}) == 24
    assert 'rel="next"' in client.get("/dyad/RUS/NATO?size=10").text


def test_names_lead_to_the_address_by_ids(client: TestClient) -> None:
    answer = client.get("/dyad/Russia/nato.json?since=2009")
    assert answer.status_code == 307
    assert answer.headers["location"] == "/dyad/RUS/NATO.json?since=2009-01-01"


def test_a_search_for_two_names_finds_their_dyad(client: TestClient) -> None:
    for words in ("russia nato", "Russia and NATO", "Russia–NATO", "kremlin vs NATO"):
        (pair,) = client.get("/search.json", params={"q": words}).json()["page"]["pairs"]
        assert (pair["a"], pair["b"]) == ("RUS", "NATO")


def test_a_search_finds_aliases_outlets_and_headlines(client: TestClient) -> None:
    moscow = client.get("/search.json?q=moscow").json()["page"]["hits"]
    assert ("RUS", "Russia", "moscow") in [(h["id"], h["name"], h["form"]) for h in moscow]
    found = client.get("/search.json?q=kommers").json()["page"]["hits"]
    assert ("outlet", "Kommersant", 24) in [(h["kind"], h["id"], h["weight"]) for h in found]
    lines = client.get("/search.json?q=HEADLINE 7").json()["page"]["hits"]
    assert [(h["kind"], h["id"]) for h in lines] == [("headline", "doc-7")]
    assert client.get("/search.json?q=%25").json()["page"]["hits"] == []


def test_an_overture_stands_with_what_followed(client: TestClient) -> None:
    sides = client.get("/dyad/RUS/NATO.json").json()["page"]["overtures"]
    assert [side["name"] for side in sides] == ["Russia", "NATO"]
    first = sides[0]["items"][0]
    assert first["outcome"] == "answered in kind"
    assert first["followed_by"][0]["lag_days"] == 31


@pytest.mark.parametrize("one", DOWNLOADS, ids=lambda one: one.name)
def test_the_brief_is_for_the_period_in_view(client: TestClient, one: object) -> None:
    path = one.path.format(a="RUS", b="NATO")  # type: ignore[attr-defined]
    answer = client.get(f"{path}?since=2009")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert "Report 23" in answer.text
    assert "Report 3:" not in answer.text


def test_a_finding_says_at_once_that_there_is_too_much(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("detente.web.pages.finding.MOST_ACTS", 10)
    refused = client.get("/dyad/RUS/NATO/finding?since=2008")
    assert refused.status_code == 400
    assert "a page follows 10 at most: ask for a shorter period" in refused.text
    assert client.get("/dyad/RUS/NATO/finding?since=2008-01&until=2008-03").status_code == 200


def test_a_finding_shows_every_measure_only_if_asked_for(client: TestClient) -> None:
    short = client.get("/dyad/RUS/NATO/finding.json").json()["page"]
    whole = client.get("/dyad/RUS/NATO/finding.json?measures=every").json()["page"]
    assert short["verdict"] == whole["verdict"]
    assert len(short["measures"]) < len(whole["measures"])
    assert "measures=every" in client.get("/dyad/RUS/NATO/finding").text


def test_no_two_shapes_of_data_share_a_name_in_openapi() -> None:
    named: dict[str, set[type]] = defaultdict(set)

    def gather(kind: Any) -> None:
        if is_dataclass(kind) and isinstance(kind, type) and kind not in named[kind.__name__]:
            named[kind.__name__].add(kind)
            for hint in get_type_hints(kind).values():
                gather(hint)
        for inner in get_args(kind):
            gather(inner)

    for page in PAGES:
        gather(page.data)
    assert len(named) > len(PAGES)
    assert [name for name, kinds in named.items() if len(kinds) > 1] == []


def test_openapi_describes_every_twin_and_its_parameters(client: TestClient) -> None:
    told = client.get("/openapi.json").json()
    assert set(told["paths"]) == {page.twin(form) for page in PAGES for form in ("json", "csv")} | {
        one.path for one in DOWNLOADS
    }
    dyad = told["paths"]["/dyad/{a}/{b}.json"]["get"]
    named = {one["name"]: one for one in dyad["parameters"]}
    assert named["a"]["in"] == "path"
    assert named["since"]["schema"] == {"type": "string", "format": "date"}
    assert "THREATEN" in named["type"]["schema"]["enum"]
    data = told["components"]["schemas"]
    assert set(data["Dyad"]["properties"]) == set(client.get("/dyad/RUS/NATO.json").json()["page"])


def test_a_newer_snapshot_is_taken_up(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "a.duckdb", months=2)
    client = open_client(publish(ledger))
    assert client.get("/world.json").json()["page"]["documents"] == 2
    make_ledger(ledger, months=5)
    assert client.get("/world.json").json()["page"]["documents"] == 2
    publish(ledger)
    assert client.get("/world.json").json()["page"]["documents"] == 5


def test_an_empty_ledger_has_pages_too(tmp_path: Path) -> None:
    client = open_client(publish(make_ledger(tmp_path / "a.duckdb", months=0)))
    assert "No act between two states" in client.get("/").text
    assert client.get("/search?q=russia").status_code == 200
    assert client.get("/dyad/RUS/NATO").status_code == 404
