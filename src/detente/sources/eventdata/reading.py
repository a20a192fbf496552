"""Reading: files of event data as rows, one by one; what is malformed as rejects in their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from detente.errors import SourceError
from detente.records import Reject
from detente.sources.eventdata.building import Builder
from detente.sources.eventdata.layouts import Layout, find_layout
from detente.sources.eventdata.row import EventRow
from detente.sources.eventdata.tables import Cells, read_tables
from detente.sources.inputs import Input, find_inputs, list_files
from detente.sources.rows import bear, refuse

Item = tuple[str, EventRow | Reject]
"""The file (or ``archive.zip/member``), and a row of it or why there is none."""


def read_events(format: str, inputs: Iterable[str | Path]) -> Iterator[Item]:
    """Every row of the files (folders, patterns, ``.gz`` and members of ``.zip`` too), streamed.

    A row that lacks its day, its actors or its columns is a ``Reject`` at ``path:line``, and so
    is a file that is not of the format; reading goes on. Raises ``ValueError`` for an unknown
    format and ``SourceError`` for an input that does not exist.
    """
    return _read(find_layout(format), find_inputs(inputs))


def _read(layout: Layout, inputs: Iterable[Input]) -> Iterator[Item]:
    for path in _paths(inputs):
        try:
            for name, cells in read_tables(path):
                with closing(cells):  # before its file is
                    for item in bear(_rows(layout, name, cells), name):
                        yield name, item
        except SourceError as error:
            yield path, refuse(error.source, None, error.code, error.detail)


def _paths(inputs: Iterable[Input]) -> Iterator[str]:
    for one in inputs:
        if one.path is None:
            raise SourceError("-", "event data is read from files, not from standard input")
        if one.path.is_dir():
            yield from (found.name for found in list_files(one.path))
        else:
            yield str(one.path)


def _rows(layout: Layout, name: str, rows: Iterator[Cells | Reject]) -> Iterator[EventRow | Reject]:
    """Rows of one table; its first cells are a header, or tell the format by their number."""
    builder: Builder | None = None
    for row in rows:
        if isinstance(row, Reject):
            yield row
            continue
        line, cells = row
        if builder is not None:
            if len(cells) > 1 or (cells and cells[0].strip()):
                yield builder.build(line, cells)
            continue
        found = layout.header(cells)
        if found is None:
            detail = f"no header of {layout.name}, and {len(cells)} columns are not its number"
            yield refuse(name, None, "no-column", detail)
            return
        names, is_header = found
        try:
            builder = Builder(layout, names, name)
        except SourceError as error:
            yield refuse(name, None, error.code, error.detail)
            return
        if not is_header:
            yield builder.build(line, cells)
