"""The stages of training, each of which goes on where it was stopped.

    python -m training.train WORK NEWS [STAGE ...]

Stages: `read` (real labels and unlabelled pairs, from the news by the parser), `first` (a small
encoder on all labels), `draw` (of the unlabelled pairs, rare types drawn more by what `first` sees
in them), `teacher-1` to `teacher-3` (large encoders on all labels), `teach` (the teachers' mean
judgement of the drawn pairs), `student` (a small encoder on labels and judgements), `finish` (the
student once more over all labels and some judgements, at a low rate), `export` (what `again` made,
or else the finished student, or else `first`: 8-bit ONNX, calibration, trust, into the package).

`again`, which has to be asked for, needs nothing but `read`: the package's own classifier goes on
learning over all labels, new ones too, and holds to its own judgement of unlabelled pairs (of
current events); the mean of its weights before and after is what `export` takes. To do it once
more, delete `package.pt`, `again.pt` and `mean.pt`.
WORK keeps what each stage made; delete it to redo the stage. Only `read` and `export` need the
parser: the others run wherever torch does, with WORK carried there.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from detente.coding.neural.classifier import softmax
from training.examples import (
    HEADS,
    MODEL,
    SILENT,
    TYPES,
    Example,
    barred,
    from_written,
    held_out,
    load,
    read_written,
    reverse,
    store,
    telling,
)
from training.fit import Plan, Source, fit, predict
from training.model import Classifier, weights_of_the_package
from training.written import Written

TEACHERS = ("teacher-1", "teacher-2", "teacher-3")
STAGES = ("read", "first", "draw", *TEACHERS, "teach", "student", "finish", "export")
ON_DEMAND = ("again",)
TEACHER = Plan("mpnet", epochs=2, rate=6e-5, batch=32, frozen_layers=4)
FIRST = Plan("minilm", epochs=3, rate=2e-4, batch=64)
STUDENT = Plan("minilm", epochs=7, rate=5e-4, batch=384)
FINISH = Plan("minilm", epochs=1, rate=1.2e-4, head_rate=2e-4, begin="student")
AGAIN = Plan("minilm", epochs=2, rate=1.5e-4, head_rate=2e-4, batch=64, begin="package")
POOL, DRAWN = 180_000, 120_000
EMPTY = 0.35  # share of the drawn pairs in which `first` sees no act
FINISHING = 32_000  # judged pairs at the finish
FEWER = {"silent": 0.15, "doubted": 0.3}  # share, of those of an epoch, that are shown then
REVERSED = 0.2  # share of directed pairs that are also shown the other way round


class Data:
    """All labels, split once: a tenth, by block and document, is held out of training."""

    def __init__(self, work: Path) -> None:
        self._written = read_written()
        self._real = load(work / "real.jsonl")
        self.written = [w for w in self._written if not _apart(w)]
        self.real = [e for e in self._real if not held_out(e.key)]

    def epoch(self, number: int, chance: random.Random) -> list[Example]:
        """The examples of one epoch, names drawn anew."""
        found: list[Example] = []
        contrast = [w for w in self.written if w.block is not None]
        for sentence in (*self.written, *contrast, *contrast):  # contrast sets thrice, names anew
            example = from_written(sentence, chance)
            found.append(example)
            turned = reverse(example, sentence.back)
            if turned is not None and chance.random() < REVERSED:
                found.append(turned)
        for example in self.real:
            if telling(example) or chance.random() < SILENT[example.origin]:
                found.append(example)
        return found

    def source(self, keep: Callable[[Example], bool] = lambda _: True) -> Source:
        """The epochs that a fit takes, of those examples that are to be kept."""

        def epoch(number: int, chance: random.Random) -> tuple[list[Example], None]:
            return [e for e in self.epoch(number, chance) if keep(e)], None

        return epoch

    def reminded(
        self, pairs: list[Example], soft: list[dict[str, np.ndarray]], count: int
    ) -> Source:
        """All labels, few of the silent, and in each epoch so many of the pairs as judged."""

        def epoch(number: int, chance: random.Random) -> tuple[list[Example], list[Any]]:
            every = self.epoch(number, chance)
            labelled = [e for e in every if telling(e) or chance.random() < FEWER[e.origin]]
            some = chance.sample(range(len(pairs)), min(count, len(pairs)))
            shown = [*labelled, *(pairs[i] for i in some)]
            return shown, [*([None] * len(labelled)), *(soft[i] for i in some)]

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


def read(news: Path, work: Path) -> None:
    """Real labels, and a pool of unlabelled pairs."""
    from training import asked  # the parser is needed here alone

    if not (work / "real.jsonl").exists():
        store(asked.from_real(news), work / "real.jsonl")
    if not (work / "pool.jsonl").exists():
        store(asked.draw(news, barred(), POOL), work / "pool.jsonl")


def first(data: Data, work: Path) -> Classifier:
    model = fit("first", FIRST, data.source(), work)
    measure("first", model, FIRST, data, work)
    return model


def draw(data: Data, work: Path) -> None:
    """Draw from the pool as many pairs of every type as there are, up to a like share."""
    out = work / "drawn.jsonl"
    if out.exists():
        return
    examples = load(work / "pool.jsonl")
    found = predict(first(data, work), examples, FIRST.encoder, work)["type"].argmax(-1)
    chance = random.Random(1)
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
    store((examples[i] for i in sorted(kept)), out)


def teacher(name: str, data: Data, work: Path) -> None:
    model = fit(name, plan_of(name), data.source(), work)
    measure(name, model, TEACHER, data, work)


def plan_of(name: str) -> Plan:
    """A teacher's plan: all the same but for the seed."""
    return replace(TEACHER, seed=1 + TEACHERS.index(name))


def teach(work: Path) -> None:
    """The teachers' mean distribution over each head's labels, for every drawn pair."""
    out = work / "judged.npz"
    if out.exists():
        return
    examples = load(work / "drawn.jsonl")
    every = []
    for name in TEACHERS:
        path = work / f"{name}.npz"
        if not path.exists():
            model = fit(name, plan_of(name), done, work)
            found = predict(model, examples, TEACHER.encoder, work)
            _store(path, {h: softmax(found[h]).astype(np.float16) for h in HEADS})
        every.append(dict(np.load(path)))
    mean = {h: np.stack([one[h] for one in every]).mean(0, dtype=np.float32) for h in HEADS}
    _store(out, {h: mean[h].astype(np.float16) for h in HEADS})


def _store(path: Path, arrays: dict[str, np.ndarray]) -> None:
    with path.with_suffix(".part").open("wb") as sink:
        np.savez_compressed(sink, **arrays)
    path.with_suffix(".part").replace(path)


def student(data: Data, work: Path) -> None:
    pairs, soft = judgements(work)

    def epoch(number: int, chance: random.Random) -> tuple[list[Example], list[Any]]:
        labelled = data.epoch(number, chance)
        return [*labelled, *pairs], [*([None] * len(labelled)), *soft]

    model = fit("student", STUDENT, epoch, work)
    measure("student", model, STUDENT, data, work)


def finish(data: Data, work: Path) -> None:
    model = fit("finished", FINISH, data.reminded(*judgements(work), FINISHING), work)
    measure("finished", model, FINISH, data, work)


def again(data: Data, work: Path) -> None:
    """The package's classifier once more over all labels, and its judgement of some of the pool."""
    if not (work / "package.pt").exists():
        torch.save(weights_of_the_package(), work / "package.pt")
    pairs = random.Random(2).sample(load(work / "pool.jsonl"), FINISHING // 2)
    package = fit("package", AGAIN, done, work)
    measure("package", package, AGAIN, data, work)
    found = predict(package, pairs, AGAIN.encoder, work)
    soft = {head: softmax(found[head]).astype(np.float16) for head in HEADS}
    told = [{head: soft[head][i] for head in HEADS} for i in range(len(pairs))]
    fitted = fit("again", AGAIN, data.reminded(pairs, told, FINISHING // 4), work)
    mean = work / "mean.pt"
    if not mean.exists():
        torch.save(_mean(torch.load(work / "package.pt"), fitted.state_dict()), mean)
    measure("mean", fit("mean", AGAIN, done, work), AGAIN, data, work)


def _mean(one: dict[str, Tensor], other: dict[str, Tensor]) -> dict[str, Tensor]:
    """The mean of two models' weights: what the first knew is kept (Wortsman et al. 2022)."""
    return {k: (one[k] + w) / 2 if w.is_floating_point() else w for k, w in other.items()}


def judgements(work: Path) -> tuple[list[Example], list[dict[str, np.ndarray]]]:
    """The drawn pairs, and what the teachers think of each."""
    judged = dict(np.load(work / "judged.npz"))
    pairs = load(work / "drawn.jsonl")
    return pairs, [{h: judged[h][i] for h in HEADS} for i in range(len(pairs))]


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


def ship(data: Data, news: Path, work: Path) -> None:
    """The finished student, or what there is in its place, into the package."""
    from training.calibrate import calibrate  # needs the parser
    from training.export import export
    from training.trust import trust

    made = (n for n in ("mean", "finished") if (work / f"{n}.pt").exists())
    name = next(made, "first")
    model = fit(name, STUDENT, done, work)
    export(model, STUDENT.encoder, work, MODEL)
    calibrate(MODEL, data.kept())
    trust(MODEL, news)


def main(work: Path, news: Path, stages: list[str]) -> None:
    torch.set_num_threads(2)
    work.mkdir(parents=True, exist_ok=True)
    if "read" in stages:
        read(news, work)
    data = Data(work)
    print(f"{len(data.written)} written and {len(data.real)} real pairs to train on, "
          f"{len(data.kept())} held out", flush=True)  # fmt: skip
    if "first" in stages:
        first(data, work)
    if "draw" in stages:
        draw(data, work)
    for name in TEACHERS:
        if name in stages:
            teacher(name, data, work)
    if "teach" in stages:
        teach(work)
    if "student" in stages:
        student(data, work)
    if "finish" in stages:
        finish(data, work)
    if "again" in stages:
        again(data, work)
    if "export" in stages:
        ship(data, news, work)


if __name__ == "__main__":
    wanted = sys.argv[3:] or list(STAGES)
    unknown = set(wanted) - {*STAGES, *ON_DEMAND}
    if unknown:
        known = ", ".join((*STAGES, *ON_DEMAND))
        sys.exit(f"unknown stages {sorted(unknown)}; there are {known}")
    main(Path(sys.argv[1]), Path(sys.argv[2]), wanted)
