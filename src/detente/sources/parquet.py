"""Parquet: a document a row, unpacked by a process that can do nothing else.

The format is compressed, nested and complicated, and its reader is written in C++: a file from a
stranger may crash it or fill all memory. ``confined`` bears that in our stead; what comes through
its pipe is checked again here.
"""

from __future__ import annotations

import io
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn, TypeVar

from detente.errors import SourceError
from detente.records import Reject
from detente.sources.columns import Columns
from detente.sources.rows import Row, refuse

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["read_parquet", "read_rows"]

DEADLINE_SECONDS = 60.0
"""So long the process may take until the next rows come."""
FREE_BYTES = 256 * 1024 * 1024
"""What a file may unpack to however small it is."""
RATIO = 200
"""How many bytes more may come of each byte of it: columns of few values are packed well."""
FREE_ROWS = 1_000_000
_ROWS_A_BYTE = 20
_CPU_SECONDS = 60
_BYTES_A_CPU_SECOND = 10_000_000
_BUFFER_BYTES = 1 << 20
_LONGEST_LINE = 1 << 24
_GARBLED = (ValueError, KeyError, TypeError, AttributeError)
"""What comes of reading what no honest program says."""
_PROGRAM = Path(__file__).with_name("confined.py")
_ENVIRONMENT = {"ARROW_DEFAULT_MEMORY_POOL": "system", "OMP_NUM_THREADS": "1"}

T = TypeVar("T")

Batch = tuple[int, Any]
"""The number of the first row, from 1, and a ``pyarrow.RecordBatch`` of those that follow it."""


def read_parquet(
    stream: io.BufferedReader, source: str, columns: Columns
) -> Iterator[Row | Reject]:
    """Rows counted from 1, with the columns that a document needs and no others.

    Raises ``SourceError`` where the file is broken.
    """

    def wanted(names: tuple[str, ...]) -> list[str]:
        plan = columns.plan(names)
        return sorted(set(plan.values())) if "text" in plan else list(dict.fromkeys(names))

    return read_rows(stream, source, wanted, lambda batch: batch.to_pylist())


def read_rows(
    stream: io.BufferedReader,
    source: str,
    wanted: Callable[[tuple[str, ...]], Sequence[str]],
    values: Callable[[Any], list[T]],
) -> Iterator[tuple[int, T] | Reject]:
    """Rows of the columns that ``wanted`` picks by their names, made by ``values`` of each batch.

    What is broken, and what ``values`` raises ``ValueError`` or ``OverflowError`` over (a day in
    the year 99,999), are rejects in their places. Raises ``SourceError`` where the whole is no
    Parquet, and where its reading dies, takes longer than ``DEADLINE_SECONDS`` for the next rows,
    or gives out of all proportion to its size.
    """
    with _on_disk(stream) as file:
        size = os.fstat(file.fileno()).st_size
        reading = _Reading(file.fileno(), size, source)
        try:
            names = reading.names()
            for found in _checked(reading.batches(wanted(names)), size, source):
                yield from [found] if isinstance(found, Reject) else _made(found, values, source)
        finally:
            reading.end()


def _made(
    batch: Batch, values: Callable[[Any], list[T]], source: str
) -> Iterator[tuple[int, T] | Reject]:
    first, rows = batch
    try:
        made = values(rows)
    except (ValueError, OverflowError) as error:
        half = rows.num_rows // 2
        if half == 0:
            yield refuse(source, first, "malformed", str(error))
            return
        yield from _made((first, rows.slice(0, half)), values, source)
        yield from _made((first + half, rows.slice(half)), values, source)
    else:
        yield from enumerate(made, first)


@contextmanager
def _on_disk(stream: io.BufferedReader) -> Iterator[IO[bytes]]:
    """The stream as a file that another process can read; one from an archive is copied."""
    if isinstance(getattr(stream, "raw", None), io.FileIO) and stream.seekable():
        yield stream
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(stream, copy)
        copy.flush()
        yield copy


def _checked(
    found: Iterator[tuple[dict[str, Any], Any]], size: int, source: str
) -> Iterator[Batch | Reject]:
    """Batches until they are more than a file of that size can honestly hold."""
    given_bytes = given_rows = 0
    for said, batch in found:
        if "fault" in said:
            yield refuse(source, said["row"], "malformed", said["fault"])
            continue
        given_bytes += batch.nbytes
        given_rows += batch.num_rows
        if given_bytes > FREE_BYTES + RATIO * size or given_rows > FREE_ROWS + _ROWS_A_BYTE * size:
            detail = f"unpacks to more than {RATIO} times its size, or rows out of all proportion"
            raise SourceError(source, detail, code="too-long")
        yield said["row"], batch


class _Pipe(io.RawIOBase):
    """What another process says, each piece within ``DEADLINE_SECONDS``."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLIN)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        if not self._poll.poll(DEADLINE_SECONDS * 1000):
            raise TimeoutError(f"no rows within {DEADLINE_SECONDS:.0f} s")
        return os.readv(self._descriptor, [buffer])


class _Reading:
    """The other process, and what it says."""

    def __init__(self, descriptor: int, size: int, source: str) -> None:
        self._source = source
        cpu_seconds = _CPU_SECONDS + size // _BYTES_A_CPU_SECOND
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(_PROGRAM), str(descriptor), str(cpu_seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(descriptor,),
            env=os.environ | _ENVIRONMENT,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in = self._process.stdin
        self._pipe = self._process.stdout
        self._out = io.BufferedReader(_Pipe(self._pipe.fileno()), _BUFFER_BYTES)

    def names(self) -> tuple[str, ...]:
        """The names of all columns."""
        try:
            said = json.loads(self._out.readline(_LONGEST_LINE))
            error = said.get("error")
            names = tuple(map(str, said.get("names", ())))
        except (OSError, *_GARBLED) as garbled:
            self._died(garbled)
        if error is not None:
            raise SourceError(self._source, f"not Parquet: {error}")
        return names

    def batches(self, wanted: Sequence[str]) -> Iterator[tuple[dict[str, Any], Any]]:
        """What is said of each batch, and the batch."""
        import pyarrow as pa

        with suppress(BrokenPipeError):
            self._in.write(json.dumps(list(wanted)).encode() + b"\n")
            self._in.flush()
        try:
            rows = pa.ipc.open_stream(self._out)
            while True:
                found = rows.read_next_batch_with_custom_metadata()
                found.batch.validate(full=True)
                said = json.loads(found.custom_metadata[b"detente"])
                yield {"row": int(said["row"]), **said}, found.batch
        except StopIteration:
            if self._process.wait(DEADLINE_SECONDS) != 0:
                self._died(None)
        except (pa.ArrowException, OSError, *_GARBLED) as error:
            self._died(error)

    def end(self) -> None:
        """Stop the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        with suppress(BrokenPipeError):
            self._in.close()
        self._pipe.close()

    def _died(self, error: Exception | None) -> NoReturn:
        if isinstance(error, TimeoutError):
            raise SourceError(self._source, str(error)) from error
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)  # it may be about to end by itself, and says so by its code
        self._process.kill()
        code = self._process.wait()
        if code < 0:
            detail = f"its reading was killed or crashed (signal {-code}): broken, or too large"
        else:
            detail = f"its reading failed (exit code {code}): {error or 'no reason given'}"
        raise SourceError(self._source, detail) from error
