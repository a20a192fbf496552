"""Twins: the data of a page as JSON and as CSV, from the very object that its template shows."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from detente.report.safety import show

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(value: Any) -> Any:
    """Dataclasses as dictionaries, tuples as lists, days as ISO texts, NaN as null."""
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def write_json(value: Any) -> bytes:
    """The value as JSON in UTF-8; halves of surrogate pairs, which it cannot write, are escaped."""
    found = plain(value)
    try:
        return json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(found).encode()


def write_csv(rows: Sequence[object], kind: type) -> bytes:
    """Rows of one dataclass as CSV in UTF-8, with a line of names even where there are none.

    Several values of one cell stand joined by ``;``. A text that a spreadsheet would take for a
    formula gets an apostrophe before it, and characters that act on a screen are shown as U+FFFD.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([one.name for one in fields(kind)])
    writer.writerows([*_cells(row)] for row in rows)
    return out.getvalue().encode()


def _cells(row: object) -> Iterator[object]:
    for one in fields(row):  # type: ignore[arg-type]
        value = plain(getattr(row, one.name))
        if isinstance(value, list | dict):
            value = _join(value)
        yield _defuse(value) if isinstance(value, str) else value


def _join(value: Any) -> str:
    if isinstance(value, list) and not any(isinstance(one, list | dict) for one in value):
        return ";".join(str(one) for one in value)
    return json.dumps(value, ensure_ascii=False)


def _defuse(text: str) -> str:
    safe = show(text)
    return f"'{safe}" if safe.startswith(_FORMULA) else safe
