"""Publishing: a copy of a ledger that others may read while the ledger goes on being written.

DuckDB lets no second process open a file that one writes. A published snapshot is a file of its
own beside the ledger: all its tables, and summaries of them that make pages fast
(``data/summaries.sql``). It is written under another name and put in its place at one stroke, so
that there is always a whole one; who has an older one open keeps it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import platform
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import duckdb
import pyarrow as pa

from detente.errors import LedgerError
from detente.ledger.connection import IN_MEMORY, connect, fetch, registered, storage
from detente.ledger.events import assemble
from detente.ledger.failures import explain
from detente.ledger.patterns import ORGANS
from detente.ledger.presence import count_presence
from detente.ledger.schema import prepare

_TABLES = """
SELECT table_name FROM information_schema.tables
WHERE table_schema = 'main' AND table_type = 'BASE TABLE' AND table_name <> 'schema_version'
"""
# Rows that are read together lie together, so that a reader passes over all others.
_ORDER = {
    "acts": "ORDER BY least(source_code, target_code), greatest(source_code, target_code), date",
}
_HEADLINE = """coalesce(nullif(trim(title), ''),
    regexp_replace(trim(CASE WHEN length(text) <= 160 THEN text
        ELSE regexp_replace(text[:160], '\\s+\\S*$', '') || '…' END), '\\s+', ' ', 'g'))"""
_BATCH_ROWS = 100_000
_STALE_SECONDS = 3600
_PART = re.compile(r"\.(?P<node>[^.]*)\.(?P<pid>[1-9]\d*)\.part")
_SUFFIX = ".published"


_DAYS = [("since", pa.date32()), ("until", pa.date32())]
_KINDS = pa.schema([("code", pa.string()), ("kind", pa.string()), ("country", pa.string())])
_OFFICES = pa.schema(
    [(name, pa.string()) for name in ("code", "role", "title", "person", "name")] + _DAYS
)
_MEMBERS = pa.schema(
    [(name, pa.string()) for name in ("code", "name", "member", "member_name")] + _DAYS
)


@dataclass(frozen=True, slots=True)
class Naming:
    """Actors in words, as tables: ``names`` has actor_id, name and prose (the name as it stands
    inside a sentence), ``aliases`` actor_id, alias and kind (state, city, person ...).

    ``kinds`` says what a code is: code, kind in words, country. ``offices`` has code, role,
    title, person (the last part of an id), name, since and until; ``members`` the code and name
    of a grouping, those of a member, since and until.
    """

    names: pa.Table
    aliases: pa.Table
    kinds: pa.Table = field(default_factory=_KINDS.empty_table)
    offices: pa.Table = field(default_factory=_OFFICES.empty_table)
    members: pa.Table = field(default_factory=_MEMBERS.empty_table)


@dataclass(frozen=True, slots=True)
class Published:
    """A snapshot that was made: where, when (UTC), in how many seconds, of how many bytes."""

    path: Path
    made: dt.datetime
    seconds: float
    bytes: int


def snapshot_path(ledger: str | Path) -> Path:
    """Where the snapshot of a ledger stands."""
    return Path(f"{ledger}{_SUFFIX}")


def ledger_path(snapshot: str | Path) -> Path:
    """Where the ledger of a snapshot stands, if that was not carried elsewhere."""
    return Path(str(snapshot).removesuffix(_SUFFIX))


def publish(
    connection: duckdb.DuckDBPyConnection,
    ledger: str | Path,
    naming: Naming,
    min_confidence: float,
) -> Published:
    """Publish what a connection to the ledger now sees; raises ``LedgerError`` where it cannot.

    Entries of a run under way are in it as far as they are committed and live. What is trusted
    less than ``min_confidence`` (0 to 1) counts in no summary.
    """
    if str(ledger) == IN_MEMORY:
        raise LedgerError("a ledger in memory cannot be published; keep it in a file")
    started = time.monotonic()
    made = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    path = snapshot_path(ledger)
    with part_of(path) as part:
        target = connect(part)
        try:
            prepare(target, read_only=False)
            with storage("publishing the ledger"):
                copy_tables(connection, target)
                _summarise(target, naming, min_confidence, made)
        finally:
            target.close()
        with writing(path):
            part.replace(path)
    return Published(path, made, time.monotonic() - started, path.stat().st_size)


@contextmanager
def part_of(path: Path) -> Iterator[Path]:
    """The name to write under; what is left of it, or of others long dead, is removed."""
    for left in path.parent.glob(f"{path.name}.*.part*"):
        with suppress(OSError):
            if not _is_written(left):
                left.unlink()
    part = path.with_name(f"{path.name}.{_here()}.{os.getpid()}.part")
    try:
        yield part
    finally:
        for left in (part, part.with_name(f"{part.name}.wal")):
            left.unlink(missing_ok=True)


def _is_written(part: Path) -> bool:
    """Whether its writer lives; of a writer on another machine, whether it was at it of late."""
    named = _PART.search(part.name)
    if named is not None and named["node"] == _here() and os.name == "posix":
        try:
            os.kill(int(named["pid"]), 0)
        except ProcessLookupError:
            return False
        except OSError:
            pass
        return True
    return time.time() - part.stat().st_mtime < _STALE_SECONDS


def _here() -> str:
    return re.sub(r"\W+", "-", platform.node())


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn the system's errors into ``LedgerError``."""
    try:
        yield
    except OSError as error:
        raise explain(f"writing {path}", str(error)) from error


def copy_tables(source: duckdb.DuckDBPyConnection, target: duckdb.DuckDBPyConnection) -> None:
    """All tables, as they stand at one moment."""
    cursor = source.cursor()
    cursor.begin()
    try:
        for table in fetch(cursor, _TABLES)["table_name"].to_pylist():
            query = f"SELECT * FROM {table} {_ORDER.get(table, '')}"
            rows = cursor.sql(query).to_arrow_reader(_BATCH_ROWS)
            with registered(target, "incoming", rows):
                target.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
    finally:
        cursor.close()


def _summarise(
    target: duckdb.DuckDBPyConnection, naming: Naming, min_confidence: float, made: dt.datetime
) -> None:
    sql = _summaries()
    presence, years = count_presence()
    put = {
        "entries": assemble(),
        "presence": presence,
        "years": years,
        "layout": layout(),
        "organs": ", ".join(f"'{role}'" for role in sorted(ORGANS)),
        "headline": _HEADLINE,
        "least": f"{min_confidence:.6f}",
    }
    with ExitStack() as given:
        for name, table in _tables(naming):
            given.enter_context(registered(target, name, table))
        for statement in sql.format(**put).split(";\n"):
            if statement.strip():
                target.execute(statement, [made] if "?" in statement else None)


def _summaries() -> str:
    return files("detente.ledger").joinpath("data", "summaries.sql").read_text("utf-8")


def layout() -> str:
    """What the summaries of this version are known by: who reads others would miss something."""
    return hashlib.sha256(_summaries().encode()).hexdigest()[:16]


def _tables(naming: Naming) -> Iterator[tuple[str, pa.Table]]:
    """The tables of names as ``summaries.sql`` calls them."""
    yield "naming", naming.names
    for name in ("aliases", "kinds", "offices", "members"):
        yield name, getattr(naming, name)
