"""The ledger: one DuckDB file with every entry, its words, and who says so."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import pyarrow as pa

from detente.errors import LedgerBusyError, LedgerError
from detente.ledger.briefs import BriefNote, write_note
from detente.ledger.connection import connect, registered, transaction
from detente.ledger.contents import Contents
from detente.ledger.intake import Written
from detente.ledger.publishing import Naming, Published, publish, snapshot_path
from detente.ledger.reports import ReportRun
from detente.ledger.reviewed import is_behind, sync_reviews
from detente.ledger.runs import Run
from detente.ledger.schema import is_older, prepare, version
from detente.ledger.storylines import DocumentStory, read_neighbourhood, write_stories
from detente.records import Coding, Document, Reject

_LOG = logging.getLogger(__name__)


class Ledger(Contents):
    """A ledger opened by ``Ledger.open``; close it, or use it in ``with``.

    Actor arguments are ids: ``RUS`` is the state and its organs (not opposition, rebels, people,
    firms or media), ``RUS-MIL`` one role, ``RUS-*`` every actor with the code, and an id with a
    person exactly that. Dates are ``datetime.date``, or ``2009``, ``2009-09``, ``2009-09-18``;
    periods include both ends. ``coder`` is ``name`` or ``name/version``. Readers see finished
    codings only. All reading methods may be called from several threads.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, path: str, *, read_only: bool
    ) -> None:
        self._connection = connection
        self.path = path
        self.read_only = read_only

    @classmethod
    def open(cls, path: str | Path, *, read_only: bool = False) -> Self:
        """Open a ledger, or begin one where there is no file (``:memory:`` keeps it nowhere).

        Any number of processes may read a ledger that nobody writes. Raises ``LedgerBusyError``
        where another process holds the file, ``LedgerError`` where it is no ledger or is newer
        than this code. One of an older detente is brought up to date first, for readers too, and
        so is one whose journal of reviews has grown, unless somebody else has it open.
        """
        try:
            return cls(_open(path, read_only), str(path), read_only=read_only)
        except LedgerBusyError as error:
            if not read_only:
                raise
            raise LedgerBusyError(f"{error}; {_meanwhile(path)}") from error

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Ledger({self.path!r}{', read_only=True' if self.read_only else ''})"

    # Writing

    def start_run(
        self, coder: str, version: str, options: Mapping[str, object] | None = None
    ) -> Run:
        """Begin a run of one coder in one version; raises ``LedgerError`` on a read-only ledger."""
        if self.read_only:
            raise LedgerError(f"{self.path} was opened for reading only")
        return Run(self._connection, coder, version, options or {})

    def write(
        self, codings: Iterable[Coding], rejects: Iterable[Reject] = (), *, coder: str
    ) -> Written:
        """Write codings by ``coder`` (``name/version``) in a run of their own.

        All of them enter in one transaction, or none. An entry whose quote is not in its text
        to the letter becomes a reject (stage ``ledger``, code ``evidence``). An article that
        this coder has read in this version already is passed over.
        """
        name, slash, version = coder.partition("/")
        if not (name and slash and version):
            raise ValueError(f"not a coder: {coder!r} (expected name/version)")
        run = self.start_run(name, version)
        try:
            written = run.write(codings, rejects)
        except BaseException:
            run.stop("failed")
            raise
        run.finish()
        return written

    def start_import(
        self, coder: str, version: str, options: Mapping[str, object] | None = None
    ) -> ReportRun:
        """Begin a run that takes in event data of another coder, under the name ``coder``."""
        return ReportRun(self._connection, self.start_run(coder, version, options))

    def name_actors(self, names: Mapping[str, str]) -> None:
        """Give actors of the ledger their names in words, by id."""
        table = pa.table({"actor_id": list(names), "name": list(names.values())})
        with transaction(self._connection), registered(self._connection, "given", table):
            self._connection.execute(
                "UPDATE actors SET name = given.name FROM given"
                " WHERE actors.actor_id = given.actor_id"
            )

    def unplaced(
        self, days: int, documents: int, batch: int
    ) -> Iterator[tuple[list[Document], dict[str, DocumentStory]]]:
        """Documents that are in no story yet, among their neighbours; see ``ledger/storylines``."""
        return read_neighbourhood(self._connection, days, documents, batch)

    def place(self, rows: Iterable[tuple[str, str, str | None]]) -> None:
        """Keep the stories of documents: rows of document, story, and whose text it repeats."""
        write_stories(self._connection, rows)

    def note_brief(self, note: BriefNote) -> None:
        """Keep what a brief rested on and said; raises ``LedgerError`` on a read-only ledger."""
        if self.read_only:
            raise LedgerError(f"{self.path} was opened for reading only")
        write_note(self._connection, note)

    def publish(self, naming: Naming, min_confidence: float) -> Published:
        """Put a snapshot of what is in the ledger now beside it; see ``ledger/publishing.py``."""
        self.take_over_reviews()
        return publish(self._connection, self.path, naming, min_confidence)

    def take_over_reviews(self) -> None:
        """Let the journal's new reviews count; opening a ledger does so too.

        What was opened for reading only stays as it is.
        """
        if not self.read_only:
            sync_reviews(self._connection, self.path)


def _open(path: str | Path, read_only: bool) -> duckdb.DuckDBPyConnection:
    """A connection to a ledger that is of this schema, and knows its reviews if it may."""
    connection = connect(path, read_only=read_only)
    try:
        if read_only and is_older(connection):
            had = version(connection)
            connection.close()
            _upgrade(path, had)
            connection = connect(path, read_only=True)
        prepare(connection, read_only=read_only)
        if not read_only:
            sync_reviews(connection, path)
        elif is_behind(connection, path):
            connection.close()
            _take_over(path)
            connection = connect(path, read_only=True)
    except LedgerError as error:
        connection.close()
        named = str(error).startswith(str(path))
        raise error if named else type(error)(f"{path}: {error}") from error
    return connection


def _upgrade(path: str | Path, had: int) -> None:
    """Bring an older ledger up to date on behalf of a reader."""
    try:
        Ledger.open(path).close()
    except LedgerError as error:
        raise type(error)(
            f"{path} was written by an older detente (schema {had}) and must be brought up to date"
            f" before it is read, which failed: {error}"
        ) from error


def _take_over(path: str | Path) -> None:
    """Take new reviews over on behalf of a reader, who reads without them if that cannot be."""
    try:
        Ledger.open(path).close()
    except LedgerError as error:
        _LOG.warning("reviews made since the ledger was last written do not count here: %s", error)


def _meanwhile(path: str | Path) -> str:
    """What a reader may do while somebody holds the ledger."""
    snapshot = snapshot_path(path)
    if snapshot.exists():
        return f"meanwhile its snapshot {snapshot} can be read: detente serve --db {path}"
    return (
        "wait for its end; start the run with --publish, and a snapshot can be read meanwhile"
        " (detente serve)"
    )
