"""The neural coder: grammar and pairs of actors propose, the classifier decides.

A draft of the grammar has its words and its parties; a pair of actors without a draft has only
its parties. The classifier says for each whether there is an act, which, how firmly asserted, and
in which direction; the lexicon's word counts as one more opinion on the type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from detente.actors.recall import Reference
from detente.actors.strangers import home_state
from detente.coding.content import VERBAL, Deed
from detente.coding.modality import is_ought
from detente.coding.neural.classifier import Candidate, Classifier, Judged, Spans, classifier
from detente.coding.neural.pairs import doers, does, pairs, parties
from detente.coding.protocol import Pair, TypeScores
from detente.coding.reader import Reader, codes, readable
from detente.coding.sentence import Draft, SentenceReader
from detente.ontology import event_types
from detente.records import Actor, Coding, Document, Event, Modality, Reject
from detente.text.parse import parse
from detente.text.syntax import Tree

NONE = "NONE"
_PLOVER_MODES = frozenset(f"{t}:{m}" for t, kind in event_types().items() for m in kind.modes)


@dataclass(slots=True)
class Proposal:
    """A candidate on its way: the sentence, its draft, and whether the lexicon named the deed."""

    reader: Reader
    sentence: SentenceReader
    draft: Draft
    text: int  # number of the sentence's text
    kind: str  # draft (the lexicon named the deed), pair, or alone (one party, no other)

    @property
    def known(self) -> bool:
        return self.kind == "draft"

    @property
    def left_out(self) -> bool:
        """Whether the text does not say who did it."""
        return all(r.kind == "implied" for r in self.draft.sources) and self.draft.voices is None


class NeuralCoder:
    """Codes documents by classifier (``coder.code`` in the protocol)."""

    name = "neural"
    version = "0.2.0"

    def __init__(self, model: Classifier | None = None) -> None:
        self._model = model or classifier()
        self._settings = self._model.settings

    def code(self, documents: Sequence[Document]) -> Iterator[Coding | Reject]:
        prepared = [(document, readable(document)) for document in documents]
        trees = parse([passage.text for _, found in prepared for passage, _ in found])
        readers: list[Reader] = []
        proposals: list[Proposal] = []
        texts: list[str] = []
        for document, found in prepared:
            home = home_state(mention for _, mentions in found for mention in mentions)
            reader = Reader(document, f"{self.name}/{self.version}", home)
            readers.append(reader)
            for passage, mentions in found:
                for sentence in reader.read(passage, Tree(next(trees)), mentions):
                    here = list(_proposals(reader, sentence, len(texts)))
                    if here:
                        texts.append(sentence.text)
                        proposals += here
        self._decide(proposals, texts)
        for (document, found), reader in zip(prepared, readers, strict=True):
            yield Coding(
                document,
                tuple(_told_fully(reader.events())),
                tuple(reader.concerns),
                tuple(passage for passage, _ in found),
            )

    def judge(self, pairs: Sequence[Pair]) -> list[TypeScores]:
        """The act that is most likely, given that there is one."""
        candidates = [
            Candidate(n, (_only(pair.source), _only(pair.target), None))
            for n, pair in enumerate(pairs)
        ]
        judged = self._model.judge([pair.text for pair in pairs], candidates)
        return [self._scores(one) for one in judged]

    def _scores(self, judged: Judged) -> TypeScores:
        names = self._model.labels["type"]
        acts = judged.heads["type"].copy()
        acts[names.index(NONE)] = 0.0
        acts /= acts.sum()
        best = names[int(acts.argmax())]
        scores = {name: float(p) for name, p in zip(names, acts, strict=True) if name != NONE}
        modality = self._model.labels["modality"][int(judged.heads["modality"].argmax())]
        return TypeScores(scores, self._mode(judged, best), modality)

    def _mode(self, judged: Judged, type: str) -> str | None:
        """The likeliest mode of a type, as ``TYPE:mode``; ``None`` for none in particular."""
        names = self._model.labels["mode"]
        fit = [i for i, name in enumerate(names) if name == "-" or name.startswith(f"{type}:")]
        best = names[max(fit, key=lambda i: judged.heads["mode"][i])]
        return None if best == "-" else best

    # -- deciding ----------------------------------------------------------------------------

    def _decide(self, proposals: list[Proposal], texts: list[str]) -> None:
        """Judge all proposals, and keep the entries that stand: drafts, pairs, parties alone."""
        joint = [p for p in proposals if p.kind != "alone" and spans_of(p) is not None]
        judged = self._judged(joint, texts)
        turned = [p for p in joint if self._reversed(p, judged[id(p)])]
        for proposal in turned:
            _turn(proposal.draft)
        again = [unword(p) for p in joint if self._mistaken(p, judged[id(p)])]
        proposals = [*proposals, *again]
        judged.update(self._judged([*turned, *again], texts))
        for proposal in [p for p in proposals if id(p) in judged]:
            self._revise(proposal, judged[id(proposal)])
        told: dict[int, list[Draft]] = {}
        whole = [
            p for p in proposals
            if p.draft.targets and (id(p) in judged or (p.known and not p.left_out))
        ]  # fmt: skip
        whole.sort(key=lambda p: -p.draft.confidence)
        half = [p for p in proposals if p.kind == "draft" and not p.draft.targets]
        rest = [p for p in proposals if p.known and p.left_out and p.draft.targets]
        for proposal in (*whole, *half, *rest):
            self._take(proposal, id(proposal) in judged, told)
        alone = [
            p for p in proposals
            if p.kind == "alone" and spans_of(p) is not None and not _spoken(p, told)
        ]  # fmt: skip
        judged = self._judged(alone, texts)
        for proposal in alone:
            self._revise(proposal, judged[id(proposal)])
            self._take(proposal, True, told)

    def _judged(self, proposals: list[Proposal], texts: list[str]) -> dict[int, Judged]:
        candidates = [Candidate(p.text, spans) for p in proposals if (spans := spans_of(p))]
        found = self._model.judge(texts, candidates)
        return dict(zip(map(id, proposals), found, strict=True))

    def _reversed(self, proposal: Proposal, judged: Judged) -> bool:
        """Whether the act runs the other way, and both sides are there to be turned."""
        spans = spans_of(proposal)
        kind = self._model.labels["none"][int(judged.heads["none"].argmax())]
        both = spans is not None and spans[1] is not None
        return both and kind == "reversed" and self._doubt(judged) > 0.5

    def _mistaken(self, proposal: Proposal, judged: Judged) -> bool:
        """Whether the grammar took a wrong word for a deed: its two parties may have another."""
        unsure = 1 - self._doubt(judged) < self._settings["mistaken"]
        return proposal.kind == "draft" and bool(proposal.draft.targets) and unsure

    def _take(self, proposal: Proposal, judged: bool, told: dict[int, list[Draft]]) -> None:
        """Keep what a proposal says, if it may be trusted and nothing surer speaks against it.

        A draft whose parties do not stand in the sentence cannot be judged: it stands as it is.
        """
        here, draft = told.setdefault(proposal.text, []), proposal.draft
        if judged and (draft.confidence < self._settings["stands"] or _ought(proposal)):
            return
        if proposal.kind == "pair" and any(_joins(d, draft) for d in here):
            return
        if proposal.left_out and any(d.type == draft.type for d in here):
            return
        if any(_repeats(d, draft) for d in here):
            return
        if not draft.targets and any(_completes(d, draft) for d in here):
            return
        event = proposal.sentence.event(draft)
        if event is not None:
            here.append(draft)
            proposal.reader.keep(event)

    def _doubt(self, judged: Judged) -> float:
        """Probability that there is no act at all."""
        return float(judged.heads["type"][self._model.labels["type"].index(NONE)])

    def _revise(self, proposal: Proposal, judged: Judged) -> None:
        """Let the classifier's opinion and the lexicon's word settle the labels of a draft."""
        draft, labels, settings = proposal.draft, self._model.labels, self._settings
        names = labels["type"]
        acts = judged.heads["type"].copy()
        sure = 1 - acts[names.index(NONE)]
        acts[names.index(NONE)] = 0.0
        if proposal.known:
            acts[names.index(draft.type)] += settings["lexicon"] * sure
        best = names[int(acts.argmax())]
        total = float(acts.sum())
        clear = float(acts.max()) / total if total else 0.0
        draft.confidence = self._trust(proposal, float(sure), clear, best == draft.type)
        if best != draft.type or not proposal.known:
            mode = self._mode(judged, best)
            draft.mode = mode.partition(":")[2] if mode in _PLOVER_MODES else None
        draft.deed = self._content(draft, best, judged)
        draft.type = best
        modality = labels["modality"][int(judged.heads["modality"].argmax())]
        if not proposal.known or judged.heads["modality"].max() > settings["modality"]:
            draft.modality = Modality(modality)
        mutual = judged.heads["mutual"][labels["mutual"].index("yes")]
        draft.mutual = bool(mutual > 0.5) and bool(draft.targets)
        if not proposal.known:
            start, _ = proposal.sentence.tree.span(proposal.sentence.first, proposal.sentence.first)
            token = proposal.sentence.tree.token_at(start + judged.trigger[0])
            draft.trigger, draft.at = (token, token), token
            draft.presupposed = proposal.sentence.tree.is_noun(token)
        draft.weak = False

    def _trust(self, proposal: Proposal, sure: float, clear: float, agreed: bool) -> float:
        """Probability that an entry has its parties and its type right."""
        told = clues(proposal, sure, clear, agreed)
        weights = self._model.trust
        return float(1 / (1 + np.exp(-sum(weights.get(k, 0.0) * v for k, v in told.items()))))

    def _content(self, draft: Draft, type: str, judged: Judged) -> Deed | None:
        """The deed that a verbal act is about: the grammar's, unless the classifier is sure."""
        if type not in VERBAL:
            return None
        scores = judged.heads["content"]
        best = self._model.labels["content"][int(scores.argmax())]
        if draft.deed is not None and (
            draft.deed.type == best or scores.max() < self._settings["content"]
        ):
            return draft.deed
        return Deed(best, [], [], ()) if best != "-" else None


def clues(proposal: Proposal, sure: float, clear: float, agreed: bool) -> dict[str, float]:
    """What tells how far an entry may be trusted.

    ``sure``: probability that there is an act; ``clear``: share of its likeliest type among all;
    ``agreed``: whether the lexicon says this type, too.
    """
    draft, tree = proposal.draft, proposal.sentence.tree
    source, target = draft.sources[0], draft.targets[0] if draft.targets else None
    return {
        "bias": 1.0,
        "sure": _logit(sure),
        "clear": _logit(clear),
        "agreed": float(agreed and proposal.known),
        "disputed": float(proposal.known and not agreed),
        "alone": float(target is None),
        "doer": float(does(source.head, tree)),
        "described": float(source.confidence < 0.6),
        "target described": float(target is not None and target.confidence < 0.6),
        "apart": abs(target.head - source.head) / 10 if target is not None else 0.0,
    }


def _logit(chance: float) -> float:
    held = min(max(chance, 0.002), 0.998)
    return float(np.log(held / (1 - held)))


def _told_fully(events: Iterable[Event]) -> Iterator[Event]:
    """Without the deeds whose target one sentence leaves out and another names (rule 12)."""
    known = list(events)
    whole = {(codes(e.source), e.type, e.modality) for e in known if e.target}
    for event in known:
        if event.target or (codes(event.source), event.type, event.modality) not in whole:
            yield event


def propose(reader: Reader, sentence: SentenceReader) -> list[Spans]:
    """What the classifier would be asked about a sentence (training draws its pairs so)."""
    found = [spans_of(proposal) for proposal in _proposals(reader, sentence, 0)]
    return [spans for spans in found if spans is not None]


def _proposals(reader: Reader, sentence: SentenceReader, text: int) -> Iterator[Proposal]:
    drafts = sentence.drafts()  # first, since it hears who speaks and so who `we` is
    references = parties(
        reader.discourse, sentence.tree, sentence.first, sentence.last, reader.home
    )
    joined: set[tuple[int, int]] = set()
    for draft in drafts:
        yield Proposal(reader, sentence, draft, text, "draft")
        joined.update((a.head, b.head) for a in draft.sources for b in draft.targets)
    for one, other in pairs(references, sentence.tree):
        if (one.head, other.head) in joined or (other.head, one.head) in joined:
            continue
        yield Proposal(reader, sentence, _unnamed([one], [other]), text, "pair")
    for one in doers(references, sentence.tree):
        yield Proposal(reader, sentence, _unnamed([one], []), text, "alone")


def unword(proposal: Proposal) -> Proposal:
    """The two parties of a draft without its word."""
    draft = proposal.draft
    bare = _unnamed(draft.sources[:1], draft.targets[:1])
    return Proposal(proposal.reader, proposal.sentence, bare, proposal.text, "pair")


def _unnamed(sources: list[Reference], targets: list[Reference]) -> Draft:
    """A draft of which only the parties are known."""
    at = sources[0].head
    return Draft(sources, targets, NONE, (at, at), at, None, Modality.ACTUAL, 0.0)


def _spoken(proposal: Proposal, told: dict[int, list[Draft]]) -> bool:
    """Whether a party already does something in its sentence."""
    head = proposal.draft.sources[0].head
    return any(head == r.head for d in told.get(proposal.text, ()) for r in d.sources)


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


def _ought(proposal: Proposal) -> bool:
    """Whether the doer only ought to do it: ``Washington should lift its sanctions``."""
    tree, i = proposal.sentence.tree, proposal.draft.sources[0].head
    while tree.deps[i] == "conj" and tree.heads[i] != i:
        i = tree.heads[i]
    if tree.deps[i] != "nsubj":
        return False
    does, at = tree.heads[i], proposal.draft.at
    above = (at, *tree.ancestors(at))
    return any(
        is_ought(tree, verb) and (verb in above or at == does)
        for verb in (does, *tree.under(does, "xcomp"))
    )


def _turn(draft: Draft) -> None:
    draft.sources, draft.targets = draft.targets, draft.sources


def _joins(told: Draft, pair: Draft) -> bool:
    """Whether an entry already joins the two phrases of a pair, in either direction."""
    one, other = pair.sources[0], pair.targets[0]
    return any(
        any(_touch(one, r) for r in near) and any(_touch(other, r) for r in far)
        for near, far in ((told.sources, told.targets), (told.targets, told.sources))
    )


def _touch(one: Reference, other: Reference) -> bool:
    """Whether two references are, or share, a phrase."""
    return one.head == other.head or (one.start < other.end and other.start < one.end)


def _completes(told: Draft, half: Draft) -> bool:
    """Whether an entry says of a deed without a target whom it was done to."""
    heads = {r.head for r in half.sources}
    return told.type == half.type and any(r.head in heads for r in told.sources)


def _repeats(told: Draft, draft: Draft) -> bool:
    """Whether an entry already says this type of act of the same actors, in other words.

    Between two countries it does not matter by which of their organs.
    """
    if told.type != draft.type:
        return False
    if _sides(told, lambda a: a.id) == _sides(draft, lambda a: a.id):
        return True
    ours = _sides(told, lambda a: a.code)
    return ours == _sides(draft, lambda a: a.code) and ours[0].isdisjoint(ours[1])


def _sides(draft: Draft, told: Callable[[Actor], str]) -> tuple[frozenset[str], frozenset[str]]:
    one, other = (
        frozenset(told(a) for r in side for a in r.actors)
        for side in (draft.sources, draft.targets)
    )
    return one, other


def _only(spans: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    return spans[0] if spans else None
