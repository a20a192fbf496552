"""How the words of a sentence tell an end, and whose end they tell."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from detente.analysis.answers import End, Wanted, read_act
from detente.analysis.asks import Ask, AskStatus, group_asks
from detente.analysis.meaning import Meanings
from detente.analysis.pair import Pair
from detente.analysis.plans import PromiseStatus, follow_promises
from detente.analysis.stories import merge_stories
from detente.ledger.entries import Entry
from detente.records import Actor
from report.making import make_document, make_entry, quick

PAIR = Pair.parse("NATO", "RUS")


def ask(text: str = "NATO asked Russia to close the depot.", **more: str) -> Entry:
    given = {"issues": "energy", "trigger": "asked", **more}
    return quick("NATO > RUS REQUEST[COOPERATE]", "2008-09-01", text=text, **given)


def later(what: str, text: str, trigger: str) -> Entry:
    return quick(what, "2008-10-01", text=text, trigger=trigger, issues="energy", confidence=0.95)


def follow(*entries: Entry) -> Ask:
    stories = merge_stories(entries)
    return group_asks(stories, stories, PAIR)[0]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Russia spoke and cancelled the work at the depot.", End.UNDONE),
        ("Russia spoke of the cancelled work at the depot.", None),
        ("Russia spoke a day after Norway dropped its planned depot.", None),
        ("Russia spoke of it and Norway has given up the depot.", None),
        ("Russia spoke, and it has given up the depot.", End.UNDONE),
        ("Russia spoke and must refuse to close the depot, they say.", None),
        ("Russia spoke and refused to close the depot.", End.UNDONE),
        (f"Russia spoke {'of this and that ' * 6}to a man who refused to go.", None),
    ],
)
def test_words_of_giving_up_tell_of_who_acts_near_them(text: str, end: End | None) -> None:
    asked, act = merge_stories([ask(), later("RUS > NOR ACCUSE", text, "spoke")])
    wanted = Wanted(Actor("RUS"), (Actor("NATO"),), "COOPERATE", (), (asked,))
    reading = read_act(act, wanted)
    assert (reading.end if reading else None) == end


@pytest.mark.parametrize(
    ("end", "status"),
    [
        ("", AskStatus.OPEN),
        (", and was told that the request would be studied", AskStatus.PARTLY_MET),
        (", a wish that was granted", AskStatus.MET),
        (", and the request was granted", AskStatus.MET),
        (", and was rebuffed", AskStatus.REFUSED),
        (", which has not complied", AskStatus.OPEN),
        (", a demand was met with scorn", AskStatus.OPEN),
    ],
)
def test_the_sentence_of_an_ask_may_tell_what_came_of_it(end: str, status: AskStatus) -> None:
    assert follow(ask(f"NATO asked Russia to close the depot{end}.")).status is status


def test_a_no_to_that_answers_its_own_document_only() -> None:
    no = "Russia refused that to NATO."
    text = f"NATO asked Russia to close the depot. {no}"
    document = make_document(text, "2008-09-01", id="both")
    asked = make_entry(
        document, "NATO > RUS REQUEST[COOPERATE]", trigger="asked", issues="energy",
        quote="NATO asked Russia to close the depot.",
    )  # fmt: skip
    refused = make_entry(
        document, "RUS > NATO REJECT[REQUEST]", trigger="refused", issues="energy", quote=no,
        confidence=0.95,
    )  # fmt: skip
    assert follow(asked, refused).status is AskStatus.REFUSED
    elsewhere = later("RUS > NATO REJECT[REQUEST]", no, "refused")
    assert follow(ask(), elsewhere).status is AskStatus.OPEN


def test_who_promised_not_to_do_it_keeps_that_by_giving_up() -> None:
    said = quick(
        "RUS > NATO AGREE[AID]", "2009-01-10", issues="energy", trigger="told",
        text="Russia told NATO that it would not send the pumps.",
    )  # fmt: skip
    done = quick(
        "RUS > NATO ACCUSE", "2009-02-10", issues="energy", trigger="said",
        text="Russia said that it had cancelled the pumps.",
    )  # fmt: skip
    (promise,) = follow_promises(merge_stories([said, done]), PAIR)
    assert promise.status is PromiseStatus.KEPT


@pytest.mark.parametrize(("near", "status"), [(0.9, AskStatus.MET), (-0.5, AskStatus.OPEN)])
def test_sentences_that_are_far_apart_settle_nothing(near: float, status: AskStatus) -> None:
    def encode(sentences: Sequence[str]) -> np.ndarray:
        side = np.sqrt(1 - near**2)
        return np.array([[1.0, 0.0] if "asked" in one else [near, side] for one in sentences])

    done = later("RUS > NATO COOPERATE", "Russia worked with others there.", "worked")
    stories = merge_stories([ask(), done])
    (found,) = group_asks(stories, stories, PAIR, meanings=Meanings(stories, encode=encode))
    assert found.status is status
    assert (found.reason.endswith("nearness of the sentences 0.90")) is (near > 0)


def test_a_short_sentence_is_read_after_the_one_before_it() -> None:
    short = later("RUS > NATO REJECT", "Russia refused, at least for now.", "refused")
    stories = merge_stories([short])
    paragraph = (
        "It was cold. NATO asked for the depot. Russia refused, at least for now. It rained."
    )
    meanings = Meanings(stories, {short.event.id: paragraph})
    assert meanings.sentence(stories[0]) == (
        "NATO asked for the depot. Russia refused, at least for now."
    )


def test_what_is_not_wanted_is_heard_as_an_echo_only() -> None:
    other = quick("EU > RUS REQUEST[COOPERATE]", "2008-10-01", issues="energy")
    stories = merge_stories([ask(), other])
    (found,) = group_asks(stories, stories, PAIR, is_wanted=lambda one: one.asker[0].code == "NATO")
    assert [str(actor) for actor in found.echoed_by] == ["EU"]
