"""The classifier: marked sentences in, a distribution over the labels of each head out.

An encoder of 22 million parameters in ONNX, 8-bit weights, run by onnxruntime on one thread a
process; how it was taught stands in the model card beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from detente.coding.neural.marking import Marked, Signs, mark
from detente.coding.neural.session import SLOWER, about, open_session, open_tokenizer

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
    token that most likely names the act; ``hidden``, if asked for, the encoder's states at the
    sign that opens the marked trigger and at the token behind it (768 numbers).
    """

    heads: dict[str, np.ndarray]
    trigger: tuple[int, int]
    hidden: np.ndarray | None = None


class Classifier:
    """The model that the package brings (or another folder of the same form)."""

    def __init__(self, folder: Path) -> None:
        described = about(folder / "about.json", folder / "model.onnx")
        self.labels: dict[str, list[str]] = described["labels"]
        self.settings: dict[str, float] = described["settings"]
        self.trust: dict[str, float] = described["trust"]
        self.sha256: str = described["sha256"]
        self._signs = Signs(**{k: _tuple(v) for k, v in described["signs"].items()})
        self._temperature = {h: described["temperature"].get(h, 1.0) for h in self.labels}
        self._session = open_session(folder / "model.onnx", SLOWER)
        self._tokenizer = open_tokenizer(folder)

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


@cache
def classifier() -> Classifier:
    """The package's own model, loaded once a process."""
    return Classifier(Path(str(files("detente.coding.neural") / "model")))
