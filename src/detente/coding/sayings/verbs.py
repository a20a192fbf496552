"""Verbs as cues: ``said that``, ``urged them to``, ``called it a``, ``spoke of``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from detente.coding.arguments import is_passive
from detente.coding.grammar import words
from detente.coding.sayings.asides import Aside
from detente.coding.sayings.clauses import (
    PAUSES,
    edges,
    is_finite,
    is_infinitive,
    is_that,
    is_told,
    reach,
    sentence_of,
    source_of,
    trim,
)
from detente.coding.sayings.frames import (
    Frame,
    documents,
    is_telling,
    issuing,
    occasions,
    of_verb,
)
from detente.coding.sayings.saying import Saying, Span, merge, without
from detente.text.syntax import Tree

_OF_CUE = ("aux", "auxpass", "neg", "prt", "advmod")
_CITING = frozenset({"citing", "quoting"})
_AT = frozenset({"in", "at", "during"})
_NEAR = 8  # tokens from a verb to the subject of a clause without "that"
_REACH = 30  # tokens from a verb to its clause


class Verbs:
    """The sayings of one passage whose cues are verbs; ``asides`` by their verbs."""

    def __init__(self, tree: Tree, asides: dict[int, Aside]) -> None:
        self._tree = tree
        self._asides = asides

    def at(self, i: int) -> Iterator[Saying]:
        """The saying whose cue is verb ``i``, and those of whom it cites."""
        tree = self._tree
        if tree.deps[i] == "amod" or (
            tree.deps[i] == "pcomp" and tree.lower(tree.heads[i]) == "in"
        ):
            return  # "a written assurance", "in writing"
        found = self._saying(i)
        if found is None:
            return
        if tree.child(i, "neg") is not None:
            found = replace(found, asserts=False)  # "did not say whether"
        yield found
        if found.asserts:
            yield from self._cited(i, found)
            yield from self._quoting(i, found)

    # -- where the content stands ----------------------------------------------------------------

    def _saying(self, i: int) -> Saying | None:
        tree = self._tree
        known = of_verb(tree.lemma(i))
        if tree.lower(i) in _CITING and tree.deps[i] != "pcomp":
            return None
        if i in self._asides:
            aside = self._asides[i]
            return replace(self._made(i, aside.around, known["that"]), source=aside.source)
        for c in self._clauses(i):
            other = is_infinitive(tree, c) and tree.child(c, "nsubj") is not None
            frame = known.get("other") if other else known.get("that") or self._unknown(i, c)
            if frame is not None:
                return self._made(i, [reach(tree, i, c)], frame)
        clause = self._clause_after(i) if "that" in known else None
        if clause is not None:
            return self._made(i, [reach(tree, i, clause)], known["that"])
        return (
            self._having(i)
            or self._to(i, known)
            or self._bare_clause(i, known)
            or self._phrase(i, known)
        )

    def _clauses(self, i: int) -> list[int]:
        """The clauses that may be told by verb ``i``, the likeliest first."""
        tree = self._tree
        others = [aside for verb, aside in self._asides.items() if verb != i]
        found = [
            c
            for c in tree.under(i, "ccomp", "parataxis")
            if not any(aside.holds(c) for aside in others)
            and (c > i or tree.child(i, "mark") is None)
        ]
        return sorted(found, key=lambda c: not is_told(tree, i, c))

    def _clause_after(self, i: int) -> int | None:
        """The clause of the next ``that``, which the parser hung on a word in between."""
        tree = self._tree
        others = [aside for verb, aside in self._asides.items() if verb != i]
        for j in range(i + 1, min(sentence_of(tree, i)[1], i + _REACH)):
            if is_that(tree, j):
                return tree.heads[j]
            if is_finite(tree, j) and not any(aside.holds(j) for aside in others):
                return None
        return None

    def _bare_clause(self, i: int, known: dict[str, Frame]) -> Saying | None:
        """``Seoul believes the crew fled``: a clause without ``that``, hung on something else."""
        tree = self._tree
        if "that" not in known or is_passive(tree, i):
            return None
        last = sentence_of(tree, i)[1]
        others = [aside.place[0] for verb, aside in self._asides.items() if verb > i]
        end = min([last, *(start for start in others if start > i)])
        for j in range(i + 1, min(end, i + _NEAR)):
            if tree.words[j] in PAUSES or tree.is_verb(j):
                return None
            verb = tree.heads[j]
            if tree.deps[j] == "nsubj" and j < verb < end and verb != i:
                return self._made(i, [(i + 1, end)], known["that"])
        return None

    def _unknown(self, i: int, clause: int) -> Frame | None:
        """A verb that no class holds, yet takes ``that``: whoever does it, holds it."""
        tree = self._tree
        mark = tree.child(clause, "mark")
        if mark is None or tree.lower(mark) != "that" or tree.lemma(i) == "be":
            return None
        return Frame("unknown", False) if tree.child(i, "nsubj") is not None else None

    def _having(self, i: int) -> Saying | None:
        """``the cable has the general boasting that``."""
        tree = self._tree
        clause = tree.child(i, "ccomp") if tree.lemma(i) == "have" else None
        if clause is None or tree.tags[clause] != "VBG" or not is_telling(tree.lemma(clause)):
            return None
        return self._made(i, [edges(tree, clause)], Frame("say", True))

    def _to(self, i: int, known: dict[str, Frame]) -> Saying | None:
        """``urged Iran to sign``, ``vowed to sign``, ``is believed to have signed``."""
        tree = self._tree
        to = next((c for c in tree.under(i, "xcomp", "advcl") if is_infinitive(tree, c)), None)
        if to is None:
            return None
        things = tree.under(i, "dobj", "nsubjpass", "dative")
        low, high = edges(tree, to)
        if things and "other" in known:
            return self._made(i, [(min(low, tree.edges(things[0])[0]), high)], known["other"])
        if tree.deps[to] != "xcomp":
            return None
        believed = known.get("that") or known.get("other") if is_passive(tree, i) else None
        frame = believed or known.get("inf")
        return self._made(i, [(low, high)], frame) if frame is not None else None

    def _phrase(self, i: int, known: dict[str, Frame]) -> Saying | None:
        """``called it a mistake``, ``spoke of the raid``, ``condemned the raid``."""
        tree = self._tree
        taken = self._taken(i) if "as" in known else None
        if taken is not None:
            return self._made(i, [taken], known["as"])
        for c in tree.under(i, "prep"):
            frame = known.get(tree.lower(c))
            below = tree.child(c, "pobj", "pcomp")
            timed = below is not None and tree.lemma(below) in words("times")
            if frame is not None and below is not None and not timed:
                made = self._made(i, [edges(tree, below)], frame)
                return replace(made, cue=(made.cue[0], self.cue(i, c)[1]))
        thing = tree.child(i, "dobj", "nsubjpass", "dative")
        if thing is None or "object" not in known or tree.tags[thing] in ("PRP", "WP", "WDT"):
            return None
        return self._made(i, [edges(tree, thing)], known["object"])

    def _taken(self, i: int) -> Span | None:
        """The thing and what it is taken for: ``described the raid as a mistake``."""
        tree = self._tree
        small = tree.child(i, "oprd", "ccomp", "xcomp")
        thing = tree.child(i, "dobj", "nsubjpass")
        if small is not None and not is_infinitive(tree, small):
            low, high = edges(tree, small)
            return (min(low, tree.edges(thing)[0]) if thing is not None else low, high)
        for c in tree.under(i, "prep"):
            if tree.lower(c) == "as" and thing is not None:
                return tree.edges(thing)[0], tree.edges(c)[1] + 1
        return None

    # -- who is cited ------------------------------------------------------------------------------

    def _cited(self, i: int, saying: Saying) -> Iterator[Saying]:
        """``X, citing Y, reported that``: what X reports, Y says."""
        tree = self._tree
        whom = tree.child(i, "dobj")
        if i in self._asides and tree.lemma(i) in ("quote", "cite") and whom is not None:
            yield Saying(whom, (i, i), whom, saying.content, "cited", True)
        source = saying.source
        for c in (*tree.under(i, "advcl"), *(tree.under(source, "acl") if source else ())):
            whom = tree.child(c, "dobj")
            if tree.lower(c) in _CITING and whom is not None:
                yield Saying(c, (c, c), whom, saying.content, "cited", True)

    def _quoting(self, i: int, saying: Saying) -> Iterator[Saying]:
        """``X was quoted by Y as saying``: Y tells that X says so."""
        tree = self._tree
        quoting = tree.heads[tree.heads[i]]
        by = tree.child(quoting, "agent")
        whom = tree.child(by, "pobj") if by is not None else None
        if tree.deps[i] == "pcomp" and tree.lower(tree.heads[i]) == "as" and whom is not None:
            content = tuple(merge([*saying.content, (i, i + 1)]))
            yield Saying(quoting, (quoting, quoting), whom, content, "cited by", True)

    # -- parts -------------------------------------------------------------------------------------

    def _made(self, i: int, content: Iterable[Span], frame: Frame) -> Saying:
        cue = self.cue(i)
        parts = (trim(self._tree, part) for part in without(content, cue))
        spans = tuple(part for part in parts if part is not None)
        saying = Saying(i, cue, source_of(self._tree, i), spans, frame.kind, frame.asserts)
        return self._issued(saying)

    def _issued(self, saying: Saying) -> Saying:
        """``X issued a statement calling for``: the saying is X's, and its cue begins there."""
        tree, source = self._tree, saying.source
        if source is None or tree.deps[saying.head] != "acl" or tree.deps[source] != "dobj":
            return saying
        verb = tree.heads[source]
        if tree.lemma(source) not in documents() or tree.lemma(verb) not in issuing():
            return saying
        who = source_of(tree, verb)
        if who is None:
            return saying
        return replace(saying, source=who, cue=(self.cue(verb)[0], saying.cue[1]))

    def cue(self, i: int, preposition: int | None = None) -> Span:
        """The verb, auxiliaries and adverbs beside it, its preposition, the occasion of speech."""
        tree = self._tree
        low = high = i
        own = set(tree.under(i, *_OF_CUE))
        while low - 1 in own:
            low -= 1
        while high + 1 in own and tree.deps[high + 1] == "prt":
            high += 1
        if preposition is not None and preposition == high + 1:
            high = preposition
        high = self._occasion(i, high)
        if high + 1 < len(tree) and tree.words[high + 1] == ":":
            high += 1
        return low, high

    def _occasion(self, i: int, high: int) -> int:
        """The last token of ``in an interview with X`` next to the cue; ``high`` without one."""
        tree, holders = self._tree, [i]
        while high + 1 < len(tree) and tree.deps[high + 1] == "prep":
            noun = tree.child(high + 1, "pobj")
            low, end = edges(tree, high + 1)
            if noun is None or tree.heads[high + 1] not in holders or low <= high:
                break
            spoken = tree.lower(high + 1) in _AT and tree.lemma(noun) in occasions()
            if (len(holders) == 1 and not spoken) or any(
                tree.is_verb(j) or tree.words[j] == "," for j in range(low, end)
            ):
                break
            holders, high = [i, noun], end - 1
        return high
