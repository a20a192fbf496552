"""Concerns: what each side is reported to see as a danger, in the text's own words."""

from __future__ import annotations

from collections.abc import Iterable

from detente.analysis.concerns import HeldConcern, gather_concerns
from detente.ledger.concerns import ConcernEntry
from detente.records import Actor
from detente.report.brief import ConcernItem, ConcernSide
from detente.report.lines import LineWriter
from detente.report.quotes import cut_quote

_UNNAMED = frozenset({"concern", "concerns", "fear", "fears", "worry", "worries", "anxiety"})


def write_concerns(
    stated: Iterable[ConcernEntry], writer: LineWriter
) -> tuple[ConcernSide, ConcernSide]:
    """A's concerns, then B's."""
    held = gather_concerns(stated, writer.pair)
    a, b = (_side(party, held, writer) for party in (writer.pair.a, writer.pair.b))
    return a, b


def _side(party: Actor, held: Iterable[HeldConcern], writer: LineWriter) -> ConcernSide:
    name = writer.names(party)
    items = tuple(write_concern(one, writer) for one in held if one.holder == party)
    return ConcernSide(name, items, None if items else writer.say("concerns.none", name=name))


def write_concern(held: HeldConcern, writer: LineWriter) -> ConcernItem:
    """One concern in its holder's reported words, with the surest report's quote."""
    concern = held.lead.concern
    speakers = [voice for voice in concern.attribution if voice.kind == "speaker"]
    voice = writer.voice(speakers[-1] if speakers else None)
    about = concern.about.text
    return ConcernItem(
        about=writer.say("concerns.unnamed") if about.lower() in _UNNAMED else about,
        issues=tuple(writer.language.issue(issue) for issue in concern.issues),
        times=held.times,
        quote=cut_quote(
            concern.evidence,
            concern.about,
            held.lead.document,
            entry_id=concern.id,
            language=writer.language,
            voice=voice,
        ),
    )
