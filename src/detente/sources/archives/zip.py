"""Zip: the members of a zip file, each an input of its own under ``FILE.zip!MEMBER``.

Only the directory of the file says where its members are, so it is checked before any is opened:
names that lead elsewhere, members that share bytes and sizes that cannot be are refused one by one.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from typing import IO, TYPE_CHECKING, BinaryIO

from detente.errors import SourceError
from detente.records import Reject
from detente.sources.archives.caps import Allowance, Budget
from detente.sources.archives.unlisted import find_members
from detente.sources.decode import storable
from detente.sources.rows import refuse

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["MAX_MEMBERS", "open_zip"]

MAX_MEMBERS = 100_000
"""How many members of one zip are looked at; what comes after is refused as one."""

_MAX_DIRECTORY_BYTES = 16 * 1024 * 1024
_MAX_STREAM_BYTES = 256 * 1024 * 1024
_MAX_NAME_CHARS = 512
_LOCAL_MARK = b"PK\x03\x04"
_LOCAL_HEAD_BYTES = 30
_ENCRYPTED = 0x1
_UTF8 = 0x8  # of the upper byte of the flags
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def open_zip(stream: BinaryIO, source: str) -> Iterator[tuple[str, BinaryIO] | Reject]:
    """Name and open stream of each member in turn, good until the next is asked for.

    Folders and hidden files are left out, as in folders. Reading from a member raises
    ``SourceError`` where it is broken, or unpacks to more than the archive may. Of a zip that has
    lost its directory, the members that are whole are given, and a reject.
    """
    file = _seekable(stream, source)
    start = file.tell()
    try:
        archive = zipfile.ZipFile(_Guarded(file))
    except Exception as error:  # whatever a forged directory makes of the parser
        file.seek(start)
        yield from _unlisted(file, source)
        detail = f"cut or broken: {error}; only members that are whole were read"
        yield refuse(source, None, "truncated", detail)
        return
    with archive:
        yield from _listed(archive, source, _sharing(archive, file))


def _listed(
    archive: zipfile.ZipFile, source: str, shared: set[int]
) -> Iterator[tuple[str, BinaryIO] | Reject]:
    budget = Budget()
    found = [one for one in archive.infolist() if not _passed_over(one)]
    if not found:
        yield refuse(source, None, "empty", "no files in this zip")
    for one in found[:MAX_MEMBERS]:
        name = _name(source, one)
        if why := _why_not(one, shared=one.header_offset in shared):
            yield refuse(name, None, *why)
            continue
        try:
            opened = archive.open(one)
        except Exception as error:  # a local head that contradicts the directory, in any way
            yield refuse(name, None, "malformed", f"no such member here: {error}")
            continue
        with closing(opened):
            yield name, io.BufferedReader(_Member(opened, one, name, budget), 1 << 16)
    if len(found) > MAX_MEMBERS:
        detail = f"more than {MAX_MEMBERS:,} members; the other {len(found) - MAX_MEMBERS:,} unread"
        yield refuse(source, None, "too-long", detail)


def _unlisted(stream: BinaryIO, source: str) -> Iterator[tuple[str, BinaryIO] | Reject]:
    for one, data in find_members(stream, Budget()):
        if _passed_over(one):
            continue
        name = _name(source, one)
        if why := _why_not(one, shared=False):
            yield refuse(name, None, *why)
        else:
            yield name, io.BytesIO(data)


def _name(source: str, one: zipfile.ZipInfo) -> str:
    return f"{source}!{storable(one.filename)[:_MAX_NAME_CHARS]}"


def _seekable(stream: BinaryIO, source: str) -> BinaryIO:
    """The stream, or all of it in memory where it can only be read once."""
    if stream.seekable():
        return stream
    data = stream.read(_MAX_STREAM_BYTES + 1)
    if len(data) > _MAX_STREAM_BYTES:
        detail = f"a zip of more than {_MAX_STREAM_BYTES >> 20} MiB from a stream: name the file"
        raise SourceError(source, detail, code="too-long")
    return io.BytesIO(data)


def _passed_over(one: zipfile.ZipInfo) -> bool:
    """Whether it is a folder, or hidden."""
    parts = one.filename.replace("\\", "/").split("/")
    hidden = any(part.startswith(".") and part.strip(".") for part in parts)
    return not parts[-1] or hidden or parts[0] == "__MACOSX"


def _why_not(one: zipfile.ZipInfo, *, shared: bool) -> tuple[str, str] | None:
    """Code and detail of the reject that a member is, as far as the directory tells."""
    parts = one.orig_filename.replace("\\", "/").split("/")
    if len(one.orig_filename) > _MAX_NAME_CHARS:
        return "malformed", f"a name of {len(one.orig_filename):,} characters"
    if ".." in parts or not parts[0] or parts[0][1:2] == ":" or "\0" in one.orig_filename:
        return "malformed", f"a name that leads out of the archive: {one.orig_filename!r}"
    if one.flag_bits & _ENCRYPTED:
        return "encrypted", "this member is encrypted; unpack it with its password first"
    if one.compress_type not in _METHODS:
        detail = f"packed by method {one.compress_type}, which is not undone here: unpack it first"
        return "unreadable", detail
    if shared:
        return "malformed", "this member shares bytes with another"
    if one.filename.lower().endswith((".zip", ".zip.gz")):
        return "unknown-format", "a zip inside a zip is not opened: unpack it first"
    return None


def _sharing(archive: zipfile.ZipFile, file: BinaryIO) -> set[int]:
    """Offsets of members that reach into another or into the directory, as those of bombs do."""
    found = sorted(
        (one.header_offset, one.compress_size) for one in archive.infolist() if _begins(file, one)
    )
    starts = [start for start, _ in found]
    return {
        start
        for (start, size), following in zip(found, [*starts[1:], archive.start_dir], strict=False)
        if start + _LOCAL_HEAD_BYTES + size > following
    }


def _begins(file: BinaryIO, one: zipfile.ZipInfo) -> bool:
    """Whether the member begins where the directory says; if not, opening it will tell."""
    file.seek(one.header_offset)
    head = file.read(_LOCAL_HEAD_BYTES)
    if not head.startswith(_LOCAL_MARK) or len(head) < _LOCAL_HEAD_BYTES:
        return False
    name = file.read(int.from_bytes(head[26:28], "little"))
    encoding = "utf-8" if head[7] & _UTF8 else "cp437"
    return name.decode(encoding, "replace") == one.orig_filename


class _Guarded(io.RawIOBase):
    """A file of which no more than a directory of sensible size is read at once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        most = _MAX_DIRECTORY_BYTES + 1
        found = self._file.read(most if size < 0 else min(size, most))
        if len(found) == most:
            raise ValueError(f"a directory of more than {_MAX_DIRECTORY_BYTES >> 20} MiB")
        return found


class _Member(io.RawIOBase):
    """What a member unpacks to, as far as allowed; whatever is wrong with it is a SourceError."""

    def __init__(self, opened: IO[bytes], one: zipfile.ZipInfo, name: str, budget: Budget) -> None:
        self._opened = opened
        self._name = name
        self._announced_bytes = one.file_size
        self._given_bytes = 0
        self._allowance = Allowance(budget)
        self._allowance.spend(one.compress_size, 0)

    def readable(self) -> bool:
        return True

    def readinto(self, into: WriteableBuffer) -> int:
        room = memoryview(into)
        try:
            piece = self._opened.read(len(room))
        except EOFError as error:
            raise SourceError(self._name, "the file ends here", code="truncated") from error
        except (zipfile.BadZipFile, zlib.error, ValueError, OSError) as error:
            raise SourceError(self._name, f"broken member: {error}", code="malformed") from error
        self._given_bytes += len(piece)
        if not self._allowance.spend(0, len(piece)):
            raise SourceError(self._name, Allowance.excess, code="too-long")
        if not piece and self._given_bytes != self._announced_bytes:
            detail = f"{self._given_bytes:,} bytes where {self._announced_bytes:,} are announced"
            raise SourceError(self._name, detail, code="malformed")
        room[: len(piece)] = piece
        return len(piece)
