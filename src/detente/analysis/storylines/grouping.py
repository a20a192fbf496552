"""Grouping: each document joins the open story that it has most words in common with.

The words in common are averaged over the story's documents, and count less the longer ago it was
last reported, so that a story of many days does not draw in all that follows it. A document that
repeats another's text joins its story whatever else it has in common with it. How the settings
were chosen stands in ``benchmarks/stories.py``.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from detente.analysis.storylines.copies import Sketch, is_copy, sketch
from detente.analysis.storylines.wording import RECENT_DOCUMENTS, RecentWords, count_words
from detente.records import Document

COMMON_WORDS = 1.5
SHORTNESS = 60.0
"""Over the number of its words, at most 40: so many more must a document have in common with a
story, 3 in all for an article and 5.5 for a sentence of 15 words."""

COMMON_SHARE = 0.6
"""Of a headline's words, which are fewer than that."""

OPEN_DAYS = 14
DECAY_DAYS = 20
DECAY_FLOOR = 0.25

_SEARCHED_STORIES, _SEARCHED_TEXTS = 5, 40


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document stands: in which story, and whose text it repeats.

    A story's id is that of the document that opened it. ``copy_of`` is the first document with
    the text, ``None`` for a report of its own.
    """

    document_id: str
    story: str
    copy_of: str | None = None


@dataclass(frozen=True, slots=True)
class _Text:
    """What is kept of a text, with the id of the first document that has it."""

    id: str
    date: dt.date | None
    weights: dict[str, float]
    sketch: Sketch


@dataclass(slots=True)
class _Open:
    """A story that documents may still join; ``texts`` are those that repeat no other."""

    id: str
    texts: list[_Text] = field(default_factory=list)
    documents: int = 0
    last_day: dt.date | None = None
    latest: int = 0  # number of the document that joined last


class Grouping:
    """Groups documents batch by batch, in order of their dates.

    Memory does not grow with the number of documents: a story closes when nothing has joined it
    for 14 days and for 2,000 documents. The words of a whole batch are counted before its first
    document is placed.
    """

    def __init__(
        self, common_words: float = COMMON_WORDS, recent_documents: int = RECENT_DOCUMENTS
    ) -> None:
        self._common_words = common_words
        self._recent_documents = recent_documents
        self._recent = RecentWords(recent_documents)
        self._stories: dict[str, _Open] = {}
        self._having: defaultdict[str, dict[str, float]] = defaultdict(dict)
        self._read = 0

    def group(
        self, documents: Sequence[Document], known: Mapping[str, Place] | None = None
    ) -> list[Place]:
        """The places of those documents that are not ``known`` by id, in order.

        Known ones are put where they were. Documents without a date are as near to one story as
        to another.
        """
        counted = [count_words(document) for document in documents]
        for counts in counted:
            self._recent.take(counts)
        placed = []
        for document, counts in zip(documents, counted, strict=True):
            weights = self._recent.weigh(counts)
            text = _Text(document.id, document.date, weights, sketch(document.text))
            place = (known or {}).get(document.id)
            if place is None:
                place = self._find(text)
                placed.append(place)
            self._add(place, text)
        self._close()
        return placed

    def _find(self, text: _Text) -> Place:
        common: defaultdict[str, float] = defaultdict(float)
        for word, weight in text.weights.items():
            for story, other in self._having.get(word, {}).items():
                common[story] += weight * other
        words = self._needed(len(text.weights))
        likeness = {
            story: n / len(self._stories[story].texts)
            for story, n in common.items()
            if n >= words / 2
        }
        nearest = sorted(likeness, key=lambda story: (-likeness[story], story))
        for story in nearest[:_SEARCHED_STORIES]:
            original = self._find_original(story, text)
            if original is not None:
                return Place(text.id, story, original)
        best = text.id
        for story in nearest:
            if likeness[story] < words:
                break
            faded = likeness[story] * self._fading(story, text.date)
            if faded >= words:
                best, words = story, faded
        return Place(text.id, best)

    def _needed(self, words: int) -> float:
        """How many words in common make a document one of the story's."""
        return min(self._common_words + SHORTNESS / max(1, words), COMMON_SHARE * words)

    def _find_original(self, story: str, text: _Text) -> str | None:
        """The document of a story whose text is repeated, if there is one."""
        for other in reversed(self._stories[story].texts[-_SEARCHED_TEXTS:]):
            near = _gap_days(text.date, other.date) <= OPEN_DAYS
            if near and is_copy(text.sketch, other.sketch):
                return other.id
        return None

    def _fading(self, story: str, date: dt.date | None) -> float:
        gap_days = _gap_days(date, self._stories[story].last_day)
        return DECAY_FLOOR + (1 - DECAY_FLOOR) * math.exp(-gap_days / DECAY_DAYS)

    def _add(self, place: Place, text: _Text) -> None:
        story = self._stories.setdefault(place.story, _Open(place.story))
        self._read += 1
        story.documents += 1
        story.latest = self._read
        if text.date is not None:
            story.last_day = max(text.date, story.last_day or text.date)
        original = place.copy_of or place.document_id
        if all(other.id != original for other in story.texts):
            story.texts.append(replace(text, id=original))
            for word, weight in text.weights.items():
                having = self._having[word]
                having[story.id] = having.get(story.id, 0.0) + weight

    def _close(self) -> None:
        newest = max((s.last_day for s in self._stories.values() if s.last_day), default=None)
        for story in list(self._stories.values()):
            silent = story.last_day is None or _gap_days(story.last_day, newest) > OPEN_DAYS
            if silent and story.latest <= self._read - self._recent_documents:
                self._forget(story)

    def _forget(self, story: _Open) -> None:
        del self._stories[story.id]
        for word in {word for text in story.texts for word in text.weights}:
            having = self._having[word]
            del having[story.id]
            if not having:
                del self._having[word]


def _gap_days(one: dt.date | None, other: dt.date | None) -> int:
    """Days between two dates; none where one is unknown."""
    return 0 if one is None or other is None else abs((one - other).days)
