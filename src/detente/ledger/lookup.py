"""Lookup: single things of a ledger by their ids, for who follows a link to one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

import duckdb

from detente.ledger.assembly import build_document
from detente.ledger.connection import fetch
from detente.ledger.documents import COLUMNS
from detente.ledger.events import ASSEMBLED
from detente.ledger.filters import Conditions
from detente.ledger.storylines import DocumentStory
from detente.records import Document

HEAD_LENGTH = 400
"""Characters of a text that ``read_heads`` gives."""

_KNOWN = f"""
SELECT DISTINCT kind, id, coder, document_id FROM (
    SELECT 'event' AS kind, event_id AS id, coder, document_id
    FROM {ASSEMBLED} WHERE starts_with(event_id, $1)
    UNION ALL
    SELECT 'concern', concern_id, coder, document_id
    FROM live_concerns WHERE starts_with(concern_id, $1)
    UNION ALL
    SELECT 'act', act_id, coder, NULL FROM acts WHERE starts_with(act_id, $1))
ORDER BY id, kind DESC, coder LIMIT 20
"""
_ACT = """
SELECT act_id AS id, coder, date, source, source_name, target, target_name, code, type, mode,
       content, CAST(quad AS INTEGER) AS quad, score, goldstein, mutual, mirrored, issues, contexts,
       confidence, reports, outlets
FROM acts WHERE act_id = ? AND coder = ?
"""
_ACT_REPORTS = """
SELECT record, date, source_name, target_name, code, sentence, publisher, url, place, confidence,
       articles, complete, regexp_replace(file, '^.*[/\\\\]', '') AS file, line
FROM reports WHERE coder = $2 AND date = $3 AND digest IN (
    SELECT digest FROM act_reports WHERE act_id = $1 AND coder = $2 AND date = $3)
ORDER BY file, line
"""


@dataclass(frozen=True, slots=True)
class Known:
    """Something that bears an id: an ``event`` or ``concern`` of a document, or an imported
    ``act``; ``coder`` is whose coding it counts in."""

    kind: str
    id: str
    coder: str
    document_id: str | None


@dataclass(frozen=True, slots=True)
class ActDetail:
    """An imported act with all that its rows say together; see ``acts.Act``.

    ``mirrored`` tells that it is mutual because its coder wrote it in both directions, ``code``
    is the code of its source under which it stands.
    """

    id: str
    coder: str
    date: dt.date
    source: str | None
    source_name: str
    target: str | None
    target_name: str
    code: str
    type: str | None
    mode: str | None
    content: str | None
    quad: int | None
    score: float | None
    goldstein: float | None
    mutual: bool
    mirrored: bool
    issues: tuple[str, ...]
    contexts: tuple[str, ...]
    confidence: float
    reports: int
    outlets: int


@dataclass(frozen=True, slots=True)
class ActReport:
    """One row of a file that tells an imported act, in the words of the file.

    ``complete`` is false of a row drawn from more of its kind; ``file`` is the file's name.
    """

    record: str
    date: dt.date
    source_name: str
    target_name: str
    code: str
    sentence: str | None
    publisher: str | None
    url: str | None
    place: str | None
    confidence: float | None
    articles: int
    complete: bool
    file: str
    line: int


def find_known(connection: duckdb.DuckDBPyConnection, beginning: str) -> list[Known]:
    """What has an id that begins so (at most 20), events before acts of the same id."""
    return [Known(**row) for row in fetch(connection, _KNOWN, [beginning]).to_pylist()]


def read_act(connection: duckdb.DuckDBPyConnection, id: str, coder: str) -> ActDetail | None:
    """One act of imported event data."""
    rows = fetch(connection, _ACT, [id, coder]).to_pylist()
    if not rows:
        return None
    lists = {name: tuple(rows[0][name] or ()) for name in ("issues", "contexts")}
    return ActDetail(**{**rows[0], **lists})


def read_act_reports(connection: duckdb.DuckDBPyConnection, act: ActDetail) -> list[ActReport]:
    """The rows that an act was made of, in the order of their files."""
    rows = fetch(connection, _ACT_REPORTS, [act.id, act.coder, act.date])
    return [ActReport(**row) for row in rows.to_pylist()]


def read_place(connection: duckdb.DuckDBPyConnection, document_id: str) -> DocumentStory | None:
    """Which story a document reports; ``None`` where it is placed in none."""
    query = "SELECT * FROM document_stories WHERE document_id = ?"
    rows = fetch(connection, query, [document_id]).to_pylist()
    return DocumentStory(**rows[0]) if rows else None


def read_heads(connection: duckdb.DuckDBPyConnection, ids: Iterable[str]) -> dict[str, Document]:
    """Documents by id, each with the first ``HEAD_LENGTH`` characters of its text."""
    wanted = Conditions()
    wanted.one_of("document_id", list(dict.fromkeys(ids)))
    query = f"SELECT {COLUMNS}, left(text, {HEAD_LENGTH}) AS text FROM documents {wanted.where()}"
    rows = fetch(connection, query, wanted.parameters).to_pylist()
    return {row["document_id"]: replace(build_document(row), text=row["text"]) for row in rows}


def read_coders(connection: duckdb.DuckDBPyConnection, ids: Iterable[str]) -> list[str]:
    """Who has coded any of these documents."""
    wanted = Conditions(["live"])
    wanted.one_of("document_id", list(dict.fromkeys(ids)))
    query = f"SELECT DISTINCT coder FROM codings {wanted.where()} ORDER BY coder"
    return [row["coder"] for row in fetch(connection, query, wanted.parameters).to_pylist()]
