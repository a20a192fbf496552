"""The gate and the screen: what the coder need not parse, and need not ask its classifier about.

    python -m training.gate watch NEWS_FOLDER WORK [--documents 25000] [--workers 2]
    python -m training.gate fit NEWS_FOLDER WORK

`watch` codes documents drawn from the news with neither gate nor screen and writes down what came
of every passage and every proposal (21 documents a second on 2 cores; it goes on where it was
stopped). `fit` teaches two logistic regressions on that, writes them into the package, and prints
what they let through of a fifth of the documents that was held out. Documents that measure the
coder are not drawn.
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import os
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from detente.actors.strangers import home_state
from detente.coding import gate
from detente.coding.neural import screen
from detente.coding.neural.coder import NeuralCoder
from detente.coding.neural.proposals import Proposal, proposals_of, spans_of
from detente.coding.reader import Reader
from detente.coding.sentence import Draft
from detente.engine.tasks import chunked
from detente.records import Coding, Document
from detente.sources import read
from detente.text.hashed import places
from detente.text.parse import parse
from detente.text.syntax import Tree
from training.examples import HERE, barred
from training.regression import logistic, store, tabled

PACKAGE = HERE.parent / "src" / "detente" / "coding"
SEED = 8
# Of the news by file; the rest of what is asked for are current events.
LONG = {"wikinews": 0.01, "kremlin": 0.015, "whitehouse": 0.0007}
TRUSTED = 0.5  # entries that are trusted less are in no count
CONCERN = 0.5  # what a concern is worth, where an entry is worth its confidence
KEPT = {"gate": 0.99, "screen": 0.99}  # of the worth of all that was held out
STRENGTH = {"gate": 10.0, "screen": 6.0}  # of the regressions' L2


# -- watching --------------------------------------------------------------------------------


class Watched(NeuralCoder):
    """The coder, and what became of its proposals."""

    def __init__(self) -> None:
        super().__init__(gated=False)
        self.proposals: list[Proposal] = []
        self.asked: list[Proposal] = []
        self.kept: dict[int, float] = {}  # confidence by id of the proposal

    def _decide(self, proposals: list[Proposal], texts: list[str]) -> None:
        self.proposals, self.asked, self.kept = proposals, [], {}
        super()._decide(proposals, texts)

    def _take(self, proposal: Proposal, judged: bool, told: dict[int, list[Draft]]) -> None:
        before = len(told.get(proposal.text, ()))
        super()._take(proposal, judged, told)
        self.asked.append(proposal)  # kept alive, so that its id stays its own
        if len(told.get(proposal.text, ())) > before:
            self.kept[id(proposal)] = proposal.draft.confidence

    def fates(self) -> dict[int, float]:
        """What each proposal came to, by its id: a confidence, or -1.

        What the coder asked again without the word that the grammar had taken for a deed counts
        for the draft with that word.
        """
        again = {_parties(p): self.kept[id(p)] for p in self.asked if id(p) in self.kept}
        found = {}
        for proposal in self.proposals:
            mistaken = again.get(_parties(proposal), -1.0) if proposal.known else -1.0
            found[id(proposal)] = max(self.kept.get(id(proposal), -1.0), mistaken)
        return found


def _parties(proposal: Proposal) -> tuple[int, frozenset[int]]:
    sides = (proposal.draft.sources, proposal.draft.targets)
    return proposal.text, frozenset(id(side[0]) for side in sides if side)


def watch(news: Path, work: Path, count: int, workers: int) -> None:
    """What came of the passages and proposals of the drawn documents, a line a document."""
    work.mkdir(parents=True, exist_ok=True)
    done = {row["id"] for row in fates(work)}
    rest = [d for d in draw(news, count) if d.id not in done]
    parts = [(rest[i::workers], work / f"fates-{len(done)}-{i}.jsonl.gz") for i in range(workers)]
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        pool.starmap(_watch, parts, chunksize=1)


def draw(news: Path, count: int) -> list[Document]:
    """Documents at random, of every file of the news."""
    chance, kept = random.Random(SEED), barred()
    drawn: list[Document] = []
    for name, share in (*LONG.items(), ("current_events", 1.0)):
        known = [
            d for d in read(sorted(news.glob(f"{name}*")))
            if isinstance(d, Document) and d.id not in kept
        ]  # fmt: skip
        wanted = count - len(drawn) if share == 1.0 else round(share * count)
        drawn += chance.sample(known, min(wanted, len(known)))
    chance.shuffle(drawn)
    return drawn


def _watch(documents: list[Document], path: Path) -> None:
    os.environ["OMP_NUM_THREADS"] = "1"
    coder = Watched()
    with gzip.open(path, "wt", encoding="utf-8") as out:
        for chunk in chunked(documents):
            results = list(coder.code([d for d in chunk if isinstance(d, Document)]))
            fate = coder.fates()
            of: dict[str, list[Proposal]] = {}
            for proposal in coder.proposals:
                of.setdefault(proposal.reader.document.id, []).append(proposal)
            for result in results:
                if isinstance(result, Coding):
                    told = of.get(result.document.id, [])
                    row = _row(result, [[p.kind, round(fate[id(p)], 4)] for p in told])
                    out.write(json.dumps(row) + "\n")


def _row(coding: Coding, proposals: list[list[Any]]) -> dict[str, Any]:
    return {
        "id": coding.document.id,
        "proposals": proposals,
        "events": [[e.evidence.quote.start, round(e.confidence, 3)] for e in coding.events],
        "concerns": [concern.evidence.start for concern in coding.concerns],
    }


def fates(work: Path) -> Iterator[dict[str, Any]]:
    """All that was watched; the last line of a file may be cut short."""
    for path in sorted(work.glob("fates-*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            try:
                yield from map(json.loads, lines)
            except (EOFError, ValueError):
                continue


# -- fitting ---------------------------------------------------------------------------------


@dataclass(slots=True)
class Rows:
    """What a regression is taught: features by place, what they came to, whether held out.

    Confidence is the chance that an entry is right, so the sum of it is how many right ones may be
    expected. ``entries`` has that sum, and counts the trusted entries and all, concerns too.
    """

    features: list[list[int]]
    entries: list[tuple[float, int, int]]
    held: list[bool]

    @classmethod
    def empty(cls) -> Rows:
        return cls([], [], [])

    def add(self, names: Iterable[str], confidences: list[float], others: int, key: str) -> None:
        self.features.append(places(names))
        worth = sum(confidences) + CONCERN * others
        trusted = sum(c >= TRUSTED for c in confidences)
        self.entries.append((worth, trusted, len(confidences) + others))
        self.held.append(crc32(key.encode()) % 5 == 0)


def fit(news: Path, work: Path) -> None:
    """Teach gate and screen, write them, and print what they let through."""
    told = {row["id"]: row for row in fates(work)}
    documents = [d for d in read(sorted(news.glob("*.jsonl.gz"))) if isinstance(d, Document)]
    rows = {"gate": Rows.empty(), "screen": Rows.empty()}
    for chunk in chunked(d for d in documents if d.id in told):
        _gather([d for d in chunk if isinstance(d, Document)], told, rows)
    paths = {"gate": PACKAGE / "data" / "gate.npz",
             "screen": PACKAGE / "neural" / "model" / "screen.npz"}  # fmt: skip
    for name, path in paths.items():
        weights, bias, least, said = _fit(rows[name], STRENGTH[name], KEPT[name])
        store(path, weights, bias, least)
        print(f"{name}: {said}")


def _gather(documents: list[Document], told: dict[str, Any], rows: dict[str, Rows]) -> None:
    found = [gate.named(d.text) for d in documents]
    trees = parse([passage.text for passages in found for passage, _ in passages])
    for document, passages in zip(documents, found, strict=True):
        row = told[document.id]
        reader = Reader(document, "", home_state(n for _, names in passages for n in names))
        fate = iter(row["proposals"])
        for passage, names in passages:
            here = [c for at, c in row["events"] if passage.start <= at < passage.end]
            others = sum(passage.start <= at < passage.end for at in row["concerns"])
            rows["gate"].add(gate.features(passage.text, names), here, others, document.id)
            for sentence in reader.read(passage, Tree(next(trees)), names):
                for proposal in proposals_of(reader, sentence, 0):
                    kind, confidence = next(fate)
                    if kind != proposal.kind:
                        raise SystemExit(f"{document.id} is read otherwise now: watch again")
                    if spans_of(proposal) is not None:
                        came = [confidence] if confidence >= 0 else []
                        rows["screen"].add(screen.features(proposal), came, 0, document.id)


def _fit(rows: Rows, strength: float, share: float) -> tuple[np.ndarray, float, float, str]:
    """Weights, bias, the score that this share of the worth reaches, and a line."""
    table = tabled(rows.features)
    entries, held = np.array(rows.entries), np.array(rows.held)
    known, worth = table[~held], np.minimum(entries[~held, 0], 1.0)

    weights, bias = logistic(known, worth, strength)
    odds = table[held] @ weights + bias
    order = np.argsort(-odds)
    right, trusted, whole = entries[held].T
    reached = np.cumsum(right[order]) / right.sum()
    least = float(odds[order[int(np.searchsorted(reached, share))]])
    through = odds >= least
    said = (
        f"lets {through.mean():.3f} of {len(odds):,} through, with "
        f"{trusted[through].sum():,.0f} of {trusted.sum():,.0f} trusted entries and "
        f"{whole[through].sum():,.0f} of {whole.sum():,.0f} of all"
    )
    return weights, bias, least, said


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("stage", choices=("watch", "fit"))
    parser.add_argument("news", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--documents", type=int, default=25_000)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    if given.stage == "watch":
        watch(given.news, given.work, given.documents, given.workers)
    else:
        fit(given.news, given.work)


if __name__ == "__main__":
    main()
