"""The journal: reviews in a file beside the ledger, a line each, that only ever grows.

Whoever reviews need not hold the ledger, which one process at a time may write: the explorer and
the command add to the journal while a run goes on, and the ledger takes the reviews over when it
is next opened for writing, or published (``ledger/reviewed.py``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from detente.errors import LedgerError
from detente.ledger.connection import IN_MEMORY
from detente.ledger.reviews import LARGEST_RECORD, Review, read_review, write_review

try:
    import fcntl
except ImportError:  # no such locks on this system: one reviewer at a time
    fcntl = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class JournalFault:
    """A line that is no review: its number from 1, and what is wrong with it."""

    line: int
    detail: str


@dataclass(frozen=True, slots=True)
class Journal:
    """The reviews of a journal in the order in which they were made, and its broken lines."""

    reviews: tuple[Review, ...] = ()
    faults: tuple[JournalFault, ...] = ()


def journal_path(ledger: str | Path) -> Path | None:
    """Where the journal of a ledger stands; ``None`` of one that is in memory only."""
    return None if str(ledger) == IN_MEMORY else Path(f"{ledger}.reviews.jsonl")


def append_review(path: Path, review: Review) -> None:
    """Add a review; it is on the disk when this returns, whole, whoever writes beside us.

    Raises ``ValueError`` for what no journal can hold, ``LedgerError`` where the file cannot be
    written; nothing of the review is left in it then.
    """
    line = f"{write_review(review)}\n".encode()
    try:
        new = not path.exists()
        with _opened(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, exclusive=True) as file:
            end = os.fstat(file).st_size
            if end and os.pread(file, 1, end - 1) != b"\n":
                line = b"\n" + line  # somebody was killed in the middle of a line
            _write(file, line, end)
        if new:
            _settle_folder(path.parent)
    except OSError as error:
        raise LedgerError(f"{path} could not be written: {error.strerror}") from error


def _write(file: int, data: bytes, end: int) -> None:
    try:
        while data:
            data = data[os.write(file, data) :]
        os.fsync(file)
    except OSError:
        os.ftruncate(file, end)
        raise


def _settle_folder(folder: Path) -> None:
    """A new file's name is on the disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _opened(path: Path, flags: int, *, exclusive: bool) -> Iterator[int]:
    file = os.open(path, flags, 0o666)
    try:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
        yield file
    finally:
        os.close(file)


def read_journal(path: Path | None) -> Journal:
    """All reviews of a journal; a line that cannot be read is told of and passed over.

    Raises ``LedgerError`` where there is a file that cannot be read.
    """
    reviews: dict[str, Review] = {}
    faults = []
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            review = _read_line(line)
            if review.id in reviews:
                raise ValueError(f"the id {review.id[:40]!r} was used before")
        except ValueError as error:
            faults.append(JournalFault(number, str(error)))
        else:
            reviews[review.id] = review
    return Journal(tuple(reviews.values()), tuple(faults))


def _read_line(line: bytes) -> Review:
    if len(line) > 2 * LARGEST_RECORD:
        raise ValueError(f"{len(line):,} bytes are too many for a review")
    return read_review(line.decode())


def _lines(path: Path | None) -> list[bytes]:
    if path is None or not path.exists():
        return []
    try:
        with (
            _opened(path, os.O_RDONLY, exclusive=False) as file,
            open(file, "rb", closefd=False) as whole,
        ):
            return whole.read().split(b"\n")
    except OSError as error:
        raise LedgerError(f"{path} could not be read: {error.strerror}") from error


def copy_journal(ledger: str | Path, copy: str | Path) -> None:
    """Give the copy of a ledger its reviews, if there are any; raises ``LedgerError``."""
    source, target = journal_path(ledger), journal_path(copy)
    if source is None or target is None or not source.exists():
        return
    try:
        target.write_bytes(b"\n".join(_lines(source)))
    except OSError as error:
        target.unlink(missing_ok=True)
        raise LedgerError(f"{target} could not be written: {error.strerror}") from error


def stamp_journal(path: Path | None) -> str:
    """What changes whenever the journal does; empty where there is none."""
    try:
        found = path.stat() if path else None
    except OSError:
        return ""
    return f"{found.st_size} {found.st_mtime_ns}" if found else ""
