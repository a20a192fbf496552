"""The neural coder: grammar and pairs of actors propose, the classifier decides.

A draft of the grammar has its words and its parties; a pair of actors without a draft has only
its parties. The classifier says for each whether there is an act, which, how firmly asserted, and
in which direction; the lexicon's word counts as one more opinion on the type.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from detente.actors.strangers import home_state
from detente.coding.content import VERBAL, Deed
from detente.coding.gate import named, worth_parsing
from detente.coding.lexicon import nouns, verbs
from detente.coding.neural.classifier import Candidate, Classifier, Judged, classifier
from detente.coding.neural.listener import listener
from detente.coding.neural.pairs import does
from detente.coding.neural.proposals import NONE, Proposal, ought, proposals_of, spans_of, unword
from detente.coding.neural.repeats import completes, joins, repeats, told_fully
from detente.coding.neural.screen import worth_asking
from detente.coding.protocol import Pair, TypeScores
from detente.coding.reader import Reader
from detente.coding.sentence import Draft
from detente.ontology import event_types
from detente.records import Coding, Document, Modality, Reject
from detente.text.parse import parse
from detente.text.syntax import Tree

_PLOVER_MODES = frozenset(f"{t}:{m}" for t, kind in event_types().items() for m in kind.modes)


class NeuralCoder:
    """Codes documents by classifier (``coder.code`` in the protocol).

    Without gate and screen (``gated``) it parses every passage that names an actor, and asks the
    classifier about every proposal; they are there for speed alone.
    """

    name = "neural"
    version = "0.8.0"

    def __init__(self, model: Classifier | None = None, gated: bool = True) -> None:
        self._model = model or classifier()
        self._listen = listener().hear
        self._gated = gated
        self._settings = self._model.settings

    def code(self, documents: Sequence[Document]) -> Iterator[Coding | Reject]:
        all_named = [named(document.text) for document in documents]
        homes = [home_state(name for _, names in found for name in names) for found in all_named]
        read = [worth_parsing(found) for found in all_named] if self._gated else all_named
        trees = parse([passage.text for found in read for passage, _ in found])
        readers: list[Reader] = []
        proposals: list[Proposal] = []
        texts: list[str] = []
        for document, found, home in zip(documents, read, homes, strict=True):
            reader = Reader(document, f"{self.name}/{self.version}", home, self._listen)
            readers.append(reader)
            for passage, mentions in found:
                for sentence in reader.read(passage, Tree(next(trees)), mentions):
                    here = list(proposals_of(reader, sentence, len(texts)))
                    here = worth_asking(here) if self._gated else here
                    if here:
                        texts.append(sentence.text)
                        proposals += here
        self._decide(proposals, texts)
        for document, found, reader in zip(documents, read, readers, strict=True):
            yield Coding(
                document,
                tuple(told_fully(reader.events())),
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
        half = [p for p in proposals if p.kind == "draft" and not p.draft.targets]
        rest = [p for p in proposals if p.known and p.left_out and p.draft.targets]
        whole = [p for p in whole if not any(_where_only(p, r.draft) for r in rest)]
        whole.sort(key=lambda p: -p.draft.confidence)
        guessed = [*(p for p in half if p.left_out), *rest]  # after whoever is told of
        for proposal in (*whole, *(p for p in half if not p.left_out)):
            self._take(proposal, id(proposal) in judged, told)
        alone = [
            p for p in proposals
            if p.kind == "alone" and spans_of(p) is not None and not _spoken(p, told)
        ]  # fmt: skip
        judged |= self._judged(alone, texts)
        for proposal in alone:
            self._revise(proposal, judged[id(proposal)])
            self._take(proposal, True, told)
        for proposal in guessed:
            self._take(proposal, id(proposal) in judged, told)

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
        if judged and (draft.confidence < self._settings["stands"] or ought(proposal)):
            return
        if not proposal.known and (_undergoes(proposal) or _is_departure(proposal)):
            return
        if proposal.kind == "pair" and any(joins(d, draft) for d in here):
            return
        if proposal.left_out and any(d.type == draft.type for d in here):
            return
        if any(repeats(d, draft) for d in here):
            return
        if not draft.targets and any(completes(d, draft) for d in here):
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
            sentence, tree = proposal.sentence, proposal.sentence.tree
            start, _ = tree.span(sentence.first, sentence.first)
            token = _act(tree, tree.token_at(start + judged.trigger[0]))
            draft.trigger, draft.at = (token, _joined(tree, token)), token
            told = tree.deps[token] == "ROOT" and tree.child(token, "nsubj", "dobj") is not None
            draft.presupposed = tree.is_noun(token) and not told  # "votes to", taken for a noun
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
    as_source, as_target = proposal.odds_of(source), proposal.odds_of(target)
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
        "source like": as_source.source,
        "source unlike": as_source.target,
        "target like": as_target.target,
        "target unlike": as_target.source,
    }


def _logit(chance: float) -> float:
    held = min(max(chance, 0.002), 0.998)
    return float(np.log(held / (1 - held)))


def _turn(draft: Draft) -> None:
    draft.sources, draft.targets = draft.targets, draft.sources


def _act(tree: Tree, i: int) -> int:
    """The word that names an act, for the one that was pointed at: ``killed`` for ``were``,
    ``strike`` for ``drone``.
    """
    above = tree.heads[i]
    if tree.deps[i] in ("aux", "auxpass") and tree.is_verb(above):
        return above
    modifies = tree.deps[i] in ("amod", "compound", "nmod") and tree.is_noun(above)
    named = tree.lower(i) in nouns() or tree.lemma(i) in verbs()
    return above if modifies and tree.lemma(above) in nouns() and not named else i


def _joined(tree: Tree, i: int) -> int:
    """The last token that hyphens join to one: ``re-elected``."""
    while (
        i + 2 < len(tree)
        and tree.words[i + 1] in ("-", "–")
        and tree.span(i, i + 2)[1] - tree.span(i, i)[0] == sum(map(len, tree.words[i : i + 3]))
    ):
        i += 2
    return i


def _undergoes(proposal: Proposal) -> bool:
    """Whether the supposed doer is what the deed is done to: ``Facebook was ordered to``."""
    tree, draft = proposal.sentence.tree, proposal.draft
    i = tree.series(draft.sources[0].head)
    return tree.deps[i] == "nsubjpass" and tree.heads[i] == draft.at and tree.is_verb(draft.at)


def _is_departure(proposal: Proposal) -> bool:
    """Whether a person leaves where only forces would withdraw: ``the minister left Kabul``."""
    draft, lemma = proposal.draft, proposal.sentence.tree.lemma(proposal.draft.at)
    martial = any("force" in s.flags for s in verbs().get(lemma, ()) if s.type == draft.type)
    armed = any(a.role in ("MIL", "REB") for r in draft.sources for a in r.actors)
    return martial and not armed and all(r.person for r in draft.sources)


def _where_only(proposal: Proposal, left_out: Draft) -> bool:
    """Whether a pair takes the place of a passive for its doer: ``sentenced in Queensland``."""
    tree, draft = proposal.sentence.tree, proposal.draft
    if proposal.kind != "pair" or draft.at != left_out.at:
        return False
    i = draft.sources[0].head
    located = tree.deps[i] == "pobj" and tree.lower(tree.heads[i]) in ("in", "at", "near")
    return located and any(r.head == t.head for r in draft.targets for t in left_out.targets)


def _only(spans: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    return spans[0] if spans else None


def _spoken(proposal: Proposal, told: dict[int, list[Draft]]) -> bool:
    """Whether a party already does something in its sentence."""
    head = proposal.draft.sources[0].head
    return any(head == r.head for d in told.get(proposal.text, ()) for r in d.sources)
