"""Tasks ``asks`` and ``promises``: whether each is found, and followed to its true end."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

from detente.analysis.asks import Ask
from detente.analysis.plans import Promise
from detente.analysis.stories import Story
from detente.engine.asking import find_asks, find_promises, read_material
from detente.evaluation.gold import read_rows
from detente.evaluation.outcome import Table
from detente.ledger import Ledger
from detente.records import Actor

UNENDED = frozenset({"open", "pending"})
HALVES = ("development", "held out")
SURE = (0.5, 0.6, 0.75, 1.0)  # bounds of the confidence by which ends are counted


@dataclass(frozen=True, slots=True)
class Followed:
    """A true ask or promise, with the status and dispatch that were found for it, if any."""

    id: str
    half: str
    truth: str
    also: tuple[str, ...]
    settling: tuple[str, ...]
    found: str | None
    settled_in: str | None
    confidence: float = 0.0

    @property
    def ended(self) -> bool:
        return self.found is not None and self.found not in UNENDED

    def right(self, *, dispatch: bool) -> bool:
        """Whether the status is one that may stand, by the right dispatch if that is asked."""
        if self.found is None or self.found not in (self.truth, *self.also):
            return False
        return not dispatch or not self.ended or self.settled_in in self.settling


@dataclass(frozen=True, slots=True)
class EndsResult:
    """How far true asks (or promises) are found and followed; ``rows`` has one for each."""

    task: str
    rows: tuple[Followed, ...]
    predictions: list[dict[str, Any]]

    @property
    def size(self) -> str:
        return f"{len(self.rows)} {self.task}"

    def scores(self) -> dict[str, float]:
        found = [row for row in self.rows if row.found is not None]
        scores = {"coding recall": len(found) / len(self.rows)}
        for dispatch, name in ((False, "status"), (True, "status and dispatch")):
            precision, recall = measure_ends(found, dispatch=dispatch)
            scores |= {f"ends precision, {name}": precision, f"ends recall, {name}": recall}
        return scores

    def tables(self) -> Sequence[Table]:
        halves = [
            (half, [row for row in self.rows if half in (row.half, "all")])
            for half in (*HALVES, "all")
        ]
        found = [(half, [row for row in rows if row.found is not None]) for half, rows in halves]
        return (
            Table(f"how many {self.task} were coded at all", ("", "true", "found", "share"), [
                (half, str(len(rows)), str(len(own)), _figure(len(own) / max(1, len(rows))))
                for (half, rows), (_, own) in zip(halves, found, strict=True)
            ]),
            Table("of those, ended", ("", "right by", "said", "right", "precision", "recall"), [
                _ends(half, rows, name, dispatch=dispatch)
                for half, rows in found
                for dispatch, name in ((False, "status"), (True, "dispatch too"))
            ]),
            Table("of those, still open", ("", "said", "right", "precision", "recall"), [
                _opens(half, rows) for half, rows in found
            ]),
            Table("ended, by confidence, both halves", ("", "said", "right"), [
                _by_confidence(self.rows, low, high) for low, high in pairwise(SURE)
            ]),
        )  # fmt: skip


def _ends(half: str, rows: Sequence[Followed], name: str, *, dispatch: bool) -> tuple[str, ...]:
    said = [row for row in rows if row.ended]
    right = sum(row.right(dispatch=dispatch) for row in said)
    figures = map(_figure, measure_ends(rows, dispatch=dispatch))
    return half, name, str(len(said)), str(right), *figures


def _opens(half: str, rows: Sequence[Followed]) -> tuple[str, ...]:
    said = [row for row in rows if not row.ended]
    right = sum(row.right(dispatch=False) for row in said)
    return half, str(len(said)), str(right), *map(_figure, measure_open(rows))


def _by_confidence(rows: Sequence[Followed], low: float, high: float) -> tuple[str, str, str]:
    said = [row for row in rows if row.ended and low <= row.confidence < high]
    right = sum(row.right(dispatch=False) for row in said)
    return f"{low:.2f} to {high:.2f}", str(len(said)), str(right)


def _figure(value: float) -> str:
    return f"{value:.3f}"


def measure_ends(rows: Sequence[Followed], *, dispatch: bool) -> tuple[float, float]:
    """Precision over what was said to have ended, recall over what truly did.

    What truly ended and may also stand as open is left out of the recall where it is said so.
    """
    said = [row for row in rows if row.ended]
    true = [row for row in rows if row.truth not in UNENDED]
    true = [row for row in true if row.ended or not row.right(dispatch=False)]
    return _share(said, dispatch=dispatch), _share(true, dispatch=dispatch)


def measure_open(rows: Sequence[Followed]) -> tuple[float, float]:
    """Precision and recall of what is still open."""
    said = [row for row in rows if row.found in UNENDED]
    true = [row for row in rows if row.truth in UNENDED]
    return _share(said, dispatch=False), _share(true, dispatch=False)


def _share(rows: Sequence[Followed], *, dispatch: bool) -> float:
    return sum(row.right(dispatch=dispatch) for row in rows) / max(1, len(rows))


def evaluate_ends(task: str, path: Path, ledger: Ledger, coder: str | None = None) -> EndsResult:
    """Follow the asks or promises (``task``) of the gold rows' parties in a ledger.

    Rows are as in ``tests/gold/test_asks_truth.py``. One is found where an ask of the same
    addressee (a promise of the same maker) rests on a sentence of ``said``; of several the
    surest ended one counts. Halves are by the first bit of the SHA-256 of the row's id.
    """
    rows = read_rows(path, ("id", "said", "status"))
    whom = "addressee" if task == "asks" else "maker"
    parties = sorted({row[whom] for row in rows})
    items: dict[str, Ask | Promise] = {}
    for a, b in combinations(parties, 2):
        material = read_material(ledger, a, b, coder=coder)
        found = find_asks(material) if task == "asks" else find_promises(material)
        items |= {item.id: item for item in found}
    followed = [_match(row, row[whom], list(items.values())) for row in rows]
    predictions = [
        {"id": one.id, "status": one.found, "settled_in": one.settled_in,
         "confidence": one.confidence}
        for one in followed
    ]  # fmt: skip
    return EndsResult(task, tuple(followed), predictions)


def _match(row: Mapping[str, Any], whom: str, items: Sequence[Ask | Promise]) -> Followed:
    party = Actor.parse(whom)
    hits = [item for item in items if _is_of(item, party) and _is_said(item, row["said"])]
    best = max(hits, key=lambda one: (one.settled_by is not None, one.confidence), default=None)
    settling = [q for q in (row["settled"], *row["settled_also"]) if q is not None]
    by = best.settled_by if best else None
    return Followed(
        row["id"],
        half_of(row["id"]),
        row["status"],
        tuple(row["status_also"]),
        tuple(sorted({quote["file"] for quote in settling})),
        str(best.status) if best else None,
        _file(by) if by else None,
        best.confidence if best else 0.0,
    )


def half_of(id: str) -> str:
    """The half that a row belongs to, fixed by its id."""
    return HALVES[int(hashlib.sha256(id.encode()).hexdigest(), 16) % 2]


def _is_of(item: Ask | Promise, party: Actor) -> bool:
    actors = (item.addressee,) if isinstance(item, Ask) else item.maker
    return any(actor.code == party.code for actor in actors)


def _is_said(item: Ask | Promise, said: Sequence[Mapping[str, Any]]) -> bool:
    return any(
        Path(entry.document.source).name == quote["file"]
        and _overlap(entry.event.evidence.quote.text, quote["quote"])
        for story in item.stories
        for entry in story.entries
        for quote in said
    )


def _overlap(one: str, other: str) -> bool:
    return one in other or other in one


def _file(story: Story) -> str:
    return Path(story.lead.document.source).name
