"""Filters: which of a dyad's acts a reader wants to see, and which of them those are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from detente.ontology import event_types
from detente.records import Genre, Modality
from detente.report import MIN_CONFIDENCE
from detente.web.deeds import Deeds, Flags
from detente.web.parameters import asked

DONE, ALL = "done", "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """The filters of the pages on a dyad, which its acts' pages carry on."""

    since: dt.date | None = asked("First day: YYYY, YYYY-MM or YYYY-MM-DD.")
    until: dt.date | None = asked("Last day, included.", last=True)
    issue: str | None = asked("Only acts on this issue.")
    type: str | None = asked("Only acts of this type.", choices=tuple(event_types()))
    modality: str = asked(
        "How firmly asserted: done (what counts as having happened), one modality, or all.",
        DONE, choices=(DONE, *(one.value for one in Modality), ALL),
    )  # fmt: skip
    outlet: str | None = asked("Only acts that this outlet reports.")
    genre: str | None = asked(
        "Only acts in documents of this genre.", choices=tuple(one.value for one in Genre)
    )
    confidence: float = asked(
        "Only acts with at least this confidence.", MIN_CONFIDENCE, least=0, most=1
    )
    coder: str | None = asked("Whose coding; by default the one with the most acts here.")


def choose(deeds: Deeds, query: Filters) -> Flags:
    """Which acts the filters leave."""
    chosen = np.ones(len(deeds), bool)
    if query.since is not None:
        chosen &= deeds.day >= query.since.toordinal()
    if query.until is not None:
        chosen &= deeds.day <= query.until.toordinal()
    if query.modality == DONE:
        chosen &= deeds.happened
    for wanted, column in (
        (None if query.modality in (DONE, ALL) else query.modality, deeds.modality),
        (query.type, deeds.type),
        (query.issue, deeds.issues),
        (query.outlet, deeds.outlets),
        (query.genre, deeds.genres),
    ):
        if wanted is not None:
            chosen &= column.holding(wanted)
    return chosen & (deeds.confidence >= query.confidence)
