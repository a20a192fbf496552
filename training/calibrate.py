"""Calibration: temperatures that make confidence mean what it says, on what was held out.

One temperature a head, by least negative log-likelihood (Guo et al. 2017, On Calibration of
Modern Neural Networks); the expected calibration error is over ten equal bins of confidence.
"""

from __future__ import annotations

import numpy as np

from training.examples import HEADS, Example

# How sure there must be an act, in a draft of the grammar, a pair, a party alone (these two are
# chosen below), a pair that shares word and party with a surer one; how much the lexicon's own
# type counts; when the classifier overrules the grammar's modality and content.
SETTINGS = {
    "draft": 0.3,
    "pair": 0.6,
    "rival": 0.85,
    "alone": 0.7,
    "lexicon": 0.3,
    "modality": 0.6,
    "content": 0.6,
}


def calibrate(found: dict[str, np.ndarray], examples: list[Example]) -> dict[str, float]:
    """A temperature for each head."""
    temperature = {}
    for head, labels in HEADS.items():
        rows = [i for i, e in enumerate(examples) if e.labels.get(head) is not None]
        gold = np.array([labels.index(str(examples[i].labels[head])) for i in rows])
        logits = found[head][rows]
        grid = np.exp(np.linspace(np.log(0.4), np.log(4.0), 60))
        best = min(grid, key=lambda t: _loss(logits / t, gold))
        temperature[head] = round(float(best), 3)
        before, after = expected_error(logits, gold), expected_error(logits / best, gold)
        print(f"calibrate: {head} temperature {best:.2f}, ECE {before:.3f} -> {after:.3f}")
    return temperature


def settings(logits: np.ndarray, examples: list[Example], temperature: float) -> dict[str, float]:
    """The settings of the coder; `logits` of the type are of examples without their trigger.

    How sure a pair and a party alone must be is what gives the best F1 (act and type right) on real
    sentences, with all the pairs of which no label speaks.
    """
    chosen = dict(SETTINGS)
    chances = np.exp(_log_softmax(logits / temperature))
    none = HEADS["type"].index("NONE")
    sure = 1 - chances[:, none]
    chances[:, none] = 0
    guess = chances.argmax(-1)
    for kind in ("pair", "alone"):
        rows = np.array([
            i for i, e in enumerate(examples)
            if e.origin in ("real", "silent") and (e.spans[1] is None) == (kind == "alone")
        ])  # fmt: skip
        gold = np.array([HEADS["type"].index(str(examples[i].labels["type"])) for i in rows])
        right = (guess[rows] == gold) & (gold != none)
        scored = [
            (2 * right[sure[rows] >= t].sum() / ((sure[rows] >= t).sum() + (gold != none).sum()), t)
            for t in np.arange(0.2, 0.91, 0.05)
        ]
        best, at = max(scored)
        chosen[kind] = round(float(at), 2)
        print(f"settings: {kind} from {at:.2f} on, F1 {best:.3f}")
    return chosen


def _log_softmax(logits: np.ndarray) -> np.ndarray:
    shifted = logits - logits.max(-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(-1, keepdims=True)))


def _loss(logits: np.ndarray, gold: np.ndarray) -> float:
    return float(-_log_softmax(logits)[np.arange(len(gold)), gold].mean())


def expected_error(logits: np.ndarray, gold: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error of the likeliest label's probability."""
    chances = np.exp(_log_softmax(logits))
    sure, right = chances.max(-1), chances.argmax(-1) == gold
    bin_of = np.minimum((sure * bins).astype(int), bins - 1)
    return float(
        sum(
            abs(sure[bin_of == b].mean() - right[bin_of == b].mean()) * (bin_of == b).mean()
            for b in range(bins)
            if (bin_of == b).any()
        )
    )
