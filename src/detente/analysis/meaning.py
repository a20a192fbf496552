"""Meaning: how much two acts are about the same thing, by the words that tell of them.

Words are compared by their first letters, so that *withdraw* and *withdrawal* are one, and weigh
more the fewer passages have them (inverse document frequency; Sparck Jones 1972). The words of
the sentence count in full, those of the paragraph and title around it less. Where a sentence
encoder is at hand, it tells as well how near two sentences are that share no word.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import cached_property

import numpy as np

from detente.analysis.stories import Story
from detente.ontology import match_issues
from detente.records import Document

STEM_LENGTH = 6
SHORT = 60
"""Characters; a sentence no longer leans on the one before it."""

SURROUNDING = 0.4
"""What a word of the paragraph weighs beside one of the sentence."""

_WORD = re.compile(r"[^\W\d_]{3,}|\d{2,}")
_COMMON = 0.1
"""Words in more than this share of many passages tell nothing, and cost the most time."""
_MANY = 200
_TELLING = 20.0
_RARE = 5.0
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’')]*\s+")

Encode = Callable[[Sequence[str]], np.ndarray]
"""Sentences to vectors of length 1, one a row."""


def cut_paragraphs(stories: Iterable[Story], documents: Iterable[Document]) -> dict[str, str]:
    """The paragraph around each story's quote, by the id of its event, from whole documents."""
    wanted: dict[str, list[Story]] = defaultdict(list)
    for story in stories:
        wanted[story.lead.document.id].append(story)
    return {
        story.id: _paragraph(document.text, story)
        for document in documents
        for story in wanted.get(document.id, ())
    }


def _paragraph(text: str, story: Story) -> str:
    quote = story.event.evidence.quote
    start = text.rfind("\n\n", 0, quote.start) + 1
    end = text.find("\n\n", quote.end)
    return text[start : end if end >= 0 else len(text)]


class Meanings:
    """The words of stories, weighed, with the issues of the paragraphs they stand in.

    ``paragraphs`` has the text around an event's quote, by event id; what it lacks is known by
    its quote alone. ``encode`` is asked for sentences only as they are needed.
    """

    def __init__(
        self,
        stories: Sequence[Story],
        paragraphs: Mapping[str, str] | None = None,
        encode: Encode | None = None,
    ):
        self._paragraphs = paragraphs or {}
        self._encode = encode
        self._vectors_of: dict[str, np.ndarray] = {}
        self._weighed: dict[int, dict[str, float]] = {}
        self._rarities: dict[str, float] = {}
        self._stories = stories
        self._issues: dict[int, tuple[Story, tuple[str, ...]]] = {}
        self._places = {id(story): place for place, story in enumerate(stories)}

    def places_of(self, codes: Iterable[str]) -> list[int]:
        """The places of the stories that somebody with one of the codes has a side in, in order."""
        return sorted({place for code in set(codes) for place in self._by_code.get(code, ())})

    def words(self, story: Story) -> Iterable[str]:
        """The stems by which a story is like others."""
        return self._vector(story).keys()

    def likeness(self, one: Story, other: Story) -> float:
        """Cosine of two stories' words."""
        words = self._vector(other)
        return sum(weight * words.get(word, 0.0) for word, weight in self._vector(one).items())

    @property
    def encodes(self) -> bool:
        """Whether there is an encoder to tell how near sentences are."""
        return self._encode is not None

    def nearness(self, ones: Iterable[str], other: str) -> float:
        """Cosine of a sentence and the nearest of ``ones`` (-1 to 1); needs an encoder."""
        vector = self._encoded(other)
        return max(float(self._encoded(one) @ vector) for one in ones)

    def sentence(self, story: Story) -> str:
        """The sentence that tells a story; a short one (*Moscow refused that.*) after the one
        before it, without which it says little."""
        quote = _quote(story)
        before, found, _ = self._around(story).partition(quote)
        if len(quote) > SHORT or not found or not before.strip():
            return quote
        return f"{_SENTENCE_END.split(before.strip())[-1]} {quote}"

    def _encoded(self, sentence: str) -> np.ndarray:
        if sentence not in self._vectors_of:
            if self._encode is None:
                raise ValueError("there is no encoder to compare sentences by")
            self._vectors_of[sentence] = self._encode([sentence])[0]
        return self._vectors_of[sentence]

    def shared_words(
        self, one: Story, other: Story, most: int = 3, *, silent: Set[str] = frozenset()
    ) -> list[str]:
        """The most telling words that both sentences have, as the second writes them.

        ``silent`` words, in small letters, tell nothing.
        """
        ours = {stem(word) for word in _words(_quote(one))}
        theirs = {stem(word): word for word in _words(_quote(other))}
        common = sorted(ours & set(theirs), key=lambda key: (-self._rarity(key), key))
        told = [theirs[key] for key in common if theirs[key].lower() not in silent]
        return [word for word in told[:most] if self._tells(stem(word))]

    def overlap(self, one: Story, other: Story) -> float:
        """How telling the words are that both sentences have (0 to about 2), length aside."""
        common = {stem(w) for w in _words(_quote(one))} & {stem(w) for w in _words(_quote(other))}
        return sum(self._rarity(key) for key in common if self._tells(key)) / _TELLING

    def issue_rarity(self, issue: str) -> float:
        """0 for an issue that all stories are under, 1 for one of very few."""
        share = (self._issue_counts[issue] + 1) / (len(self._stories) + 1)
        return min(1.0, -math.log(share) / _RARE)

    def issues(self, story: Story) -> tuple[str, ...]:
        """The issues of the story and, after them, of the paragraphs around it."""
        if id(story) not in self._issues:
            around = match_issues(self._around(story)) if self._paragraphs else ()
            own = tuple(dict.fromkeys((*story.issues, *around)))
            self._issues[id(story)] = (story, own)  # the story is kept, and so is its number
        return self._issues[id(story)][1]

    def _around(self, story: Story) -> str:
        return self._paragraphs.get(story.id, "")

    @cached_property
    def _by_code(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for place, story in enumerate(self._stories):
            for code in {actor.code for actor in story.event.source + story.event.target}:
                found[code].append(place)
        return found

    @cached_property
    def _issue_counts(self) -> Counter[str]:
        return Counter(issue for story in self._stories for issue in story.issues)

    @cached_property
    def _counts(self) -> Counter[str]:
        passages = {_quote(story) + self._around(story) for story in self._stories}
        counts: Counter[str] = Counter()
        for text in passages:
            counts.update({stem(word) for word in _words(text)})
        counts[""] = len(passages)
        return counts

    def _rarity(self, key: str) -> float:
        if key not in self._rarities:
            odds = (self._counts[""] + 1) / (self._counts[key] + 0.5)
            self._rarities[key] = max(0.0, math.log(odds))
        return self._rarities[key]

    def _tells(self, key: str) -> bool:
        every = self._counts[""]
        return every < _MANY or self._counts[key] <= _COMMON * every

    def _vector(self, story: Story) -> dict[str, float]:
        place = self._places.get(id(story))
        if place is None:
            return self._weigh(story)
        if place not in self._weighed:
            self._weighed[place] = self._weigh(story)
        return self._weighed[place]

    def _weigh(self, story: Story) -> dict[str, float]:
        title = story.lead.document.title or ""
        around = {stem(word) for word in _words(f"{self._around(story)} {title}")}
        own = {stem(word) for word in _words(_quote(story))}
        weights = {key: SURROUNDING * self._rarity(key) for key in around if self._tells(key)}
        weights |= {key: self._rarity(key) for key in own if self._tells(key)}
        length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
        return {key: weight / length for key, weight in weights.items() if weight > 0}


def stem(word: str) -> str:
    """The first letters of a word, which its forms have in common."""
    return word.lower()[:STEM_LENGTH]


def _words(text: str) -> Iterable[str]:
    return _WORD.findall(text)


def _quote(story: Story) -> str:
    return story.event.evidence.quote.text
