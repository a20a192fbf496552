"""Flat: events and acts as rows of one table, and its cells as text where a format needs it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

import pyarrow as pa

from detente.ledger.selection import Selection

_ROWS = 1000


def flat_tables(selection: Selection) -> Iterator[pa.Table]:
    """Events and then acts, a row each, in batches of one schema; ``kind`` tells them apart."""
    events, acts = selection.table("events"), selection.table("acts")
    first, second = next(events), next(acts)
    fields = [pa.field("kind", pa.string()), *(f for f in first.schema if f.name != "entry")]
    fields += [field for field in second.schema if field.name not in first.column_names]
    schema = pa.schema(fields)
    for batch in chain([first], events):
        yield _fit(batch, "event", schema)
    for batch in chain([second], acts):
        yield _fit(batch, "act", schema)


def _fit(batch: pa.Table, kind: str, schema: pa.Schema) -> pa.Table:
    columns = {name: batch[name] for name in batch.column_names}
    columns["kind"] = pa.array([kind] * batch.num_rows, pa.string())
    return pa.table(
        [
            columns[field.name].cast(field.type)
            if field.name in columns
            else pa.nulls(batch.num_rows, field.type)
            for field in schema
        ],
        schema=schema,
    )


def map_lists(batches: Iterable[pa.Table], write: Callable[[list[str]], str]) -> Iterator[pa.Table]:
    """The batches with every list as one text."""
    for batch in batches:
        for place, field in enumerate(batch.schema):
            if pa.types.is_list(field.type):
                cells = [None if cell is None else write(cell) for cell in batch[place].to_pylist()]
                batch = batch.set_column(place, field.name, pa.array(cells, pa.string()))
        yield batch


def rows_of(batches: Iterable[pa.Table]) -> Iterator[dict[str, Any]]:
    """The rows as dictionaries, few at a time."""
    for batch in batches:
        for part in batch.to_batches(max_chunksize=_ROWS):
            yield from part.to_pylist()


def as_json(value: Any) -> str:
    """JSON on one line, characters as they are."""
    return json.dumps(value, ensure_ascii=False)
