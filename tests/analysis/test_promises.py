from __future__ import annotations

import pytest

from detente.analysis.corrections import Correction
from detente.analysis.pair import Pair
from detente.analysis.plans import Promise, PromiseStatus, follow_promises
from detente.analysis.stories import merge_stories
from detente.ledger.entries import Entry
from report.making import quick

PAIR = Pair.parse("NATO", "RUS")


def follow(*entries: Entry, corrections: tuple[Correction, ...] = ()) -> list[Promise]:
    return follow_promises(merge_stories(entries), PAIR, corrections=corrections)


def promise(
    what: str = "RUS > NATO AGREE[RETREAT]", date: str = "2009-01-10", **more: str
) -> Entry:
    return quick(what, date, **{"issues": "energy", **more})


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ("RUS > NATO AGREE[RETREAT]", "promise"),
        ("RUS > NATO THREATEN[SANCTION]", "threat"),
        ("RUS > GEO AGREE[AID]", "promise"),
    ],
)
def test_what_a_side_says_it_will_do(what: str, kind: str) -> None:
    (one,) = follow(promise(what))
    assert (one.kind, one.status, str(one.maker[0])) == (kind, PromiseStatus.PENDING, "RUS")


def test_a_planned_act_is_a_plan() -> None:
    (one,) = follow(promise("RUS > NATO CONSULT", modality="planned"))
    assert (one.kind, one.deed) == ("plan", "CONSULT")


@pytest.mark.parametrize(
    ("what", "more", "status"),
    [
        ("RUS > NATO RETREAT", {}, PromiseStatus.KEPT),
        ("RUS > NATO RETREAT", {"modality": "negated"}, PromiseStatus.BROKEN),
        ("RUS > NATO REJECT[RETREAT]", {}, PromiseStatus.BROKEN),
        ("RUS > NATO RETREAT", {"issues": "cyber"}, PromiseStatus.PENDING),
        ("NATO > RUS RETREAT", {}, PromiseStatus.PENDING),
    ],
)
def test_what_becomes_of_a_promise(what: str, more: dict[str, str], status: PromiseStatus) -> None:
    later = promise(what, "2009-03-01", **more)
    (one,) = (p for p in follow(promise(), later) if str(p.maker[0]) == "RUS")
    assert one.status is status
    assert (one.settled_by is None) is (status is PromiseStatus.PENDING)


def test_a_promise_made_again_keeps_nothing() -> None:
    (one,) = follow(promise(), promise(date="2009-05-01"))
    assert (one.times, one.status) == (2, PromiseStatus.PENDING)


def test_what_is_called_off_is_broken() -> None:
    plan = promise("RUS > NATO MOBILIZE", modality="planned")
    off = promise(
        "RUS > NATO MOBILIZE", "2009-03-01", trigger="suspended",
        text="It suspended plans that somebody put into words.",
    )  # fmt: skip
    (one,) = follow(plan, off)
    assert one.status is PromiseStatus.BROKEN
    assert "given up" in one.reason


def test_a_correction_overrules() -> None:
    made = promise()
    (one,) = follow(made, corrections=(Correction(made.event.id, "kept"),))
    assert (one.status, one.settled_by) == (PromiseStatus.KEPT, None)
