"""Voices: on whose word the entries rest, and where the two sides contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from detente.analysis.stories import Story, merge_stories
from detente.analysis.versions import DENIED, Contradiction, find_contradictions
from detente.analysis.voices import classify_voice
from detente.ledger.entries import Entry
from detente.records import Modality, VoiceKind
from detente.report.brief import ContradictionItem, Line, VoiceGroup, Voices
from detente.report.lines import LineWriter


def write_voices(entries: Sequence[Entry], writer: LineWriter) -> Voices:
    """Entries between the two by kind of voice, and their contradictions."""
    grouped: dict[VoiceKind, list[Entry]] = defaultdict(list)
    for entry in entries:
        grouped[classify_voice(entry, writer.pair)].append(entry)
    groups = tuple(
        VoiceGroup(str(kind), writer.say(f"voices.about.{kind}"), _lines(grouped[kind], writer))
        for kind in VoiceKind
    )
    found = find_contradictions(entries, writer.pair)
    spoken = any(grouped[kind] for kind in VoiceKind if kind is not VoiceKind.OUTLET)
    return Voices(
        groups,
        tuple(_contradiction(one, writer) for one in found),
        None if spoken else writer.say("voices.none"),
        None if found else writer.say("voices.no_contradiction"),
    )


def _lines(entries: Sequence[Entry], writer: LineWriter) -> tuple[Line, ...]:
    return tuple(writer.write(story) for story in merge_stories(entries))


def _contradiction(found: Contradiction, writer: LineWriter) -> ContradictionItem:
    one, other = (writer.write(Story((entry,))) for entry in (found.one, found.other))
    sides = writer.names(found.one_side), writer.names(found.other_side)
    if found.kind == DENIED:
        yes, no = sides if found.one.event.modality is Modality.ACTUAL else sides[::-1]
        text = writer.say("voices.denied", yes=yes, no=no)
    else:
        text = writer.say("voices.each_other")
    return ContradictionItem(text, sides[0], one, sides[1], other)
