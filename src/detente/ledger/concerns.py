"""Concerns read back: who is said to see what as a threat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from detente.ledger.assembly import actors, build_document, span, voices
from detente.ledger.connection import fetch
from detente.ledger.events import ATTRIBUTION, DOCUMENT_COLUMNS, SPAN, chain, joined
from detente.ledger.filters import Conditions
from detente.ledger.rows import Rows
from detente.records import Concern, Document

_SHOWN = ("date", "holder", "about", "issue", "outlet", "quote")


@dataclass(frozen=True, slots=True)
class ConcernEntry:
    """One concern with its document's particulars (``document.text`` is left empty)."""

    concern: Concern
    document: Document


def read_concerns(
    connection: duckdb.DuckDBPyConnection, conditions: Conditions
) -> Rows[ConcernEntry]:
    """The live concerns under these conditions, by publication date."""
    return as_concerns(fetch_concerns(connection, conditions))


def fetch_concerns(
    connection: duckdb.DuckDBPyConnection,
    conditions: Conditions,
    *,
    view: str = "live_concerns",
) -> pa.Table:
    """The same as they are stored: what ``as_concerns`` takes; see ``fetch_events``."""
    return fetch(connection, _query(view, conditions.where()), conditions.parameters)


def as_concerns(table: pa.Table) -> Rows[ConcernEntry]:
    """Stored concerns as records."""
    return Rows(table, "concern", _SHOWN, _build, _flatten)


def _query(view: str, where: str) -> str:
    return f"""
    WITH chosen AS MATERIALIZED (SELECT * FROM {view} AS concerns {where}),
    who AS (
        SELECT entry,
               list(actor_id ORDER BY position) FILTER (WHERE side = 'holder') AS holder,
               list(actor_id ORDER BY position) FILTER (WHERE side = 'actor') AS actors
        FROM participants WHERE entry IN (SELECT entry FROM chosen) GROUP BY entry
    ), said AS ({ATTRIBUTION}), proof AS (
        SELECT entry,
               any_value({SPAN}) FILTER (WHERE part = 'quote') AS quote,
               any_value({SPAN}) FILTER (WHERE part = 'about') AS about
        FROM evidence WHERE entry IN (SELECT entry FROM chosen) GROUP BY entry
    )
    SELECT chosen.*, who.* EXCLUDE (entry), said.attribution, proof.* EXCLUDE (entry),
           {DOCUMENT_COLUMNS}
    FROM chosen
    JOIN documents USING (document_id)
    LEFT JOIN who USING (entry)
    LEFT JOIN said USING (entry)
    JOIN proof USING (entry)
    ORDER BY chosen.date NULLS LAST, document_id, entry
    """


def _build(row: dict[str, Any]) -> ConcernEntry:
    concern = Concern(
        document_id=row["document_id"],
        holder=actors(row["holder"]),
        about=span(row["about"]),
        evidence=span(row["quote"]),
        coder=f"{row['coder']}/{row['version']}",
        actors=actors(row["actors"]),
        issues=tuple(row["issues"]),
        attribution=voices(row["attribution"]),
        confidence=row["confidence"],
    )
    return ConcernEntry(concern, build_document(row))


def _flatten(table: pa.Table) -> pa.Table:
    columns = {
        "date": table["date"],
        "holder": joined(table["holder"]),
        "about": pc.struct_field(table["about"], "text"),
        "actors": joined(table["actors"]),
        "issue": joined(table["issues"]),
        "attribution": chain(table["attribution"]),
        "quote": pc.struct_field(table["quote"], "text"),
        "confidence": table["confidence"],
        "coder": pc.binary_join_element_wise(table["coder"], table["version"], "/"),
        "outlet": table["outlet"],
        "title": table["title"],
        "url": table["url"],
        "document_id": table["document_id"],
        "id": table["concern_id"],
    }
    return pa.table(columns)
