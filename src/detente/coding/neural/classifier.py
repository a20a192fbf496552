"""The classifier: marked sentences in, a distribution over the labels of each head out.

An encoder of 22 million parameters in ONNX, 8-bit weights, run by onnxruntime on one thread a
process; how it was taught stands in the model card beside it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.coding.neural.marking import Marked, Signs, mark
from detente.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

BATCH = 16
Spans = tuple[tuple[int, int] | None, tuple[int, int] | None, tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence, by its number, and the marked source, target and trigger in it."""

    sentence: int
    spans: Spans


@dataclass(frozen=True, slots=True)
class Judged:
    """What the classifier says of one candidate.

    ``heads`` are the probabilities of each head's labels; ``trigger`` the character span of the
    token that most likely names the act.
    """

    heads: dict[str, np.ndarray]
    trigger: tuple[int, int]


class Classifier:
    """The model that the package brings (or another folder of the same form)."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        about = _about(folder)
        self.labels: dict[str, list[str]] = about["labels"]
        self.settings: dict[str, float] = about["settings"]
        self.sha256: str = about["sha256"]
        self._signs = Signs(**{k: _tuple(v) for k, v in about["signs"].items()})
        self._padding = int(about["padding"])
        self._temperature = {h: about["temperature"].get(h, 1.0) for h in self.labels}
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session: InferenceSession = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def judge(self, sentences: Sequence[str], candidates: Sequence[Candidate]) -> list[Judged]:
        """Judge every candidate, in order."""
        tokens = self._tokenizer.encode_batch(list(sentences), add_special_tokens=False)
        marked = [
            mark(tokens[c.sentence].ids, tokens[c.sentence].offsets, c.spans, self._signs)
            for c in candidates
        ]
        order = sorted(range(len(marked)), key=lambda i: len(marked[i].ids))
        found: list[Judged | None] = [None] * len(marked)
        for first in range(0, len(order), BATCH):
            rows = order[first : first + BATCH]
            outputs = self._run([marked[i] for i in rows])
            for row, i in enumerate(rows):
                heads = {head: outputs[head][row] for head in self.labels}
                place = _place(marked[i], outputs["trigger"][row])
                offsets = tokens[candidates[i].sentence].offsets
                found[i] = Judged(heads, offsets[place] if offsets else (0, 0))
        return [one for one in found if one is not None]

    def _run(self, marked: list[Marked]) -> dict[str, np.ndarray]:
        width = max(len(m.ids) for m in marked)
        ids = np.full((len(marked), width), self._padding, dtype=np.int64)
        mask = np.zeros((len(marked), width), dtype=np.int64)
        for row, one in enumerate(marked):
            ids[row, : len(one.ids)] = one.ids
            mask[row, : len(one.ids)] = 1
        places = np.array([m.places for m in marked], dtype=np.int64)
        names = [*self.labels, "trigger"]
        logits = self._session.run(names, {"ids": ids, "mask": mask, "places": places})
        found = dict(zip(names, logits, strict=True))
        return {
            name: _softmax(found[name] / self._temperature[name])
            if name in self.labels
            else found[name]
            for name in names
        }


def _place(marked: Marked, scores: np.ndarray) -> int:
    """The sentence's token with the highest score."""
    return max(marked.kept, key=lambda kept: scores[kept[0]], default=(0, 0))[1]


def _softmax(logits: np.ndarray) -> np.ndarray:
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _about(folder: Path) -> dict[str, Any]:
    """The model's description; raises ``ModelError`` where the weights are not those it names."""
    try:
        about: dict[str, Any] = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        digest = hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()
    except FileNotFoundError as error:
        raise ModelError(
            f"the classifier's file {error.filename} is missing; install detente again, or use "
            "--coder rules"
        ) from None
    if digest != about["sha256"]:
        raise ModelError(
            f"the classifier's weights in {folder} are damaged (SHA-256 {digest}); install detente "
            "again, or use --coder rules"
        )
    return about


@cache
def classifier() -> Classifier:
    """The package's own model, loaded once a process."""
    return Classifier(Path(str(files("detente.coding.neural") / "model")))
