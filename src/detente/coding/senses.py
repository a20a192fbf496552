"""Senses: which sense of the lexicon a verb or noun has where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from detente.actors.references import Discourse
from detente.coding.arguments import patient, prepositional
from detente.coding.grammar import words
from detente.coding.lexicon import ACTOR, NOTHING, Sense, nouns, verbs
from detente.text.syntax import Tree

_MOD = ("amod", "compound", "nmod")
_PARTICLES = frozenset("prt prep advmod dative agent mark aux advcl dobj acomp oprd".split())
_NOUN_OBJECTS = ("of", "to", "on", "in", "from", "with", "against", "for", "over")


class Senses:
    """Finds the senses of one passage's words that fit their particles and objects."""

    def __init__(self, tree: Tree, discourse: Discourse) -> None:
        self.tree = tree
        self.discourse = discourse

    def verb_senses(self, i: int) -> Iterator[tuple[Sense, list[int]]]:
        """The senses of a verb that fit, in order, with the tokens of their particles."""
        own = [self.tree.lower(c) for c in self.tree.under(i, "prt")]
        for sense in verbs().get(self.tree.lemma(i), ()):
            if any(word not in sense.extra for word in own):
                continue  # "gave up" is not "gave"
            particles = self._particles(i, sense.extra)
            if particles is None or not self._object_fits(i, sense, particles):
                continue
            if "plain" not in sense.flags or self.tree.child(i, "oprd", "ccomp", "dative") is None:
                yield sense, particles

    def _particles(self, i: int, extra: tuple[str, ...]) -> list[int] | None:
        found: list[int] = []
        here = i
        for word in extra:
            places = [*self.tree.children[i], *(self.tree.children[here] if here != i else [])]
            match = next(
                (
                    c
                    for c in places
                    if self.tree.lower(c) == word
                    and self.tree.deps[c] in _PARTICLES
                    and not self._temporal(c)
                ),
                None,
            )
            if match is None:
                return None
            found.append(match)
            here = match
        return found

    def _temporal(self, preposition: int) -> bool:
        """``agreed on Thursday`` is not ``agreed on a plan``."""
        governed = self.tree.child(preposition, "pobj")
        return governed is not None and self.tree.lower(governed) in words("times")

    def _object_fits(self, i: int, sense: Sense, particles: list[int]) -> bool:
        if not sense.objects:
            return True
        governed = self.object_of(i, particles)
        if sense.objects == {NOTHING}:
            return governed is None
        if governed is None:
            return False
        if ACTOR in sense.objects and self.discourse.phrases(governed):
            return True
        return any(self.tree.lemma(o) in sense.objects for o in self.joined(governed))

    def object_of(self, i: int, particles: list[int]) -> int | None:
        """The object that a sense speaks of: of its last preposition, else the verb's."""
        if particles and self.tree.deps[particles[-1]] in ("prep", "dative", "agent"):
            return self.tree.child(particles[-1], "pobj")
        return patient(self.tree, i)

    def joined(self, i: int) -> list[int]:
        found = [i]
        for c in self.tree.children[i]:
            if self.tree.deps[c] == "conj":
                found.extend(self.joined(c))
        return found

    def noun_senses(self, i: int) -> Iterator[Sense]:
        """The senses of an event noun that fit its modifiers and its of-phrase, in order."""
        tree = self.tree
        for sense in nouns().get(tree.lemma(i), ()):
            if sense.modifiers and not any(
                tree.lower(c) in sense.modifiers or tree.lemma(c) in sense.modifiers
                for c in tree.under(i, *_MOD)
            ):
                continue
            if sense.objects and not any(
                tree.lemma(o) in sense.objects
                or (ACTOR in sense.objects and self.discourse.phrase(o) is not None)
                for o in [*prepositional(tree, i, *_NOUN_OBJECTS), *tree.under(i, "compound")]
            ):
                continue
            yield sense
