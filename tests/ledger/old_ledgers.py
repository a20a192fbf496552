"""Ledgers as earlier releases left them, made of migrations and of rows written down."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from detente.ledger.schema import migrations

ROWS = Path(__file__).with_name("old_ledger.jsonl")
"""The rows of all tables of a small ledger: `table`, and the columns that it had at the last."""
VERSIONS = list(migrations())
FIRST = "0d731e080d9f34263bc4e4ef985add00f74812e4bbb0cc49f804dffe9f39fd07"
SINCE_2 = "ae32980da20f6d2bfba47c9e52f53ae5f703b1add6971344f4c867f662db63b8"
"""Content hashes; the first schema does not know how a voice's words are given."""


def make_old(path: Path, number: int) -> None:
    """A ledger as the release with this schema left it, with whatever it had a place for."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE schema_version (version INTEGER, applied TIMESTAMP)")
        for step in range(1, number + 1):
            connection.execute(migrations()[step])
            connection.execute("INSERT INTO schema_version VALUES (?, now()::TIMESTAMP)", [step])
        tables = {name for (name,) in connection.execute("SHOW TABLES").fetchall()}
        for line in ROWS.read_text("utf-8").splitlines():
            row = json.loads(line)
            table = row.pop("table")
            if table not in tables or (row.get("entry", 0) < 0 and number < 6):
                continue  # a reviewed event
            has = {name for name, *_ in connection.execute(f"DESCRIBE {table}").fetchall()}
            kept = {name: value for name, value in row.items() if name in has}
            places = ", ".join("?" for _ in kept)
            connection.execute(
                f"INSERT INTO {table} ({', '.join(kept)}) VALUES ({places})", [*kept.values()]
            )
