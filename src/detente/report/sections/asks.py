"""Asks: demands grouped by who asks whom for what, with what seems to have become of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from detente.analysis.asks import Ask, AskStatus, group_asks
from detente.analysis.meaning import Meanings
from detente.analysis.stories import Story
from detente.report.brief import AskItem, Asks
from detente.report.lines import LineWriter
from detente.report.phrases import write_demand


def write_asks(
    asking: Sequence[Story], acts: Sequence[Story], meanings: Meanings, writer: LineWriter
) -> Asks:
    """All asks addressed to either side, the two sides' own before those of outlets; of each the
    open ones, oldest first, then those that ended.

    ``meanings`` are those of ``acts``.
    """
    pair = writer.pair
    grouped = group_asks(asking, acts, pair, meanings=meanings)
    asks = sorted(grouped, key=lambda ask: (not any(map(pair.side, ask.asker)), *_order(ask)))
    items = tuple(_item(ask, writer) for ask in asks)
    askers = {item.asker for item in items}
    missing = [name for name in (writer.a_name, writer.b_name) if name not in askers]
    silent = writer.language.join(missing, "or")
    note = writer.say("asks.none", sides=silent) if missing else None
    return Asks(items, note)


def _order(ask: Ask) -> tuple[bool, dt.date]:
    return ask.status is not AskStatus.OPEN, ask.stories[0].date or dt.date.max


def _item(ask: Ask, writer: LineWriter) -> AskItem:
    asker, addressee = writer.names.join(ask.asker), writer.names(ask.addressee)
    onto, asking = _onto(ask, writer), ask.stories[0].event
    return AskItem(
        sentence=write_demand(asker, ask.deed, addressee, onto, asking, writer.language),
        asker=asker,
        addressee=addressee,
        issue=_issue(ask, writer),
        times=ask.times,
        first=writer.write_day(ask.stories[0].date, short=True),
        last=writer.write_day(ask.stories[-1].date, short=True),
        status=_status(ask, writer),
        reason=ask.reason,
        confidence=ask.confidence,
        settled_by=writer.write(ask.settled_by) if ask.settled_by else None,
        lines=tuple(writer.write(story) for story in ask.stories),
    )


def _onto(ask: Ask, writer: LineWriter) -> str | None:
    """A third party that the deed asked for would fall on."""
    content = ask.stories[0].event.content
    third = [a for a in content.target if writer.pair.side(a) is None] if content else []
    return writer.names.join(third) if third else None


def _issue(ask: Ask, writer: LineWriter) -> str | None:
    """The first issue that its own sentences name: those around them only help to match."""
    own = next((issue for story in ask.stories for issue in story.issues), None)
    return writer.language.issue(own) if own else None


def _status(ask: Ask, writer: LineWriter) -> str:
    """The status, and said so where only the addressee says it."""
    status, act = str(ask.status), ask.settled_by
    if act is None or ask.status not in (AskStatus.MET, AskStatus.PARTLY_MET):
        return status
    speakers = [entry.event.speaker for entry in act.entries]
    own = all(
        one is not None and one.actor is not None and writer.pair.side(one.actor) == ask.addressee
        for one in speakers
    )
    return f"{status}, by its own account" if own else status
