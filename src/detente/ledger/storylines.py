"""Storylines kept and read back: which story each document reports, and whose text it repeats."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from detente.ledger.connection import fetch, insert, transaction
from detente.ledger.documents import read_texts
from detente.ledger.events import joined
from detente.ledger.filters import Conditions
from detente.ledger.rows import Rows
from detente.records import Document

# Placed documents come before the new ones that are up to so many days older, so that a new
# document finds the stories that were opened a little later too.
_PLAN = """
WITH placed AS (
    SELECT document_id, date, story, copy_of
    FROM documents LEFT JOIN document_stories USING (document_id)
), near AS (
    SELECT *,
           bool_or(story IS NULL) OVER (
               ORDER BY date NULLS LAST, document_id
               ROWS BETWEEN CURRENT ROW AND {documents} FOLLOWING) AS few_before,
           bool_or(story IS NULL) OVER (
               ORDER BY date RANGE BETWEEN INTERVAL {days} DAYS PRECEDING
                                       AND INTERVAL {days} DAYS FOLLOWING) AS days_around
    FROM placed
)
SELECT document_id, story, copy_of FROM near
WHERE story IS NULL OR few_before OR days_around
ORDER BY CASE WHEN story IS NULL THEN date ELSE date - INTERVAL {days} DAYS END NULLS LAST,
         story IS NULL, document_id
"""
_STORIES = """
WITH told AS (
    SELECT story, document_id, coalesce(copy_of, document_id) AS own, date, title, text,
           list_concat([outlet], outlets) AS outlets,
           (coalesce(date, DATE '9999-12-31'), document_id) AS place
    FROM document_stories JOIN documents USING (document_id)
)
SELECT story, min(date) AS first_day, max(date) AS last_day,
       coalesce(arg_min(title, place) FILTER (WHERE title IS NOT NULL),
                arg_min(left(text, 200), place)) AS title,
       count(*) AS documents, count(DISTINCT own) AS independent,
       list_sort(list_distinct(flatten(list(outlets)))) AS outlets
FROM told GROUP BY story
"""
_COLUMNS = ("story", "first_day", "last_day", "title", "documents", "independent", "outlets")
_SHOWN = ("first_day", "title", "documents", "independent", "outlets")


@dataclass(frozen=True, slots=True)
class DocumentStory:
    """The story of one document, and the document whose text it repeats, if it does."""

    document_id: str
    story: str
    copy_of: str | None


@dataclass(frozen=True, slots=True)
class Storyline:
    """One news event as it was reported.

    ``independent`` counts reports with a text of their own: documents that repeat another's are
    in ``documents`` only. ``title`` is that of the first report that has one, else the beginning
    of its text. The days are those of publication, ``None`` where no report has a date.
    """

    story: str
    first_day: dt.date | None
    last_day: dt.date | None
    title: str
    documents: int
    independent: int
    outlets: tuple[str, ...]


def read_neighbourhood(
    connection: duckdb.DuckDBPyConnection, days: int, documents: int, batch: int
) -> Iterator[tuple[list[Document], dict[str, DocumentStory]]]:
    """Documents without a story, with those placed near them, by date, in batches.

    Near are those published up to ``days`` days before or after, and the last ``documents``
    before. Documents come with their texts; the second part has the stories of the placed ones.
    """
    plan = fetch(connection, _PLAN.format(days=int(days), documents=int(documents)))
    if plan["story"].null_count == 0:
        return
    for start in range(0, plan.num_rows, batch):
        rows = plan.slice(start, batch)
        known = {
            row["document_id"]: DocumentStory(**row)
            for row in rows.to_pylist()
            if row["story"] is not None
        }
        yield read_texts(connection, rows["document_id"].to_pylist()), known


def write_stories(
    connection: duckdb.DuckDBPyConnection, rows: Iterable[tuple[str, str, str | None]]
) -> None:
    """Keep which story documents belong to: rows of document, story, and whose text it repeats."""
    ids, stories, copies = zip(*rows, strict=True)
    strings = (pa.array(column, pa.string()) for column in (ids, stories, copies))
    table = pa.table(dict(zip(("document_id", "story", "copy_of"), strings, strict=True)))
    with transaction(connection):
        insert(connection, "document_stories", table)


def read_storylines(
    connection: duckdb.DuckDBPyConnection, conditions: Conditions, limit: int | None
) -> Rows[Storyline]:
    """Stories by their first day; with a ``limit``, those with the most independent reports."""
    if limit is not None and limit < 0:
        raise ValueError(f"limit is a number of stories, not {limit}")
    query = f"SELECT * FROM ({_STORIES}) {conditions.where()}"
    if limit is not None:
        query += f" ORDER BY independent DESC, documents DESC, story LIMIT {int(limit)}"
    table = fetch(
        connection,
        f"SELECT * FROM ({query}) ORDER BY first_day NULLS LAST, story",
        conditions.parameters,
    )
    return Rows(table, "storyline", _SHOWN, _build, _flatten)


def read_members(connection: duckdb.DuckDBPyConnection, story: str) -> list[DocumentStory]:
    """The documents of one story, by date."""
    query = """
        SELECT document_stories.* FROM document_stories JOIN documents USING (document_id)
        WHERE story = ? ORDER BY date NULLS LAST, document_id
    """
    return [DocumentStory(**row) for row in fetch(connection, query, [story]).to_pylist()]


def _build(row: dict[str, object]) -> Storyline:
    return Storyline(**{**row, "outlets": tuple(row["outlets"] or ())})  # type: ignore[arg-type]


def _flatten(table: pa.Table) -> pa.Table:
    columns = {name: table[name] for name in _COLUMNS}
    columns["outlets"] = joined(columns["outlets"])
    return pa.table(columns)
