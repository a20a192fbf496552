"""When and where a deed was, as far as its sentence says."""

from __future__ import annotations

import datetime as dt

import pytest

from detente.coding.rules import RulesCoder
from detente.records import Coding, Document, Event

PUBLISHED = dt.date(2019, 5, 2)


def event(text: str, type: str) -> Event:
    (coding,) = RulesCoder().code([Document("d", text, date=PUBLISHED, outlet="Wire")])
    assert isinstance(coding, Coding)
    return next(e for e in coding.events if e.type == type)


@pytest.mark.parametrize(
    ("text", "type", "where"),
    [
        ("Israel bombed a market in Mokha, Yemen.", "ASSAULT", "Mokha"),
        ("Chadian police arrested nine teachers in Bongor.", "COERCE", "Bongor"),
        ("Syria shelled rebels near a camp in Latakia province.", "ASSAULT", "Latakia province"),
        ("Iran bombed Iraq in February.", "ASSAULT", None),
        ("Russia bombed rebels in the Syrian Civil War.", "ASSAULT", None),
    ],
)
def test_a_place_is_one_and_may_hang_on_a_victim(text: str, type: str, where: str | None) -> None:
    assert event(text, type).where == where


@pytest.mark.parametrize(
    ("text", "type", "day"),
    [
        ("Nine people die in a Turkish air strike on Iraq.", "ASSAULT", PUBLISHED),
        ("France recalls the Turkish bombing of Iraq.", "ASSAULT", None),
        ("Kenya praised Chad after Iran had bombed Iraq.", "ASSAULT", None),
        ("Kenya freed a journalist detained by Chad.", "COERCE", None),
        ("Germany postpones its summit with Chad to Monday.", "SANCTION", PUBLISHED),
    ],
)
def test_the_day_of_the_news_is_that_of_what_it_tells_as_new(
    text: str, type: str, day: dt.date | None
) -> None:
    when = event(text, type).when
    assert (when and when.start) == day
