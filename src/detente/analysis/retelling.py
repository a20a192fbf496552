"""Retelling: what the news stories of two documents say on whether their entries are one act.

Documents that report one event (``analysis/storylines``) often code it a little differently: they
disagree on an actor's role, leave the target out, or use another verb. Their entries are one act
where direction, type and modality agree, the days are near, and the sentences share much of their
wording. Entries of different news stories, on the other hand, are seldom one act, however alike
they are coded: two courts sentence two men on a day. They must share some wording to be so.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from detente.analysis.marks import kept_apart
from detente.analysis.storylines.wording import stems
from detente.ledger.entries import Entry
from detente.records import Actor

RETOLD_DAYS = 1
RETOLD_WORDING = 0.5
ACROSS_WORDING = 0.15
"""Of the words of the shorter sentence, rare ones weighing more: for joining acts of one news
story that are coded differently, and for merging entries of two that are coded alike. Read by eye
on coded current events (2008-07 to 2010-12): of 15 pairs joined at the first, 12 are one act; of
15 kept apart at the second, 11 are two, and the others are standing conditions (a blockade)."""

PRIOR_SENTENCES = 1000
"""Without any of the words, as if read before: few sentences make no word common."""


class Wording:
    """The words of entries' sentences, weighed by how few sentences have them."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        quotes = {e.event.evidence.quote.text for e in entries if e.story is not None}
        self._words = {quote: frozenset(stems(quote)) for quote in quotes}
        having = Counter(word for words in self._words.values() for word in words)
        total = len(self._words) + PRIOR_SENTENCES
        self._weights = {word: math.log(total / number) for word, number in having.items()}
        self._whole: dict[str, float] = {}

    def share(self, one: Entry, other: Entry) -> float:
        """How much of the shorter sentence's wording the other has too, 0 to 1."""
        quotes = [entry.event.evidence.quote.text for entry in (one, other)]
        least = min(map(self._weigh_quote, quotes))
        first, second = (self._words[quote] for quote in quotes)
        return self._weigh(first & second) / least if least else 0.0

    def sets_apart(self, one: Entry, other: Entry) -> bool:
        """Whether two entries are of different news stories and share too little wording."""
        if one.story is None or other.story is None or one.story == other.story:
            return False
        return self.share(one, other) < ACROSS_WORDING

    def _weigh_quote(self, quote: str) -> float:
        if quote not in self._whole:
            self._whole[quote] = self._weigh(self._words[quote])
        return self._whole[quote]

    def _weigh(self, words: Iterable[str]) -> float:
        return sum(self._weights[word] for word in words)


def join_retellings(acts: Sequence[Sequence[Entry]], wording: Wording) -> list[list[Entry]]:
    """Acts, each the entries that tell it, with those joined that are one act told again.

    The likest are joined first. Two acts of one document stay two, for it tells them apart, and
    the entries of a joined act stay within a day of each other.
    """
    joined = [list(act) for act in acts]
    home = list(range(len(joined)))
    for _, one, other in sorted(_retellings(acts, wording), reverse=True):
        first, second = sorted((home[one], home[other]))
        if first != second and _may_join(joined[first], joined[second]):
            joined[first] += joined[second]
            joined[second] = []
            home = [first if place == second else place for place in home]
    return [act for act in joined if act]


def _retellings(
    acts: Sequence[Sequence[Entry]], wording: Wording
) -> Iterator[tuple[float, int, int]]:
    """Pairs of acts that may be one, with the share of their wording that is common."""
    by_story: defaultdict[str, list[tuple[int, Entry]]] = defaultdict(list)
    for place, act in enumerate(acts):
        for entry in act:
            if entry.story is not None and entry.date is not None:
                by_story[entry.story].append((place, entry))
    for told in by_story.values():
        for (one, first), (other, second) in combinations(told, 2):
            if one != other and _is_same(first, second):
                shared = wording.share(first, second)
                if shared >= RETOLD_WORDING:
                    yield shared, one, other


def _may_join(one: Sequence[Entry], other: Sequence[Entry]) -> bool:
    documents = {entry.document.id for entry in one} & {entry.document.id for entry in other}
    days = [entry.date for entry in (*one, *other) if entry.date is not None]
    near = (max(days) - min(days)).days <= RETOLD_DAYS
    return near and not documents and not kept_apart(one, other)


def _is_same(one: Entry, other: Entry) -> bool:
    first, second = one.event, other.event
    about = {event.content.type for event in (first, second) if event.content}
    return (
        first.type == second.type
        and first.modality == second.modality
        and len(about) <= 1
        and _grain(one) == _grain(other)
        and _have_same_sides(one, other)
    )


def _grain(entry: Entry) -> str:
    when = entry.event.when
    return "day" if when is None or when.granularity == "week" else when.granularity


def _have_same_sides(one: Entry, other: Entry) -> bool:
    """Whether direction and states agree; a target that one leaves out is any."""
    first, second = one.event, other.event
    if first.mutual != second.mutual:
        return False
    doers, others = _codes(first.source), _codes(first.target)
    if first.mutual:
        return doers | others == _codes(second.source) | _codes(second.target)
    targets = _codes(second.target)
    return bool(doers & _codes(second.source)) and (
        not others or not targets or bool(others & targets)
    )


def _codes(actors: Iterable[Actor]) -> frozenset[str]:
    return frozenset(actor.code for actor in actors)
