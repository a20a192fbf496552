"""Task ``type``: the act between a marked source and a marked target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.coding.protocol import Coder, Pair, TypeScores
from detente.errors import SourceError
from detente.evaluation.gold import read_rows
from detente.evaluation.outcome import Table
from detente.evaluation.scores import Report, classification
from detente.ontology import event_types, quad

# Sets that follow CAMEO's roots (their rows name one, `gold_root`) count four deeds as CAMEO does,
# not as the codebook: crosswalk 115, 163, 191 and 176 in PLOVER's manual.
CAMEO_ROOTS = {
    "SANCTION:convict": "ACCUSE",
    "SANCTION:embargo": "COERCE",
    "COERCE:blockade": "ASSAULT",
    "COERCE:cyber": "ASSAULT",
}
# And a hostile deed that is only announced is a threat there (CAMEO 13), as an announced helpful
# one is an intention (03).
ANNOUNCED = frozenset({"PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"})


@dataclass(frozen=True, slots=True)
class TypeResult:
    """Scores of the task: by type, and by quad (verbal and material, help and conflict).

    ``types`` and ``quads`` are ``None`` where the rows have no gold types to score against.
    """

    types: Report | None
    quads: Report | None
    predictions: list[dict[str, Any]]

    @property
    def size(self) -> str:
        return f"{len(self.predictions)} rows"

    def scores(self) -> dict[str, float]:
        if self.types is None or self.quads is None:
            return {}
        return {
            "macro_f1": self.types.macro_f1.value,
            "accuracy": self.types.accuracy.value,
            "quad_macro_f1": self.quads.macro_f1.value,
        }

    def tables(self) -> Sequence[Table]:
        named = (("types", self.types), ("quads", self.quads))
        return [_table(name, report) for name, report in named if report is not None]


def _table(name: str, report: Report) -> Table:
    scores = [("macro F1", report.macro_f1), ("accuracy", report.accuracy)]
    if report.micro_f1 != report.accuracy:
        scores.append(("micro F1", report.micro_f1))
    worst = ", ".join(f"{gold} as {found} {n}" for gold, found, n in report.confusion[:8])
    title = f"{name}: " + ", ".join(f"{label} {score}" for label, score in scores)
    rows = [
        (label, f"{c.precision:.2f}", f"{c.recall:.2f}", f"{c.f1:.2f}", str(c.gold),
         str(c.predicted))
        for label, c in report.classes.items()
    ]  # fmt: skip
    return Table(
        title,
        ("class", "precision", "recall", "F1", "gold", "found"),
        rows,
        f"most confused: {worst}" if worst else "",
    )


def evaluate_types(path: Path, coder: Coder) -> TypeResult:
    """Predict the type of every row of a gold file and score it.

    Rows are ``{id, text, source: [[start, end]], target: [[start, end]], types: [TYPE]}``; any
    of ``types`` is right. Rows that name a CAMEO root (``gold_root``), and rows without any
    ``types``, which are predicted but not scored, count convictions, embargoes, blockades, cyber
    attacks, and hostile deeds only announced where CAMEO does. Raises ``SourceError`` for rows of
    another form.
    """
    rows = read_rows(path, ("id", "text", "source", "target"))
    unlabelled = [row for row in rows if "types" not in row]
    if unlabelled and len(unlabelled) < len(rows):
        raise SourceError(str(path), f"row {unlabelled[0]['id']} lacks types, and others have them")
    judged = coder.judge([_pair(path, row) for row in rows])
    scores = [_rooted(row, one) for row, one in zip(rows, judged, strict=True)]
    predicted = [max(one, key=one.__getitem__, default=None) for one in scores]
    predictions = [
        {"id": row["id"], "type": name, "scores": _rounded(one)}
        for row, name, one in zip(rows, predicted, scores, strict=True)
    ]
    if unlabelled:
        return TypeResult(None, None, predictions)
    gold = [_gold(row, guess) for row, guess in zip(rows, predicted, strict=True)]
    gold_quads = [str(_quad(row, name)) for row, name in zip(rows, gold, strict=True)]
    quads = [
        g if name in row["types"] else str(quad(name)) if name else None
        for row, name, g in zip(rows, predicted, gold_quads, strict=True)
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
    types = row.get("types", ["AGREE"])
    unknown = [name for name in types if name not in event_types()]
    if unknown or not types:
        raise SourceError(str(path), f"row {row['id']}: not types of PLOVER: {unknown}")
    return Pair(row["text"], *sides)


def _rooted(row: dict[str, Any], judged: TypeScores) -> dict[str, float]:
    """The scores; where CAMEO counts the deed elsewhere, the two types change places."""
    scores = dict(judged.scores)
    other = CAMEO_ROOTS.get(judged.mode or "")
    if judged.type in ANNOUNCED and judged.modality == "planned":
        other = "THREATEN"
    if other is not None and judged.type is not None and ("gold_root" in row or "types" not in row):
        best = judged.type
        scores[best], scores[other] = scores.get(other, 0.0), scores[best]
    return scores


def _gold(row: dict[str, Any], guess: str | None) -> str:
    """The gold type that the row is counted under: the one that was guessed, if it is right."""
    return guess if guess is not None and guess in row["types"] else str(row["types"][0])


def _quad(row: dict[str, Any], name: str) -> int:
    return int(row["quad"]) if row.get("quad") else quad(name)


def _rounded(scores: dict[str, float]) -> dict[str, float]:
    ranked: Sequence[tuple[str, float]] = sorted(scores.items(), key=lambda pair: -pair[1])
    return {name: round(value, 4) for name, value in ranked}
