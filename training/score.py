"""A classifier of torch in the place of the package's own: what is measured before export."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from detente.coding.neural.classifier import Candidate, Judged, softmax
from detente.coding.neural.coder import NeuralCoder
from detente.evaluation.types import evaluate_types
from training.calibrate import SETTINGS
from training.examples import HEADS, Example
from training.fit import predict
from training.model import Classifier


class Fitted:
    """Judges as `detente.coding.neural.classifier.Classifier` does (triggers apart)."""

    def __init__(self, model: Classifier, encoder: str, work: Path) -> None:
        self.labels = {head: list(names) for head, names in HEADS.items()}
        self.settings = dict(SETTINGS)
        self.trust: dict[str, float] = {}
        self._made = model, encoder, work

    def judge(self, sentences: Sequence[str], candidates: Sequence[Candidate]) -> list[Judged]:
        examples = [Example(sentences[c.sentence], c.spans, {}, "judged", "") for c in candidates]
        model, encoder, work = self._made
        found = {
            head: softmax(logits)
            for head, logits in predict(model, examples, encoder, work).items()
        }
        return [Judged({h: found[h][i] for h in HEADS}, (0, 0)) for i in range(len(examples))]


def type_scores(model: Classifier, encoder: str, work: Path, gold: Path) -> dict[str, float]:
    """Macro-F1, accuracy and quad macro-F1 of task `type` on a gold file."""
    result = evaluate_types(gold, NeuralCoder(Fitted(model, encoder, work)))  # type: ignore[arg-type]
    if result.types is None or result.quads is None:
        raise ValueError(f"{gold} has no types to score against")
    return {
        "macro F1": result.types.macro_f1.value,
        "accuracy": result.types.accuracy.value,
        "quad F1": result.quads.macro_f1.value,
    }
