"""Runs: one coder, in one version, writing what it makes of a batch of documents.

A document that the coder has already read in this version is passed over. One that it has read
in another version is written unseen, and takes the place of the older reading when the run is
finished; until then, and whatever interrupts it, readers keep what they had.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping

import duckdb
import pyarrow as pa

from detente.ledger.claims import Claims
from detente.ledger.connection import fetch_row, insert, registered, transaction
from detente.ledger.holdings import Holdings, Standing
from detente.ledger.intake import Intake, Written
from detente.ledger.renaming import read_left, settle
from detente.ledger.reviewed import follow_codings
from detente.records import Coding, Document, Reject

_CLOSE_STALE = "UPDATE runs SET status = 'interrupted' WHERE status = 'running'"
_END = "UPDATE runs SET status = ?, ended = ? WHERE run_id = ?"
_SUPERSEDED = """
SELECT older.coding FROM codings AS older
JOIN codings AS newer USING (document_id, coder)
JOIN promoted ON newer.coding = promoted.coding
WHERE older.coding <> newer.coding
"""
_OF_SUPERSEDED = """
SELECT entry FROM events WHERE coding IN (SELECT coding FROM superseded)
UNION ALL SELECT entry FROM concerns WHERE coding IN (SELECT coding FROM superseded)
"""


class Run:
    """An open run; ``Ledger.start_run`` makes it, ``finish`` or ``stop`` ends it."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        coder: str,
        version: str,
        options: Mapping[str, object],
    ) -> None:
        self._connection = connection
        self.coder, self.version = coder, version
        last = fetch_row(connection, "SELECT coalesce(max(run_id), 0) AS run_id FROM runs")
        self.run_id: int = last["run_id"] + 1
        row = [self.run_id, _now(), coder, version, json.dumps(dict(options), default=str)]
        with transaction(connection):
            connection.execute(_CLOSE_STALE)  # whoever held the file before is gone
            connection.execute("INSERT INTO runs VALUES (?, ?, NULL, ?, ?, ?, 'running')", row)
        self._read_holdings()
        self._claims = Claims(read_left(connection))
        self._promoted: set[int] = set()

    def _read_holdings(self) -> None:
        self._holdings = Holdings(self._connection)
        self._standing = Standing(self._connection, self.coder, self.version)

    def settled(self, document: Document) -> bool:
        """Whether this coder in this version has read, or refused, this very article before.

        An unseen reading that an interrupted run has left counts, and is taken over: it becomes
        visible when this run finishes.
        """
        digest = document.digest
        stored = self._holdings.stored_id(digest)
        self._claims.meet(document, digest, stored=stored is not None)
        if stored is None or stored not in self._standing.own:
            return digest in self._standing.refused
        coding = self._standing.own[stored]
        if coding in self._standing.unseen:
            self._promoted.add(coding)
        return True

    def rereads(self) -> list[Document]:
        """Copies of articles that were read in another copy, and must be read again.

        Asked for at the end of the input: which copy of an article counts does not depend on which
        came first (``ledger/claims.py``), and these the coder would read otherwise. Written like
        all others, each takes the place of what was read.
        """
        return self._claims.rereads()

    def write(
        self,
        codings: Iterable[Coding],
        rejects: Iterable[Reject] = (),
        refusals: Iterable[tuple[Document, Reject]] = (),
    ) -> Written:
        """Commit codings and rejects in one transaction; an entry that fails a check is rejected.

        ``refusals`` are documents that the coder itself declined, which ``settled`` then tells.
        Raises ``LedgerError`` where the file cannot be written; nothing has entered then.
        """
        by = self.coder, self.version
        batch = Intake(self._holdings, self._standing, self._claims, self.run_id, by)
        try:
            for coding in codings:
                batch.take(coding)
            for reject in rejects:
                batch.reject(reject)
            for document, reject in refusals:
                batch.refuse(document, reject)
            tables = list(batch.rows.tables())
            if tables:
                with transaction(self._connection):
                    for name, table in tables:
                        insert(self._connection, name, table)
                    if batch.replaced:
                        self._remove(_codings(batch.replaced))
        except BaseException:
            self._read_holdings()  # nothing of the batch is in the file
            raise
        self._promoted |= batch.unseen
        return batch.written

    def finish(self) -> None:
        """End the run: what it wrote unseen takes the place of older readings, in one stroke."""
        with transaction(self._connection):
            if self._promoted:
                self._promote()
            settle(self._connection, self._claims, self._holdings)
            self._connection.execute(_END, ["done", _now(), self.run_id])
        follow_codings(self._connection)

    def stop(self, status: str) -> None:
        """End the run early, as ``interrupted`` or ``failed``; unseen readings stay unseen."""
        with transaction(self._connection):
            self._connection.execute(_END, [status, _now(), self.run_id])

    def _promote(self) -> None:
        promoted = _codings(self._promoted)
        with registered(self._connection, "promoted", promoted):
            self._remove(self._connection.sql(_SUPERSEDED).to_arrow_table())
            self._connection.execute(
                "UPDATE codings SET live = true WHERE coding IN (SELECT coding FROM promoted)"
            )

    def _remove(self, superseded: pa.Table) -> None:
        """Take codings out with all that they hold."""
        execute = self._connection.execute
        with registered(self._connection, "superseded", superseded):
            entries = self._connection.sql(_OF_SUPERSEDED).to_arrow_table()
            with registered(self._connection, "gone", entries):
                for table in ("participants", "attributions", "evidence"):
                    execute(f"DELETE FROM {table} WHERE entry IN (SELECT entry FROM gone)")
            for table in ("events", "concerns", "passages", "codings"):
                execute(f"DELETE FROM {table} WHERE coding IN (SELECT coding FROM superseded)")


def _codings(numbers: set[int]) -> pa.Table:
    return pa.table({"coding": pa.array(sorted(numbers), pa.int64())})


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)
