from __future__ import annotations

from pathlib import Path

from detente.engine.placing import place_documents
from detente.ledger import Ledger
from detente.records import Coding, Document
from detente.sources import read

CORPUS = Path(__file__).parents[2] / "src" / "detente" / "demo" / "corpus"

# Dispatches of the demonstration corpus on one event, by the facts in its README.
SAME = [
    ("2008-08-26-northern-wire-medvedev", "2008-08-27-harbour-telegraph-a-border"),
    ("2009-03-07-harbour-telegraph-the-wrong", "2009-03-07-vostok-courier-geneva"),
    ("2009-04-01-northern-wire-london", "2009-04-02-meridian-post-obama"),
    ("2009-06-16-northern-wire-russia-vetoes", "2009-06-17-vostok-courier-partners"),
    ("2009-06-29-harbour-telegraph-corfu", "2009-06-29-vostok-courier-corfu"),
    ("2009-10-01-harbour-telegraph-georgia", "2009-10-01-vostok-courier-europe"),
    ("2009-12-17-harbour-telegraph-rasmussen", "2009-12-17-vostok-courier-guest"),
    ("2010-08-12-caspian-monitor-s300", "2010-08-12-meridian-post-missiles"),
]
# Dispatches on one subject, months or years apart.
OTHER = [
    ("2008-09-09-meridian-post-bush-shelves", "2010-05-11-meridian-post-civil-nuclear"),
    ("2008-09-29-northern-wire-security", "2010-06-10-northern-wire-resolution"),
    ("2009-02-05-caspian-monitor-kyrgyzstan", "2009-06-26-caspian-monitor-manas"),
    ("2010-01-22-kontinent-review-patriots", "2010-05-27-northern-wire-patriots"),
]


def dispatches() -> list[Document]:
    return [item for item in read([str(CORPUS)]) if isinstance(item, Document)]


def fill(ledger: Ledger, documents: list[Document]) -> None:
    ledger.write([Coding(one) for one in documents], coder="none/1")


def stories(ledger: Ledger) -> dict[str, str]:
    """The story of each dispatch by the name of its file."""
    names = {one.id: Path(one.source).name for one in dispatches()}
    return {
        names[one.document_id]: row.story
        for row in ledger.storylines()
        for one in ledger.storyline(row.story)
    }


def find(placed: dict[str, str], beginning: str) -> str:
    (story,) = {story for name, story in placed.items() if name.startswith(beginning)}
    return story


def test_dispatches_on_one_event_are_one_story_and_others_are_not() -> None:
    with Ledger.open(":memory:") as ledger:
        fill(ledger, dispatches())
        assert place_documents(ledger) == 120
        placed = stories(ledger)
    assert [pair for pair in SAME if find(placed, pair[0]) != find(placed, pair[1])] == []
    assert [pair for pair in OTHER if find(placed, pair[0]) == find(placed, pair[1])] == []


def test_documents_that_have_their_place_keep_it_and_new_ones_join() -> None:
    documents = dispatches()
    late = [one for one in documents if "vostok-courier" in one.source]
    with Ledger.open(":memory:") as ledger:
        fill(ledger, [one for one in documents if one not in late])
        place_documents(ledger)
        before = stories(ledger)
        fill(ledger, late)
        told: list[int] = []
        assert place_documents(ledger, told.append) == sum(told) == len(late)
        after = stories(ledger)
        assert place_documents(ledger) == 0
    assert before.items() <= after.items()
    assert len(after) == 120
    joined = [pair for pair in SAME if find(after, pair[0]) == find(after, pair[1])]
    assert len(joined) >= len(SAME) - 2


def test_what_was_placed_before_an_interruption_stays() -> None:
    class Enough(Exception):
        pass

    def stop(count: int) -> None:
        raise Enough

    with Ledger.open(":memory:") as ledger:
        fill(ledger, [Document(f"d{n}", f"Text number {n}.") for n in range(600)])
        try:
            place_documents(ledger, stop)
        except Enough:
            placed = len(stories_of(ledger))
        assert 0 < placed < 600
        assert place_documents(ledger) == 600 - placed
        assert len(stories_of(ledger)) == 600


def stories_of(ledger: Ledger) -> list[str]:
    return [one.document_id for row in ledger.storylines() for one in ledger.storyline(row.story)]
