"""Task ``actors``: mentions on their own to country and sector."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from detente.actors.sectors import code_mention
from detente.evaluation.gold import read_rows
from detente.evaluation.outcome import Table
from detente.evaluation.scores import Score, bootstrap

FIELDS = ("country", "sector")


@dataclass(frozen=True, slots=True)
class ActorsResult:
    """The share of mentions with all gold fields right, and of each field alone."""

    right: Score | None
    fields: dict[str, Score]
    predictions: list[dict[str, Any]]

    @property
    def size(self) -> str:
        return f"{len(self.predictions)} mentions"

    def scores(self) -> dict[str, float]:
        if self.right is None:
            return {}
        return {"right": self.right.value, **{k: v.value for k, v in self.fields.items()}}

    def tables(self) -> Sequence[Table]:
        if self.right is None:
            return ()
        rows = [("country and sector", str(self.right))]
        rows += [(field, str(score)) for field, score in self.fields.items()]
        return (Table("", ("", "right"), rows),)


def evaluate_actors(path: Path) -> ActorsResult:
    """Code the mentions of a gold file: ``{id, mention, country?, sector?, date?}``.

    Only fields that a row has are compared. Raises ``SourceError`` for rows of another form.
    """
    rows = read_rows(path, ("id", "mention"))
    predictions = []
    for row in rows:
        date = dt.date.fromisoformat(row["date"]) if row.get("date") else None
        found = code_mention(row["mention"], date)
        predictions.append(
            {"id": row["id"], "country": found.country, "sector": found.sector,
             "actor": found.actor.id if found.actor else None}
        )  # fmt: skip
    hits = {
        field: np.array([
            float(row[field] == guess[field]) if field in row else np.nan
            for row, guess in zip(rows, predictions, strict=True)
        ])
        for field in FIELDS
    }  # fmt: skip
    if all(np.isnan(hit).all() for hit in hits.values()):
        return ActorsResult(None, {}, predictions)
    both = np.nanmin(np.array(list(hits.values())), axis=0)
    (right,) = bootstrap(len(rows), lambda drawn: (float(both[drawn].mean()),))
    fields = {field: _share(hit) for field, hit in hits.items()}
    return ActorsResult(right, fields, predictions)


def _share(hits: np.ndarray) -> Score:
    return bootstrap(len(hits), lambda drawn: (float(np.nanmean(hits[drawn])),))[0]
