"""Scores: precision, recall and F1 by class, and how sure they are by resampling the rows.

Intervals are percentile bootstrap (Efron and Tibshirani 1993, chapter 13) over rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

DRAWS = 1000
SEED = 1


@dataclass(frozen=True, slots=True)
class Score:
    """A statistic with its 95% interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


@dataclass(frozen=True, slots=True)
class ClassScore:
    """Precision, recall and F1 of one class; ``gold`` and ``predicted`` are its counts."""

    precision: float
    recall: float
    f1: float
    gold: int
    predicted: int


@dataclass(frozen=True, slots=True)
class Report:
    """Single-label classification, scored.

    ``macro_f1`` is the mean F1 of the classes that stand in the gold data; ``micro_f1`` counts
    over all rows (it equals ``accuracy`` unless rows were left without a prediction).
    ``confusion`` are the wrong rows by (gold, predicted), most frequent first.
    """

    rows: int
    accuracy: Score
    macro_f1: Score
    micro_f1: Score
    classes: dict[str, ClassScore]
    confusion: tuple[tuple[str, str, int], ...]


def classification(gold: Sequence[str], predicted: Sequence[str | None]) -> Report:
    """Score one predicted class a row (``None``: no prediction) against one gold class."""
    names = sorted(set(gold))
    index = {name: i for i, name in enumerate(names)}
    other = len(names)  # a class that the gold data lacks, or no prediction
    truth = np.array([index[g] for g in gold])
    guess = np.array([index.get(p or "", other) for p in predicted])
    answered = np.array([p is not None for p in predicted])

    def statistics(rows: np.ndarray) -> tuple[float, float, float]:
        t, g = truth[rows], guess[rows]
        right = np.bincount(t[t == g], minlength=other + 1)[:other]
        in_gold = np.bincount(t, minlength=other + 1)[:other]
        in_guess = np.bincount(g, minlength=other + 1)[:other]
        present = in_gold > 0
        f1 = 2 * right[present] / (in_gold[present] + in_guess[present])
        precision = right.sum() / max(1, answered[rows].sum())
        recall = right.sum() / len(rows)
        micro = 2 * precision * recall / (precision + recall) if right.sum() else 0.0
        return recall, float(f1.mean()), micro

    accuracy, macro, micro = bootstrap(len(gold), statistics)
    classes = {
        name: _class_score(
            int(((truth == i) & (guess == i)).sum()),
            int((truth == i).sum()),
            int((guess == i).sum()),
        )
        for name, i in index.items()
    }
    wrong = Counter((g, p or "-") for g, p in zip(gold, predicted, strict=True) if g != p)
    confusion = tuple((g, p, n) for (g, p), n in wrong.most_common())
    return Report(len(gold), accuracy, macro, micro, classes, confusion)


def _class_score(right: int, gold: int, predicted: int) -> ClassScore:
    return ClassScore(
        right / predicted if predicted else 0.0,
        right / gold if gold else 0.0,
        2 * right / (gold + predicted) if gold + predicted else 0.0,
        gold,
        predicted,
    )


def precision_recall(counts: np.ndarray) -> list[Score]:
    """Precision, recall and F1 over rows of counts: right, found, gold."""

    def statistics(rows: np.ndarray) -> tuple[float, float, float]:
        right, found, gold = counts[rows].sum(axis=0)
        return right / max(1, found), right / max(1, gold), 2 * right / max(1, found + gold)

    return bootstrap(len(counts), statistics)


def bootstrap(
    rows: int, statistics: Callable[[np.ndarray], Sequence[float]], draws: int = DRAWS
) -> list[Score]:
    """Each statistic on all rows, with the 2.5 and 97.5 percentiles over resampled rows."""
    chance = np.random.default_rng(SEED)
    drawn = np.array([statistics(chance.integers(0, rows, rows)) for _ in range(draws)])
    low, high = np.percentile(drawn, (2.5, 97.5), axis=0)
    return [
        Score(float(v), float(lo), float(hi))
        for v, lo, hi in zip(statistics(np.arange(rows)), low, high, strict=True)
    ]
