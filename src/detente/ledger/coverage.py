"""Coverage: how much was there to read, and how much of it spoke of two parties.

A silence between two parties means something only where their papers were read.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import duckdb

from detente.ledger.connection import fetch
from detente.ledger.filters import FIRST, Conditions, Day


@dataclass(frozen=True, slots=True)
class OutletMonth:
    """What one outlet reports of two parties in one month (``month`` is its first day).

    ``reports`` are entries, ``documents`` those that hold them; an outlet that a digest cites
    counts as reporting. ``outlet`` is ``None`` where a document names none.
    """

    month: dt.date
    outlet: str | None
    reports: int
    documents: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Reports on two parties by month of publication and outlet, beside all that was read.

    ``read`` has the number of documents of the whole ledger by the first day of their month,
    ``last`` is the day of the last; documents without a date are in neither.
    """

    reports: tuple[OutletMonth, ...]
    read: dict[dt.date, int]
    last: dt.date | None


def read_coverage(
    connection: duckdb.DuckDBPyConnection,
    parties: Conditions,
    since: Day | None,
    until: Day | None,
) -> Coverage:
    """Coverage of the events under these conditions, in a period of publication."""
    parties.add(FIRST)
    period = Conditions()
    period.add("documents.date IS NOT NULL")
    period.between("documents.date", since, until)
    reports = fetch(
        connection,
        f"""
        SELECT CAST(date_trunc('month', documents.date) AS DATE) AS month, voice.outlet AS outlet,
               count(*) AS reports, count(DISTINCT document_id) AS documents
        FROM (SELECT document_id FROM live_events AS events {parties.where()})
        JOIN documents USING (document_id),
        LATERAL (SELECT DISTINCT unnest(list_concat([documents.outlet], documents.outlets))
                 AS outlet) AS voice
        {period.where()} GROUP BY ALL ORDER BY month, outlet NULLS LAST
        """,
        [*parties.parameters, *period.parameters],
    )
    read = fetch(
        connection,
        f"""SELECT CAST(date_trunc('month', date) AS DATE) AS month, count(*) AS n,
                   max(date) AS last
            FROM documents {period.where()} GROUP BY month ORDER BY month""",
        period.parameters,
    )
    return Coverage(
        tuple(OutletMonth(**row) for row in reports.to_pylist()),
        dict(zip(read["month"].to_pylist(), read["n"].to_pylist(), strict=True)),
        max(read["last"].to_pylist(), default=None),
    )
