"""Setting: when and where a deed is said to happen, and the amount that goes with it."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from detente.coding.grammar import words
from detente.records import Amount, Modality, When
from detente.text.amounts import AmountMention, find_amounts
from detente.text.syntax import Tree
from detente.text.time import Tense, TimeMention, find_times, resolve

_PLACES = frozenset({"in", "at", "near", "outside"})
_BESIDE = frozenset({"prep", "pobj", "dobj", "nsubj", "nsubjpass", "attr", "agent", "conj"})
_CLIMBED = frozenset({"pobj", "prep", "agent", "compound", "amod", "nmod", "nsubj", "dobj"})


class Setting:
    """Dates, places and amounts of one sentence, given to the deed whose clause holds them."""

    def __init__(self, tree: Tree, text: str, start: int, published: dt.date | None) -> None:
        self._tree = tree
        self._text = text
        self._start = start
        self._published = published

    @cached_property
    def _times(self) -> list[TimeMention]:
        return find_times(self._text)

    @cached_property
    def _amounts(self) -> list[AmountMention]:
        return find_amounts(self._text)

    def when(self, at: int, trigger: int, modality: Modality, presupposed: bool) -> When | None:
        """The days of the deed: those stated in its clause, else the publication date.

        A deed that is only mentioned (``Russia's invasion of Georgia``) or still to come has no
        date unless one is stated: the publication date would be a false precision. One that has
        killed or destroyed (``three die in an air strike``) was when it did.
        """
        tense = self._tense(at, modality)
        anchors = {trigger} if presupposed else {at, trigger}
        for mention in self._times:
            if mention.kind == "until" or self._is_new_day(mention.start):
                continue
            if not self._belongs(mention.start, mention.end, anchors):
                continue
            found = resolve(mention, self._published, tense)
            if found is not None:
                return found
        effect = self._effect(trigger) if presupposed and modality is Modality.ACTUAL else None
        if effect is not None:
            return self.when(effect, effect, modality, False)
        if (
            presupposed
            or self._backward(at)
            or modality is not Modality.ACTUAL
            or self._published is None
        ):
            return None
        return When(self._published, self._published)

    def _effect(self, trigger: int) -> int | None:
        """The verb of a clause that says what the deed named by this noun has done."""
        tree, i = self._tree, trigger
        while not tree.is_verb(i):
            if tree.deps[i] not in _CLIMBED or tree.heads[i] == i:
                return None
            i = tree.heads[i]
        return i if i != trigger and tree.lemma(i) in words("effects") else None

    def _backward(self, at: int) -> bool:
        """Whether the clause looks back from the news: a pluperfect, a past relative clause."""
        tree = self._tree
        if any(tree.lower(c) == "had" for c in tree.under(at, "aux")):
            return True
        if tree.tags[at] not in ("VBD", "VBN"):
            return False
        clause = tree.series(at)
        marks = [tree.lower(c) for c in tree.under(clause, "mark")]
        if tree.deps[clause] == "advcl":  # "after they had seized", "since X overthrew Y"
            return any(mark in ("after", "since", "once") for mark in marks)
        if tree.deps[clause] == "acl":  # "tankers hijacked by"; what has a subject is misread
            return not marks and not tree.under(clause, "aux", "nsubj", "nsubjpass")
        return tree.deps[clause] == "relcl"

    def _tense(self, at: int, modality: Modality) -> Tense:
        if modality in (Modality.PLANNED, Modality.POSSIBLE, Modality.CONDITIONAL):
            return "future"
        tags = {self._tree.tags[c] for c in self._tree.under(at, "aux", "auxpass")}
        if self._tree.tags[at] in ("VBD", "VBN") or "VBD" in tags:
            return "past"
        return "present"

    def _belongs(self, start: int, end: int, anchors: set[int]) -> bool:
        """Whether words of the sentence hang on the deed, straight or through a preposition."""
        tree = self._tree
        first = tree.token_at(self._start + start)
        last = tree.token_at(self._start + end - 1)
        root = next(
            (i for i in range(first, last + 1) if not first <= tree.heads[i] <= last), first
        )
        head = tree.heads[root]
        while tree.deps[head] in ("prep", "pcomp") and head not in anchors:
            head = tree.heads[head]
        return head in anchors

    def _is_new_day(self, start: int) -> bool:
        """``postponed to Friday``: not when it was put off."""
        tree = self._tree
        i = tree.token_at(self._start + start)
        return tree.deps[i] == "pobj" and tree.lower(tree.heads[i]) == "to"

    def _counts(self, start: int, at: int) -> bool:
        """Whether an amount stands in the clause of the deed, and in no clause below it."""
        tree = self._tree
        i = tree.token_at(self._start + start)
        while i != at and tree.heads[i] != i and not tree.is_verb(i):
            i = tree.heads[i]
        return i == at

    def where(self, at: int, *, wide: bool = False) -> str | None:
        """The first named place in an ``in`` or ``at`` phrase of the clause; with ``wide`` also in
        one that hangs on a party: ``killed 12 at a market in Mokha``.
        """
        tree = self._tree
        queue = [at]
        for i in queue:
            for place in (p for prep in tree.under(i, "prep") for p in tree.under(prep, "pobj")):
                span = self._place(place) if tree.lower(tree.heads[place]) in _PLACES else None
                if span is not None:
                    start, end = tree.span(*span)
                    return self._text[start - self._start : end - self._start]
            if wide:
                queue += [
                    c for c in tree.children[i] if tree.deps[c] in _BESIDE and not tree.is_verb(c)
                ]
        return None

    def _place(self, i: int) -> tuple[int, int] | None:
        """The first and last token of a place: ``Tripoli``, ``Latakia province``."""
        tree = self._tree
        if self._is_place(i):
            return min([i, *tree.under(i, "compound")]), i
        if tree.lemma(i) not in words("areas"):
            return None
        names = [c for c in tree.under(i, "compound", "nmod") if self._is_place(c)]
        return (names[0], i) if names else None

    def _is_place(self, i: int) -> bool:
        """Whether this is a name and may be of a place: no month or day, no war, no summit."""
        tree = self._tree
        if tree.tags[i] not in ("NNP", "NNPS"):
            return False
        low, high = (edge - self._start for edge in tree.span(i, i))
        timed = any(m.start < high and low < m.end for m in self._times)
        return not timed and tree.lower(i) not in words("occasions")

    def amount(self, at: int) -> Amount | None:
        """The first amount that hangs on the deed."""
        for mention in self._amounts:
            if self._counts(mention.start, at):
                return mention.amount
        return None
