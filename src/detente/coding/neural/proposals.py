"""Proposals: what the neural coder asks its classifier about, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from detente.actors.recall import Reference
from detente.coding.modality import is_ought
from detente.coding.neural.classifier import Spans
from detente.coding.neural.pairs import doers, pairs, parties
from detente.coding.neural.sides import Odds, Sides
from detente.coding.reader import Reader
from detente.coding.sentence import Draft, SentenceReader
from detente.records import Modality

NONE = "NONE"
_EVEN = Odds(0.0, 0.0)


@dataclass(slots=True)
class Proposal:
    """A candidate on its way: the sentence, its draft, and whether the lexicon named the deed."""

    reader: Reader
    sentence: SentenceReader
    draft: Draft
    text: int  # number of the sentence's text
    kind: str  # draft (the lexicon named the deed), pair, or alone (one party, no other)
    odds: dict[int, Odds]  # of its parties by their head: how like a source, how like a target

    @property
    def known(self) -> bool:
        return self.kind == "draft"

    def odds_of(self, party: Reference | None) -> Odds:
        """Of a party that stands in the sentence; even odds of one that does not."""
        stands = party is not None and party.end > party.start
        return self.odds[party.head] if party is not None and stands else _EVEN

    @property
    def left_out(self) -> bool:
        """Whether the text does not say who did it."""
        return all(r.kind == "implied" for r in self.draft.sources) and self.draft.voices is None


def propose(reader: Reader, sentence: SentenceReader) -> list[Spans]:
    """What the classifier would be asked about a sentence (training draws its pairs so)."""
    found = [spans_of(proposal) for proposal in proposals_of(reader, sentence, 0)]
    return [spans for spans in found if spans is not None]


def proposals_of(reader: Reader, sentence: SentenceReader, text: int) -> Iterator[Proposal]:
    drafts = sentence.drafts()  # first, since it hears who speaks and so who `we` is
    tree, sides = sentence.tree, Sides(reader.discourse, sentence.tree)
    references = parties(reader.discourse, tree, sentence.first, sentence.last, sides)

    def proposal(draft: Draft, kind: str) -> Proposal:
        both = (r for r in (*draft.sources[:1], *draft.targets[:1]) if r.end > r.start)
        odds = {r.head: sides.odds(r.head) for r in both}
        return Proposal(reader, sentence, draft, text, kind, odds)

    joined: set[tuple[int, int]] = set()
    for draft in drafts:
        yield proposal(draft, "draft")
        joined.update((a.head, b.head) for a in draft.sources for b in draft.targets)
    for one, other in pairs(references, sides):
        if (one.head, other.head) not in joined and (other.head, one.head) not in joined:
            yield proposal(_unnamed([one], [other]), "pair")
    for one in doers(references, tree, sides):
        yield proposal(_unnamed([one], []), "alone")


def unword(proposal: Proposal) -> Proposal:
    """The two parties of a draft without its word."""
    draft = proposal.draft
    bare = _unnamed(draft.sources[:1], draft.targets[:1])
    return replace(proposal, draft=bare, kind="pair")


def _unnamed(sources: list[Reference], targets: list[Reference]) -> Draft:
    """A draft of which only the parties are known."""
    at = sources[0].head
    return Draft(sources, targets, NONE, (at, at), at, None, Modality.ACTUAL, 0.0)


def spans_of(proposal: Proposal) -> Spans | None:
    """Where the parties and the trigger stand in the sentence's text."""
    draft, sentence = proposal.draft, proposal.sentence
    start, _ = sentence.tree.span(sentence.first, sentence.first)
    source, target = (
        _place(side, start, len(sentence.text)) for side in (draft.sources, draft.targets)
    )
    if source is None:
        return None
    trigger = None
    if proposal.known:
        low, high = sentence.tree.span(*draft.trigger)
        trigger = (low - start, high - start)
        if any(s and s[0] < trigger[1] and trigger[0] < s[1] for s in (source, target)):
            trigger = None
    if target is not None and source[0] < target[1] and target[0] < source[1]:
        return None
    return source, target, trigger


def _place(references: list[Reference], start: int, length: int) -> tuple[int, int] | None:
    for reference in references:
        if start <= reference.start < reference.end <= start + length:
            return reference.start - start, reference.end - start
    return None


def ought(proposal: Proposal) -> bool:
    """Whether the doer only ought to do it: ``Washington should lift its sanctions``."""
    tree = proposal.sentence.tree
    i = tree.series(proposal.draft.sources[0].head)
    if tree.deps[i] != "nsubj":
        return False
    does, at = tree.heads[i], proposal.draft.at
    above = (at, *tree.ancestors(at))
    return any(
        is_ought(tree, verb) and (verb in above or at == does)
        for verb in (does, *tree.under(does, "xcomp"))
    )
