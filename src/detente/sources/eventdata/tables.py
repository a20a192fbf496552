"""Tables: rows of cells out of plain, gzipped and zipped text and Parquet, with their lines."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Generator, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, cast

from detente.errors import SourceError
from detente.records import Reject
from detente.sources.decode import lines, open_bytes, storable
from detente.sources.parquet import read_rows
from detente.sources.quoted import Fault, quoted_rows
from detente.sources.rows import refuse

Cells = tuple[int, list[str]]
"""The line (or the row of a Parquet file, from 1) and its cells."""


def read_tables(path: str) -> Iterator[tuple[str, Generator[Cells | Reject]]]:
    """Every table in a file by its name (``archive.zip/member``), with its rows of cells.

    Read a table's rows before the next is asked for. Raises ``SourceError`` for what cannot be
    opened; a table that ends in the middle gives its rows and then a reject.
    """
    try:
        if zipfile.is_zipfile(path):
            yield from _zipped(path)
        elif Path(path).suffix.lower() == ".parquet":
            yield path, _guarded(path, _parquet(path))
        else:
            with Path(path).open("rb") as stream, open_bytes(stream) as unpacked:
                yield path, _guarded(path, _text(unpacked, path))
    except (OSError, zipfile.BadZipFile) as error:
        raise SourceError(path, getattr(error, "strerror", None) or str(error)) from error


def _zipped(path: str) -> Iterator[tuple[str, Generator[Cells | Reject]]]:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.is_dir() or member.filename.startswith("__MACOSX/"):
                continue
            name = f"{path}/{member.filename}"
            try:
                raw = archive.open(member)
            except (RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
                yield name, _guarded(name, [refuse(name, None, "unreadable", str(error))])
                continue
            with raw, open_bytes(cast(Any, raw)) as unpacked:
                yield name, _guarded(name, _text(unpacked, name))


def _guarded(name: str, rows: Iterable[Cells | Reject]) -> Generator[Cells | Reject]:
    """The rows up to where the file fails, and then why."""
    try:
        yield from rows
    except EOFError as error:
        yield refuse(name, None, "truncated", str(error))
    except (OSError, zlib.error, zipfile.BadZipFile) as error:
        yield refuse(name, None, "unreadable", str(error))
    except SourceError as error:
        yield refuse(name, None, error.code, error.detail)


def _text(stream: io.BufferedReader, name: str) -> Iterator[Cells | Reject]:
    """Rows parted by tabs, which know no quotation marks, or else by commas, which do."""
    text = lines(stream, name)
    first = next(text, "")
    if not first:
        yield refuse(name, None, "empty", "the file is empty")
    elif first.count("\t") >= max(first.count(","), first.count(";")) and "\t" in first:
        for number, line in enumerate(chain([first], text), 1):
            yield number, storable(line).rstrip("\r\n").split("\t")
    else:
        mark = ";" if first.count(";") > first.count(",") else ","
        for row in quoted_rows(map(storable, chain([first], text)), mark, strict=False):
            if isinstance(row, Fault):
                yield refuse(name, row.first, "malformed", row.detail)
            else:
                yield row


def _parquet(path: str) -> Iterator[Cells | Reject]:
    """The names of the columns as row 0, and then the rows, all as text."""
    names: list[str] = []

    def every(found: tuple[str, ...]) -> list[str]:
        names.extend(dict.fromkeys(found))
        return names

    told = False
    with Path(path).open("rb") as stream:
        for row in read_rows(stream, path, every, _cells):
            if not told:
                told = True
                yield 0, names
            yield row
    if not told:
        yield 0, names


def _cells(batch: Any) -> list[list[str]]:
    columns = [
        ["" if value is None else storable(str(value)) for value in column.to_pylist()]
        for column in batch.columns
    ]
    return [list(cells) for cells in zip(*columns, strict=True)]
