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
from training.examples import HEADS, Example
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


def encode(
    examples: Sequence[Example],
    reader: Tokenizer,
    signs: Signs,
    chance: random.Random | None,
    soft: Sequence[dict[str, np.ndarray] | None] | None = None,
) -> list[Item]:
    """Examples as items. With `chance`, the trigger's signs are left out of every other one."""
    items = []
    read = reader.encode_batch([e.text for e in examples], add_special_tokens=False)
    for number, (example, tokens) in enumerate(zip(examples, read, strict=True)):
        spans = example.spans
        shown = spans if chance is None or chance.random() < 0.5 else (*spans[:2], None)
        marked = mark(tokens.ids, tokens.offsets, shown, signs)
        gold = {
            head: HEADS[head].index(label) if label is not None else IGNORE
            for head, label in ((h, example.labels.get(h)) for h in HEADS)
        }
        gold["trigger"] = IGNORE
        if spans[2] is not None and example.labels.get("type") != "NONE":
            start = spans[2][0]
            gold["trigger"] = next(
                (p for p, i in marked.kept if tokens.offsets[i][0] <= start < tokens.offsets[i][1]),
                IGNORE,
            )
        items.append(Item(marked.ids, marked.places, gold, soft[number] if soft else None))
    return items


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


def tensors(items: Sequence[Item], padding: int) -> tuple[Tensor, Tensor, Tensor]:
    width = max(len(i.ids) for i in items)
    ids = torch.full((len(items), width), padding)
    mask = torch.zeros((len(items), width), dtype=torch.long)
    for row, item in enumerate(items):
        ids[row, : len(item.ids)] = torch.tensor(item.ids)
        mask[row, : len(item.ids)] = 1
    places = torch.tensor([i.places for i in items])
    return ids.to(DEVICE), mask.to(DEVICE), places.to(DEVICE)


def loss_of(found: dict[str, Tensor], items: Sequence[Item]) -> Tensor:
    """Cross-entropy with the labels; where a teacher's judgement is given, with that as well."""
    total = torch.zeros((), device=DEVICE)
    for head, share in LOSS_WEIGHTS.items():
        gold = torch.tensor([i.gold[head] for i in items], device=DEVICE)
        each = functional.cross_entropy(found[head], gold, ignore_index=IGNORE, reduction="none")
        known = (gold != IGNORE).float()
        if head == "trigger":
            each = each.clamp(max=20)
        if known.sum() > 0:
            total = total + share * (each * known).sum() / len(items)
        taught = [r for r, i in enumerate(items) if i.soft is not None and head in i.soft]
        if taught:
            judged = np.stack([items[r].soft[head] for r in taught])  # type: ignore[index]
            teacher = torch.tensor(judged, device=DEVICE).float()
            mine = functional.log_softmax(found[head][taught], -1)
            apart = functional.kl_div(mine, teacher, reduction="none").sum(-1)
            total = total + share * 2.0 * apart.sum() / len(items)
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
    model.to(DEVICE)
    reader, signs = tokenizer(folder)
    padding = model.encoder.config.pad_token_id
    _freeze(model, plan.frozen_layers)
    backbone = [
        p for n, p in model.named_parameters() if n.startswith("encoder") and p.requires_grad
    ]
    fresh = [p for n, p in model.named_parameters() if not n.startswith("encoder")]
    optimiser = torch.optim.AdamW(
        [{"params": backbone, "lr": plan.rate}, {"params": fresh, "lr": plan.head_rate}],
        weight_decay=0.01,
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
        items = encode(examples, reader, signs, chance, soft)
        order = batches(items, plan.batch, chance)
        model.train()
        running, started = 0.0, time.monotonic()
        for step, rows in enumerate(order):
            if number == first_epoch and step < first_step:
                continue
            share = (number + step / len(order)) / plan.epochs
            warm = min(1.0, (number * len(order) + step + 1) / (0.06 * plan.epochs * len(order)))
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * share)))
            some = [items[i] for i in rows]
            with halved():
                found = model(*tensors(some, padding))
            loss = loss_of({head: logits.float() for head, logits in found.items()}, some)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            running += loss.item()
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
    reader, signs = tokenizer(encoder_folder(encoder, work))
    items = encode(examples, reader, signs, None)
    found = {head: np.zeros((len(items), len(HEADS[head])), np.float32) for head in HEADS}
    padding = model.encoder.config.pad_token_id
    for rows in batches(items, batch, None):
        with halved():
            logits = model(*tensors([items[i] for i in rows], padding))
        for head in HEADS:
            found[head][rows] = logits[head].float().cpu().numpy()
    return found
