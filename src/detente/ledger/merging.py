"""Merging: which reports of other coders tell of one act, and the acts that come of them.

**Mirrors.** Coders write what two do together twice, once in each direction. Two reports are twins
if they have the same day and code, source and target swapped, and the same story and sentence
(where the file gives those; the same story where it gives only that; else the same day is enough).
A visit (CAMEO 042) and its hosting (043) swapped are one deed too. Twins are stored as one act,
``mutual`` and ``mirrored``; the visitor, else the first by id, stands as its source.

**Duplicates.** Reports of the same day, actors and code are one act (Schrodt's one-a-day filter),
whatever the story or sentence, and those of a day on which the two had that act in common belong
to it whichever way they go. So is, of the same day and actors and in the same direction, a report
under a general code with one under a code that says the same more exactly (19 or 190 with 193, 112
with 1121); where several do, with the most exact, then the most reported. Actors are the same by
id; where both sides have one id or a side has none, by name.

An act has the number of its ``reports`` (stories; rows where the file names no story, the two
directions of a mirror counted once; or what the file itself counts, if that is more) and of its
``outlets`` (distinct publishers, or what the file counts; 0 where nobody is named). Its
``goldstein`` is the mean of what its rows say, its ``confidence`` the best of them, 1.0 where the
file gives none. Acts are made anew for whole days, so the order of imports does not matter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from detente.ledger.connection import fetch, fetch_row, transaction

_SLICE_REPORTS = 200_000
"""Days are merged together up to so many reports: more would not fit into 2 GB."""

_KEYS = """
    CASE WHEN source_id IS NULL OR target_id IS NULL OR source_id = target_id
         THEN '"' || source_name ELSE source_id END AS doer,
    CASE WHEN source_id IS NULL OR target_id IS NULL OR source_id = target_id
         THEN '"' || target_name ELSE target_id END AS other,
    least(doer, other) AS lo, greatest(doer, other) AS hi, doer < other AS forth,
    coalesce(story, '') || chr(31) || coalesce(sentence, '') AS occasion
"""
_TOLD = f"""
CREATE OR REPLACE TEMP TABLE told AS
SELECT *, {_KEYS}, forth <> turned AS onward
FROM reports WHERE coder = ? AND date BETWEEN ? AND ?
    AND date IN (SELECT date FROM pending_days WHERE coder = ?)
"""
# unit: reports of one day, pair and code, in one direction (way) or, if mirrored, in both
_UNITS = """
CREATE OR REPLACE TEMP TABLE units AS
WITH mirrors AS (
    SELECT date, act, lo, hi, bool_or(twin) AS mirrored FROM (
        SELECT date, act, lo, hi, occasion, bool_or(forth) AND bool_or(NOT forth) AS twin
        FROM told GROUP BY ALL)
    GROUP BY ALL
)
SELECT date, act, any_value(stem) AS stem, lo, hi, mirrored,
       CASE WHEN mirrored THEN 0 WHEN onward THEN 1 ELSE -1 END AS way, count(*) AS n
FROM told JOIN mirrors USING (date, act, lo, hi)
GROUP BY date, act, lo, hi, mirrored, way
"""
_FINER = """
CREATE OR REPLACE TEMP TABLE finer AS
SELECT date, lo, hi, g.act AS act, g.way AS way,
       arg_max({'act': s.act, 'way': s.way}, (length(s.stem), s.n, s.act, s.way)) AS into
FROM units AS g JOIN units AS s USING (date, lo, hi)
WHERE s.stem <> g.stem AND starts_with(s.stem, g.stem) AND (g.way = s.way OR g.way = 0 OR s.way = 0)
GROUP BY ALL
"""
_FINAL = """
CREATE OR REPLACE TEMP TABLE final AS
SELECT *, md5(concat_ws(chr(31), CAST(? AS VARCHAR), date, lo, hi, whole_act, whole_way))[:20]
    AS act_id
FROM (
    SELECT u.date, u.lo, u.hi, u.act, u.way, u.mirrored,
           coalesce(b.into.act, a.into.act, u.act) AS whole_act,
           coalesce(b.into.way, a.into.way, u.way) AS whole_way
    FROM units AS u
    LEFT JOIN finer AS a USING (date, lo, hi, act, way)
    LEFT JOIN finer AS b ON b.date = u.date AND b.lo = u.lo AND b.hi = u.hi
        AND b.act = a.into.act AND b.way = a.into.way)
"""
_MERGED = """
CREATE OR REPLACE TEMP TABLE merged AS
SELECT told.*, final.act_id, final.mirrored, told.act = final.whole_act AS own
FROM told JOIN final ON told.date = final.date AND told.lo = final.lo AND told.hi = final.hi
    AND told.act = final.act
    AND (final.way = 0 OR final.way = CASE WHEN told.onward THEN 1 ELSE -1 END)
"""
_ACTS = """
INSERT INTO acts BY NAME
WITH heard AS (
    SELECT act_id, count(DISTINCT publisher) AS outlets,
           count(DISTINCT url) FILTER (WHERE mention) AS mentions, max(confidence) AS confidence
    FROM (
        SELECT act_id, publisher, url, confidence, false AS mention FROM merged
        UNION ALL
        SELECT act_id, mentions.publisher, mentions.url, mentions.confidence, true
        FROM merged JOIN mentions USING (coder, record))
    GROUP BY act_id
), summed AS (
    SELECT act_id, any_value(coder) AS coder, any_value(date) AS date,
        coalesce(sum(CASE WHEN onward THEN 1 ELSE -1 END) FILTER (WHERE own), 0) >= 0 AS onward,
        any_value(CASE WHEN forth THEN source_id ELSE target_id END) AS lo_id,
        any_value(CASE WHEN forth THEN target_id ELSE source_id END) AS hi_id,
        min(CASE WHEN forth THEN source_name ELSE target_name END) AS lo_name,
        min(CASE WHEN forth THEN target_name ELSE source_name END) AS hi_name,
        any_value(act) FILTER (WHERE own) AS code,
        any_value(type) FILTER (WHERE own) AS type,
        any_value(mode) FILTER (WHERE own) AS mode,
        any_value(content) FILTER (WHERE own) AS content,
        any_value(quad) FILTER (WHERE own) AS quad,
        any_value(score) FILTER (WHERE own) AS score,
        avg(goldstein) FILTER (WHERE own) AS goldstein,
        list_sort(list_distinct(flatten(list(contexts) FILTER (WHERE own)))) AS contexts,
        list_sort(list_distinct(flatten(list(issues) FILTER (WHERE own)))) AS issues,
        bool_or(mirrored) AS mirrored,
        greatest(
            count(DISTINCT story) + greatest(count(*) FILTER (WHERE story IS NULL AND forth),
                                             count(*) FILTER (WHERE story IS NULL AND NOT forth)),
            coalesce(sum(articles) FILTER (WHERE forth AND articles > 1), 0),
            coalesce(sum(articles) FILTER (WHERE NOT forth AND articles > 1), 0)) AS reports,
        max(outlets) AS counted
    FROM merged GROUP BY act_id
)
SELECT act_id, coder, date,
    one.actor_id AS source, one.code AS source_code, one.role AS source_role,
    one.person AS source_person, CASE WHEN onward THEN lo_name ELSE hi_name END AS source_name,
    two.actor_id AS target, two.code AS target_code, two.role AS target_role,
    two.person AS target_person, CASE WHEN onward THEN hi_name ELSE lo_name END AS target_name,
    summed.code, type, mode, content, quad, score, goldstein, contexts, issues,
    mirrored AS mutual, mirrored, greatest(reports, mentions) AS reports,
    greatest(outlets, counted) AS outlets, coalesce(confidence, 1.0) AS confidence
FROM summed JOIN heard USING (act_id)
LEFT JOIN actors AS one ON one.actor_id = CASE WHEN onward THEN lo_id ELSE hi_id END
LEFT JOIN actors AS two ON two.actor_id = CASE WHEN onward THEN hi_id ELSE lo_id END
"""
_GONE = """DELETE FROM {table} WHERE coder = ? AND date BETWEEN ? AND ?
    AND date IN (SELECT date FROM pending_days WHERE coder = ?)"""
_PENDING = """
SELECT date, count(*) AS n FROM reports
WHERE coder = ? AND date IN (SELECT date FROM pending_days WHERE coder = ?)
GROUP BY date ORDER BY date
"""


def merge_days(connection: duckdb.DuckDBPyConnection, coder: str) -> Iterator[int]:
    """Make the acts of a coder's pending days anew; yields how many reports are done so far.

    A transaction for every few days: stopped in between, the days done stay done and the others
    pending.
    """
    done = 0
    for since, until, reports in _slices(connection, coder):
        with transaction(connection):
            _merge(connection, coder, [coder, since, until])
        done += reports
        yield done


def _merge(connection: duckdb.DuckDBPyConnection, coder: str, period: list[object]) -> None:
    execute = connection.execute
    execute(_TOLD, [*period, coder])
    execute(_UNITS)
    execute(_FINER)
    execute(_FINAL, [coder])
    execute(_MERGED)
    for table in ("acts", "act_reports"):
        execute(_GONE.format(table=table), [*period, coder])
    execute(_ACTS)
    execute("INSERT INTO act_reports SELECT act_id, coder, date, digest FROM merged")
    execute("DELETE FROM pending_days WHERE coder = ? AND date BETWEEN ? AND ?", period)
    for table in ("told", "units", "finer", "final", "merged"):
        execute(f"DROP TABLE {table}")


def _slices(
    connection: duckdb.DuckDBPyConnection, coder: str
) -> list[tuple[dt.date, dt.date, int]]:
    """Pending days in runs of bearable size: first and last day, and reports."""
    found: list[tuple[dt.date, dt.date, int]] = []
    for row in fetch(connection, _PENDING, [coder, coder]).to_pylist():
        if found and found[-1][2] + row["n"] <= _SLICE_REPORTS:
            found[-1] = (found[-1][0], row["date"], found[-1][2] + row["n"])
        else:
            found.append((row["date"], row["date"], row["n"]))
    return found


_MIRRORS = f"""
WITH told AS (
    SELECT date, act, code, {_KEYS} FROM reports
    WHERE coder = ? AND complete AND source_state IS NOT NULL AND target_state IS NOT NULL
        AND source_state <> target_state
), exactly AS (
    SELECT count(*) AS n, bool_or(forth) AND bool_or(NOT forth) AS twin
    FROM told GROUP BY date, code, lo, hi, occasion
), loosely AS (
    SELECT count(*) AS n, bool_or(forth) AND bool_or(NOT forth) AS twin
    FROM told GROUP BY date, act, lo, hi, occasion
)
SELECT (SELECT count(*) FROM told) AS rows,
       (SELECT CAST(coalesce(sum(n) FILTER (WHERE twin), 0) AS BIGINT) FROM loosely) AS twins,
       (SELECT CAST(coalesce(sum(n) FILTER (WHERE twin), 0) AS BIGINT) FROM exactly)
           AS same_code
"""


@dataclass(frozen=True, slots=True)
class Mirrors:
    """How many of a coder's rows between two states are written in the other direction too.

    ``rows`` are reports whose actors are of two different states, those left out that a file
    marks as drawn from more; ``twins`` those of them that have their mirror (see the module),
    ``same_code`` those that would have it if visits and their hosting were not paired.
    """

    rows: int
    twins: int
    same_code: int

    @property
    def share(self) -> float:
        """Part of the rows that have a mirror, 0 to 1."""
        return self.twins / self.rows if self.rows else 0.0

    @property
    def share_same_code(self) -> float:
        """The same, of mirrors under the very same code only."""
        return self.same_code / self.rows if self.rows else 0.0


@dataclass(frozen=True, slots=True)
class Imported:
    """How much there is of one coder: rows, the acts they make, and those stored of mirrors.

    ``first`` and ``last`` bound the days of its acts (``None`` without any); ``waiting`` are
    mentions of events that are not here (yet).
    """

    reports: int
    acts: int
    mirrored: int
    first: dt.date | None
    last: dt.date | None
    waiting: int


_IMPORTED = """
SELECT (SELECT count(*) FROM reports WHERE coder = $1) AS reports,
       count(*) AS acts, count(*) FILTER (WHERE mirrored) AS mirrored,
       min(date) AS first, max(date) AS last,
       (SELECT count(*) FROM mentions ANTI JOIN reports USING (coder, record)
        WHERE coder = $1) AS waiting
FROM acts WHERE coder = $1
"""


def read_imported(connection: duckdb.DuckDBPyConnection, coder: str) -> Imported:
    """What a coder's imports have come to."""
    return Imported(**fetch_row(connection, _IMPORTED, [coder]))


def read_mirrors(connection: duckdb.DuckDBPyConnection, coder: str) -> Mirrors:
    """The mirrors among all reports of a coder."""
    return Mirrors(**fetch_row(connection, _MIRRORS, [coder]))
