"""Presence: what a ledger holds of each actor in each year, coded from text or imported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from detente.ledger.connection import fetch
from detente.ledger.filters import Conditions, Day, Names, as_names
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
# One row a side of an act. Of imports the outlets are those of the reports.
_SIDES = """
WITH sides AS (
    SELECT coder, date, source_code AS code, source_role AS role, source_person AS person,
           true AS done, act_id AS event, reports FROM acts
    UNION ALL
    SELECT coder, date, target_code, target_role, target_person, mutual, act_id, reports FROM acts
    UNION ALL
    SELECT coder, date, code, role, person, side = 'source' OR mutual, event_id, 1
    FROM live_events JOIN participants USING (entry)
    WHERE side IN ('source', 'target') AND date IS NOT NULL
), outlets AS (
    SELECT DISTINCT coder, date, code, publisher FROM (
        SELECT coder, date, publisher, unnest([split_part(source_id, '-', 1),
                                               split_part(target_id, '-', 1)]) AS code
        FROM reports WHERE publisher IS NOT NULL
        UNION ALL
        SELECT coder, events.date, outlet, code
        FROM live_events AS events JOIN participants USING (entry)
        JOIN documents USING (document_id)
        WHERE side IN ('source', 'target') AND outlet IS NOT NULL)
    WHERE code IS NOT NULL
)
"""
_PRESENCE = """
{sides}, held AS (
    SELECT coder, year(date) AS year, count(DISTINCT month(date)) AS months
    FROM sides {period} GROUP BY ALL
), asked AS ({asked}), sampling AS (
    SELECT coder, year(date) AS year, 1 - avg(CAST(complete AS INTEGER)) AS sampled
    FROM reports {period} GROUP BY ALL
), heard AS (
    SELECT coder, code, year(date) AS year, count(DISTINCT publisher) AS outlets
    FROM outlets {period} GROUP BY ALL
), seen AS (
    SELECT coder, code, year(date) AS year, count(DISTINCT event) AS events,
        count(DISTINCT event) FILTER (WHERE role IS NULL AND person IS NULL) AS bare,
        count(DISTINCT event) FILTER (WHERE role IS NULL OR role IN ({organs})) AS official,
        count(DISTINCT event) FILTER (WHERE done) AS done,
        CAST(sum(reports) AS BIGINT) AS reports, count(DISTINCT month(date)) AS spoken
    FROM (SELECT * FROM sides {period}) SEMI JOIN asked USING (code) GROUP BY ALL
)
SELECT coder, code, year, coalesce(events, 0) AS events, coalesce(bare, 0) AS bare,
       coalesce(official, 0) AS official, coalesce(done, 0) AS done,
       coalesce(reports, 0) AS reports, coalesce(outlets, 0) AS outlets,
       months, months - coalesce(spoken, 0) AS silent, coalesce(sampled, 0.0) AS sampled
FROM held CROSS JOIN asked
LEFT JOIN seen USING (coder, code, year) LEFT JOIN heard USING (coder, code, year)
LEFT JOIN sampling USING (coder, year)
QUALIFY {kept}
ORDER BY sum(events) OVER (PARTITION BY code) DESC NULLS LAST, code, coder, year
"""
# Of codes asked for, a coder that never has them is told as well.
_ASKED = "SELECT unnest([{places}]) AS code"
_FOUND = "SELECT DISTINCT code FROM sides WHERE code IS NOT NULL AND code <> 'MED'"
_EVER = "sum(events) OVER (PARTITION BY coder, code) > 0"


def read_presence(
    connection: duckdb.DuckDBPyConnection, code: Names | None, since: Day | None, until: Day | None
) -> Rows[Presence]:
    """Presence of some codes, or of all that occur, in a period; silent years stand as zeros."""
    period = Conditions()
    period.between("date", since, until)
    codes = [] if code is None else as_names(code)
    query = _PRESENCE.format(
        sides=_SIDES,
        organs=_ORGANS,
        period=period.where(),
        asked=_ASKED.format(places=", ".join("?" for _ in codes)) if codes else _FOUND,
        kept="true" if codes else _EVER,
    )
    days = period.parameters
    table = fetch(connection, query, [*days, *codes, *days * 3])
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
