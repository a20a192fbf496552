"""Hearing: which sayings vouch for a word, by the grammar's opinion and a listener's together.

The grammar (`coding/sayings`) finds the sayings of plain copy by their words; a listener
(`coding/neural/listener.py`) has an ear for the rest. Neither is right alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from detente.coding.sayings import Saying, Sayings
from detente.coding.sayings.saying import Span
from detente.text.syntax import Tree

LEAST = 0.15  # chance of being a source below which a token is not considered
_HOLDS = 0.5
_VOUCHES = 0.3  # more chains of the passages held out are whole than at 0.5
_RULED_OUT = 0.03  # chance of being a source below which the grammar is not believed
_PARTS = ("compound", "poss", "nmod", "amod", "prep", "pobj", "nummod", "npadvmod", "appos")


@dataclass(frozen=True, slots=True)
class Part:
    """What a listener makes of the m tokens from ``first`` on, which it read together: chances.

    ``vouches`` (m, m): that the row's source vouches for the column's token; ``wishes`` (m, m):
    that it says but does not vouch for it; ``cues`` (m, m): that the column's token is part of
    the row's cue.
    """

    first: int
    vouches: np.ndarray
    wishes: np.ndarray
    cues: np.ndarray


_NOTHING = Part(0, *3 * [np.zeros((0, 0))])  # of a passage without any word piece


@dataclass(frozen=True, slots=True)
class Heard:
    """What a listener makes of one passage of n tokens.

    ``speaks`` (n): the chance of being the head of a source, or of a cue that has none; ``parts``
    are one after the other, the first begins at 0. ``weights`` say how far the listener and the
    grammar are trusted.
    """

    speaks: np.ndarray
    parts: Sequence[Part]
    weights: Mapping[str, float]

    def part(self, i: int) -> Part:
        """The part in which token ``i`` was read."""
        at = bisect_right(self.parts, i, key=lambda part: part.first)
        return self.parts[at - 1] if at else _NOTHING

    def vouches(self, source: int, i: int) -> float:
        """The chance that a source vouches for token ``i``; 0 where they were read apart."""
        part = self.part(source)
        near = 0 <= i - part.first < len(part.vouches) > source - part.first
        return float(part.vouches[source - part.first, i - part.first]) if near else 0.0


class Hearing:
    """The sayings of one passage, as the grammar found them and a listener heard them."""

    def __init__(self, tree: Tree, sayings: Sayings, heard: Heard) -> None:
        self._tree = tree
        self._sayings = sayings
        self._heard = heard

    def __iter__(self) -> Iterator[Saying]:
        """The grammar's sayings, without those that the listener rules out, and what was heard."""
        heads = {s.head for s in self._sayings}
        for source, known in self._sources.items():
            if known:
                ruled_out = self._heard.speaks[source] < _RULED_OUT
                yield from (s for s in known if not ruled_out or s.is_label or s.quotes)
            elif self._heard.speaks[source] > _HOLDS:
                saying = self._saying(source)
                if saying.content and saying.head not in heads:
                    yield saying

    def around(self, i: int) -> list[Saying]:
        """The sayings that vouch for token ``i``, outermost first, one of each source."""
        chances = {a: self._chance(a, i) for a in self._sources if a != i}
        here = [a for a, chance in chances.items() if chance > _VOUCHES]
        here = [a for a in here if not any(self._within(a, b, chances) for b in here)]
        said = {a: self._best(a, i) for a in here}
        said = {a: s for a, s in said.items() if not self._spoken_for(a, said, chances)}
        depth = {a: sum(self._chance(b, a) for b in said if b != a) for a in said}
        order = sorted(said, key=lambda a: (not self._labelled(a), depth[a], -self._reach(a)))
        return [said[a] for a in order if not self._is_heading(said[a])]

    def _is_heading(self, saying: Saying) -> bool:
        """Whether a colon parts a heading from what it heads: ``Budget talks: a deal is near``."""
        colon = saying.kind == "say" and self._tree.words[saying.head] == ":"
        source = saying.source
        return colon and not saying.is_label and source is not None and saying.head - source > 1

    @cached_property
    def _sources(self) -> dict[int, list[Saying]]:
        """Tokens that may be sources, and the grammar's sayings of each."""
        found: dict[int, list[Saying]] = {}
        for saying in self._sayings:
            found.setdefault(anchor(saying), []).append(saying)
        for token in np.flatnonzero(self._heard.speaks > LEAST).tolist():
            if may_speak(self._tree, token):
                found.setdefault(token, [])
        return found

    def _chance(self, source: int, i: int) -> float:
        """The chance that a source vouches for token ``i``."""
        known = self._sources[source]
        seen = clues(self._heard, self._tree, self._sayings, source, i, known)
        total = sum(self._heard.weights[name] * value for name, value in seen.items())
        return float(1 / (1 + np.exp(-total)))

    def _within(self, one: int, other: int, chances: Mapping[int, float]) -> bool:
        """Whether ``one`` is but a word in the phrase of ``other``, which is better known."""
        rank = {a: (bool(self._sources[a]), chances[a], -a) for a in (one, other)}
        if rank[one] >= rank[other]:
            return False
        return self._inside(one, other) or self._inside(other, one)

    def _inside(self, one: int, other: int) -> bool:
        """Whether ``other`` is reached from ``one`` by steps that stay in a noun phrase."""
        tree = self._tree
        while one != other:
            if tree.deps[one] not in _PARTS or tree.heads[one] == one:
                return False
            one = tree.heads[one]
        return True

    def _spoken_for(
        self, one: int, said: Mapping[int, Saying], chances: Mapping[int, float]
    ) -> bool:
        """Whether another is a better source of the same cue, which has but one."""
        rank = self._claim(one, said, chances)
        return any(
            said[a].head == said[one].head and self._claim(a, said, chances) > rank
            for a in said
            if a != one
        )

    def _claim(
        self, one: int, said: Mapping[int, Saying], chances: Mapping[int, float]
    ) -> tuple[bool, bool, bool, float]:
        """How good a source is beside others of its cue: an ``it`` is none, nor the cue itself."""
        tree, cue = self._tree, said[one].head
        others = {a for a in said if a != one and said[a].head == cue}
        below = bool(others & set(tree.ancestors(one)))
        source = said[one].source
        return tree.lower(one) != "it", source is not None, not below, chances[one]

    def _reach(self, source: int) -> float:
        """How many words a source vouches for."""
        part = self._heard.part(source)
        row = source - part.first
        return float(part.vouches[row : row + 1].sum())

    def _labelled(self, source: int) -> bool:
        return any(s.is_label for s in self._sources[source])

    def _best(self, source: int, i: int) -> Saying:
        """The saying of a source that holds ``i`` by the grammar, or what was only heard."""
        known = self._sources[source]
        if not known:
            return self._saying(source)
        return max(known, key=lambda s: (s.holds(i), s.asserts, s.kind == "say"))

    def _saying(self, source: int) -> Saying:
        """What was heard of a source that the grammar does not know."""
        part = self._heard.part(source)
        start, row = part.first, source - part.first
        cues, vouches, wishes = part.cues[row], part.vouches[row], part.wishes[row]
        head = int(cues.argmax())
        cue = next((r for r in _runs(cues > _HOLDS) if r[0] <= head < r[1]), (head, head + 1))
        content = np.maximum(vouches, wishes) > _HOLDS
        content[1:-1] |= content[:-2] & content[2:]  # a comma between
        content[[row, head]] = False
        quoted = content & [self._sayings.in_quotes(start + i) for i in range(len(content))]
        return Saying(
            start + head,
            (start + cue[0], start + cue[1] - 1),
            source if head != row else None,
            tuple((start + a, start + b) for a, b in _runs(content)),
            "say",
            bool(vouches.sum() >= wishes.sum()),
            tuple((start + a, start + b) for a, b in _runs(quoted)),
        )


def _runs(held: np.ndarray) -> list[Span]:
    """Half-open ranges of tokens that are held."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], held.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def anchor(saying: Saying) -> int:
    """The token by which a saying is known: its source's head, or its cue's."""
    return saying.source if saying.source is not None else saying.head


def may_speak(tree: Tree, i: int) -> bool:
    """Whether a token can be the head of a source, or a cue that has none."""
    return tree.is_noun(i) or tree.is_verb(i) or tree.tags[i].startswith(("PRP", "W"))


def clues(
    heard: Heard, tree: Tree, sayings: Sayings, source: int, i: int, known: Sequence[Saying]
) -> dict[str, float]:
    """What tells whether a source vouches for token ``i``; ``known`` are its sayings by grammar."""
    speaks, vouches = _logit(heard.speaks[source]), _logit(heard.vouches(source, i))
    apart = tree.sentence(source) != tree.sentence(i)
    quoted = sayings.in_quotes(i)
    return {
        "bias": 1.0,
        "speaks": speaks,
        "vouches": vouches,
        "both": min(speaks, vouches),
        "known": float(bool(known)),
        "holds": float(any(s.holds(i) for s in known)),
        "asserts": float(any(s.holds(i) and (s.asserts or s.quotes_at(i)) for s in known)),
        "label": float(any(s.is_label and s.holds(i) for s in known)),
        "apart": float(apart and not quoted),
        "apart, quoted": float(apart and quoted),
    }


def _logit(chance: float) -> float:
    held = min(max(float(chance), 0.001), 0.999)
    return float(np.log(held / (1 - held)))
