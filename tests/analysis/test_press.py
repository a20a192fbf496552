from __future__ import annotations

import pytest

from detente.analysis.press import Owner, compare_outlets, compare_state
from detente.analysis.stories import Story, merge_stories
from report.making import make_document, make_entry

OWNERS = {"Herald": Owner("GBR", "private"), "State Voice": Owner("RUS", "state")}


def told(outlet: str, kind: str, day: int) -> Story:
    document = make_document(f"NATO words {outlet} {day}", f"2009-01-{day:02}", outlet)
    return merge_stories([make_entry(document, f"NATO > RUS {kind}", trigger="words")])[0]


def stories(state: str, others: str) -> list[Story]:
    """Acts told by state media and by another outlet: ``+`` praise, ``-`` blame."""
    kinds = {"+": "SUPPORT", "-": "ACCUSE"}
    return [
        told(outlet, kinds[sign], i + 1)
        for outlet, signs in (("State Voice", state), ("Herald", others))
        for i, sign in enumerate(signs)
    ]


def test_outlets_stand_side_by_side_with_their_owners() -> None:
    rows = compare_outlets(stories("++++", "-----"), OWNERS.get)
    assert [(row.outlet, len(row.stories), row.alone) for row in rows] == [
        ("Herald", 5, 5),
        ("State Voice", 4, 4),
    ]
    assert rows[1].owner == Owner("RUS", "state")
    assert compare_outlets(stories("+++", ""), OWNERS.get) == []


def test_state_media_that_tell_another_story_differ_beyond_chance() -> None:
    found = compare_state(stories("++++++", "------"), OWNERS.get)
    assert found.p == pytest.approx(2 / 924)
    assert compare_state(stories("+-+-", "-+-+"), OWNERS.get).p == 1


def test_too_few_acts_or_unknown_owners_tell_nothing() -> None:
    assert compare_state(stories("+++", "-----"), OWNERS.get).p is None
    nobody = compare_state(stories("++++", "----"), lambda outlet: None)
    assert (nobody.state, nobody.others, nobody.p) == ((), (), None)
