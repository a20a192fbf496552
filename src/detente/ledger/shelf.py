"""A shelf: a dictionary that keeps little of itself in memory, however much is put on it.

What a run must know of every document it has met would fill a gigabyte for each million. It lies in
a temporary SQLite file without a name, which is gone when the process ends, whatever ends it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, MutableMapping
from typing import Generic, TypeVar

Value = TypeVar("Value", str, int)

_CACHE_KB = 8192


class Shelf(MutableMapping[str, Value], Generic[Value]):
    """Texts to values; some ten microseconds a look."""

    def __init__(self, items: Iterable[tuple[str, Value]] = ()) -> None:
        # One run uses it, though not always in the thread that began it.
        self._file = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for setting in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KB}"):
            self._file.execute(f"PRAGMA {setting}")
        self._file.execute("CREATE TABLE shelf (key TEXT PRIMARY KEY, value) WITHOUT ROWID")
        self._file.execute("BEGIN")
        self._file.executemany("INSERT OR REPLACE INTO shelf VALUES (?, ?)", items)
        self._file.execute("COMMIT")

    def __getitem__(self, key: str) -> Value:
        row = self._file.execute("SELECT value FROM shelf WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        value: Value = row[0]
        return value

    def __setitem__(self, key: str, value: Value) -> None:
        self._file.execute("INSERT OR REPLACE INTO shelf VALUES (?, ?)", (key, value))

    def __delitem__(self, key: str) -> None:
        if not self._file.execute("DELETE FROM shelf WHERE key = ?", (key,)).rowcount:
            raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return (row[0] for row in self._file.execute("SELECT key FROM shelf"))

    def __len__(self) -> int:
        count: int = self._file.execute("SELECT count(*) FROM shelf").fetchone()[0]
        return count
