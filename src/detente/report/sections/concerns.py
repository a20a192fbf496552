"""Concerns: what each side is reported to see as a danger, in the text's own words."""

from __future__ import annotations

from collections.abc import Iterable

from detente.analysis.concerns import HeldConcern, gather_concerns
from detente.ledger.concerns import ConcernEntry
from detente.ontology import issue_label
from detente.records import Actor
from detente.report.brief import ConcernItem, ConcernSide
from detente.report.lines import LineWriter
from detente.report.quotes import cut_quote


def write_concerns(
    stated: Iterable[ConcernEntry], writer: LineWriter
) -> tuple[ConcernSide, ConcernSide]:
    """A's concerns, then B's."""
    held = gather_concerns(stated, writer.pair)
    a, b = (_side(party, held, writer) for party in (writer.pair.a, writer.pair.b))
    return a, b


def _side(party: Actor, held: Iterable[HeldConcern], writer: LineWriter) -> ConcernSide:
    name = writer.names(party)
    items = tuple(_item(one, writer) for one in held if one.holder == party)
    return ConcernSide(
        name, items, None if items else f"No stated concern of {name} was found in this material."
    )


def _item(held: HeldConcern, writer: LineWriter) -> ConcernItem:
    concern = held.lead.concern
    speakers = [voice for voice in concern.attribution if voice.kind == "speaker"]
    voice = writer.voice(speakers[-1] if speakers else None)
    return ConcernItem(
        about=concern.about.text,
        issues=tuple(issue_label(issue) for issue in concern.issues),
        times=held.times,
        quote=cut_quote(
            concern.evidence,
            concern.about,
            held.lead.document,
            entry_id=concern.id,
            voice=voice,
        ),
    )
