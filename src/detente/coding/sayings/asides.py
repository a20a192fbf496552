"""Asides: ``he said`` between commas, put into the words that he said or behind them.

The words decide where one begins and ends: parsers hang such clauses on anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from detente.coding.sayings.clauses import (
    PAUSES,
    is_finite,
    is_that,
    noun_before,
    sentence_of,
    source_of,
)
from detente.coding.sayings.frames import of_verb
from detente.coding.sayings.saying import Span
from detente.text.syntax import Tree

_LONGEST_THOUGHT = 6  # tokens of ", he believes,"


@dataclass(frozen=True, slots=True)
class Aside:
    """Where it stands (half-open), its source, and the words around it."""

    place: Span
    source: int
    around: tuple[Span, ...]

    def holds(self, i: int) -> bool:
        return self.place[0] <= i < self.place[1]


def find_asides(tree: Tree, in_quotes: Callable[[int], bool]) -> dict[int, Aside]:
    """The asides of a passage by their verbs."""
    found = {}
    for i in range(len(tree)):
        if tree.is_verb(i) and not in_quotes(i) and _may_be(tree, i):
            aside = _aside(tree, i)
            if aside is not None:
                found[i] = aside
    return found


def _may_be(tree: Tree, i: int) -> bool:
    if not {"that", "quote"} <= set(of_verb(tree.lemma(i))):
        return False
    if tree.child(i, "neg", "auxpass") is not None:
        return False
    if any(tree.tags[c] == "MD" for c in tree.under(i, "aux")):
        return False
    if tree.tags[i] in ("VBG", "VBN"):
        saying = tree.deps[i] == "pcomp" and tree.lower(tree.heads[i]) == "as"
        return saying or tree.child(i, "aux") is not None
    return True


def _aside(tree: Tree, i: int) -> Aside | None:
    first, last = sentence_of(tree, i)
    start = next((j + 1 for j in range(i - 1, first - 1, -1) if tree.words[j] in PAUSES), first)
    source = source_of(tree, i)
    if source is not None and source < start:  # "Foobar, the agency reported, came back"
        nearer = noun_before(tree, i)
        source = nearer if nearer is not None and nearer >= start else source
    if source is None or (tree.tags[start] in ("WP", "WDT", "WRB") and start < i):
        return None
    low, high = _left(tree, i, source, first, start), _right(tree, max(i, source), last)
    if low is None or high is None:
        return None
    closed = high + 1 >= last - 1 or tree.words[high + 1] in PAUSES
    as_told = tree.lower(low) == "as" and tree.heads[low] == i
    if not closed or (low == first and not as_told):
        return None
    inside = [j for j in range(low, high + 1) if j != i and is_finite(tree, j)]
    told = of_verb(tree.lemma(i))["that"].kind == "say"
    if any(tree.deps[j] != "relcl" for j in inside):
        return None
    if not told and high - low >= _LONGEST_THOUGHT:
        return None
    parts = [(first, low - 1)]
    if not _has_own(tree, i, high + 2, last):
        parts.append((high + 2, last))
    around = tuple(part for part in parts if part[1] - part[0] > 1)
    return Aside((low, high + 1), source, around) if around else None


def _left(tree: Tree, i: int, source: int, first: int, start: int) -> int | None:
    """The first token of the aside of verb ``i``; ``None`` if another clause is in the way."""
    own = {i}
    if tree.deps[i] in ("xcomp", "pcomp"):
        own |= {tree.heads[i], tree.heads[tree.heads[i]]}
    low = min(i, max(tree.edges(source)[0], start if source >= start else first))
    while low > first and tree.words[low - 1] not in PAUSES:
        if tree.is_verb(low - 1) and not {low - 1, tree.heads[low - 1]} & own:
            return None
        if tree.lower(low - 1) == "that" and tree.tags[low - 1] != "DT":
            return None
        low -= 1
    return low


def _right(tree: Tree, high: int, last: int) -> int | None:
    """The last token of the aside; ``None`` if what it says follows it."""
    while high + 1 < last and tree.words[high + 1] not in PAUSES:
        if is_as_saying(tree, high + 1):
            high += 2  # "Antara quoted the admiral as saying"
            continue
        if is_that(tree, high + 1) or tree.lower(high + 1) in ("whether", "as"):
            return None
        high += 1
    return high


def is_as_saying(tree: Tree, i: int) -> bool:
    """Whether ``as saying`` stands at token ``i``, and nothing that was said behind it."""
    if i + 2 >= len(tree) or tree.lower(i) != "as" or tree.lower(i + 1) != "saying":
        return False
    return not tree.under(i + 1, "ccomp", "dobj") and not is_that(tree, i + 2)


def _has_own(tree: Tree, i: int, after: int, last: int) -> bool:
    """Whether what follows the aside is not what it says: ``, he said, and left``."""
    if after >= last:
        return False
    word = tree.lower(after)
    joined = any(tree.heads[j] == i and tree.deps[j] == "conj" for j in range(after, last))
    return word == "according" or tree.tags[after] == "VBG" or (joined and word in ("and", "but"))
