"""Overtures: each with its outcome in words and the acts that followed it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from detente.analysis.overtures import is_overture
from detente.analysis.pair import Direction
from detente.analysis.replies import FollowUp, Outcome
from detente.report.brief import Following, OvertureItem, OvertureSide
from detente.report.language import Name
from detente.report.lines import LineWriter
from detente.report.names import capitalize


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
    followed: Sequence[FollowUp], way: Direction, name: Name, writer: LineWriter
) -> str | None:
    if not any(follow.direction is way for follow in followed):
        return writer.say("overtures.none", name=name)
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
    return writer.say("overtures.answers", len(answers), name=name, other=other)


def _item(follow: FollowUp, writer: LineWriter) -> OvertureItem:
    return OvertureItem(
        line=writer.write(follow.overture),
        outcome=str(follow.outcome),
        explanation=_explain(follow, writer),
        followed_by=tuple(
            Following(writer.write(act), follow.lag_days(act)) for act in follow.first_acts
        ),
    )


def _explain(follow: FollowUp, writer: LineWriter) -> str:
    say = writer.say
    if follow.outcome is Outcome.TOO_RECENT:
        return say("overtures.ends", day=writer.write_day(writer.horizon))
    if follow.answer is None:
        other = writer.names(writer.pair.other(writer.pair.party(follow.direction)))
        rest = (
            say("overtures.rest_acts")
            if follow.first_acts
            else say("overtures.rest_nothing", other=other)
        )
        return say("overtures.unanswered", writer.window_days, other=other, rest=rest)
    lag = follow.lag_days(follow.answer)
    return say(
        "overtures.answered",
        outcome=capitalize(say(f"outcomes.{follow.outcome}")),
        after=say("overtures.same_day") if lag == 0 else say("overtures.after", lag),
        first=say("overtures.refused_first") if follow.refused_first else "",
    )
