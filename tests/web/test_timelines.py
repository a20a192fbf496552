"""The timeline: how acts become bars, few or twenty thousand."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import numpy as np
import pytest

from detente.web.deeds import Deeds, Names
from detente.web.drawing import draw_timeline
from detente.web.pages.dyad import DyadQuery
from detente.web.timeline import MOST_MARKS, Timeline, make_timeline

FIRST = dt.date(2001, 1, 1)


def make_deeds(count: int, days: int = 3650) -> Deeds:
    numbers = np.arange(count)
    return Deeds(
        tuple(f"e{n}" for n in numbers), FIRST.toordinal() + numbers * days // max(count, 1),
        np.array([1, -1, 0])[numbers % 3], numbers % 4 + 1, np.array([2.0, 6, -3, -7])[numbers % 4],
        np.ones(count), np.ones(count, bool), Names.of([("AID",)] * count),
        Names.of([("actual",)] * count), *(Names.of([()] * count) for _ in range(3)),
    )  # fmt: skip


def timeline(deeds: Deeds) -> Timeline:
    return make_timeline(deeds, np.ones(len(deeds), bool), None, None)


def test_few_acts_are_marks_that_lead_to_their_events() -> None:
    found = timeline(make_deeds(30))
    assert found.unit == "act"
    assert [bar.id for bar in found.bars] == [f"e{n}" for n in range(30)]
    drawn = draw_timeline(found, "A", "B", "/dyad/A/B", DyadQuery("A", "B"))
    assert re.findall(r'href="(.*?)"', drawn)[:1] == ["/event/e0?a=A&amp;b=B"]
    assert drawn.count('<rect class="q') == 30


@pytest.mark.parametrize(
    ("count", "days", "unit"),
    [
        (2_000, 100, "day"),
        (2_000, 800, "week"),
        (20_000, 3650, "month"),
        (20_000, 7300, "quarter"),
        (20_000, 14_600, "year"),
    ],
)
def test_many_acts_are_gathered_and_none_is_lost(count: int, days: int, unit: str) -> None:
    deeds = make_deeds(count, days)
    found = timeline(deeds)
    assert len(found.bars) <= MOST_MARKS
    assert found.unit == unit
    assert sum(bar.acts for bar in found.bars) == count
    assert sum(bar.score for bar in found.bars) == pytest.approx(deeds.score.sum())
    assert all(bar.start <= bar.end for bar in found.bars)


def test_a_single_act_does_not_fill_the_sheet() -> None:
    one = make_deeds(1)
    found = timeline(one)
    assert found.since == FIRST - dt.timedelta(days=45)
    assert found.until == FIRST + dt.timedelta(days=45)
    drawn = draw_timeline(found, "A", "B", "/", DyadQuery("A", "B"))
    widths = [float(wide) for wide in re.findall(r'<rect class="q\d".*? width="(\S+?)"', drawn)]
    assert max(widths) < 20  # of 1000


def test_a_period_asked_for_is_drawn_as_it_is() -> None:
    found = make_timeline(make_deeds(1), np.ones(1, bool), FIRST, FIRST)
    assert (found.since, found.until) == (FIRST, FIRST)
    assert draw_timeline(found, "A", "B", "/", DyadQuery("A", "B")).count("<a ") == 1


def test_a_bar_of_many_leads_to_its_period() -> None:
    found = timeline(make_deeds(20_000))
    drawn = draw_timeline(found, "A", "B", "/dyad/A/B", DyadQuery("A", "B", issue="cyber"))
    first = re.search(r'href="(.*?)"', drawn)
    assert first is not None
    assert first[1] == "/dyad/A/B?since=2001-01-01&amp;until=2001-01-31&amp;issue=cyber"


def test_bars_stand_on_the_side_of_who_acts() -> None:
    deeds = replace(make_deeds(3), day=np.full(3, FIRST.toordinal()))
    drawn = draw_timeline(timeline(deeds), "A", "B", "/", DyadQuery("A", "B"))
    ys = [float(y) for y in re.findall(r'<rect class="q\d" x="\S+" y="(\S+?)"', drawn)]
    below, band, above = ys  # in the order of their ways: -1, 0, 1
    assert above < band < below


def test_what_was_done_together_alone_can_be_drawn() -> None:
    deeds = replace(make_deeds(3), way=np.zeros(3, np.int64))
    assert draw_timeline(timeline(deeds), "A", "B", "/", DyadQuery("A", "B")).count("<a ") == 3


def test_undated_acts_are_in_no_bar() -> None:
    deeds = replace(make_deeds(3), day=np.full(3, dt.date.max.toordinal()))
    assert timeline(deeds).bars == ()
