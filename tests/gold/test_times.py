"""Dates and quantities written for the tests: nearly all are read as they are meant."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from detente.text.amounts import find_amounts
from detente.text.time import find_times, resolve

HERE = Path(__file__).parent
LEAST = 0.95


class Mention(Protocol):
    start: int
    end: int


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text("utf-8").splitlines()]


def at(row: dict[str, Any], mentions: Iterable[Any]) -> Any:
    """The mention that shares most with the row's expression, or ``None``."""
    start = row["text"].index(row["expression"])
    end = start + len(row["expression"])
    shared = [(min(m.end, end) - max(m.start, start), n, m) for n, m in enumerate(mentions)]
    return max((s for s in shared if s[0] > 0), default=(0, 0, None))[2]


def test_dates() -> None:
    every, right = rows("dates.jsonl"), 0
    for row in every:
        mention = at(row, find_times(row["text"]))
        day = dt.date.fromisoformat(row["published"])
        when = resolve(mention, day, row["tense"]) if mention is not None else None
        told = (str(when.start), str(when.end), when.granularity) if when else None
        right += told == (row["start"], row["end"], row["granularity"])
    assert len(every) == 120
    assert right / len(every) >= LEAST


def test_quantities() -> None:
    every, right = rows("quantities.jsonl"), 0
    for row in every:
        mention = at(row, find_amounts(row["text"]))
        amount = mention.amount if mention is not None else None
        told = (amount.value, amount.unit, amount.currency) if amount else None
        right += told == (row["value"], row["unit"], row["currency"])
    assert len(every) == 60
    assert right / len(every) >= LEAST
