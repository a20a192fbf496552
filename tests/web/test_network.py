"""The network's page: who is on it, in which order, in what words, and what is left out."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from web.explorers import act, hostile_coding, make_ledger, open_client, publish

ACTS = (
    act("USA", "AID", "GEO", "2008-03-01"),
    act("USA", "AID", "GEO", "2008-04-01"),
    act("CHN", "ASSAULT", "VNM", "2009-02-01"),
    act("VNM", "ASSAULT", "CHN", "2009-03-01"),
    act("CHN", "ASSAULT", "VNM", "2009-04-01"),
    act("USA", "CONSULT", "CHN", "2009-05-01", "trade-and-sanctions"),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    path = tmp_path_factory.mktemp("network") / "a.duckdb"
    ledger = make_ledger(path, hostile_coding(), *ACTS)
    return open_client(publish(ledger))


def ask(client: TestClient, question: str = "") -> dict:  # type: ignore[type-arg]
    answer = client.get(f"/network.json?{question}")
    assert answer.status_code == 200, answer.text
    return answer.json()["page"]  # type: ignore[no-any-return]


def pairs(page: dict) -> list[str]:  # type: ignore[type-arg]
    return [f"{edge['a']}-{edge['b']}" for edge in page["edges"]]


def test_a_dyad_says_how_much_each_way_and_how_warmly(client: TestClient) -> None:
    edge = next(one for one in ask(client)["edges"] if one["a"] == "CHN" and one["b"] == "VNM")
    assert (edge["acts"], edge["a_to_b"], edge["b_to_a"], edge["together"]) == (3, 2, 1, 0)
    assert (edge["cooperative"], edge["hostile"]) == (0, 3)
    assert edge["warmth"] < -5
    assert (edge["word"], edge["degree"]) == ("hostile", 1)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", ["NATO-RUS", "CHN-VNM", "GEO-USA", "CHN-USA"]),
        ("since=2008&until=2008", ["NATO-RUS", "GEO-USA"]),
        ("since=2009-02-20&until=2009-03", ["CHN-VNM", "NATO-RUS"]),
        ("issue=trade-and-sanctions", ["CHN-USA"]),
        ("issue=arms-control", ["NATO-RUS"]),
        ("min=3", ["NATO-RUS", "CHN-VNM"]),
        ("edges=1", ["NATO-RUS"]),
        ("actors=China", ["CHN-VNM", "CHN-USA"]),
        ("actors=GEO, Vietnam", ["CHN-VNM", "GEO-USA"]),
        ("sort=name", ["CHN-USA", "CHN-VNM", "GEO-USA", "NATO-RUS"]),
        ("sort=together", ["NATO-RUS", "CHN-USA", "CHN-VNM", "GEO-USA"]),
        ("min=1000", []),
    ],
)
def test_the_question_chooses_and_sorts_dyads(
    client: TestClient, question: str, found: list[str]
) -> None:
    page = ask(client, question)
    assert pairs(page) == found
    assert {node["id"] for node in page["actors"]} == {
        code for pair in found for code in pair.split("-")
    }


def test_months_count_whole(client: TestClient) -> None:
    assert [one["acts"] for one in ask(client, "since=2009-02-20&until=2009-03")["edges"]] == [2, 2]


def test_sorting_by_warmth_goes_both_ways(client: TestClient) -> None:
    warmest, coldest = (
        [one["warmth"] for one in ask(client, f"sort={way}")["edges"]]
        for way in ("warmest", "coldest")
    )
    assert warmest == sorted(warmest, reverse=True)
    assert coldest == warmest[::-1]
    html = client.get("/network?sort=coldest").text
    assert '<th scope="col" class="n" aria-sort="ascending"><a href="/network?sort=warmest' in html


def test_what_is_left_out_is_counted(client: TestClient) -> None:
    page = ask(client, "min=3&edges=1")
    kept = page["shown"]
    assert (page["dyads"], page["weak"], page["weak_acts"]) == (4, 2, 3)
    assert (page["fainter"], page["fainter_acts"]) == (1, 3)
    assert page["acts"] == kept + page["weak_acts"] + page["fainter_acts"]
    html = client.get("/network?min=3&edges=1").text
    assert "Left out: 1 dyad with 3 acts, which has no more acts than those shown" in html
    assert "Not asked for: 2 dyads with fewer than 3 acts (3 together)" in html
    assert "None of the 4 dyads has 1,000 acts" in client.get("/network?min=1000").text


def test_the_finding_names_the_busiest_the_warmest_and_the_coldest(client: TestClient) -> None:
    finding = ask(client)["finding"]
    assert finding.startswith("NATO and Russia dealt most with each other (25 acts)")
    assert "China and Vietnam on the worst (−9" in finding


def test_a_period_is_one_link_away_without_scripts(client: TestClient) -> None:
    html = client.get("/network?since=2008-04&until=2008-06&min=2").text
    assert "Who deals with whom, 2008 Q2" in html
    quarters = re.findall(r'class="stop" href="([^"]+)"( aria-current="true")?>([^<]+)<', html)
    assert [label for _, _, label in quarters][:3] == ["All", "2008 Q1", "2008 Q2"]
    assert [label for _, current, label in quarters if current] == ["2008 Q2"]
    assert quarters[3][0] == "/network?since=2008-07-01&amp;until=2008-09-30&amp;min=2"
    assert re.search(r'rel="next" href="/network\?since=2008-07-01[^"]*"', html)
    assert re.search(r'rel="prev" href="/network\?since=2008-01-01[^"]*"', html)


def test_every_disc_and_line_is_a_link_for_the_period(client: TestClient) -> None:
    html = client.get("/network?since=2009&until=2009&sort=name").text
    period = "since=2009-01-01&amp;until=2009-12-31"
    for sheet in ("wide", "narrow"):
        drawing = re.search(rf'<svg class="network {sheet}".*?</svg>', html, re.DOTALL)
        assert drawing
        assert f'<a href="/dyad/CHN/VNM?{period}"' in drawing[0]
        assert f'<a href="/actor/CHN?{period}"' in drawing[0]
        assert drawing[0].count('class="edge"') == 3
        assert "<desc" in drawing[0]
        assert "China and Vietnam: 3 acts, hostile (−9" in drawing[0]


def test_the_csv_holds_the_edges(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/network.csv?min=2").text)))
    assert [(row["a"], row["b"], row["acts"]) for row in rows] == [
        ("NATO", "RUS", "25"), ("CHN", "VNM", "3"), ("GEO", "USA", "2")
    ]  # fmt: skip


def test_the_same_question_draws_the_same(client: TestClient, tmp_path: Path) -> None:
    again = make_ledger(tmp_path / "b.duckdb", hostile_coding(), *ACTS)
    other = open_client(publish(again))
    other.get("/network?since=2008&until=2008")  # whatever was asked for before
    assert ask(other, "since=2009")["actors"] == ask(client, "since=2009")["actors"]


@pytest.mark.parametrize(
    ("question", "status", "words"),
    [
        ("actors=Atlantis", 404, "Nobody here is called Atlantis"),
        ("coder=nobody", 404, "Nobody called nobody"),
        ("min=0", 400, "min is between 1 and"),
        ("edges=5000", 400, "edges is between 1 and 200"),
        ("sort=luck", 400, "sort is one of"),
        ("since=soon", 400, "since: not a date"),
    ],
)
def test_what_cannot_be_asked_is_told(
    client: TestClient, question: str, status: int, words: str
) -> None:
    for form in ("", ".json"):
        answer = client.get(f"/network{form}?{question}")
        assert answer.status_code == status
        assert words in answer.text


def test_an_issue_that_nobody_names_gives_an_empty_page(client: TestClient) -> None:
    html = client.get("/network?issue=%3Cscript%3Ealert(1)%3C/script%3E")
    assert html.status_code == 200
    assert "No act between two states or organisations was found" in html.text
    assert "<script>alert" not in html.text


def test_a_ledger_without_acts_has_the_page(tmp_path: Path) -> None:
    empty = open_client(publish(make_ledger(tmp_path / "a.duckdb", months=0)))
    answer = empty.get("/network")
    assert answer.status_code == 200
    assert "No act between two states or organisations was found" in answer.text
    assert empty.get("/network.csv").text.startswith("a,b,a_name")


def test_all_times_are_the_sum_of_all_months(client: TestClient) -> None:
    always, months = ask(client, "min=2"), ask(client, "since=1900&until=2100&min=2")
    for field in ("edges", "dyads", "acts", "weak", "weak_acts", "shown"):
        assert always[field] == months[field]
