"""Reading: the one way from paths to documents."""

from __future__ import annotations

import datetime as dt
import io
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import IO, BinaryIO, cast

from detente.errors import SourceError
from detente.records import Document, Genre, Reject
from detente.sources.columns import Columns
from detente.sources.decode import open_bytes, read_bytes, unpack_head
from detente.sources.formats import Container, Format, find_format, recognise, suffixes
from detente.sources.inputs import Input, find_inputs, list_files
from detente.sources.locations import is_location, open_location
from detente.sources.rows import Given, Row, bear, make_document, refuse

__all__ = ["read"]

_ROWS_TO_LOOK_FOR_TEXT = 100
_MAX_HELD_BYTES = 256 * 1024 * 1024


def read(
    inputs: Iterable[str | Path | Input],
    *,
    mapping: Mapping[str, str] | None = None,
    outlet: str | None = None,
    author: str | None = None,
    date: dt.date | str | None = None,
    genre: Genre | str | None = None,
    stdin: IO[bytes] | IO[str] | None = None,
) -> Iterator[Document | Reject]:
    """Documents of files, folders, patterns and standard input (``-``), one by one, in order.

    ``mapping`` names columns of tables (``{"text": "body"}``). ``outlet``, ``author``, ``date``
    and ``genre`` hold for every document, whatever its file says. Whatever cannot be read is a
    ``Reject`` of stage ``read`` in its place (codes ``empty``, ``no-text``, ``no-text-column``,
    ``no-column``, ``malformed``, ``binary``, ``too-long``, ``truncated``, ``unreadable``,
    ``unknown-format``, ``encrypted``).

    Raises ``SourceError`` at once for an input that does not exist, and when it gets to a table
    that the caller named and that has no column of text; ``ValueError`` for a ``mapping``,
    ``date`` or ``genre`` that cannot be.
    """
    columns = Columns(mapping)
    given = Given.of(outlet, author, date, genre)
    return _read_all(find_inputs(inputs), columns, given, stdin)


def _read_all(
    inputs: Iterable[Input], columns: Columns, given: Given, stdin: IO[bytes] | IO[str] | None
) -> Iterator[Document | Reject]:
    for one in inputs:
        if is_location(one.name):
            yield from _read_location(one, columns, given)
        elif one.path is None:
            yield from _read_stream(_standard_input(stdin), one, columns, given)
        elif one.path.is_dir():
            yield from _read_folder(one, columns, given)
        else:
            yield from _read_file(one, one.path, columns, given)


def _standard_input(stdin: IO[bytes] | IO[str] | None) -> BinaryIO:
    stream = sys.stdin if stdin is None else stdin
    if isinstance(stream, io.StringIO):
        return io.BytesIO(stream.read().encode("utf-8", "surrogatepass"))
    return cast(BinaryIO, getattr(stream, "buffer", stream))


def _read_folder(folder: Input, columns: Columns, given: Given) -> Iterator[Document | Reject]:
    empty = True
    try:
        for one in list_files(Path(folder.name)):
            empty = False
            yield from _read_file(one, Path(one.name), columns, given)
    except OSError as error:
        yield refuse(folder.name, None, "unreadable", str(error))
        return
    if empty:
        yield refuse(folder.name, None, "empty", "no files in this folder")


def _read_file(
    one: Input, path: Path, columns: Columns, given: Given
) -> Iterator[Document | Reject]:
    try:
        regular = path.is_file()
        format = find_format(one.name)
        if format is None and (regular or not one.named):
            yield _unknown(one.name)
            return
        with path.open("rb") as stream:
            yield from _read_stream(stream, one, columns, given, format)
    except OSError as error:
        yield refuse(one.name, None, "unreadable", error.strerror or str(error))


def _read_location(one: Input, columns: Columns, given: Given) -> Iterator[Document | Reject]:
    format = find_format(one.name)
    if format is None:
        yield _unknown(one.name)
        return
    try:
        with open_location(one.name) as stream:
            yield from _read_stream(stream, one, columns, given, format)
    except OSError as error:
        yield refuse(one.name, None, "unreadable", error.strerror or str(error))


def _unknown(name: str) -> Reject:
    known = " ".join(suffixes())
    detail = f"no reader for this suffix (known, also with .gz: {known})"
    return refuse(name, None, "unknown-format", detail)


def _read_stream(
    stream: BinaryIO,
    one: Input,
    columns: Columns,
    given: Given,
    format: Format | Container | None = None,
) -> Iterator[Document | Reject]:
    """Documents of one open file, its format guessed if need be; all its failures as rejects."""
    try:
        with open_bytes(stream, unpack=False) as packed:
            format = format or recognise(unpack_head(packed.peek(4096)))
            if isinstance(format, Container):
                yield from _read_members(format, packed, one, columns, given)
            else:
                yield from _read_packed(packed, one, columns, given, format)
    except EOFError as error:
        yield refuse(one.name, None, "truncated", str(error))
    except (OSError, zlib.error) as error:
        yield refuse(one.name, None, "unreadable", str(error))
    except SourceError as error:
        if error.code == "no-text-column" and one.named:
            raise
        yield refuse(one.name, None, error.code, error.detail)


def _read_packed(
    stream: BinaryIO, one: Input, columns: Columns, given: Given, format: Format
) -> Iterator[Document | Reject]:
    with open_bytes(stream, unpack=not format.unpacks) as unpacked:
        if not unpacked.peek(1):
            yield refuse(one.name, None, "empty", "the file is empty")
            return
        if format.seeks and not unpacked.seekable():
            data = read_bytes(unpacked, one.name, _MAX_HELD_BYTES)
            unpacked = io.BufferedReader(io.BytesIO(data))
        own = columns if format.table else Columns()
        rows = format.read(unpacked, one.name, own)
        yield from bear(_documents(rows, one, own, given), one.name)


def _read_members(
    container: Container, stream: BinaryIO, one: Input, columns: Columns, given: Given
) -> Iterator[Document | Reject]:
    """Documents of every member of a container, each read by its own reader."""
    for found in container.open(stream, one.name):
        if isinstance(found, Reject):
            yield found
            continue
        name, member = found
        format = find_format(name)
        if format is None:
            yield _unknown(name)
        else:
            inner = Input(name, None, named=False)
            yield from _read_stream(member, inner, columns, given, format)


def _documents(
    rows: Iterator[Row | Reject], one: Input, columns: Columns, given: Given
) -> Iterator[Document | Reject]:
    """Documents of one file's rows; raises ``SourceError`` where its first rows have no text."""
    held, seen = _look_for_text(rows, one, columns)
    for row in chain(held, rows):
        if isinstance(row, Reject):
            yield row
            continue
        names = tuple(row[1])
        if columns.mapping:
            seen.update(dict.fromkeys(names))
        yield make_document(one.name, row, columns.plan(names), given)
    for field, column in columns.missing(seen).items():
        detail = f"no column {column!r} (--map {field}={column}); columns: {', '.join(seen)}"
        yield refuse(one.name, None, "no-column", detail)


def _look_for_text(
    rows: Iterator[Row | Reject], one: Input, columns: Columns
) -> tuple[list[Row | Reject], dict[str, None]]:
    """The rows to the first that has a column of text, and the names of all their columns.

    Rows of JSON may each lack a column, so that one without text does not speak for the file.
    """
    held: list[Row | Reject] = []
    seen: dict[str, None] = {}
    for row in rows:
        held.append(row)
        if isinstance(row, Reject):
            continue
        seen.update(dict.fromkeys(row[1]))
        if "text" in columns.plan(tuple(row[1])):
            return held, seen
        if len(held) >= _ROWS_TO_LOOK_FOR_TEXT:
            break
    if seen:
        raise columns.no_text(one.name, seen)
    return held, seen
