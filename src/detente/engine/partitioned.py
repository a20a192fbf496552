"""Partitioned output: the tables of a ledger as Parquet, a file for every slice and table.

``TABLE/part=000007/00003.parquet`` is what slice 3 of part 7 adds to a table. A file is there as a
whole or not at all, and named after its slice, so that a slice written twice is there once. Last
comes ``slices/part=000007/00003.json``, which says what the slice held: without it, it does not
count. ``manifest.json`` numbers the parts, ``parts/000007.json`` says how many slices one has.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from detente.errors import LedgerError
from detente.ledger.laid import KEYS_EACH, TABLES, views_in_place
from detente.sources.locations import find_system, is_location, local_path

FORMAT = 1
SLICES_EACH = 1 << 18
"""Slices that a part may have: those of a file with sixty million documents."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a slice came to; ``failed`` documents broke the coder and are worth another try."""

    documents: int
    skipped: int
    events: int
    concerns: int
    rejects: int
    failed: int


class Store(Protocol):
    """Where files are kept: a folder of this machine, or a location that fsspec reaches."""

    def read(self, name: str) -> bytes | None: ...
    def write(self, name: str, data: bytes) -> None: ...
    def names(self, folder: str) -> list[str]: ...


class Partitioned:
    """The output at a path or URL, of one coder in one version."""

    def __init__(self, location: str, coder: str, parts: Sequence[str]) -> None:
        self.location = location
        self.coder = coder
        self.parts = list(parts)
        self._store = open_store(location)

    @classmethod
    def open(cls, location: str) -> Partitioned:
        """What stands there; raises ``LedgerError`` where nothing does, or what cannot be read."""
        raw = open_store(location).read("manifest.json")
        if raw is None:
            raise LedgerError(f"{location} holds no output of detente run --engine ray")
        manifest = json.loads(raw)
        if manifest["format"] != FORMAT:
            raise LedgerError(f"{location} was written by another detente; use that one")
        return cls(location, manifest["coder"], manifest["parts"])

    @classmethod
    def start(cls, location: str, coder: str, parts: Sequence[str]) -> Partitioned:
        """Begin there, or go on: parts that are new are numbered after those that are there.

        Raises ``LedgerError`` where another coder, or another version of it, has begun.
        """
        held: list[str] = []
        if open_store(location).read("manifest.json") is not None:
            before = cls.open(location)
            if before.coder != coder:
                raise LedgerError(
                    f"{location} holds what {before.coder} coded, and this is {coder}:"
                    " name another --out"
                )
            held = before.parts
        known = set(held)
        own = cls(location, coder, [*held, *(name for name in parts if name not in known)])
        own._write_json("manifest.json", {"format": FORMAT, "coder": coder, "parts": own.parts})
        own._store.write("views.sql", views_in_place(absolute(location)).encode())
        return own

    def base(self, part: int, index: int) -> int:
        """Where the keys of a slice begin; no two slices share one."""
        if index >= SLICES_EACH:
            raise ValueError(f"part {part} has more than {SLICES_EACH:,} slices: split its file")
        return (part * SLICES_EACH + index) * KEYS_EACH

    def write(self, part: int, index: int, tables: Mapping[str, pa.Table], held: Held) -> int:
        """Write a slice whole, whatever was there of it before; bytes written."""
        written_bytes = 0
        for table, rows in tables.items():
            buffer = io.BytesIO()
            pq.write_table(rows, buffer, compression="zstd")
            self._store.write(f"{table}/{_slice(part, index)}.parquet", buffer.getvalue())
            written_bytes += buffer.tell()
        self._write_json(f"slices/{_slice(part, index)}.json", asdict(held))
        return written_bytes

    def close_part(self, part: int, slices: int) -> None:
        """Note that a part has so many slices, and no more."""
        self._write_json(f"parts/{part:06}.json", {"slices": slices})

    def held(self, part: int) -> dict[int, Held]:
        """The slices of a part that are there as a whole."""
        folder = f"slices/part={part:06}"
        return {
            int(name.removesuffix(".json")): Held(**self._read_json(f"{folder}/{name}"))
            for name in self._store.names(folder)
            if name.endswith(".json")
        }

    def slices(self, part: int) -> int | None:
        """How many slices a part has, if its reader has come to its end."""
        raw = self._store.read(f"parts/{part:06}.json")
        return None if raw is None else int(json.loads(raw)["slices"])

    def read(self, part: int, index: int) -> dict[str, pa.Table]:
        """The tables of one slice; raises ``LedgerError`` where a file is missing or broken."""
        with ThreadPoolExecutor(len(TABLES)) as asking:  # a distant store takes its time
            found = asking.map(partial(self._read_table, part=part, index=index), TABLES)
            return dict(zip(TABLES, found, strict=True))

    def digests(self, part: int, index: int) -> list[str]:
        """Of the documents of one slice."""
        found: list[str] = self._read_table("documents", part, index)["digest"].to_pylist()
        return found

    def walk(self) -> Iterator[tuple[int, int]]:
        """Every slice that is there as a whole: part and index, in the order of the input."""
        for part in range(len(self.parts)):
            for index in sorted(self.held(part)):
                yield part, index

    def _read_table(self, table: str, part: int, index: int) -> pa.Table:
        name = f"{table}/{_slice(part, index)}.parquet"
        raw = self._store.read(name)
        if raw is None:
            raise LedgerError(f"{self.location} lacks {name}")
        try:
            return pq.ParquetFile(io.BytesIO(raw)).read()
        except (pa.ArrowException, OSError) as error:
            raise LedgerError(f"{self.location}/{name} cannot be read: {error}") from error

    def _read_json(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._store.read(name) or b"{}")
        return found

    def _write_json(self, name: str, value: object) -> None:
        self._store.write(name, json.dumps(value).encode())


def open_store(location: str) -> Store:
    """The store at a path or URL; raises ``SourceError`` where it cannot be reached."""
    return _Remote(location) if is_location(location) else _Folder(Path(local_path(location)))


class _Folder:
    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, name: str) -> bytes | None:
        try:
            return (self._root / name).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, name: str, data: bytes) -> None:
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{os.getpid()}")
        aside.write_bytes(data)
        aside.replace(path)

    def names(self, folder: str) -> list[str]:
        path = self._root / folder
        return sorted(found.name for found in path.iterdir()) if path.is_dir() else []


class _Remote:
    """Object stores put an object as a whole, which is what a rename gives a folder."""

    def __init__(self, url: str) -> None:
        self._system, self._root = find_system(url.rstrip("/"))

    def read(self, name: str) -> bytes | None:
        try:
            found: bytes = self._system.cat_file(f"{self._root}/{name}")
        except FileNotFoundError:
            return None
        return found

    def write(self, name: str, data: bytes) -> None:
        self._system.pipe_file(f"{self._root}/{name}", data)

    def names(self, folder: str) -> list[str]:
        try:
            found = self._system.ls(f"{self._root}/{folder}", detail=False, refresh=True)
        except FileNotFoundError:
            return []
        return sorted(name.rsplit("/", 1)[-1] for name in found)


def _slice(part: int, index: int) -> str:
    return f"part={part:06}/{index:05}"


def absolute(location: str) -> str:
    if is_location(location):
        return location.rstrip("/")
    return str(Path(local_path(location)).absolute())
