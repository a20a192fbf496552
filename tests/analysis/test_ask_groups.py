from __future__ import annotations

import pytest

from detente.analysis.asks import Ask, AskStatus, group_asks
from detente.analysis.corrections import Correction
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


def test_a_withdrawal_said_not_to_have_happened_refuses() -> None:
    denied = quick("RUS > NATO RETREAT", "2008-10-01", issues="energy", modality="negated")
    (ask,) = group(demand(), denied)
    assert ask.status is AskStatus.REFUSED
    assert "said not to have been done" in ask.reason


def test_the_latest_word_decides() -> None:
    no = quick("RUS > NATO REJECT[RETREAT]", "2008-10-01", issues="energy")
    done = quick("RUS > NATO RETREAT", "2008-12-01", issues="energy")
    assert group(demand(), no, done)[0].status is AskStatus.MET


def test_without_an_issue_the_wording_has_to_show_that_it_was_met() -> None:
    ask = "NATO urged Russia to dismantle the checkpoint at Perevi."
    same = "Russian soldiers dismantled the checkpoint at Perevi."
    other = "A general left his office for a journey to the south."
    asked = demand(issues="", text=ask, trigger="urged")
    done = quick("RUS > NATO RETREAT", "2008-12-01", text=same, trigger="dismantled")
    left = quick("RUS > NATO RETREAT", "2008-11-01", text=other, trigger="left")
    (met,) = group(asked, left, done)
    assert (met.status, met.settled_by and met.settled_by.id) == (AskStatus.MET, done.event.id)
    (still,) = group(asked, left)
    assert (still.status, still.settled_by) == (AskStatus.OPEN, None)


def test_the_reason_and_confidence_stand_with_the_match() -> None:
    (ask,) = group(demand(), quick("RUS > NATO RETREAT", "2008-10-01", issues="energy"))
    assert ask.reason.startswith("the deed itself; same issue (energy)")
    assert ask.reason.endswith("30 days later")
    assert 0.5 <= ask.confidence <= 1


def test_a_promise_or_a_deed_that_is_not_all_of_it_meets_partly() -> None:
    promised = quick("RUS > NATO AGREE[RETREAT]", "2008-10-01", issues="energy")
    (ask,) = group(demand(), promised)
    assert ask.status is AskStatus.PARTLY_MET
    some = quick(
        "RUS > NATO RETREAT", "2008-10-01", issues="energy", trigger="left",
        text="For now it left the place that somebody put into words.",
    )  # fmt: skip
    (ask,) = group(demand(), some)
    assert ask.status is AskStatus.PARTLY_MET


def test_who_asks_again_long_after_the_deed_was_met_in_part_only() -> None:
    done = quick("RUS > NATO RETREAT", "2008-10-01", issues="energy")
    (ask,) = group(demand(), done, demand("2009-06-01"))
    assert (ask.status, ask.times) == (AskStatus.PARTLY_MET, 2)


def test_who_takes_the_ask_back_drops_it_unless_it_is_made_again() -> None:
    back = quick(
        "NATO > RUS CONCEDE", "2008-10-01", issues="energy", trigger="withdrew",
        text="NATO withdrew the request that somebody put into words.",
    )  # fmt: skip
    (ask,) = group(demand(), back)
    assert ask.status is AskStatus.DROPPED
    (again,) = group(demand(), back, demand("2009-01-01"))
    assert again.status is AskStatus.OPEN


def test_others_who_ask_the_same_are_echoes() -> None:
    asks = group(demand(), quick("EU > RUS REQUEST[RETREAT]", "2008-10-01", issues="energy"))
    assert [str(actor) for actor in asks[0].echoed_by] == ["EU"]


def test_talks_with_others_tell_less_of_an_ask_for_talks() -> None:
    ask = quick("NATO > RUS REQUEST[CONSULT]", "2008-09-01", issues="energy")
    near, far = (quick(f"RUS = {who} CONSULT", "2008-10-01", issues="energy")
                 for who in ("NATO", "CHN"))  # fmt: skip
    with_us, with_others = group(ask, near)[0], group(ask, far)[0]
    assert with_us.status is AskStatus.MET
    assert with_us.confidence > with_others.confidence
    assert "with others" in with_others.reason


def test_a_correction_overrules_by_the_id_of_any_entry() -> None:
    first, second = demand("2008-09-01"), demand("2008-10-01")
    done = quick("RUS > GEO AID", "2008-12-01", issues="energy")
    stories = merge_stories([first, second, done])
    given = Correction(second.event.id[:8], "met", done.event.id, "R. Reader", "2010-01-02")
    (ask,) = group_asks(stories, stories, PAIR, corrections=[given])
    assert (ask.status, ask.confidence) == (AskStatus.MET, 1.0)
    assert ask.settled_by is not None
    assert ask.settled_by.id == done.event.id
    assert ask.reason == "corrected by R. Reader on 2010-01-02"


def test_a_correction_that_names_an_unknown_entry_is_an_error() -> None:
    stories = merge_stories([first := demand()])
    with pytest.raises(ValueError, match="not here"):
        group_asks(
            stories, stories, PAIR, corrections=[Correction(first.event.id, "met", "0" * 20)]
        )


def test_asks_of_others_and_hypothetical_asks_are_left_out() -> None:
    assert group(quick("RUS > GEO REQUEST[RETREAT]"), demand(modality="possible")) == []
