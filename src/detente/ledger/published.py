"""Published: a snapshot read back, as a ledger that also knows the summaries made for pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

import duckdb

from detente.errors import LedgerError
from detente.ledger.acts import Act
from detente.ledger.connection import fetch
from detente.ledger.entries import Entry
from detente.ledger.events import ASSEMBLED
from detente.ledger.filters import Day, Names
from detente.ledger.journal import journal_path, read_journal, stamp_journal
from detente.ledger.ledger import Ledger
from detente.ledger.lookup import (
    ActDetail,
    ActReport,
    Known,
    find_known,
    read_act,
    read_act_reports,
    read_coders,
    read_heads,
    read_place,
)
from detente.ledger.newest import Focus, read_newest_acts, read_newest_entries
from detente.ledger.presence import Presence, read_summed_presence
from detente.ledger.publishing import layout, ledger_path
from detente.ledger.reviews import Review
from detente.ledger.rows import Rows
from detente.ledger.schema import migrations
from detente.ledger.standing import Standings, read_standings
from detente.ledger.storylines import DocumentStory
from detente.ledger.tallies import Asking, Tally
from detente.records import Document

T = TypeVar("T")

_CATALOG = "published"
_MEMORY = "1GB"


@dataclass(frozen=True, slots=True)
class Made:
    """When a snapshot was made (UTC), and how much its ledger held then.

    Acts trusted less than ``min_confidence`` count in none of its summaries.
    """

    made: dt.datetime
    min_confidence: float
    documents: int
    events: int
    acts: int
    reports: int
    runs: int


@dataclass(frozen=True, slots=True)
class CoderSpan:
    """A coder with its acts between any two codes, and the days that they cover."""

    coder: str
    acts: int
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class DyadTotal:
    """What two codes did to each other in all, by one coder; ``a`` stands before ``b``."""

    a: str
    b: str
    acts: int
    a_to_b: int
    b_to_a: int
    together: int
    cooperative: int
    hostile: int
    score: float
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class DyadSum:
    """What two codes did to each other in some months, on an issue or on any.

    ``dyads`` and ``dyad_acts`` count all dyads of those months, this one and others; ``weak`` and
    ``weak_acts`` those with fewer acts than a minimum asked for.
    """

    a: str
    b: str
    acts: int
    a_to_b: int
    b_to_a: int
    together: int
    cooperative: int
    hostile: int
    score: float
    dyads: int
    dyad_acts: int
    weak: int
    weak_acts: int


@dataclass(frozen=True, slots=True)
class Change:
    """The mean score of two codes' acts in two stretches of time, and the difference.

    ``low`` to ``high`` is the difference's 95% interval (normal; acts taken as independent).
    """

    a: str
    b: str
    acts_before: int
    acts_after: int
    before: float
    after: float
    change: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class YearOutlet:
    """Reports of one outlet in one year; ``outlet`` is empty where none is named, ``None`` of
    the year's total, which counts a document once however many outlets it cites."""

    coder: str
    year: int
    outlet: str | None
    reports: int


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that a search found: an actor, an outlet, or a document by its headline.

    ``weight`` is the number of acts, or of reports; ``form`` the alias that was met.
    """

    kind: str
    id: str
    name: str
    form: str
    weight: int
    date: dt.date | None


_FOLDED = "(SELECT lower(strip_accents(?)) AS sought)"
_ACTORS = f"""
SELECT * EXCLUDE (rank) FROM (
    SELECT DISTINCT ON (id) *, CASE WHEN form = sought THEN 0 WHEN starts_with(form, sought) THEN 1
                                    WHEN contains(form, ' ' || sought) THEN 2 ELSE 3 END AS rank
    FROM (SELECT searched.*, sought FROM summary.searched, {_FOLDED}
          WHERE kind = 'actor' AND contains(form, sought))
    ORDER BY id, rank, length(form), form)
ORDER BY least(rank, 1), weight DESC, rank, id
"""
_OTHERS = f"""
SELECT searched.*, sought FROM summary.searched, {_FOLDED}
WHERE kind = ? AND contains(form, sought)
ORDER BY form = sought DESC, weight DESC, date DESC NULLS LAST, id
"""
_CHANGES = """
WITH stretches AS (
    SELECT a, b,
        sum(acts) FILTER (month < $3) AS n0, sum(acts) FILTER (month >= $3) AS n1,
        sum(score) FILTER (month < $3) AS s0, sum(score) FILTER (month >= $3) AS s1,
        sum(squares) FILTER (month < $3) AS q0, sum(squares) FILTER (month >= $3) AS q1
    FROM summary.dyad_months WHERE coder = $1 AND month >= $2 AND month < $4
    GROUP BY a, b HAVING n0 >= $5 AND n1 >= $5
), compared AS (
    SELECT a, b, n0, n1, s0 / n0 AS m0, s1 / n1 AS m1,
        1.96 * sqrt(greatest(0, (q0 - s0 * s0 / n0) / (n0 - 1) / n0)
                    + greatest(0, (q1 - s1 * s1 / n1) / (n1 - 1) / n1)) AS reach
    FROM stretches
)
SELECT a, b, CAST(n0 AS BIGINT) AS acts_before, CAST(n1 AS BIGINT) AS acts_after,
    m0 AS before, m1 AS after, m1 - m0 AS change, m1 - m0 - reach AS low, m1 - m0 + reach AS high
FROM compared ORDER BY change, a, b
"""

_SUMMED = """
    SELECT a, b, sum(acts) AS acts, sum(acts) FILTER (way = 1) AS a_to_b,
        sum(acts) FILTER (way = -1) AS b_to_a, sum(acts) FILTER (way = 0) AS together,
        sum(acts) FILTER (quad IN (1, 2)) AS cooperative,
        sum(acts) FILTER (quad IN (3, 4)) AS hostile, sum(score) AS score
    FROM summary.{table} WHERE coder = $1 AND month >= $2 AND month <= $3 AND {issue} AND {codes}
    GROUP BY a, b"""
_WHOLE = """
    SELECT a, b, acts, a_to_b, b_to_a, together, cooperative, hostile, score
    FROM summary.dyads WHERE coder = $1 AND $2 <= $3 AND $4 IS NULL AND {codes}"""
# Officials only, as in the table of all issues: other parties bear their role behind a hyphen.
_OFFICIAL = "issue = $4 AND NOT contains(a, '-') AND NOT contains(b, '-')"
_CODES = "(len($5) = 0 OR list_contains($5, a) OR list_contains($5, b))"
_STRONGEST = """
WITH dealing AS MATERIALIZED ({dealing}), whole AS (
    SELECT count(*) AS dyads, CAST(sum(acts) AS BIGINT) AS dyad_acts,
        count(*) FILTER (acts < $6) AS weak,
        CAST(coalesce(sum(acts) FILTER (acts < $6), 0) AS BIGINT) AS weak_acts
    FROM dealing)
SELECT * REPLACE ({counts}) FROM dealing, whole ORDER BY acts DESC, a, b LIMIT {limit}
"""
_COUNTS = ", ".join(
    f"CAST(coalesce({name}, 0) AS BIGINT) AS {name}"
    for name in ("acts", "a_to_b", "b_to_a", "together", "cooperative", "hostile")
)


def attach(path: str | Path) -> duckdb.DuckDBPyConnection:
    """A database of its own that holds nothing but the snapshot, for reading only.

    DuckDB gives a process one database a path, so that a newer file under the same name would
    stay unseen; attached, each is its own. Nothing that is read here can reach another file.
    Raises ``LedgerError`` where there is none, or it was published by another version.
    """
    if not Path(path).is_file():
        raise LedgerError(f"there is no snapshot at {path}; make one: detente publish --db LEDGER")
    quoted = str(path).replace("'", "''")
    # A name in SQL is a table's and never that of a variable of ours.
    connection = duckdb.connect(":memory:", config={"python_enable_replacements": "false"})
    try:
        connection.execute(f"ATTACH '{quoted}' AS {_CATALOG} (READ_ONLY)")
        if not _is_current(connection):
            connection.close()
            raise LedgerError(
                f"{path} was published by another version of detente; publish it anew:"
                " detente publish --db LEDGER"
            )
        for setting in (
            f"memory_limit = '{_MEMORY}'",
            "autoinstall_known_extensions = false",
            "autoload_known_extensions = false",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            connection.execute(f"SET {setting}")
    except duckdb.Error as error:
        connection.close()
        raise LedgerError(
            f"{path} is damaged, or no snapshot ({str(error).splitlines()[0]}); publish it anew:"
            " detente publish --db LEDGER"
        ) from error
    return connection


def _is_current(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether it holds the tables that this code reads, summaries included."""
    try:
        found = connection.execute(
            f"SELECT max(version), max(layout)"
            f" FROM {_CATALOG}.schema_version, {_CATALOG}.summary.layout"
        ).fetchall()
    except duckdb.CatalogException:
        return False
    return found[0] == (max(migrations()), layout())


def use_snapshot(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A cursor of an attached snapshot, which finds its tables by their bare names."""
    cursor = connection.cursor()
    cursor.execute(f"USE {_CATALOG}")
    return cursor


@dataclass(frozen=True, slots=True)
class Attached:
    """An attached snapshot as what gives cursors that find its tables."""

    database: duckdb.DuckDBPyConnection

    def cursor(self) -> duckdb.DuckDBPyConnection:
        return use_snapshot(self.database)


class Snapshot(Ledger):
    """A published ledger: everything that a ledger reads, and the summaries for pages.

    ``connection`` is an attached snapshot, or what gives cursors of one.
    """

    _events = ASSEMBLED

    @classmethod
    def over(cls, connection: Any, path: str | Path) -> Self:
        """The snapshot behind a connection whose cursors ``use_snapshot``."""
        return cls(connection, str(path), read_only=True)

    def made(self) -> Made:
        """When it was made, and how much it holds."""
        return self._records(Made, "SELECT * FROM summary.made")[0]

    def coders(self) -> list[CoderSpan]:
        """Who coded what is in it, the one with the most acts first."""
        return self._records(CoderSpan, "SELECT * FROM summary.coders ORDER BY acts DESC, coder")

    def names(self) -> dict[str, tuple[str, str]]:
        """Actors in words, by id: the name as a heading has it, and as a sentence does."""
        rows = fetch(self._connection, "SELECT actor_id, name, prose FROM summary.naming")
        return {row["actor_id"]: (row["name"], row["prose"]) for row in rows.to_pylist()}

    def busiest(self, coder: str, limit: int, code: str | None = None) -> list[DyadTotal]:
        """Dyads with the most acts of one coder, of all codes or with one of them."""
        query = f"""SELECT * EXCLUDE (coder) FROM summary.dyads
            WHERE coder = $1 AND ($2 IS NULL OR $2 IN (a, b))
            ORDER BY acts DESC, a, b LIMIT {int(limit)}"""
        return self._records(DyadTotal, query, [coder, code])

    def strongest(
        self,
        coder: str,
        limit: int,
        *,
        since: dt.date | None = None,
        until: dt.date | None = None,
        issue: str | None = None,
        codes: Sequence[str] = (),
        minimum: int = 1,
    ) -> list[DyadSum]:
        """Dyads with the most acts of one coder in whole months, those of both days included.

        ``codes`` leaves dyads with at least one of these; without any all are meant. ``minimum``
        leaves none out, but says how many have fewer acts.
        """
        if since is None and until is None and issue is None:
            dealing = _WHOLE.format(codes=_CODES)
        else:
            table, on = ("dyad_months", "$4 IS NULL") if issue is None else ("dealt", _OFFICIAL)
            dealing = _SUMMED.format(table=table, issue=on, codes=_CODES)
        query = _STRONGEST.format(counts=_COUNTS, dealing=dealing, limit=int(limit))
        first = (since or dt.date.min).replace(day=1)
        asked = [coder, first, until or dt.date.max, issue, list(codes), minimum]
        return self._records(DyadSum, query, asked)

    def most_between(
        self, a: str, b: str, since: dt.date | None = None, until: dt.date | None = None
    ) -> tuple[int, int]:
        """How many acts between two codes the coder with the most of them has in whole months,
        and how many the side that does less."""
        query = """SELECT coalesce(max(acts), 0) AS acts, coalesce(max(less), 0) AS less FROM (
            SELECT CAST(sum(acts) AS BIGINT) AS acts, CAST(least(
                coalesce(sum(acts) FILTER (way = 1), 0),
                coalesce(sum(acts) FILTER (way = -1), 0)) AS BIGINT) AS less
            FROM summary.dyad_months
            WHERE a = ? AND b = ? AND month BETWEEN ? AND ? GROUP BY coder)"""
        first = (since or dt.date.min).replace(day=1)
        asked = [*sorted((a, b)), first, until or dt.date.max]
        row = fetch(self._connection, query, asked).to_pylist()[0]
        return int(row["acts"]), int(row["less"])

    def most_told(self, a: str, b: str) -> int:
        """How many acts between two codes the coder of texts with the most of them has."""
        query = """SELECT coalesce(max(acts), 0) AS acts FROM summary.dyads
            ANTI JOIN (SELECT coder FROM summary.years WHERE sampled IS NOT NULL) USING (coder)
            WHERE a = ? AND b = ?"""
        return int(fetch(self._connection, query, sorted((a, b))).to_pylist()[0]["acts"])

    def issues(self, coder: str) -> list[tuple[str, int]]:
        """The issues that one coder names in dyads, with their acts, most first."""
        query = """SELECT issue, CAST(sum(acts) AS BIGINT) AS acts FROM summary.dealt
            WHERE coder = ? AND issue IS NOT NULL GROUP BY issue ORDER BY acts DESC, issue"""
        rows = fetch(self._connection, query, [coder]).to_pylist()
        return [(row["issue"], row["acts"]) for row in rows]

    def changes(
        self, coder: str, start: dt.date, middle: dt.date, end: dt.date, minimum: int
    ) -> list[Change]:
        """Dyads with so many acts before and after ``middle`` (first days of months), coolest
        first; ``end`` is the first day no longer counted."""
        return self._records(Change, _CHANGES, [coder, start, middle, end, minimum])

    def yearly(self) -> list[YearOutlet]:
        """What was read, by year and outlet."""
        query = "SELECT * FROM summary.coverage ORDER BY coder, outlet NULLS FIRST, year"
        return self._records(YearOutlet, query)

    def tallies(self, asking: Asking) -> list[Tally]:
        """Acts counted as ``ledger/tallies.py`` asks for them."""
        return self._records(Tally, asking.query, asking.parameters)

    def presence(
        self, code: Names | None = None, since: Day | None = None, until: Day | None = None
    ) -> Rows[Presence]:
        """What every coder has of each actor in each year, without counting whole years anew."""
        return read_summed_presence(self._connection, code, since, until)

    def standings(self) -> Standings:
        """Who the actors are, by the tables of actors."""
        return read_standings(self._connection)

    def newest_entries(
        self, focus: Focus, limit: int, others: Sequence[str] = (), limit_of_others: int = 0
    ) -> list[Entry]:
        """The last entries that an actor has a side in, or on an issue, and so many more of those
        with one of ``others``; earliest first."""
        asked = focus, limit, others, limit_of_others
        return list(read_newest_entries(self._connection, *asked))

    def newest_acts(self, focus: Focus, limit: int) -> list[Act]:
        """The same of imported event data, the last first."""
        return list(read_newest_acts(self._connection, focus, limit))

    def search(self, kind: str, text: str, limit: int) -> list[Hit]:
        """Actors, outlets or headlines with this in their name.

        Actors that are called so, or whose name begins so, come first; then those with the most
        acts, outlets with the most reports, and the newest headlines.
        """
        query, asked = (_ACTORS, [text]) if kind == "actor" else (_OTHERS, [text, kind])
        chosen = f"SELECT * EXCLUDE (sought) FROM ({query}) LIMIT {int(limit)}"
        return self._records(Hit, chosen, asked)

    def newest(self, limit: int) -> list[Hit]:
        """The documents of the latest date, as a search would find them."""
        query = f"""SELECT * FROM summary.searched WHERE kind = 'headline' AND date IS NOT NULL
            ORDER BY date DESC, id LIMIT {int(limit)}"""
        return self._records(Hit, query)

    def known(self, beginning: str) -> list[Known]:
        """Events, concerns and imported acts whose id begins so, at most 20."""
        return find_known(self._connection, beginning)

    def act(self, id: str, coder: str) -> ActDetail | None:
        """One act of imported event data."""
        return read_act(self._connection, id, coder)

    def act_reports(self, act: ActDetail) -> list[ActReport]:
        """The rows that an act was made of."""
        return read_act_reports(self._connection, act)

    def heads(self, document_ids: Iterable[str]) -> dict[str, Document]:
        """Documents by id, with the beginnings of their texts only."""
        return read_heads(self._connection, document_ids)

    def coders_of(self, document_ids: Iterable[str]) -> list[str]:
        """Who has coded any of these documents."""
        return read_coders(self._connection, document_ids)

    def place_of(self, document_id: str) -> DocumentStory | None:
        """Which story a document reports."""
        return read_place(self._connection, document_id)

    def journal_stamp(self) -> str:
        """What changes whenever a review is put into the ledger's journal."""
        return stamp_journal(journal_path(ledger_path(self.path)))

    def waiting(self, known: Iterable[str]) -> list[Review]:
        """Reviews of the ledger's journal but those of ``known`` ids: they count with the next
        snapshot. Raises ``LedgerError`` where the journal cannot be read."""
        journal, had = read_journal(journal_path(ledger_path(self.path))), frozenset(known)
        return [review for review in journal.reviews if review.id not in had]

    def _records(self, kind: type[T], query: str, parameters: Sequence[object] = ()) -> list[T]:
        rows = fetch(self._connection, query, parameters)
        return [kind(**row) for row in rows.to_pylist()]
