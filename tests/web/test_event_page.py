"""The page of one entry: its proof, who says so, who else tells it, and the way to the next."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from detente.ledger import Ledger
from web.explorers import make_ledger, open_client, publish
from web.told import FIRST, make_told

Ids = dict[str, list[str]]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[TestClient, Ids, Path]:
    path = tmp_path_factory.mktemp("event") / "a.duckdb"
    ids = make_told(path)
    return open_client(publish(path)), ids, path


def ask(client: TestClient, path: str) -> dict[str, Any]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()["page"]  # type: ignore[no-any-return]


def test_the_proof_is_verbatim_and_its_parts_are_where_they_say(
    told: tuple[TestClient, Ids, Path],
) -> None:
    client, ids, _ = told
    page = ask(client, f"/event/{ids['one'][0]}.json")
    proof = page["proof"]
    assert FIRST[proof["start"] : proof["end"]] == proof["quote"] == FIRST[8:]
    shown = {m["part"]: proof["context"][m["start"] : m["end"]] for m in proof["marks"]}
    assert shown == {
        "quote": FIRST[8:], "trigger": "attacked", "source": "Russia", "target": "NATO",
        "speaker": "a NATO spokesman", "cue": "said",
    }  # fmt: skip
    html = client.get(f"/event/{ids['one'][0]}").text
    for tag, words in (("who", "Russia"), ("does", "attacked"), ("to whom", "NATO")):
        assert re.search(rf'<mark[^>]*data-tag="{tag}"[^>]*>{words}</mark>', html)


def test_the_chain_names_outlet_and_speaker_and_whose_word_it_is(
    told: tuple[TestClient, Ids, Path],
) -> None:
    client, ids, _ = told
    page = ask(client, f"/event/{ids['one'][0]}.json")
    assert [(v["kind"], v["name"], v["cue"]) for v in page["chain"]] == [
        ("outlet", "Kommersant", None), ("speaker", "a NATO spokesman", "said")
    ]  # fmt: skip
    assert page["facts"]["told_by"] == "adversary-reported"
    assert "rests on the word of the other side" in client.get(f"/event/{ids['one'][0]}").text


def test_every_report_of_the_act_stands_there_and_copies_are_told(
    told: tuple[TestClient, Ids, Path],
) -> None:
    client, ids, _ = told
    page = ask(client, f"/event/{ids['two'][0]}.json")
    assert page["act"] == ids["one"][0]  # the surest report leads in lists
    told_by = {r["document"]: (r["copy_of"], r["this"]) for r in page["reports"]}
    assert told_by == {"one": (None, False), "two": (None, True), "three": ("one", False)}
    assert (page["reported"], page["independent"]) == (3, 2)
    html = client.get(f"/event/{ids['two'][0]}").text
    assert "3 documents of the material tell it, 2 independently" in html
    assert re.search(r'copy</span> of <a href="/document/one">Kommersant</a>', html)
    rows = client.get(f"/event/{ids['two'][0]}.csv").text.splitlines()
    assert len(rows) == 4


def test_a_denial_is_shown_from_both_sides(told: tuple[TestClient, Ids, Path]) -> None:
    client, ids, _ = told
    for mine, other, side in ((ids["one"][0], ids["no"][0], "Russia"),
                              (ids["no"][0], ids["one"][0], "NATO")):  # fmt: skip
        (version,) = ask(client, f"/event/{mine}.json")["versions"]
        assert (version["id"], version["side"]) == (other, side)
        assert version["explanation"] == (
            "According to NATO it happened; according to Russia it did not."
        )


def test_a_beginning_of_an_id_leads_to_the_one_entry(told: tuple[TestClient, Ids, Path]) -> None:
    client, ids, _ = told
    whole = ids["one"][0]
    for suffix in ("", ".json"):
        answer = client.get(f"/event/{whole[:6]}{suffix}?a=RUS&b=NATO")
        assert answer.status_code == 307
        assert answer.headers["location"] == f"/event/{whole}{suffix}?a=RUS&b=NATO"
    for wrong in (whole[:5], "000000000", "%25%25%25%25%25%25", "x" * 150, f"{whole}a"):
        assert client.get(f"/event/{wrong}").status_code == 404
        assert set(client.get(f"/event/{wrong}.json").json()) == {"error"}


def test_a_concern_leads_into_its_article(told: tuple[TestClient, Ids, Path]) -> None:
    client, _, path = told
    with Ledger.open(path, read_only=True) as ledger:
        (concern,) = ledger.concerns()
    answer = client.get(f"/event/{concern.concern.id}")
    assert answer.headers["location"] == (
        f"/document/odd?entry={concern.concern.id}#e-{concern.concern.id}"
    )
    assert f'id="e-{concern.concern.id}"' in client.get("/document/odd").text


def test_an_imported_act_shows_its_rows_and_that_they_give_no_words(
    told: tuple[TestClient, Ids, Path],
) -> None:
    client, _, path = told
    with Ledger.open(path, read_only=True) as ledger:
        fire, talks = ledger.acts("RUS", "NATO"), ledger.acts("GEO", "USA")
        one, other = next(iter(fire)).id, next(iter(talks)).id
    page = ask(client, f"/event/{one}.json")
    assert page["imported"] is True
    assert page["proof"] is None
    assert page["facts"]["code"] == "190"
    assert [(r["quote"], r["outlet"]) for r in page["reports"]] == [("Fire", "Wire"), (None, None)]
    assert all(r["read_from"].startswith("a.tsv:") for r in page["reports"])
    assert "Fire" in client.get(f"/event/{one}").text
    html = client.get(f"/event/{other}").text
    assert "The source gives no words" in html
    assert f"/event/{one}" == client.get(f"/event/{one[:7]}").headers["location"]


def test_a_huge_text_is_cut_around_the_act(told: tuple[TestClient, Ids, Path]) -> None:
    client, ids, _ = told
    page = ask(client, f"/event/{ids['huge'][0]}.json")
    assert len(page["proof"]["context"]) < 5000
    assert "Russia attacked NATO" in page["proof"]["context"]
    html = client.get(f"/event/{ids['huge'][0]}").text
    assert "attacked" in html
    assert len(html) < 60_000


@pytest.fixture(scope="module")
def dyad(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return open_client(publish(make_ledger(tmp_path_factory.mktemp("event") / "b.duckdb")))


def test_the_way_through_a_dyad_meets_every_act_once(dyad: TestClient) -> None:
    listed = [act["id"] for act in ask(dyad, "/dyad/RUS/NATO.json")["acts"]]
    way, walked = f"/event/{listed[0]}.json?a=RUS&b=NATO", []
    while True:
        page = ask(dyad, way)
        walked.append(page["id"])
        assert page["dyad"]["place"] == len(walked)
        assert page["dyad"]["before"] == (walked[-2] if len(walked) > 1 else None)
        if page["dyad"]["after"] is None:
            break
        way = f"/event/{page['dyad']['after']}.json?a=RUS&b=NATO"
    assert walked == listed


def test_the_filters_of_the_dyad_are_carried_on(dyad: TestClient) -> None:
    question = "since=2009-01-01&type=THREATEN&a=RUS&b=NATO"
    html = dyad.get("/dyad/RUS/NATO?since=2009&type=THREATEN").text
    links = re.findall(rf'href="(/event/\w+\?{question})"', html.replace("&amp;", "&"))
    listed = [act["id"] for act in ask(dyad, f"/dyad/RUS/NATO.json?{question}")["acts"]]
    first, second = (f"/event/{id}?{question}" for id in listed)
    assert {first, second} <= set(links)
    page = dyad.get(first).text.replace("&amp;", "&")
    assert re.search(rf'rel="next" href="{re.escape(second)}"', page)
    assert 'rel="prev"' not in page
    assert "act 1 of 2" in page
    assert 'href="/dyad/RUS/NATO?since=2009-01-01&type=THREATEN"' in page


def test_an_overture_and_its_answer_lead_to_each_other(dyad: TestClient) -> None:
    sides = ask(dyad, "/dyad/RUS/NATO.json")["overtures"]
    item = next(i for side in sides for i in side["items"] if i["outcome"] == "answered in kind")
    overture = item["line"]["id"]
    after = ask(dyad, f"/event/{overture}.json?a=RUS&b=NATO")["answered_by"]
    (answer,) = (one for one in after if one["relation"] == "answered in kind")
    back = ask(dyad, f"/event/{answer['id']}.json?a=RUS&b=NATO")["answers"]
    assert (overture, answer["lag_days"]) in [(one["id"], one["lag_days"]) for one in back]


def test_a_dyad_that_the_entry_is_not_in_gives_way_to_its_own(dyad: TestClient) -> None:
    one = ask(dyad, "/dyad/RUS/NATO.json")["acts"][0]["id"]
    page = ask(dyad, f"/event/{one}.json?a=USA&b=CHN")
    assert {page["dyad"]["a"], page["dyad"]["b"]} == {"RUS", "NATO"}
    assert dyad.get(f"/event/{one}?a=RUS&b=RUS").status_code == 400
