from __future__ import annotations

import pytest

from detente.analysis.balance import draw_balance
from detente.analysis.finding import Verdict, draw_finding
from detente.analysis.pair import Direction, Pair
from detente.analysis.replies import FollowUp, Outcome
from detente.analysis.series import cut_stretches
from detente.analysis.stories import Story, merge_stories
from report.making import quick

PAIR = Pair.parse("NATO", "RUS")


def test_acts_stand_by_issue_direction_and_kind() -> None:
    entries = [
        quick("NATO > RUS AGREE[CONSULT]", "2009-01-01", issues="energy"),
        quick("NATO > RUS SANCTION", "2009-02-01", issues="energy"),
        quick("RUS > NATO RETREAT", "2009-03-01", issues="energy cyber"),
        quick("NATO = RUS CONSULT", "2009-04-01"),
        quick("RUS > NATO ACCUSE", "2009-05-01", issues="energy", modality="negated"),
        quick("RUS > GEO ASSAULT", "2009-06-01", issues="energy"),
    ]
    rows, total = draw_balance(merge_stories(entries), PAIR)
    counts = {
        (row.issue, str(cell.direction), quad): len(some)
        for row in [*rows, total]
        for cell in row.cells
        for quad, some in cell.by_quad.items()
        if some
    }
    assert [row.issue for row in rows] == ["energy", "cyber", None]
    assert counts["energy", "a_to_b", 1] == counts["energy", "a_to_b", 4] == 1
    assert counts["energy", "b_to_a", 2] == counts["cyber", "b_to_a", 2] == 1
    assert sum(len(some) for cell in total.cells for some in cell.by_quad.values()) == 4


def overtures(a: int, b: int) -> list[FollowUp]:
    story = Story((quick("NATO > RUS AID"),))
    ways = [Direction.A_TO_B] * a + [Direction.B_TO_A] * b
    return [FollowUp(story, way, Outcome.NONE, None, ()) for way in ways]


@pytest.mark.parametrize(
    ("stories", "a", "b", "verdict"),
    [
        (7, 5, 5, Verdict.INSUFFICIENT),
        (8, 3, 2, Verdict.INSUFFICIENT),
        (8, 4, 3, Verdict.EVEN),
        (8, 4, 2, Verdict.A_MORE),
        (8, 1, 5, Verdict.B_MORE),
        (50, 10, 8, Verdict.EVEN),  # two more, and not half as many again
        (50, 12, 8, Verdict.A_MORE),
    ],
)
def test_the_verdict_follows_its_rules(stories: int, a: int, b: int, verdict: Verdict) -> None:
    acts = [(Direction.TOGETHER, 1)] * stories
    assert draw_finding(acts, overtures(a, b)).verdict is verdict


def test_hostile_acts_are_counted_of_either_side_alone() -> None:
    ways = [Direction.A_TO_B, Direction.A_TO_B, Direction.B_TO_A, Direction.TOGETHER]
    found = draw_finding(list(zip(ways, (1, 4, 3, 4), strict=True)), [])
    assert (found.a.hostile, found.a.acts) == (1, 2)
    assert (found.b.hostile, found.b.acts) == (1, 1)


def test_the_series_counts_months_and_widens_with_the_period() -> None:
    stories = merge_stories(
        [
            quick("NATO > RUS ACCUSE", "2008-03-05"),
            quick("RUS > NATO AID", "2008-05-05"),
            quick("NATO = RUS CONSULT", "2008-05-06"),
            quick("NATO > RUS ASSAULT", on="2008-01-01", until="2008-12-31", grain="year"),
        ]
    )
    months = cut_stretches(stories, PAIR)
    assert months[0].months == 1
    assert sum(one.conflictual(Direction.A_TO_B) for one in months) == 1  # the year is in no month
    may = next(one for one in months if one.start.month == 5)
    assert (may.cooperative(Direction.B_TO_A), len(may.acts[Direction.TOGETHER])) == (1, 1)
    since = stories[0].date
    assert since is not None
    wide = cut_stretches(stories, PAIR, since.replace(year=1980), None)
    assert wide[0].months == 12
    assert sum(one.conflictual(Direction.A_TO_B) for one in wide) == 2
