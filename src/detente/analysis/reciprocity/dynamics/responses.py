"""Responses: what a surprise of one side is followed by, on both sides, period by period.

The vector autoregression (VAR) of both directions stands here too; all that the dynamics tell is
read off it. It is plain numpy: statsmodels gives the same estimates, but fits one VAR at a time
where the bootstrap needs hundreds, and takes a second to import.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from detente.analysis.reciprocity.result import Result, axes, say_number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]

MIN_PERIODS = 30
MIN_ACTIVE_PERIODS = 10
PERIODS_PER_COEFFICIENT = 5
_SINGULAR = 1e-11


def check_series(y: ArrayLike, names: tuple[str, str] = ("A", "B"), unit: str = "week") -> Floats:
    """``y`` as an array (T, 2) that a VAR can be fitted to.

    Raises ``ValueError`` if it has another shape, holes, fewer than 30 periods, or a column that
    moves from its median in fewer than 10 periods.
    """
    series = np.ascontiguousarray(y, dtype=np.float64)
    if series.ndim != 2 or series.shape[1] != 2:
        raise ValueError(f"the series must have two columns, one a direction, not {series.shape}")
    if not np.isfinite(series).all():
        raise ValueError("the series has holes (NaN or infinite): fill them or leave them out")
    if len(series) < MIN_PERIODS:
        raise ValueError(f"too little data: {len(series)} {unit}s, at least {MIN_PERIODS} needed")
    active = (series != np.median(series, axis=0)).sum(axis=0)
    for name, count in zip(names, active, strict=True):
        if count < MIN_ACTIVE_PERIODS:
            raise ValueError(
                f"too little data: the acts of {name} differ from their usual level in only "
                f"{count} of {len(series)} {unit}s, at least {MIN_ACTIVE_PERIODS} needed"
            )
    return series


def lag_design(series: Floats, lags: int, start: int | None = None) -> Floats:
    """The regressors of periods ``start`` (default ``lags``) and later: both columns one period
    back, both two periods back and so on, and last a constant; (T - start, 2 lags + 1)."""
    start = lags if start is None else start
    end = len(series)
    past = [series[start - lag : end - lag] for lag in range(1, lags + 1)]
    return np.hstack([*past, np.ones((end - start, 1))])


@dataclass(frozen=True, slots=True, eq=False)
class Autoregression:
    """A VAR fitted by least squares.

    ``coefficients`` (lags, 2, 2) has [lag, answering column, answered column]; ``residuals`` are
    (T - lags, 2), ``covariance`` theirs by degrees of freedom. ``regressors`` are those of
    ``lag_design`` and ``inverse`` is the inverse of their cross products.
    """

    lags: int
    coefficients: Floats
    intercepts: Floats
    residuals: Floats
    covariance: Floats
    regressors: Floats
    inverse: Floats

    @property
    def largest_root(self) -> float:
        """The largest modulus of the companion matrix's eigenvalues; stationary if below 1."""
        companion = np.eye(2 * self.lags, k=-2)
        companion[:2] = self.coefficients.transpose(1, 0, 2).reshape(2, -1)
        return float(np.abs(np.linalg.eigvals(companion)).max())


def fit_autoregression(series: Floats, lags: int) -> Autoregression:
    """Fit a VAR with ``lags`` lags and a constant to (T, 2), as checked by ``check_series``.

    Raises ``ValueError`` with fewer than 5 periods a coefficient, if the columns move in step,
    or if one of them can be foretold without error.
    """
    if lags < 1:
        raise ValueError(f"a VAR needs at least one lag, not {lags}")
    periods, width = len(series) - lags, 2 * lags + 1
    if periods < PERIODS_PER_COEFFICIENT * width:
        raise ValueError(
            f"too little data: {len(series)} periods for {lags} lags, at least "
            f"{PERIODS_PER_COEFFICIENT * width + lags} needed"
        )
    x, y = lag_design(series, lags), series[lags:]
    inverse = invert_gram(x.T @ x)
    solution = inverse @ (x.T @ y)
    residuals = y - x @ solution
    covariance = residuals.T @ residuals / (periods - width)
    if (np.diag(covariance) <= _SINGULAR * series.var(axis=0)).any():
        raise ValueError("one side's acts follow from the past without error: nothing to test")
    slopes = solution[:-1].reshape(lags, 2, 2).transpose(0, 2, 1)
    return Autoregression(lags, slopes, solution[-1], residuals, covariance, x, inverse)


def invert_gram(gram: Floats) -> Floats:
    """The inverse of cross products; raises ``ValueError`` if the regressors move in step."""
    scale = np.sqrt(np.diag(gram))
    correlation = gram / np.outer(scale, scale) if (scale > 0).all() else np.zeros_like(gram)
    if np.linalg.eigvalsh(correlation)[0] < _SINGULAR:
        raise ValueError(
            "too little data: the two directions move in step or hardly move, so that their "
            "effects cannot be told apart (are mutual acts written down twice?)"
        )
    inverse: Floats = np.linalg.inv(correlation) / np.outer(scale, scale)
    return inverse


class Order(StrEnum):
    """Who moves first within one period, which the data cannot tell."""

    GENERALISED = "generalised"
    A_FIRST = "A first"
    B_FIRST = "B first"


@dataclass(frozen=True, slots=True, eq=False)
class Responses(Result):
    """Responses to a surprise of one standard deviation, with 95% bootstrap bands.

    ``paths``, ``low`` and ``high`` are [order, period ahead, moved column, surprising column] in
    the order of ``Order``; so are the ``cumulative`` ones (summed over the periods so far) and
    ``shares``: which part of the error in forecasting the moved column so many periods ahead
    (period 0 is the first) the surprises account for. Generalised shares need not sum to one.
    The bands are NaN where the series is not stationary.
    """

    names: tuple[str, str]
    unit: str
    periods: int
    lags: int
    draws: int
    paths: Floats
    low: Floats
    high: Floats
    cumulative: Floats
    cumulative_low: Floats
    cumulative_high: Floats
    shares: Floats

    @property
    def horizon_periods(self) -> int:
        """The last period ahead."""
        return int(self.paths.shape[1]) - 1

    def df(self) -> pd.DataFrame:
        """One row an order, surprise, moved side and period ahead."""
        import pandas as pd

        order, ahead, moved, shock = (i.ravel() for i in np.indices(self.paths.shape))
        names = np.array(self.names)
        figures = ("low", "high", "cumulative", "cumulative_low", "cumulative_high", "shares")
        return pd.DataFrame(
            {
                "order": np.array(self._order_names())[order],
                "surprise_of": names[shock],
                "response_of": names[moved],
                "periods_ahead": ahead,
                "response": self.paths.ravel(),
                **{name: getattr(self, name).ravel() for name in figures},
            }
        )

    def summary(self) -> str:
        """How far each side moves after a surprise of the other, and whose surprises matter."""
        return "\n".join(self._read(moved) for moved in (1, 0))

    def _read(self, moved: int) -> str:
        shock, last = 1 - moved, self.horizon_periods
        total = self.cumulative[0, last, moved, shock]
        low = self.cumulative_low[0, last, moved, shock]
        high = self.cumulative_high[0, last, moved, shock]
        band = f"{say_number(low, 3)} to {say_number(high, 3)}"
        if np.isnan(low):
            band = "no band: not stationary"
        at_once = say_number(self.paths[0, 0, moved, shock], 3)
        least, most = np.sort(self.shares[1:, last, moved, shock])
        return (
            f"After a surprise of {self.names[shock]} (one standard deviation) "
            f"{self.names[moved]} moves by {at_once} in the same {self.unit} and by "
            f"{say_number(total, 3)} ({band}) over {last} more {self.unit}s. Surprises of "
            f"{self.names[shock]} account for {least:.0%} to {most:.0%} of what cannot be foreseen "
            f"of {self.names[moved]}, depending on who moves first within a {self.unit}."
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """The generalised responses of each side to the other, with their bands."""
        ax = axes(ax)
        ahead = np.arange(self.horizon_periods + 1)
        for moved, line, shade, hatch in ((1, "-", "0.8", None), (0, "--", "none", "////")):
            at = (0, slice(None), moved, 1 - moved)
            label = f"{self.names[moved]} after a surprise of {self.names[1 - moved]}"
            band = ax.fill_between(ahead, self.low[at], self.high[at], hatch=hatch, linewidth=0)
            band.set(facecolor=shade, edgecolor="0.5")
            ax.plot(ahead, self.paths[at], line, color="black", label=label)
        ax.axhline(0, color="0.4", lw=0.8)
        ax.set_xlabel(f"{self.unit}s after the surprise")
        ax.set_ylabel("change in the acts' score")
        ax.set_title("Response to a surprise of one standard deviation (95% bands)")
        ax.legend(frameon=False)
        return ax

    def _order_names(self) -> list[str]:
        a, b = self.names
        return ["generalised", f"{a} first", f"{b} first"]


def trace_responses(
    y: ArrayLike,
    lags: int,
    *,
    names: tuple[str, str] = ("A", "B"),
    unit: str = "week",
    horizon_periods: int = 12,
    draws: int = 200,
    seed: int = 0,
) -> Responses:
    """Trace impulse responses and the decomposition of the forecast-error variance.

    Generalised responses (Pesaran and Shin 1998, Economics Letters 58) need no order of who
    moves first; the orthogonalised ones (Sims 1980, Econometrica 48) are given for both orders.
    Bands are 95% percentiles of a residual bootstrap (Lütkepohl 2005, appendix D.3), seeded; it
    draws whole periods of residuals, so what both sides share within a period is kept, while
    bursts of volatility are not. Raises ``ValueError`` on too little data.
    """
    if horizon_periods < 1 or draws < 2:
        raise ValueError("responses need a horizon of at least 1 period and at least 2 draws")
    series = check_series(y, names, unit)
    model = fit_autoregression(series, lags)
    average = _moving_average(model.coefficients[None], horizon_periods)
    paths = _respond(average, model.covariance[None])[0]
    errors = np.einsum("hij,jk,hik->hi", average[0], model.covariance, average[0]).cumsum(axis=0)
    cumulative = paths.cumsum(axis=1)
    bands = np.full((4, *paths.shape), np.nan)
    if model.largest_root < 1:
        drawn = _respond(*_bootstrap(model, series, horizon_periods, draws, seed))
        bands[:2] = np.percentile(drawn, (2.5, 97.5), axis=0)
        bands[2:] = np.percentile(drawn.cumsum(axis=2), (2.5, 97.5), axis=0)
    shares = (paths**2).cumsum(axis=1) / errors[None, :, :, None]
    low, high, total_low, total_high = bands
    return Responses(
        names, unit, len(series) - lags, lags, draws, paths, low, high,
        cumulative, total_low, total_high, shares,
    )  # fmt: skip


def _moving_average(coefficients: Floats, horizon: int) -> Floats:
    """(draws, lags, 2, 2) -> the weights (draws, horizon + 1, 2, 2) of past surprises."""
    draws, lags = coefficients.shape[:2]
    weights = np.zeros((draws, horizon + 1, 2, 2))
    weights[:, 0] = np.eye(2)
    for ahead in range(1, horizon + 1):
        for lag in range(1, min(lags, ahead) + 1):
            weights[:, ahead] += coefficients[:, lag - 1] @ weights[:, ahead - lag]
    return weights


def _respond(average: Floats, covariance: Floats) -> Floats:
    """Responses (draws, order, horizon + 1, 2, 2) from moving averages and covariances."""
    spread = np.sqrt(np.diagonal(covariance, axis1=1, axis2=2))
    both = covariance / spread[:, None, :]  # what comes along with a surprise of either
    impact = np.stack([both, both, both], axis=1)
    left = np.sqrt(spread**2 - both[:, [0, 1], [1, 0]] ** 2)
    impact[:, 1, 0, 1], impact[:, 1, 1, 1] = 0.0, left[:, 1]
    impact[:, 2, 1, 0], impact[:, 2, 0, 0] = 0.0, left[:, 0]
    responses: Floats = average[:, None] @ impact[:, :, None]
    return responses


def _bootstrap(
    model: Autoregression, series: Floats, horizon: int, draws: int, seed: int
) -> tuple[Floats, Floats]:
    """Moving averages and covariances of VARs fitted to series made anew from the residuals."""
    width = 2 * model.lags
    made = _resample(model, series, draws, seed)
    # Windows of a series that runs backwards hold a period and its lags side by side.
    windows = sliding_window_view(made, width + 2, axis=1)[:, ::2]
    centred = windows - windows.mean(axis=1, keepdims=True)
    gram = centred.transpose(0, 2, 1) @ centred
    solution = np.linalg.solve(gram[:, 2:, 2:], gram[:, 2:, :2])
    covariance = gram[:, :2, :2] - solution.transpose(0, 2, 1) @ gram[:, 2:, :2]
    slopes = solution.reshape(draws, model.lags, 2, 2).transpose(0, 1, 3, 2)
    freedom = len(series) - model.lags - width - 1
    return _moving_average(slopes, horizon), covariance / freedom


def _resample(model: Autoregression, series: Floats, draws: int, seed: int) -> Floats:
    """Series (draws, 2 T) that run backwards, both columns of a period side by side."""
    periods, width = len(model.residuals), 2 * model.lags
    picked = np.random.default_rng(seed).integers(periods, size=(draws, periods))
    centred = model.residuals - model.residuals.mean(axis=0)
    made = np.empty((draws, 2 * len(series)))
    made[:, : 2 * periods] = (centred[picked] + model.intercepts).reshape(draws, -1)
    made[:, 2 * periods :] = series[: model.lags][::-1].ravel()
    weights = model.coefficients.transpose(0, 2, 1).reshape(width, 2)
    for at in range(2 * periods - 2, -1, -2):
        made[:, at : at + 2] += made[:, at + 2 : at + 2 + width] @ weights
    return made
