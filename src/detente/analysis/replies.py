"""Replies: what the other side did after an overture, within a window of days.

A reply is what followed, not what was caused: two sides that warm to each other for a third
reason pass this test as well. The brief says so where it shows the figures.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from detente.analysis.overtures import find_overtures
from detente.analysis.pair import Direction, Pair
from detente.analysis.stories import Story

WINDOW_DAYS = 90
_FIRST_ACTS = 3
_REBUFFS = frozenset({"REJECT", "THREATEN"})
_ANSWERS_IN_WORDS = frozenset({"AGREE", "REJECT", "SUPPORT", "CONCEDE"})


class Outcome(StrEnum):
    """What became of an overture."""

    IN_KIND = "answered in kind"
    OTHER_MATTER = "answered on another matter"
    REBUFFED = "rebuffed"
    NONE = "no answer found"
    TOO_RECENT = "too recent to tell"


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


def follow_overtures(
    stories: Sequence[Story], pair: Pair, horizon: dt.date, window_days: int = WINDOW_DAYS
) -> list[FollowUp]:
    """Say of every overture what followed it, by these rules.

    - The window opens after the last day that the overture is dated to and lasts
      ``window_days``. On that very day only an act that answers in words on the same matter
      counts, since the order within a day is unknown.
    - Same matter: a shared issue; where either names no issue, the type that is held out.
    - In kind: a cooperative act on the same matter. An act of both together counts only if it
      is the very deed held out or asked for; an ordinary meeting answers nothing.
    - Rebuffed: else, a refusal, threat or hostile deed on the same matter. Criticism alone is
      shown, and decides nothing.
    - On another matter: else, a cooperative act on any other.
    - An overture that is itself the answer in kind to an earlier one is no opening: it stands
      with what it answers and is not followed on its own.
    - Too recent: else, if the window reaches beyond ``horizon``, the last day of the material.
    """
    if window_days < 1:
        raise ValueError(f"a window needs at least one day, not {window_days}")
    acts = sorted((s for s in stories if s.happened and s.date), key=_day)
    answers: set[str] = set()
    found = []
    for overture, way in find_overtures(acts, pair):
        if overture.id in answers:
            continue
        follow = _follow(overture, way, acts, pair, horizon, window_days)
        if follow.outcome is Outcome.IN_KIND and follow.answer is not None:
            answers.add(follow.answer.id)
        found.append(follow)
    return found


def _follow(
    overture: Story,
    way: Direction,
    acts: Sequence[Story],
    pair: Pair,
    horizon: dt.date,
    window_days: int,
) -> FollowUp:
    opened = overture.last_day
    assert opened is not None  # find_overtures gives dated ones only
    closes = opened + dt.timedelta(days=window_days)
    within = acts[bisect_left(acts, opened, key=_day) : bisect_right(acts, closes, key=_day)]
    replies = [
        act
        for act in within
        if act is not overture
        and _is_reply(act, overture, way, pair)
        and (act.date != opened or _answers_at_once(act, overture))
    ]
    same = [act for act in replies if _same_matter(act, overture)]
    rest = [act for act in replies if not _same_matter(act, overture)]
    kind = next((act for act in same if act.cooperative), None)
    rebuff = next((act for act in same if _is_rebuff(act)), None)
    other = next((act for act in rest if act.cooperative), None)
    if kind is not None:
        outcome, answer = Outcome.IN_KIND, kind
    elif rebuff is not None:
        outcome, answer = Outcome.REBUFFED, rebuff
    elif other is not None:
        outcome, answer = Outcome.OTHER_MATTER, other
    else:
        outcome, answer = (Outcome.TOO_RECENT if closes > horizon else Outcome.NONE), None
    first = list(dict.fromkeys((*same, *rest)))[:_FIRST_ACTS]
    if answer is not None and answer not in first:
        first[-1] = answer
    refused = kind is not None and rebuff is not None and same.index(rebuff) < same.index(kind)
    return FollowUp(overture, way, outcome, answer, tuple(first), refused)


def _day(story: Story) -> dt.date:
    return story.date or dt.date.max


def _is_reply(act: Story, overture: Story, way: Direction, pair: Pair) -> bool:
    direction = pair.direction(act.event)
    if direction is Direction.TOGETHER:
        deed = overture.content_type or overture.type
        return (
            act.cooperative and deed in (act.type, act.content_type) and _same_matter(act, overture)
        )
    return direction is way.reverse


def _answers_at_once(act: Story, overture: Story) -> bool:
    return act.type in _ANSWERS_IN_WORDS and _same_matter(act, overture)


def _same_matter(act: Story, overture: Story) -> bool:
    if act.issues and overture.issues:
        return bool(set(act.issues) & set(overture.issues))
    deed = overture.content_type or overture.type
    return deed in (act.type, act.content_type)


def _is_rebuff(act: Story) -> bool:
    return act.quad == 4 or (act.quad == 3 and act.type in _REBUFFS)
