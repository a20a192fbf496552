"""Changes: whether a side's acts grew warmer or colder from one stretch to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from detente.analysis.pair import Direction
from detente.analysis.series import Stretch

MIN_ACTS = 4
"""Acts that a side needs in one stretch and in the next for the two to be compared."""
SIGNIFICANCE = 0.05
MOST_STRETCHES = 6
"""Months up to half a year, quarters up to a year and a half, then years."""


@dataclass(frozen=True, slots=True)
class Change:
    """The plainest change of one side, of all its neighbouring stretches that can be compared.

    ``p`` is that of Fisher's exact test on cooperative against conflictual acts, multiplied by
    ``compared``, the number of comparisons it is the least of (Bonferroni), and at most 1.
    """

    direction: Direction
    before: Stretch
    after: Stretch
    p: float
    compared: int

    @property
    def is_clear(self) -> bool:
        return self.p < SIGNIFICANCE

    @property
    def is_warmer(self) -> bool:
        return self._share(self.after) > self._share(self.before)

    def _share(self, stretch: Stretch) -> float:
        return stretch.cooperative(self.direction) / len(stretch.acts[self.direction])


def find_change(stretches: Sequence[Stretch], way: Direction) -> Change | None:
    """The change of one side that chance explains least; ``None`` where none can be compared."""
    from scipy.stats import fisher_exact

    pairs = [
        (before, after)
        for before, after in pairwise(stretches)
        if min(len(before.acts[way]), len(after.acts[way])) >= MIN_ACTS
    ]
    found = [
        Change(
            way, before, after, min(1.0, float(fisher_exact(table).pvalue) * len(pairs)), len(pairs)
        )
        for before, after in pairs
        for table in [[[one.cooperative(way), one.conflictual(way)] for one in (before, after)]]
    ]
    return min(found, key=lambda one: one.p, default=None)
