"""The stages of training, each of which goes on where it was stopped.

    python -m training.train WORK NEWS [STAGE ...]

Stages: `teacher` (a large encoder on all labels), `draw` (unlabelled pairs from the news), `teach`
(the teacher's judgement of them), `student` (a small encoder on labels and judgements), `export`
(calibration, 8-bit ONNX, into the package). WORK keeps checkpoints; delete one to redo its stage.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training import drawn
from training.calibrate import calibrate
from training.examples import (
    HEADS,
    HERE,
    Example,
    from_real,
    from_written,
    held_out,
    read_written,
    reverse,
)
from training.export import export
from training.fit import Plan, fit, predict
from training.written import Written

STAGES = ("teacher", "draw", "teach", "student", "export")
TEACHER = Plan("mpnet", epochs=3, rate=4e-5, batch=24, frozen_layers=4)
STUDENT = Plan("minilm", epochs=4, rate=1.5e-4)
DRAWN = 40_000
REVERSED = 0.2  # share of directed pairs that are also shown the other way round
SILENT = 0.12  # share of what no label of a real sentence speaks of
REPORTS = HERE.parent / "tests" / "gold" / "reports.jsonl"
MODEL = HERE.parent / "src" / "detente" / "coding" / "neural" / "model"


class Data:
    """All labels, split once: a tenth, by block and document, is held out of training."""

    def __init__(self, news: Path) -> None:
        self._written = read_written()
        self._real = list(from_real(news))
        self.written = [w for w in self._written if not _apart(w)]
        self.real = [e for e in self._real if not held_out(e.key)]

    def epoch(self, number: int, chance: random.Random) -> list[Example]:
        """The examples of one epoch, names drawn anew."""
        found: list[Example] = []
        for sentence in self.written:
            example = from_written(sentence, chance)
            found.append(example)
            turned = reverse(example, sentence.back)
            if turned is not None and chance.random() < REVERSED:
                found.append(turned)
        for example in self.real:
            if example.origin == "real" or chance.random() < SILENT:
                found.append(example)
        return found

    def kept(self, origin: str | None = None) -> list[Example]:
        """The examples held out, all of them or those of one origin."""
        chance = random.Random(0)
        written = [from_written(w, chance) for w in self._written if _apart(w)]
        real = [e for e in self._real if held_out(e.key)]
        return [e for e in (*written, *real) if origin is None or e.origin == origin]


def _apart(sentence: Written) -> bool:
    """Whether a sentence is held out; of the contrast sets a quarter is, in whole blocks."""
    if sentence.block is not None:
        return held_out(sentence.block, 0.25)
    return held_out(f"{sentence.file}:{sentence.template}")


def barred() -> set[str]:
    """Documents kept for measuring."""
    return {json.loads(line)["id"] for line in REPORTS.read_text("utf-8").splitlines()}


def teacher(data: Data, work: Path) -> None:
    model = fit("teacher", TEACHER, lambda n, c: (data.epoch(n, c), None, None), work)
    report("teacher", predict(model, data.kept(), TEACHER.encoder, work), data.kept())


def teach(work: Path) -> None:
    """The teacher's distribution over each head's labels, for every drawn pair."""
    out = work / "judged.npz"
    if out.exists():
        return
    examples = drawn.load(work / "drawn.jsonl")
    model = fit("teacher", TEACHER, lambda n, c: ([], None, None), work)
    part_size = 4000
    parts = []
    for number, low in enumerate(range(0, len(examples), part_size)):
        path = work / f"judged-{number}.npz"
        if not path.exists():
            found = predict(model, examples[low : low + part_size], TEACHER.encoder, work)
            np.savez_compressed(path, **{h: _softmax(found[h]).astype(np.float16) for h in HEADS})
            print(f"teach: {low + part_size} of {len(examples)}", flush=True)
        parts.append(dict(np.load(path)))
    np.savez_compressed(out, **{h: np.concatenate([p[h] for p in parts]) for h in HEADS})


def student(data: Data, work: Path, name: str = "student", share: float = 1.0) -> None:
    judged = dict(np.load(work / "judged.npz"))
    pairs = drawn.load(work / "drawn.jsonl")

    def epoch(number: int, chance: random.Random) -> tuple[list[Example], list[Any], list[float]]:
        labelled = data.epoch(number, chance)
        some = chance.sample(range(len(pairs)), int(len(pairs) * share))
        soft = [{h: judged[h][i] for h in HEADS} for i in some]
        return (
            [*labelled, *(pairs[i] for i in some)],
            [*([None] * len(labelled)), *soft],
            [1.0] * (len(labelled) + len(some)),
        )

    model = fit(name, STUDENT, epoch, work)
    report(name, predict(model, data.kept(), STUDENT.encoder, work), data.kept())


def _softmax(logits: np.ndarray) -> np.ndarray:
    raised = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(raised / raised.sum(-1, keepdims=True))


def report(name: str, found: dict[str, np.ndarray], examples: list[Example]) -> dict[str, float]:
    """Accuracy head by head on what is held out, and both sides of contrast pairs."""
    scores = {}
    for head, labels in HEADS.items():
        rows = [i for i, e in enumerate(examples) if e.labels.get(head) is not None]
        guess = found[head][rows].argmax(-1)
        right = [labels[g] == examples[i].labels[head] for g, i in zip(guess, rows, strict=True)]
        scores[head] = float(np.mean(right))
    blocks: dict[str, list[bool]] = {}
    for i, example in enumerate(examples):
        if example.twin is not None:
            heads = [h for h in ("type", "modality", "content") if example.labels[h] is not None]
            right = all(HEADS[h][found[h][i].argmax()] == example.labels[h] for h in heads)
            blocks.setdefault(example.twin, []).append(right)
    if blocks:
        scores["contrast"] = float(np.mean([all(both) for both in blocks.values()]))
    for origin in ("written", "real"):
        rows = [i for i, e in enumerate(examples) if e.origin == origin]
        if rows:
            guess = found["type"][rows].argmax(-1)
            scores[f"type, {origin}"] = float(
                np.mean([HEADS["type"][g] == examples[i].labels["type"]
                         for g, i in zip(guess, rows, strict=True)])
            )  # fmt: skip
    print(f"{name}: " + ", ".join(f"{k} {v:.3f}" for k, v in scores.items()), flush=True)
    return scores


def main(work: Path, news: Path, stages: list[str]) -> None:
    torch.set_num_threads(2)
    work.mkdir(parents=True, exist_ok=True)
    data = Data(news)
    print(f"{len(data.written)} written and {len(data.real)} real pairs to train on, "
          f"{len(data.kept())} held out", flush=True)  # fmt: skip
    if "teacher" in stages:
        teacher(data, work)
    if "draw" in stages and not (work / "drawn.jsonl").exists():
        drawn.draw(news, barred(), DRAWN, work / "drawn.part")
        (work / "drawn.part").replace(work / "drawn.jsonl")
    if "teach" in stages:
        teach(work)
    if "student" in stages:
        student(data, work)
    if "export" in stages:
        model = fit("student", STUDENT, lambda n, c: ([], None, None), work)
        found = predict(model, data.kept(), STUDENT.encoder, work)
        temperature, settings = calibrate(found, data.kept())
        export(model, STUDENT.encoder, work, MODEL, temperature, settings)


if __name__ == "__main__":
    wanted = sys.argv[3:] or list(STAGES)
    unknown = set(wanted) - set(STAGES)
    if unknown:
        sys.exit(f"unknown stages {sorted(unknown)}; there are {', '.join(STAGES)}")
    main(Path(sys.argv[1]), Path(sys.argv[2]), wanted)
