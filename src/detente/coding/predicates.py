"""Predicates: words that are political deeds here, with the parties that the parse gives them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from detente.actors.recall import Reference
from detente.actors.references import Discourse
from detente.coding.arguments import agent, is_passive, patient, prepositional
from detente.coding.grammar import words
from detente.coding.lexicon import ACTOR, NOTHING, Sense, classes, nouns
from detente.coding.senses import Senses
from detente.ontology import event_types
from detente.text.syntax import Tree

_INNER = ("poss", "amod", "compound", "nmod", "nummod", "npadvmod")
# Prepositions through which a noun's phrase leads to whom its deed concerns.
_LINKS = frozenset(
    "of against on with to toward towards over from by for between among about into upon in "
    "at".split()
)
_DEPTH = 4


@dataclass(slots=True)
class Predicate:
    """A deed at a token: its sense, its parties as references, what carries it.

    ``carrier`` is the light verb of an event noun (``hold talks``), else the token itself.
    """

    token: int
    sense: Sense
    sources: list[Reference]
    targets: list[Reference]
    carrier: int
    confidence: float
    noun: bool = False
    mutual: bool = False
    extra: list[int] = field(default_factory=list)


class Finder(Senses):
    """Finds the predicates of one passage and who is party to them."""

    def __init__(self, tree: Tree, discourse: Discourse) -> None:
        super().__init__(tree, discourse)
        self._found: dict[int, Predicate | None] = {}  # a deed is looked at again as content

    def at(self, i: int) -> Predicate | None:
        """The deed that token ``i`` is, if the lexicon has a sense that fits."""
        if i not in self._found:
            self._found[i] = self._find(i)
        return self._found[i]

    def _find(self, i: int) -> Predicate | None:
        tag = self.tree.tags[i]
        if tag.startswith("VB"):
            return self._verb(i)
        if tag in ("NN", "NNS"):
            return self._noun(i)
        return None

    def absorbed(self, predicate: Predicate) -> list[int]:
        """Event nouns that a verb's sense names as its object: they are no entry of their own."""
        sense = predicate.sense
        if predicate.noun or not predicate.sources or not sense.objects - {ACTOR, NOTHING}:
            return []
        governed = self.object_of(predicate.token, predicate.extra)
        if governed is None:
            return []
        return [o for o in self.joined(governed) if self.tree.lemma(o) in sense.objects]

    # -- verbs -----------------------------------------------------------------------------

    def _verb(self, i: int) -> Predicate | None:
        if self.tree.deps[i] in ("aux", "auxpass") or self._accidental(i):
            return None
        for sense, particles in self.verb_senses(i):
            if sense.type == "NONE":
                return None
            sources, trust = self._verb_sources(i, sense, particles)
            targets = self._addressed(self._places(i, sense.target, particles), sources, sense)
            predicate = Predicate(
                i, sense, sources, targets, i, trust, mutual=sense.mutual, extra=particles
            )
            if sense.mutual:
                self._share(predicate)
            if not sources and is_passive(self.tree, i):
                self._between(predicate)
            if self._suffices(predicate):
                return predicate
        return None

    def _accidental(self, i: int) -> bool:
        """``crashes, killing three``: nobody's deed."""
        head = self.tree.heads[i]
        return self.tree.deps[i] in ("advcl", "xcomp", "conj") and self.tree.lemma(head) in words(
            "accidents"
        )

    @staticmethod
    def _suffices(predicate: Predicate) -> bool:
        """Whether a sense has the parties that it cannot do without; else the next is tried."""
        if predicate.sense.type in ("AID", "COOPERATE") and not predicate.targets:
            return False
        if "force" in predicate.sense.flags and not any(
            a.role in ("MIL", "REB") for r in predicate.sources for a in r.actors
        ):
            return False
        return not predicate.sense.weak or bool(predicate.sources and predicate.targets)

    def _verb_sources(
        self, i: int, sense: Sense, particles: list[int]
    ) -> tuple[list[Reference], float]:
        if not sense.source or sense.source == ("subj",):
            doer = agent(self.tree, i)
            if doer is None and is_passive(self.tree, i):
                return self._means(i, sense), 0.75
            return self._doers(doer, sense)
        return self._places(i, sense.source, particles), 0.85

    def _doers(self, doer: int | None, sense: Sense) -> tuple[list[Reference], float]:
        """References of the doer; a deed's instrument (``Israeli jets``) stands for its owner."""
        if doer is None:
            return [], 0.0
        found = self.discourse.phrases(doer)
        if found:
            return found, 0.9
        material = event_types()[sense.type].quad in (2, 4)
        deeds = {s.type for s in nouns().get(self.tree.lemma(doer), ())}
        if material and self.tree.is_noun(doer) and (not deeds or sense.type in deeds):
            owners = self.routes(doer)
            for route in ("poss", "mod", "by", "led"):
                if route in owners:
                    return owners[route], 0.65
        return [], 0.0

    def _means(self, i: int, sense: Sense) -> list[Reference]:
        """Who did it, where only the means are told: ``killed in Israeli air strikes``."""
        for o in prepositional(self.tree, i, "in", "by", "during"):
            for other in self.noun_senses(o):
                if other.type == sense.type:
                    return _first(self.routes(o), other.source)
        return []

    def _addressed(
        self, found: list[Reference], sources: list[Reference], sense: Sense
    ) -> list[Reference]:
        """Without the place where several only speak: ``A and B held talks in Geneva``."""
        several = len({a for r in sources for a in r.actors}) > 1
        if not several or event_types()[sense.type].quad in (2, 4):
            return found
        heads = self.tree.heads
        return [
            r for r in found if not (r.place and self.tree.lower(heads[r.head]) in ("in", "at"))
        ]

    def _places(self, i: int, places: tuple[str, ...], particles: list[int]) -> list[Reference]:
        """References at the first of these places that has any."""
        for place in places:
            found = self._place(i, place, particles)
            if found:
                return found
        return []

    def _place(self, i: int, place: str, particles: list[int]) -> list[Reference]:
        tree = self.tree
        direct = patient(tree, i)
        if place == "obj":
            return self.discourse.phrases(direct) if direct is not None else []
        if place == "in-obj":
            governed = self.object_of(i, particles)
            return self._inside(governed) if governed is not None else []
        if place == "subj":
            doer = agent(tree, i)
            return self.discourse.phrases(doer) if doer is not None else []
        for host in [i, *([direct] if direct is not None else [])]:
            found: list[Reference] = []
            for o in prepositional(tree, host, place):
                found.extend(self.discourse.phrases(o) or self._inside(o))
            if found:
                return found
        return []

    def _inside(self, i: int) -> list[Reference]:
        """Actors inside a noun phrase, nearest first."""
        return [reference for found in self.routes(i).values() for reference in found]

    def _between(self, predicate: Predicate) -> None:
        """``relations between A and B were severed``: by nobody named, so by both."""
        affected = patient(self.tree, predicate.token)
        joint = classes()["relations"] | classes()["talks"]
        if affected is None or self.tree.lemma(affected) not in joint:
            return
        sources, targets = self._parties(self.routes(affected), [], [])
        if targets:
            predicate.sources, predicate.targets = sources, targets
            predicate.mutual, predicate.confidence = True, 0.75

    def _share(self, predicate: Predicate) -> None:
        """A mutual deed of ``A and B`` has both as parties: the first, then the others."""
        if not predicate.targets:
            predicate.sources, predicate.targets = split_sides(predicate.sources)

    # -- nouns -----------------------------------------------------------------------------

    def routes(self, i: int, depth: int = _DEPTH) -> dict[str, list[Reference]]:
        """Actors in the phrase of noun ``i`` by how they hang on it.

        Keys: ``poss`` (``Russia's``), ``mod`` (``Russian``, ``US-Russia``), ``led``
        (``US-led``), and prepositions.
        """
        tree = self.tree
        found: dict[str, list[Reference]] = {}
        for c in tree.children[i]:
            dep = tree.deps[c]
            if dep == "poss":
                self._add(found, "poss", self.discourse.phrases(c), c, depth)
            elif dep in _INNER:
                own = self.discourse.phrases(c)
                if own:
                    found.setdefault("mod", []).extend([*self._hyphenated(c), *own])
                elif depth and tree.lower(c) == "led":  # "US-led strikes"
                    for refs in self.routes(c, 0).values():
                        found.setdefault("led", []).extend(refs)
            elif dep in ("prep", "agent") and c > i and tree.lower(c) in _LINKS:
                for o in tree.under(c, "pobj"):
                    self._add(found, tree.lower(c), self.discourse.phrases(o), o, depth)
                for inner in tree.under(c, "prep"):  # "talks in Geneva between A and B"
                    for o in tree.under(inner, "pobj"):
                        self._add(found, tree.lower(inner), self.discourse.phrases(o), o, depth)
        for clause in tree.under(i, "relcl"):  # "the offer that Russia made"
            maker = agent(tree, clause)
            if maker is not None and maker != i:
                found.setdefault("maker", []).extend(self.discourse.phrases(maker))
        return {key: references for key, references in found.items() if references}

    def _hyphenated(self, i: int) -> list[Reference]:
        """The first half of ``NATO-Russia relations``, ``Turkish-Israeli ties``."""
        tree = self.tree
        if not any(tree.words[c] in ("-", "–", "/") for c in tree.children[i]):
            return []
        return [r for c in tree.under(i, *_INNER) for r in self.discourse.phrases(c)]

    def _add(
        self, found: dict[str, list[Reference]], key: str, own: list[Reference], i: int, depth: int
    ) -> None:
        if not own and depth:
            own = [
                r for refs in self.routes(i, depth - 2 if depth > 1 else 0).values() for r in refs
            ]
        if own:
            found.setdefault(key, []).extend(own)

    def _noun(self, i: int) -> Predicate | None:
        if self.tree.deps[i] in ("compound", "nmod"):
            return None
        routes: dict[str, list[Reference]] | None = None
        for sense in self.noun_senses(i):
            if sense.type == "NONE":
                return None
            routes = self.routes(i) if routes is None else routes
            predicate = self._noun_parties(i, sense, routes)
            if self._suffices(predicate):
                return predicate
        return None

    def _noun_parties(self, i: int, sense: Sense, routes: dict[str, list[Reference]]) -> Predicate:
        tree = self.tree
        sources = _first(routes, sense.source)
        taken = _used(routes, sense)
        targets = _first(routes, tuple(p for p in sense.target if p != taken))
        carrier, trust = i, 0.8 if taken in ("poss", "by") else 0.7
        governor = self._carrier(i)
        if governor is not None and tree.lemma(governor) in words("light"):
            carrier = governor
            doers = self._light_doers(governor)
            if doers and not sources:
                sources, trust = doers, 0.85
            elif doers and not targets and sense.mutual:
                targets = doers
            if not targets:
                targets = self._carried_targets(governor, sense, sources)
        targets = self._addressed(targets, sources, sense)
        if sense.mutual:
            sources, targets = self._parties(routes, sources, targets)
        return Predicate(i, sense, sources, targets, carrier, trust, noun=True, mutual=sense.mutual)

    def _carrier(self, i: int) -> int | None:
        """The verb that has the event noun as its object (or passive subject, or after `in`)."""
        tree = self.tree
        head = tree.heads[i]
        if tree.deps[i] in ("dobj", "nsubjpass") and tree.is_verb(head):
            return head
        if tree.deps[i] == "pobj" and tree.lower(head) in ("in", "on", "out", "to", "into"):
            above = tree.heads[head]
            while tree.deps[above] in ("prt", "prep") and tree.heads[above] != above:
                above = tree.heads[above]
            return above if tree.is_verb(above) else None
        if tree.deps[i] == "conj" and tree.is_noun(head):
            return self._carrier(head)
        return None

    def _light_doers(self, verb: int) -> list[Reference]:
        doer = agent(self.tree, verb)
        return self.discourse.phrases(doer) if doer is not None else []

    def _carried_targets(
        self, verb: int, sense: Sense, sources: list[Reference]
    ) -> list[Reference]:
        places = [p for p in sense.target if p not in ("poss", "mod")]
        for place in (*places, "with", "against", "on", "to", "towards", "toward"):
            found = [
                r
                for o in prepositional(self.tree, verb, place)
                for r in self.discourse.phrases(o)
                if r not in sources
            ]
            if found:
                return found
        dative = self.tree.child(verb, "dative")
        return self.discourse.phrases(dative) if dative is not None else []

    def _parties(
        self,
        routes: dict[str, list[Reference]],
        sources: list[Reference],
        targets: list[Reference],
    ) -> tuple[list[Reference], list[Reference]]:
        """Both sides of a mutual noun: ``talks between A and B``, ``US-Russia talks``."""
        every: list[Reference] = []
        for key in ("between", "among", "poss", "mod", "by", "with", "of"):
            every.extend(r for r in routes.get(key, []) if r not in every)
        every = sources + [r for r in [*targets, *every] if r not in sources]
        distinct: list[Reference] = []
        for reference in every:
            if all(reference.actors != other.actors for other in distinct):
                distinct.append(reference)
        return split_sides(distinct)


def split_sides(references: list[Reference]) -> tuple[list[Reference], list[Reference]]:
    """The parties of a mutual deed as its two sides: the first named, and the others."""
    if len(references) == 1 and len(references[0].actors) > 1:
        only = references[0]
        first, *others = only.actors
        return [replace(only, actors=(first,))], [replace(only, actors=tuple(others))]
    return references[:1], references[1:]


def _first(routes: dict[str, list[Reference]], places: tuple[str, ...]) -> list[Reference]:
    return next((routes[p] for p in places if p in routes), [])


def _used(routes: dict[str, list[Reference]], sense: Sense) -> str | None:
    """The place that already gave the source, so that it does not give the target too."""
    return next((p for p in sense.source if p in routes), None)
