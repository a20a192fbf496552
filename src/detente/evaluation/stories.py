"""Task ``stories``: articles grouped by the news event that they report.

B-cubed precision and recall (Bagga and Baldwin 1998) ask of each article how much of its story is
right, and how much of its gold story was found. The adjusted Rand index (Hubert and Arabie 1985)
asks the same of pairs of articles, 0 being chance. Intervals resample gold stories, since articles
of one story are not independent of each other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from detente.analysis.storylines import Grouping
from detente.errors import SourceError
from detente.evaluation.gold import read_rows
from detente.evaluation.outcome import Table
from detente.evaluation.scores import Score, bootstrap
from detente.records import Document

NAMES = ("bcubed precision", "bcubed recall", "bcubed f1", "adjusted rand")


@dataclass(frozen=True, slots=True)
class StoriesResult:
    """How well stories were told apart; ``measures`` is empty where no row has its story."""

    measures: dict[str, Score]
    stories: int
    predictions: list[dict[str, Any]]

    @property
    def size(self) -> str:
        return f"{len(self.predictions)} articles in {self.stories} predicted stories"

    def scores(self) -> dict[str, float]:
        return {name: score.value for name, score in self.measures.items()}

    def tables(self) -> Sequence[Table]:
        if not self.measures:
            return ()
        rows = [(name, str(score)) for name, score in self.measures.items()]
        return (Table("", ("", "score"), rows),)


def evaluate_stories(path: Path) -> StoriesResult:
    """Group the articles of a gold file: ``{id, text, title?, date?, story?}``.

    Raises ``SourceError`` for rows of another form, or where only some have their ``story``.
    """
    rows = read_rows(path, ("id",))
    documents = [_read(row, f"{path}:{number}") for number, row in enumerate(rows, 1)]
    documents.sort(key=lambda document: (document.date or dt.date.max, document.id))
    places = {place.document_id: place for place in Grouping().group(documents)}
    found = [places[row["id"]].story for row in rows]
    predictions = [
        {"id": row["id"], "story": story} for row, story in zip(rows, found, strict=True)
    ]
    gold = [row.get("story") for row in rows]
    missing = sum(story is None for story in gold)
    if 0 < missing < len(gold):
        raise SourceError(str(path), f"{missing} rows lack their story, the others have it")
    measures = {} if missing else measure_stories([str(story) for story in gold], found)
    return StoriesResult(measures, len(set(found)), predictions)


def _read(row: dict[str, Any], where: str) -> Document:
    try:
        date = dt.date.fromisoformat(row["date"]) if row.get("date") else None
    except ValueError:
        raise SourceError(where, f"not a date: {row['date']!r} (give YYYY-MM-DD)") from None
    return Document(row["id"], row.get("text") or "", title=row.get("title"), date=date)


def measure_stories(gold: Sequence[str], found: Sequence[str]) -> dict[str, Score]:
    """B-cubed precision, recall and F1, and the adjusted Rand index, with their intervals."""
    truth, guess = (np.unique(list(labels), return_inverse=True)[1] for labels in (gold, found))
    members = [np.flatnonzero(truth == story) for story in range(truth.max() + 1)]
    together = _sizes(truth * (guess.max() + 1) + guess)
    precision, recall = together / _sizes(guess), together / _sizes(truth)

    def statistics(drawn: np.ndarray) -> tuple[float, ...]:
        rows = np.concatenate([members[story] for story in drawn])
        p, r = float(precision[rows].mean()), float(recall[rows].mean())
        times = np.bincount(rows, minlength=len(truth))
        return p, r, 2 * p * r / (p + r), adjusted_rand(truth, guess, times)

    return dict(zip(NAMES, bootstrap(len(members), statistics), strict=True))


def _sizes(labels: np.ndarray) -> np.ndarray:
    """Of each row, how many have its label."""
    _, places, counts = np.unique(labels, return_inverse=True, return_counts=True)
    return counts[places]


def adjusted_rand(truth: np.ndarray, guess: np.ndarray, times: np.ndarray) -> float:
    """The index over pairs of different rows, each row drawn so many times."""
    alone = _pairs(times)

    def count(labels: np.ndarray) -> float:
        return _pairs(np.bincount(labels, weights=times)) - alone

    both = count(truth * (guess.max() + 1) + guess)
    one, other = count(truth), count(guess)
    everything = _pairs(times.sum(keepdims=True)) - alone
    expected = one * other / everything if everything else 0.0
    most = (one + other) / 2
    return 1.0 if most == expected else float((both - expected) / (most - expected))


def _pairs(sizes: np.ndarray) -> float:
    return float((sizes * (sizes - 1)).sum() / 2)
