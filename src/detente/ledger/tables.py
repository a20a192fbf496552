"""Tables: acts that somebody else has coded, read where they lie by DuckDB.

A table of events needs a date, a source, a target and a score; a ready series has one column a
direction. Parquet files are read in place, so that tens of millions of rows need no memory of
their own; CSV and TSV are read once, data frames and Arrow tables are taken as they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import duckdb
import pyarrow as pa

from detente.errors import LedgerError
from detente.ledger.columns import (
    NEEDED,
    NUMBERS,
    SHAPES,
    as_date,
    check_plain,
    find_columns,
    listed,
    quoted,
    view_columns,
)
from detente.ledger.connection import fetch, fetch_row, registered
from detente.ledger.filters import Day, first_day, last_day

_CSV = ("csv", "tsv", "txt", "tab", "gz")
_PARQUET = ("parquet", "pq", "")
_UNITS = ("day", "week", "month", "quarter")
# A table on the network is nobody's business here, and what is not there is not fetched.
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


@dataclass(frozen=True, slots=True)
class PairCount:
    """Two actors and how many rows go from the first to the second and back."""

    a: str
    b: str
    a_to_b: int
    b_to_a: int


class Table:
    """A table of events, or a ready series (``is_series``), opened by ``Table.open``."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        name: str,
        columns: Mapping[str, str],
        unread: int = 0,
    ) -> None:
        self._connection = connection
        self.name = name
        self.columns = dict(columns)
        self._unread = unread

    @classmethod
    def open(cls, data: Any, mapping: Mapping[str, str] | None = None) -> Self:
        """Open a path (CSV, TSV, Parquet), a data frame, or an Arrow table.

        ``mapping`` (field to column) goes before the usual names of columns (``table.toml``).
        Raises ``LedgerError`` for what cannot be read or has no rows, and ``ValueError`` for a
        table that has neither the needed columns nor exactly two columns of numbers.
        """
        connection = duckdb.connect(":memory:", config=_SETTINGS)
        connection.execute("SET TimeZone = 'UTC'")  # else a day depends on where it is read
        name = str(data) if isinstance(data, str | Path) else "the table"
        try:
            _load(connection, data)
        except duckdb.Error as error:
            raise LedgerError(f"{name} cannot be read: {_told(error)}") from error
        kinds, unread = _kinds(connection), _count_unread(connection, name)
        if not len(fetch(connection, "SELECT 1 FROM given LIMIT 1")):
            raise LedgerError(f"{name} has no rows")
        columns = find_columns(tuple(kinds), mapping or {})
        table = cls(connection, name, columns, unread)
        if set(NEEDED) <= set(columns):
            check_plain(columns, kinds)
            connection.execute(f"CREATE VIEW told AS {view_columns(columns, kinds)}")
            connection.execute(f"CREATE VIEW acts AS FROM told WHERE {_usable(columns)}")
        elif len(table._numbers(kinds)) != 2:
            missing = ", ".join(field for field in NEEDED if field not in columns)
            raise ValueError(
                f"{name} has the columns {listed(kinds)}: a table of events also needs {missing}"
                " (name them with --map FIELD=COLUMN); a ready series has two columns of numbers"
            )
        return table

    @property
    def is_series(self) -> bool:
        """Whether it is a ready series and not a table of events."""
        return not set(NEEDED) <= set(self.columns)

    def _numbers(self, kinds: Mapping[str, str]) -> list[str]:
        return [
            name
            for name, kind in kinds.items()
            if kind.split("(")[0] in NUMBERS and name != self.columns.get("date")
        ]

    # A ready series

    def series(self) -> tuple[pa.Table, tuple[str, str]]:
        """The two columns of a ready series as ``a``, ``b`` and, if there is one, ``date``; and
        their names."""
        kinds = _kinds(self._connection)
        a, b = self._numbers(kinds)
        date = self.columns.get("date")
        dated = f", {as_date(date, kinds[date])} AS date" if date else ""
        rows = fetch(
            self._connection, f"SELECT {quoted(a)} AS a, {quoted(b)} AS b{dated} FROM given"
        )
        return rows, (a, b)

    # A table of events

    def pairs(self, minimum: int = 1) -> list[PairCount]:
        """Pairs of actors with at least so many rows between them, the fullest first."""
        rows = fetch(
            self._connection,
            """SELECT least(source, target) AS a, greatest(source, target) AS b,
                      count(*) FILTER (source < target) AS a_to_b,
                      count(*) FILTER (source > target) AS b_to_a
               FROM acts WHERE source <> target GROUP BY a, b HAVING count(*) >= ?
               ORDER BY count(*) DESC, a, b""",
            [minimum],
        )
        return [PairCount(**row) for row in rows.to_pylist()]

    @cached_property
    def _names(self) -> list[str]:
        """Everybody who acts or is acted upon, the most frequent first."""
        found = fetch(
            self._connection,
            """SELECT name FROM (SELECT source AS name FROM told UNION ALL SELECT target FROM told)
               WHERE name IS NOT NULL GROUP BY name ORDER BY count(*) DESC, name""",
        )
        return list(map(str, found["name"].to_pylist()))

    def find(self, name: str) -> str:
        """An actor of the table as it is written there; raises ``LedgerError`` naming like ones."""
        same = [known for known in self._names if known.lower() == name.lower()]
        if same:
            return name if name in same else same[0]
        like = fetch(
            self._connection,
            """SELECT name FROM (SELECT unnest(?) AS name)
               ORDER BY jaro_winkler_similarity(lower(name), lower(?)) DESC, name LIMIT 3""",
            [self._names, name],
        )["name"].to_pylist()
        hint = f"; alike are {listed(like)}" if like else ""
        raise LedgerError(f"nobody in {self.name} is called {name!r}{hint}")

    def acts(self, a: str, b: str, since: Day | None = None, until: Day | None = None) -> pa.Table:
        """The rows between two actors (as ``find`` gives them), by date, under our columns."""
        low, high = _bounds(since, until)
        return fetch(
            self._connection,
            f"SELECT * FROM acts WHERE {_DYAD} AND date BETWEEN ? AND ? ORDER BY date",
            [a, b, a, b, low, high],
        )

    @cached_property
    def _totals(self) -> dict[str, Any]:
        known = ", ".join(f"count({field}) AS {field}" for field in NEEDED)
        return fetch_row(
            self._connection,
            f"""SELECT count(*) AS n, {known}, count(*) FILTER ({_usable(self.columns)}) AS usable,
                       min(date) FILTER ({_usable(self.columns)}) AS low,
                       max(date) FILTER ({_usable(self.columns)}) AS high FROM told""",
        )

    def span(self) -> tuple[dt.date, dt.date]:
        """First and last day of the table; raises ``LedgerError`` where no row can be used."""
        totals = self._totals
        for field in NEEDED:
            if not totals[field]:
                raise LedgerError(self._say_none(field))
        if not totals["usable"]:
            raise LedgerError(
                f"no row of {self.name} has a date, a source, a target and a score that can be"
                " used (a confidence, where there is one, is between 0 and 1)"
            )
        return totals["low"], totals["high"]

    def _say_none(self, field: str) -> str:
        column = self.columns[field]
        row = fetch_row(self._connection, f"SELECT any_value({quoted(column)}) AS x FROM given")
        shape = f"; {SHAPES[field]}" if field in SHAPES else ""
        return (
            f"no row of {self.name} has a {field} that can be read: column {column!r} holds"
            f" {str(row['x'])[:40]!r}, say{shape}"
        )

    def unusable(self) -> int:
        """Rows that cannot be read, or lack a date, a party or a score that can be used."""
        return int(self._totals["n"] - self._totals["usable"] + self._unread)

    def dyad_series(
        self,
        unit: str = "month",
        *,
        mirrors: str = "out",
        a: str | None = None,
        b: str | None = None,
    ) -> pa.Table:
        """Acts and summed scores by source, target and period, of all dyads or of one.

        With ``mirrors`` ``out``, rows of one day and code (score, where there is no code) that go
        both ways are taken as many times as they match from either direction. Columns:
        ``source``, ``target``, ``period`` (its first day), ``acts``, ``score``.
        """
        if unit not in _UNITS:
            raise ValueError(f"{unit!r} is not one of {', '.join(_UNITS)}")
        where, parameters = "", []
        if a is not None and b is not None:
            where, parameters = f"WHERE {_DYAD}", [a, b, a, b]
        query = _KEPT if mirrors == "keep" else _OUT
        key = "code" if "code" in self.columns else "score"
        return fetch(self._connection, query.format(unit=unit, where=where, key=key), parameters)


# Two short lists, which a scan of Parquet can pass over quickly; pairs joined by OR it cannot.
_DYAD = "source IN (?, ?) AND target IN (?, ?) AND source <> target"
_KEPT = """
SELECT source, target, CAST(date_trunc('{unit}', date) AS DATE) AS period,
       count(*) AS acts, sum(score) AS score
FROM acts {where} GROUP BY ALL
"""
_OUT = """
WITH daily AS (
    SELECT least(source, target) AS a, greatest(source, target) AS b, date,
           count(*) FILTER (source < target) AS there, count(*) FILTER (source > target) AS back,
           sum(score) / count(*) AS score
    FROM acts {where} GROUP BY a, b, date, {key}
)
SELECT a AS source, b AS target, CAST(date_trunc('{unit}', date) AS DATE) AS period,
       CAST(sum(there - back) AS BIGINT) AS acts, sum((there - back) * score) AS score
FROM daily WHERE there > back GROUP BY ALL
UNION ALL BY NAME
SELECT b AS source, a AS target, CAST(date_trunc('{unit}', date) AS DATE) AS period,
       CAST(sum(back - there) AS BIGINT) AS acts, sum((back - there) * score) AS score
FROM daily WHERE back > there GROUP BY ALL
"""


def _load(connection: duckdb.DuckDBPyConnection, data: Any) -> None:
    """Make the data readable as ``given``."""
    if not isinstance(data, str | Path):
        with registered(connection, "incoming", data):
            connection.execute("CREATE TABLE given AS FROM incoming")
        return
    path = Path(data)
    if not path.exists() and "*" not in str(data):
        raise LedgerError(f"there is no file {data}")
    name = str(data).replace("'", "''")
    suffix = path.suffix.lower().lstrip(".")
    if suffix in _CSV:
        read = f"'{name}', sample_size = -1, ignore_errors = true, store_rejects = true"
        connection.execute(f"CREATE TABLE given AS FROM read_csv({read})")
        if all(map(_is_number, _kinds(connection))):  # the first row was taken for names
            connection.execute(
                f"CREATE OR REPLACE TABLE given AS FROM read_csv({read}, header = false)"
            )
    elif suffix in _PARQUET:
        connection.execute(f"CREATE VIEW given AS FROM read_parquet('{name}')")
    else:
        raise LedgerError(
            f"{data} is neither CSV ({listed(_CSV)}) nor Parquet (parquet), by the end of its name"
        )


def _usable(columns: Mapping[str, str]) -> str:
    """What must hold of a row; a confidence out of 0 to 1 is on a scale its owner alone knows."""
    parts = [f"{field} IS NOT NULL" for field in NEEDED]
    if "confidence" in columns:
        parts.append("(confidence IS NULL OR confidence BETWEEN 0 AND 1)")
    return " AND ".join(parts)


def _is_number(name: str) -> bool:
    try:
        float(name)
    except ValueError:
        return False
    return True


def _told(error: duckdb.Error) -> str:
    """The first line of what DuckDB says, in our words where it speaks of its own options."""
    text = str(error)
    if "sniffing" in text or "CSV Error" in text:
        return "this is no text in columns (UTF-8, with commas, semicolons or tabs)"
    if "Parquet" in text or "magic bytes" in text:
        return "this is no whole Parquet file"
    return text.splitlines()[0]


def _count_unread(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    """Lines of CSV that make no row; raises ``LedgerError`` for a file not in UTF-8."""
    if any("\0" in column for column in _kinds(connection)):
        raise LedgerError(f"{name} is not text in UTF-8; convert the file first (iconv)")
    try:  # not ``fetch``: the cursor of its own would not see what is temporary
        found = connection.execute(
            """SELECT count(DISTINCT (file_id, line)),
                      min(line) FILTER (error_type = 'INVALID ENCODING') FROM reject_errors"""
        ).fetchone()
    except duckdb.CatalogException:  # nothing was read as CSV
        return 0
    unread, foreign = found or (0, None)
    if foreign is not None:
        raise LedgerError(
            f"line {foreign} of {name} is not in UTF-8; convert the file first, e.g."
            " iconv -f cp1251 -t utf-8 FILE > NEW"
        )
    return int(unread)


def _kinds(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The columns of ``given`` with their types."""
    rows = fetch(connection, "DESCRIBE given").to_pylist()
    return {row["column_name"]: row["column_type"] for row in rows}


def _bounds(since: Day | None, until: Day | None) -> tuple[dt.date, dt.date]:
    return (
        dt.date.min if since is None else first_day(since),
        dt.date.max if until is None else last_day(until),
    )
