"""Caps: how far an archive may unpack, so that two kilobytes never become a gigabyte.

They are those of a file that is packed as a whole (``decode.FREE_BYTES``, ``decode.RATIO``), but
counted record by record: after one that unpacks to too much, the next is read.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.sources.decode import FREE_BYTES, RATIO
from detente.sources.html import MAX_PAGE_BYTES

__all__ = ["HOLD_BYTES", "Allowance", "Budget", "Flaw"]

HOLD_BYTES = MAX_PAGE_BYTES + (1 << 20)
"""How much of a record is kept, to go back over if its length is wrong: a page and its heads."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A place of an archive that cannot be read: ``code`` and ``detail`` as in a reject."""

    place: str
    code: str
    detail: str


@dataclass(slots=True)
class Budget:
    """What one archive has used of what is free to it."""

    read_bytes: int = 0
    free_bytes: int = FREE_BYTES
    wasted_bytes: int = 0
    """What was unpacked or looked at in vain: bombs, wrong lengths, false beginnings of records."""

    @property
    def wasted(self) -> bool:
        """Whether the same bytes were looked at so often that reading must stop.

        Bombs alone, each read once, come to half of that.
        """
        return self.wasted_bytes > 2 * (FREE_BYTES + RATIO * self.read_bytes)


@dataclass(slots=True)
class Allowance:
    """What one record may unpack to: ``RATIO`` times its size, and what is free to all of them."""

    budget: Budget
    _packed_bytes: int = field(default=0, init=False)
    _drawn_bytes: int = field(default=0, init=False)
    unpacked_bytes: int = field(default=0, init=False)

    excess = f"unpacks to more than {FREE_BYTES >> 20} MiB and {RATIO} times its size"

    def spend(self, packed: int, unpacked: int) -> bool:
        """Count ``packed`` bytes that gave ``unpacked``; false once they gave too much."""
        self._packed_bytes += packed
        self.unpacked_bytes += unpacked
        over = self.unpacked_bytes - RATIO * self._packed_bytes - self._drawn_bytes
        if over > self.budget.free_bytes:
            return False
        if over > 0:
            self.budget.free_bytes -= over
            self._drawn_bytes += over
        return True
