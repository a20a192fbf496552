"""Confined: a program of its own that unpacks one Parquet file of a stranger, and can do no more.

``parquet`` starts it with the file open at the descriptor that the first argument names. It may
use so much memory and processor time and no more, and open nothing: no file, no connection. It
says which columns there are, is told which are wanted, and writes their rows as an Arrow stream.
It imports nothing of detente, so that it starts quickly.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

MEMORY_BYTES = 2 * 1024**3
"""Above what the program has when it starts."""
BATCH_ROWS = 2048
LONGEST_ROW_BYTES = 64 * 1024**2
_BATCH_BYTES = 256 * 1024**2


def main(descriptor: int, cpu_seconds: int) -> None:
    """Send a line of JSON (``names``, or ``error``), take one (those wanted), send the rows."""
    sys.modules["numpy"] = None  # type: ignore[assignment]  # a third of the time to start
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = sys.stdout.buffer
    with open(descriptor, "rb") as stream:
        _confine(cpu_seconds)
        try:
            stream.seek(0)
            table = pq.ParquetFile(
                stream, buffer_size=1 << 20, pre_buffer=False, page_checksum_verification=True
            )
            names = list(table.schema_arrow.names)
        except (pa.ArrowException, OSError, ValueError, MemoryError) as error:
            _tell(out, {"error": _shown(error)})
            return
        _tell(out, {"names": names})
        _send(table, json.loads(sys.stdin.buffer.readline()), out)


def _confine(cpu_seconds: int) -> None:
    try:
        import resource
    except ImportError:  # Windows knows no such limits; a process of its own it is there, too
        return
    limits = {
        resource.RLIMIT_AS: _used_bytes(resource.getpagesize()) + MEMORY_BYTES,
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 0,  # what is open stays so; no file and no socket can follow
    }
    for limit, most in limits.items():
        resource.setrlimit(limit, (most, most))


def _used_bytes(page_bytes: int) -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as sizes:  # noqa: PTH123
            return int(sizes.read().split()[0]) * page_bytes
    except OSError:  # no Linux
        return MEMORY_BYTES


def _tell(out: BinaryIO, said: dict[str, Any]) -> None:
    out.write(json.dumps(said).encode() + b"\n")
    out.flush()


def _shown(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if not str(error) else str(error)


def _send(table: Any, wanted: list[str], out: BinaryIO) -> None:
    import pyarrow as pa

    names = table.schema_arrow.names
    schema = pa.schema([table.schema_arrow.field(names.index(name)) for name in wanted])
    nothing = pa.RecordBatch.from_pylist([], schema)
    with pa.ipc.new_stream(out, schema) as writer:
        for first, found in _rows(table, wanted):
            if isinstance(found, str):
                said = {"row": first, "fault": found}
                writer.write_batch(nothing, custom_metadata={"detente": json.dumps(said)})
            else:
                said = {"row": first}
                at = map(found.schema.names.index, wanted)  # of two with one name, the first
                rows = pa.RecordBatch.from_arrays([found.column(i) for i in at], schema=schema)
                writer.write_batch(rows, custom_metadata={"detente": json.dumps(said)})


def _rows(table: Any, wanted: list[str]) -> Iterator[tuple[int, Any]]:
    """Batches with the number of their first row, or what is wrong there."""
    import pyarrow as pa

    start = 1
    for group in range(table.metadata.num_row_groups):
        row = start
        start += max(0, table.metadata.row_group(group).num_rows)
        try:
            for batch in table.iter_batches(
                BATCH_ROWS, row_groups=[group], columns=wanted, use_threads=False
            ):
                yield from _sound(row, batch)
                row += batch.num_rows
        except (pa.ArrowException, OSError, ValueError) as error:
            yield row, f"rows {row} to {max(row, start - 1)}: {_shown(error)}"


def _sound(row: int, batch: Any) -> Iterator[tuple[int, Any]]:
    """The parts of a batch that hold what they should, and are not too large at once."""
    import pyarrow as pa

    fault = None
    if batch.nbytes > (_BATCH_BYTES if batch.num_rows > 1 else LONGEST_ROW_BYTES):
        fault = f"a row of more than {LONGEST_ROW_BYTES >> 20} MiB"
    else:
        try:
            batch.validate(full=True)
        except pa.ArrowInvalid as error:
            fault = str(error)
    if fault is None:
        yield row, batch
    elif batch.num_rows == 1:
        yield row, fault
    else:
        half = batch.num_rows // 2
        yield from _sound(row, batch.slice(0, half))
        yield from _sound(row + half, batch.slice(half))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
