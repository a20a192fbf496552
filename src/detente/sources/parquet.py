"""Parquet: a document a row, read a batch at a time."""

from __future__ import annotations

import io
from collections.abc import Iterator

from detente.errors import SourceError
from detente.records import Reject
from detente.sources.columns import Columns
from detente.sources.rows import Row

__all__ = ["read_parquet"]

_BATCH_ROWS = 2048


def read_parquet(
    stream: io.BufferedReader, source: str, columns: Columns
) -> Iterator[Row | Reject]:
    """Rows counted from 1, with the columns that a document needs and no others.

    Raises ``SourceError`` where the file is broken.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(stream)
        names = tuple(table.schema_arrow.names)
        plan = columns.plan(names)
        wanted = sorted(set(plan.values())) if "text" in plan else list(names)
        place = 0
        for batch in table.iter_batches(_BATCH_ROWS, columns=wanted):
            for values in batch.to_pylist():
                place += 1
                yield place, values
    except pa.ArrowException as error:
        raise SourceError(source, f"not Parquet: {error}") from error
