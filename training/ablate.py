"""What each part of the training brings: small encoders on parts of the labels, undistilled.

    python -m training.ablate WORK NEWS GOLD [VARIANT ...]

GOLD is a file of task `type`. Every variant is fitted in WORK and goes on where it was stopped; the
last lines are a Markdown table. `first`, `student` and `teacher` are those of `training.train`.

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

import torch

from detente.coding.neural.coder import NeuralCoder, Proposal, spans_of, unword
from detente.coding.rules import RulesCoder
from detente.evaluation.events import evaluate_events
from detente.evaluation.gold import read_rows
from detente.records import Document
from detente.sources import read
from training.examples import Example, hashed
from training.fit import fit
from training.score import type_scores
from training.train import STUDENT, TEACHER, Data, done, measure

Keep = Callable[[Example], bool]
MOST_EPOCHS = 12


def _share(part: float) -> Keep:
    """A part of all labelled pairs, by sentence and document."""
    return lambda example: hashed(f"share:{example.key}") < part


VARIANTS: dict[str, Keep] = {
    "written only": lambda e: e.origin in ("written", "contrast"),
    "real only": lambda e: e.origin in ("real", "silent"),
    "without contrast sets": lambda e: e.origin != "contrast",
}
CURVE = {f"{count}k examples": 1000 * count for count in (1, 2, 4, 8)}


def main(work: Path, news: Path, gold: Path, wanted: list[str]) -> None:
    torch.set_num_threads(2)
    data = Data(news)
    every = len(data.epoch(0, random.Random(0)))
    variants = {**VARIANTS, **{name: _share(size / every) for name, size in CURVE.items()}}
    rows = []
    for name in wanted or ("teacher", "student", "first", *variants):
        if name in variants:
            source = data.source(variants[name])
            size = len(source(0, random.Random(0))[0])
            epochs = min(MOST_EPOCHS, round(STUDENT.epochs * every / size))  # as many steps
            plan = replace(STUDENT, epochs=epochs)
            print(f"{name}: {size} examples, {epochs} epochs", flush=True)
            model = fit(name.replace(" ", "-"), plan, source, work)
        else:
            plan = TEACHER if name == "teacher" else STUDENT
            model = fit(name, plan, done, work)
        scores = type_scores(model, plan.encoder, work, gold)
        scores.update(measure(name, model, plan, data, work))
        rows.append((name, scores))
    heads = ("macro F1", "accuracy", "quad F1", "type", "type, written", "type, real", "contrast")
    print("| | " + " | ".join(heads) + " |\n" + "|---" * (len(heads) + 1) + "|")
    for name, scores in rows:
        print(f"| {name} | " + " | ".join(f"{scores[h]:.3f}" for h in heads) + " |")


class Unaided(NeuralCoder):
    """The neural coder with nothing but pairs and parties alone to ask about."""

    name = "unaided"

    def _decide(self, proposals: list[Proposal], texts: list[str]) -> None:
        self._settings = {**self._settings, "lexicon": 0.0}
        kept = [p for p in proposals if p.kind != "draft"]
        drafts = (p for p in proposals if p.known and p.draft.targets and not p.left_out)
        kept += [bare for p in drafts if spans_of(bare := unword(p)) is not None]
        super()._decide(kept, texts)


def coders(news: Path, reports: Path) -> None:
    """Events by each coder: precision, recall and F1 of actors, of actors and type."""
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
        main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:])
