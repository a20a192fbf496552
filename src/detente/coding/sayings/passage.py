"""The sayings of one passage, and how they nest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from operator import xor

from detente.coding.sayings.asides import find_asides
from detente.coding.sayings.clauses import edges, sentence_of, trim
from detente.coding.sayings.frames import adjectives, doubting
from detente.coding.sayings.labels import label
from detente.coding.sayings.nouns import according_saying, adjective_saying, noun_saying
from detente.coding.sayings.quoting import Quotes, quoted_by
from detente.coding.sayings.saying import Saying, Span, covers, merge, without
from detente.coding.sayings.verbs import Verbs
from detente.text.syntax import Tree

_RELATIVES = frozenset({"WP", "WDT", ","})


class Sayings:
    """The attributions of one passage, whose quotations stand at ``quotes`` (characters).

    ``quotes`` are half-open, marks left out. ``left`` are those, in tokens, that no cue of the
    passage introduces: they go on from the passage before. ``turns`` tells of a transcript, in
    which speakers take turns behind labels.
    """

    def __init__(self, tree: Tree, quotes: Sequence[Span] = (), turns: bool = False) -> None:
        self._tree = tree
        self._quotes = Quotes(tree, quotes)
        self._asides = find_asides(tree, self._quotes.holds)
        self._verbs = Verbs(tree, self._asides)
        found = [self._quotes.clip(s) for i in range(len(tree)) for s in self._at(i)]
        found = [self._passed_on(self._beside(saying), found) for saying in found]
        found += [outer for saying in found for outer in self._cited_by(saying)]
        labelled = label(tree, turns)
        if labelled is not None:
            found = [labelled, *found]
        self._found, self.left = self._quotes.attach(found, self._verbs)
        self._holding = _held(self._found, len(tree))

    def __iter__(self) -> Iterator[Saying]:
        return iter(self._found)

    def around(self, i: int) -> list[Saying]:
        """The sayings in whose content token ``i`` stands, outermost first."""
        here = self._holding[i]
        deep = {
            n: (here & self._holding[self._found[n].head] & ~(1 << n)).bit_count()
            for n in _numbers(here)
        }
        found = self._found
        order = sorted(deep, key=lambda n: (deep[n], -found[n].size, found[n].kind == "cited"))
        return [found[n] for n in order]

    def is_left(self, i: int) -> bool:
        """Whether token ``i`` stands in a quotation that goes on from the passage before."""
        return covers(self.left, i)

    def in_quotes(self, i: int) -> bool:
        """Whether token ``i`` stands in a quotation."""
        return self._quotes.holds(i)

    @property
    def opening(self) -> Saying | None:
        """The saying whose words are still to come: the passage ends with ``he added:``."""
        tree = self._tree
        if not len(tree) or tree.words[-1] != ":":
            return None
        first, last = tree.sentences[-1]
        for i in range(last - 1, first - 1, -1):
            source = quoted_by(tree, i) if tree.is_verb(i) else None
            if source is not None:
                known = next((s for s in self._found if s.head == i), None)
                return known or Saying(i, self._verbs.cue(i), source, (), "say", True)
        return None

    def phrase_of_source(self, saying: Saying) -> Span | None:
        """The tokens of the source's phrase, half-open; ``None`` where it has none."""
        tree, source, head = self._tree, saying.source, saying.head
        if source is None:
            return None
        if saying.is_label:
            behind = source > head
            return (source, source + 1) if behind else (sentence_of(tree, 0)[0], head)
        low, high = edges(tree, source)
        first, last = saying.cue
        if source < head < high:  # "the man who said": the clause is not his name
            inner = range(source + 1, head)
            high = next((j for j in inner if tree.tags[j] in _RELATIVES), first)
        elif low <= head < source:
            low = last + 1
        return trim(tree, (low, high))

    # -- finding them ------------------------------------------------------------------------------

    def _at(self, i: int) -> Iterator[Saying]:
        tree, word = self._tree, self._tree.lower(i)
        adjective = (
            tree.tags[i] == "JJ" or tree.deps[i] == "acomp" or tree.child(i, "auxpass") is not None
        )
        if word in ("according", "in", "by", "to"):
            yield from according_saying(tree, i)
        elif adjective and word in adjectives():
            found = adjective_saying(tree, i)
            if found is not None:
                yield found
        elif tree.is_verb(i):
            yield from self._verbs.at(i)
        elif tree.is_noun(i):
            found = noun_saying(tree, i)
            if found is not None:
                yield found

    def _beside(self, saying: Saying) -> Saying:
        """The saying without the asides in its content: they say it, it does not say them."""
        parts: Sequence[Span] = saying.content
        for aside in self._asides.values():
            low, high = aside.place
            if not low <= saying.head < high:
                parts = without(parts, (low, high - 1))
        trimmed = (trim(self._tree, part) for part in parts)
        return replace(saying, content=tuple(part for part in trimmed if part is not None))

    def _passed_on(self, saying: Saying, found: list[Saying]) -> Saying:
        """``recalled the ministry's claim that``: who brings up a claim passes it on."""
        doubts = self._tree.lemma(saying.head) in doubting()
        if saying.asserts or saying.source is None or doubts:
            return saying
        heads = self._tree.heads
        for other in found:
            head = heads[other.head]
            straight = saying.head in (head, heads[head])
            if other.kind == "noun" and other.asserts and straight:
                return replace(saying, asserts=True)
        return saying

    def _cited_by(self, saying: Saying) -> Iterator[Saying]:
        """``according to a report cited by Y``: Y is the one who tells us."""
        tree = self._tree
        near = [saying.source] if saying.source is not None else []
        near += [o for p in tree.under(saying.head, "prep") for o in tree.under(p, "pobj")]
        for c in [c for i in near for c in tree.under(i, "acl")]:
            by = tree.child(c, "agent")
            whom = tree.child(by, "pobj") if by is not None else None
            if tree.lower(c) in ("cited", "quoted") and whom is not None:
                low, high = saying.cue
                content = tuple(merge([*saying.content, (low, high + 1)]))
                yield Saying(c, (c, c), whom, content, "cited by", True)


def _held(found: Sequence[Saying], length: int) -> list[int]:
    """For every token the sayings that hold it, as bits: hundreds may nest in one passage."""
    turns = [0] * (length + 1)
    for n, saying in enumerate(found):
        for first, last in merge(saying.content):
            turns[first] ^= 1 << n
            turns[last] ^= 1 << n
    return list(accumulate(turns, xor))


def _numbers(bits: int) -> Iterator[int]:
    """The places of the bits that are set, from the lowest."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low
