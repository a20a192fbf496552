"""Quoting: to which saying each quotation of a passage belongs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.coding.sayings.clauses import MARKS, sentence_of, source_of
from detente.coding.sayings.frames import of_noun, of_verb
from detente.coding.sayings.nouns import owner
from detente.coding.sayings.saying import Saying, Span, covers, merge, without
from detente.coding.sayings.verbs import Verbs
from detente.text.syntax import Tree

_DASHES = frozenset({"-", "--", "–", "—", "―"})
_LONGEST_SIGNATURE = 15  # tokens
_LEAST_WORDS = 4  # a shorter quotation is a phrase in quotation marks, not a statement


class Quotes:
    """The quotations of one passage, given as half-open characters, marks left out."""

    def __init__(self, tree: Tree, quotes: Sequence[Span]) -> None:
        self._tree = tree
        self._spans = [q for q in map(self._tokens, quotes) if q is not None]

    def holds(self, i: int) -> bool:
        """Whether token ``i`` stands in a quotation."""
        return covers(self._spans, i)

    def clip(self, saying: Saying) -> Saying:
        """The saying, whose content does not leave the statement in which its cue is quoted."""
        around = [q for q in self._spans if q[0] <= saying.head < q[1] and _is_statement(q)]
        if not around:
            return saying
        low, high = min(around, key=lambda q: q[1] - q[0])
        parts = (
            (a, b)
            if self.holds(a) and self.holds(b - 1) and a >= high
            else (max(a, low), min(b, high))
            for a, b in saying.content
        )
        return replace(saying, content=tuple((a, b) for a, b in parts if a < b))

    def attach(self, found: list[Saying], verbs: Verbs) -> tuple[list[Saying], list[Span]]:
        """The sayings with the quotations that are theirs, new ones for cues of nothing else, and
        the quotations that no cue of the passage introduces."""
        found = list(found)
        left: list[Span] = []
        last_quoter: int | None = None  # of the quotation before, for one that goes on
        for quote in self._spans:
            number = self._quoter(found, quote, verbs)
            if number is None and _is_statement(quote):
                number = last_quoter
                if number is None:
                    left.append(quote)
            if number is None:
                continue
            saying, span = found[number], self._with_marks(quote)
            parts = without(merge([*saying.content, span]), saying.cue)
            found[number] = replace(saying, content=tuple(parts), quotes=(*saying.quotes, span))
            if _is_statement(quote):
                last_quoter = number
        return found, left

    def _quoter(self, found: list[Saying], quote: Span, verbs: Verbs) -> int | None:
        """The saying whose words a quotation is: one that holds part of it, else its cue."""
        first, last = quote
        around = self._others(first, quote)
        for number in range(len(found) - 1, -1, -1):
            saying = found[number]
            if first <= saying.head < last or around - self._others(saying.head, quote):
                continue
            if any(a < last and first < b for a, b in saying.content):
                return number
        return self._beside(found, quote, verbs) if _is_statement(quote) else None

    def _beside(self, found: list[Saying], quote: Span, verbs: Verbs) -> int | None:
        """A cue in the sentence in which the quotation ends, or in which it begins, or a dash
        and a name behind it."""
        tree = self._tree
        first, last = quote
        around = self._others(first, quote)
        tokens = [*range(last, sentence_of(tree, last - 1)[1])]
        tokens += range(first - 1, sentence_of(tree, first)[0] - 1, -1)
        for i in tokens:
            source = quoted_by(tree, i) if self._others(i, quote) == around else None
            if source is not None:
                known = [n for n, saying in enumerate(found) if saying.head == i]
                if known:
                    return known[0]
                found.append(Saying(i, verbs.cue(i), source, (), "say", True))
                return len(found) - 1
        return self._signed(found, last)

    def _signed(self, found: list[Saying], last: int) -> int | None:
        """``"..." - Ada Foobar``: the name of whoever is quoted, behind a dash."""
        tree = self._tree
        here = range(last, min(last + 2, len(tree) - 1))
        dash = next((i for i in here if tree.words[i] in _DASHES), None)
        if dash is None:
            return None
        end = sentence_of(tree, dash + 1)[1]
        if not tree.words[dash + 1][:1].isupper() or end - dash > _LONGEST_SIGNATURE:
            return None
        name = next((i for i in range(dash + 1, end) if tree.deps[i] == "ROOT"), dash + 1)
        found.append(Saying(dash, (dash, dash), name, (), "say", True))
        return len(found) - 1

    def _others(self, i: int, quote: Span) -> set[Span]:
        """The quotations around a token, that one left out."""
        return {q for q in self._spans if q[0] <= i < q[1] and q != quote}

    def _with_marks(self, quote: Span) -> Span:
        words = self._tree.words
        first, last = quote
        first -= first > 0 and words[first - 1] in MARKS
        return first, last + (last < len(words) and words[last] in MARKS)

    def _tokens(self, quote: Span) -> Span | None:
        start, end = quote
        tree = self._tree
        first, last = tree.token_at(start), tree.token_at(end - 1)
        if tree.ends[first] <= start:
            first += 1
        return (first, last + 1) if first <= last else None


def _is_statement(quote: Span) -> bool:
    return quote[1] - quote[0] >= _LEAST_WORDS


def quoted_by(tree: Tree, i: int) -> int | None:
    """Whose words a cue of a quotation brings: ``he said``, ``his answer was:``."""
    if tree.is_verb(i) and "quote" in of_verb(tree.lemma(i)):
        return source_of(tree, i)
    answer = tree.is_noun(i) and tree.deps[i] == "nsubj" and of_noun(tree.lemma(i))
    return owner(tree, i) if answer and tree.lemma(tree.heads[i]) == "be" else None
