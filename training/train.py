"""The stages of training, each of which goes on where it was stopped.

    python -m training.train WORK NEWS [STAGE ...]

Stages: `first` (a small encoder on all labels), `draw` (unlabelled pairs from the news, rare types
drawn more by what `first` sees in them), `teacher` (a large encoder on all labels), `teach` (the
teacher's judgement of the drawn pairs), `student` (a small encoder on labels and judgements),
`export` (the student, or `first` where there is none: 8-bit ONNX, calibration, trust, into the
package). WORK keeps checkpoints; delete one to redo its
stage.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import torch

from detente.coding.neural.classifier import softmax
from training import drawn
from training.calibrate import calibrate
from training.examples import (
    HEADS,
    HERE,
    SILENT,
    TYPES,
    Example,
    from_real,
    from_written,
    held_out,
    read_written,
    reverse,
    telling,
)
from training.export import export
from training.fit import Plan, Source, fit, predict
from training.model import Classifier
from training.trust import trust
from training.written import Written

STAGES = ("first", "draw", "teacher", "teach", "student", "export")
TEACHER = Plan("mpnet", epochs=1, rate=6e-5, batch=24, frozen_layers=4)
STUDENT = Plan("minilm", epochs=3, rate=1.5e-4)
POOL, DRAWN = 80_000, 26_000
EMPTY = 0.35  # share of the drawn pairs in which `first` sees no act
REVERSED = 0.2  # share of directed pairs that are also shown the other way round
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
        contrast = [w for w in self.written if w.block is not None]
        for sentence in (*self.written, *contrast):  # contrast sets twice, with other names
            example = from_written(sentence, chance)
            found.append(example)
            turned = reverse(example, sentence.back)
            if turned is not None and chance.random() < REVERSED:
                found.append(turned)
        for example in self.real:
            if telling(example) or chance.random() < SILENT:
                found.append(example)
        return found

    def source(self, keep: Callable[[Example], bool] = lambda _: True) -> Source:
        """The epochs that a fit takes, of those examples that are to be kept."""

        def epoch(number: int, chance: random.Random) -> tuple[list[Example], None]:
            return [e for e in self.epoch(number, chance) if keep(e)], None

        return epoch

    def kept(self) -> list[Example]:
        """The examples held out."""
        chance = random.Random(0)
        written = [from_written(w, chance) for w in self._written if _apart(w)]
        real = [e for e in self._real if held_out(e.key)]
        return [*written, *real]


def done(number: int, chance: random.Random) -> tuple[list[Example], None]:
    """The source of a fit that has to be finished already."""
    raise RuntimeError("an earlier stage has to be run first")


def _apart(sentence: Written) -> bool:
    """Whether a sentence is held out; of the contrast sets a quarter is, in whole blocks."""
    if sentence.block is not None:
        return held_out(sentence.block, 0.25)
    return held_out(f"{sentence.file}:{sentence.template}")


def barred() -> set[str]:
    """Documents kept for measuring."""
    return {json.loads(line)["id"] for line in REPORTS.read_text("utf-8").splitlines()}


def first(data: Data, work: Path) -> Classifier:
    model = fit("first", STUDENT, data.source(), work)
    measure("first", model, STUDENT, data, work)
    return model


def draw(data: Data, news: Path, work: Path) -> None:
    """Draw a pool of pairs, and from it as many of every type as there are, up to a like share."""
    pool, out = work / "pool.jsonl", work / "drawn.jsonl"
    if out.exists():
        return
    if not pool.exists():
        drawn.draw(news, barred(), POOL, work / "pool.part")
        (work / "pool.part").replace(pool)
    examples = drawn.load(pool)
    found = predict(first(data, work), examples, STUDENT.encoder, work)["type"].argmax(-1)
    chance = random.Random(drawn.SEED)
    order = chance.sample(range(len(examples)), len(examples))
    acts = [i for i in order if found[i] != TYPES.index("NONE")]
    room = DRAWN * (1 - EMPTY) / (len(TYPES) - 1)
    taken: Counter[int] = Counter()
    kept = []
    for i in acts:
        taken[found[i]] += 1
        if taken[found[i]] <= room:
            kept.append(i)
    kept += [i for i in order if found[i] == TYPES.index("NONE")][: int(DRAWN * EMPTY)]
    there = set(kept)
    kept += [i for i in acts if i not in there][: DRAWN - len(kept)]
    lines = pool.read_text(encoding="utf-8").splitlines()
    chosen = "".join(lines[i] + "\n" for i in sorted(kept))
    out.with_suffix(".part").write_text(chosen, encoding="utf-8")
    out.with_suffix(".part").replace(out)


def teacher(data: Data, work: Path) -> None:
    model = fit("teacher", TEACHER, data.source(), work)
    measure("teacher", model, TEACHER, data, work)


def teach(work: Path) -> None:
    """The teacher's distribution over each head's labels, for every drawn pair."""
    out = work / "judged.npz"
    if out.exists():
        return
    examples = drawn.load(work / "drawn.jsonl")
    model = fit("teacher", TEACHER, done, work)
    part_size = 4000
    parts = []
    for number, low in enumerate(range(0, len(examples), part_size)):
        path = work / f"judged-{number}.npz"
        if not path.exists():
            found = predict(model, examples[low : low + part_size], TEACHER.encoder, work)
            _store(path, {h: softmax(found[h]).astype(np.float16) for h in HEADS})
            print(f"teach: {low + part_size} of {len(examples)}", flush=True)
        parts.append(path)
    loaded = [dict(np.load(path)) for path in parts]
    _store(out, {h: np.concatenate([part[h] for part in loaded]) for h in HEADS})
    for path in parts:
        path.unlink()


def _store(path: Path, arrays: dict[str, np.ndarray]) -> None:
    with path.with_suffix(".part").open("wb") as sink:
        np.savez_compressed(sink, **arrays)
    path.with_suffix(".part").replace(path)


def student(data: Data, work: Path) -> None:
    judged = dict(np.load(work / "judged.npz"))
    pairs = drawn.load(work / "drawn.jsonl")
    soft = [{h: judged[h][i] for h in HEADS} for i in range(len(pairs))]

    def epoch(number: int, chance: random.Random) -> tuple[list[Example], list[Any]]:
        labelled = data.epoch(number, chance)
        return [*labelled, *pairs], [*([None] * len(labelled)), *soft]

    model = fit("student", STUDENT, epoch, work)
    measure("student", model, STUDENT, data, work)


def measure(name: str, model: Classifier, plan: Plan, data: Data, work: Path) -> dict[str, float]:
    """The report of a model on what is held out."""
    kept = data.kept()
    return report(name, predict(model, kept, plan.encoder, work), kept)


def report(name: str, found: dict[str, np.ndarray], examples: list[Example]) -> dict[str, float]:
    """Accuracy head by head on what is held out, and both sides of contrast pairs."""
    scores = {}
    for head, labels in HEADS.items():
        rows = [i for i, e in enumerate(examples) if e.labels.get(head) is not None]
        guess = found[head][rows].argmax(-1)
        right = [labels[g] == examples[i].labels[head] for g, i in zip(guess, rows, strict=True)]
        scores[head] = float(np.mean(right))
    pairs = list(contrasts(found, examples))
    if pairs:
        scores["contrast"] = float(np.mean(pairs))
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


def contrasts(found: dict[str, np.ndarray], examples: list[Example]) -> Iterator[bool]:
    """For each two sentences of a contrast block: whether what tells them apart is right in both.

    What tells them apart are the heads (type, modality, content) in which their labels differ.
    """
    blocks: dict[str, list[int]] = {}
    for i, example in enumerate(examples):
        if example.twin is not None:
            blocks.setdefault(example.twin, []).append(i)
    for one, other in (two for block in blocks.values() for two in combinations(block, 2)):
        labels = examples[one].labels, examples[other].labels
        apart = ["type"] if labels[0]["type"] != labels[1]["type"] else [
            h for h in ("modality", "content") if labels[0][h] != labels[1][h]
        ]  # fmt: skip
        if apart:
            yield all(
                HEADS[h][found[h][i].argmax()] == examples[i].labels[h]
                for h in apart
                for i in (one, other)
            )


def main(work: Path, news: Path, stages: list[str]) -> None:
    torch.set_num_threads(2)
    work.mkdir(parents=True, exist_ok=True)
    data = Data(news)
    print(f"{len(data.written)} written and {len(data.real)} real pairs to train on, "
          f"{len(data.kept())} held out", flush=True)  # fmt: skip
    if "first" in stages:
        first(data, work)
    if "draw" in stages:
        draw(data, news, work)
    if "teacher" in stages:
        teacher(data, work)
    if "teach" in stages:
        teach(work)
    if "student" in stages:
        student(data, work)
    if "export" in stages:
        name = "student" if (work / "student.pt").exists() else "first"
        model = fit(name, STUDENT, done, work)
        export(model, STUDENT.encoder, work, MODEL)
        calibrate(MODEL, data.kept())
        trust(MODEL, news)


if __name__ == "__main__":
    wanted = sys.argv[3:] or list(STAGES)
    unknown = set(wanted) - set(STAGES)
    if unknown:
        sys.exit(f"unknown stages {sorted(unknown)}; there are {', '.join(STAGES)}")
    main(Path(sys.argv[1]), Path(sys.argv[2]), wanted)
