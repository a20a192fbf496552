"""Asking: the asks and promises of two sides, followed through a ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from detente.actors.names import find_actor
from detente.analysis.asks import Ask, group_asks
from detente.analysis.corrections import Correction
from detente.analysis.judgements import is_by_outlet
from detente.analysis.meaning import Meanings, cut_paragraphs
from detente.analysis.pair import Pair
from detente.analysis.plans import Promise, follow_promises
from detente.analysis.stories import Story, merge_stories
from detente.engine.encoder import encode
from detente.ledger import Entry, Ledger


@dataclass(frozen=True, slots=True)
class Material:
    """What two sides did and said, to whomever, with what is known of its wording."""

    pair: Pair
    stories: tuple[Story, ...]
    meanings: Meanings


def read_material(
    ledger: Ledger, a: str, b: str, *, until: dt.date | None = None, coder: str | None = None
) -> Material:
    """Every story that either of two actors (names or ids) has a part in, with its paragraphs."""
    pair = Pair.parse(find_actor(a), find_actor(b))
    entries: list[Entry] = []
    for side in (pair.a, pair.b):
        entries += Ledger.events(ledger, side.id, until=until, coder=coder, either_way=True)
    stories = merge_stories(entries)
    documents = ledger.texts(story.lead.document.id for story in stories)
    meanings = Meanings(stories, cut_paragraphs(stories, documents), encode)
    return Material(pair, tuple(stories), meanings)


def find_asks(
    material: Material,
    *,
    since: dt.date | None = None,
    corrections: Sequence[Correction] = (),
) -> list[Ask]:
    """The asks that either side makes of the other, or an outlet of either.

    Those of others stand as echoes only. ``since`` leaves out what was last asked before.
    """
    pair = material.pair
    return group_asks(
        material.stories, material.stories, pair,
        meanings=material.meanings, corrections=corrections,
        is_wanted=lambda ask: _is_of_pair(ask, pair) and _is_since(ask.stories, since),
    )  # fmt: skip


def find_promises(
    material: Material,
    *,
    since: dt.date | None = None,
    corrections: Sequence[Correction] = (),
) -> list[Promise]:
    """What either side said that it would do; ``since`` leaves out what was last said before."""
    promises = follow_promises(
        material.stories, material.pair, meanings=material.meanings, corrections=corrections
    )
    return [promise for promise in promises if _is_since(promise.stories, since)]


def _is_of_pair(ask: Ask, pair: Pair) -> bool:
    by_side = any(pair.side(actor) for actor in ask.asker)
    return by_side or any(is_by_outlet(entry) for entry in ask.stories[0].entries)


def _is_since(stories: Iterable[Story], since: dt.date | None) -> bool:
    days = [story.date for story in stories if story.date is not None]
    return since is None or not days or max(days) >= since
