"""The page of an article: its text to the letter, and every entry's words marked in it."""

from __future__ import annotations

import html as entities
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from web.explorers import hostile_coding, make_ledger, open_client, publish
from web.told import DEEP, ODD, WHOLE, make_told

HOSTILE = "/document/..%2F..%2Fetc%2Fpasswd%3F%3Cx%3E"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[TestClient, dict[str, list[str]]]:
    path = tmp_path_factory.mktemp("document") / "a.duckdb"
    ids = make_told(path)
    return open_client(publish(path)), ids


def ask(client: TestClient, path: str) -> dict[str, Any]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()["page"]  # type: ignore[no-any-return]


def body(client: TestClient, path: str) -> str:
    """The text of the article as a browser shows it, without the numbers."""
    html = client.get(path).text
    text = html.partition('id="text" dir="auto">')[2].partition("</div>")[0]
    text = re.sub(r'<a class="num".*?</a>', "", text)
    return entities.unescape(re.sub(r"</?(?:mark|p)[^>]*>", "", text)).strip()


def test_the_text_is_whole_and_every_offset_holds(
    told: tuple[TestClient, dict[str, list[str]]],
) -> None:
    client, _ = told
    page = ask(client, "/document/odd.json")
    assert page["text"] == ODD
    assert [one["kind"] for one in page["entries"]] == ["event", "concern", "event"]
    for one in page["entries"]:
        assert ODD[one["start"] : one["end"]] == one["quote"]
        parts = {m["part"]: ODD[m["start"] : m["end"]] for m in one["marks"]}
        assert parts["quote"] == one["quote"]
        assert parts.get("trigger") in (None, "accused", "threatened")


def test_what_is_shown_is_the_text_with_its_accents_as_they_were(
    told: tuple[TestClient, dict[str, list[str]]],
) -> None:
    client, _ = told
    shown = body(client, "/document/odd")
    assert "Zu\u0308rich und Z\u00fcrich" in shown
    assert unicodedata.normalize("NFC", shown) != shown
    words = re.sub(r"\s+", " ", ODD).strip()
    assert re.sub(r"\s+", " ", shown) == words
    assert "\ufffd" not in shown  # a carriage return ends a line, and is not shown as a control
    assert client.get("/document/odd").text.count("<p data-at=") >= 3


def test_overlapping_marks_are_cut_into_pieces(
    told: tuple[TestClient, dict[str, list[str]]],
) -> None:
    client, ids = told
    html = client.get(f"/document/odd?entry={ids['odd'][1]}").text
    pieces = re.findall(r'<mark class="([^"]*)" data-m="([^"]*)"([^>]*)>([^<]*)</mark>', html)
    assert "".join(entities.unescape(words) for *_, words in pieces) == WHOLE
    russia = next(piece for piece in pieces if piece[3] == "Russia" and "on-source" in piece[0])
    assert {"1quote", "2quote", "3quote", "3source."} <= set(russia[1].split())
    assert 'data-tag="who"' in russia[2]
    outside = next(piece for piece in pieces if piece[3].startswith(" 😀"))
    assert "on" not in outside[0].split()
    numbers = re.findall(r'<a class="num" id="e-(\w+)" href="#entry-(\w+)"', html)
    assert [one for one, _ in numbers] == [one for _, one in numbers]
    assert len(numbers) == 3


def test_marks_come_one_after_another_by_plain_links(
    told: tuple[TestClient, dict[str, list[str]]],
) -> None:
    client, _ = told
    entries = [one["id"] for one in ask(client, "/document/odd.json")["entries"]]
    way, met = "/document/odd", []
    while True:
        html = client.get(way).text
        after = re.search(r'rel="next"[^>]*href="([^"]*)#e-(\w+)"', html)
        if after is None:
            break
        way = entities.unescape(after[1])
        met.append(after[2])
        assert f'id="e-{after[2]}"' in html
    assert met == entries
    assert re.search(rf'rel="prev"[^>]*href="[^"]*#e-{entries[-2]}"', html)


def test_documents_of_the_same_story_are_told_with_copies(
    told: tuple[TestClient, dict[str, list[str]]],
) -> None:
    client, _ = told
    siblings = ask(client, "/document/two.json")["siblings"]
    assert [(one["id"], one["copy_of"], one["copy_outlet"]) for one in siblings] == [
        ("one", None, None), ("three", "one", "Kommersant"), ("two", None, None)
    ]  # fmt: skip
    html = client.get("/document/two").text
    assert 'href="/story/one"' in html
    assert "this one" in html
    assert ask(client, "/document/odd.json")["siblings"] == []


def test_an_id_may_be_a_path_and_look_like_a_twin(
    told: tuple[TestClient, dict[str, list[str]]],
) -> None:
    client, ids = told
    event = client.get(f"/event/{ids[DEEP][0]}").text
    (link,) = set(re.findall(r'href="(/document/[^"?#]*)\?entry', event))
    html = client.get(link)
    assert html.status_code == 200
    assert "NATO" in body(client, link)
    (twin,) = re.findall(r'<a href="([^"]*\.json)">JSON', html.text)
    assert ask(client, twin)["id"] == DEEP
    assert client.get("/document/no-such-thing").status_code == 404
    assert client.get("/document/no-such-thing.json").status_code == 404


def test_only_web_addresses_lead_out(told: tuple[TestClient, dict[str, list[str]]]) -> None:
    client, _ = told
    assert 'href="https://example.org/one"' in client.get("/document/one").text
    for path in ("/document/three", "/story/one"):
        assert "javascript:" not in client.get(path).text


def test_a_hostile_article_is_shown_as_it_is(tmp_path: Path) -> None:
    client = open_client(publish(make_ledger(tmp_path / "a.duckdb", hostile_coding(), months=1)))
    answer = client.get(HOSTILE)
    assert answer.status_code == 200
    for part in ("<script>alert", "<img", "<b onmouseover", "<svg onload", "javascript:"):
        assert part not in answer.text
    assert not re.search("[\x00-\x08\u202a-\u202e\u2066-\u2069]", answer.text)
    assert "&lt;b onmouseover=alert(1)&gt;Russia" in re.sub(r"</?mark[^>]*>", "", answer.text)
    assert not re.search(r'(src|href)="(?!/|#|https?://)', answer.text)
    (twin,) = re.findall(r'<a href="([^"]*\.csv)">CSV', answer.text)
    assert client.get(twin).status_code == 200
    (entry,) = client.get(f"{HOSTILE}.json").json()["page"]["entries"]
    event = client.get(f"/event/{entry['id']}").text
    assert "<script>alert" not in event
    assert "javascript:" not in event
    assert HOSTILE in event


def test_another_coder_than_there_is_is_not_found(
    told: tuple[TestClient, dict[str, list[str]]],
) -> None:
    client, _ = told
    assert client.get("/document/one?coder=nobody").status_code == 404
    assert ask(client, "/document/one.json?coder=cameo")["entries"] == []
    assert len(ask(client, "/document/one.json?coder=fake")["entries"]) == 1
