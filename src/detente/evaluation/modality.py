"""Task ``modality``: how certain it is that what a marked word names is so, from -3 to 3."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from detente.errors import SourceError
from detente.evaluation.gold import read_rows
from detente.evaluation.outcome import Table
from detente.evaluation.scores import Score, bootstrap

UNCERTAIN_BELOW = 1.5
BATCH = 64


@dataclass(frozen=True, slots=True)
class ModalityResult:
    """Pearson's r, mean absolute error (and of calling every word certain), and macro-F1 of
    {uncertain or negative: below 1.5, certain}; ``None`` where the rows have no labels."""

    words: int
    r: Score | None
    error: Score | None
    error_if_certain: float | None
    macro_f1: Score | None
    predictions: list[dict[str, Any]]

    @property
    def size(self) -> str:
        return f"{self.words} words"

    def scores(self) -> dict[str, float]:
        if self.r is None or self.macro_f1 is None or self.error is None:
            return {}
        return {"r": self.r.value, "macro_f1": self.macro_f1.value,
                "certainty": 3 - self.error.value}  # fmt: skip

    def tables(self) -> Sequence[Table]:
        if self.r is None:
            return ()
        rows = [
            ("Pearson r", str(self.r)),
            ("mean absolute error", str(self.error)),
            ("... calling every word certain", f"{self.error_if_certain:.3f}"),
            ("macro F1, certain or not", str(self.macro_f1)),
        ]
        return (Table("", ("", "score"), rows),)


def evaluate_modality(path: Path) -> ModalityResult:
    """Judge the marked words of a gold file: ``{id, text, targets: [{start, end, label?}]}``.

    Raises ``SourceError`` for rows of another form.
    """
    from detente.coding.neural.certainty import certainties

    rows = read_rows(path, ("id", "text", "targets"))
    predictions, gold, guess = [], [], []
    for first in range(0, len(rows), BATCH):
        batch = rows[first : first + BATCH]
        words = [(n, *_place(path, row, t)) for n, row in enumerate(batch) for t in row["targets"]]
        found = iter(certainties([row["text"] for row in batch], words))
        for row in batch:
            scored = [{**target, "score": next(found)} for target in row["targets"]]
            gold += [float(t["label"]) for t in scored if t.get("label") is not None]
            guess += [t["score"] for t in scored if t.get("label") is not None]
            kept = [{k: t[k] for k in ("start", "end", "score")} for t in scored]
            predictions.append({"id": row["id"], "targets": kept})
    words_seen = sum(len(row["targets"]) for row in rows)
    if not gold:
        return ModalityResult(words_seen, None, None, None, None, predictions)
    truth, told = np.array(gold), np.array(guess)

    def statistics(drawn: np.ndarray) -> tuple[float, float, float]:
        t, g = truth[drawn], told[drawn]
        spread = t.std() * g.std()
        r = float(((t - t.mean()) * (g - g.mean())).mean() / spread) if spread else 0.0
        return r, float(abs(t - g).mean()), _macro_f1(t < UNCERTAIN_BELOW, g < UNCERTAIN_BELOW)

    r, error, macro = bootstrap(len(gold), statistics)
    certain = float(abs(truth - 3).mean())
    return ModalityResult(words_seen, r, error, certain, macro, predictions)


def _macro_f1(truth: np.ndarray, guess: np.ndarray) -> float:
    def f1(t: np.ndarray, g: np.ndarray) -> float:
        every = int(t.sum() + g.sum())
        return 2 * int((t & g).sum()) / every if every else 1.0

    return (f1(truth, guess) + f1(~truth, ~guess)) / 2


def _place(path: Path, row: dict[str, Any], target: Any) -> tuple[int, int]:
    try:
        start, end = int(target["start"]), int(target["end"])
    except (KeyError, TypeError, ValueError):
        start, end = 0, 0
    if not 0 <= start < end <= len(row["text"]):
        raise SourceError(str(path), f"row {row['id']}: targets are {{start, end}} in its text")
    return start, end
