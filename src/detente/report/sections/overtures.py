"""Overtures: each with its outcome in words and the acts that followed it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from detente.analysis.overtures import is_overture
from detente.analysis.pair import Direction
from detente.analysis.replies import FollowUp, Outcome
from detente.analysis.stories import Story
from detente.report.brief import Following, OvertureItem, OvertureSide
from detente.report.dates import write_day
from detente.report.lines import LineWriter


def write_overtures(
    followed: Sequence[FollowUp], writer: LineWriter
) -> tuple[OvertureSide, OvertureSide]:
    """A's overtures, then B's."""
    return _side(followed, Direction.A_TO_B, writer), _side(followed, Direction.B_TO_A, writer)


def _side(followed: Sequence[FollowUp], way: Direction, writer: LineWriter) -> OvertureSide:
    name = writer.names(writer.pair.party(way))
    own = [follow for follow in followed if follow.direction is way]
    counts = Counter(follow.outcome for follow in own)
    return OvertureSide(
        direction=str(way),
        name=name,
        items=tuple(_item(follow, writer) for follow in own),
        outcomes=tuple((str(outcome), counts[outcome]) for outcome in Outcome),
        note=_note(followed, way, name, writer),
    )


def _note(
    followed: Sequence[FollowUp], way: Direction, name: str, writer: LineWriter
) -> str | None:
    if not any(follow.direction is way for follow in followed):
        return f"No overture by {name} was found in this material."
    answers = {
        follow.answer.id
        for follow in followed
        if follow.direction is way.reverse
        and follow.outcome is Outcome.IN_KIND
        and follow.answer
        and is_overture(follow.answer.event)
    }
    if not answers:
        return None
    other = writer.names(writer.pair.other(writer.pair.party(way)))
    acts = "act" if len(answers) == 1 else "acts"
    return (
        f"{len(answers)} further {acts} by {name} answered an overture by {other}: "
        "shown there, and not counted again."
    )


def _item(follow: FollowUp, writer: LineWriter) -> OvertureItem:
    return OvertureItem(
        line=writer.write(follow.overture),
        outcome=str(follow.outcome),
        explanation=_explain(follow, writer),
        followed_by=tuple(
            Following(writer.write(act), _lag(follow.overture, act)) for act in follow.first_acts
        ),
    )


def _explain(follow: FollowUp, writer: LineWriter) -> str:
    if follow.outcome is Outcome.TOO_RECENT:
        return f"The material ends on {write_day(writer.horizon)}, before the window closes."
    if follow.answer is None:
        rest = (
            "Its first acts on any matter are shown." if follow.first_acts else "Nothing followed."
        )
        other = writer.names(writer.pair.other(writer.pair.party(follow.direction)))
        return (
            f"No cooperative act by {other}, and no refusal, was found within "
            f"{writer.window_days} days. {rest}"
        )
    lag = _lag(follow.overture, follow.answer)
    after = "on the same day" if lag == 0 else f"after {lag} day{'s' if lag != 1 else ''}"
    first = ", a refusal having come first" if follow.refused_first else ""
    return f"{str(follow.outcome).capitalize()} {after}{first}."


def _lag(overture: Story, act: Story) -> int:
    opened = overture.last_day
    return (act.date - opened).days if act.date and opened else 0
