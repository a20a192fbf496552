from __future__ import annotations

import pytest

from detente.analysis.asks import Ask, AskStatus, group_asks
from detente.analysis.pair import Pair
from detente.analysis.stories import merge_stories
from detente.ledger.entries import Entry
from report.making import quick

PAIR = Pair.parse("NATO", "RUS")


def group(*entries: Entry) -> list[Ask]:
    stories = merge_stories(entries)
    return group_asks(stories, stories, PAIR)


def demand(date: str = "2008-09-01", **more: str) -> Entry:
    return quick("NATO > RUS REQUEST[RETREAT]", date, **{"issues": "energy", **more})


def test_a_repeated_ask_is_one_with_its_count() -> None:
    (ask,) = group(demand("2008-09-01"), demand("2008-10-01"), demand("2008-11-01"))
    assert (ask.times, str(ask.asker[0]), str(ask.addressee), ask.deed) == (
        3,
        "NATO",
        "RUS",
        "RETREAT",
    )
    assert ask.status is AskStatus.OPEN


def test_another_deed_issue_or_asker_is_another_ask() -> None:
    others = [
        quick("NATO > RUS REQUEST[AID]", "2008-09-01", issues="energy"),
        demand("2008-10-01", issues="cyber"),
        quick("RUS > NATO REQUEST[RETREAT]", "2008-09-01", issues="energy"),
        quick("MED:gazette > RUS REQUEST[RETREAT]", "2008-09-01", issues="energy"),
    ]
    asks = group(demand(), *others)
    assert len(asks) == 5
    assert str(asks[-1].asker[0]) == "MED:gazette"  # the two sides' asks come first


@pytest.mark.parametrize(
    ("what", "issue", "date", "status"),
    [
        ("RUS > NATO RETREAT", "energy", "2008-10-01", AskStatus.MET),
        ("RUS > GEO RETREAT", "energy", "2008-10-01", AskStatus.MET),
        ("RUS > NATO REJECT", "energy", "2008-10-01", AskStatus.REFUSED),
        ("RUS > NATO REJECT[RETREAT]", "energy", "2008-10-01", AskStatus.REFUSED),
        ("RUS > NATO REJECT[AID]", "energy", "2008-10-01", AskStatus.OPEN),
        ("RUS > NATO RETREAT", "cyber", "2008-10-01", AskStatus.OPEN),
        ("RUS > NATO RETREAT", "energy", "2008-08-01", AskStatus.OPEN),
        ("RUS > NATO AID", "energy", "2008-10-01", AskStatus.OPEN),
        ("NATO > RUS RETREAT", "energy", "2008-10-01", AskStatus.OPEN),
    ],
)
def test_what_settles_an_ask(what: str, issue: str, date: str, status: AskStatus) -> None:
    asks = group(demand(), quick(what, date, issues=issue))
    assert asks[0].status is status


def test_a_withdrawal_that_did_not_happen_meets_nothing() -> None:
    denied = quick("RUS > NATO RETREAT", "2008-10-01", issues="energy", modality="negated")
    assert group(demand(), denied)[0].status is AskStatus.OPEN


def test_the_latest_word_decides() -> None:
    no = quick("RUS > NATO REJECT[RETREAT]", "2008-10-01", issues="energy")
    done = quick("RUS > NATO RETREAT", "2008-12-01", issues="energy")
    assert group(demand(), no, done)[0].status is AskStatus.MET


def test_without_an_issue_nothing_shows_that_it_was_met() -> None:
    done = quick("RUS > NATO RETREAT", "2008-12-01", issues="energy")
    assert group(demand(issues=""), done)[0].status is AskStatus.OPEN


def test_asks_of_others_and_hypothetical_asks_are_left_out() -> None:
    assert group(quick("RUS > GEO REQUEST[RETREAT]"), demand(modality="possible")) == []
