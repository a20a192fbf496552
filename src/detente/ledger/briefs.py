"""Briefs noted: what a brief rested on and said, so that the next can tell what is new."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

import duckdb
import pyarrow as pa

from detente.ledger.connection import fetch, fetch_row, insert, transaction

_STATUS = pa.struct(
    [("kind", pa.string()), ("status", pa.string()), ("entries", pa.list_(pa.string()))]
)
_SCHEMA = pa.schema(
    [
        ("brief", pa.int32()), ("a", pa.string()), ("b", pa.string()), ("since", pa.date32()),
        ("until", pa.date32()), ("made", pa.timestamp("us")), ("headline", pa.string()),
        ("verdict", pa.string()), ("entries", pa.list_(pa.string())),
        ("statuses", pa.list_(_STATUS)),
    ]
)  # fmt: skip
_LAST = "SELECT coalesce(max(brief), 0) AS last FROM briefs"
_OF_PAIR = "SELECT * EXCLUDE (brief) FROM briefs WHERE a = ? AND b = ? ORDER BY brief"


@dataclass(frozen=True, slots=True)
class NotedStatus:
    """What a brief said had become of one overture or ask (``kind``), known by its entries."""

    kind: str
    status: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BriefNote:
    """One brief as it was noted.

    ``since`` and ``until`` are the period asked for, ``made`` is the moment in UTC. ``entries``
    are the ids of what it rested on, less those that an earlier note on the pair has already.
    """

    a: str
    b: str
    since: dt.date | None
    until: dt.date | None
    made: dt.datetime
    headline: str
    verdict: str
    entries: tuple[str, ...]
    statuses: tuple[NotedStatus, ...]


def write_note(connection: duckdb.DuckDBPyConnection, note: BriefNote) -> None:
    """Keep one note behind all that there are."""
    a, b = sorted((note.a, note.b))
    with transaction(connection):
        number = fetch_row(connection, _LAST)["last"] + 1
        row = {**asdict(note), "brief": number, "a": a, "b": b}
        insert(connection, "briefs", pa.Table.from_pylist([row], schema=_SCHEMA))


def read_notes(connection: duckdb.DuckDBPyConnection, a: str, b: str) -> list[BriefNote]:
    """The notes on a pair, whichever side was named first, in the order they were made."""
    rows = fetch(connection, _OF_PAIR, sorted((a, b))).to_pylist()
    return [_build(row) for row in rows]


def _build(row: dict[str, object]) -> BriefNote:
    statuses: list[dict[str, object]] = row["statuses"]  # type: ignore[assignment]
    noted = tuple(NotedStatus(**{**s, "entries": tuple(s["entries"])}) for s in statuses)  # type: ignore[arg-type]
    return BriefNote(**{**row, "entries": tuple(row["entries"]), "statuses": noted})  # type: ignore[arg-type]
