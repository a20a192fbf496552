"""Members: a file as a chain of gzip members or lz4 frames, any of which may be broken."""

from __future__ import annotations

import re
import zlib
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from detente.sources.archives.caps import Allowance, Budget, Flaw
from detente.sources.archives.window import Window

__all__ = ["GZIP", "Members", "Plain", "Unpacker", "Unpacking", "open_members"]

_PIECE_BYTES = 1 << 16
_FEED_BYTES = 1 << 14  # a packed record is smaller than that, and what is left over is read again
_TRIAL_BYTES = 1 << 10
_HEAD_BYTES = 16


class Unpacker(Protocol):
    """What undoes one member, as the decompressors of the standard library do."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes | None: ...  # as far as known: None before the end
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class Inflater:
    """A zlib stream that keeps its own unread input."""

    def __init__(self, wbits: int = 31) -> None:
        self._zlib = zlib.decompressobj(wbits)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        found = self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)
        self.needs_input = len(found) < max_length and not self._zlib.unconsumed_tail
        return found


def _lz4_frame() -> Unpacker:
    from lz4.frame import LZ4FrameDecompressor

    frame: Unpacker = LZ4FrameDecompressor()
    return frame


@dataclass(frozen=True, slots=True)
class Unpacking:
    """A way in which members are packed: how each begins, and what undoes it."""

    name: str
    mark: re.Pattern[bytes]
    unpacker: Callable[[], Unpacker]


GZIP = Unpacking("gzip", re.compile(rb"\x1f\x8b\x08[\0-\x1f]", re.S), Inflater)
LZ4 = Unpacking("lz4", re.compile(rb"\x04\x22\x4d\x18", re.S), _lz4_frame)


class Plain:
    """A file that is not packed: all of it, and each place its offset."""

    failure: Flaw | None = None

    def __init__(self, stream: BinaryIO, budget: Budget) -> None:
        self._stream = stream
        self.budget = budget

    def read(self) -> bytes:
        """The next piece; none at the end."""
        piece = self._stream.read(_PIECE_BYTES)
        self.budget.read_bytes += len(piece)
        return piece

    def resume(self) -> bool:
        """A plain file has no member to go on with."""
        return False

    def place(self, offset: int) -> str:
        """The offset in the file of what stands at ``offset``."""
        return str(offset)


class Members:
    """What the members of a packed file unpack to, one after the other.

    Where a member is broken, cut or unpacks to too much, ``read`` gives nothing more and
    ``failure`` says why; ``resume`` goes on with the next member that begins as ``begins`` wants.
    """

    def __init__(
        self,
        stream: BinaryIO,
        budget: Budget,
        unpacking: Unpacking,
        begins: Callable[[bytes], bool],
    ) -> None:
        self.failure: Flaw | None = None
        self._raw = Window(lambda: self._read_raw(stream))
        self.budget = budget
        self._unpacking = unpacking
        self._begins = begins
        self._unpacker: Unpacker | None = None
        self._allowance = Allowance(budget)
        self._given = 0
        self._starts: list[tuple[int, int]] = []  # of members: offset unpacked, offset in the file

    def _read_raw(self, stream: BinaryIO) -> bytes:
        piece = stream.read(_PIECE_BYTES)
        self.budget.read_bytes += len(piece)
        return piece

    def read(self) -> bytes:
        """The next piece that is unpacked; none at the end and where a member fails."""
        while self.failure is None:
            if self._unpacker is None and not self._open():
                break
            piece = self._unpack()
            if piece:
                self._given += len(piece)
                return piece
        return b""

    def _open(self) -> bool:
        """Begin the next member; zeros at the end of a file are none."""
        raw = self._raw
        raw.forget()
        head = raw.peek(_HEAD_BYTES)
        if not head.strip(b"\0"):
            while head and not head.strip(b"\0"):
                raw.read(len(head))
                head = raw.peek(_PIECE_BYTES)
            if not head:
                return False
        if not self._unpacking.mark.match(head):
            self._fail("malformed", f"no {self._unpacking.name} member begins here", raw.at)
            return False
        self._starts.append((self._given, raw.at))
        self._unpacker = self._unpacking.unpacker()
        self._allowance = Allowance(self.budget)
        return True

    def _unpack(self) -> bytes:
        unpacker = self._unpacker
        assert unpacker is not None
        data = self._raw.read(_FEED_BYTES) if unpacker.needs_input else b""
        if unpacker.needs_input and not data:
            self._fail("truncated", "the file ends within this member")
            return b""
        try:
            piece = unpacker.decompress(data, _PIECE_BYTES)
        except (zlib.error, RuntimeError, EOFError) as error:  # lz4 knows no error of its own
            self._fail("malformed", f"broken {self._unpacking.name}: {error}")
            return b""
        unused = len(unpacker.unused_data or b"")
        if not self._allowance.spend(len(data) - unused, len(piece)):
            self._fail("too-long", Allowance.excess)
            return b""
        if unpacker.eof:
            self._raw.back(self._raw.at - unused)
            self._unpacker = None
        return piece

    def _fail(self, code: str, detail: str, at: int | None = None) -> None:
        if at is None:
            at = self._starts[-1][1]
        else:
            self._starts.append((self._given, at))
        self.budget.wasted_bytes += self._allowance.unpacked_bytes
        self._allowance = Allowance(self.budget)
        self.failure = Flaw(str(at), code, detail)
        self._unpacker = None

    def resume(self) -> bool:
        """Find the next good beginning of a member; false where there is none."""
        raw, mark = self._raw, self._unpacking.mark
        raw.back(self._starts[-1][1])
        raw.read(1)
        while raw.find((mark,), _HEAD_BYTES):
            if self._begins(self._try(raw.peek(_TRIAL_BYTES))):
                self.failure = None
                return True
            raw.read(1)
        return False

    def _try(self, head: bytes) -> bytes:
        self.budget.wasted_bytes += _TRIAL_BYTES
        if self.budget.wasted:
            return b""
        try:
            return self._unpacking.unpacker().decompress(head, _TRIAL_BYTES)
        except (zlib.error, RuntimeError, EOFError):
            return b""

    def place(self, offset: int) -> str:
        """The member's offset in the file, and ``+`` how far in it, unless at its beginning.

        Offsets may only be asked for in rising order.
        """
        at = bisect_right(self._starts, (offset, float("inf"))) - 1
        del self._starts[: max(at, 0)]
        unpacked, packed = self._starts[0]
        return f"{packed}+{offset - unpacked}" if offset > unpacked else str(packed)


def open_members(
    stream: BinaryIO, head: bytes, budget: Budget, begins: Callable[[bytes], bool]
) -> Plain | Members:
    """The stream that begins with ``head``, unpacked member by member if it is packed."""
    for unpacking in (GZIP, LZ4):
        if unpacking.mark.match(head):
            return Members(stream, budget, unpacking, begins)
    return Plain(stream, budget)
