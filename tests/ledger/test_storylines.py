from __future__ import annotations

import datetime as dt

import pytest

from detente.ledger import DocumentStory, Ledger, Storyline
from detente.records import Coding, Document
from ledger.samples import CODER, coding, document, event

Row = tuple[str, str, str | None]


@pytest.fixture
def ledger() -> Ledger:
    return Ledger.open(":memory:")


def fill(ledger: Ledger, *documents: Document) -> None:
    ledger.write([Coding(one) for one in documents], coder=CODER)


def day(number: int) -> str:
    return (dt.date(2009, 1, 1) + dt.timedelta(number)).isoformat()


def near(ledger: Ledger, days: int, documents: int) -> dict[str, str | None]:
    return {
        one.id: known[one.id].story if one.id in known else None
        for batch, known in ledger.unplaced(days, documents, batch=2)
        for one in batch
    }


def test_a_story_has_its_days_title_reports_and_outlets(ledger: Ledger) -> None:
    fill(
        ledger,
        Document("a", "First.", date=dt.date(2009, 9, 17), outlet="wire", outlets=("radio",)),
        Document("b", "Second.", date=dt.date(2009, 9, 18), outlet="post", title="A title"),
        Document("c", "Second!", date=dt.date(2009, 9, 19), outlet="courier", title="Another"),
    )
    ledger.place([("a", "a", None), ("b", "a", None), ("c", "a", "b")])
    assert list(ledger.storylines()) == [
        Storyline(
            "a", dt.date(2009, 9, 17), dt.date(2009, 9, 19), "A title", 3, 2,
            ("courier", "post", "radio", "wire"),
        )
    ]  # fmt: skip
    assert ledger.storyline("a") == [
        DocumentStory("a", "a", None), DocumentStory("b", "a", None), DocumentStory("c", "a", "b")
    ]  # fmt: skip


def test_a_story_without_title_outlet_or_date_shows_the_beginning_of_its_text(
    ledger: Ledger,
) -> None:
    fill(ledger, document("a", "Russia met NATO.", None, None))
    ledger.place([("a", "a", None)])
    assert list(ledger.storylines()) == [Storyline("a", None, None, "Russia met NATO.", 1, 1, ())]
    assert ledger.storylines().arrow().to_pylist()[0]["outlets"] == ""


def test_stories_of_a_period_are_those_reported_in_it_and_the_limit_takes_the_most_reported(
    ledger: Ledger,
) -> None:
    fill(ledger, *(document(name, name, day(n)) for n, name in enumerate("abcdef")))
    ledger.place([("a", "a", None), ("b", "a", None), ("c", "c", None), ("d", "d", None),
                  ("e", "d", None), ("f", "d", "e")])  # fmt: skip
    assert [one.story for one in ledger.storylines()] == ["a", "c", "d"]
    assert [one.story for one in ledger.storylines(since=day(1), until=day(2))] == ["a", "c"]
    assert [one.story for one in ledger.storylines(limit=2)] == ["a", "d"]
    assert list(ledger.storylines(limit=0)) == []
    with pytest.raises(ValueError, match="limit"):
        ledger.storylines(limit=-1)


def test_new_documents_come_with_their_neighbours_and_no_others(ledger: Ledger) -> None:
    fill(ledger, *(document(f"d{n:02}", f"text {n}", day(n)) for n in range(40)))
    ledger.place((f"d{n:02}", f"d{n:02}", None) for n in range(40) if n != 20)
    assert set(near(ledger, 3, 0)) == {f"d{n}" for n in range(17, 24)}
    assert set(near(ledger, 0, 5)) == {f"d{n}" for n in range(15, 21)}
    order = list(near(ledger, 3, 0))
    assert order.index("d23") < order.index("d20")  # placed ones a little later come before it
    assert near(ledger, 3, 0)["d20"] is None


def test_nothing_is_read_where_every_document_has_its_place(ledger: Ledger) -> None:
    assert near(ledger, 14, 2000) == {}
    fill(ledger, document("a"), document("b", "Other.", None))
    assert near(ledger, 14, 2000) == {"a": None, "b": None}
    ledger.place([("a", "a", None), ("b", "b", None)])
    assert near(ledger, 14, 2000) == {}


def test_entries_say_which_story_their_document_reports(ledger: Ledger) -> None:
    first, second = document("a"), document("b", outlet="wire")
    ledger.write([coding(first, event(first)), coding(second, event(second))], coder=CODER)
    assert {entry.story for entry in ledger.events()} == {None}
    ledger.place([("a", "a", None), ("b", "a", "a")])
    assert [(e.document.id, e.story, e.copy_of) for e in ledger.events()] == [
        ("a", "a", None), ("b", "a", "a")
    ]  # fmt: skip
