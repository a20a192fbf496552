"""Setting: when and where a deed is said to happen, and the amount that goes with it."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from detente.records import Amount, Modality, When
from detente.text.amounts import AmountMention, find_amounts
from detente.text.syntax import Tree
from detente.text.time import Tense, TimeMention, find_times, resolve

_PLACES = frozenset({"in", "at", "near", "outside"})


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
        date unless one is stated: the publication date would be a false precision.
        """
        tense = self._tense(at, modality)
        anchors = {trigger} if presupposed else {at, trigger}
        for mention in self._times:
            if mention.kind == "until" or not self._belongs(mention.start, mention.end, anchors):
                continue
            found = resolve(mention, self._published, tense)
            if found is not None:
                return found
        if (
            presupposed
            or self._backward(at)
            or modality is not Modality.ACTUAL
            or self._published is None
        ):
            return None
        return When(self._published, self._published)

    def _backward(self, at: int) -> bool:
        """Whether the clause looks back from the news: a pluperfect, a past relative clause."""
        tree = self._tree
        if any(tree.lower(c) == "had" for c in tree.under(at, "aux")):
            return True
        return tree.deps[at] == "relcl" and tree.tags[at] in ("VBD", "VBN")

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

    def _counts(self, start: int, at: int) -> bool:
        """Whether an amount stands in the clause of the deed, and in no clause below it."""
        tree = self._tree
        i = tree.token_at(self._start + start)
        while i != at and tree.heads[i] != i and not tree.is_verb(i):
            i = tree.heads[i]
        return i == at

    def where(self, at: int) -> str | None:
        """The first named place in an ``in`` or ``at`` phrase of the clause."""
        tree = self._tree
        for prep in tree.under(at, "prep"):
            if tree.lower(prep) in _PLACES:
                place = tree.child(prep, "pobj")
                if place is not None and tree.tags[place] in ("NNP", "NNPS"):
                    low = min([place, *tree.under(place, "compound")])
                    start, end = tree.span(low, place)
                    return self._text[start - self._start : end - self._start]
        return None

    def amount(self, at: int) -> Amount | None:
        """The first amount that hangs on the deed."""
        for mention in self._amounts:
            if self._counts(mention.start, at):
                return mention.amount
        return None
