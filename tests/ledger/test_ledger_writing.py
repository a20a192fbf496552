"""What enters a ledger, what does not, and what becomes of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from detente.errors import LedgerError
from detente.ledger import Ledger
from detente.records import Coding, Concern, Document, Event, Evidence, Passage, Reject, Span
from ledger.samples import CODER, FULL_TEXT, coding, document, event, full_coding, span


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with Ledger.open(":memory:") as opened:
        yield opened


def codes(ledger: Ledger) -> list[tuple[str, str]]:
    return [(reject.stage, reject.code) for reject in ledger.rejects()]


def test_every_field_comes_back_as_it_went_in(ledger: Ledger) -> None:
    whole = full_coding()
    written = ledger.write([whole], coder=CODER)
    assert (written.documents, written.events, written.concerns) == (1, 1, 1)
    entry = ledger.events()[0]
    assert entry.event == whole.events[0]
    assert entry.event.id == whole.events[0].id
    assert dataclasses.replace(entry.document, text=FULL_TEXT) == whole.document
    assert ledger.concerns()[0].concern == whole.concerns[0]
    assert ledger.document(whole.document.id) == whole.document
    assert ledger.passages(whole.document.id) == (
        Passage(0, 0, 3, "Ж𝔘."),
        Passage(1, 4, 9, "The “"),
    )
    assert ledger.document("another") is None


def test_an_event_without_particulars_comes_back_too(ledger: Ledger) -> None:
    of = document("a", date=None, outlet=None)
    ledger.write([coding(of, event(of))], coder=CODER)
    entry = ledger.events()[0]
    assert entry.event == event(of)
    assert (entry.date, entry.document.outlet, entry.outlets) == (None, None, ())


def test_quad_score_and_day_stand_on_the_entry(ledger: Ledger) -> None:
    of = document("a", "Russia urged NATO.")
    ledger.write(
        [full_coding(), coding(of, event(of, type="ASSAULT", trigger="urged"))], coder=CODER
    )
    plain, demand = ledger.events()
    assert (plain.quad, plain.score < 0, str(plain.date)) == (4, True, "2009-09-18")
    assert (demand.quad, demand.score < 0, str(demand.date)) == (3, True, "2010-01-01")


def test_a_span_that_does_not_stand_in_the_text_is_rejected_and_the_rest_enters(
    ledger: Ledger,
) -> None:
    of = document("a")
    good = event(of)
    quote = Span(0, 16, "Russia met Nato.")
    bad = dataclasses.replace(good, type="AID", evidence=Evidence(quote, Span(7, 10, "met")))
    beyond = Concern(
        of.id, good.source, span(of.text, "met"), Span(1, 17, "Russia met NATO."), CODER
    )
    written = ledger.write([Coding(of, (bad, good), (beyond,))], coder=CODER)
    assert (written.events, written.concerns, written.rejects) == (1, 0, 2)
    assert [entry.event for entry in ledger.events()] == [good]
    assert codes(ledger) == [("ledger", "evidence")] * 2
    assert "Russia met Nato." in ledger.rejects()[0].detail


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"type": "HUG"}, "type"),
        ({"coder": "other/1"}, "coder"),
        ({"document_id": "b"}, "document"),
        ({"where": "\ud800"}, "encoding"),
    ],
)
def test_an_entry_that_cannot_be_stored_faithfully_is_rejected(
    ledger: Ledger, change: dict[str, str], code: str
) -> None:
    of = document("a")
    bad = dataclasses.replace(event(of), **change)  # type: ignore[arg-type]
    ledger.write([coding(of, bad)], coder=CODER)
    assert codes(ledger) == [("ledger", code)]
    assert ledger.counts().documents == 1


def test_one_reading_told_twice_is_stored_once_and_two_with_one_id_are_not_lost(
    ledger: Ledger,
) -> None:
    of = document("a")
    first, second = event(of), event(of, issues=("energy",))
    assert first.id == second.id
    ledger.write([coding(of, first, first, second)], coder=CODER)
    assert [entry.event for entry in ledger.events()] == [first]
    assert codes(ledger) == [("ledger", "duplicate")]


def test_text_with_half_a_surrogate_pair_is_a_reject_and_a_path_with_one_is_not(
    ledger: Ledger,
) -> None:
    broken = document("a", "Russia \ud800 met NATO.")
    odd_name = dataclasses.replace(document("b\udce9.txt"), text="Odd: Russia met NATO.")
    ledger.write([Coding(broken), coding(odd_name, event(odd_name))], coder=CODER)
    assert codes(ledger) == [("ledger", "encoding")]
    assert [entry.event.document_id for entry in ledger.events()] == ["b\\udce9.txt"]


def test_offsets_are_characters_whatever_the_text_holds(ledger: Ledger) -> None:
    text = "e\u0301 👨‍👩‍👧 \x00 नमस्ते 🇷🇺 Russia met NATO."
    of = document("a", text)
    quote = span(text, "Russia met NATO.")
    ledger.write(
        [Coding(of, (dataclasses.replace(event(of), evidence=Evidence(quote, quote)),))],
        coder=CODER,
    )
    proof = ledger.integrity()
    assert (proof.evidence, proof.violations, proof.ok) == (2, 0, True)


def test_the_same_article_twice_adds_nothing(ledger: Ledger) -> None:
    of = document("a")
    again = dataclasses.replace(of, id="b")
    ledger.write([coding(of, event(of)), coding(again, event(again))], coder=CODER)
    before = ledger.content_hash(), ledger.counts().documents
    later = ledger.write([coding(of, event(of)), coding(again, event(again))], coder=CODER)
    assert (later.documents, later.skipped, later.events) == (0, 2, 0)
    assert (ledger.content_hash(), ledger.counts().documents) == before
    assert [d.id for d in ledger.documents()] == ["a"]


def test_other_text_under_a_known_id_is_stored_beside_it(ledger: Ledger) -> None:
    of, other = document("a"), document("a", "Later: Russia met NATO.")
    ledger.write([coding(of, event(of))], coder=CODER)
    ledger.write([coding(other, event(other))], coder=CODER)
    id = f"a@{other.digest[:8]}"
    assert [d.id for d in ledger.documents()] == ["a", id]
    assert [entry.event.document_id for entry in ledger.events()] == ["a", id]
    assert ledger.write([coding(other, event(other))], coder=CODER).skipped == 1
    assert ledger.integrity().ok


def test_a_reject_is_counted_whenever_met_and_stored_once(ledger: Ledger) -> None:
    reject = Reject("x.html", "source", "unreadable", "no text")
    assert ledger.write([], [reject, reject], coder=CODER).rejects == 2
    assert ledger.write([], [reject], coder=CODER).rejects == 1
    assert list(ledger.rejects()) == [reject]


def test_another_version_takes_over_when_its_run_is_finished(ledger: Ledger) -> None:
    old, new = document("a"), document("b", "New: Russia met NATO.")
    both = [coding(of, event(of)) for of in (old, new)]
    ledger.write(both, coder="fake/1")
    run = ledger.start_run("fake", "2")
    second = event(old, type="AID", coder="fake/2")
    run.write([Coding(old, (second,), passages=(Passage(0, 0, 6, ""),))])
    assert {entry.event.coder for entry in ledger.events()} == {"fake/1"}
    assert ledger.counts().unseen == 1
    run.finish()
    assert [(e.event.document_id, e.event.coder) for e in ledger.events()] == [
        ("a", "fake/2"),
        ("b", "fake/1"),
    ]
    assert ledger.events(document="a")[0].event == second
    assert ledger.passages("a") == (Passage(0, 0, 6, "Russia"),)
    assert ledger.counts().unseen == 0
    assert ledger.integrity().ok


def test_a_finished_recoding_is_the_same_as_coding_with_that_version_alone(
    ledger: Ledger,
) -> None:
    of = document("a")
    ledger.write([full_coding("fake/1"), coding(of, event(of))], coder="fake/1")
    second = [full_coding("fake/2"), coding(of, event(of, type="AID", coder="fake/2"))]
    ledger.write(second, coder="fake/2")
    with Ledger.open(":memory:") as fresh:
        fresh.write(second, coder="fake/2")
        assert fresh.content_hash() == ledger.content_hash()
        assert fresh.counts().events == ledger.counts().events == 2
        assert len(fresh.concerns()) == len(ledger.concerns()) == 1


def test_an_interrupted_recoding_stays_unseen_and_is_taken_over(ledger: Ledger) -> None:
    docs = [document(name, f"{name}: Russia met NATO.") for name in "abc"]
    ledger.write([coding(of, event(of)) for of in docs], coder="fake/1")
    before = ledger.content_hash()

    first = ledger.start_run("fake", "2")
    first.write([coding(docs[0], event(docs[0], coder="fake/2"))])
    first.stop("interrupted")
    assert ledger.content_hash() == before

    unrelated = ledger.start_run("fake", "2")
    unrelated.finish()
    assert ledger.content_hash() == before, "a run that never met the document shows it"

    second = ledger.start_run("fake", "2")
    assert [second.settled(of) for of in docs] == [True, False, False]
    second.write([coding(of, event(of, coder="fake/2")) for of in docs[1:]])
    assert ledger.content_hash() == before
    second.finish()
    assert [e.event.coder for e in ledger.events()] == ["fake/2"] * 3
    assert [row["status"] for row in ledger.runs()] == ["done", "interrupted", "done", "done"]


def test_coders_of_other_names_live_side_by_side(ledger: Ledger) -> None:
    of = document("a")
    ledger.write([coding(of, event(of))], coder="fake/1")
    ledger.write([coding(of, event(of, coder="human/1"))], coder="human/1")
    assert ledger.counts().documents == 1
    assert [e.event.coder for e in ledger.events()] == ["fake/1", "human/1"]
    assert [e.event.coder for e in ledger.events(coder="human")] == ["human/1"]
    assert len(ledger.events(coder="fake/2")) == 0


def test_a_document_that_the_coder_declined_is_settled_for_that_version_only(
    ledger: Ledger,
) -> None:
    of = document("a")
    run = ledger.start_run("fake", "1")
    run.write([], refusals=[(of, Reject("a", "code", "language", "not English"))])
    run.finish()
    assert ledger.start_run("fake", "1").settled(of)
    assert not ledger.start_run("fake", "2").settled(of)
    assert ledger.counts().rejects == 1


def test_a_batch_that_fails_leaves_nothing_behind(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = document("a")
    run = ledger.start_run("fake", "1")

    def interrupt(self: Event) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Event, "id", property(interrupt))
        with pytest.raises(KeyboardInterrupt):
            run.write([coding(of, event(of))])
    assert ledger.counts().documents == 0
    assert not run.settled(of)
    assert run.write([coding(of, event(of))]).events == 1
    assert ledger.integrity().ok


def test_a_coder_is_named_with_its_version(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="name/version"):
        ledger.write([], coder="fake")


def test_the_order_of_writing_does_not_show_in_the_hash() -> None:
    docs = [document(name, f"{name}: Russia met NATO.") for name in "abc"]
    codings = [coding(of, event(of)) for of in docs]

    def hashed(parts: list[list[Coding]]) -> str:
        with Ledger.open(":memory:") as ledger:
            for part in parts:
                ledger.write(part, coder=CODER)
            return ledger.content_hash()

    whole = hashed([codings])
    assert hashed([[codings[2]], codings[:2]]) == whole
    assert hashed([codings[:2]]) != whole
    changed = [coding(of, event(of, confidence=0.81)) for of in docs]
    assert hashed([changed]) != whole


def test_reading_only_cannot_write(tmp_path: object) -> None:
    path = f"{tmp_path}/a.db"
    Ledger.open(path).close()
    with Ledger.open(path, read_only=True) as ledger, pytest.raises(LedgerError, match="reading"):
        ledger.write([Coding(Document("a", "text"))], coder=CODER)
