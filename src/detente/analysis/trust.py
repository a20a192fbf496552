"""Trust: which acts are read surely enough to be counted."""

from __future__ import annotations

from collections.abc import Iterable

from detente.analysis.stories import Story

MIN_CONFIDENCE = 0.5
"""Readings trusted less are more likely wrong than right: they are shown, and count nowhere."""


def sift(stories: Iterable[Story], min_confidence: float) -> tuple[list[Story], list[Story]]:
    """The stories that have a report trusted at least ``min_confidence``, and the others."""
    kept: list[Story] = []
    weak: list[Story] = []
    for story in stories:
        (kept if story.event.confidence >= min_confidence else weak).append(story)
    return kept, weak
