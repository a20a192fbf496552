"""What the explorer refuses, and how: hosts, methods, bodies, hostile texts, slow questions."""

from __future__ import annotations

import csv
import io
import re
import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from detente.web.headers import HEADERS
from web.explorers import (
    HOSTILE_CELL,
    hostile_coding,
    make_ledger,
    open_client,
    publish,
)

PATHS = (
    "/", "/search?q=script", "/dyad/RUS/NATO", "/dyad/RUS/NATO.json", "/dyad/RUS/NATO.csv",
    "/nothing", "/nothing.json", "/openapi.json", "/static/detente.css", "/dyad/RUS/NATO?page=x",
)  # fmt: skip


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("web") / "it's a.duckdb"
    return publish(make_ledger(path, hostile_coding(), months=6))


@pytest.fixture(scope="module")
def client(snapshot: Path) -> TestClient:
    return open_client(snapshot)


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_headers_and_no_licence(client: TestClient, path: str) -> None:
    answer = client.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("path", PATHS[:3])
def test_pages_hold_no_inline_script_style_or_handler(client: TestClient, path: str) -> None:
    html = client.get(path).text
    assert not re.search(r"<script(?![^>]*\ssrc=\"/static/)", html)
    assert not re.search(r"<[^>]*\s(style|on\w+)=", re.sub(r'"[^"]*"', '""', html))
    assert "<style" not in html
    assert not re.search(r'(src|href)="(?!/|#|https?://)', html)


def test_only_its_own_names_are_answered(snapshot: Path) -> None:
    for host in ("evil.example", "127.0.0.1:9", "127.0.0.1"):
        answer = open_client(snapshot, host=host).get("/")
        assert answer.status_code == 400
        assert "Russia" not in answer.text


def test_nothing_can_be_sent(client: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        answer = client.request(method, "/")
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD"
    assert client.request("GET", "/", content=b"x" * 70_000).status_code == 413
    assert client.head("/").status_code == 200


def test_hostile_texts_are_shown_as_they_are(client: TestClient) -> None:
    for path in PATHS[:3]:
        html = client.get(path).text
        assert "<script>alert" not in html
        assert "<img" not in html
        assert "<b onmouseover" not in html
        assert "<svg onload" not in html
        assert "javascript:" not in html
        assert not re.search("[\x00-\x08\u202a-\u202e\u2066-\u2069]", html)
        assert ">49<" not in html
        assert " 49 " not in html
    dyad = client.get("/dyad/RUS/NATO").text
    assert "&lt;b onmouseover=alert(1)&gt;Russia&lt;/b&gt; attacked NATO" in dyad


def test_no_cell_of_a_csv_is_a_formula(client: TestClient) -> None:
    rows = list(csv.reader(io.StringIO(client.get("/search.csv?q=hyperlink").text)))
    cells = [cell for row in rows for cell in row]
    assert f"'{HOSTILE_CELL}" in cells
    assert not any(cell.startswith("=") for cell in cells)


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nothing", 404, "no page at this address"),
        ("/dyad/RUS/Atlantis", 404, "Nobody here is called Atlantis"),
        ("/dyad/RUS/RUS", 400, "a pair needs two sides"),
        ("/dyad/RUS/NATO?since=soon", 400, "since: not a date"),
        ("/dyad/RUS/NATO?since=2009-02-30", 400, "since: "),
        ("/dyad/RUS/NATO?type=KISS", 400, "type is one of"),
        ("/dyad/RUS/NATO?page=0", 400, "page is between 1 and"),
        ("/dyad/RUS/NATO?confidence=nan", 400, "confidence is between 0 and 1"),
        ("/dyad/RUS/NATO?coder=nobody", 404, "Nobody called nobody"),
        (f"/search?q={'x' * 300}", 400, "more than 200 characters"),
        ("/?span=1000000", 400, "span is between 1 and 120"),
    ],
)
def test_errors_say_what_is_wrong(client: TestClient, path: str, status: int, words: str) -> None:
    html = client.get(path)
    assert html.status_code == status
    assert words in html.text
    assert 'action="/search"' in html.text
    bare, mark, question = path.partition("?")
    twin = client.get(f"{'/world' if bare == '/' else bare}.json{mark}{question}")
    assert twin.status_code == status
    assert set(twin.json()) == {"error"}


def test_a_slow_question_is_stopped_and_explained(
    snapshot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = """SELECT max(?) AS sought, max(?) AS kind, count(*) AS n
              FROM range(1000000000) AS a, range(1000) AS b"""
    monkeypatch.setattr("detente.ledger.published._OTHERS", slow)
    client = open_client(snapshot, seconds=0.3)
    started = time.monotonic()
    answer = client.get("/search?q=anything")
    assert time.monotonic() - started < 3
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "the question was stopped" in answer.text
    assert client.get("/dyad/RUS/NATO").status_code == 200


def test_a_failure_is_told_without_its_insides(
    snapshot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*given: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr("detente.ledger.published.Snapshot.runs", fail)
    answer = open_client(snapshot).get("/")
    assert answer.status_code == 500
    assert "a secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
