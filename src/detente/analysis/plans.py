"""Plans: what was announced for later, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from detente.analysis.pair import Direction, Pair
from detente.analysis.stories import Story
from detente.records import Modality

WINDOW_DAYS = 365


class PlanOutcome(StrEnum):
    """What became of a plan, as far as the material tells."""

    HAPPENED = "happened later"
    CALLED_OFF = "did not happen"
    PENDING = "nothing more was found"


@dataclass(frozen=True, slots=True)
class Plan:
    """A planned act and the later one that settles it, if any does."""

    story: Story
    outcome: PlanOutcome
    settled_by: Story | None


def follow_plans(
    stories: Sequence[Story], pair: Pair, window_days: int = WINDOW_DAYS
) -> list[Plan]:
    """The planned acts among ``stories``, each with the first later one that settles it.

    Later is on a day after that on which the plan was reported. The deed settles it where it has
    the same type, goes the same way (what both do together settles a plan of either) and shares
    an issue, if both have any: done, it happened; denied, or rejected as such, it did not.
    """
    return [
        _follow(story, stories, pair, window_days)
        for story in stories
        if story.modality is Modality.PLANNED
    ]


def _follow(story: Story, acts: Sequence[Story], pair: Pair, window_days: int) -> Plan:
    told = _told(story)
    for act in acts:
        if told is None or act.date is None or not 0 < (act.date - told).days <= window_days:
            continue
        outcome = _outcome(story, act, pair)
        if outcome is not PlanOutcome.PENDING:
            return Plan(story, outcome, act)
    return Plan(story, PlanOutcome.PENDING, None)


def _told(story: Story) -> dt.date | None:
    """The day of the first report."""
    return min((d for e in story.entries if (d := e.document.date)), default=None)


def _outcome(plan: Story, act: Story, pair: Pair) -> PlanOutcome:
    ways = pair.direction(plan.event), pair.direction(act.event)
    same_way = ways[0] == ways[1] or Direction.TOGETHER in ways
    apart = plan.issues and act.issues and not set(plan.issues) & set(act.issues)
    if None in ways or not same_way or apart:
        return PlanOutcome.PENDING
    deed = plan.content_type if plan.type == "AGREE" and plan.content_type else plan.type
    if act.type == deed and act.happened:
        return PlanOutcome.HAPPENED
    denied = act.type == deed and act.modality is Modality.NEGATED
    rejected = act.type == "REJECT" and act.content_type == deed and act.happened
    return PlanOutcome.CALLED_OFF if denied or rejected else PlanOutcome.PENDING
