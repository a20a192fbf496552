"""Fitting: epochs over examples, with checkpoints, so that a stopped stage goes on where it was."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from detente.coding.neural.marking import Signs, mark
from training.examples import HEADS, Example, Spans
from training.model import DEVICE, LOSS_WEIGHTS, Classifier, encoder_folder, halved, tokenizer

# Gives the examples of an epoch, and for each a teacher's judgement or none (or none at all).
Source = Callable[[int, random.Random], tuple[list[Example], list[Any] | None]]
IGNORE = -100
CHECKPOINT_SECONDS = 300


@dataclass(slots=True)
class Item:
    """One example as tensors are made of it."""

    ids: list[int]
    places: tuple[int, int, int]
    gold: dict[str, int]
    soft: dict[str, np.ndarray] | None


@dataclass(frozen=True, slots=True)
class Plan:
    """How a model is fitted."""

    encoder: str
    epochs: int
    rate: float
    batch: int = 32
    frozen_layers: int = 0
    head_rate: float = 5e-4
    seed: int = 1
    begin: str | None = None  # a fitted model to go on from


class Encoded:
    """Examples as items; what an epoch shows again is not read again."""

    def __init__(self, reader: Tokenizer, signs: Signs) -> None:
        self._reader, self._signs = reader, signs
        self._known: dict[tuple[str, Any], Item] = {}

    def items(
        self,
        examples: Sequence[Example],
        chance: random.Random | None,
        soft: Sequence[dict[str, np.ndarray] | None] | None = None,
    ) -> list[Item]:
        """One item each. With `chance`, the trigger's signs are left out of every other one."""
        shown = [
            e.spans if chance is None or chance.random() < 0.5 else (*e.spans[:2], None)
            for e in examples
        ]
        keys = [
            (e.text, (e.spans, s, *e.labels.values())) for e, s in zip(examples, shown, strict=True)
        ]
        new = [i for i, key in enumerate(keys) if key not in self._known]
        read = self._reader.encode_batch([keys[i][0] for i in new], add_special_tokens=False)
        for i, tokens in zip(new, read, strict=True):
            item = _item(examples[i], tokens.ids, tokens.offsets, shown[i], self._signs)
            item.soft = soft[i] if soft else None
            self._known[keys[i]] = item
        return [self._known[key] for key in keys]


def _item(
    example: Example, ids: list[int], offsets: list[tuple[int, int]], shown: Spans, signs: Signs
) -> Item:
    marked = mark(ids, offsets, shown, signs)
    gold = {
        head: HEADS[head].index(label) if label is not None else IGNORE
        for head, label in ((h, example.labels.get(h)) for h in HEADS)
    }
    gold["trigger"] = IGNORE
    trigger = example.spans[2]
    if trigger is not None and example.labels.get("type") != "NONE":
        gold["trigger"] = next(
            (p for p, i in marked.kept if offsets[i][0] <= trigger[0] < offsets[i][1]), IGNORE
        )
    return Item(marked.ids, marked.places, gold, None)


def batches(items: Sequence[Item], size: int, chance: random.Random | None) -> list[list[int]]:
    """Batches of items of like length, in random order."""
    order = list(range(len(items)))
    if chance is not None:
        chance.shuffle(order)
    order = [
        i
        for low in range(0, len(order), size * 50)
        for i in sorted(order[low : low + size * 50], key=lambda i: len(items[i].ids))
    ]
    found = [order[low : low + size] for low in range(0, len(order), size)]
    if chance is not None:
        chance.shuffle(found)
    return found


class Tensors:
    """Items as tensors on the device, once for a whole epoch."""

    def __init__(self, items: Sequence[Item], padding: int) -> None:
        self.lengths = [len(i.ids) for i in items]
        rows = np.full((len(items), max(self.lengths)), padding, np.int32)
        for row, item in enumerate(items):
            rows[row, : len(item.ids)] = item.ids
        self._ids = torch.from_numpy(rows).to(DEVICE)
        self._long = torch.tensor(self.lengths, device=DEVICE)
        self._places = torch.tensor([i.places for i in items], device=DEVICE)
        gold = np.array([[i.gold[head] for head in LOSS_WEIGHTS] for i in items])
        self._gold = torch.from_numpy(gold).to(DEVICE)
        taught = [i for i in items if i.soft is not None]
        self._soft = {
            head: torch.from_numpy(np.stack([i.soft[head] for i in taught])).to(DEVICE)  # type: ignore[index]
            for head in (HEADS if taught else ())
        }
        at = np.full(len(items), -1)
        at[[n for n, i in enumerate(items) if i.soft is not None]] = np.arange(len(taught))
        self._at = torch.from_numpy(at).to(DEVICE)

    def inputs(self, rows: list[int]) -> tuple[Tensor, Tensor, Tensor]:
        """Ids, mask and places of a batch."""
        width = max(self.lengths[i] for i in rows)
        index = torch.tensor(rows, device=DEVICE)
        mask = torch.arange(width, device=DEVICE)[None] < self._long[index][:, None]
        return self._ids[index, :width].long(), mask.long(), self._places[index]

    def loss(self, found: dict[str, Tensor], rows: list[int]) -> Tensor:
        """Cross-entropy with the labels; where a teacher judged, divergence from that as well."""
        index = torch.tensor(rows, device=DEVICE)
        gold, at = self._gold[index], self._at[index]
        total = torch.zeros((), device=DEVICE)
        for column, (head, share) in enumerate(LOSS_WEIGHTS.items()):
            each = functional.cross_entropy(
                found[head], gold[:, column], ignore_index=IGNORE, reduction="none"
            )
            total = total + share * each.clamp(max=20).sum() / len(rows)
            if head in self._soft:
                teacher = self._soft[head][at.clamp(min=0)].float()
                mine = functional.log_softmax(found[head], -1)
                apart = functional.kl_div(mine, teacher, reduction="none").sum(-1) * (at >= 0)
                total = total + share * 2.0 * apart.sum() / len(rows)
        return total


def fit(
    name: str,
    plan: Plan,
    epoch: Source,
    work: Path,
    after: Callable[[Classifier, int], None] | None = None,
) -> Classifier:
    """Fit a classifier; `epoch` gives the examples of each epoch (names drawn anew)."""
    done = work / f"{name}.pt"
    folder = encoder_folder(plan.encoder, work)
    torch.manual_seed(plan.seed)
    model = Classifier(folder)
    if done.exists():
        model.load_state_dict(torch.load(done, map_location=DEVICE))
        return model.to(DEVICE).eval()
    if plan.begin is not None:
        model.load_state_dict(torch.load(work / f"{plan.begin}.pt", map_location=DEVICE))
    model.to(DEVICE)
    encoded = Encoded(*tokenizer(folder))
    padding = model.encoder.config.pad_token_id
    _freeze(model, plan.frozen_layers)
    backbone = [
        p for n, p in model.named_parameters() if n.startswith("encoder") and p.requires_grad
    ]
    fresh = [p for n, p in model.named_parameters() if not n.startswith("encoder")]
    optimiser = torch.optim.AdamW(
        [{"params": backbone, "lr": plan.rate}, {"params": fresh, "lr": plan.head_rate}],
        weight_decay=0.01,
        fused=DEVICE == "cuda",
    )
    rates = [group["lr"] for group in optimiser.param_groups]
    state = work / f"{name}.state.pt"
    first_epoch = first_step = 0
    if state.exists():
        saved = torch.load(state, map_location=DEVICE)
        model.load_state_dict(saved["model"])
        optimiser.load_state_dict(saved["optimiser"])
        first_epoch, first_step = saved["epoch"], saved["step"]
    clock = time.monotonic()
    for number in range(first_epoch, plan.epochs):
        chance = random.Random(plan.seed * 1000 + number)
        torch.manual_seed(plan.seed * 1000 + number)
        examples, soft = epoch(number, chance)
        items = encoded.items(examples, chance, soft)
        order = batches(items, plan.batch, chance)
        ready = Tensors(items, padding)
        model.train()
        running, started = torch.zeros((), device=DEVICE), time.monotonic()
        for step, rows in enumerate(order):
            if number == first_epoch and step < first_step:
                continue
            share = (number + step / len(order)) / plan.epochs
            warm = min(1.0, (number * len(order) + step + 1) / (0.06 * plan.epochs * len(order)))
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * share)))
            with halved():
                found = model(*ready.inputs(rows))
            loss = ready.loss({head: logits.float() for head, logits in found.items()}, rows)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            running += loss.detach()
            if time.monotonic() - clock > CHECKPOINT_SECONDS:
                clock = time.monotonic()
                _save(state, model, optimiser, number, step + 1)
                seen = step + 1 - (first_step if number == first_epoch else 0)
                at = f"epoch {number + 1}, step {step + 1} of {len(order)}"
                print(f"{name}: {at}, loss {running / seen:.3f}", flush=True)
        first_step = 0
        took = time.monotonic() - started
        print(f"{name}: epoch {number + 1} of {plan.epochs}, {len(items)} examples, "
              f"loss {running / len(order):.3f}, {took:.0f} s", flush=True)  # fmt: skip
        if after is not None:
            after(model.eval(), number)
        _save(state, model, optimiser, number + 1, 0)
    torch.save(model.state_dict(), done.with_suffix(".part"))
    done.with_suffix(".part").replace(done)
    state.unlink(missing_ok=True)
    return model.eval()


def _save(
    path: Path, model: Classifier, optimiser: torch.optim.Optimizer, epoch: int, step: int
) -> None:
    saved = {"model": model.state_dict(), "optimiser": optimiser.state_dict(),
             "epoch": epoch, "step": step}  # fmt: skip
    torch.save(saved, path.with_suffix(".tmp"))
    path.with_suffix(".tmp").replace(path)


def _freeze(model: Classifier, layers: int) -> None:
    """Keep the word embeddings and the lowest layers as they were (signs' embeddings too)."""
    for part in (model.encoder.embeddings, *model.encoder.encoder.layer[:layers]):
        for parameter in part.parameters():
            parameter.requires_grad = False


@torch.no_grad()
def predict(
    model: Classifier, examples: Sequence[Example], encoder: str, work: Path, batch: int = 64
) -> dict[str, np.ndarray]:
    """Logits of every head, (examples, labels)."""
    items = Encoded(*tokenizer(encoder_folder(encoder, work))).items(examples, None)
    found = {head: np.zeros((len(items), len(HEADS[head])), np.float32) for head in HEADS}
    ready = Tensors(items, model.encoder.config.pad_token_id)
    for rows in batches(items, batch, None):
        with halved():
            logits = model(*ready.inputs(rows))
        for head in HEADS:
            found[head][rows] = logits[head].float().cpu().numpy()
    return found
