"""Timing: whether one side's acts come after the other's more than chance lets them.

Everything is read off one curve, the cross-count C(l): how many acts of the second side fall l
days after an act of the first. What follows within the window (0 < l <= w) is compared with

- chance: the same count with the second side's history moved round the circle by every other
  number of days, which keeps each side's own bursts and trends and breaks only their link;
- the placebo: what *preceded* (-w <= l < 0), the same count with time reversed. Two sides that
  warm and cool together for a third reason precede each other as much as they follow;
- the same days (l near 0): a common cause puts acts side by side, a reply takes time.

Same-day pairs are in no window, since the order within a day is unknown. Sources: circular
shifts of point processes, Lotwick and Silverman 1982 (J. R. Stat. Soc. B 44), as in Diggle
2013, ch. 4; time reversal as a check on directed influence, Haufe et al. 2013 (NeuroImage 64)
and Winkler et al. 2016 (IEEE Trans. Signal Process. 64); leave-one-block-out errors, Künsch
1989 (Ann. Stat. 17).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MIN_BLOCKS = 8
_BLOCKS = 20  # blocks of four windows where there are so many of them, else shorter ones
_NORMAL_REACH = 1.96
_MIN_MOVES = 39  # so that a p value under 0.05 in both tails is possible at all


@dataclass(frozen=True, slots=True, eq=False)
class Timing:
    """How the second side's acts lie around the first's (arrays of T equal periods).

    ``lift``: what followed within the window over what chance gives, with a 95% interval;
    ``placebo``: the same with time reversed. P values: ``p_more`` and ``p_less`` of the lift
    against circular shifts, ``p_lead`` that more follows than precedes, ``p_delay`` that pairs
    lie at a distance rather than side by side. ``profile`` is C(l) over chance for l = -w..w.
    NaN stands where there is too little to tell.
    """

    window: int
    first_acts: float
    second_acts: float
    replies_per_act: float
    expected_per_act: float
    lift: float
    low: float
    high: float
    placebo: float
    p_more: float
    p_less: float
    p_lead: float
    p_delay: float
    profile: Floats


def measure_timing(
    first: Floats, second: Floats, window: int, *, same_period: bool = False
) -> Timing:
    """Measure how ``second`` follows ``first``: two arrays (T,) of counts by period (or of
    residuals around 0, whose lift means nothing), window in the same periods.

    ``same_period`` takes for side by side what falls into one period, and not what falls near:
    for long periods, in which a reply within one cannot be told from a common cause. Raises
    ``ValueError`` for arrays of different length or a window that is not in 1..T/4.
    """
    periods = len(first)
    if len(second) != periods:
        raise ValueError(f"two series of one length are needed, not {periods} and {len(second)}")
    if not 1 <= window <= max(periods // 4, 1):
        raise ValueError(f"a window of 1 to {periods // 4} periods is needed, not {window}")
    circle = _cross_counts(first, second)
    after = _windowed(circle, window)
    chance = float(first.sum() * second.sum() / periods * window)
    near = max(window // 2, 1)  # moved by less, it is nearly the same count
    moved = after[near : periods - near + 1]
    p_more, p_less = _ranks(after[0], moved)
    blocks = _Blocks.cut(first, second, window, same_period)
    low, high = blocks.interval()
    acts = float(first.sum())
    lags = np.arange(-window, window + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return Timing(
            window, acts, float(second.sum()),
            float(np.divide(after[0], acts)), float(np.divide(chance, acts)),
            float(np.divide(after[0], chance)), low, high,
            float(np.divide(after[periods - window - 1], chance)),
            p_more, p_less, blocks.p_lead(), blocks.p_delay(),
            np.divide(circle[lags], chance / window),
        )  # fmt: skip


def measure_lift(first: Floats, second: Floats, window: int) -> float:
    """The lift alone: what follows within the window over what chance gives (0 where nothing)."""
    chance = float(first.sum() * second.sum() / len(first) * window)
    return float(_windowed(_cross_counts(first, second), window)[0]) / chance if chance else 0.0


def widen(timing: Timing, log_error: float) -> Timing:
    """The same with its interval widened by a further, independent error of the log lift."""
    if not timing.low > 0:
        return timing
    middle = np.log(timing.lift)
    low, high = (
        middle + side * np.hypot(abs(np.log(end) - middle), _NORMAL_REACH * log_error)
        for side, end in ((-1, timing.low), (1, timing.high))
    )
    return replace(timing, low=float(np.exp(low)), high=float(np.exp(high)))


def _cross_counts(first: Floats, second: Floats) -> Floats:
    """C(l) for l = 0..T-1 round the circle (negative l count from the end)."""
    found = np.fft.irfft(np.conj(np.fft.rfft(first)) * np.fft.rfft(second), len(first))
    return np.asarray(found, float)


def _windowed(circle: Floats, window: int) -> Floats:
    """For every shift s, the sum of C over s+1..s+window."""
    total = np.concatenate([[0.0], np.cumsum(np.concatenate([circle, circle[: window + 1]]))])
    start = np.arange(len(circle)) + 1
    return np.asarray(total[start + window] - total[start], float)


def _ranks(found: float, moved: Floats) -> tuple[float, float]:
    """One-sided p values of ``found`` among the shifts, upwards and downwards."""
    if len(moved) < _MIN_MOVES or np.ptp(moved) < 1e-9:
        return float("nan"), float("nan")
    slack = 1e-9 * max(1.0, abs(found))  # the transform leaves dust on whole numbers
    more = float(1 + np.sum(moved >= found - slack)) / (1 + len(moved))
    less = float(1 + np.sum(moved <= found + slack)) / (1 + len(moved))
    return more, less


@dataclass(frozen=True, slots=True, eq=False)
class _Blocks:
    """Counts by stretch of two to four windows: sums of one stretch hardly depend on the next.

    Columns of ``sums``: acts of the first side, the second's acts a period in the windows that
    follow, pairs within the window after; then, of counts around their means, pairs after less
    pairs before, pairs side by side, and pairs at a distance (both per period of lag).
    """

    window: int
    length: int
    sums: Floats

    @classmethod
    def cut(cls, first: Floats, second: Floats, window: int, same_period: bool) -> _Blocks:
        inner = slice(window, len(first) - window)
        own, other = first - first.mean(), second - second.mean()
        after, before = _pairs(own, other, window)
        together = 2 * (own * other)[inner] if same_period else None
        near, far = _distances(after + before, together)
        follows = np.lib.stride_tricks.sliding_window_view(second, window).sum(axis=1)
        rows = np.stack([
            first[inner], follows[window + 1 :] / window, first[inner] * follows[window + 1 :],
            after.sum(axis=0) - before.sum(axis=0), near, far,
        ], axis=1)  # fmt: skip
        length = max(2 * window, min(4 * window, len(rows) // _BLOCKS), len(rows) // 60)
        whole = len(rows) // length
        cut = rows[: whole * length].reshape(whole, length, 6).sum(axis=1)
        return cls(window, length, cut)

    def interval(self) -> tuple[float, float]:
        """95% interval of the lift, by leaving out one block after the other (on the log)."""
        number = len(self.sums)
        total = self.sums.sum(axis=0)
        left = total - self.sums
        if number < MIN_BLOCKS or (left[:, :3] <= 0).any():
            return float("nan"), float("nan")
        lifts = np.log(_lift(left, self.window, (number - 1) * self.length))
        whole = float(np.log(_lift(total[None], self.window, number * self.length))[0])
        error = float(np.sqrt((number - 1) / number * np.sum((lifts - lifts.mean()) ** 2)))
        reach = _t_quantile(number - 1) * error
        return float(np.exp(whole - reach)), float(np.exp(whole + reach))

    def p_lead(self) -> float:
        """One-sided p value that more follows than precedes, by blocks."""
        return _p_positive(self.sums[:, 3])

    def p_delay(self) -> float:
        """One-sided p value that pairs lie at a distance rather than side by side, by blocks."""
        return _p_positive(self.sums[:, 5] - self.sums[:, 4])


def _lift(sums: Floats, window: int, periods: int) -> Floats:
    return np.asarray(sums[:, 2] * periods / (sums[:, 0] * sums[:, 1] * window), float)


def _pairs(first: Floats, second: Floats, window: int) -> Floats:
    """Pairs (2, w, T - 2w) after and before, by lag 1..w, each at the middle of its lag.

    At the middle a cluster of acts weighs the same for and against: counted at either act,
    what one block gains the next would lose, and blocks would not be independent.
    """
    size = len(first) - 2 * window
    found = np.empty((2, window, max(size, 0)))
    for lag in range(1, window + 1):
        start, end = window - lag // 2, window - lag // 2 + lag
        found[0, lag - 1] = first[start : start + size] * second[end : end + size]
        found[1, lag - 1] = second[start : start + size] * first[end : end + size]
    return found


def _distances(both: Floats, together: Floats | None) -> tuple[Floats, Floats]:
    """Pairs per lag side by side, and at about the distance of the typical reply, by middle.

    The typical distance m is the mean lag of the pairs in excess of those at the window's far
    end. Side by side is within m/4 without the same period (twins were taken from there), or
    ``together``, the pairs of one period, where given; at a distance is m/2 to 3m/2: a link that
    only fades with time fills the former more.
    """
    window = len(both)
    lags = np.arange(1, window + 1)
    curve = both.sum(axis=1)
    excess = np.clip(curve - np.median(curve[window // 2 :]), 0, None)
    typical = float(excess @ lags / excess.sum()) if excess.sum() > 0 else max(1.0, window / 2)
    far = (lags >= typical / 2) & (lags <= 1.5 * typical)
    if together is not None:
        return together, both[far].mean(axis=0)
    near = lags <= max(1.0, typical / 4)
    far &= ~near
    if not far.any():
        return np.zeros(both.shape[1]), np.zeros(both.shape[1])
    return both[near].mean(axis=0), both[far].mean(axis=0)


def _p_positive(sums: Floats) -> float:
    """P value that the mean of block sums is above 0, by their own spread (Student's t)."""
    from scipy.special import stdtr

    number = len(sums)
    if number < MIN_BLOCKS or np.ptp(sums) < 1e-12:
        return float("nan")
    t = sums.mean() / (sums.std(ddof=1) / np.sqrt(number))
    return float(stdtr(number - 1, -t))


def _t_quantile(freedom: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.975))
