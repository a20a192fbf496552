"""Trust: how likely an entry is right, fitted on the real sentences that training does not see.

The coder codes each of them by itself, letting nearly everything stand; an entry is right if a
label has its parties and its type. A logistic regression then says from the coder's clues how
likely that is (Platt 1999). Which country an unnamed party is of cannot be told from one sentence:
the coder takes that into account by itself.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from detente.coding.neural.classifier import Classifier
from detente.coding.neural.coder import NeuralCoder, clues
from detente.coding.neural.proposals import Proposal
from detente.records import Document
from training import real
from training.calibrate import expected_error
from training.examples import HERE, Span, held_out, same

LENIENT = 0.05  # trust that lets an entry stand while trust is being fitted
FOLDS = 10
Labels = list[tuple[Span | None, Span | None, str, bool]]  # source, target, type, mutual


class _Watched(NeuralCoder):
    """A coder that tells what it kept, and by which clues."""

    def __init__(self, model: Classifier) -> None:
        super().__init__(model, gated=False)
        self._settings = {**model.settings, "stands": LENIENT}
        self.clues: dict[int, dict[str, float]] = {}
        self.kept: list[Proposal] = []

    def _trust(self, proposal: Proposal, sure: float, clear: float, agreed: bool) -> float:
        self.clues[id(proposal)] = clues(proposal, sure, clear, agreed)
        return sure * clear

    def _take(self, proposal: Proposal, judged: bool, told: dict[int, list[Any]]) -> None:
        here = told.setdefault(proposal.text, [])
        before = len(here)
        super()._take(proposal, judged, told)
        if judged and len(here) > before:
            self.kept.append(proposal)


def trust(folder: Path, news: Path) -> None:
    """Fit the weights of an exported and calibrated model, and write them beside it."""
    coder = _Watched(Classifier(folder))
    told, right = [], []
    for text, labels in _sentences(news):
        coder.kept = []
        list(coder.code([Document("sentence", text)]))
        for proposal in coder.kept:
            told.append(coder.clues[id(proposal)])
            right.append(_right(proposal, labels))
        coder.clues.clear()
    names = list(told[0])
    clue = np.array([[one[name] for name in names] for one in told])
    gold = np.array(right, dtype=float)
    part = np.random.default_rng(0).integers(0, FOLDS, len(gold))
    apart = np.zeros(len(gold))
    for k in range(FOLDS):
        apart[part == k] = chance(clue[part == k], fit(clue[part != k], gold[part != k]))
    logits = np.log(np.stack([1 - apart, apart], 1))
    print(f"trust: {len(gold)} entries, {gold.mean():.3f} right, "
          f"ECE {expected_error(logits, gold.astype(int)):.3f}")  # fmt: skip
    weights = fit(clue, gold)
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    about["trust"] = {n: round(float(w), 3) for n, w in zip(names, weights, strict=True)}
    (folder / "about.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def fit(clue: np.ndarray, gold: np.ndarray, ridge: float = 1.0) -> np.ndarray:
    """Weights of a logistic regression with a ridge, by Newton's method."""
    weights = np.zeros(clue.shape[1])
    for _ in range(30):
        p = chance(clue, weights)
        slope = clue.T @ (p - gold) + ridge * weights
        bend = (clue * (p * (1 - p))[:, None]).T @ clue + ridge * np.eye(len(weights))
        weights -= np.linalg.solve(bend, slope)
    return weights


def chance(clue: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-clue @ weights)))


def _sentences(news: Path) -> list[tuple[str, Labels]]:
    """The held-out real sentences with their labels, spans as offsets into the sentence."""
    every = real.by_sentence(HERE / "real")
    by_sentence = {place: rows for place, rows in every.items() if held_out(place[0])}
    texts = real.sentences(news, by_sentence)
    found = []
    for ((_, start, _), rows), text in zip(by_sentence.items(), texts, strict=True):
        labels: Labels = []
        for one in rows:
            type = one.label.partition("/")[0].partition(":")[0]
            if type and type != "NONE":
                source, target = (
                    (s[0] - start, s[1] - start) if s else None for s in (one.source, one.target)
                )
                labels.append((source, target, type, "mutual" in one.flags))
        found.append((text, labels))
    return found


def _right(proposal: Proposal, labels: Labels) -> bool:
    """Whether a label says the same: type, source and target, for mutual acts either way."""
    draft = proposal.draft
    sources, targets = (
        [proposal.sentence.passage.locate(r.start, r.end) for r in side if r.end > r.start]
        for side in (draft.sources, draft.targets)
    )

    def on(side: list[Span], span: Span | None) -> bool:
        return any(same(s, span) for s in side)

    return any(
        type == draft.type
        and (
            (on(sources, source) and (on(targets, target) if target else not targets))
            or (mutual and on(sources, target) and on(targets, source))
        )
        for source, target, type, mutual in labels
    )
