"""Rows: what a reader gets, as records one by one or as a data frame of any kind."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import pyarrow as pa

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

T = TypeVar("T")

_SHOWN, _WIDTH, _BATCH = 10, 32, 1000


class Rows(Generic[T]):
    """The result of a query: iterate for records, or convert to a table with flat columns.

    ``noun`` says what the rows are, ``shown`` which columns a glance at them shows. ``build``
    makes a record of a stored row, ``flatten`` the public columns of the stored table. The rows
    are a copy: they stand when the ledger changes or is closed.
    """

    def __init__(
        self,
        table: pa.Table,
        noun: str,
        shown: Sequence[str],
        build: Callable[[dict[str, Any]], T],
        flatten: Callable[[pa.Table], pa.Table] = lambda table: table,
    ) -> None:
        self._table = table
        self._noun = noun
        self._shown = shown
        self._build = build
        self._flatten = flatten

    def __len__(self) -> int:
        return int(self._table.num_rows)

    def __iter__(self) -> Iterator[T]:
        for batch in self._table.to_batches(max_chunksize=_BATCH):
            for row in batch.to_pylist():
                yield self._build(row)

    def __getitem__(self, index: int) -> T:
        if not -len(self) <= index < len(self):
            raise IndexError(f"row {index} of {len(self)}")
        return self._build(self._table.slice(index % len(self), 1).to_pylist()[0])

    def arrow(self) -> pa.Table:
        """The rows as a ``pyarrow.Table``; several values of one cell stand joined by ``;``."""
        return self._flatten(self._table)

    def df(self) -> pd.DataFrame:
        """The rows as a pandas data frame, dates as ``datetime64``.

        Raises ``ImportError`` with the install command where pandas is missing.
        """
        try:
            import pandas  # noqa: F401
        except ImportError as error:
            raise ImportError("pandas is missing: pip install 'detente[pandas]'") from error
        frame: pd.DataFrame = self.arrow().to_pandas(date_as_object=False)
        return frame

    def pl(self) -> pl.DataFrame:
        """The rows as a polars data frame.

        Raises ``ImportError`` with the install command where polars is missing.
        """
        try:
            import polars
        except ImportError as error:
            raise ImportError("polars is missing: pip install 'detente[polars]'") from error
        frame: pl.DataFrame = polars.from_arrow(self.arrow())
        return frame

    def _glance(self) -> list[list[str]]:
        head = self._flatten(self._table.slice(0, _SHOWN)).select(list(self._shown))
        return [[_cell(value) for value in row.values()] for row in head.to_pylist()]

    def _title(self) -> str:
        return f"{len(self):,} {self._noun}" + ("s" if len(self) != 1 else "")

    def __repr__(self) -> str:
        rows = self._glance()
        if not rows:
            return self._title()
        grid = [list(self._shown), *rows]
        widths = [max(map(len, column)) for column in zip(*grid, strict=True)]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in grid
        ]
        more = [f"... {len(self) - len(rows):,} more"] if len(self) > len(rows) else []
        return "\n".join([self._title(), *lines, *more])

    def _repr_html_(self) -> str:
        cells = "".join(f"<th>{html.escape(name)}</th>" for name in self._shown)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
            for row in self._glance()
        )
        return (
            f"<table><caption>{html.escape(self._title())}</caption>"
            f"<thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"
        )


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = value.isoformat() if isinstance(value, dt.date) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
