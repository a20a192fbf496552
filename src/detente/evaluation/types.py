"""Task ``type``: the act between a marked source and a marked target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.coding.protocol import Coder, Pair, TypeScores
from detente.errors import SourceError
from detente.evaluation.gold import read_rows
from detente.evaluation.scores import Report, classification
from detente.ontology import event_types, quad

# Sets whose rows name a CAMEO root (`gold_root`) count four deeds as CAMEO does, not as the
# coding guide: crosswalk 115, 163, 191 and 176 in PLOVER's manual.
CAMEO_ROOTS = {
    "SANCTION:convict": "ACCUSE",
    "SANCTION:embargo": "COERCE",
    "COERCE:blockade": "ASSAULT",
    "COERCE:cyber": "ASSAULT",
}


@dataclass(frozen=True, slots=True)
class TypeResult:
    """Scores of the task: by type, and by quad (verbal and material, help and conflict)."""

    types: Report
    quads: Report
    predictions: list[dict[str, Any]]


def evaluate_types(path: Path, coder: Coder) -> TypeResult:
    """Predict the type of every row of a gold file and score it.

    Rows are ``{id, text, source: [[start, end]], target: [[start, end]], types: [TYPE]}``; any
    of ``types`` is right. Raises ``SourceError`` for rows of another form.
    """
    rows = read_rows(path, ("id", "text", "source", "target", "types"))
    judged = coder.judge([_pair(path, row) for row in rows])
    predicted = [_named(row, one) for row, one in zip(rows, judged, strict=True)]
    gold = [_gold(row, guess) for row, guess in zip(rows, predicted, strict=True)]
    gold_quads = [str(_quad(row, name)) for row, name in zip(rows, gold, strict=True)]
    quads = [
        g if name in row["types"] else str(quad(name)) if name else None
        for row, name, g in zip(rows, predicted, gold_quads, strict=True)
    ]
    predictions = [
        {"id": row["id"], "type": name, "scores": _rounded(one.scores)}
        for row, name, one in zip(rows, predicted, judged, strict=True)
    ]
    return TypeResult(
        classification(gold, predicted), classification(gold_quads, quads), predictions
    )


def _pair(path: Path, row: dict[str, Any]) -> Pair:
    try:
        sides = [tuple((int(a), int(b)) for a, b in row[side]) for side in ("source", "target")]
    except (TypeError, ValueError):
        raise SourceError(
            str(path), f"row {row['id']}: source and target are lists of [start, end]"
        ) from None
    unknown = [name for name in row["types"] if name not in event_types()]
    if unknown or not row["types"]:
        raise SourceError(str(path), f"row {row['id']}: not types of PLOVER: {unknown}")
    return Pair(row["text"], *sides)


def _named(row: dict[str, Any], judged: TypeScores) -> str | None:
    if "gold_root" in row and judged.mode in CAMEO_ROOTS and judged.type is not None:
        return CAMEO_ROOTS[judged.mode]
    return judged.type


def _gold(row: dict[str, Any], guess: str | None) -> str:
    """The gold type that the row is counted under: the one that was guessed, if it is right."""
    return guess if guess is not None and guess in row["types"] else str(row["types"][0])


def _quad(row: dict[str, Any], name: str) -> int:
    return int(row["quad"]) if row.get("quad") else quad(name)


def _rounded(scores: dict[str, float]) -> dict[str, float]:
    ranked: Sequence[tuple[str, float]] = sorted(scores.items(), key=lambda pair: -pair[1])
    return {name: round(value, 4) for name, value in ranked}
