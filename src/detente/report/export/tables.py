"""Tables: Parquet and CSV, as one flat file or as a folder of joined tables."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, parquet

from detente.ledger.selection import TABLES, Selection
from detente.report.export.card import write_card
from detente.report.export.files import replacing, text_file
from detente.report.export.flat import flat_tables, map_lists

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
CARD = "README.md"


def write_parquet(selection: Selection, path: Path) -> list[Path]:
    """Write one file, or a folder of tables with their card where ``path`` has no suffix."""
    if path.suffix:
        return [_write_parquet(path, flat_tables(selection))]
    return _write_folder(selection, path, "parquet")


def write_csv(selection: Selection, path: Path) -> list[Path]:
    """The same as CSV: lists joined by ``;``, and NUL, at which readers stop, as U+FFFD."""
    if path.suffix:
        return [_write_csv(path, flat_tables(selection))]
    return _write_folder(selection, path, "csv")


def folder_files(suffix: str) -> list[str]:
    """The names of what a folder may hold."""
    return [CARD, *(f"{name}.{suffix}" for name in TABLES)]


def _write_folder(selection: Selection, folder: Path, suffix: str) -> list[Path]:
    write = _write_parquet if suffix == "parquet" else _write_csv
    folder.mkdir(exist_ok=True)
    written, counts = [], {}
    for name in TABLES:
        target = folder / f"{name}.{suffix}"
        if _is_empty(selection, name):
            target.unlink(missing_ok=True)  # of an earlier export that had some
            continue
        rows = _Counted(selection.table(name))
        written.append(write(target, iter(rows)))
        counts[target.name] = (rows.count, rows.columns)
    with text_file(folder / CARD) as stream:
        stream.write(write_card(selection, counts))
    return [*written, folder / CARD]


def _is_empty(selection: Selection, table: str) -> bool:
    """Whether a table that not every ledger has is left out."""
    kind = {"story_documents": "stories"}.get(table, table)
    return kind in ("concerns", "stories", "acts") and not getattr(selection, kind)


class _Counted:
    """Batches that are counted as they pass."""

    def __init__(self, batches: Iterator[pa.Table]) -> None:
        self._batches = batches
        self.count = 0
        self.columns: list[str] = []

    def __iter__(self) -> Iterator[pa.Table]:
        for batch in self._batches:
            self.count += batch.num_rows
            self.columns = batch.column_names
            yield batch


def _write_parquet(path: Path, batches: Iterator[pa.Table]) -> Path:
    first = next(batches)
    with (
        replacing(path) as part,
        parquet.ParquetWriter(part, first.schema, compression="zstd") as writer,
    ):
        for batch in chain([first], batches):
            writer.write_table(batch)
    return path


def _write_csv(path: Path, batches: Iterator[pa.Table]) -> Path:
    plain = map(_without_nul, map_lists(batches, ";".join))
    first = next(plain)
    with replacing(path) as part, csv.CSVWriter(part, first.schema) as writer:
        for batch in chain([first], plain):
            writer.write_table(batch)
    return path


def _without_nul(batch: pa.Table) -> pa.Table:
    for place, field in enumerate(batch.schema):
        if pa.types.is_string(field.type):
            clean = pc.replace_substring(batch[place], "\0", _REPLACEMENT)
            batch = batch.set_column(place, field.name, clean)
    return batch
