"""Modality: which entries say that something happened, and which only that it may."""

from __future__ import annotations

from detente.records import Event, Modality


def happened(event: Event) -> bool:
    """Whether the act counts as done (codebook, rule 7).

    What is planned, possible, conditional or negated counts in no series. One exception: to
    announce cooperation for later is itself an act, so a planned AGREE counts as an agreement.
    """
    if event.modality is Modality.ACTUAL:
        return True
    return event.modality is Modality.PLANNED and event.type == "AGREE"
