"""Holdings: what the ledger has, kept at hand while it is written, so that nothing enters twice.

One process writes a ledger at a time, so what is at hand is what is in the file.
"""

from __future__ import annotations

from typing import Any

import duckdb

from detente.ledger.claims import free_id
from detente.ledger.connection import fetch, fetch_row
from detente.ledger.shelf import Shelf
from detente.records import Actor, Reject

_NUMBERS = """
SELECT (SELECT coalesce(max(coding), 0) FROM codings) AS codings,
       greatest((SELECT coalesce(max(entry), 0) FROM events),
                (SELECT coalesce(max(entry), 0) FROM concerns)) AS entries
"""


class Holdings:
    """Documents, actors and rejects of the ledger, and the last numbers given out."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        held = fetch(connection, "SELECT document_id, digest FROM documents")
        ids, digests = held["document_id"].to_pylist(), held["digest"].to_pylist()
        self._by_digest = Shelf[str](zip(digests, ids, strict=True))
        self.ids = Shelf[int]((id, 1) for id in ids)
        self._actors: set[str] = set(
            fetch(connection, "SELECT actor_id FROM actors")["actor_id"].to_pylist()
        )
        rows = fetch(connection, "SELECT source, stage, code, detail FROM rejects").to_pylist()
        self._rejects: set[tuple[Any, ...]] = {tuple(row.values()) for row in rows}
        last = fetch_row(connection, _NUMBERS)
        self._last_coding: int = last["codings"]
        self._last_entry: int = last["entries"]

    def stored_id(self, digest: str) -> str | None:
        """The id under which this very article is held, if it is."""
        return self._by_digest.get(digest)

    def enter_document(self, document_id: str, digest: str) -> str:
        """Take in a new article: its id, or ``id@digest`` where other text has the id."""
        free = free_id(document_id, digest, self.ids)
        self.ids[free] = 1
        self._by_digest[digest] = free
        return free

    def enter_actor(self, actor: Actor) -> bool:
        """Take in an actor; whether it is new."""
        new = actor.id not in self._actors
        self._actors.add(actor.id)
        return new

    def enter_reject(self, reject: Reject) -> bool:
        """Take in a reject; whether it is new."""
        row = (reject.source, reject.stage, reject.code, reject.detail)
        new = row not in self._rejects
        self._rejects.add(row)
        return new

    def next_coding(self) -> int:
        self._last_coding += 1
        return self._last_coding

    def next_entry(self) -> int:
        self._last_entry += 1
        return self._last_entry


class Standing:
    """What one coder has made of the ledger's documents: read once at the start of its run."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, coder: str, version: str) -> None:
        rows = fetch(
            connection,
            "SELECT document_id, version = ? AS own, live, coding FROM codings WHERE coder = ?",
            [version, coder],
        )
        read = list(zip(*(rows[name].to_pylist() for name in rows.column_names), strict=True))
        self.live = Shelf[int]((document_id, 1) for document_id, _, live, _ in read if live)
        self.own = Shelf[int]((document_id, coding) for document_id, own, _, coding in read if own)
        self.unseen = {coding for _, own, live, coding in read if own and not live}
        refused = fetch(
            connection,
            """SELECT DISTINCT digest FROM rejects JOIN runs USING (run_id)
               WHERE digest IS NOT NULL AND coder = ? AND version = ?""",
            [coder, version],
        )
        self.refused: set[str] = set(refused["digest"].to_pylist())
