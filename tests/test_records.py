"""Records refuse what must not enter the ledger."""

from __future__ import annotations

import dataclasses

import pytest

import detente
from detente import Actor, Document, Event, Evidence, EvidenceError, Span
from detente.records import Voice, told_by

TEXT = "Russia attacked Georgia."
QUOTE = Span(0, len(TEXT), TEXT)
TRIGGER = Span(7, 15, "attacked")


def event(source: str, target: str, **changes: object) -> Event:
    plain = Event("d", (Actor.parse(source),), (Actor.parse(target),), "ASSAULT",
                  Evidence(QUOTE, TRIGGER), "rules/0")  # fmt: skip
    return dataclasses.replace(plain, **changes)  # type: ignore[arg-type]


def test_a_span_is_as_long_as_its_words_and_never_empty() -> None:
    for start, end, text in ((0, 3, "ab"), (2, 2, ""), (-1, 1, "ab"), (3, 1, "ab")):
        with pytest.raises(EvidenceError):
            Span(start, end, text)
    assert TRIGGER.stands_in(TEXT)
    assert not TRIGGER.stands_in("Russia bombarded Georgia.")


def test_evidence_lies_inside_its_quote() -> None:
    with pytest.raises(EvidenceError):
        event("RUS", "GEO", evidence=Evidence(Span(0, 6, "Russia"), TRIGGER))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("RUS", "RUS"),
        ("RUS", "RUS-GOV"),
        ("RUS-HOS:dmitry-medvedev", "RUS-MFA"),
        ("RUS", "RUS-MIL"),
    ],
)
def test_no_actor_acts_on_itself(source: str, target: str) -> None:
    with pytest.raises(ValueError, match="both sides"):
        event(source, target)


@pytest.mark.parametrize(
    ("source", "target"),
    [("THA-MIL", "THA-GOV"), ("IRN-GOV", "IRN-CIV"), ("MED:the-times", "MED:the-guardian")],
)
def test_parts_of_a_country_may_act_on_each_other(source: str, target: str) -> None:
    assert event(source, target).target


@pytest.mark.parametrize("text", ["RUS", "RUS-MIL", "RUS-HOS:dmitry-medvedev", "MED:the-times"])
def test_actor_ids_read_back(text: str) -> None:
    assert Actor.parse(text).id == text


@pytest.mark.parametrize("text", ["", "Russia", "RUS-", "RUS-MILITARY", "rus"])
def test_what_is_no_actor_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an actor id"):
        Actor.parse(text)


def test_an_id_is_stable_and_tells_two_readings_apart() -> None:
    assert event("RUS", "GEO").id == event("RUS", "GEO").id
    assert event("RUS", "GEO").id != event("RUS", "UKR").id
    content = detente.Content("RETREAT")
    assert event("RUS", "GEO").id != event("RUS", "GEO", content=content).id


def test_the_face_is_sorted_and_all_of_it_is_there() -> None:
    assert list(detente.__all__) == sorted(detente.__all__)
    for name in detente.__all__:
        assert getattr(detente, name) is not None


def test_documents_with_the_same_words_outlet_and_day_are_the_same_article() -> None:
    assert Document("a", TEXT).digest == Document("b", TEXT).digest
    assert Document("a", TEXT).digest != Document("a", TEXT, outlet="Reuters").digest


@pytest.mark.parametrize(
    ("speaker", "mutual", "expected"),
    [
        (None, False, "outlet's own voice"),
        (Voice("speaker", "diplomats"), False, "unidentified source"),
        (Voice("speaker", "Lavrov", Actor("RUS", "MFA")), False, "self-reported"),
        (Voice("speaker", "Kyiv", Actor("UKR", "GOV")), False, "adversary-reported"),
        (Voice("speaker", "Kyiv", Actor("UKR", "GOV")), True, "self-reported"),
        (Voice("speaker", "Paris", Actor("FRA", "GOV")), False, "third-party"),
    ],
)
def test_whose_word_an_event_rests_on(speaker: Voice | None, mutual: bool, expected: str) -> None:
    kind = told_by(speaker, (Actor("RUS"),), (Actor("UKR"),), mutual)
    assert str(kind) == expected
