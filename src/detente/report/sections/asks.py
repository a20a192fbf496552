"""Asks: demands grouped by who asks whom for what, with what seems to have become of them."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analysis.asks import Ask, AskStatus, group_asks
from detente.analysis.stories import Story
from detente.analysis.voices import classify_voice
from detente.ontology import issue_label
from detente.records import VoiceKind
from detente.report.brief import AskItem, Asks
from detente.report.dates import write_day
from detente.report.lines import LineWriter
from detente.report.names import capitalize
from detente.report.phrases import write_ask


def write_asks(asking: Sequence[Story], acts: Sequence[Story], writer: LineWriter) -> Asks:
    """All asks addressed to either side, the most repeated first."""
    items = tuple(_item(ask, writer) for ask in group_asks(asking, acts, writer.pair))
    askers = {item.asker for item in items}
    missing = [name for name in (writer.a_name, writer.b_name) if name not in askers]
    silent = " or ".join(missing)
    note = f"No ask by {silent} was found in this material." if missing else None
    return Asks(items, note)


def _item(ask: Ask, writer: LineWriter) -> AskItem:
    asker, addressee = writer.names.join(ask.asker), writer.names(ask.addressee)
    return AskItem(
        sentence=capitalize(f"{asker} {write_ask(ask.deed, addressee, _onto(ask, writer))}"),
        asker=asker,
        addressee=addressee,
        issue=issue_label(ask.issue) if ask.issue else None,
        times=ask.times,
        first=write_day(ask.stories[0].date, short=True),
        last=write_day(ask.stories[-1].date, short=True),
        status=_status(ask, writer),
        settled_by=writer.write(ask.settled_by) if ask.settled_by else None,
        lines=tuple(writer.write(story) for story in ask.stories),
    )


def _onto(ask: Ask, writer: LineWriter) -> str | None:
    """A third party that the deed asked for would fall on."""
    content = ask.stories[0].event.content
    third = [a for a in content.target if writer.pair.side(a) is None] if content else []
    return writer.names.join(third) if third else None


def _status(ask: Ask, writer: LineWriter) -> str:
    """The status, as what it appears to be, and said so where only the addressee says it."""
    if ask.status is AskStatus.OPEN:
        return str(ask.status)
    status = f"apparently {ask.status}"
    act = ask.settled_by
    if act is None or ask.status not in (AskStatus.MET, AskStatus.PARTLY_MET):
        return status
    kinds = {classify_voice(entry, writer.pair) for entry in act.entries}
    return f"{status}, by its own account" if kinds == {VoiceKind.SELF} else status
