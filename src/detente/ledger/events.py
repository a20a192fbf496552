"""Events read back: from stored rows to entries and to flat tables."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from detente.ledger.assembly import build_entry, voices
from detente.ledger.connection import fetch
from detente.ledger.entries import Entry
from detente.ledger.filters import Conditions
from detente.ledger.rows import Rows
from detente.records import Actor, told_by

DOCUMENT_COLUMNS = """
    documents.title, documents.outlet, documents.outlets, documents.author, documents.genre,
    documents.url, documents.source AS read_from, documents.date AS published
"""
ATTRIBUTION = """
    SELECT entry, list({'kind': kind, 'name': name, 'actor': actor_id, 'cue': cue,
                        'quoted': quoted, 'named': named, 'form': form}
                       ORDER BY depth) AS attribution
    FROM attributions WHERE entry IN (SELECT entry FROM chosen) GROUP BY entry
"""
SPAN = "{'start': start_char, 'end': end_char, 'text': text}"

_SIDES = ("source", "target", "object", "content_source", "content_target")
_PARTICIPANTS = ", ".join(
    f"list(actor_id ORDER BY position) FILTER (WHERE side = '{side}') AS {side}" for side in _SIDES
)
_SHOWN = ("date", "source", "type", "content", "target", "modality", "outlet", "quote")


ASSEMBLED = "summary.entries"
"""In a snapshot, the live events as ``assemble`` puts them together: many times faster to read."""
_ORDER = "ORDER BY date NULLS LAST, document_id, entry"


def read_events(
    connection: duckdb.DuckDBPyConnection,
    conditions: Conditions,
    limit: int | None,
    *,
    view: str = "live_events",
) -> Rows[Entry]:
    """The live events under these conditions, by date."""
    return as_entries(fetch_events(connection, conditions, limit, view=view))


def fetch_events(
    connection: duckdb.DuckDBPyConnection,
    conditions: Conditions,
    limit: int | None = None,
    *,
    view: str = "live_events",
) -> pa.Table:
    """The same as they are stored: what ``as_entries`` and ``flatten`` take.

    Of the view ``coded_events``, what coders wrote, whatever reviewers say of it; ``ASSEMBLED``
    is there in a snapshot only.
    """
    if limit is not None and limit < 0:
        raise ValueError(f"limit is a number of rows, not {limit}")
    where, most = conditions.where(), "" if limit is None else f"LIMIT {int(limit)}"
    if view == ASSEMBLED:
        query = f"SELECT * FROM {view} AS events {where} {_ORDER} {most}"
    else:
        query = _query(view, where, most)
    return fetch(connection, query, conditions.parameters)


def as_entries(table: pa.Table) -> Rows[Entry]:
    """Stored events as records."""
    return Rows(table, "event", _SHOWN, build_entry, flatten)


def assemble() -> str:
    """The query that puts all live events together from their tables."""
    return _query("live_events", "", "")


def _query(view: str, where: str, limit: str) -> str:
    return f"""
    WITH chosen AS MATERIALIZED (
        SELECT * FROM {view} AS events {where}
        {_ORDER} {limit}
    ), who AS (
        SELECT entry, {_PARTICIPANTS}
        FROM participants WHERE entry IN (SELECT entry FROM chosen) GROUP BY entry
    ), said AS ({ATTRIBUTION}), proof AS (
        SELECT entry,
               any_value({SPAN}) FILTER (WHERE part = 'quote') AS quote,
               any_value({SPAN}) FILTER (WHERE part = 'trigger') AS trigger,
               list({SPAN} ORDER BY position) FILTER (WHERE part = 'source') AS source_spans,
               list({SPAN} ORDER BY position) FILTER (WHERE part = 'target') AS target_spans
        FROM evidence WHERE entry IN (SELECT entry FROM chosen) GROUP BY entry
    ), marked AS (
        SELECT event_id, list(other ORDER BY other) FILTER (WHERE joined) AS joined,
               list(other ORDER BY other) FILTER (WHERE NOT joined) AS apart
        FROM story_marks GROUP BY event_id
    )
    SELECT chosen.*, who.* EXCLUDE (entry), said.attribution, proof.* EXCLUDE (entry),
           {DOCUMENT_COLUMNS}, story, copy_of, joined, apart
    FROM chosen
    JOIN documents USING (document_id)
    LEFT JOIN document_stories USING (document_id)
    JOIN who USING (entry)
    LEFT JOIN said USING (entry)
    LEFT JOIN marked USING (event_id)
    JOIN proof USING (entry)
    ORDER BY chosen.date NULLS LAST, document_id, entry
    """


def flatten(table: pa.Table) -> pa.Table:
    """One plain column a fact: what a data frame of events holds."""
    stored = {name: table[name] for name in table.column_names}
    quote, trigger = pc.struct_field(stored["quote"], "text"), stored["trigger"]
    columns = {
        "date": stored["date"],
        "source": joined(stored["source"]),
        "type": stored["type"],
        "content": stored["content"],
        "target": joined(stored["target"]),
        "object": joined(stored["object"]),
        "mode": stored["mode"],
        "quad": stored["quad"],
        "score": stored["score"],
        "modality": stored["modality"],
        "mutual": stored["mutual"],
        "content_source": joined(stored["content_source"]),
        "content_target": joined(stored["content_target"]),
        "issue": joined(stored["issues"]),
        "context": joined(stored["contexts"]),
        "start": stored["date_start"],
        "end": stored["date_end"],
        "granularity": stored["granularity"],
        "date_origin": stored["date_origin"],
        "where": stored["place"],
        "amount": stored["amount_value"],
        "unit": stored["amount_unit"],
        "currency": stored["amount_currency"],
        "attribution": chain(stored["attribution"]),
        "told_by": _told_by(stored),
        "quote": quote,
        "trigger": pc.struct_field(trigger, "text"),
        "confidence": stored["confidence"],
        "coder": stored["coded_by"],
        "outlet": stored["outlet"],
        "published": stored["published"],
        "title": stored["title"],
        "url": stored["url"],
        "document_id": stored["document_id"],
        "id": stored["event_id"],
    }
    return pa.table(columns)


def _told_by(stored: dict[str, pa.ChunkedArray]) -> pa.Array:
    """Whose word each event rests on (``Event.told_by``)."""
    names = ("attribution", "source", "target", "mutual")
    kinds = []
    for said, source, target, mutual in zip(*(stored[n].to_pylist() for n in names), strict=True):
        speaker = next((v for v in reversed(voices(said)) if v.kind == "speaker"), None)
        doers, others = (tuple(map(Actor.parse, side or ())) for side in (source, target))
        kinds.append(told_by(speaker, doers, others, mutual).value)
    return pa.array(kinds, pa.string())


def joined(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Lists of names as one text, empty where there are none."""
    return pc.fill_null(pc.binary_join(column, ";"), "")


def chain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Attributions as one text, outermost first."""
    names = [
        ";".join(voice["name"] for voice in voices_) if voices_ else ""
        for voices_ in column.to_pylist()
    ]
    return pa.chunked_array([pa.array(names, pa.string())])
