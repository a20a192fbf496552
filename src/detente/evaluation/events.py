"""Task ``events``: whole events of a report, by how much of them must be right.

An event found counts once at most: pairs are a largest matching between what was found and what
the gold data holds, report by report, so that the order does not matter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from detente.coding.protocol import Coder
from detente.errors import SourceError
from detente.evaluation.gold import read_rows
from detente.evaluation.outcome import Table
from detente.evaluation.scores import Score, precision_recall
from detente.ontology import event_types, quad
from detente.records import Coding, Document, Event
from detente.records_json import event_dict

BATCH = 64

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """Precision, recall and F1 at one strictness, with the counts behind them."""

    precision: Score
    recall: Score
    f1: Score
    right: int
    found: int
    gold: int


@dataclass(frozen=True, slots=True)
class EventsResult:
    """Scores by strictness: ``actors``, ``actors+quad``, ``actors+type``, ``all+modality``."""

    reports: int
    levels: dict[str, Found]
    predictions: list[dict[str, Any]]

    @property
    def size(self) -> str:
        return f"{self.reports} reports"

    def scores(self) -> dict[str, float]:
        return {f"{name} f1": level.f1.value for name, level in self.levels.items()}

    def tables(self) -> Sequence[Table]:
        rows = [
            (
                name,
                *map(str, (f.precision, f.recall, f.f1)),
                f"{f.right} of {f.found}, {f.gold} gold",
            )
            for name, f in self.levels.items()
        ]
        return (Table("", ("level", "precision", "recall", "F1", "right"), rows),)


def evaluate_events(
    path: Path, coder: Coder, texts: Mapping[str, Document] | None = None
) -> EventsResult:
    """Code every report of a gold file and compare its events with the gold ones.

    Rows are ``{id, text, date?, outlets?, events: [{source, target, type, content, modality,
    mutual}]}``; a row without ``text`` takes its document from ``texts`` by ``id``. Rows with
    ``types`` and coded parties instead of ``events`` (PLOVER's gold-standard records) are one
    event each. Raises ``SourceError`` for rows of another form.
    """
    rows = read_rows(path, ("id",))
    gold = [_gold(path, row) for row in rows]
    documents = [_document(path, row, texts or {}) for row in rows]
    found = [
        _dicts(events, d) for events, d in zip(_code(coder, documents), documents, strict=True)
    ]
    predictions = [{"id": row["id"], "events": each} for row, each in zip(rows, found, strict=True)]
    levels = {name: _level(gold, found, test) for name, test in LEVELS.items()}
    return EventsResult(len(rows), levels, predictions)


def _code(coder: Coder, documents: Sequence[Document]) -> Iterable[Sequence[Event]]:
    for first in range(0, len(documents), BATCH):
        for result in coder.code(documents[first : first + BATCH]):
            yield result.events if isinstance(result, Coding) else ()


def _dicts(events: Iterable[Event], document: Document) -> list[dict[str, Any]]:
    """Events as the task's predictions: ids, and verbatim strings for evidence and trigger."""
    kept = ("source", "target", "type", "mode", "content", "modality", "mutual", "issue",
            "attribution", "confidence")  # fmt: skip
    rows = [event_dict(event, document) for event in events]
    return [
        {**{key: row[key] for key in kept},
         "evidence": row["evidence"]["text"], "trigger": row["trigger"]["text"]}
        for row in rows
    ]  # fmt: skip


def _document(path: Path, row: Row, texts: Mapping[str, Document]) -> Document:
    if row.get("text"):
        date = dt.date.fromisoformat(row["date"]) if row.get("date") else None
        return Document(row["id"], row["text"], date=date, outlets=tuple(row.get("outlets") or ()))
    if row["id"] not in texts:
        raise SourceError(str(path), f"row {row['id']} has no text; give --texts where it stands")
    return texts[row["id"]]


def _gold(path: Path, row: Row) -> list[dict[str, Any]]:
    if "events" in row:
        events = list(row["events"])
    elif row.get("types"):
        sides = {side: [_coded(p) for p in row.get(side) or []] for side in ("source", "target")}
        events = [{**sides, "type": row["types"][0], "content": None, "modality": "actual"}]
    else:
        raise SourceError(str(path), f"row {row['id']} has neither events nor types")
    unknown = {e.get("type") for e in events} - set(event_types())
    if unknown:
        raise SourceError(
            str(path), f"row {row['id']}: not types of PLOVER: {sorted(map(str, unknown))}"
        )
    return events


def _coded(party: Row) -> str:
    return f"{party['code']}-{party['sector']}" if party.get("sector") else str(party["code"])


# -- when two events are the same ------------------------------------------------------------


def _roots(side: object) -> frozenset[str]:
    ids = [side] if isinstance(side, str) else list(side or [])  # type: ignore[call-overload]
    return frozenset(i if i.startswith("MED:") else i.split(":")[0].split("-")[0] for i in ids)


def _agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sides are the same parties: half of all that either names, or more."""
    return one == other or 2 * len(one & other) >= len(one | other) > 0


def same_actors(gold: Row, found: Row) -> bool:
    """Same source and target by state or organisation; a mutual act may be told from either."""
    ours = _roots(gold.get("source")), _roots(gold.get("target"))
    theirs = _roots(found.get("source")), _roots(found.get("target"))
    if _agree(ours[0], theirs[0]) and _agree(ours[1], theirs[1]):
        return True
    mutual = gold.get("mutual") or found.get("mutual")
    return bool(mutual) and (
        (_agree(ours[0], theirs[1]) and _agree(ours[1], theirs[0]))
        or _agree(ours[0] | ours[1], theirs[0] | theirs[1])
    )


def _same_quad(gold: Row, found: Row) -> bool:
    return same_actors(gold, found) and quad(gold["type"], gold.get("content")) == quad(
        found["type"], found.get("content")
    )


def _same_type(gold: Row, found: Row) -> bool:
    return same_actors(gold, found) and gold["type"] == found["type"]


def _same_all(gold: Row, found: Row) -> bool:
    modality = gold.get("modality") or "actual"
    return _same_type(gold, found) and modality == found["modality"]


Test = Callable[[Row, Row], bool]
LEVELS: dict[str, Test] = {
    "actors": same_actors,
    "actors+quad": _same_quad,
    "actors+type": _same_type,
    "all+modality": _same_all,
}


def matching(gold: Sequence[Row], found: Sequence[Row], same: Test) -> dict[int, int]:
    """A largest matching, found by augmenting paths: index of found → index of gold."""
    taken: dict[int, int] = {}  # gold -> found

    def place(f: int, tried: set[int]) -> bool:
        for g, one in enumerate(gold):
            if g in tried or not same(one, found[f]):
                continue
            tried.add(g)
            if g not in taken or place(taken[g], tried):
                taken[g] = f
                return True
        return False

    for f in range(len(found)):
        place(f, set())
    return {f: g for g, f in taken.items()}


def _level(gold: Sequence[Sequence[Row]], found: Sequence[Sequence[Row]], same: Test) -> Found:
    counts = np.array(
        [(len(matching(g, f, same)), len(f), len(g)) for g, f in zip(gold, found, strict=True)]
    )
    precision, recall, f1 = precision_recall(counts)
    return Found(precision, recall, f1, *(int(n) for n in counts.sum(axis=0)))
