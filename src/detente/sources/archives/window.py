"""A window on a stream: looks ahead, and goes back over what it still holds."""

from __future__ import annotations

import re
from collections.abc import Callable

from detente.sources.archives.caps import HOLD_BYTES

__all__ = ["Window"]

_PIECE_BYTES = 1 << 16
_LINE_BYTES = 1 << 12


class Window:
    """Bytes that ``fill`` gives piece by piece (an empty piece: no more for now).

    ``at`` is the offset in the whole stream. What lies more than ``HOLD_BYTES`` behind it, or
    before the last ``forget``, is gone.
    """

    def __init__(self, fill: Callable[[], bytes]) -> None:
        self._fill = fill
        self._held = bytearray()
        self._start = 0  # offset in the stream of the first byte held
        self._next = 0  # index in what is held of the next byte to read

    @property
    def at(self) -> int:
        return self._start + self._next

    def _more(self) -> bool:
        piece = self._fill()
        if self._next > 2 * HOLD_BYTES:
            self._drop(self._next - HOLD_BYTES)
        self._held += piece
        return bool(piece)

    def _drop(self, count: int) -> None:
        del self._held[:count]
        self._start += count
        self._next -= count

    def _ahead(self, size: int) -> int:
        """How many of the next ``size`` bytes there are."""
        while len(self._held) - self._next < size and self._more():
            pass
        return min(len(self._held) - self._next, size)

    def peek(self, size: int) -> bytes:
        """The next ``size`` bytes, fewer only where the stream ends; they stay unread."""
        ahead = self._ahead(size)
        return bytes(memoryview(self._held)[self._next : self._next + ahead])

    def read(self, size: int) -> bytes:
        """The next ``size`` bytes, fewer only where the stream ends."""
        found = self.peek(size)
        self._next += len(found)
        return found

    def back(self, to: int) -> None:
        """Go to an offset behind, or as near to it as is still held."""
        self._next = min(max(to - self._start, 0), self._next)

    def forget(self) -> None:
        """Hold no longer what was read."""
        self._drop(self._next)

    def skip_blank(self) -> None:
        """Pass over line ends."""
        while ahead := self.peek(_LINE_BYTES):
            blank = len(ahead) - len(ahead.lstrip(b"\r\n"))
            self._next += blank
            if blank < len(ahead):
                return

    def find(
        self, patterns: tuple[re.Pattern[bytes], ...], span: int, until: int | None = None
    ) -> bool:
        """Go to the next match of a pattern, each of which takes ``span`` bytes at most.

        Without one, goes to ``until`` or to the end.
        """
        while True:
            ahead = self._ahead(_PIECE_BYTES)
            at = _place(patterns, self._held, self._next, ahead)
            if until is not None and self.at + (ahead if at is None else at) >= until:
                self._next += max(until - self.at, 0)
                return False
            if at is not None or ahead < _PIECE_BYTES:
                self._next += ahead if at is None else at
                return at is not None
            self._next += ahead - span


def _place(
    patterns: tuple[re.Pattern[bytes], ...], data: bytearray, start: int, size: int
) -> int | None:
    found = None
    for pattern in patterns:
        if match := pattern.search(data, start, start + size):
            found = size = match.start() - start  # the others must be before it
    return found
