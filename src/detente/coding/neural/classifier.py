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

Spans = tuple[tuple[int, int] | None, tuple[int, int] | None, tuple[int, int] | None]

# Fused forms of onnxruntime that take a fifth longer on one core than what they replace.
_SLOWER = ["SkipLayerNormFusion", "DynamicQuantizeMatMulFusion"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence, by its number, and the marked source, target and trigger in it."""

    sentence: int
    spans: Spans


@dataclass(frozen=True, slots=True)
class Judged:
    """What the classifier says of one candidate.

    ``heads`` are the probabilities of each head's labels; ``trigger`` the character span of the
    token that most likely names the act; ``hidden``, if asked for, the encoder's states at the
    sign that opens the marked trigger and at the token behind it (768 numbers).
    """

    heads: dict[str, np.ndarray]
    trigger: tuple[int, int]
    hidden: np.ndarray | None = None


class Classifier:
    """The model that the package brings (or another folder of the same form)."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        about = _about(folder)
        self.labels: dict[str, list[str]] = about["labels"]
        self.settings: dict[str, float] = about["settings"]
        self.trust: dict[str, float] = about["trust"]
        self.sha256: str = about["sha256"]
        self._signs = Signs(**{k: _tuple(v) for k, v in about["signs"].items()})
        self._temperature = {h: about["temperature"].get(h, 1.0) for h in self.labels}
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session: InferenceSession = onnxruntime.InferenceSession(
            str(folder / "model.onnx"),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=_SLOWER,
        )
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def judge(
        self, sentences: Sequence[str], candidates: Sequence[Candidate], hidden: bool = False
    ) -> list[Judged]:
        """Judge every candidate, in order; ``hidden`` asks for the encoder's states as well."""
        tokens = self._tokenizer.encode_batch(list(sentences), add_special_tokens=False)
        marked = [
            mark(tokens[c.sentence].ids, tokens[c.sentence].offsets, c.spans, self._signs)
            for c in candidates
        ]
        found = []
        for candidate, one in zip(candidates, marked, strict=True):
            heads, trigger, states = self._run(one, hidden)
            offsets = tokens[candidate.sentence].offsets
            place = max(one.kept, key=lambda kept: trigger[kept[0]], default=(0, 0))[1]
            found.append(Judged(heads, offsets[place] if offsets else (0, 0), states))
        return found

    def _run(
        self, marked: Marked, hidden: bool
    ) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray | None]:
        """One candidate at a time: 8-bit arithmetic scales by the batch, and would answer otherwise
        in other company."""
        ids = np.array([marked.ids], dtype=np.int64)
        given = {"ids": ids, "mask": np.ones_like(ids), "places": np.array([marked.places])}
        names = [*self.labels, "trigger", *(["hidden"] if hidden else [])]
        logits = dict(zip(names, self._session.run(names, given), strict=True))
        heads = {h: softmax(logits[h][0] / self._temperature[h]) for h in self.labels}
        if not hidden:
            return heads, logits["trigger"][0], None
        place = marked.places[2]
        return heads, logits["trigger"][0], logits["hidden"][0][[place, place + 1]].ravel()


def softmax(logits: np.ndarray) -> np.ndarray:
    """Chances of labels from logits, over the last axis."""
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
