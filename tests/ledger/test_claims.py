"""Whatever order documents come in, and in however many runs, the ledger is the same."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from detente.engine.exporting import export_ledger
from detente.engine.local import run
from detente.engine.placing import place_documents
from detente.engine.session import open_ledger
from detente.ledger import Ledger
from detente.records import Actor, Coding, Concern, Document, Genre, Reject, Voice
from engine.fakes import FakeCoder, NewerCoder
from ledger.samples import CODER, coding, document, event, span


class TellingCoder(FakeCoder):
    """Names the genre, author and outlets that it sees, as coders do, and states a concern."""

    def code(self, documents):  # type: ignore[no-untyped-def]
        for one in documents:
            said = f"{one.genre}, {one.author}, {one.outlets}"
            told = replace(event(one), attribution=(Voice("outlet", said),))
            words = span(one.text, "NATO"), told.evidence.quote
            yield Coding(one, (told,), (Concern(one.id, (Actor("POL"),), *words, CODER),))


def clashing() -> list[Document]:
    """Articles of one text under several ids, with other particulars; several texts of one id."""
    one, other, third = (document("x", f"{n}: Russia met NATO.") for n in range(3))
    return [
        one,
        replace(one, id="a", genre=Genre.EDITORIAL, title="Later by id of the title"),
        replace(one, id="a", genre=Genre.EDITORIAL, title="Another"),
        replace(one, id="m", author="A. Author"),
        other,
        replace(other, genre=Genre.COMMENTARY),
        third,
        replace(third, url="https://example.org/3"),
        document("a", "Four: Russia met NATO."),
        document("a", "Five: Russia met NATO."),
        document("b", "Six: Russia met NATO."),
    ]


def tables(ledger: Ledger) -> list[list[tuple[object, ...]]]:
    """Rows of all tables of what was coded, without the numbers that join them."""
    queries = (
        "SELECT * EXCLUDE source FROM documents",
        "SELECT * EXCLUDE (entry, coding, run_id) FROM events",
        "SELECT * EXCLUDE (entry, coding, run_id) FROM concerns",
        "SELECT document_id, coder, version, live FROM codings",
        "SELECT event_id, a.* EXCLUDE entry FROM attributions AS a JOIN events USING (entry)",
        "SELECT event_id, p.* EXCLUDE entry FROM participants AS p JOIN events USING (entry)",
        "SELECT event_id, e.* EXCLUDE entry FROM evidence AS e JOIN events USING (entry)",
        "SELECT * FROM document_stories",
        "SELECT * EXCLUDE run_id FROM rejects",
    )
    return [sorted(ledger._connection.execute(q).fetchall(), key=repr) for q in queries]


def coded(orders: Iterable[Sequence[Document]], coder: type = TellingCoder) -> Ledger:
    """A ledger of these documents, every sequence in a run that is broken off but the last."""
    ledger = Ledger.open(":memory:")
    *broken, last = orders
    for documents in broken:
        opened = ledger.start_run(coder.name, coder.version)
        for one in documents:
            if not opened.settled(one):
                opened.write(coder().code([one]))
    run(last, ledger, coder, workers=1)
    place_documents(ledger)
    return ledger


def test_no_order_of_copies_and_of_clashing_ids_changes_a_table() -> None:
    documents = clashing()
    with coded([documents]) as ledger:
        want, content = tables(ledger), ledger.content_hash()
        held = {one.id: one for one in ledger.documents()}
    assert len(held) == 6
    assert {id.partition("@")[0] for id in held} == {"a", "b", "x"}
    dice = random.Random(8)
    for _ in range(6):
        dice.shuffle(documents)
        with coded([documents]) as ledger:
            assert tables(ledger) == want
            assert ledger.content_hash() == content
            assert ledger.integrity().ok


def test_runs_that_are_broken_off_change_nothing_either() -> None:
    documents = clashing()
    with coded([documents]) as ledger:
        want = tables(ledger)
    dice = random.Random(9)
    for _ in range(4):
        dice.shuffle(documents)
        broken = documents[: dice.randrange(len(documents))]
        dice.shuffle(documents)
        with coded([broken, documents]) as ledger:
            assert tables(ledger) == want
            assert ledger.integrity().ok


def test_every_order_of_three_copies_is_written_the_same_without_an_engine() -> None:
    one = document("c")
    copies = [one, replace(one, id="b", author="A. Author"), replace(one, id="a", author="B.")]
    found = []
    for order in itertools.permutations(copies):
        with Ledger.open(":memory:") as ledger:
            ledger.write(TellingCoder().code(order), coder=CODER)
            found.append(tables(ledger))
            assert ledger.documents()[0].author == "B."
            assert ledger.events()[0].event.attribution[0].name == "report, B., ()"
    assert all(one == found[0] for one in found)


def test_the_copy_that_counts_is_the_first_by_id_with_all_that_is_said_of_it() -> None:
    one = replace(document("b"), title="B", url="https://b.example", author="B. Author")
    other = replace(one, id="a", title="A", url="https://a.example", author="A. Author")
    with Ledger.open(":memory:") as ledger:
        summary = run([one, other], ledger, TellingCoder)
        assert (summary.documents, summary.skipped) == (1, 1)
        assert replace(ledger.documents()[0], text=other.text) == other
        assert "A. Author" in ledger.events()[0].event.attribution[0].name


def test_copies_that_read_alike_are_not_coded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    code = FakeCoder.code

    def noting(self: FakeCoder, documents: Sequence[Document]) -> Iterator[Coding | Reject]:
        asked.extend(one.id for one in documents)
        return code(self, documents)

    monkeypatch.setattr(FakeCoder, "code", noting)
    one = document("b")
    with Ledger.open(":memory:") as ledger:
        run([one, replace(one, id="a", title="Other"), replace(one, id="c")], ledger, FakeCoder)
        assert asked == ["b"]
        assert [(d.id, d.title) for d in ledger.documents()] == [("a", "Other")]
        assert {e.event.document_id for e in ledger.events()} == {"a"}
        assert [e.event.id for e in ledger.events()] == [replace(event(one), document_id="a").id]


def test_what_a_finished_run_has_given_stays() -> None:
    one, same_id = document("b"), document("b", "Later: Russia met NATO.")
    with Ledger.open(":memory:") as ledger:
        run([one], ledger, FakeCoder)
        before = ledger.content_hash()
        run([replace(one, id="a", genre=Genre.EDITORIAL)], ledger, FakeCoder)
        assert ledger.content_hash() == before
        run([same_id], ledger, FakeCoder)
        assert [d.id for d in ledger.documents()] == ["b", f"b@{same_id.digest[:8]}"]
        run([one, same_id], ledger, NewerCoder)
        assert [d.id for d in ledger.documents()] == ["b", f"b@{same_id.digest[:8]}"]
        assert {e.event.coder for e in ledger.events()} == {"fake/2"}


def test_a_copy_read_again_stays_unseen_as_long_as_the_run_that_does_it() -> None:
    one = document("b")
    editorial = replace(one, id="a", genre=Genre.EDITORIAL)
    with Ledger.open(":memory:") as ledger:
        ledger.start_run("fake", "1").write(FakeCoder().code([one]))
        opened = ledger.start_run("fake", "2")
        opened.write(NewerCoder().code([one]))
        assert not opened.settled(editorial) or opened.rereads() == [editorial]
        opened.write(NewerCoder().code([editorial]))
        assert {e.event.coder for e in ledger.events()} == {"fake/1"}
        opened.finish()
        assert {(e.event.coder, e.event.document_id) for e in ledger.events()} == {("fake/2", "a")}
        assert ledger.counts().unseen == 0
        assert ledger.integrity().ok


def test_exports_do_not_tell_the_order_of_the_input(tmp_path: Path) -> None:
    documents, files = clashing(), {}
    for order in (documents, documents[::-1]):
        path = tmp_path / f"{len(files)}.db"
        with open_ledger(path) as ledger:
            run(order, ledger, TellingCoder, workers=1)
            place_documents(ledger)
            out = tmp_path / f"{len(files)}"
            export_ledger(ledger, "csv", out)
            files[out] = {file.name: file.read_bytes() for file in out.iterdir()}
    one, other = files.values()
    assert len(one) > 5
    assert one == other


@pytest.mark.parametrize("id", ["@", "a@", "@b@c", "\ud800", "x\x00y", "é", "a\x1fb", "../..", " "])
def test_odd_ids_are_kept_and_come_twice_without_harm(id: str) -> None:
    one, other = document(id), document(id, "Other: Russia met NATO.")
    with Ledger.open(":memory:") as ledger:
        run([one, other, one], ledger, FakeCoder, workers=1)
        assert ledger.counts().documents == 2
        assert ledger.integrity().ok
        held = [d.id for d in ledger.documents()]
        assert len(set(held)) == 2
        assert {ledger.document(id).text for id in held} == {one.text, other.text}  # type: ignore[union-attr]
        assert coding(one, event(one)).events[0].type in {e.event.type for e in ledger.events()}
