"""What reviewers said of which entries are one act goes before what the rules would merge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.analysis.stories import merge_stories
from detente.ledger.entries import Entry
from report.making import quick

DAYS = ("2008-08-19", "2008-08-20", "2008-08-21")


def sanctions() -> list[Entry]:
    return [quick("NATO > RUS SANCTION", day, issues="energy") for day in DAYS]


def marked(entry: Entry, *, joined: Sequence[Entry] = (), apart: Sequence[Entry] = ()) -> Entry:
    one, other = (tuple(each.event.id for each in others) for others in (joined, apart))
    return replace(entry, joined=one, apart=other)


def groups(*entries: Entry) -> list[list[str]]:
    return [[entry.document.id for entry in story.entries] for story in merge_stories(entries)]


def ids(*entries: Entry) -> list[str]:
    return [entry.document.id for entry in entries]


def test_entries_called_two_acts_are_two() -> None:
    one, two, three = sanctions()
    assert groups(one, two, three) == [ids(one, two, three)]
    split = marked(two, apart=[one, three])
    rest = [marked(other, apart=[two]) for other in (one, three)]
    assert groups(rest[0], split, rest[1]) == [ids(one, three), ids(two)]


def test_entries_called_one_act_are_one_whatever_they_say() -> None:
    one = quick("NATO > RUS SANCTION", "2008-08-19")
    other = quick("RUS > NATO ACCUSE", "2009-03-01", confidence=0.9)
    assert len(groups(one, other)) == 2
    (story,) = merge_stories([marked(one, joined=[other]), marked(other, joined=[one])])
    assert (story.type, str(story.date)) == ("ACCUSE", "2008-08-19")


def test_three_called_one_in_two_steps_are_one() -> None:
    first = quick("NATO > RUS AID", "2008-01-01")
    second = quick("NATO > RUS ACCUSE", "2009-01-01")
    third = quick("NATO > RUS ASSAULT", "2010-01-01")
    assert groups(
        marked(first, joined=[second]), marked(second, joined=[first, third]),
        marked(third, joined=[second]),
    ) == [ids(first, second, third)]  # fmt: skip


def test_what_was_split_is_not_joined_by_the_way() -> None:
    one, two, three = sanctions()
    far = quick("RUS > NATO ACCUSE", "2009-03-01")
    found = groups(
        marked(one, apart=[far]), two, marked(three, joined=[far]),
        marked(far, joined=[three], apart=[one]),
    )  # fmt: skip
    assert found == [ids(one, two, three), ids(far)]


def test_a_mark_on_an_entry_that_is_not_here_does_nothing() -> None:
    one, two, three = sanctions()
    absent = quick("NATO > RUS SANCTION", "2008-08-19", issues="energy")
    assert groups(marked(one, joined=[absent]), two, three) == [ids(one, two, three)]
