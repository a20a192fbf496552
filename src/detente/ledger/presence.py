"""Presence: what a ledger holds of each actor in each year, coded from text or imported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from detente.ledger.connection import fetch
from detente.ledger.filters import Conditions, Day, Names, as_names, first_day, last_day
from detente.ledger.patterns import ORGANS
from detente.ledger.rows import Rows


@dataclass(frozen=True, slots=True)
class Presence:
    """What one coder has of one actor's code in one year.

    ``events`` are acts (or coded events) with the actor on either side, ``bare`` those in which
    the code itself stands without a role, ``official`` those of the code or its organs, ``done``
    those in which it acts. ``months`` are those of the year in which the coder has anything at
    all, ``silent`` those of them without this actor. ``sampled`` is the part of the coder's rows
    of that year (0 to 1) that the file marks as drawn from more.
    """

    coder: str
    code: str
    year: int
    events: int
    bare: int
    official: int
    done: int
    reports: int
    outlets: int
    months: int
    silent: int
    sampled: float


_ORGANS = ", ".join(f"'{role}'" for role in sorted(ORGANS))
_BARE = "{0}role IS NULL AND {0}person IS NULL"
_OFFICIAL = f"({{0}}role IS NULL OR {{0}}role IN ({_ORGANS}))"
# One row an act and code: what bears the same code on both sides is one act of it. Months are bits,
# since counting distinct ones among millions of acts takes many times as long.
_TOLD = f"""
WITH acts_then AS NOT MATERIALIZED (SELECT * FROM acts {{period}}),
reports_then AS NOT MATERIALIZED (SELECT * FROM reports {{period}}),
events_then AS NOT MATERIALIZED (
    SELECT coder, date, mutual, event_id, outlet, side, code, role, person
    FROM (SELECT * FROM live_events {{period}}) JOIN participants USING (entry)
    LEFT JOIN (SELECT document_id, outlet FROM documents) USING (document_id)
    WHERE side IN ('source', 'target') AND date IS NOT NULL
), told AS NOT MATERIALIZED (
    SELECT coder, source_code AS code, year(date) AS year, 1 << month(date) AS months,
        {_BARE.format("source_")} OR within AND {_BARE.format("target_")} AS bare,
        {_OFFICIAL.format("source_")} OR within AND {_OFFICIAL.format("target_")} AS official,
        true AS done, reports * (1 + CAST(within AS INTEGER)) AS reports
    FROM (SELECT *, source_code IS NOT DISTINCT FROM target_code AS within FROM acts_then)
    UNION ALL
    SELECT coder, target_code, year(date), 1 << month(date),
        {_BARE.format("target_")}, {_OFFICIAL.format("target_")}, mutual, reports
    FROM acts_then WHERE source_code IS DISTINCT FROM target_code
    UNION ALL
    SELECT coder, code, year(date), bit_or(1 << month(date)), bool_or({_BARE.format("")}),
        bool_or({_OFFICIAL.format("")}), bool_or(side = 'source' OR mutual), count(*)
    FROM events_then GROUP BY coder, code, year(date), event_id
)"""
_YEARS = """
SELECT coder, year, bit_count(bit_or(bits)) AS months, any_value(sampled) AS sampled FROM (
    SELECT coder, year(date) AS year, 1 << month(date) AS bits FROM acts_then
    UNION ALL SELECT coder, year(date), 1 << month(date) FROM events_then)
LEFT JOIN (
    SELECT coder, year(date) AS year, 1 - avg(CAST(complete AS INTEGER)) AS sampled
    FROM reports_then GROUP BY ALL) USING (coder, year)
GROUP BY coder, year"""
# Of imports the outlets are those of the reports.
_SEEN = """
SELECT * FROM (
    SELECT coder, code, year, count(*) AS events, count(*) FILTER (bare) AS bare,
        count(*) FILTER (official) AS official, count(*) FILTER (done) AS done,
        CAST(sum(reports) AS BIGINT) AS reports, bit_count(bit_or(months)) AS spoken
    FROM told {asked} GROUP BY coder, code, year)
LEFT JOIN (
    SELECT coder, code, year, count(DISTINCT outlet) AS outlets FROM (
        SELECT coder, year(date) AS year, publisher AS outlet,
            unnest([split_part(source_id, '-', 1), split_part(target_id, '-', 1)]) AS code
        FROM reports_then WHERE publisher IS NOT NULL
        UNION ALL
        SELECT coder, year(date), outlet, code FROM events_then WHERE outlet IS NOT NULL)
    {asked} GROUP BY ALL) USING (coder, code, year)"""
_PRESENCE = """
{given}
SELECT coder, code, year, coalesce(events, 0) AS events, coalesce(bare, 0) AS bare,
       coalesce(official, 0) AS official, coalesce(done, 0) AS done,
       coalesce(reports, 0) AS reports, coalesce(outlets, 0) AS outlets,
       months, months - coalesce(spoken, 0) AS silent, coalesce(sampled, 0.0) AS sampled
FROM years CROSS JOIN ({asked}) LEFT JOIN seen USING (coder, code, year)
QUALIFY {kept}
ORDER BY sum(events) OVER (PARTITION BY code) DESC NULLS LAST, code, coder, year
"""
# Of codes asked for, a coder that never has them is told as well.
_EVER = "sum(events) OVER (PARTITION BY coder, code) > 0"


def count_presence() -> tuple[str, str]:
    """The queries of all codes by year, and of the years themselves, that a snapshot keeps."""
    told = _TOLD.format(period="")
    return f"{told} {_SEEN.format(asked='WHERE code IS NOT NULL')}", f"{told} {_YEARS}"


def read_presence(
    connection: duckdb.DuckDBPyConnection, code: Names | None, since: Day | None, until: Day | None
) -> Rows[Presence]:
    """Presence of some codes, or of all that occur, in a period; silent years stand as zeros."""
    period = Conditions()
    period.between("date", since, until)
    codes = [] if code is None else as_names(code)
    asked = f"WHERE code IN ({', '.join('?' for _ in codes)})" if codes else ""
    given = f"{_TOLD.format(period=period.where())}, seen AS ({_SEEN.format(asked=asked)})"
    return _read(
        connection, f"{given}, years AS ({_YEARS})", codes,
        [*period.parameters * 3, *codes * 2],
    )  # fmt: skip


def read_summed_presence(
    connection: duckdb.DuckDBPyConnection, code: Names | None, since: Day | None, until: Day | None
) -> Rows[Presence]:
    """The same from a snapshot's summaries; of years that the period cuts, from its tables."""
    first, last = since and first_day(since), until and last_day(until)
    if (first and (first.month, first.day) != (1, 1)) or (
        last and (last.month, last.day) != (12, 31)
    ):
        return read_presence(connection, code, since, until)
    codes = [] if code is None else as_names(code)
    low, high = first.year if first else dt.MINYEAR, last.year if last else dt.MAXYEAR
    given = "WITH " + ", ".join(
        f"{name} AS (SELECT * FROM summary.{table} WHERE year BETWEEN ? AND ?)"
        for name, table in (("seen", "presence"), ("years", "years"))
    )
    return _read(connection, given, codes, [low, high] * 2)


def _read(
    connection: duckdb.DuckDBPyConnection,
    given: str,
    codes: Sequence[str],
    parameters: Sequence[object],
) -> Rows[Presence]:
    asked = "SELECT DISTINCT code FROM seen WHERE code <> 'MED'"
    if codes:
        asked = f"SELECT unnest([{', '.join('?' for _ in codes)}]) AS code"
    query = _PRESENCE.format(given=given, asked=asked, kept="true" if codes else _EVER)
    table = fetch(connection, query, [*parameters, *codes])
    return Rows(table, "actor-year", table.column_names, lambda row: Presence(**row))


def read_unresolved(
    connection: duckdb.DuckDBPyConnection, coder: str | None
) -> Rows[dict[str, Any]]:
    """Names without an actor, most frequent first."""
    wanted = Conditions()
    wanted.add("id IS NULL AND name <> ''")
    wanted.one_of("coder", coder)
    query = f"""
        SELECT name, count(*) AS rows FROM (
            SELECT coder, source_name AS name, source_id AS id FROM reports
            UNION ALL SELECT coder, target_name, target_id FROM reports)
        {wanted.where()} GROUP BY name ORDER BY rows DESC, name
    """
    table = fetch(connection, query, wanted.parameters)
    return Rows(table, "name", table.column_names, dict)
