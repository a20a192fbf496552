"""Certainty: labels of words over real sentences, and the regression that is taught on them.

    python -m training.certainty NEWS

reads `training/certainty/*.jsonl` (file, document, offsets of a sentence, and for words in it
their offsets and label; the texts come from NEWS), fits, and writes `certainty.npz` into the
package. Needs the packages in `training/requirements.txt`.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from detente.coding.neural.certainty import STEPS, features, judged_words, words_of
from detente.records import Document
from detente.sources import read
from detente.text.passages import passages

LABELS = Path(__file__).parent / "certainty"
OUT = Path("src/detente/coding/neural/model/certainty.npz")
# The lower edge of each step: a firm announcement (2.5) counts as certain, as in FactBank.
EDGES = (2.25, 1.25, 0.25, -0.6)
LEAST = 4  # times that a word must occur to be a feature
DECAY = 1e-3


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence and its labelled words, as (start, end, label)."""

    text: str
    words: tuple[tuple[int, int, float], ...]


def rows(news: Path) -> Iterator[Row]:
    """The labelled sentences with their texts, as the parser sees them."""
    labelled = [json.loads(line) for path in sorted(LABELS.glob("*.jsonl"))
                for line in path.read_text("utf-8").splitlines()]  # fmt: skip
    files = sorted({row["file"] for row in labelled})
    texts = {
        (name, item.id): item.text
        for name in files
        for item in read([str(news / f"{name}.jsonl.gz")])
        if isinstance(item, Document)
    }
    for row in labelled:
        text = texts[row["file"], row["doc"]]
        passage = next(p for p in passages(text) if p.start <= row["start"] < p.end)
        first, last = passage.find(row["start"], row["end"]) or (0, 0)
        words = []
        for start, end, label in row["words"]:
            place = passage.find(start, end)
            if place is not None:
                words.append((place[0] - first, place[1] - first, float(label)))
        yield Row(passage.text[first:last], tuple(words))


def step(label: float) -> int:
    """Which of the steps a label belongs to."""
    return sum(label < edge for edge in EDGES)


def fit(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Weights and bias of a logistic regression with a quadratic penalty."""
    weights = torch.zeros(x.shape[1], len(STEPS), requires_grad=True)
    bias = torch.zeros(len(STEPS), requires_grad=True)
    descent = torch.optim.LBFGS([weights, bias], max_iter=300, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        descent.zero_grad()
        found = torch.nn.functional.cross_entropy(x @ weights + bias, y)
        found = found + DECAY * (weights**2).sum()
        found.backward()  # type: ignore[no-untyped-call]
        return found

    descent.step(loss)  # type: ignore[arg-type]
    return weights.detach(), bias.detach()


def main(news: str) -> None:
    """Fit, write the weights, and print what five-fold cross-validation gives."""
    labelled = list(rows(Path(news)))
    words = [(n, start, end) for n, row in enumerate(labelled) for start, end, _ in row.words]
    labels = np.array([label for row in labelled for *_, label in row.words])
    seen = list(judged_words([row.text for row in labelled], words))
    counts = Counter(name for tree, i, _ in seen for name in set(words_of(tree, i)))
    vocabulary = {
        name: n for n, name in enumerate(sorted(w for w, c in counts.items() if c >= LEAST))
    }
    x = torch.tensor(np.stack([features(tree, i, judged, vocabulary) for tree, i, judged in seen]))
    y = torch.tensor([step(label) for label in labels])
    fold = torch.arange(len(y)) * 5 // len(y)
    guess = np.zeros(len(y))
    for k in range(5):
        weights, bias = fit(x[fold != k], y[fold != k])
        chances = torch.softmax(x[fold == k] @ weights + bias, 1).flip(1).cumsum(1)
        middle = len(STEPS) - 1 - (chances < 0.5).sum(1)
        guess[(fold == k).numpy()] = np.array(STEPS)[middle.numpy()]
    r, error = np.corrcoef(guess, labels)[0, 1], abs(guess - labels).mean()
    print(f"{len(labelled)} sentences, {len(y)} words; five-fold: r {r:.3f}, error {error:.3f}")
    weights, bias = fit(x, y)
    np.savez_compressed(
        OUT,
        weights=weights.numpy().astype(np.float16),
        bias=bias.numpy(),
        vocabulary=np.array(list(vocabulary)),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
