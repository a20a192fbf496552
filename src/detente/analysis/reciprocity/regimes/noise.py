"""Noise: how far a series without any change wanders by itself.

An autoregression of the series round its levels, with innovations that keep their place in time
and take random signs (wild bootstrap), so neither a run of good weeks, nor one spike, nor a
noisier spell passes for a change of level.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_MAX_ORDER = 4
_PERIODS_PER_LAG = 50
_LARGEST_ROOT = 0.97
_WARM_UP = 30


@dataclass(frozen=True, slots=True, eq=False)
class Noise:
    """An autoregression a column: ``lags`` (columns, order), ``shocks`` (periods, columns)."""

    lags: Floats
    shocks: Floats

    def draw(self, count: int, rng: np.random.Generator) -> Floats:
        """Series (columns, count, periods); columns share the signs, so they stay correlated."""
        from scipy.signal import lfilter

        periods = len(self.shocks)
        before = rng.integers(0, periods, _WARM_UP)
        rows = np.concatenate((before, np.arange(periods)))
        signs = rng.integers(0, 2, (count, len(rows))) * 2.0 - 1
        columns = [
            lfilter([1.0], np.r_[1.0, -lags], signs * shocks[rows], axis=1)[:, _WARM_UP:]
            for lags, shocks in zip(self.lags, self.shocks.T, strict=True)
        ]
        return np.stack(columns)

    def long_run(self, first: int, end: int) -> Floats:
        """Long-run covariance (columns, columns) with the shocks of periods first to end."""
        gain = 1 / (1 - self.lags.sum(axis=1))
        shocks = self.shocks[first:end]
        covariance: Floats = np.outer(gain, gain) * (shocks.T @ shocks / len(shocks))
        return covariance


def order_for(periods: int) -> int:
    """Lags that a series of this length can bear."""
    return int(np.clip(periods // _PERIODS_PER_LAG, 1, _MAX_ORDER))


def fit_lags(series: Floats, order: int) -> Floats:
    """Yule-Walker coefficients (draws, order) of series (draws, periods) with mean 0."""
    periods = series.shape[1]
    covariances = np.stack(
        [np.einsum("ij,ij->i", series[:, k:], series[:, : periods - k]) for k in range(order + 1)],
        axis=1,
    )
    covariances /= np.maximum(covariances[:, :1], 1e-300)
    apart = np.abs(np.subtract.outer(range(order), range(order)))
    matrix = covariances[:, apart] + 1e-9 * np.eye(order)
    return np.linalg.solve(matrix, covariances[:, 1:, None])[:, :, 0]


def make_noise(residuals: Floats, lags: Floats) -> Noise:
    """Noise with these lags (columns, order), pulled in where they would explode."""
    from scipy.signal import lfilter

    calm = np.stack([_calm(row) for row in lags])
    order = lags.shape[1]
    columns = [
        lfilter(np.r_[1.0, -row], [1.0], column)
        for row, column in zip(calm, residuals.T, strict=True)
    ]
    shocks = np.stack(columns, axis=1)
    shocks[:order] = (
        residuals[:order] * shocks[order:].std(0) / np.maximum(residuals.std(0), 1e-300)
    )  # the first ones lack their past
    return Noise(calm, shocks - shocks.mean(axis=0))


def _calm(lags: Floats) -> Floats:
    largest = float(np.abs(np.roots(np.r_[1.0, -lags])).max(initial=0.0))
    shrink = min(1.0, _LARGEST_ROOT / largest) if largest > 0 else 1.0
    calm: Floats = lags * shrink ** np.arange(1, len(lags) + 1)  # scales every root alike
    return calm
