"""Judgements: what outlets and authors think, kept apart from what they report (rule 8)."""

from __future__ import annotations

import re

from detente.ledger.entries import Entry
from detente.records import Genre, Modality

_OPINION = frozenset({Genre.EDITORIAL, Genre.COMMENTARY})
_VERDICTS = frozenset({"ACCUSE", "SUPPORT", "REQUEST"})
_ASKED = re.compile(
    r"(?:asked|called|urged|demanded|appealed|requested|proposed|invited|pressed)\b", re.IGNORECASE
)
_SPECULATIVE = frozenset({Modality.POSSIBLE, Modality.CONDITIONAL})


def is_by_outlet(entry: Entry) -> bool:
    """Whether an outlet or its author is the one who acts."""
    return any("MED" in (actor.code, actor.role) for actor in entry.event.source)


def is_recalled(entry: Entry) -> bool:
    """Whether an opinion piece looks back on it without saying when."""
    when = entry.event.when
    dated = when is not None and when.origin != "publication"
    return entry.document.genre in _OPINION and not dated


def is_judgement(entry: Entry) -> bool:
    """Whether the entry is an opinion rather than a report (codebook, rule 8).

    Either an outlet or author is the one who accuses, praises or asks; or an editorial or a
    commentary says in its own voice, with no speaker, that somebody deserves praise or blame,
    or what somebody may do. A deed that an editorial recalls in passing stays a report.
    """
    if is_by_outlet(entry):
        return True
    event = entry.event
    if entry.document.genre not in _OPINION or event.speaker is not None:
        return False
    if event.type == "REQUEST" and _ASKED.match(event.evidence.trigger.text):
        return False  # "the allies asked Russia again": a deed that it recalls
    return event.type in _VERDICTS or event.modality in _SPECULATIVE
