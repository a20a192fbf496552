from __future__ import annotations

import pytest

from detente.analysis.pair import Direction, Pair
from detente.analysis.replies import FollowUp, Outcome, follow_overtures
from detente.analysis.stories import merge_stories
from detente.ledger.entries import Entry
from detente.records import Genre
from report.making import day, quick

PAIR = Pair.parse("NATO", "RUS")
OFFER = ("NATO > RUS AGREE[CONSULT]", "2009-01-01")


def follow(*entries: Entry, horizon: str = "2010-01-01", window_days: int = 90) -> list[FollowUp]:
    return follow_overtures(merge_stories(entries), PAIR, day(horizon), window_days)


def outcome(*replies: Entry, horizon: str = "2010-01-01") -> Outcome:
    offer = quick(*OFFER, issues="energy")
    return follow(offer, *replies, horizon=horizon)[0].outcome


@pytest.mark.parametrize(
    ("what", "issue", "expected"),
    [
        ("RUS > NATO SUPPORT[CONSULT]", "energy", Outcome.IN_KIND),
        ("RUS > NATO COOPERATE", "energy", Outcome.IN_KIND),
        ("RUS > NATO COOPERATE", "cyber", Outcome.OTHER_MATTER),
        ("RUS > NATO REJECT[CONSULT]", "energy", Outcome.REBUFFED),
        ("RUS > NATO MOBILIZE", "energy", Outcome.REBUFFED),
        ("RUS > NATO REJECT[CONSULT]", "cyber", Outcome.NONE),
        ("RUS > NATO ACCUSE", "energy", Outcome.NONE),  # criticism decides nothing
        ("NATO > RUS COOPERATE", "energy", Outcome.NONE),  # its own act
        ("RUS > USA COOPERATE", "energy", Outcome.NONE),
        ("RUS-OPP > NATO COOPERATE", "energy", Outcome.NONE),
        ("NATO = RUS CONSULT", "energy", Outcome.IN_KIND),  # the very deed held out
        ("NATO = RUS CONSULT", "cyber", Outcome.NONE),
        ("NATO = RUS COOPERATE", "energy", Outcome.NONE),
    ],
)
def test_what_the_first_answer_makes_of_an_overture(
    what: str, issue: str, expected: Outcome
) -> None:
    assert outcome(quick(what, "2009-02-01", issues=issue)) is expected


@pytest.mark.parametrize("modality", ["possible", "conditional", "negated"])
def test_what_did_not_happen_answers_nothing(modality: str) -> None:
    reply = quick("RUS > NATO AGREE[CONSULT]", "2009-02-01", issues="energy", modality=modality)
    assert outcome(reply) is Outcome.NONE


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2008-12-31", Outcome.NONE),
        ("2009-01-02", Outcome.IN_KIND),
        ("2009-04-01", Outcome.IN_KIND),  # day 90
        ("2009-04-02", Outcome.NONE),
    ],
)
def test_the_window_has_edges(date: str, expected: Outcome) -> None:
    assert outcome(quick("RUS > NATO COOPERATE", date, issues="energy")) is expected


def test_on_the_same_day_only_an_answer_in_words_counts() -> None:
    assert outcome(quick("RUS > NATO COOPERATE", "2009-01-01", issues="energy")) is Outcome.NONE
    yes = quick("RUS > NATO AGREE[CONSULT]", "2009-01-01", issues="energy")
    assert outcome(yes) is Outcome.IN_KIND


def test_a_window_that_the_material_does_not_cover_is_too_recent() -> None:
    assert outcome(horizon="2009-03-31") is Outcome.TOO_RECENT
    assert outcome(horizon="2009-04-01") is Outcome.NONE
    refusal = quick("RUS > NATO REJECT[CONSULT]", "2009-01-05", issues="energy")
    assert outcome(refusal, horizon="2009-02-01") is Outcome.REBUFFED


def test_a_late_yes_outweighs_an_early_no_which_is_told() -> None:
    no = quick("RUS > NATO REJECT[CONSULT]", "2009-01-05", issues="energy")
    yes = quick("RUS > NATO AGREE[CONSULT]", "2009-02-05", issues="energy")
    follow_up = follow(quick(*OFFER, issues="energy"), no, yes)[0]
    assert follow_up.outcome is Outcome.IN_KIND
    assert follow_up.refused_first
    assert [act.date for act in follow_up.first_acts] == [day("2009-01-05"), day("2009-02-05")]


def test_first_acts_on_the_same_matter_come_first() -> None:
    other = quick("RUS > NATO COOPERATE", "2009-01-05", issues="cyber")
    same = quick("RUS > NATO ACCUSE", "2009-03-05", issues="energy")
    follow_up = follow(quick(*OFFER, issues="energy"), other, same)[0]
    assert [act.issues for act in follow_up.first_acts] == [("energy",), ("cyber",)]


def test_without_an_issue_the_deed_held_out_tells_the_matter() -> None:
    offer = quick(*OFFER)
    talks = quick("RUS > NATO CONSULT", "2009-02-01", issues="energy")
    aid = quick("RUS > NATO AID", "2009-02-01", issues="energy")
    assert follow(offer, talks)[0].outcome is Outcome.IN_KIND
    assert follow(offer, aid)[0].outcome is Outcome.OTHER_MATTER


def test_an_answer_is_not_counted_as_an_overture_again() -> None:
    offer = quick(*OFFER, issues="energy")
    yes = quick("RUS > NATO AGREE[CONSULT]", "2009-02-01", issues="energy")
    later = quick("RUS > NATO AGREE[CONSULT]", "2009-08-01", issues="energy")
    found = follow(offer, yes, later)
    assert [f.direction for f in found] == [Direction.A_TO_B, Direction.B_TO_A]
    assert found[1].overture.date == day("2009-08-01")


@pytest.mark.parametrize(
    ("reported", "outcome"), [("2009-02-05", Outcome.NONE), ("2009-01-15", Outcome.IN_KIND)]
)
def test_an_overture_of_a_month_is_followed_from_its_report_or_the_months_end(
    reported: str, outcome: Outcome
) -> None:
    offer = quick(
        "NATO > RUS AGREE[CONSULT]",
        reported,
        on="2009-01-01",
        until="2009-01-31",
        grain="month",
        issues="energy",
    )
    within = quick("RUS > NATO COOPERATE", "2009-01-20", issues="energy")
    after = quick("RUS > NATO COOPERATE", "2009-02-20", issues="energy")
    assert follow(offer, within)[0].outcome is outcome
    assert follow(offer, after)[0].outcome is Outcome.IN_KIND


def test_a_meeting_answers_nothing_on_another_matter() -> None:
    offer = quick(*OFFER, issues="energy")
    meeting = quick("RUS > NATO CONSULT", "2009-02-01", issues="cyber")
    assert follow(offer, meeting)[0].outcome is Outcome.NONE


def test_what_an_opinion_recalls_without_a_day_is_no_new_overture() -> None:
    assert follow(quick(*OFFER)) != []
    assert follow(quick(*OFFER, genre=Genre.EDITORIAL)) == []
    assert follow(quick(*OFFER, genre=Genre.EDITORIAL, on="2009-01-01")) != []


def test_a_window_of_no_days_is_misuse() -> None:
    with pytest.raises(ValueError, match="window"):
        follow(quick(*OFFER), window_days=0)
