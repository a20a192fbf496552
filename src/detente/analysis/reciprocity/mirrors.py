"""Mirrors: symmetric acts that a coder wrote twice, A to B and B to A, told from real replies.

A meeting of two sides is one act. Coders of event data write it in both directions, and any
statistic then finds that each answers the other, on the very day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CHANCE_SHIFTS = (1, 2, 3, 5, 8, 13)
_TIMES_CHANCE = 2.0
_OVER_CHANCE = 0.05


@dataclass(frozen=True, slots=True)
class Mirrors:
    """How many rows there were, how many stood twice, and what was done.

    ``by_chance`` is the share of rows that would find a twin if the sides' acts were unrelated
    (one side moved by 1 to 13 days); ``removed`` tells whether twins were made one act.
    """

    rows: int
    twins: int
    by_chance: float
    removed: bool

    @classmethod
    def none(cls, rows: int) -> Self:
        """Acts in which mutual ones stand once already."""
        return cls(rows, 0, 0.0, False)

    @property
    def share(self) -> float:
        """Share of the rows that have a twin."""
        return self.twins / self.rows if self.rows else 0.0


def find_twins(
    days: Sequence[int],
    ways: NDArray[np.int64],
    codes: Sequence[Hashable],
    stories: Sequence[Hashable] | None = None,
    *,
    certain: bool = True,
) -> tuple[Mirrors, NDArray[np.bool_], NDArray[np.bool_]]:
    """Pairs of rows with one day, one code (and one story, where known), and swapped sides.

    ``days``, ``ways`` (0 or 1), ``codes`` and ``stories`` have one value a row. Gives the
    account, a mask of rows that are mutual acts, and a mask of rows to keep (of a pair the
    later row goes). Three rows one way and two back are two mutual acts and one directed one.

    ``certain`` is false where scores stand in for codes: equal scores on one day meet by chance
    as well, so rows are then paired only if at least twice as many, and a twentieth of all rows
    more, have a twin than chance gives.
    """
    keys = list(zip(days, codes, stories or [None] * len(days), strict=True))
    together, keep = np.zeros(len(keys), bool), np.ones(len(keys), bool)
    forward: dict[Hashable, list[int]] = defaultdict(list)
    for row, key in enumerate(keys):
        if ways[row] == 0:
            forward[key].append(row)
    free = {key: list(rows) for key, rows in forward.items()}
    for row, key in enumerate(keys):
        if ways[row] == 1 and free.get(key):
            together[free[key].pop(0)], keep[row] = True, False
    twins = 2 * int(together.sum())
    chance = 0.0 if certain or not keys else _chance(keys, ways)
    share = twins / len(keys) if keys else 0.0
    removed = certain or share > max(_TIMES_CHANCE * chance, chance + _OVER_CHANCE)
    if not removed:
        together[:], keep[:] = False, True
    return Mirrors(len(keys), twins, chance, removed and twins > 0), together, keep


def _chance(keys: Sequence[tuple[int, Hashable, Hashable]], ways: NDArray[np.int64]) -> float:
    """The mean share of twins with one side's rows moved by some days either way."""
    forward: dict[Hashable, int] = defaultdict(int)
    backward: dict[tuple[int, Hashable], int] = defaultdict(int)
    for (day, code, _), way in zip(keys, ways, strict=True):
        (forward if way == 0 else backward)[day, code] += 1
    shifts = [sign * days for days in _CHANCE_SHIFTS for sign in (1, -1)]
    pairs = [
        sum(min(n, forward.get((day + shift, code), 0)) for (day, code), n in backward.items())
        for shift in shifts
    ]
    return 2 * float(np.mean(pairs)) / len(keys)
