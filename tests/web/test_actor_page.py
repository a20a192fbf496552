"""The page of an actor: who it is, whom it deals with, what it asks and fears."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from detente.ledger import Ledger
from detente.records import Coding, Concern, Document, Span
from ledger.event_files import taken
from ledger.samples import CODER, actors, span
from web.explorers import act, hostile_coding, make_ledger, open_client, publish

HOSTILE = "/actor/RUS-GOV%3A%3Csvg%20onload=alert(1)%3E"


def feared() -> Coding:
    text = "Moscow sees the \u202eshield</q><script>alert(2)</script> as a threat, a diplomat said."
    of = Document("feared", text, date=dt.date(2009, 2, 1), outlet="Tass", source="feared")
    about = span(text, "the \u202eshield</q><script>alert(2)</script>")
    whole = Span(0, len(text), text)
    concern = Concern(of.id, actors("RUS-GOV"), about, whole, CODER, (), ("missile-defence",))
    return Coding(of, (), (concern,))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    more = (
        act("RUS-HOS:dmitry-medvedev", "SUPPORT", "USA", "2009-07-06", "arms-control"),
        act("RUS-HOG:dmitry-medvedev", "AID", "USA", "2009-08-06"),
        act("RUS-MIL", "ASSAULT", "RUS-REB", "2009-08-07"),
    )
    path = tmp_path_factory.mktemp("actor") / "a.duckdb"
    return open_client(publish(make_ledger(path, feared(), hostile_coding(), *more)))


def read(client: TestClient, path: str) -> dict[str, object]:
    found: dict[str, object] = client.get(path).json()["page"]
    return found


def test_partners_are_counted_each_way(client: TestClient) -> None:
    page = read(client, "/actor/RUS.json")
    assert page["kind"] == "state"
    partners = {row["id"]: row for row in page["partners"]}  # type: ignore[attr-defined]
    assert list(partners) == ["NATO", "USA", "RUS-REB"]
    nato = partners["NATO"]
    assert (nato["done_cooperative"], nato["done_hostile"]) == (4, 9)
    assert (nato["received_cooperative"], nato["received_hostile"]) == (4, 4)
    assert (nato["together_cooperative"], nato["acts"]) == (4, 25)
    assert (nato["first"], nato["last"]) == ("2008-01-10", "2009-12-10")
    assert set(nato["issues"]) == {"arms-control", "missile-defence", "territorial-conflict"}
    assert page["total"]["acts"] == 28  # type: ignore[index]
    by_year = {row["year"]: row["cooperative"] for row in page["years"]}  # type: ignore[attr-defined]
    assert by_year == {2008: 6, 2009: 8}


def test_the_csv_lists_the_partners_of_the_json(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/actor/RUS.csv").text)))
    partners = read(client, "/actor/RUS.json")["partners"]
    assert [row["id"] for row in rows] == [row["id"] for row in partners]  # type: ignore[attr-defined]
    assert [set(row) for row in rows] == [set(row) for row in partners]  # type: ignore[attr-defined]


def test_a_period_narrows_all_that_is_counted(client: TestClient) -> None:
    page = read(client, "/actor/RUS.json?since=2009&until=2009-06")
    assert [row["id"] for row in page["partners"]] == ["NATO"]  # type: ignore[attr-defined]
    assert page["total"]["acts"] == 7  # type: ignore[index]
    assert (page["since"], page["until"]) == ("2009-01-01", "2009-06-30")
    assert all("2009-01-01" <= one["date"] <= "2009-06-30" for one in page["acts"])  # type: ignore[attr-defined]
    assert "2009" in client.get("/actor/RUS?since=2009&until=2009-06").text


def test_a_person_is_one_in_all_offices(client: TestClient) -> None:
    page = read(client, "/actor/RUS-HOS:dmitry-medvedev.json")
    assert (page["kind"], page["name"]) == ("person", "Dmitry Medvedev")
    assert [(row["id"], row["acts"]) for row in page["partners"]] == [("USA", 2)]  # type: ignore[attr-defined]
    offices = [(one["title"], one["since"]) for one in page["offices"]]  # type: ignore[attr-defined]
    assert offices[0] == ("president", "2008-05-07")
    assert ("prime minister", "2012-05-08") in offices
    html = client.get("/actor/RUS-HOS:dmitry-medvedev").text
    assert html.index("Offices held") < html.index("Partners</h2>")


def test_a_state_names_who_held_office_in_its_period(client: TestClient) -> None:
    page = read(client, "/actor/RUS.json")
    inside = [one["name"] for one in page["offices"] if one["in_view"]]  # type: ignore[attr-defined]
    assert inside[0] == "Dmitry Medvedev"
    (linked,) = [one for one in page["offices"] if one["id"]][:1]  # type: ignore[attr-defined]
    assert linked["id"] == "RUS-HOS:dmitry-medvedev"
    assert "Boris Yeltsin" in [one["name"] for one in page["offices"]]  # type: ignore[attr-defined]
    assert "Boris Yeltsin" not in inside


def test_asks_come_with_what_became_of_them(client: TestClient) -> None:
    page = read(client, "/actor/RUS.json")
    assert page["asks_made"] == []
    (asked,) = page["asks_received"]  # type: ignore[misc]
    assert (asked["asker"], asked["addressee"], asked["times"]) == (["NATO"], "RUS", 4)
    assert asked["status"] == "open"
    assert asked["quote"].startswith("Report ")
    other = read(client, "/actor/NATO.json")
    assert [one["id"] for one in other["asks_made"]] == [asked["id"]]  # type: ignore[attr-defined]


def test_concerns_stand_with_their_words(client: TestClient) -> None:
    page = read(client, "/actor/RUS.json")
    (concern,) = page["concerns"]  # type: ignore[misc]
    assert concern["document"] == "feared"
    assert concern["outlet"] == "Tass"
    assert "a threat" in concern["quote"]
    assert read(client, "/actor/RUS.json?since=2009-03")["concerns"] == []
    assert read(client, "/actor/NATO.json")["concerns"] == []


def test_the_latest_acts_come_first(client: TestClient) -> None:
    acts = read(client, "/actor/NATO.json")["acts"]
    days = [act["date"] for act in acts]  # type: ignore[attr-defined]
    assert days == sorted(days, reverse=True)
    assert days[0] == "2009-12-10"
    assert acts[0]["quote"] == "Report 23: one of them acted towards the other, said a spokesman."  # type: ignore[index]


@pytest.mark.parametrize(
    ("given", "id"),
    [
        ("russia", "RUS"),
        ("Kremlin", "RUS"),
        ("RUS-*", "RUS"),
        ("RUS-GOV:dmitry-medvedev", "RUS-HOG:dmitry-medvedev"),
    ],
)
def test_a_name_leads_to_the_address_by_id(client: TestClient, given: str, id: str) -> None:
    answer = client.get(f"/actor/{given}.json?since=2009")
    assert answer.status_code == 307
    assert answer.headers["location"].startswith(f"/actor/{id.replace(':', '%3A')}.json?since=")


@pytest.mark.parametrize(
    "path", ["/actor/Atlantis", "/actor/RUS-HOS:nobody", "/actor/" + "x" * 199]
)
def test_nobody_has_no_page(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Nobody here is called" in answer.text


def test_another_coder_is_asked_for_by_name(client: TestClient) -> None:
    assert client.get("/actor/RUS?coder=nobody").status_code == 404
    assert read(client, "/actor/RUS.json?coder=fake")["coder"] == "fake"


def test_hostile_words_are_shown_and_do_nothing(client: TestClient) -> None:
    for path in ("/actor/RUS", HOSTILE):
        html = client.get(path).text
        for made in (
            "<script>alert",
            "<svg onload",
            "onerror=alert(1)>",
            "javascript:",
            "{{ 49 }}",
        ):
            assert made not in html
        assert "\u202e" not in html
    assert "&lt;svg onload=alert(1)&gt;" in client.get(HOSTILE).text.lower()
    assert "shield&lt;/q&gt;&lt;script&gt;" in client.get("/actor/RUS").text


def test_imported_acts_have_a_page_without_words(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    with Ledger.open(path) as ledger:
        taken(
            ledger, tmp_path / "a.tsv",
            "Russia NATO 112 date=2010-03-01", "NATO Russia 070 date=2010-04-01",
        )  # fmt: skip
    client = open_client(publish(path))
    page = read(client, "/actor/RUS.json")
    assert page["imported"] is True
    assert [(row["id"], row["acts"]) for row in page["partners"]] == [("NATO", 2)]  # type: ignore[attr-defined]
    assert [one["quote"] for one in page["acts"]] == [None, None]  # type: ignore[attr-defined]
    html = client.get("/actor/RUS").text
    assert "NATO → Russia: " in html
    assert "Asks, and what became" not in html


def test_other_pages_lead_to_actors_and_issues(client: TestClient) -> None:
    assert 'href="/actor/NATO"' in client.get("/").text
    assert 'href="/issues"' in client.get("/").text
    dyad = client.get("/dyad/RUS/NATO").text
    assert 'href="/actor/RUS"' in dyad
    assert 'href="/issue/arms-control"' in dyad
    assert 'href="/actor/RUS"' in client.get("/search?q=russia").text
    assert 'href="/issue/arms-control"' in client.get("/search?q=arms contr").text
