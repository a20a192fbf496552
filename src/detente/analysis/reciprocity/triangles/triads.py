"""Triads: whether friends' friends are friends: the balance of signed ties among several actors.

A triad of ties is balanced when the product of its signs is positive: three friends, or two
friends with a common enemy (Heider 1946, Attitudes and Cognitive Organization; Cartwright and
Harary 1956, Structural Balance). Three mutual enemies count as unbalanced there; Davis (1967,
Clustering and Structural Balance) would let them stand, so they are counted apart as well.

A tie has a sign only where its mean score is surely above or below 0; ties of doubtful sign take
part in no triad.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente.analysis.reciprocity.result import Result, axes

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

Way = tuple[str, str]
Series = NDArray[np.floating[Any]]
_MIN_PERIODS = 8
_LISTED = 5


@dataclass(frozen=True, slots=True)
class Tie:
    """Two actors' mean score a period, both directions together, with its 95% interval."""

    a: str
    b: str
    periods: int
    mean: float
    low: float
    high: float

    @property
    def sign(self) -> int:
        """1 friendly, -1 hostile, 0 undetermined: the interval spans 0."""
        return int(self.low > 0) - int(self.high < 0)

    @property
    def firmness(self) -> float:
        """How far the mean is from 0, in half widths of its interval."""
        half = (self.high - self.low) / 2
        return abs(self.mean) / half if half else math.inf


@dataclass(frozen=True, slots=True)
class Triad:
    """Three actors whose three ties have a sign; ``signs`` are those of 1-2, 1-3 and 2-3.

    ``mend`` is the tie of an unbalanced triad whose turning would leave the fewest unbalanced
    triads in all; among equals the least firm.
    """

    actors: tuple[str, str, str]
    signs: tuple[int, int, int]
    mend: tuple[str, str] | None

    @property
    def balanced(self) -> bool:
        """The product of the signs is positive."""
        return math.prod(self.signs) > 0


@dataclass(frozen=True, slots=True)
class Triads(Result):
    """The signed triads of a set of actors, and how balanced they are.

    ``expected_share`` is the mean share of balanced triads when the same signs are dealt at
    random over the same ties, ``p`` how often such a deal is at least as balanced; both are
    ``None`` without a signed triad.
    """

    ties: tuple[Tie, ...]
    triads: tuple[Triad, ...]
    expected_share: float | None
    p: float | None

    @property
    def share(self) -> float | None:
        """Degree of balance (Cartwright and Harary): balanced among all signed triads."""
        if not self.triads:
            return None
        return sum(triad.balanced for triad in self.triads) / len(self.triads)

    @property
    def unbalanced(self) -> tuple[Triad, ...]:
        """The triads that balance theory expects not to last."""
        return tuple(triad for triad in self.triads if not triad.balanced)

    def df(self) -> pd.DataFrame:
        """One row a triad: its actors, signs, whether it is balanced, the tie that mends it."""
        import pandas as pd

        return pd.DataFrame(
            [
                (*t.actors, *t.signs, t.balanced, "–".join(t.mend) if t.mend else None)
                for t in self.triads
            ],
            columns=["a", "b", "c", "sign_ab", "sign_ac", "sign_bc", "balanced", "mend"],
        )

    def summary(self) -> str:
        """How many ties have a sign, how many triads are balanced, and which are not."""
        signs = [tie.sign for tie in self.ties]
        actors = len({actor for tie in self.ties for actor in (tie.a, tie.b)})
        lines = [
            f"{actors} actors, {len(signs)} ties with data: {signs.count(1)} friendly, "
            f"{signs.count(-1)} hostile, {signs.count(0)} undetermined (interval spans 0)."
        ]
        if self.share is None:
            return lines[0] + "\nToo little data: no three actors have three ties with a sign."
        lines.append(self._read_share(self.share))
        lines += [_read_unbalanced(triad) for triad in self.unbalanced[:_LISTED]]
        if len(self.unbalanced) > _LISTED:
            lines.append(f"{len(self.unbalanced) - _LISTED} more are unbalanced.")
        enemies = sum(triad.signs == (-1, -1, -1) for triad in self.triads)
        if enemies:
            lines.append(
                f"Of three mutual enemies among the unbalanced: {enemies}; Davis (1967) holds such "
                "triads to be stable too."
            )
        return "\n".join(lines)

    def _read_share(self, share: float) -> str:
        balanced = len(self.triads) - len(self.unbalanced)
        line = f"{balanced} of {len(self.triads)} signed triads are balanced ({share:.0%})"
        if self.expected_share is None or self.p is None:
            return line + "."
        return (
            f"{line}; with the same signs dealt at random {self.expected_share:.0%} would be, and "
            f"a share this high or higher comes by chance with probability {self.p:.2g}."
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Actors on a circle; solid lines are friendly ties, dashed ones hostile."""
        ax = axes(ax)
        actors = sorted({actor for tie in self.ties for actor in (tie.a, tie.b)})
        angles = 2 * np.pi * np.arange(len(actors)) / max(len(actors), 1)
        at = dict(zip(actors, zip(np.cos(angles), np.sin(angles), strict=True), strict=True))
        for tie in self.ties:
            if tie.sign:
                xs, ys = zip(at[tie.a], at[tie.b], strict=True)
                ax.plot(xs, ys, color="black", linestyle="-" if tie.sign > 0 else "--", zorder=1)
        for actor, (x, y) in at.items():
            box = {"facecolor": "white", "edgecolor": "black", "boxstyle": "round"}
            ax.text(x, y, actor, ha="center", va="center", bbox=box, zorder=2)
        ax.set(xlim=(-1.3, 1.3), ylim=(-1.3, 1.3), aspect="equal")
        ax.set_title("Ties: solid friendly, dashed hostile, none undetermined")
        ax.axis("off")
        return ax


def measure_triads(
    series: Mapping[Way, Series], *, permutations: int = 2000, seed: int = 0
) -> Triads:
    """Sign the ties among actors by their mean scores and judge the balance of their triads.

    ``series`` gives for each (source, target) the score a period, shape (T,); a direction that
    is missing counts for nothing. Raises ``ValueError`` for directions of unequal length or an
    actor that acts on itself.
    """
    return balance_triads(measure_ties(series), permutations=permutations, seed=seed)


def measure_ties(series: Mapping[Way, Series]) -> tuple[Tie, ...]:
    """Give every pair of actors its mean score a period, both directions summed.

    The interval allows for acts that come in runs (``long_waves``). Periods with a gap
    are left out; with fewer than 8 others the interval has no bounds.
    """
    pairs: dict[Way, Series] = {}
    for (source, target), score in series.items():
        if source == target:
            raise ValueError(f"{source} acts on itself: give acts between two actors only")
        pair = (min(source, target), max(source, target))
        both = pairs.get(pair, np.zeros(len(score)))
        if len(both) != len(score):
            raise ValueError(
                f"the two directions of {pair} differ in length: give the same periods"
            )
        pairs[pair] = both + np.asarray(score, dtype=float)
    return tuple(_measure_tie(*pair, pairs[pair]) for pair in sorted(pairs))


def _measure_tie(a: str, b: str, score: Series) -> Tie:
    from scipy.special import stdtrit

    score = score[np.isfinite(score)]
    if len(score) < _MIN_PERIODS:
        return Tie(a, b, len(score), float(score.mean()) if len(score) else 0, -math.inf, math.inf)
    waves = long_waves(score)
    half = float(stdtrit(len(waves), 0.975) * np.sqrt((waves**2).sum())) / len(score)
    mean = float(score.mean())
    return Tie(a, b, len(score), mean, mean - half, mean + half)


def long_waves(score: Series) -> Series:
    """Few independent rows whose squares sum to the variance of a dependent series' sum.

    From shape (T,) or (T, k), the projections on the first 0.4 T^(2/3) cosines; there are as many
    degrees of freedom as rows (Lazarus, Lewis, Stock and Watson 2018, HAR Inference:
    Recommendations for Practice, sections 2 and 4).
    """
    periods = len(score)
    count = max(1, int(0.4 * periods ** (2 / 3)))
    phase = np.pi * (np.arange(periods) + 0.5) / periods
    cosines = np.cos(np.outer(np.arange(1, count + 1), phase))
    return np.asarray(cosines @ score * math.sqrt(2 / count))


def balance_triads(ties: Sequence[Tie], *, permutations: int = 2000, seed: int = 0) -> Triads:
    """Judge the balance of the triads of ready ties.

    The null deals the same signs over the same ties: every deal once where there are no more
    than ``permutations``, else that many at random.
    """
    place = {frozenset((tie.a, tie.b)): i for i, tie in enumerate(ties) if tie.sign}
    actors = sorted({actor for pair in place for actor in pair})
    names, corners = [], []
    for a, b, c in combinations(actors, 3):
        sides = [place.get(frozenset(pair)) for pair in ((a, b), (a, c), (b, c))]
        if None not in sides:
            names.append((a, b, c))
            corners.append(sides)
    if not names:
        return Triads(tuple(ties), (), None, None)
    of = np.array(corners, dtype=int)
    signs = np.array([tie.sign for tie in ties])
    gain = np.zeros(len(ties), dtype=int)
    np.subtract.at(gain, of, signs[of].prod(axis=1)[:, None])
    triads = tuple(
        Triad(three, (s[0], s[1], s[2]), _mend(sides, ties, gain) if math.prod(s) < 0 else None)
        for three, sides, s in zip(names, of.tolist(), signs[of].tolist(), strict=True)
    )
    expected, p = _compare(signs, of, permutations, np.random.default_rng(seed))
    return Triads(tuple(ties), triads, expected, p)


def _mend(sides: list[int], ties: Sequence[Tie], gain: NDArray[np.int_]) -> tuple[str, str]:
    # gain: unbalanced triads less balanced ones that the tie is part of
    best = ties[min(sides, key=lambda i: (-gain[i], ties[i].firmness))]
    return best.a, best.b


def _compare(
    signs: NDArray[np.int_], of: NDArray[np.int_], permutations: int, random: np.random.Generator
) -> tuple[float, float]:
    signed = np.flatnonzero(signs)
    hostile = int((signs < 0).sum())
    exact = math.comb(len(signed), hostile) <= permutations
    deals: Iterator[NDArray[np.int_]] = (
        (signed[list(chosen)] for chosen in combinations(range(len(signed)), hostile))
        if exact
        else (random.choice(signed, hostile, replace=False) for _ in range(permutations))
    )
    balanced = np.array([_count_balanced(_deal(len(signs), chosen), of) for chosen in deals])
    hits = int((balanced >= _count_balanced(signs, of)).sum())
    p = hits / len(balanced) if exact else (1 + hits) / (1 + len(balanced))
    return float(balanced.mean() / len(of)), p


def _deal(ties: int, hostile: NDArray[np.int_]) -> NDArray[np.int_]:
    signs = np.ones(ties, dtype=int)
    signs[hostile] = -1
    return signs


def _count_balanced(signs: NDArray[np.int_], of: NDArray[np.int_]) -> int:
    return int((signs[of[:, 0]] * signs[of[:, 1]] * signs[of[:, 2]] > 0).sum())


def _read_unbalanced(triad: Triad) -> str:
    assert triad.mend is not None  # only balanced triads lack one
    a, b, c = triad.actors
    words = {1: "friendly", -1: "hostile"}
    sides = ((a, b), (a, c), (b, c))
    ties = ", ".join(f"{x}–{y} {words[s]}" for (x, y), s in zip(sides, triad.signs, strict=True))
    sign = triad.signs[[set(side) for side in sides].index(set(triad.mend))]
    return f"Unbalanced: {ties}; {'–'.join(triad.mend)} turning {words[-sign]} would mend it."
