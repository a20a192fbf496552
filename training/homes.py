"""Homes: whose people the descriptions of real news mean.

    python -m training.homes NEWS_FOLDER

Fits the ranking of `detente.actors.homes` on `described/homes.csv`: descriptions (`police`, `two
villagers`) of real documents, stored as document and offsets, and the code of the state, body or
group that a reader found them to belong to (`x`: nobody; `?`: nobody can say; `A+B`: several).
Prints how often it is right over fivefold cross-validation by document, and the state named last
or the place beside it. Two minutes.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from detente.actors.homes import features
from detente.actors.strangers import role_of, stranger
from detente.actors.tables import state_codes
from detente.records import Document
from detente.sources import read
from detente.text.hashed import BINS, places
from training.asked import asked
from training.examples import HERE, hashed
from training.regression import store, tabled

LABELS = HERE / "described" / "homes.csv"
WEIGHTS = HERE.parent / "src" / "detente" / "actors" / "data" / "homes.npz"
STRENGTH = 1.0  # of the ranking's L2
GUESSED = 0.5  # confidence of a reference that only the ranking gave a home
FOLDS = 5


class Described(NamedTuple):
    """A description with a known home: features by place of all who are named, and that home."""

    document: str
    named: dict[str, list[int]]
    code: str
    simple: str | None  # the place of the sentence, or else the state named last


def described(news: Path) -> Iterator[Described]:
    """The labelled descriptions that belong to one party."""
    wanted: dict[str, dict[tuple[int, int], str]] = {}
    with LABELS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["code"] not in ("x", "?") and "+" not in row["code"]:
                place = int(row["start"]), int(row["end"])
                wanted.setdefault(row["document"], {})[place] = row["code"]
    documents = (d for d in read(sorted(news.glob("*.jsonl.gz"))) if isinstance(d, Document))
    for document, passage, sentence, _ in asked(d for d in documents if d.id in wanted):
        discourse, tree = sentence.reader.discourse, sentence.tree
        for i in filter(tree.is_noun, range(sentence.first, sentence.last)):
            reference = discourse.phrase(i) or stranger(discourse, tree, i)
            if reference is None or reference.confidence > GUESSED or discourse.owners(i):
                continue
            code = wanted[document.id].get(passage.locate(reference.start, reference.end))
            if code is not None:
                known = discourse.known()
                seen = features(tree, i, role_of(discourse, tree, i), known)
                last = next((c for c in reversed(known.codes) if c in state_codes()), None)
                named = {c: places(names) for c, names in seen.items()}
                yield Described(document.id, named, code, known.located or last)


def fit(rows: list[Described]) -> np.ndarray:
    """Weights by place: each home is to score above all others who are named (softmax)."""
    told = [row for row in rows if row.code in row.named]
    seen = [places for row in told for places in row.named.values()]
    of = np.repeat(np.arange(len(told)), [len(row.named) for row in told])
    home = np.array([code == row.code for row in told for code in row.named], float)
    table = tabled(seen)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        score = table @ weights
        top = np.full(len(told), -np.inf)
        np.maximum.at(top, of, score)
        power = np.exp(score - top[of])
        chance = power / np.bincount(of, power)[of]
        value = -(home * np.log(chance + 1e-12)).sum() + STRENGTH / 2 * weights @ weights
        return float(value), table.T @ (chance - home) + STRENGTH * weights

    return minimize(loss, np.zeros(BINS), jac=True, method="L-BFGS-B",
                    options={"maxiter": 80}).x  # fmt: skip


def likeliest(row: Described, weights: np.ndarray) -> str | None:
    return max(row.named, key=lambda code: weights[row.named[code]].sum(), default=None)


def main(news: Path) -> None:
    rows = list(described(news))
    right = before = 0
    for fold in range(FOLDS):
        inside = [int(hashed(f"home:{row.document}") * FOLDS) == fold for row in rows]
        weights = fit([row for row, out in zip(rows, inside, strict=True) if not out])
        for row in (row for row, out in zip(rows, inside, strict=True) if out):
            right += likeliest(row, weights) == row.code
            before += row.simple == row.code
    store(WEIGHTS, fit(rows))
    print(f"homes: {right / len(rows):.3f} of {len(rows):,} right, "
          f"{before / len(rows):.3f} by place or state named last")  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]))
