"""Models of the package: their files checked, opened in onnxruntime on one thread a process."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

# Fused forms of onnxruntime that take a fifth longer on one core than what they replace.
SLOWER = ("SkipLayerNormFusion", "DynamicQuantizeMatMulFusion")


def about(path: Path, weights: Path) -> dict[str, Any]:
    """A model's description; raises ``ModelError`` where the weights are not those it names."""
    try:
        described: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    except FileNotFoundError as error:
        raise ModelError(
            f"the neural coder's file {error.filename} is missing; install detente again, or use "
            "--coder rules"
        ) from None
    if digest != described["sha256"]:
        raise ModelError(
            f"the neural coder's weights {weights} are damaged (SHA-256 {digest}); install "
            "detente again, or use --coder rules"
        )
    return described


def open_session(weights: Path | bytes, without: Sequence[str] = ()) -> InferenceSession:
    """The weights, ready to run on one thread, some of onnxruntime's optimisations left out."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(
        str(weights) if isinstance(weights, Path) else weights,
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=list(without),
    )


def open_tokenizer(folder: Path) -> Tokenizer:
    """The word pieces of the package's encoders, never cut nor filled up."""
    from tokenizers import Tokenizer

    found: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    found.no_padding()
    found.no_truncation()
    return found
