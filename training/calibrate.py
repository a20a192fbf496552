"""Calibration: temperatures that make confidence mean what it says, on what was held out.

One temperature a head, by least negative log-likelihood (Guo et al. 2017, On Calibration of
Modern Neural Networks); the expected calibration error is over ten equal bins of confidence.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from detente.coding.neural.classifier import Candidate, Classifier
from training.examples import HEADS, Example

# The coder's settings, set by hand: how far an entry must be trusted to stand; below which chance
# of an act the grammar's word for two parties is given up; how much the lexicon's own type counts;
# when the classifier overrules the grammar's modality and content.
SETTINGS = {
    "stands": 0.25,
    "mistaken": 0.3,
    "lexicon": 0.3,
    "modality": 0.6,
    "content": 0.6,
}


def calibrate(folder: Path, examples: list[Example]) -> None:
    """Fit the temperatures of an exported model, and write them beside it.

    It is asked as the coder asks, mostly without a marked trigger.
    """
    model = Classifier(folder)
    judged = model.judge(
        [e.text for e in examples],
        [Candidate(n, (*e.spans[:2], None)) for n, e in enumerate(examples)],
    )
    logits = {head: np.log(np.array([j.heads[head] for j in judged]) + 1e-9) for head in HEADS}
    temperature = {head: _temperature(head, logits[head], examples) for head in HEADS}
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    about["temperature"] = temperature
    (folder / "about.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def _temperature(head: str, logits: np.ndarray, examples: list[Example]) -> float:
    rows = [i for i, e in enumerate(examples) if e.labels.get(head) is not None]
    gold = np.array([HEADS[head].index(str(examples[i].labels[head])) for i in rows])
    grid = np.exp(np.linspace(np.log(0.4), np.log(4.0), 60))
    best = min(grid, key=lambda t: _loss(logits[rows] / t, gold))
    before, after = expected_error(logits[rows], gold), expected_error(logits[rows] / best, gold)
    print(f"calibrate: {head} temperature {best:.2f}, ECE {before:.3f} -> {after:.3f} "
          f"on {len(rows)}")  # fmt: skip
    return round(float(best), 3)


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
