"""A small ledger made large: its rows again and again, with other days, texts, ids and actors.

Usage: python benchmarks/enlarged.py LEDGER.duckdb LARGE.duckdb [--documents 130000]
       [--rows 5000000]
A ledger of coded texts grows to so many documents, one of imported event data to so many rows.
Texts get a last line of their own and are 11 days later with every turn. Rows are 146 days later
with every turn, and with every other turn their states are exchanged, so that dyads stay as
unequal as they were and new ones come in.
"""

from __future__ import annotations

import argparse
import random
import shutil
import time
from pathlib import Path

import duckdb

TEXT_DAYS, ROW_DAYS = 11, 146
SEED = 7


def enlarge_texts(connection: duckdb.DuckDBPyConnection, documents: int) -> None:
    """Turn after turn of all documents with their entries."""
    size, coding, entry = connection.sql(
        """SELECT (SELECT count(*) FROM documents), (SELECT max(coding) FROM codings),
                  (SELECT max(entry) FROM participants)"""
    ).fetchall()[0]
    tables = ("documents", "codings", "passages", "events", "concerns", "participants",
              "attributions", "evidence", "document_stories")  # fmt: skip
    for table in tables:
        connection.execute(f"CREATE TEMP TABLE first_{table} AS SELECT * FROM {table}")
    for turn in range(1, -(-documents // size)):
        some = "" if (turn + 1) * size <= documents else f"LIMIT {documents - turn * size}"
        connection.execute(
            f"""CREATE OR REPLACE TEMP TABLE turned AS
                SELECT document_id FROM first_documents ORDER BY document_id {some}"""
        )
        for table in tables:
            _add_turn(connection, table, turn, coding * turn, entry * turn)


def _add_turn(
    connection: duckdb.DuckDBPyConnection, table: str, turn: int, coding: int, entry: int
) -> None:
    later = f"INTERVAL {TEXT_DAYS * turn} DAY"
    changed = {
        "document_id": f"document_id || '-{turn}'",
        "digest": f"md5(digest || '{turn}')",
        "event_id": f"left(md5(event_id || '{turn}'), 20)",
        "concern_id": f"left(md5(concern_id || '{turn}'), 20)",
        "story": f"story || '-{turn}'",
        "copy_of": f"copy_of || '-{turn}'",
        "source": f"source || '-{turn}'",
        "coding": f"coding + {coding}",
        "entry": f"entry + {entry}",
        "date": f"CAST(date + {later} AS DATE)",
        "date_start": f"CAST(date_start + {later} AS DATE)",
        "date_end": f"CAST(date_end + {later} AS DATE)",
    }
    if table == "documents":
        changed["text"] = f"text || chr(10) || 'Turn {turn}.'"
    if table in ("participants", "attributions", "evidence"):
        where = """entry IN (SELECT entry FROM (SELECT entry, document_id FROM first_events
            UNION ALL SELECT entry, document_id FROM first_concerns) SEMI JOIN turned
            USING (document_id))"""
    else:
        where = "document_id IN (SELECT document_id FROM turned)"
    names = {row[0] for row in connection.sql(f"DESCRIBE {table}").fetchall()}
    replaced = ", ".join(f"{value} AS {name}" for name, value in changed.items() if name in names)
    connection.execute(
        f"""INSERT INTO {table} BY NAME
            SELECT * REPLACE ({replaced}) FROM first_{table} WHERE {where}"""
    )


def enlarge_rows(connection: duckdb.DuckDBPyConnection, rows: int) -> None:
    """Turn after turn of all rows with the acts that they tell."""
    (size,) = connection.sql("SELECT count(*) FROM reports").fetchall()[0]
    states = [row[0] for row in connection.sql(
        """SELECT DISTINCT source_code FROM acts
           WHERE length(source_code) = 3 AND source_code <> 'MED' ORDER BY ALL"""
    ).fetchall()]  # fmt: skip
    for table in ("reports", "acts", "act_reports"):
        connection.execute(f"CREATE TEMP TABLE first_{table} AS SELECT * FROM {table}")
    for turn in range(1, -(-rows // size)):
        others = states.copy()
        if turn % 2:
            random.Random(SEED + turn).shuffle(others)
        connection.execute("CREATE OR REPLACE TEMP TABLE exchanged (old VARCHAR, new VARCHAR)")
        connection.executemany(
            "INSERT INTO exchanged VALUES (?, ?)", [*zip(states, others, strict=True)]
        )
        connection.execute(_MACROS)
        for table, changed in _ROWS.items():
            connection.execute(
                f"INSERT INTO {table} BY NAME SELECT * REPLACE ({changed.format(turn=turn)},"
                f" CAST(date + INTERVAL ({ROW_DAYS * turn - 3650}) DAY AS DATE) AS date)"
                f" FROM first_{table}"
            )
    connection.execute(
        """INSERT INTO actors BY NAME
           SELECT DISTINCT source AS actor_id, source_code AS code, source_role AS role,
                  source_person AS person
           FROM (SELECT source, source_code, source_role, source_person FROM acts
                 UNION SELECT target, target_code, target_role, target_person FROM acts)
           WHERE source IS NOT NULL AND source NOT IN (SELECT actor_id FROM actors)"""
    )


_MACROS = """
CREATE OR REPLACE TEMP MACRO state(code) AS
    coalesce((SELECT any_value(new) FROM exchanged WHERE old = code), code);
CREATE OR REPLACE TEMP MACRO other(id) AS
    state(regexp_extract(id, '^[^-:]*')) || regexp_extract(id, '[-:].*$');
"""
_ROWS = {
    "reports": """hash(digest, {turn}) AS digest, other(source_id) AS source_id,
        other(target_id) AS target_id, line + {turn} * 1000000 AS line""",
    "acts": """left(md5(act_id || '{turn}'), 20) AS act_id, other(source) AS source,
        other(target) AS target, state(source_code) AS source_code,
        state(target_code) AS target_code""",
    "act_reports": """left(md5(act_id || '{turn}'), 20) AS act_id,
        hash(digest, {turn}) AS digest""",
}


def enlarge(ledger: Path, large: Path, documents: int, rows: int) -> None:
    """Write a large ledger made of a small one, unless it is there already."""
    if large.exists():
        return
    started = time.monotonic()
    part = large.with_suffix(".part")
    shutil.copy(ledger, part)
    with duckdb.connect(str(part)) as connection:
        for grow, table, size in (
            (enlarge_texts, "documents", documents), (enlarge_rows, "reports", rows)
        ):  # fmt: skip
            if connection.sql(f"SELECT count(*) FROM {table}").fetchall()[0][0]:
                grow(connection, size)
        counts = [
            f"{connection.sql(f'SELECT count(*) FROM {table}').fetchall()[0][0]:,} {table}"
            for table in ("documents", "events", "reports", "acts")
        ]
    part.rename(large)
    print(f"{large}: {', '.join(counts)}, made in {time.monotonic() - started:.0f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ledger", type=Path)
    parser.add_argument("large", type=Path)
    parser.add_argument("--documents", type=int, default=130_000)
    parser.add_argument("--rows", type=int, default=5_000_000)
    given = parser.parse_args()
    enlarge(given.ledger, given.large, given.documents, given.rows)


if __name__ == "__main__":
    main()
