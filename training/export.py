"""Export: the student as ONNX with 8-bit weights, and what the package must know to run it."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from training.calibrate import SETTINGS
from training.examples import HEADS
from training.model import Classifier, encoder_folder, tokenizer

OUTPUTS = (*HEADS, "trigger", "hidden")


class _Flat(nn.Module):
    """The classifier with its outputs in a fixed order, as an exporter wants them."""

    def __init__(self, model: Classifier) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, mask: Tensor, places: Tensor) -> tuple[Tensor, ...]:
        found = self.model(ids, mask, places)
        return tuple(found[name] for name in OUTPUTS)


def export(
    model: Classifier,
    encoder: str,
    work: Path,
    out: Path,
) -> None:
    """Write model.onnx, tokenizer.json and about.json (without temperatures and trust) there."""
    out.mkdir(parents=True, exist_ok=True)
    source = encoder_folder(encoder, work)
    plain = work / "student.onnx"
    example = (torch.ones(2, 24, dtype=torch.long), torch.ones(2, 24, dtype=torch.long),
               torch.ones(2, 3, dtype=torch.long))  # fmt: skip
    batch, width = torch.export.Dim("batch", min=1), torch.export.Dim("width", min=4, max=512)
    torch.onnx.export(
        _Flat(model.eval()),
        example,
        str(plain),
        input_names=["ids", "mask", "places"],
        output_names=list(OUTPUTS),
        dynamic_shapes=({0: batch, 1: width}, {0: batch, 1: width}, {0: batch}),
        dynamo=True,
        external_data=False,
    )
    quantize_dynamic(
        str(plain),
        str(out / "model.onnx"),
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul", "Gemm", "Gather"],
    )
    bare(out / "model.onnx")
    onnx.checker.check_model(str(out / "model.onnx"))
    _, signs = tokenizer(source)
    shutil.copyfile(source / "tokenizer.json", out / "tokenizer.json")
    about = {
        "labels": {head: list(labels) for head, labels in HEADS.items()},
        "signs": {"first": signs.first, "last": signs.last,
                  "opening": signs.opening, "closing": signs.closing},
        "temperature": {},
        "trust": {},
        "settings": SETTINGS,
        "sha256": hashlib.sha256((out / "model.onnx").read_bytes()).hexdigest(),
    }  # fmt: skip
    (out / "about.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def bare(path: Path) -> None:
    """Leave out what the exporter notes about itself: stack traces, with the machine's paths."""
    model = onnx.load(str(path))
    del model.metadata_props[:]
    graph = model.graph
    for part in (graph, *graph.node, *graph.value_info, *graph.initializer):
        del part.metadata_props[:]
        part.doc_string = ""
    onnx.save(model, str(path))
