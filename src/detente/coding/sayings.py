"""Sayings: the attributions of a passage, each with its source, cue and content.

An attribution (Pareti 2015, *Attribution: A Computational Approach*) ties words to whoever they
belong to: in ``Lavrov said that NATO expands`` the source is ``Lavrov``, the cue ``said``, the
content ``that NATO expands``. Found by the grammar of the cue (``data/sayings.toml``) and by
quotation marks; who the source is and how sayings nest is ``attribution``'s.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from detente.coding.arguments import is_passive
from detente.coding.grammar import words
from detente.text.syntax import Tree

Span = tuple[int, int]

_CLAUSES = ("ccomp", "parataxis")
_RELATIVE = frozenset("who which that whom".split())
_OF_CUE = ("aux", "auxpass", "neg", "prt", "advmod")
_EDGES = frozenset({",", ".", ":", "``", "''", "-LRB-", "-RRB-", "HYPH"})
_MARKS = frozenset("\"“”„«»'‘’")
_PAUSES = frozenset({",", ";", "-", "--", "–", "—", "(", ")"})
_DASHES = frozenset({"-", "--", "–", "—", "―"})
_LONGEST_SIGNATURE = 15  # tokens
_STOPS = frozenset({",", ";", "and", "but", "or", "while", "as", "-", "--", "–", "—", ")", ".", "!", "?"})
_REACH = 15  # tokens from a verb to its clause
_LONGEST_LABEL = 9  # tokens
_LONGEST_TITLE = 20  # tokens
_LEAST_WORDS = 4  # a shorter quotation is a phrase in quotation marks, not a statement


@dataclass(frozen=True, slots=True)
class Frame:
    """One way in which a cue takes its content: its class, and whether the source vouches."""

    kind: str
    asserts: bool


@cache
def _classes() -> dict[str, dict[str, object]]:
    text = files("detente.coding").joinpath("data", "sayings.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def frames(part: str) -> dict[str, dict[str, Frame]]:
    """Frames by lemma and name of the frame; ``part`` is ``verbs`` or ``nouns``."""
    found: dict[str, dict[str, Frame]] = {}
    for kind, row in _classes().items():
        for lemma in row.get(part, ()):  # type: ignore[attr-defined]
            for name in row.get("frames", ()):  # type: ignore[attr-defined]
                frame = Frame(kind, bool(row.get("asserts")))
                found.setdefault(lemma, {}).setdefault(name, frame)
    return found


@cache
def documents() -> frozenset[str]:
    """Nouns of what can say something by being written: ``report``, ``poll``, ``letter``."""
    return frozenset(_classes()["documents"]["nouns"])  # type: ignore[call-overload]


@cache
def adjectives() -> frozenset[str]:
    """Adjectives of holding something to be so: ``confident``, ``afraid``."""
    return frozenset(_classes()["adjectives"]["adjectives"])  # type: ignore[call-overload]


@cache
def views() -> frozenset[str]:
    """Nouns in ``in X's view``."""
    return frozenset(_classes()["views"]["nouns"])  # type: ignore[call-overload]


@dataclass(frozen=True, slots=True)
class Saying:
    """One attribution: tokens of the passage.

    ``cue`` is the first and last token of the cue and ``head`` its main word; ``source`` the head
    of the source's phrase, if it has one; ``content`` half-open ranges of tokens, in order.
    ``asserts`` tells that the source vouches for the content (``said``, not ``wants``);
    ``quotes`` are the parts of the content that stand in quotation marks.
    """

    head: int
    cue: Span
    source: int | None
    content: tuple[Span, ...]
    kind: str
    asserts: bool
    quotes: tuple[Span, ...] = ()

    def holds(self, i: int) -> bool:
        """Whether token ``i`` is part of the content."""
        return any(first <= i < last for first, last in self.content)

    def quotes_at(self, i: int) -> bool:
        """Whether token ``i`` stands in words that are quoted from the source."""
        return any(first <= i < last for first, last in self.quotes)

    @property
    def size(self) -> int:
        return sum(last - first for first, last in self.content)


class Sayings:
    """The attributions of one passage, whose quotations stand at ``quotes`` (characters).

    ``quotes`` are half-open, marks left out. ``left`` are the quotations that no cue of the
    passage introduces: they go on from the passage before.
    """

    def __init__(self, tree: Tree, quotes: Sequence[Span] = ()) -> None:
        self._tree = tree
        self._quotes = [q for q in map(self._tokens, quotes) if q is not None]
        self.left: list[Span] = []
        self._asides: dict[int, tuple[Span, list[Span]]] = {}  # "he said" between commas
        for i in range(len(tree)):
            known = frames("verbs").get(tree.lemma(i), {}) if tree.is_verb(i) else {}
            if {"that", "quote"} <= set(known) and self._may_be_aside(i):
                self._find_aside(i)
        found = [saying for i in range(len(tree)) for saying in self._at(i)]
        found = [self._passed_on(saying, found) for saying in found]
        found += [outer for saying in found for outer in self._cited_by(saying)]
        self.found: list[Saying] = [*self._labelled(), *self._quoting(found)]

    def __iter__(self) -> Iterator[Saying]:
        return iter(self.found)

    def around(self, i: int) -> list[Saying]:
        """The sayings in whose content token ``i`` stands, outermost first."""
        here = [s for s in self.found if s.holds(i)]
        depth = {id(s): sum(o.holds(s.head) for o in here if o is not s) for s in here}
        return sorted(here, key=lambda s: (depth[id(s)], -s.size, s.kind == "cited"))

    def is_left(self, i: int) -> bool:
        """Whether token ``i`` stands in a quotation that goes on from the passage before."""
        return any(first <= i < last for first, last in self.left)

    @property
    def opening(self) -> Saying | None:
        """The saying whose words are still to come: the passage ends with ``he added:``."""
        tree = self._tree
        if not len(tree) or tree.words[-1] != ":":
            return None
        first, last = tree.sentences[-1]
        for i in range(last - 1, first - 1, -1):
            if tree.is_verb(i) and "quote" in frames("verbs").get(tree.lemma(i), {}):
                source = self.source_of(i)
                if source is not None:
                    known = next((s for s in self.found if s.head == i), None)
                    return known or Saying(i, self._cue(i), source, (), "say", True)
        return None

    def _labelled(self) -> Iterator[Saying]:
        """``MR. GIBBS: ...``, ``Poll: ...``: a label in front of all that a paragraph says."""
        tree = self._tree
        last = len(tree) - 1
        behind = next((i for i in range(max(1, last - 4), last) if tree.words[i] == ":"), 0)
        if behind > 3 and len(tree) <= _LONGEST_TITLE and tree.tags[last] in ("NNP", "NNS"):
            yield Saying(behind, (behind, behind), last, ((0, behind),), "headline", True)
            return  # "... shoal wreck: Beijing"
        colon = next((i for i in range(1, min(len(tree), _LONGEST_LABEL)) if tree.words[i] == ":"), 0)
        first = next((i for i in range(colon) if tree.words[i] not in _MARKS), colon)
        label = tree.words[first:colon]
        if not label or colon + 1 >= len(tree):
            return
        name = all(w[:1].isupper() or w in (".", "-", "'") for w in label)
        shouted = name and "".join(label).isupper() and len("".join(label)) > 1
        writing = tree.lemma(colon - 1) in documents()
        person = name and len(label) > 1 and all(t == "NNP" for t in tree.tags[first:colon])
        title = len(tree) <= _LONGEST_TITLE and tree.words[-1] not in (".", "?", "!", ":")
        if shouted or writing or person or (title and tree.is_noun(colon - 1)):
            kind = "label" if shouted else "headline"
            yield Saying(colon, (colon, colon), colon - 1, ((colon + 1, len(tree)),), kind, True)

    # -- one cue -------------------------------------------------------------------------------

    def _at(self, i: int) -> Iterator[Saying]:
        tree = self._tree
        if tree.lower(i) in ("according", "in"):
            yield from self._according(i)
        elif tree.lower(i) in adjectives() and tree.child(i, "auxpass") is not None:
            yield from self._adjective(i)
        elif tree.is_verb(i) and not self._is_noun_like(i):
            yield from self._verb(i)
        elif tree.is_noun(i):
            yield from self._noun(i)
        elif tree.tags[i] == "JJ" and tree.lower(i) in adjectives():
            yield from self._adjective(i)

    def _is_noun_like(self, i: int) -> bool:
        """``in writing``, ``a written assurance``."""
        tree = self._tree
        head = tree.heads[i]
        return tree.deps[i] == "amod" or (tree.deps[i] == "pcomp" and tree.lower(head) == "in")

    def _verb(self, i: int) -> Iterator[Saying]:
        tree = self._tree
        known = frames("verbs").get(tree.lemma(i), {})
        found = self._of_verb(i, known)
        if found is None:
            return
        if self._tree.child(i, "neg") is not None:
            found = replace(found, asserts=False)  # "did not say whether"
        yield found
        if found.asserts:
            yield from self._cited(i, found)
            yield from self._quoting_them(i, found)

    def _of_verb(self, i: int, known: dict[str, Frame]) -> Saying | None:
        tree = self._tree
        if tree.lower(i) in ("citing", "quoting") and tree.deps[i] != "pcomp":
            return None
        if i in self._asides:
            return self._saying(i, self._asides[i][1], known["that"])
        for c in sorted(tree.under(i, *_CLAUSES), key=lambda c: not self._is_told(i, c)):
            name = "other" if self._infinite(c) and tree.child(c, "nsubj") is not None else "that"
            frame = known.get(name) or (self._unknown(i, c) if name == "that" else None)
            if frame is not None:
                return self._saying(i, [self._reach(i, c)], frame)
        clause = self._clause_after(i) if "that" in known else None
        if clause is not None:
            return self._saying(i, [self._reach(i, clause)], known["that"])
        return self._telling(i) or self._without_clause(i, known)

    def _clause_after(self, i: int) -> int | None:
        """The clause of the next ``that``, which the parser hung on a word in between."""
        tree = self._tree
        last = min(self._sentence(i)[1], i + _REACH)
        aside = {j for (a, b), _ in self._asides.values() for j in range(a, b) if not a <= i < b}
        for j in range(i + 1, last):
            if self._is_that(j):
                return tree.heads[j]
            if tree.is_verb(j) and j not in aside and self._finite(j):
                return None
        return None

    def _is_that(self, j: int) -> bool:
        """Whether a ``that`` opens a clause that is the object of something."""
        tree = self._tree
        if tree.lower(j) != "that" or tree.tags[j] == "DT" or tree.heads[j] <= j:
            return False
        clause = tree.heads[j]
        whole = {"nsubj", "dobj"} <= {tree.deps[c] for c in tree.children[clause] if c != j}
        name = j > 0 and tree.tags[j - 1] in ("NNP", "NNPS") and tree.child(clause, "nsubj") != j
        return tree.deps[j] == "mark" or tree.deps[clause] in ("ccomp", "acl") or whole or name

    def _is_told(self, i: int, c: int) -> bool:
        return c > i and any(self._is_that(j) for j in self._tree.children[c])

    def _reach(self, i: int, c: int) -> Span:
        """From where to where a clause after its verb goes: to the end of the sentence, where the
        parser breaks off in the middle of a phrase."""
        low, high = self._edges(c)
        last = self._sentence(i)[1]
        if i < low and high < last and not self._breaks(high):
            high = last
        return low, high

    def _breaks(self, i: int) -> bool:
        tree = self._tree
        return tree.words[i] in _STOPS or tree.deps[i] in ("cc", "punct", "mark", "advmod")

    def _cited(self, i: int, saying: Saying) -> Iterator[Saying]:
        """``X, citing Y, reported that``: what X reports, Y says."""
        tree = self._tree
        near = [*tree.under(i, "advcl"), *(tree.under(saying.source, "acl") if saying.source else ())]
        for c in near:
            whom = tree.child(c, "dobj")
            if tree.lower(c) in ("citing", "quoting") and whom is not None:
                yield Saying(c, (c, c), whom, saying.content, "cited", True)

    def _quoting_them(self, i: int, saying: Saying) -> Iterator[Saying]:
        """``X was quoted by Y as saying``: Y tells that X says so."""
        tree = self._tree
        quoting = tree.heads[tree.heads[i]]
        by = tree.child(quoting, "agent")
        whom = tree.child(by, "pobj") if by is not None else None
        if tree.deps[i] == "pcomp" and tree.lower(tree.heads[i]) == "as" and whom is not None:
            content = tuple(_merge([*saying.content, (i, i + 1)]))
            yield Saying(quoting, (quoting, quoting), whom, content, "cited by", True)

    def _cited_by(self, saying: Saying) -> Iterator[Saying]:
        """``according to a report cited by Y``: Y is the one who tells us."""
        tree = self._tree
        for c in tree.under(saying.source, "acl") if saying.source is not None else ():
            by = tree.child(c, "agent")
            whom = tree.child(by, "pobj") if by is not None else None
            if tree.lower(c) in ("cited", "quoted") and whom is not None:
                low, high = saying.cue
                content = (*saying.content, (low, high + 1))
                yield Saying(c, (c, c), whom, tuple(_merge([*content])), "cited by", True)

    def _passed_on(self, saying: Saying, found: list[Saying]) -> Saying:
        """``recalled the ministry's claim that``: who brings up a claim passes it on."""
        if saying.asserts or saying.source is None:
            return saying
        tree = self._tree
        for other in found:
            head = tree.heads[other.head]
            straight = head == saying.head or tree.heads[head] == saying.head
            if other.kind == "noun" and other.asserts and straight:
                return replace(saying, asserts=True)
        return saying

    def _unknown(self, i: int, clause: int) -> Frame | None:
        """A verb that no class holds, yet takes ``that``: whoever does it, holds it."""
        tree = self._tree
        mark = tree.child(clause, "mark")
        if mark is None or tree.lower(mark) != "that" or tree.child(i, "nsubj") is None:
            return None
        return Frame("unknown", False)

    def _telling(self, i: int) -> Saying | None:
        """``the cable has the general boasting that``."""
        tree = self._tree
        clause = tree.child(i, "ccomp")
        if tree.lemma(i) != "have" or clause is None or tree.tags[clause] != "VBG":
            return None
        if "that" not in frames("verbs").get(tree.lemma(clause), {}):
            return None
        return self._saying(i, [self._edges(clause)], Frame("say", True))

    def _without_clause(self, i: int, known: dict[str, Frame]) -> Saying | None:
        tree = self._tree
        things = tree.under(i, "dobj", "nsubjpass", "dative")
        to = next((c for c in tree.under(i, "xcomp", "advcl") if self._infinite(c)), None)
        if to is not None and things and "other" in known:
            first = tree.edges(things[0])[0]
            low, high = self._edges(to)
            return self._saying(i, [(first, high) if first < low else (low, high)], known["other"])
        if to is not None and tree.deps[to] == "xcomp":
            passive = is_passive(tree, i) and ("that" in known or "other" in known)
            frame = (known.get("that") or known.get("other")) if passive else known.get("inf")
            if frame is not None:
                return self._saying(i, [self._edges(to)], frame)
        if "as" in known:
            taken = self._taken(i)
            if taken is not None:
                return self._saying(i, [taken], known["as"])
        for c in tree.under(i, "prep", "agent"):
            frame = known.get(tree.lower(c))
            below = tree.child(c, "pobj", "pcomp")
            timed = below is not None and tree.lemma(below) in words("times")
            if frame is not None and below is not None and not timed:
                return replace(self._saying(i, [self._edges(below)], frame), cue=self._cue(i, c))
        if things and "object" in known and tree.tags[things[0]] not in ("PRP", "WP", "WDT"):
            return self._saying(i, [self._edges(things[0])], known["object"])
        return None

    def _taken(self, i: int) -> Span | None:
        """``called it a mistake``, ``described the raid as``: the thing and what it is taken for."""
        tree = self._tree
        small = tree.child(i, "oprd", "ccomp", "xcomp")
        thing = tree.child(i, "dobj", "nsubjpass")
        if small is not None and not self._infinite(small):
            low, high = self._edges(small)
            return (min(low, tree.edges(thing)[0]) if thing is not None else low, high)
        for c in tree.under(i, "prep"):
            if tree.lower(c) == "as" and thing is not None:
                return tree.edges(thing)[0], tree.edges(c)[1] + 1
        return None

    def _may_be_aside(self, i: int) -> bool:
        tree = self._tree
        if tree.child(i, "neg", "auxpass") is not None:
            return False
        if tree.tags[i] in ("VBG", "VBN"):
            saying = tree.deps[i] == "pcomp" and tree.lower(tree.heads[i]) == "as"
            return saying or tree.child(i, "aux") is not None
        return True

    def _find_aside(self, i: int) -> None:
        """Note ``he said`` put between commas into a sentence or behind it, ``as he said`` too.

        The words decide: parsers hang such clauses on anything.
        """
        tree = self._tree
        first, last = self._sentence(i)
        source = self.source_of(i)
        if source is None or self.in_quotes(i):
            return
        low, high = min(i, tree.edges(source)[0]), max(i, source)
        own = {i}
        if tree.deps[i] in ("xcomp", "pcomp"):
            own |= {tree.heads[i], tree.heads[tree.heads[i]]}
        while low > first and not self._pauses(low - 1):
            if tree.is_verb(low - 1) and not {low - 1, tree.heads[low - 1]} & own:
                return
            if self._is_that(low - 1):
                return
            low -= 1
        while high + 1 < last and not self._pauses(high + 1):
            if self._is_that(high + 1) or tree.lower(high + 1) in ("whether", "as"):
                return
            high += 1
        closed = high + 1 >= last - 1 or self._pauses(high + 1)
        as_told = tree.lower(low) == "as" and tree.heads[low] == i
        if not closed or (low == first and not as_told):
            return
        inside = [j for j in range(low, high + 1) if j != i and self._finite(j)]
        if any(tree.deps[j] != "relcl" for j in inside):
            return
        after = (high + 2, last)
        word = tree.lower(high + 2) if high + 2 < last else ""
        joined = any(tree.heads[j] == i and tree.deps[j] == "conj" for j in range(*after))
        if word in ("according", "adding", "citing", "quoting") or (joined and word in ("and", "but")):
            after = (last, last)
        around = [part for part in ((first, low - 1), after) if part[1] - part[0] > 1]
        if around:
            self._asides[i] = (low, high + 1), around

    def _pauses(self, i: int) -> bool:
        return self._tree.words[i] in _PAUSES

    def _finite(self, i: int) -> bool:
        return self._tree.tags[i] in ("VBD", "VBZ", "VBP") and not self._tree.deps[i].startswith("aux")

    def _noun(self, i: int) -> Iterator[Saying]:
        """``the minister's claim that``, ``a report by the agency that``, ``a call for``."""
        tree = self._tree
        known = frames("nouns").get(tree.lemma(i), {})
        source = self._owner(i)
        if "that" in known or tree.lemma(i) in documents():
            for c in (*tree.under(i, "acl", "relcl", "ccomp"), *self._beyond(i)):
                if self._is_told(i, c):
                    source = source if source is not None else self._viewer(i)
                    yield Saying(i, (i, i), source, (self._reach(i, c),), "noun", True)
                    return
        if source is None or not known:
            return
        for c in tree.under(i, "acl"):
            if self._infinite(c):
                yield Saying(i, (i, i), source, (self._edges(c),), "noun", False)
                return
        for c in tree.under(i, "prep"):
            below = tree.child(c, "pobj", "pcomp")
            if tree.lower(c) in known and below is not None:
                yield Saying(i, (i, c), source, (self._edges(below),), "noun", False)
                return

    def _beyond(self, i: int) -> list[int]:
        """Clauses that the parser hung on the last word of the noun's phrase, or on its verb."""
        tree = self._tree
        below = [o for c in tree.under(i, "prep") for o in tree.under(c, "pobj")]
        below += tree.under(i, "acl")  # "the accusation, made by X, that"
        found = [c for o in below for c in tree.under(o, "acl", "relcl", "ccomp")]
        head = tree.heads[i]
        if tree.deps[i] in ("dobj", "attr", "pobj", "nsubj") and "that" not in frames("verbs").get(tree.lemma(head), {}):
            found += tree.under(head, "ccomp")
        return found

    def _owner(self, i: int) -> int | None:
        tree = self._tree
        owner = tree.child(i, "poss")
        if owner is not None:
            return owner
        made = [b for c in tree.under(i, "acl") for b in tree.under(c, "agent")]
        for c in (*tree.under(i, "prep", "agent"), *made):
            whose = tree.child(c, "pobj")
            if tree.lower(c) in ("by", "from"):
                return whose
            if tree.lower(c) == "in" and whose is not None and tree.tags[whose] == "NNP":
                return whose  # "a report in Le Figaro"
        head = tree.heads[i]
        light = tree.deps[i] == "dobj" and tree.lemma(head) in ("make", "issue", "give", "express")
        return tree.child(head, "nsubj") if light else None

    def _adjective(self, i: int) -> Iterator[Saying]:
        """``Hamas is confident that``."""
        tree = self._tree
        verb = i if tree.is_verb(i) else tree.heads[i]
        clause = tree.child(i, "ccomp") or tree.child(verb, "ccomp")
        source = tree.child(verb, "nsubjpass")
        if source is None and tree.is_verb(verb):
            source = self.source_of(verb)
        if clause is not None and clause > i and source is not None:
            yield Saying(i, (verb, i) if i - verb < 3 else (i, i), source, (self._edges(clause),), "think", True)

    def _according(self, i: int) -> Iterator[Saying]:
        """``according to X`` and ``in X's view`` on a clause."""
        tree = self._tree
        if tree.lower(i) == "in":
            to = tree.child(i, "pobj")
            source = self._viewer(to) if to is not None and tree.lemma(to) in views() else None
        else:
            to = tree.child(i, "prep")
            below = tree.child(to, "pobj", "pcomp") if to is not None else None
            verb = below is not None and tree.is_verb(below)
            source = tree.child(below, "dobj") if verb and below is not None else below
        if to is None or source is None:
            return
        low, high = tree.edges(i)
        clause = tree.heads[i]
        while not tree.is_verb(clause) and tree.heads[clause] != clause:
            clause = tree.heads[clause]
        first, last = tree.edges(clause)
        around = [(first, low), (high + 1, last + 1)]
        content = tuple(s for part in around if (s := self._trim(part)))
        if content:
            yield Saying(i, (i, to), source, content, "according", True)

    def _viewer(self, view: int) -> int | None:
        tree = self._tree
        of = next((c for c in tree.under(view, "prep") if tree.lower(c) == "of"), None)
        return tree.child(view, "poss") or (tree.child(of, "pobj") if of is not None else None)

    # -- quotations ----------------------------------------------------------------------------

    def _quoting(self, found: list[Saying]) -> list[Saying]:
        """The sayings with the quotations that belong to them; new ones for cues of a quotation."""
        last_quoter: int | None = None  # of the quotation before, for one that goes on
        for first, last in self._quotes:
            number = self._quoter(found, first, last)
            if number is None and last - first >= _LEAST_WORDS:
                number = last_quoter
                if number is None:
                    self.left.append((first, last))
            if number is None:
                continue
            saying, quote = found[number], self._with_marks(first, last)
            parts = [p for part in _merge([*saying.content, quote]) for p in _without(part, saying.cue)]
            found[number] = replace(saying, content=tuple(parts), quotes=(*saying.quotes, quote))
            if last - first >= _LEAST_WORDS:
                last_quoter = number
        return found

    def _with_marks(self, first: int, last: int) -> Span:
        words = self._tree.words
        first -= first > 0 and words[first - 1] in _MARKS
        return first, last + (last < len(words) and words[last] in _MARKS)

    def _quoter(self, found: list[Saying], first: int, last: int) -> int | None:
        """The saying whose words a quotation is: one that holds part of it, else its cue."""
        around = self._quotes_of(first, first, last)
        for number in range(len(found) - 1, -1, -1):
            saying = found[number]
            if first <= saying.head < last or around - self._quotes_of(saying.head, first, last):
                continue
            if any(a < last and first < b for a, b in saying.content):
                return number
        return self._cue_beside(found, first, last) if last - first >= _LEAST_WORDS else None

    def _cue_beside(self, found: list[Saying], first: int, last: int) -> int | None:
        """A cue in the sentence in which the quotation ends, or in which it begins, or a dash
        and a name behind it."""
        tree = self._tree
        around = self._quotes_of(first, first, last)
        tokens = [*range(last, self._sentence(last - 1)[1])]
        tokens += range(first - 1, self._sentence(first)[0] - 1, -1)
        for i in tokens:
            if self._quotes_of(i, first, last) != around:
                continue
            source = self._quoted_by(i)
            if source is None:
                continue
            known = [n for n, saying in enumerate(found) if saying.head == i]
            if known:
                return known[0]
            found.append(Saying(i, self._cue(i), source, (), "say", True))
            return len(found) - 1
        return self._signed(found, last)

    def _quoted_by(self, i: int) -> int | None:
        """Whose words a cue of a quotation brings: ``he said``, ``his answer was:``."""
        tree = self._tree
        if tree.is_verb(i) and "quote" in frames("verbs").get(tree.lemma(i), {}):
            return self.source_of(i)
        answer = tree.is_noun(i) and tree.deps[i] == "nsubj" and tree.lemma(i) in frames("nouns")
        return self._owner(i) if answer and tree.lemma(tree.heads[i]) == "be" else None

    def _signed(self, found: list[Saying], last: int) -> int | None:
        """``"..." - Ada Foobar``: the name of whoever is quoted, behind a dash."""
        tree = self._tree
        dash = next((i for i in (last, last + 1) if self._word(i) in _DASHES), None)
        if dash is None or dash + 1 >= len(tree):
            return None
        end = self._sentence(dash + 1)[1]
        if not tree.words[dash + 1][:1].isupper() or end - dash > _LONGEST_SIGNATURE:
            return None
        name = next((i for i in range(dash + 1, end) if tree.deps[i] == "ROOT"), dash + 1)
        found.append(Saying(dash, (dash, dash), name, (), "say", True))
        return len(found) - 1

    def _word(self, i: int) -> str:
        return self._tree.words[i] if i < len(self._tree) else ""

    def _quotes_of(self, i: int, first: int, last: int) -> set[Span]:
        """The quotations around a token, the one at ``first`` to ``last`` left out."""
        return {q for q in self._quotes if q[0] <= i < q[1] and q != (first, last)}

    def in_quotes(self, i: int) -> bool:
        """Whether token ``i`` stands in a quotation."""
        return any(first <= i < last for first, last in self._quotes)

    # -- parts -----------------------------------------------------------------------------------

    def _saying(self, i: int, content: Iterable[Span], frame: Frame) -> Saying:
        cue = self._cue(i)
        around = [q for q in self._quotes if q[0] <= i < q[1]]
        low, high = min(around, key=lambda q: q[1] - q[0], default=(0, len(self._tree)))
        content = [(max(a, low), min(b, high)) for a, b in content if a < high and b > low]
        parts = tuple(
            s for part in content for rest in _without(part, cue) if (s := self._trim(rest))
        )
        return Saying(i, cue, self.source_of(i), parts, frame.kind, frame.asserts)

    def _cue(self, i: int, preposition: int | None = None) -> Span:
        """The verb with the auxiliaries and adverbs beside it, and the preposition it takes."""
        tree = self._tree
        low = high = i
        own = set(tree.under(i, *_OF_CUE))
        while low - 1 in own:
            low -= 1
        while high + 1 in own and tree.deps[high + 1] == "prt":
            high += 1
        if preposition is not None and preposition == high + 1:
            high = preposition
        return low, high

    def source_of(self, verb: int) -> int | None:
        """The head of the phrase of whoever does the saying, in or around the clause."""
        return _source(self._tree, verb)

    def _infinite(self, c: int) -> bool:
        tree = self._tree
        return any(tree.lower(a) == "to" for a in tree.under(c, "aux"))

    def _edges(self, c: int) -> Span:
        low, high = self._tree.edges(c)
        return low, high + 1

    def _trim(self, span: Span) -> Span | None:
        """The span without the punctuation and conjunctions at its edges."""
        tree = self._tree
        first, last = span
        while first < last and tree.tags[first] in _EDGES and tree.words[first] not in _MARKS:
            first += 1
        while first < last and tree.tags[last - 1] in _EDGES and tree.words[last - 1] not in _MARKS:
            last -= 1
        return (first, last) if first < last else None

    def _sentence(self, i: int) -> Span:
        sentences = self._tree.sentences
        return next((s for s in sentences if s[0] <= i < s[1]), sentences[-1])

    def _tokens(self, quote: Span) -> Span | None:
        start, end = quote
        tree = self._tree
        first, last = tree.token_at(start), tree.token_at(end - 1)
        if tree.ends[first] <= start:
            first += 1
        return (first, last + 1) if first <= last else None


def _source(tree: Tree, verb: int) -> int | None:
    if tree.lower(verb) == "known" and tree.lemma(tree.heads[verb]) in ("let", "make"):
        return _source(tree, tree.heads[verb])  # "let it be known"
    bare = tree.deps[verb] in ("advcl", "acl") and tree.child(verb, "nsubj") is None
    if is_passive(tree, verb) and (bare or tree.child(verb, "auxpass", "agent") is not None):
        by = tree.child(verb, "agent")
        return tree.child(by, "pobj") if by is not None else None
    subject = tree.child(verb, "nsubj")
    if subject is not None:
        empty = tree.lower(subject) in ("it", "there") and tree.child(verb, "expl") is not None
        return None if empty else subject
    head = tree.heads[verb]
    if tree.deps[verb] == "conj" and tree.is_verb(head):
        # "he notes that X marked ... and adds": the parser joins `adds` to `marked`
        outer = tree.heads[head]
        says = "quote" in frames("verbs").get(tree.lemma(verb), {})
        if tree.deps[head] == "ccomp" and says and "that" in frames("verbs").get(tree.lemma(outer), {}):
            return _source(tree, outer)
        return _source(tree, head)
    if tree.deps[verb] == "pcomp" and tree.lower(head) == "as":
        quoting = tree.heads[head]  # "quoted X as saying"
        return tree.child(quoting, "dobj", "nsubjpass")
    if tree.deps[verb] in ("advcl", "xcomp", "pcomp") and head != verb:
        while not tree.is_verb(head) and tree.heads[head] != head:
            head = tree.heads[head]
        return _source(tree, head) if tree.is_verb(head) else None
    if tree.deps[verb] == "acl" and tree.tags[verb] == "VBG":
        return head
    return _before(tree, verb)


def _before(tree: Tree, verb: int) -> int | None:
    """The noun phrase right before a finite verb that the parser left without a subject."""
    had = any(tree.lower(c) in ("had", "has", "have") for c in tree.under(verb, "aux"))
    if tree.tags[verb] not in ("VBD", "VBZ", "VBP") and not had:
        return None
    i = verb - 1
    while i >= 0 and (tree.deps[i] in ("aux", "advmod", "neg") and tree.heads[i] == verb):
        i -= 1
    closed = i > 0 and tree.words[i] == ","
    if closed:
        i -= 1  # the comma that closes an apposition
    if i < 0 or not (tree.is_noun(i) or tree.tags[i] == "PRP"):
        return None
    start = next((j for j in range(i, -1, -1) if tree.words[j] in _PAUSES), -1)
    while tree.heads[i] < verb and tree.heads[i] != i:
        if tree.heads[i] < start:
            if not closed or tree.deps[i] != "appos":
                break
            closed = False
        i = tree.heads[i]
        if tree.is_verb(i):
            return tree.child(i, "nsubj")  # "a sergeant taken prisoner had admitted"
    return i if tree.is_noun(i) or tree.tags[i] == "PRP" else None


def _merge(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _without(span: Span, cut: Span) -> list[Span]:
    """A span without the tokens of a cue that stands inside it."""
    first, last = span
    low, high = cut
    if high < first or low >= last:
        return [span]
    return [s for s in ((first, low), (high + 1, last)) if s[0] < s[1]]
