from __future__ import annotations

import pytest

from detente.analysis.pair import Pair
from detente.analysis.plans import Plan, PlanOutcome, follow_plans
from detente.analysis.stories import merge_stories
from detente.ledger.entries import Entry
from detente.records import Modality
from report.making import quick

PAIR = Pair.parse("NATO", "RUS")


def follow(*entries: Entry) -> list[Plan]:
    return follow_plans(merge_stories(entries), PAIR)


def plan(what: str = "RUS > NATO RETREAT", date: str = "2009-01-10") -> Entry:
    return quick(what, date, modality=Modality.PLANNED, issues="energy")


@pytest.mark.parametrize(
    ("what", "more", "expected"),
    [
        ("RUS > NATO RETREAT", {}, PlanOutcome.HAPPENED),
        ("RUS > NATO RETREAT", {"modality": Modality.NEGATED}, PlanOutcome.CALLED_OFF),
        ("RUS > NATO REJECT[RETREAT]", {}, PlanOutcome.CALLED_OFF),
        ("NATO > RUS RETREAT", {}, PlanOutcome.PENDING),  # the other side's
        ("RUS > NATO AID", {}, PlanOutcome.PENDING),
        ("RUS > NATO RETREAT", {"issues": "cyber"}, PlanOutcome.PENDING),
        ("RUS > NATO RETREAT", {"modality": Modality.POSSIBLE}, PlanOutcome.PENDING),
    ],
)
def test_what_became_of_a_plan(what: str, more: dict[str, object], expected: PlanOutcome) -> None:
    later = quick(what, "2009-03-01", **{"issues": "energy", **more})
    (found,) = (p for p in follow(plan(), later) if p.story.date is not None)
    assert found.outcome is expected
    assert (found.settled_by is None) is (expected is PlanOutcome.PENDING)


def test_what_both_do_together_settles_a_plan_of_either() -> None:
    (found,) = follow(plan("RUS > NATO CONSULT"), quick("NATO = RUS CONSULT", "2009-02-01"))
    assert found.outcome is PlanOutcome.HAPPENED


def test_an_earlier_or_much_later_act_settles_nothing() -> None:
    early, late = (
        quick("RUS > NATO RETREAT", d, issues="energy") for d in ("2008-12-01", "2011-01-01")
    )
    (found,) = follow(early, plan(), late)
    assert found.outcome is PlanOutcome.PENDING


def test_the_first_settlement_counts() -> None:
    done = quick("RUS > NATO RETREAT", "2009-02-01", issues="energy")
    off = quick("RUS > NATO REJECT[RETREAT]", "2009-06-01", issues="energy")
    (found,) = follow(plan(), off, done)
    assert found.outcome is PlanOutcome.HAPPENED
