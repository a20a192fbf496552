"""Replies: the overtures among stories, and what the other side made of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from detente.analysis.following import Followed, Move, Outcome, follow_moves
from detente.analysis.judgements import is_recalled
from detente.analysis.overtures import is_overture
from detente.analysis.pair import Direction, Pair
from detente.analysis.stories import Story

__all__ = ["WINDOW_DAYS", "FollowUp", "Outcome", "follow_overtures"]

WINDOW_DAYS = 90
_FIRST_ACTS = 3


@dataclass(frozen=True, slots=True)
class FollowUp:
    """An overture and what followed it.

    ``answer`` is the act that decides the outcome; ``first_acts`` are the other side's first
    acts in the window, those on the same matter first; ``refused_first`` tells that a refusal
    on the matter came before the answer.
    """

    overture: Story
    direction: Direction
    outcome: Outcome
    answer: Story | None
    first_acts: tuple[Story, ...]
    refused_first: bool = False

    @property
    def opened(self) -> dt.date:
        """The day after which replies are looked for."""
        return _opened(self.overture)

    def lag_days(self, act: Story) -> int:
        """Days from there to an act that followed."""
        assert act.date is not None  # dated ones only are followed
        return (act.date - self.opened).days


def follow_overtures(
    stories: Sequence[Story], pair: Pair, horizon: dt.date, window_days: int = WINDOW_DAYS
) -> list[FollowUp]:
    """Say of every dated overture what followed it (the rules: ``following.follow_moves``).

    ``horizon`` is the last day that the material covers. What only opinion pieces recall, without
    saying when it was, is neither overture nor answer.
    """
    acts = sorted(
        (s for s in stories if s.happened and s.date and not all(map(is_recalled, s.entries))),
        key=lambda s: s.date or dt.date.max,
    )
    moves = [
        _move(place, act, way)
        for place, act in enumerate(acts)
        if (way := pair.direction(act.event)) is not None
    ]
    followed = follow_moves(moves, horizon.toordinal(), window_days)
    return [_follow_up(one, acts) for one in followed]


def _opened(act: Story) -> dt.date:
    """The last day of an act's span, or that of its first report where that is earlier."""
    assert act.date is not None
    assert act.last_day is not None
    reported = act.entries[0].document.date
    return max(act.date, min(act.last_day, reported)) if reported else act.last_day


def _move(place: int, act: Story, way: Direction) -> Move:
    assert act.date is not None  # dated ones only are followed
    return Move(
        place, act.date.toordinal(), _opened(act).toordinal(), way, act.type, act.content_type,
        act.quad, act.issues, is_overture(act.event),
    )  # fmt: skip


def _follow_up(one: Followed, acts: Sequence[Story]) -> FollowUp:
    answer = None if one.answer is None else acts[one.answer.place]
    first = [acts[move.place] for move in one.replies[:_FIRST_ACTS]]
    if answer is not None and answer not in first:
        first[-1] = answer
    overture = acts[one.opening.place]
    return FollowUp(
        overture, one.opening.direction, one.outcome, answer, tuple(first), one.refused_first
    )
