from __future__ import annotations

from dataclasses import replace

import pytest

from detente.analysis.stories import merge_stories
from detente.ledger.entries import Entry
from report.making import day, quick


def merged(*entries: Entry) -> list[list[str]]:
    return [[entry.document.id for entry in story.entries] for story in merge_stories(entries)]


def test_reports_of_one_act_count_once_with_reports_and_outlets_beside() -> None:
    one = quick("NATO > RUS SANCTION", "2008-08-19", issues="energy", outlet="Wire")
    two = quick("NATO-MIL > RUS SANCTION", "2008-08-21", issues="energy", outlet="Courier")
    three = quick("NATO > RUS SANCTION", "2008-08-22", issues="energy", outlet="Wire")
    (story,) = merge_stories([three, one, two])
    assert (story.reports, story.outlets) == (3, ("Wire", "Courier"))
    assert story.date == day("2008-08-19")


@pytest.mark.parametrize(
    "other",
    [
        quick("NATO > RUS SANCTION", "2008-08-23", issues="energy"),
        quick("RUS > NATO SANCTION", "2008-08-19", issues="energy"),
        quick("NATO > RUS COERCE", "2008-08-19", issues="energy"),
        quick("NATO > RUS SANCTION", "2008-08-19", issues="energy", modality="planned"),
        quick("NATO > RUS-OPP SANCTION", "2008-08-19", issues="energy"),
        quick(
            "NATO > RUS SANCTION", "2008-08-19", issues="cyber", text="It cut ties.", trigger="cut"
        ),
    ],
    ids=["later", "other way", "other type", "other modality", "other actor", "other matter"],
)
def test_different_acts_stay_apart(other: Entry) -> None:
    one = quick("NATO > RUS SANCTION", "2008-08-19", issues="energy")
    assert len(merged(one, other)) == 2


def test_an_ask_for_talks_is_not_an_ask_for_help() -> None:
    one = quick("NATO > RUS REQUEST[CONSULT]", issues="energy")
    assert len(merged(one, quick("NATO > RUS REQUEST[AID]", issues="energy"))) == 2


def test_triggers_that_begin_alike_merge_without_an_issue() -> None:
    one = quick("NATO > RUS ACCUSE", text="It accused them.", trigger="accused")
    two = quick("NATO > RUS ACCUSE", text="The accusation stands.", trigger="accusation")
    three = quick("NATO > RUS ACCUSE", text="It blamed them.", trigger="blamed")
    assert sorted(len(ids) for ids in merged(one, two, three)) == [1, 2]


def test_a_chain_of_reports_does_not_creep() -> None:
    days = ["2008-08-01", "2008-08-03", "2008-08-05", "2008-08-07"]
    entries = [quick("NATO > RUS ACCUSE", date, issues="energy") for date in days]
    assert [len(ids) for ids in merged(*entries)] == [2, 2]


def test_a_year_is_not_its_first_day() -> None:
    year = quick("RUS > NATO ASSAULT", on="2008-01-01", until="2008-12-31", grain="year")
    again = quick("RUS > NATO ASSAULT", on="2008-01-01", until="2008-12-31", grain="year")
    first = quick("RUS > NATO ASSAULT", on="2008-01-01")
    assert sorted(len(ids) for ids in merged(year, again, first)) == [1, 2]


def test_a_mutual_act_is_one_whoever_is_named_first() -> None:
    one = quick("NATO = RUS CONSULT", issues="energy")
    assert len(merged(one, quick("RUS = NATO CONSULT", issues="energy"))) == 1


def test_undated_entries_do_not_merge_and_come_last() -> None:
    undated = [replace(quick("NATO > RUS ACCUSE"), date=None) for _ in range(2)]
    stories = merge_stories([*undated, quick("NATO > RUS ACCUSE")])
    assert [story.date is None for story in stories] == [False, True, True]


def test_the_same_entry_twice_is_one_report() -> None:
    entry = quick("NATO > RUS ACCUSE")
    assert [story.reports for story in merge_stories([entry, entry])] == [1]


def test_the_surest_entry_leads() -> None:
    weak = quick("NATO > RUS ACCUSE", issues="energy", confidence=0.4)
    sure = quick("NATO > RUS ACCUSE", "2009-01-16", issues="energy", confidence=0.9)
    (story,) = merge_stories([weak, sure])
    assert story.lead is sure
    assert story.date == weak.date
