"""Acts read back: what other coders' rows tell, one row an act."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from detente.ledger.connection import fetch
from detente.ledger.filters import Conditions
from detente.ledger.patterns import ORGANS, ActorPattern
from detente.ledger.rows import Rows

_LEVELS = ("official", "all")
_COLUMNS = """act_id AS id, date, source, target, type, content, CAST(quad AS INTEGER) AS quad,
    score, goldstein, mutual, issues, confidence, reports, outlets, coder"""
_SHOWN = ("date", "source", "type", "content", "target", "mutual", "reports", "outlets")
_PART = re.compile(r"\b(code|role|person)\b")


@dataclass(frozen=True, slots=True)
class Act:
    """One act of imported event data; ``source`` or ``target`` is ``None`` where no table knows.

    ``score`` is PLOVER's (-10 to +10), ``goldstein`` Goldstein's; ``reports`` and ``outlets``
    say how many stand behind it. ``type``, ``quad`` and ``score`` are ``None`` of statements.
    """

    id: str
    date: dt.date
    source: str | None
    target: str | None
    type: str | None
    content: str | None
    quad: int | None
    score: float | None
    goldstein: float | None
    mutual: bool
    issues: tuple[str, ...]
    confidence: float
    reports: int
    outlets: int
    coder: str


@dataclass(frozen=True, slots=True)
class ActingPair:
    """Two codes with acts between them: all, each way, and those of both together."""

    coder: str
    a: str
    b: str
    acts: int
    a_to_b: int
    b_to_a: int
    mutual: int
    first: dt.date
    last: dt.date


def read_acts(
    connection: duckdb.DuckDBPyConnection, conditions: Conditions, *, newest: int | None = None
) -> Rows[Act]:
    """The acts under these conditions by date, or so many of the ``newest``, the last first."""
    order = "date, act_id" if newest is None else f"date DESC, act_id LIMIT {int(newest)}"
    query = f"SELECT {_COLUMNS} FROM acts {conditions.where()} ORDER BY {order}"
    return Rows(fetch(connection, query, conditions.parameters), "act", _SHOWN, _build)


def _build(row: dict[str, Any]) -> Act:
    return Act(**{**row, "issues": tuple(row["issues"])})


def between(conditions: Conditions, a: str | None, b: str | None, *, either_way: bool) -> None:
    """Done by ``a`` towards ``b``, mutual acts in either order, or with ``either_way`` all."""
    turns = [(a, b), (b, a)] if a is not None or b is not None else []
    clauses, parameters = [], []
    for number, (source, target) in enumerate(turns):
        parts = ["mutual"] if number and not either_way else []
        for side, id in (("source", source), ("target", target)):
            if id is not None:
                condition, values = ActorPattern.parse(id).condition()
                parts.append("(" + _PART.sub(rf"{side}_\1", condition) + ")")
                parameters += values
        clauses.append(f"({' AND '.join(parts)})")
    if clauses:
        conditions.add(f"({' OR '.join(clauses)})", *parameters)


# Coded texts beside imports: an event once for every two codes that have a side in it.
_DEALT = """
    SELECT coder, date, type, source_code, source_role, target_code, target_role, mutual FROM acts
    UNION ALL
    SELECT DISTINCT coder, date, type, one.code, one.role, other.code, other.role, mutual
    FROM live_events
    JOIN participants AS one USING (entry) JOIN participants AS other USING (entry)
    WHERE one.side = 'source' AND other.side = 'target' AND modality = 'actual'
"""


def read_acting_pairs(
    connection: duckdb.DuckDBPyConnection, minimum: int, level: str, conditions: Conditions
) -> Rows[ActingPair]:
    """Unordered pairs of codes with at least ``minimum`` acts of one coder, the most first.

    What several reports of coded texts tell of one day counts once.
    """
    if level not in _LEVELS:
        raise ValueError(f"level is {' or '.join(_LEVELS)}, not {level!r}")
    conditions.add("source_code IS NOT NULL AND target_code IS NOT NULL")
    conditions.add("source_code <> target_code AND 'MED' NOT IN (source_code, target_code)")
    if level == "official":
        organs = ", ".join(f"'{role}'" for role in sorted(ORGANS))
        for side in ("source", "target"):
            conditions.add(f"({side}_role IS NULL OR {side}_role IN ({organs}))")
    query = f"""
        WITH dealt AS ({_DEALT})
        SELECT coder, least(source_code, target_code) AS a, greatest(source_code, target_code) AS b,
            count(*) AS acts,
            count(*) FILTER (WHERE NOT mutual AND source_code < target_code) AS a_to_b,
            count(*) FILTER (WHERE NOT mutual AND source_code > target_code) AS b_to_a,
            count(*) FILTER (WHERE mutual) AS mutual, min(date) AS first, max(date) AS last
        FROM dealt {conditions.where()}
        GROUP BY coder, a, b HAVING count(*) >= ? ORDER BY acts DESC, a, b, coder
    """
    table: pa.Table = fetch(connection, query, [*conditions.parameters, minimum])
    return Rows(table, "pair", table.column_names, lambda row: ActingPair(**row))
