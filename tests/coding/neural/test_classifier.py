"""The classifier that the package brings: its weights, and what it makes of plain sentences."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from detente.coding.neural.classifier import Candidate, Classifier, classifier
from detente.errors import ModelError

MODEL = Path(str(files("detente.coding.neural") / "model"))


def judged(text: str, source: str, target: str | None = None) -> dict[str, str]:
    spans = [(text.index(p), text.index(p) + len(p)) if p else None for p in (source, target)]
    (one,) = classifier().judge([text], [Candidate(0, (spans[0], spans[1], None))])
    return {head: classifier().labels[head][int(one.heads[head].argmax())] for head in one.heads}


@pytest.mark.parametrize(
    ("text", "source", "target", "type"),
    [
        ("Norway expelled two Chilean diplomats on Monday.", "Norway", "Chilean", "SANCTION"),
        ("Kenya sent 40 tonnes of maize to Malawi.", "Kenya", "Malawi", "AID"),
        ("Peru's foreign minister met his Bolivian counterpart.", "Peru", "Bolivian", "CONSULT"),
        ("Police arrested twelve students in the capital.", "Police", "twelve students", "COERCE"),
        ("Rebels shelled an army post near the border.", "Rebels", "army post", "ASSAULT"),
    ],
)
def test_plain_deeds_are_named(text: str, source: str, target: str, type: str) -> None:
    assert judged(text, source, target)["type"] == type


def test_a_demand_tells_what_it_is_about() -> None:
    found = judged("Chile urged Peru to withdraw its troops.", "Chile", "Peru")
    assert (found["type"], found["content"]) == ("REQUEST", "RETREAT")


def test_chances_add_up_and_do_not_depend_on_the_batch() -> None:
    texts = ["Chile urged Peru to withdraw its troops.", "It rained."] * 20
    candidates = [Candidate(n, ((0, 2), None, None)) for n in range(len(texts))]
    together = classifier().judge(texts, candidates)
    (alone,) = classifier().judge(texts[:1], candidates[:1])
    for head, chances in alone.heads.items():
        assert chances.sum() == pytest.approx(1.0, abs=1e-5)
        assert np.array_equal(chances, together[0].heads[head])


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    shutil.copytree(MODEL, tmp_path / "model")
    with (tmp_path / "model" / "model.onnx").open("r+b") as weights:
        weights.write(b"damaged")
    with pytest.raises(ModelError, match="--coder rules"):
        Classifier(tmp_path / "model")


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"about\.json"):
        Classifier(tmp_path)


def test_weights_are_small_and_described() -> None:
    assert (MODEL / "model.onnx").stat().st_size < 40_000_000
    about = json.loads((MODEL / "about.json").read_text(encoding="utf-8"))
    assert about["sha256"] in (MODEL / "CARD.md").read_text(encoding="utf-8")


def test_coding_needs_no_torch() -> None:
    told = (
        "import sys; from detente.coding.neural.coder import NeuralCoder; from detente.records "
        "import Document; list(NeuralCoder().code([Document('d', 'Chile urged Peru to leave.')])); "
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    modules = done.stdout.split()
    assert "detente.coding.neural.classifier" in modules
    assert "torch" not in modules
