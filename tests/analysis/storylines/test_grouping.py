from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pytest

from detente.analysis.storylines import Grouping, Place
from detente.records import Document

VETO = (
    "Russia vetoed the United Nations observers in Abkhazia, and their mission must leave Georgia."
)
AGAIN = (
    "United Nations observers in Abkhazia must leave Georgia: Russia vetoed their mission at night."
)
TRAIN = "A first train with American cargo for Afghanistan left the port of Riga on Thursday."
PIPE = "Gazprom cut the gas that flows through Ukraine to Bulgaria, Slovakia and Hungary."


def article(id: str, text: str, day: str | None = "2009-06-16", **more: str) -> Document:
    return Document(id, text, date=dt.date.fromisoformat(day) if day else None, **more)


def stories(places: Iterable[Place]) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for place in places:
        groups.setdefault(place.story, []).append(place.document_id)
    return list(groups.values())


def test_reports_of_one_event_are_one_story() -> None:
    documents = [article("a", VETO), article("b", TRAIN), article("c", AGAIN, "2009-06-17")]
    places = Grouping().group(documents)
    assert stories(places) == [["a", "c"], ["b"]]
    assert [place.copy_of for place in places] == [None, None, None]


def test_a_repeated_text_is_a_copy_of_the_first_document_that_has_it() -> None:
    documents = [article("a", VETO), article("b", VETO), article("c", VETO, "2009-06-18")]
    assert Grouping().group(documents) == [
        Place("a", "a"),
        Place("b", "a", "a"),
        Place("c", "a", "a"),
    ]


def test_copies_make_a_story_no_likelier_to_be_joined() -> None:
    once = Grouping().group([article("a", VETO), article("z", AGAIN)])
    often = Grouping().group([article("a", VETO), *(article(f"b{n}", VETO) for n in range(5)),
                              article("z", AGAIN)])  # fmt: skip
    assert once[-1] == often[-1]


@pytest.mark.parametrize("day", ["2009-07-16", "2010-06-16"])
def test_the_same_words_much_later_are_another_story(day: str) -> None:
    assert len(stories(Grouping().group([article("a", VETO), article("b", AGAIN, day)]))) == 2


def test_a_document_without_a_date_may_join_any_open_story() -> None:
    assert len(stories(Grouping().group([article("a", VETO), article("b", AGAIN, None)]))) == 1


def test_a_later_batch_joins_stories_of_an_earlier_one() -> None:
    grouping = Grouping()
    grouping.group([article("a", VETO), article("b", TRAIN)])
    assert grouping.group([article("c", AGAIN, "2009-06-17")]) == [Place("c", "a")]


def test_known_documents_stay_where_they_were_and_are_joined_there() -> None:
    known = {"a": Place("a", "older"), "b": Place("b", "b")}
    documents = [article("a", VETO), article("b", TRAIN), article("c", AGAIN)]
    assert Grouping().group(documents, known) == [Place("c", "older")]


def test_a_known_copy_stands_for_its_text_where_the_original_is_far() -> None:
    known = {"a": Place("a", "older", "older")}
    documents = [article("a", VETO), article("c", AGAIN)]
    assert Grouping().group(documents, known) == [Place("c", "older")]
    again = [article("a", VETO), article("c", VETO)]
    assert Grouping().group(again, known) == [Place("c", "older", "older")]


def test_headlines_without_a_text_find_their_story() -> None:
    title = "Russia vetoes UN observers in Abkhazia"
    documents = [
        article("a", VETO, title=title),
        article("b", "", title="UN observers: Russia vetoes"),
    ]
    assert len(stories(Grouping().group(documents))) == 1


def test_documents_without_a_word_stand_alone() -> None:
    assert stories(Grouping().group([article("a", ""), article("b", "")])) == [["a"], ["b"]]


def test_a_story_closes_when_much_else_has_been_read_and_time_has_passed() -> None:
    def follow(day: str, others: int) -> Place:
        grouping = Grouping(recent_documents=20)
        grouping.group([article("a", VETO)])
        for n in range(others):
            grouping.group([article(f"o{n}", f"{PIPE} {n}", day)])
        return grouping.group([article("z", VETO, "2009-06-30")])[0]

    assert follow("2009-06-20", 40).story == "a"  # read long ago, but within 14 days
    assert follow("2009-07-20", 5).story == "a"  # long past, but read of late
    assert follow("2009-07-20", 40).story == "z"
