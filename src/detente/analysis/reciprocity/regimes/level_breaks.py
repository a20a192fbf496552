"""Level breaks: when the level of one or several series changed, and how surely so dated.

The number of breaks is found by testing, step by step, "no break" against "one or two breaks" in
each stretch (double maximum test of Bai and Perron 1998, Econometrica 66, section 4, so that a
level which rises and falls back is not missed). Its p value comes from series without a break but
with the same noise, since the tables of the test assume more periods and calmer tails than event
data has. A break is dated by least squares, and its interval holds all dates that a likelihood
ratio does not reject (Eo and Morley 2015, Quantitative Economics 6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from detente.analysis.reciprocity.regimes.noise import (
    Floats,
    Noise,
    fit_lags,
    make_noise,
    order_for,
)

LEAST_PERIODS = 8
_LEAST_SHARE = 0.05  # of the series: what is shorter is an episode, not a regime
_TRIM = 0.1
_PAIR_WEIGHT = 1.17  # Bai and Perron's WD max: critical value of one break over that of two
_PAIR_DATES = 24
_BIAS_DRAWS = 100
_PASSES = 4
_MOST_MEMORY = 0.9


@dataclass(frozen=True, slots=True)
class LevelBreak:
    """The first period of the new level, as an index, and the bounds of its interval."""

    at: int
    low: int
    high: int


def find_level_breaks(
    series: Floats,
    rng: np.random.Generator,
    *,
    level: float = 0.05,
    coverage: float = 0.95,
    draws: int = 299,
) -> tuple[float, list[LevelBreak]]:
    """Date the breaks in the common level of series (periods, columns).

    Gives the p value of "no break at all" and the breaks. ``level`` is the chance of any break
    where there is none, shared out over the stretches by their length. A regime has at least 8
    periods and 5% of the series.
    """
    least = max(LEAST_PERIODS, int(np.ceil(_LEAST_SHARE * len(series))))
    overall, found = 1.0, list[int]()
    stretches = [(0, len(series))]
    while stretches:
        first, end = stretches.pop()
        if end - first < 3 * least:  # no room to try two breaks
            continue
        p_value, dates = _test(series[first:end], least, rng, draws)
        if (first, end) == (0, len(series)):
            overall = p_value
        if p_value <= level * (end - first) / len(series):
            cuts = [first, *(first + date for date in dates), end]
            found += cuts[1:-1]
            stretches += pairwise(cuts)
    return overall, _dated(series, sorted(found), least, coverage)


def demean(series: Floats, cuts: Sequence[int]) -> Floats:
    """The series less its mean within each stretch between the cuts."""
    rest = series.copy()
    for first, end in pairwise((0, *cuts, len(series))):
        rest[first:end] -= rest[first:end].mean(axis=0)
    return rest


def _test(
    stretch: Floats, least: int, rng: np.random.Generator, draws: int
) -> tuple[float, list[int]]:
    """The p value of "no break", and the dates of the best one or two."""
    least = max(least, int(np.ceil(_TRIM * len(stretch))))
    fit = _fit_breaks(stretch.T[:, None], least)
    noise = _noise(fit.residuals[:, 0].T, least, rng)
    null = _fit_breaks(noise.draw(draws, rng), least)
    p_value = (1 + int((null.statistic >= fit.statistic[0]).sum())) / (draws + 1)
    if fit.single[0] >= _PAIR_WEIGHT * fit.double[0]:
        return p_value, [int(fit.date[0])]
    return p_value, [int(date) for date in fit.pair[0]]


def _noise(residuals: Floats, least: int, rng: np.random.Generator) -> Noise:
    """Noise fitted to residuals, corrected for the memory that fitting two breaks takes away."""
    order = order_for(len(residuals))
    lags = fit_lags(residuals.T, order)
    trial = make_noise(residuals, lags)
    refitted = _fit_breaks(trial.draw(_BIAS_DRAWS, rng), least).residuals
    means = np.stack([fit_lags(column, order).mean(axis=0) for column in refitted])
    return make_noise(residuals, lags - (means - trial.lags))


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """Per draw: gain by the best break and half the gain by the best pair, and their dates."""

    single: Floats
    double: Floats
    date: NDArray[np.intp]
    pair: NDArray[np.intp]
    residuals: Floats

    @property
    def statistic(self) -> Floats:
        larger: Floats = np.maximum(self.single, _PAIR_WEIGHT * self.double)
        return larger


def _fit_breaks(series: Floats, least: int) -> _Fit:
    """Fit one break and two breaks to each of series (columns, draws, periods).

    Gains are drops of the residual squares over the long-run variance of what two breaks leave.
    Pairs are tried at 24 dates only.
    """
    periods = series.shape[2]
    series = series - series.mean(axis=2, keepdims=True)
    sums = np.concatenate((np.zeros_like(series[:, :, :1]), series.cumsum(axis=2)), axis=2)
    dates = np.arange(least, periods - least + 1)
    one = sums[:, :, least : periods - least + 1] ** 2 * (periods / (dates * (periods - dates)))
    first, second = _pairs(periods, least)
    at_first, at_second = sums[:, :, first], sums[:, :, second]
    two = at_first**2 / first + at_second**2 / (periods - second)
    two += (at_second - at_first) ** 2 / (second - first)
    best = _total(two, _variance(series)).argmax(axis=1)
    pair = np.stack((first[best], second[best]), axis=1)
    residuals = series - _steps(sums, pair)
    scale = _long_run(residuals)
    gain, gains = _total(one, scale), _total(two, scale)
    chosen = dates[gain.argmax(axis=1)]
    return _Fit(gain.max(axis=1), gains.max(axis=1) / 2, chosen, pair, residuals)


def _pairs(periods: int, least: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    count = min(_PAIR_DATES, periods - 2 * least + 1)
    dates = np.unique(np.linspace(least, periods - least, count).round().astype(int))
    first, second = np.meshgrid(dates, dates, indexing="ij")
    apart = second - first >= least
    return first[apart], second[apart]


def _steps(sums: Floats, pair: NDArray[np.intp]) -> Floats:
    """The means (columns, draws, periods) of the three stretches that each draw's pair cuts."""
    periods = sums.shape[2] - 1
    draws = np.arange(len(pair))[:, None]
    edges = np.column_stack((np.zeros_like(draws), pair, np.full_like(draws, periods)))
    means = np.diff(sums[:, draws, edges], axis=2) / np.diff(edges, axis=1)
    time = np.arange(periods)
    stretch = (time >= pair[:, :1]).astype(int) + (time >= pair[:, 1:])
    steps: Floats = means[:, draws, stretch]
    return steps


def _total(gains: Floats, scale: Floats) -> Floats:
    """Gains (columns, draws, dates) over their scale (columns, draws), summed over columns."""
    total: Floats = (gains / np.maximum(scale, 1e-300)[:, :, None]).sum(axis=0)
    return total


def _variance(series: Floats) -> Floats:
    squares: Floats = np.einsum("cdt,cdt->cd", series, series) / series.shape[2]
    return squares


def _long_run(residuals: Floats) -> Floats:
    """Long-run variance (columns, draws) as if of first order; the null is scaled alike."""
    variance = _variance(residuals)
    products = np.einsum("cdt,cdt->cd", residuals[:, :, 1:], residuals[:, :, :-1])
    memory = np.clip(
        products / np.maximum(variance * residuals.shape[2], 1e-300), -0.5, _MOST_MEMORY
    )
    long: Floats = variance * (1 + memory) / (1 - memory)
    return long


def _dated(series: Floats, cuts: list[int], least: int, coverage: float) -> list[LevelBreak]:
    """Move each break to its best date between its neighbours (Bai 1997), and bound it."""
    if not cuts:
        return []
    limit = -2 * np.log(1 - np.sqrt(coverage))
    for _ in range(_PASSES):
        residuals = demean(series, cuts)
        noise = make_noise(residuals, _unbiased(residuals, len(cuts) + 1))
        breaks = []
        for number in range(len(cuts)):
            first = cuts[number - 1] if number else 0
            end = cuts[number + 1] if number + 1 < len(cuts) else len(series)
            found = _bounded(series[first:end], noise.long_run(first, end), least, limit)
            cuts[number] = first + found.at
            breaks.append(LevelBreak(first + found.at, first + found.low, first + found.high))
    return breaks


def _unbiased(residuals: Floats, means: int) -> Floats:
    """Lags whose sum is raised by what fitting means takes off it (Kendall 1954, extended)."""
    lags = fit_lags(residuals.T, order_for(len(residuals)))
    total = lags.sum(axis=1, keepdims=True)
    missing = (means * (1 + total) + 2 * total) / len(residuals)
    lags[:, :1] += missing
    return lags


def _bounded(stretch: Floats, covariance: Floats, least: int, limit: float) -> LevelBreak:
    """The best date of one break, and the first and last that are about as likely."""
    periods = len(stretch)
    sums = (stretch - stretch.mean(axis=0)).cumsum(axis=0)[:-1]
    dates = np.arange(1, periods)
    inverse = np.linalg.pinv(covariance)
    gain = np.einsum("ij,jk,ik->i", sums, inverse, sums) * periods / (dates * (periods - dates))
    inner = slice(least - 1, periods - least)
    best = least - 1 + int(gain[inner].argmax())
    likely = dates[gain >= gain[best] - limit]
    # One period more each way (Bai 1997): a spike beside the break draws the date to itself.
    return LevelBreak(
        int(dates[best]), max(int(likely[0]) - 1, 1), min(int(likely[-1]) + 1, periods - 1)
    )
