"""What each part of the training brings: small encoders on parts of the labels, undistilled.

    python -m training.ablate WORK NEWS GOLD [VARIANT ...]

GOLD is a file of task `type`. Every variant is fitted in WORK and goes on where it was stopped; the
last lines are a Markdown table. `first`, `student` and `teacher` are those of `training.train`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch

from training.examples import Example, hashed
from training.fit import fit, predict
from training.score import type_scores
from training.train import STUDENT, TEACHER, Data, report

Keep = Callable[[Example], bool]
SENTENCES = 18_700  # labelled ones, of which the learning curve takes shares
FEW_EPOCHS, MANY_EPOCHS = STUDENT.epochs, 8


def _share(count: int) -> Keep:
    return lambda example: hashed(example.key) < count / SENTENCES


VARIANTS: dict[str, Keep] = {
    "written only": lambda e: e.origin in ("written", "contrast"),
    "real only": lambda e: e.origin in ("real", "silent"),
    "without contrast sets": lambda e: e.origin != "contrast",
    **{f"{count}k sentences": _share(1000 * count) for count in (1, 2, 4, 8)},
}


def main(work: Path, news: Path, gold: Path, wanted: list[str]) -> None:
    torch.set_num_threads(2)
    data = Data(news)
    rows = []
    for name in wanted or ("teacher", "student", "first", *VARIANTS):
        if name in VARIANTS:
            keep = VARIANTS[name]
            small = name in ("1k sentences", "2k sentences", "4k sentences")
            plan = replace(STUDENT, epochs=MANY_EPOCHS if small else FEW_EPOCHS)
            model = fit(name.replace(" ", "-"), plan, data.source(keep), work)
        else:
            plan = TEACHER if name == "teacher" else STUDENT
            model = fit(name, plan, data.source(), work)
        scores = type_scores(model, plan.encoder, work, gold)
        kept = data.kept()
        scores.update(report(name, predict(model, kept, plan.encoder, work), kept))
        rows.append((name, scores))
    heads = ("macro F1", "accuracy", "quad F1", "type", "type, written", "type, real", "contrast")
    print("| | " + " | ".join(heads) + " |\n" + "|---" * (len(heads) + 1) + "|")
    for name, scores in rows:
        print(f"| {name} | " + " | ".join(f"{scores[h]:.3f}" for h in heads) + " |")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:])
