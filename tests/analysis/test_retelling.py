from __future__ import annotations

from dataclasses import replace

import pytest

from detente.analysis.stories import Story, merge_stories
from detente.ledger.entries import Entry
from report.making import quick

ARREST = "Mexico captures alleged drug trafficker Edgar Valdez Villarreal near Cuernavaca."
AGAIN = "Mexican authorities arrest top drug trafficker Edgar Valdez Villarreal."
OTHER = "Mexican police arrest the mayor of Cancun."


def told(
    what: str,
    text: str,
    trigger: str,
    story: str | None = "s",
    date: str = "2010-08-30",
    **more: str,
) -> Entry:
    return replace(quick(what, date, text=text, trigger=trigger, **more), story=story)


def captured(**more: str) -> Entry:
    return told("MEX > USA-REB COERCE", ARREST, "captures", **more)


def sizes(*entries: Entry) -> list[int]:
    return sorted(len(story.entries) for story in merge_stories(entries))


def test_acts_of_one_news_story_are_one_in_other_words_and_roles() -> None:
    again = told("MEX-GOV > USA-CIV COERCE", AGAIN, "arrest", date="2010-08-31")
    assert sizes(captured(), again) == [2]
    assert sizes(captured(), told("MEX-GOV >  COERCE", AGAIN, "arrest")) == [2]


@pytest.mark.parametrize(
    "other",
    [
        told("MEX-GOV > USA-CIV COERCE", AGAIN, "arrest", story="t"),
        told("MEX-GOV > USA-CIV COERCE", AGAIN, "arrest", story=None),
        told("MEX-GOV > USA-CIV COERCE", OTHER, "arrest"),
        told("MEX-GOV > USA-CIV SANCTION", AGAIN, "arrest"),
        told("MEX-GOV > USA-CIV COERCE", AGAIN, "arrest", date="2010-09-01"),
        told("USA-CIV > MEX-GOV COERCE", AGAIN, "arrest"),
        told("MEX-GOV > USA-CIV COERCE", AGAIN, "arrest", modality="negated"),
    ],
    ids=["other story", "no story", "other words", "other type", "later", "other way", "denied"],
)
def test_what_is_not_the_same_act_stays_apart(other: Entry) -> None:
    assert sizes(captured(), other) == [1, 1]


def test_two_acts_of_one_document_stay_two() -> None:
    one = captured()
    same = replace(captured(), document=one.document)
    again = told("MEX-GOV > USA-CIV COERCE", AGAIN, "arrest")
    assert sizes(one, replace(same, event=replace(same.event, type="ASSAULT")), again) == [1, 2]
    twice = told("MEX > USA-CIV COERCE", ARREST, "captures")
    assert sizes(one, replace(twice, document=one.document), again) == [1, 2]


@pytest.mark.parametrize(("story", "acts"), [("t", 2), ("s", 1), (None, 1)])
def test_acts_coded_alike_in_two_news_stories_must_share_some_wording(
    story: str | None, acts: int
) -> None:
    text = "Andrew Conley, aged eighteen, is sentenced to life imprisonment by a court in Ohio."
    one = told("USA > USA-CIV SANCTION", text, "sentenced")
    text = "The rapper T.I. is sentenced to eleven months for violating terms of his parole."
    assert len(sizes(one, told("USA > USA-CIV SANCTION", text, "sentenced", story=story))) == acts


def test_the_same_words_are_one_act_whatever_the_news_story() -> None:
    assert sizes(captured(), captured(story="t")) == [2]


def test_outlets_that_repeat_a_text_count_once() -> None:
    first = captured(outlet="Wire")
    copy = replace(captured(outlet="Courier"), copy_of=first.document.id)
    own = captured(outlet="Post")
    (story,) = merge_stories([first, copy, own])
    assert (story.reports, story.independent) == (3, 2)
    assert set(story.outlets) == {"Wire", "Courier", "Post"}
    assert story.strength == Story((first, own)).strength


def test_two_reports_of_one_outlet_are_not_independent() -> None:
    (story,) = merge_stories([captured(outlet="Wire"), captured(outlet="Wire")])
    assert (story.reports, story.independent) == (2, 1)
