"""What each part of the training brings: small encoders on parts of the labels, undistilled.

    python -m training.ablate WORK GOLD [VARIANT ...]

GOLD is a file of task `type`; types are scored as the classifier names them, without the four
deeds that a set of CAMEO roots counts elsewhere. Every variant is fitted in WORK and goes on where
it was stopped; the last lines are a Markdown table. `first`, `student` and the teachers are those
of `training.train`.

    python -m training.ablate coders NEWS REPORTS

compares, on a file of task `events`, the rules coder, the package's classifier without grammar and
lexicon, and both together.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from detente.evaluation.gold import read_rows
from detente.evaluation.scores import classification
from detente.ontology import quad
from training.examples import HEADS, SILENT, Example, hashed
from training.fit import Plan, fit, predict
from training.train import FINISH, FIRST, STUDENT, TEACHERS, Data, done, plan_of, report

Keep = Callable[[Example], bool]
PLAN = replace(FIRST, rate=4e-4, batch=256)
MOST_EPOCHS = 12


def _share(part: float) -> Keep:
    """A part of all labelled pairs, by sentence and document."""
    return lambda example: hashed(f"share:{example.key}") < part


VARIANTS: dict[str, Keep] = {
    "all labels": lambda e: True,
    "written only": lambda e: e.origin in ("written", "contrast"),
    "real only": lambda e: e.origin == "real" or e.origin in SILENT,
    "without contrast sets": lambda e: e.origin != "contrast",
}
CURVE = {f"{count}k examples": 1000 * count for count in (1, 2, 4, 8)}
MODELS: dict[str, Plan] = {
    "first": FIRST, "student": STUDENT, "finished": FINISH,
    **{name: plan_of(name) for name in TEACHERS},
}  # fmt: skip


def main(work: Path, gold: Path, wanted: list[str]) -> None:
    torch.set_num_threads(2)
    data = Data(work)
    rows = read_rows(gold, ("id", "text", "source", "target", "types"))
    asked, kept = asked_of(rows), data.kept()
    every = len(data.epoch(0, random.Random(0)))
    variants = {**VARIANTS, **{name: _share(size / every) for name, size in CURVE.items()}}
    table = []
    for name in wanted or (*MODELS, *variants):
        if name in variants:
            source = data.source(variants[name])
            size = len(source(0, random.Random(0))[0])
            epochs = min(MOST_EPOCHS, round(PLAN.epochs * every / size))  # as many steps
            plan = replace(PLAN, epochs=epochs)
            print(f"{name}: {size} examples, {epochs} epochs", flush=True)
            model = fit(name.replace(" ", "-"), plan, source, work)
        else:
            plan = MODELS[name]
            model = fit(name, plan, done, work)
        scores = report(name, predict(model, kept, plan.encoder, work), kept)
        scores.update(type_scores(predict(model, asked, plan.encoder, work)["type"], rows))
        table.append((name, scores))
    heads = ("type, written", "type, real", "contrast", "macro F1", "accuracy", "quad F1")
    print("| | " + " | ".join(heads) + " |\n" + "|---" * (len(heads) + 1) + "|")
    for name, scores in table:
        print(f"| {name} | " + " | ".join(f"{scores[h]:.3f}" for h in heads) + " |")


def asked_of(rows: list[dict[str, Any]]) -> list[Example]:
    """The pairs of a gold file, by the first phrase of each side."""
    found = []
    for row in rows:
        source, target = (tuple(row[s][0]) if row[s] else None for s in ("source", "target"))
        found.append(Example(row["text"], (source, target, None), {}, "", ""))
    return found


def type_scores(logits: np.ndarray, rows: list[dict[str, Any]]) -> dict[str, float]:
    """Macro-F1 and accuracy of the likeliest act, and macro-F1 of its quad."""
    acts = HEADS["type"][1:]  # without NONE
    guess = [acts[i] for i in logits[:, 1:].argmax(-1)]
    gold = [
        name if name in row["types"] else row["types"][0]
        for name, row in zip(guess, rows, strict=True)
    ]
    types = classification(gold, guess)
    quads = classification(*([str(quad(name)) for name in names] for names in (gold, guess)))
    return {
        "macro F1": types.macro_f1.value,
        "accuracy": types.accuracy.value,
        "quad F1": quads.macro_f1.value,
    }


def coders(news: Path, reports: Path) -> None:
    """Events by each coder: precision, recall and F1 of actors, of actors and type."""
    from detente.coding.neural.coder import NeuralCoder
    from detente.coding.neural.proposals import Proposal, spans_of, unword
    from detente.coding.rules import RulesCoder
    from detente.evaluation.events import evaluate_events
    from detente.records import Document
    from detente.sources import read

    class Unaided(NeuralCoder):
        """The neural coder with nothing but pairs and parties alone to ask about."""

        name = "unaided"

        def _decide(self, proposals: list[Proposal], texts: list[str]) -> None:
            self._settings = {**self._settings, "lexicon": 0.0}
            kept = [p for p in proposals if p.kind != "draft"]
            drafts = (p for p in proposals if p.known and p.draft.targets and not p.left_out)
            kept += [bare for p in drafts if spans_of(bare := unword(p)) is not None]
            super()._decide(kept, texts)

    ids = {row["id"] for row in read_rows(reports, ("id",))}
    texts = {d.id: d for d in read([news]) if isinstance(d, Document) and d.id in ids}
    print("| | actors: precision | recall | F1 | actors and type: F1 |\n|---|---|---|---|---|")
    for coder in (RulesCoder(), Unaided(), NeuralCoder()):
        levels = evaluate_events(reports, coder, texts).levels
        at, typed = levels["actors"], levels["actors+type"]
        values = (at.precision.value, at.recall.value, at.f1.value, typed.f1.value)
        print(f"| {coder.name} | " + " | ".join(f"{v:.3f}" for v in values) + " |")


if __name__ == "__main__":
    if sys.argv[1] == "coders":
        coders(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
