"""Sides: how like the source or the target of an act each noun of a sentence is.

Two regressions over the word and where it stands, taught on labelled sentences
(``training/sides.py``). They tell which nouns that no table knows are parties at all (``police``,
``a mosque``, ``Jane Foobar``), and are a clue to how far an entry may be trusted.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from detente.actors.references import Discourse
from detente.text.hashed import Hashed, places
from detente.text.syntax import Tree


class Odds(NamedTuple):
    """Log odds of a noun being a source, and being a target, of some act of its sentence."""

    source: float
    target: float


class Sides:
    """The nouns of one sentence, looked at when they are asked about."""

    def __init__(self, discourse: Discourse, tree: Tree) -> None:
        self._discourse, self._tree = discourse, tree
        self._known: dict[int, Odds] = {}

    def odds(self, i: int) -> Odds:
        """Of the noun or pronoun at token ``i``."""
        if i not in self._known:
            source, target = regressions()
            at = places(features(self._discourse, self._tree, i))
            self._known[i] = Odds(source.at(at), target.at(at))
        return self._known[i]

    def party(self, i: int) -> bool:
        """Whether the noun at token ``i`` may be a party at all."""
        source, target = regressions()
        odds = self.odds(i)
        return odds.source >= source.least or odds.target >= target.least

    def does(self, i: int) -> bool:
        """Whether the noun at token ``i`` may be who acts."""
        return self.odds(i).source >= regressions()[0].least


def features(discourse: Discourse, tree: Tree, i: int) -> Iterator[str]:
    """What the regressions see of the noun at token ``i``, as names of features."""
    first = tree.series(i)
    dep, above, lemma = tree.deps[first], tree.heads[first], tree.lemma(i).lower()
    over = tree.lemma(above).lower()
    yield f"is {lemma}"
    yield f"ends {tree.lower(i)[-3:]}"
    yield f"tag {tree.tags[i]} {dep}"
    yield f"stands {dep} {tree.deps[i]} {tree.deps[above]}"
    yield f"{dep} {over}"
    yield f"is {lemma} {dep}"
    if dep == "pobj":
        top = tree.heads[above]
        yield f"{over} {tree.lemma(top).lower()}"
        yield f"{over} {tree.tags[top][:2]} {tree.tags[i][:3]}"
        yield f"is {lemma} {over}"
    for c in tree.children[i]:
        yield f"with {tree.deps[c]} {tree.lemma(c).lower()}"
        yield f"with {tree.deps[c]} {discourse.phrase(c) is not None}"
    role = discourse.role_word(i)
    yield f"role {role.role if role else None} {dep}"
    reference = discourse.phrase(i)
    yield f"means {reference.kind if reference else None} {dep}"
    yield f"means {reference.actors[0].role if reference else None}"
    yield f"cased {tree.words[i][:1].isupper()} {tree.words[i].isupper()}"
    yield f"named {discourse.is_named(i)}"
    low, high = tree.sentences[tree.sentence(i)]
    for step in (-2, -1, 1, 2):
        if low <= i + step < high:
            yield f"{step} {tree.lower(i + step)}"


@cache
def regressions() -> tuple[Hashed, Hashed]:
    """Of sources, and of targets."""
    package = "detente.coding.neural", "model"
    return Hashed.load(*package, "sources.npz"), Hashed.load(*package, "targets.npz")
