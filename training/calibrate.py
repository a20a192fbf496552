"""Calibration: temperatures that make confidence mean what it says, on what was held out.

One temperature a head, by least negative log-likelihood (Guo et al. 2017, On Calibration of
Modern Neural Networks); the expected calibration error is over ten equal bins of confidence.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from detente.coding.neural.classifier import Candidate, Classifier
from detente.coding.neural.pairs import MOST
from training.examples import HEADS, SILENT, Example, hashed

# How sure there must be an act in a draft of the grammar, in a pair, in a pair that shares word and
# party with a surer one; how sure an act without target must be, its type too (this one and that of
# pairs are chosen below); how much the lexicon's own type counts; when the classifier overrules the
# grammar's modality and content.
SETTINGS = {
    "draft": 0.3,
    "pair": 0.6,
    "rival": 0.85,
    "alone": 0.7,
    "lexicon": 0.3,
    "modality": 0.6,
    "content": 0.6,
}


def calibrate(folder: Path, examples: list[Example]) -> None:
    """Fit the temperatures and settings of an exported model, and write them beside it.

    It is asked as the coder asks: about sentences without a marked trigger. Of the pairs of which
    no label speaks only a part counts for the temperatures, as in training.
    """
    model = Classifier(folder)
    judged = model.judge(
        [e.text for e in examples],
        [Candidate(n, (*e.spans[:2], None)) for n, e in enumerate(examples)],
    )
    logits = {head: np.log(np.array([j.heads[head] for j in judged]) + 1e-9) for head in HEADS}
    counted = [
        i for i, e in enumerate(examples)
        if e.origin != "silent" or hashed(f"calibrate:{e.key}:{e.spans}") < SILENT
    ]  # fmt: skip
    temperature = {head: _temperature(head, logits[head], examples, counted) for head in HEADS}
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    about["temperature"] = temperature
    about["settings"] = settings(logits["type"], examples, temperature["type"])
    (folder / "about.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def _temperature(
    head: str, logits: np.ndarray, examples: list[Example], counted: list[int]
) -> float:
    rows = [i for i in counted if examples[i].labels.get(head) is not None]
    gold = np.array([HEADS[head].index(str(examples[i].labels[head])) for i in rows])
    grid = np.exp(np.linspace(np.log(0.4), np.log(4.0), 60))
    best = min(grid, key=lambda t: _loss(logits[rows] / t, gold))
    before, after = expected_error(logits[rows], gold), expected_error(logits[rows] / best, gold)
    print(f"calibrate: {head} temperature {best:.2f}, ECE {before:.3f} -> {after:.3f} "
          f"on {len(rows)}")  # fmt: skip
    return round(float(best), 3)


def settings(logits: np.ndarray, examples: list[Example], temperature: float) -> dict[str, float]:
    """The settings of the coder, from the type's logits.

    How sure a pair and a party alone must be is what gives the best F1 (act and type right) on real
    sentences, with all the pairs of which no label speaks, in the order of the text.
    """
    chosen = dict(SETTINGS)
    chances = np.exp(_log_softmax(logits / temperature))
    none = HEADS["type"].index("NONE")
    sure = 1 - chances[:, none]
    chances[:, none] = 0
    guess = chances.argmax(-1)
    for kind in ("pair", "alone"):
        rows = np.array(_asked(examples, kind))
        gold = np.array([HEADS["type"].index(str(examples[i].labels["type"])) for i in rows])
        acts = gold != none
        right = (guess[rows] == gold) & acts
        measure = (sure if kind == "pair" else chances.max(-1))[rows]
        scored = [
            (2 * right[measure >= t].sum() / ((measure >= t).sum() + acts.sum()), t)
            for t in np.arange(0.2, 0.91, 0.05)
        ]
        best, at = max(scored)
        chosen[kind] = round(float(at), 2)
        print(f"settings: {kind} from {at:.2f} on, F1 {best:.3f}")
    return chosen


def _asked(examples: list[Example], kind: str) -> list[int]:
    """Which held-out examples of real text the coder would ask about, as pairs or parties alone.

    Of the pairs of a sentence that no label speaks of: those in the order of the text, the nearest.
    """
    found: list[int] = []
    silent: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for i, example in enumerate(examples):
        source, target, _ = example.spans
        if example.origin not in ("real", "silent") or source is None:
            continue
        if (target is None) != (kind == "alone"):
            continue
        if example.origin == "real" or target is None:
            found.append(i)
        elif source < target:
            near = silent.setdefault((example.key, example.text), [])
            near.append((target[0] - source[1], i))
    return found + [i for near in silent.values() for _, i in sorted(near)[:MOST]]


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
