"""Reviewing in the explorer: every form, who may send it, and what comes of it."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from detente.cli.serve import gold_rows, open_desk
from detente.ledger import Ledger
from detente.ledger.journal import journal_path, read_journal
from detente.web.app import make_app
from ledger.samples import CODER
from web.explorers import HOST, hostile_coding, publish
from web.told import DENIAL, FIRST, ODD, make_told

Open = Callable[..., TestClient]
ANNA, BEN = "Anna K.", "ben"
STRANGE = '<img src=x onerror=alert(1)> \u202e "quoted" {{ 7 * 7 }}'
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with its snapshot, of which every test has copies of its own."""
    path = tmp_path_factory.mktemp("reviewed") / "a.duckdb"
    make_told(path)
    with Ledger.open(path) as ledger:
        ledger.write([hostile_coding()], coder=CODER)
    publish(path)
    return path


@pytest.fixture
def db(made: Path, tmp_path: Path) -> Path:
    for file in (made, Path(f"{made}.published")):
        shutil.copy2(file, tmp_path)
    return tmp_path / made.name


@pytest.fixture
def open_explorer(db: Path) -> Iterator[Open]:
    """Opens the explorer of the ledger, where reviews are taken or not."""
    ended = []

    def open_one(*, review: bool = True, password: str | None = None) -> TestClient:
        desk = None
        if review:
            ended.append(open_desk(db, password))
            desk = ended[-1].__enter__()
        app = make_app(f"{db}.published", hosts=[HOST], desk=desk, gold=gold_rows)
        return TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)

    yield open_one
    for one in ended:
        one.__exit__(None, None, None)


@pytest.fixture
def client(open_explorer: Open) -> TestClient:
    """One where Anna reviews."""
    found = open_explorer()
    sign_in(found, ANNA)
    return found


def token(client: TestClient, path: str = "/reviews") -> str:
    found = re.search(r'name="token" value="(\w+)"', client.get(path).text)
    return found[1] if found else ""


def send(client: TestClient, path: str, **fields: Any) -> Any:
    """What comes of a form; a list gives a field several times."""
    return client.post(path, data={"token": token(client), **fields})


def sign_in(client: TestClient, name: str, **fields: str) -> Any:
    return send(client, "/reviews/sign-in", reviewer=name, **fields)


def entry(db: Path, type: str, document: str | None = None) -> str:
    """The id of an entry as the published ledger has it."""
    with Ledger.open(f"{db}.published", read_only=True) as ledger:
        return next(iter(ledger.events(type=type, document=document))).event.id


def counted(client: TestClient) -> None:
    """Wait until the explorer shows a snapshot with all reviews in it."""
    for _ in range(200):
        if client.get("/reviews.json").json()["page"]["waiting"] == 0:
            return
        time.sleep(0.05)
    raise AssertionError("a review waits for good")


def kinds(db: Path) -> list[str]:
    return [review.kind.value for review in read_journal(journal_path(db)).reviews]


def page(client: TestClient, id: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/review/{id}.json").json()["page"]
    return found


def filled(client: TestClient, id: str, **changed: Any) -> dict[str, Any]:
    """The form for a correction as the page has it, with some fields changed."""
    return {**{name: list(values) for name, values in page(client, id)["fields"].items()},
            **changed}  # fmt: skip


# Reading only


def test_by_default_nothing_can_be_written(open_explorer: Open, db: Path) -> None:
    client = open_explorer(review=False)
    id = entry(db, "ASSAULT")
    for path in ("/", f"/event/{id}", f"/review/{id}", "/document/one", "/reviews"):
        html = client.get(path).text
        assert 'method="post"' not in html
        assert "set-cookie" not in client.get(path).headers
    for path in (f"/review/{id}/reject", "/reviews/add", "/reviews/sign-in", "/", "/nothing"):
        answer = client.post(path, data={"token": "x"})
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD"
    assert kinds(db) == []


def test_only_forms_are_taken_and_only_where_they_belong(client: TestClient, db: Path) -> None:
    id = entry(db, "ASSAULT")
    for path in ("/", "/reviews", f"/event/{id}", "/static/detente.css", "/openapi.json"):
        assert client.post(path, data={"token": token(client)}).status_code == 405
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        assert client.request(method, "/reviews/add").status_code == 405
    where = f"/review/{id}/reject"
    assert client.get(where).status_code == 405
    assert client.post(where, json={"token": token(client)}).status_code == 400
    assert client.post(where, content=b"token=%ff%fe", headers=FORM).status_code == 400
    assert client.post(where, content=b"a=1&" * 400, headers=FORM).status_code == 400
    big = client.post(where, data={"token": token(client), "note": "x" * 70_000})
    assert big.status_code == 413
    assert kinds(db) == []


# Who may


def test_a_name_is_asked_once_and_kept_in_a_signed_cookie(open_explorer: Open, db: Path) -> None:
    client, id = open_explorer(), entry(db, "ASSAULT")
    assert "Your name" in client.get(f"/event/{id}").text
    answer = sign_in(client, ANNA, back=f"/event/{id}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/event/{id}")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    html = client.get(f"/event/{id}").text
    assert "Your name" not in html
    assert "It is wrong" in html
    name, value = next(iter(client.cookies.items()))
    for forged in (value[:-1] + ("0" if value[-1] != "0" else "1"), f"W10=.{value[-64:]}", "x", ""):
        client.cookies.clear()
        client.cookies.set(name, forged)
        assert "Your name" in client.get(f"/event/{id}").text


@pytest.mark.parametrize("name", ["", "  ", "a/b", "x" * 81, "a\u202eb", "a\nb\x00"])
def test_a_name_that_cannot_stand_is_asked_again(name: str, open_explorer: Open) -> None:
    answer = sign_in(open_explorer(), name)
    assert answer.status_code == 422
    assert "give your name" in answer.text


def test_a_form_needs_the_token_of_its_session(client: TestClient, db: Path) -> None:
    where = f"/review/{entry(db, 'ASSAULT')}/reject"
    for bad in ({}, {"token": ""}, {"token": "0" * 64}, {"token": "ß"}):
        answer = client.post(where, data={**bad, "note": "kept in the form"})
        assert answer.status_code == 403
        assert "kept in the form" in answer.text
        assert "send it again" in answer.text
    good = token(client)
    for headers in ({"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"},
                    {"sec-fetch-site": "same-site"}):  # fmt: skip
        assert client.post(where, data={"token": good}, headers=headers).status_code == 403
    client.cookies.clear()
    assert client.post(where, data={"token": good}).status_code == 403
    assert kinds(db) == []


def test_a_session_that_is_over_loses_nothing_that_was_typed(open_explorer: Open, db: Path) -> None:
    client, id = open_explorer(), entry(db, "ASSAULT")
    fields = {"note": "a long thought", "token": "of the server before"}
    again = client.post(f"/review/{id}/reject", data=fields)
    assert again.status_code == 403
    assert "a long thought" in again.text
    found = re.search(r'name="token" value="(\w+)"', again.text)
    assert found
    fields |= {"token": found[1], "reviewer": ANNA}
    assert client.post(f"/review/{id}/reject", data=fields).status_code == 303
    (made,) = read_journal(journal_path(db)).reviews
    assert (made.reviewer, made.note) == (ANNA, "a long thought")


def test_a_password_is_asked_for_and_tries_are_counted(open_explorer: Open, db: Path) -> None:
    client, id = open_explorer(password="sesame"), entry(db, "ASSAULT")
    assert 'type="password"' in client.get(f"/event/{id}").text
    wrong = sign_in(client, ANNA, password="Sesame")
    assert wrong.status_code == 403
    assert "not the password" in wrong.text
    assert "Sesame" not in wrong.text, "what was tried is not sent back"
    assert f'value="{ANNA}"' in wrong.text
    assert sign_in(client, ANNA).status_code == 403
    assert sign_in(client, ANNA, password="sesame").status_code == 303
    assert send(client, f"/review/{id}/confirm").status_code == 303
    for _ in range(3):
        assert sign_in(client, BEN, password="guess").status_code == 403
    late = sign_in(client, BEN, password="sesame")
    assert late.status_code == 429
    assert 0 < int(late.headers["retry-after"]) <= 60


def test_signing_out_ends_it(client: TestClient, db: Path) -> None:
    before = token(client)
    assert send(client, "/reviews/sign-out").status_code == 303
    assert "Your name" in client.get("/reviews").text
    answer = client.post(f"/review/{entry(db, 'ASSAULT')}/reject", data={"token": before})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)",
             "/x\r\nset-cookie: a=b", "/" + "x" * 2_000],
)  # fmt: skip
def test_no_form_leads_elsewhere(back: str, open_explorer: Open) -> None:
    answer = sign_in(open_explorer(), ANNA, back=back)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/reviews"


# The forms


def test_a_correction_changes_the_account(client: TestClient, db: Path) -> None:
    id = entry(db, "ASSAULT", "one")
    before = client.get("/dyad/RUS/NATO.json").json()["page"]
    back = f"/event/{id}?a=RUS&b=NATO"
    changed = filled(client, id, type="CONSULT", note="They only met.", issue=["arms-control"])
    answer = send(client, f"/review/{id}/correct", back=back, **changed)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{back}#review")
    counted(client)
    moved = client.get(back)
    assert moved.status_code == 307
    new = moved.headers["location"]
    assert new.startswith("/event/")
    assert id not in new
    html = client.get(new).text
    assert "They only met." in html
    assert "counts" in html
    after = client.get("/dyad/RUS/NATO.json").json()["page"]
    told = {act["sentence"] for act in after["acts"]} - {act["sentence"] for act in before["acts"]}
    assert len(told) == 1
    lines = page(client, id)["reviews"]
    assert [(line["kind"], line["reviewer"], line["state"]) for line in lines] == [
        ("correct", ANNA, "counts")
    ]


def test_a_correction_made_from_the_article_leads_back_to_its_words(
    client: TestClient, db: Path
) -> None:
    id, back = entry(db, "ACCUSE", "odd"), f"/document/odd?entry={entry(db, 'ACCUSE', 'odd')}"
    fields = filled(client, id, modality="planned")
    there = send(client, f"/review/{id}/correct", back=back, **fields).headers["location"]
    counted(client)
    new = there.partition("#e-")[2]
    assert new != id
    html = client.get(back).text
    assert f'id="e-{new}"' in html
    assert re.search(rf'<li id="entry-{new}" class="\w+ on"', html), "it is still brought out"


def test_what_was_said_of_an_old_reading_is_not_said_of_the_new_one(
    client: TestClient, db: Path
) -> None:
    id = entry(db, "ACCUSE", "odd")
    assert send(client, f"/review/{id}/correct", **filled(client, id, modality="planned"))
    counted(client)
    late = send(client, f"/review/{id}/reject", note="my own view")
    assert late.status_code == 422
    assert "corrected meanwhile" in late.text
    assert "my own view" in late.text
    found = re.search(r'action="(/review/\w+/reject)"', late.text)
    assert found
    assert id not in found[1]
    assert send(client, found[1], note="my own view").status_code == 303
    assert kinds(db) == ["correct", "reject"]


def test_only_what_differs_is_corrected(client: TestClient, db: Path) -> None:
    id = entry(db, "ASSAULT", "one")
    same = send(client, f"/review/{id}/correct", **filled(client, id))
    assert same.status_code == 422
    assert "changes nothing" in same.text
    assert send(client, f"/review/{id}/correct", **filled(client, id, modality="planned"))
    (made,) = read_journal(journal_path(db)).reviews
    assert made.found is not None
    assert made.event is not None
    assert made.event.modality == "planned"
    for part in ("source", "target", "type", "issues", "when", "attribution", "evidence"):
        assert getattr(made.event, part) == getattr(made.found, part)


def test_confirm_and_reject_count(client: TestClient, db: Path) -> None:
    right, wrong = entry(db, "ACCUSE", "odd"), entry(db, "THREATEN", "odd")
    assert send(client, f"/review/{right}/confirm").status_code == 303
    assert send(client, f"/review/{wrong}/reject", note="a jest").status_code == 303
    counted(client)
    facts = client.get(f"/event/{right}.json").json()["page"]["facts"]
    assert (facts["confidence"], facts["coder"]) == (1.0, f"review/{ANNA}")
    gone = client.get(f"/event/{wrong}")
    assert gone.headers["location"] == f"/review/{wrong}"
    html = client.get(f"/review/{wrong}").text
    assert "counts nowhere" in html
    assert "a jest" in html
    listed = client.get("/document/odd").text
    assert "confirmed" in listed
    assert f"entry-{wrong}" not in listed


def test_a_review_is_taken_back_by_its_own_reviewer_only(client: TestClient, db: Path) -> None:
    id = entry(db, "THREATEN", "odd")
    send(client, f"/review/{id}/reject")
    (made,) = read_journal(journal_path(db)).reviews
    sign_out_and_in(client, BEN)
    assert "Take back" not in client.get(f"/review/{id}").text
    answer = send(client, "/reviews/withdraw", review=made.id)
    assert answer.status_code == 422
    assert f"{ANNA}&#39;s review" in answer.text
    sign_out_and_in(client, ANNA)
    assert "Take back" in client.get(f"/review/{id}").text
    assert (
        send(client, "/reviews/withdraw", review=made.id, back=f"/review/{id}").status_code == 303
    )
    counted(client)
    assert client.get(f"/event/{id}").status_code == 200
    assert send(client, "/reviews/withdraw", review="nope").status_code == 422


def sign_out_and_in(client: TestClient, name: str) -> None:
    send(client, "/reviews/sign-out")
    assert sign_in(client, name).status_code == 303


def test_reports_are_split_from_an_act_and_merged_into_one(client: TestClient, db: Path) -> None:
    id = entry(db, "ASSAULT", "one")
    same = [one["id"] for one in page(client, id)["others"] if one["same"]]
    assert same
    reported = client.get(f"/event/{id}.json").json()["page"]["reported"]
    assert send(client, f"/review/{id}/split", other=same[:1]).status_code == 303
    counted(client)
    assert client.get(f"/event/{id}.json").json()["page"]["reported"] < reported
    assert same[0] in [one["id"] for one in page(client, id)["others"] if not one["same"]]
    assert send(client, f"/review/{id}/merge", other=["", same[0]]).status_code == 303
    counted(client)
    assert client.get(f"/event/{id}.json").json()["page"]["reported"] == reported
    for name in ("split", "merge"):
        nothing = send(client, f"/review/{id}/{name}", note="none chosen")
        assert nothing.status_code == 422
        assert "choose at least one" in nothing.text
        assert "none chosen" in nothing.text
    unknown = send(client, f"/review/{id}/merge", other="beef")
    assert "there is no entry beef" in unknown.text
    assert 'value="beef"' in unknown.text


def test_a_missed_event_is_added_by_its_words(client: TestClient, db: Path) -> None:
    words = "a NATO spokesman said on Friday"
    answer = send(client, "/reviews/add", document="one", evidence=FIRST, trigger="said",
                  source=["NATO", ""], source_spans="NATO spokesman", target="", type="ACCUSE",
                  note=words)  # fmt: skip
    assert answer.status_code == 303, unescape(answer.text)
    counted(client)
    added = entry(db, "ACCUSE", "one")
    assert answer.headers["location"] == f"/review/{added}"
    assert page(client, added)["verdict"] == "added"
    with Ledger.open(db, read_only=True) as ledger:
        event = next(iter(ledger.events(id=added))).event
    assert event.evidence.quote.text == FIRST
    assert [span.text for span in event.evidence.source] == ["NATO spokesman"]


def test_marked_words_are_taken_where_they_were_marked(client: TestClient, db: Path) -> None:
    start = ODD.index("NATO", ODD.index("threatened"))
    quote = ODD[ODD.index("NATO") : ODD.index("at once.") + 8]
    fields = {
        "document": "odd", "source": "RUS", "target": "NATO", "type": "MOBILIZE",
        "evidence": quote, "evidence_start": str(ODD.index(quote)),
        "evidence_end": str(ODD.index(quote) + len(quote)),
        "target_spans": "NATO", "target_spans_start": str(start),
        "target_spans_end": str(start + 4),
    }  # fmt: skip
    assert send(client, "/reviews/add", **fields).status_code == 303
    (made,) = read_journal(journal_path(db)).reviews
    assert made.event is not None
    (span,) = made.event.evidence.target
    assert (span.start, span.text) == (start, "NATO")
    assert made.event.evidence.quote.stands_in(ODD)


def test_words_that_stand_there_twice_need_a_number(client: TestClient) -> None:
    fields = {"document": "odd", "source": "RUS", "target": "NATO", "type": "MOBILIZE",
              "evidence": "NATO"}  # fmt: skip
    answer = send(client, "/reviews/add", **fields)
    assert answer.status_code == 422
    assert "stand there 2 times: say which" in answer.text
    assert "there 2 times, not 3" in send(
        client, "/reviews/add", **fields, evidence_which="3"
    ).text  # fmt: skip
    assert "a whole number" in send(client, "/reviews/add", **fields, evidence_which="two").text
    assert send(client, "/reviews/add", **fields, evidence_which="2").status_code == 303


def test_white_space_is_as_it_stands_in_the_text(client: TestClient, db: Path) -> None:
    words = "at once.\n A second   line."
    fields = {"document": "odd", "source": "RUS", "target": "NATO", "type": "MOBILIZE"}
    assert send(client, "/reviews/add", **fields, evidence=words).status_code == 303
    (made,) = read_journal(journal_path(db)).reviews
    assert made.event is not None
    assert made.event.evidence.quote.text == "at once.\r\nA second line."


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"evidence": "no such words"}, "do not stand in the text"),
        ({"evidence": ""}, "give the sentence"),
        ({"trigger": "Moscow and more"}, "do not stand in the sentence"),
        ({"source": ""}, "say who acts"),
        ({"source": "Rusia"}, "Did you mean Russia"),
        ({"source": "x" * 300}, "a name has at most"),
        ({"target": "RUS"}, "the same actor on both sides"),
        ({"type": ""}, "choose one of the list"),
        ({"type": "KISS"}, "choose one of the list"),
        ({"content": "KISS"}, "choose one of the list"),
        ({"modality": "sure"}, "choose one of the list"),
        ({"mode": "kiss"}, "has no mode"),
        ({"issue": ["arms-control", "weather"]}, "choose one of the list"),
        ({"when": "soon"}, "give a year, month or day"),
        ({"when": "2009-02-31"}, "give a year, month or day"),
        ({"note": "x" * 4_001}, "a note has at most 4,000"),
        ({"note": "a\x00b"}, "cannot be stored"),
    ],
)
def test_a_form_that_cannot_be_taken_says_why_and_keeps_what_was_typed(
    fields: dict[str, Any], message: str, client: TestClient, db: Path
) -> None:
    given = {"document": "no", "source": "Russia", "target": "NATO", "type": "ASSAULT",
             "evidence": DENIAL, "note": "typed with care", **fields}  # fmt: skip
    answer = send(client, "/reviews/add", **given)
    assert answer.status_code == 422
    text = unescape(answer.text)
    assert message in text
    assert 'role="alert"' in text
    for name in ("note", "target", "evidence"):
        if name not in fields:
            assert given[name] in text
    assert kinds(db) == []


def test_an_unknown_entry_or_article_is_not_there(client: TestClient, db: Path) -> None:
    assert client.get("/review/nope").status_code == 404
    for name in ("confirm", "correct", "merge"):
        assert send(client, f"/review/nope/{name}", other="x").status_code == 404
    assert send(client, "/reviews/add", document="nope").status_code == 404
    assert kinds(db) == []


def test_a_concern_is_confirmed_or_rejected(client: TestClient, db: Path) -> None:
    with Ledger.open(f"{db}.published", read_only=True) as ledger:
        id = next(iter(ledger.concerns())).concern.id
    found = page(client, id)
    assert (found["kind"], found["fields"]) == ("concern", {})
    assert "It should read otherwise" not in client.get(f"/review/{id}").text
    assert send(client, f"/review/{id}/correct", type="ACCUSE").status_code == 422
    assert send(client, f"/review/{id}/reject").status_code == 303
    counted(client)
    found = page(client, id)
    assert (found["stands"], found["verdict"]) == (None, "rejected")


# What comes of it


def test_hostile_words_do_nothing(client: TestClient, db: Path) -> None:
    sign_out_and_in(client, '<b onclick="alert(1)">{{ 7 * 7 }}<')
    id = entry(db, "ASSAULT", "one")
    send(client, f"/review/{id}/reject", note=STRANGE)
    send(client, f"/review/{id}/correct", **filled(client, id, source=STRANGE, note=STRANGE))
    mended = send(client, "/reviews/add", document="one", evidence=STRANGE, note=STRANGE)
    for html in (mended.text, *(client.get(path).text for path in (
        "/reviews", f"/review/{id}", "/document/one", "/document/..%2F..%2Fetc%2Fpasswd%3F%3Cx%3E",
        f"/review/{entry(db, 'ASSAULT', '../../etc/passwd?<x>')}",
    ))):  # fmt: skip
        assert "<img" not in html
        assert "<b onclick" not in html
        assert "<svg onload" not in html
        assert not re.search("[\x00-\x08\u202a-\u202e\u2066-\u2069]", html)
        assert ">49<" not in html
        assert not re.search(r"<[^>]*\s(style|on\w+)=", re.sub(r'"[^"]*"', '""', html))
    rows = list(csv.DictReader(io.StringIO(client.get("/reviews.csv").text)))
    assert rows[0]["note"].startswith("<img src=x onerror=alert(1)> \ufffd")


def test_two_reviewers_are_compared(client: TestClient, db: Path) -> None:
    ids = [entry(db, "ACCUSE", "odd"), entry(db, "THREATEN", "odd")]
    for id in ids:
        send(client, f"/review/{id}/confirm")
    sign_out_and_in(client, BEN)
    send(client, f"/review/{ids[0]}/confirm")
    send(client, f"/review/{ids[1]}/reject")
    counted(client)
    found = client.get("/reviews.json").json()["page"]
    accepted = next(one for one in found["fields"] if one["field"] == "accepted")
    assert (accepted["entries"], accepted["agreed"]) == (2, 0.5)
    assert found["judged_by_several"] == 2
    (dispute,) = found["disputes"]
    assert [(claim["reviewer"], claim["kind"]) for claim in dispute["claims"]] == [
        (ANNA, "confirm"), (BEN, "reject"),
    ]  # fmt: skip
    html = client.get("/reviews").text
    assert "Krippendorff" in html
    assert "disputed" in html
    only = client.get("/reviews.json", params={"reviewer": BEN, "kind": "reject"}).json()["page"]
    assert (only["chosen"], only["total"]) == (1, 4)
    assert client.get("/reviews?state=soon").status_code == 400
    assert client.get("/reviews.json?size=3&page=2").json()["page"]["lines"][0]["reviewer"] == ANNA


def test_gold_is_what_was_established(client: TestClient, db: Path) -> None:
    for type in ("ACCUSE", "THREATEN"):
        send(client, f"/review/{entry(db, type, 'odd')}/confirm")
    counted(client)
    answer = client.get("/reviews/gold.jsonl?task=events")
    assert answer.headers["content-disposition"] == 'attachment; filename="gold-events.jsonl"'
    (row,) = map(json.loads, answer.text.splitlines())
    assert row["id"] == "odd"
    assert {event["type"] for event in row["events"]} == {"ACCUSE", "THREATEN"}
    assert len(client.get("/reviews/gold.jsonl?task=type").text.splitlines()) == 2
    assert client.get("/reviews/gold.jsonl?task=poems").status_code == 400
    assert "/reviews/gold.jsonl" in client.get("/openapi.json").json()["paths"]


def test_a_review_waits_while_somebody_holds_the_ledger(client: TestClient, db: Path) -> None:
    id = entry(db, "THREATEN", "odd")
    script = (
        "import sys, detente.ledger as l; h = l.Ledger.open(sys.argv[1]);"
        "print(1, flush=True); input(); h.close()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(db)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert send(client, f"/review/{id}/reject").status_code == 303
        html = client.get(f"/event/{id}").text
        assert "will count from the next snapshot" in html
        assert "somebody else holds the ledger" in html
        assert page(client, id)["waiting"] == 1
        assert client.get("/reviews.json").json()["page"]["waiting"] == 1
        assert kinds(db) == ["reject"]
        holder.communicate(b"\n")
    counted(client)  # it is tried again, so that a moment's holder delays it only
    assert client.get(f"/event/{id}").status_code == 307


def test_reviews_stay_readable_where_none_is_taken(
    client: TestClient, open_explorer: Open, db: Path
) -> None:
    id = entry(db, "ACCUSE", "odd")
    send(client, f"/review/{id}/confirm", note="so it stands")
    counted(client)
    reader = open_explorer(review=False)
    for path in (f"/event/{id}", f"/review/{id}", "/reviews"):
        html = reader.get(path).text
        assert "so it stands" in html
        assert 'method="post"' not in html


def test_what_is_not_reviewed_says_so_where_reviews_are_taken(
    open_explorer: Open, db: Path
) -> None:
    with Ledger.open(db, read_only=True) as ledger:
        act = next(iter(ledger.acts("RUS", "NATO"))).id
    for path, words in ((f"/event/{act}", "not reviewed here"), ("/story/one", "not reviewed")):
        assert words in open_explorer().get(path).text
        assert words not in open_explorer(review=False).get(path).text
