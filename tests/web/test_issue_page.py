"""The pages of issues: who stands where, common ground and quarrel, and the list of all."""

from __future__ import annotations

import csv
import io

import pytest
from starlette.testclient import TestClient

from detente.web.counts import share
from web.explorers import act, hostile_coding, make_ledger, open_client, publish


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    agreed = [act("RUS", "AID", "CHN", f"2009-{m:02}-01", "energy") for m in range(1, 9)]
    fought = [act("GEO", "ASSAULT", "RUS", f"2008-{m:02}-02", "energy") for m in range(1, 7)]
    split = [
        act("NATO", type, "CHN", f"2009-{m:02}-03", "energy")
        for m, type in enumerate(("AID", "ACCUSE") * 3, 1)
    ]
    few = [act("FRA", "AID", "RUS", f"2009-{m:02}-04", "energy") for m in range(1, 4)]
    path = tmp_path_factory.mktemp("issue") / "a.duckdb"
    made = make_ledger(path, hostile_coding(), *agreed, *fought, *split, *few)
    return open_client(publish(made))


def test_it_tells_who_stands_where(client: TestClient) -> None:
    page = client.get("/issue/energy.json").json()["page"]
    assert (page["acts"], page["cooperative"], page["hostile"]) == (23, 14, 9)
    rows = {row["id"]: row for row in page["standings"]}
    assert list(rows) == ["RUS", "CHN", "GEO", "NATO"]  # FRA has but three acts
    russia = rows["RUS"]
    assert (russia["done_cooperative"], russia["done_hostile"]) == (8, 0)
    assert (russia["received_cooperative"], russia["received_hostile"]) == (3, 6)
    assert rows["CHN"]["received_cooperative"] == 11
    assert page["foremost"] == "Russia, China and Georgia"
    assert [(row["year"], row["acts"]) for row in _with_acts(page["years"])] == [
        (2008, 6), (2009, 17),
    ]  # fmt: skip


def _with_acts(years: list[dict[str, int]]) -> list[dict[str, int]]:
    return [{**row, "acts": row["cooperative"] + row["hostile"]} for row in years]


def test_common_ground_and_quarrel_are_surer_than_chance(client: TestClient) -> None:
    page = client.get("/issue/energy.json").json()["page"]
    assert [(row["a"], row["b"]) for row in page["common_ground"]] == [("CHN", "RUS")]
    assert [(row["a"], row["b"]) for row in page["quarrels"]] == [("GEO", "RUS")]
    assert (page["compared"], page["divided"]) == (3, 1)
    assert page["common_ground"][0]["low"] > 0.5
    assert page["quarrels"][0]["high"] < 0.5


def test_the_interval_of_a_share_is_wilsons() -> None:
    # Newcombe (1998), table I: 81 of 263 and 0 of 20, Wilson's score without correction.
    assert share(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert share(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)


def test_asks_and_latest_acts_are_those_on_the_issue(client: TestClient) -> None:
    page = client.get("/issue/arms-control.json").json()["page"]
    (ask,) = page["asks"]
    assert (ask["asker"], ask["addressee"], ask["issue"]) == (["NATO"], "RUS", "arms-control")
    assert all("arms-control" in one["issues"] for one in page["latest"])
    assert page["latest"][0]["date"] == "2009-12-10"
    other = client.get("/issue/missile-defence.json").json()["page"]
    assert other["asks"] == []


def test_a_period_narrows_it(client: TestClient) -> None:
    page = client.get("/issue/energy.json?until=2008").json()["page"]
    assert [row["id"] for row in page["standings"]] == ["GEO", "RUS"]
    assert page["common_ground"] == []
    assert all(one["date"] <= "2008-12-31" for one in page["latest"])
    none = client.get("/issue/energy?since=1990&until=1991")
    assert "No act between two parties was found on this issue in this period." in none.text


def test_the_csv_lists_the_standings(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/issue/energy.csv").text)))
    assert [(row["id"], row["acts"]) for row in rows][:2] == [("RUS", "17"), ("CHN", "14")]


@pytest.mark.parametrize("id", ["nothing", "%3Cscript%3Ealert(1)%3C%2Fscript%3E"])
def test_what_is_no_issue_has_no_page(client: TestClient, id: str) -> None:
    answer = client.get(f"/issue/{id}")
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


def test_an_issue_without_acts_says_so(client: TestClient) -> None:
    answer = client.get("/issue/cyber")
    assert answer.status_code == 200
    assert "No act between two parties was found on this issue." in answer.text


def test_the_list_of_issues_has_acts_and_years(client: TestClient) -> None:
    page = client.get("/issues.json").json()["page"]
    assert page["years"] == [2008, 2009]
    rows = {row["issue"]: row for row in page["issues"]}
    assert next(iter(rows)) == "energy"
    assert rows["energy"]["by_year"] == [6, 17]
    assert (rows["arms-control"]["cooperative"], rows["arms-control"]["hostile"]) == (4, 4)
    html = client.get("/issues").text
    assert 'href="/issue/energy"' in html
    assert "Arms control" in html
    narrowed = client.get("/issues.json?since=2009&until=2009").json()["page"]
    assert narrowed["years"] == [2009]
    listed = list(csv.DictReader(io.StringIO(client.get("/issues.csv").text)))
    assert [row["issue"] for row in listed] == list(rows)
    assert listed[0]["by_year"] == "6;17"
