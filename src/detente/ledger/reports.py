"""Reports: rows of other coders' files as the ledger keeps them, and how they enter.

Reports and mentions are named tuples, which are the rows of their tables as they stand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from detente.ledger.batch import as_table
from detente.ledger.connection import registered, transaction
from detente.ledger.merging import merge_days
from detente.ledger.runs import Run
from detente.records import Actor, Reject


class Report(NamedTuple):
    """One row of a file, its actors looked up and its code translated (``0003_imports.sql``)."""

    record: str
    date: dt.date
    source_name: str
    source_id: str | None
    source_state: str | None
    target_name: str
    target_id: str | None
    target_state: str | None
    code: str
    act: str
    turned: bool
    stem: str
    type: str | None
    mode: str | None
    content: str | None
    quad: int | None
    score: float | None
    goldstein: float | None
    contexts: tuple[str, ...]
    issues: tuple[str, ...]
    story: str | None
    sentence: str | None
    publisher: str | None
    url: str | None
    place: str | None
    confidence: float | None
    articles: int
    outlets: int
    complete: bool
    file: str
    line: int


class Mention(NamedTuple):
    """A further article on an event that a report has under ``record``."""

    record: str
    date: dt.date
    publisher: str | None
    url: str | None
    sentence: str | None
    confidence: float | None
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What of a batch was new, and what the ledger had already."""

    new: int
    known: int


_DIGEST = "md5_number_lower(concat_ws(chr(31), ?, {}))"
_SAID = {
    "reports": """record, date, source_name, target_name, code, coalesce(story, ''),
        coalesce(sentence, ''), coalesce(publisher, ''), coalesce(url, '')""",
    "mentions": """record, date, coalesce(publisher, ''), coalesce(url, ''),
        coalesce(sentence, '')""",
}
_FRESH = """
CREATE OR REPLACE TEMP TABLE fresh AS
SELECT DISTINCT ON (digest) * FROM (
    SELECT {digest} AS digest, CAST(? AS INTEGER) AS run_id, CAST(? AS VARCHAR) AS coder, *
    FROM incoming)
ANTI JOIN (SELECT digest FROM {table} WHERE coder = ? AND date BETWEEN ? AND ?) USING (digest)
"""
_TOUCHED = {
    "reports": "SELECT DISTINCT coder, date FROM fresh",
    "mentions": """SELECT DISTINCT coder, reports.date FROM reports
        SEMI JOIN fresh USING (coder, record)""",
}


class ReportRun:
    """A run that takes in reports; ``Ledger.start_import`` makes it, the run itself ends it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, run: Run) -> None:
        self._connection = connection
        self.run = run

    def write(
        self,
        reports: Sequence[Report] = (),
        mentions: Sequence[Mention] = (),
        actors: Sequence[tuple[Actor, str]] = (),
        rejects: Sequence[Reject] = (),
    ) -> Taken:
        """Commit a batch in one transaction; rows that the ledger has already add nothing.

        ``actors`` are those that the batch names for the first time, with their names in words.
        The days that get reports wait for ``merge_days``. Raises ``LedgerError`` where the file
        cannot be written; nothing has entered then.
        """
        new = 0
        with transaction(self._connection):
            if actors:
                self._add_actors(actors)
            if reports:
                new += self._enter("reports", as_table("reports", reports))
            if mentions:
                new += self._enter("mentions", as_table("mentions", mentions))
            if rejects:
                self._add_rejects(rejects)
        return Taken(new, len(reports) + len(mentions) - new)

    def merge_days(self) -> Iterator[int]:
        """Make the acts of the days that wait for it; yields the reports done so far."""
        return merge_days(self._connection, self.run.coder)

    def _enter(self, table: str, rows: pa.Table) -> int:
        execute, coder = self._connection.execute, self.run.coder
        days = rows["date"].combine_chunks()
        span = [pc.min(days).as_py(), pc.max(days).as_py()]
        query = _FRESH.format(digest=_DIGEST.format(_SAID[table]), table=table)
        with registered(self._connection, "incoming", rows):
            execute(query, [coder, self.run.run_id, coder, coder, *span])
        execute(f"INSERT INTO {table} BY NAME SELECT * FROM fresh")
        execute(
            f"INSERT INTO pending_days SELECT * FROM ({_TOUCHED[table]})"
            " ANTI JOIN pending_days USING (coder, date)"
        )
        return int(execute("SELECT count(*) FROM fresh").fetchall()[0][0])

    def _add_actors(self, actors: Sequence[tuple[Actor, str]]) -> None:
        rows = [(actor.id, actor.code, actor.role, actor.person) for actor, _ in actors]
        names = pa.array([name for _, name in actors], pa.string())
        table = as_table("actors", rows).append_column("name", names)
        with registered(self._connection, "incoming", table):
            self._connection.execute(
                """INSERT INTO actors BY NAME SELECT DISTINCT ON (actor_id) * FROM incoming
                   WHERE actor_id NOT IN (SELECT actor_id FROM actors)"""
            )

    def _add_rejects(self, rejects: Sequence[Reject]) -> None:
        rows = [(self.run.run_id, r.source, r.stage, r.code, r.detail, None) for r in rejects]
        with registered(self._connection, "incoming", as_table("rejects", rows)):
            self._connection.execute(
                """INSERT INTO rejects BY NAME SELECT * FROM incoming ANTI JOIN rejects
                   USING (source, stage, code, detail)"""
            )
