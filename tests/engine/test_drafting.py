"""Events written down by hand, in a few fields: made whole, or told what is wrong with them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from detente.engine.drafting import amend_event, draft_event
from detente.errors import UnknownActorError
from detente.records import Content, Document, Genre, When
from ledger.samples import actors

TEXT = (
    "NATO met Russia in Brussels. Later NATO urged Russia to withdraw from Georgia. Russia said no."
)
DOCUMENT = Document("d1", TEXT, outlet="Northern Wire", date=dt.date(2009, 9, 18))
QUOTE = "Later NATO urged Russia to withdraw from Georgia."
FIELDS = {
    "source": "NATO", "target": "Russia", "type": "REQUEST", "evidence": QUOTE, "trigger": "urged",
}  # fmt: skip


def test_words_are_found_in_the_text_and_names_in_the_tables() -> None:
    event = draft_event(DOCUMENT, {**FIELDS, "source_spans": "NATO", "target_spans": ["Russia"]})
    assert (event.source, event.target) == (actors("NATO"), actors("RUS"))
    proof = event.evidence
    for span, words in ((proof.quote, QUOTE), (proof.trigger, "urged"), (proof.source[0], "NATO"),
                        (proof.target[0], "Russia")):  # fmt: skip
        assert span.text == words
        assert span.stands_in(TEXT)
        assert span.start >= TEXT.index("Later")
    assert event.when == When(dt.date(2009, 9, 18), dt.date(2009, 9, 18))
    assert [(voice.kind, voice.name) for voice in event.attribution] == [
        ("outlet", "Northern Wire")
    ]


def test_a_commentary_is_its_authors_word_too() -> None:
    of = Document("d1", TEXT, outlet="Wire", author="A. Author", genre=Genre.COMMENTARY)
    event = draft_event(of, FIELDS)
    assert [voice.name for voice in event.attribution] == ["Wire", "A. Author"]
    assert event.when is None


@pytest.mark.parametrize(
    ("when", "start", "end", "granularity"),
    [
        ("2009", "2009-01-01", "2009-12-31", "year"),
        ("2009-02", "2009-02-01", "2009-02-28", "month"),
        ("2009-02-03", "2009-02-03", "2009-02-03", "day"),
    ],
)
def test_a_date_is_as_fine_as_it_is_given(
    when: str, start: str, end: str, granularity: str
) -> None:
    found = draft_event(DOCUMENT, {**FIELDS, "when": when}).when
    assert found == When(
        dt.date.fromisoformat(start), dt.date.fromisoformat(end), granularity, "stated"
    )


def test_words_may_be_given_by_their_place() -> None:
    start = TEXT.index("Russia said")
    place = {"start": start, "end": len(TEXT)}
    event = draft_event(DOCUMENT, {"source": "RUS", "type": "REJECT", "evidence": place})
    assert event.evidence.quote.text == event.evidence.trigger.text == "Russia said no."


@pytest.mark.parametrize(
    ("fields", "match"),
    [
        ({"evidence": "NATO bombed"}, "does not have these words"),
        ({"evidence": "NATO"}, "more than once"),
        ({"evidence": None}, "evidence is missing"),
        ({"trigger": "met"}, "does not have these words"),
        ({"evidence": {"start": 5, "end": 900}, "trigger": ""}, "no stretch of the text"),
        ({"evidence": {"start": 0, "end": 4, "text": "Nato"}}, "other words there: 'NATO'"),
        ({"evidence": {"start": -9, "end": 4}}, "no stretch of the text"),
        ({"source": ""}, "needs a source"),
        ({"target": "NATO"}, "same actor on both sides"),
        ({"type": "PRAISE"}, "not an event type"),
        ({"mode": "sing"}, "REQUEST has no mode"),
        ({"issue": ["weather"]}, "no such issue: weather"),
        ({"when": "soon"}, "not a date"),
        ({"modality": "sure"}, "sure"),
    ],
)
def test_what_is_wrong_is_said(fields: dict[str, Any], match: str) -> None:
    with pytest.raises(ValueError, match=match):
        draft_event(DOCUMENT, {**FIELDS, **fields})


def test_an_unknown_name_is_met_with_those_that_are_near() -> None:
    with pytest.raises(UnknownActorError, match="Russia"):
        draft_event(DOCUMENT, {**FIELDS, "target": "Russsia"})


def test_an_amendment_changes_what_it_names() -> None:
    event = draft_event(DOCUMENT, {**FIELDS, "content": "RETREAT", "content_source": "Russia"})
    assert event.content == Content("RETREAT", actors("RUS"))
    amended = amend_event(event, DOCUMENT, {"type": "ACCUSE", "content": "", "target": ["Georgia"]})
    assert (amended.type, amended.content, amended.target) == ("ACCUSE", None, actors("GEO"))
    assert (amended.evidence, amended.when) == (event.evidence, event.when)


def test_a_mode_that_the_new_type_does_not_have_falls_away() -> None:
    event = draft_event(DOCUMENT, {**FIELDS, "type": "COERCE", "mode": "seize"})
    assert amend_event(event, DOCUMENT, {"issue": []}).mode == "seize"
    assert amend_event(event, DOCUMENT, {"type": "ASSAULT"}).mode is None
