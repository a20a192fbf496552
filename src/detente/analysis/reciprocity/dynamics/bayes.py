"""Bayes: the vector autoregression under the prior of Sims and Zha, which expects no response.

Event counts are noisy and a VAR has many coefficients. The prior of Sims and Zha (1998,
International Economic Review 39) holds that each direction goes on as it was and that nothing
else matters, the less so the longer ago; what remains of the response under it is what the data
insist on. Written as Brandt and Freeman (2006, Political Analysis 14) use it for event data, so
that it gives the figures of ``szbvar`` in their R package MSBVAR.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from detente.analysis.reciprocity.dynamics.responses import (
    Floats,
    check_series,
    fit_autoregression,
    invert_gram,
    lag_design,
)
from detente.analysis.reciprocity.result import Result, axes, say_number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True)
class SimsZhaPrior:
    """How tight the prior is, with the symbols of the paper and of MSBVAR.

    ``lambda0`` overall, ``lambda1`` around the coefficients, ``lambda3`` how fast it tightens with
    the lag (2: with its square), ``lambda4`` around the constant; smaller is tighter. ``mu5``
    weighs dummy observations for coefficients that sum to one, ``mu6`` those for a common trend
    (0: none). ``freedom`` are the prior's degrees of freedom for the covariance. MSBVAR's
    ``lambda5`` belongs to exogenous variables, of which there are none here. The defaults are
    those of MSBVAR's examples.
    """

    lambda0: float = 0.6
    lambda1: float = 0.1
    lambda3: float = 2.0
    lambda4: float = 0.25
    mu5: float = 0.0
    mu6: float = 0.0
    freedom: int = 3

    def __post_init__(self) -> None:
        if min(self.lambda0, self.lambda1, self.lambda4) <= 0:
            raise ValueError("lambda0, lambda1 and lambda4 must be positive")
        if min(self.lambda3, self.mu5, self.mu6) < 0 or self.freedom < 3:
            raise ValueError("lambda3, mu5 and mu6 must not be negative, freedom at least 3")


@dataclass(frozen=True, slots=True, eq=False)
class Posterior(Result):
    """The posterior of a VAR: normal and inverse Wishart.

    ``mean`` (2 lags + 1, 2) holds the coefficients of each column's equation (a column each; the
    rows are both columns one period back, both two periods back ..., the constant).
    ``row_covariance`` and ``scale`` with ``freedom`` span the spread: the covariance of the
    residuals is inverse Wishart (scale, freedom), and given it the coefficients are matrix
    normal. ``totals`` are the summed cross coefficients of A's and B's equation, ``low`` and
    ``high`` their 95% intervals and ``positive`` the probability that they exceed 0, by draws.
    """

    names: tuple[str, str]
    unit: str
    periods: int
    lags: int
    prior: SimsZhaPrior
    mean: Floats
    row_covariance: Floats
    scale: Floats
    freedom: int
    totals: Floats
    low: Floats
    high: Floats
    positive: Floats

    @property
    def coefficients(self) -> Floats:
        """(lags, 2, 2): [lag, answering column, answered column]."""
        slopes: Floats = self.mean[:-1].reshape(self.lags, 2, 2).transpose(0, 2, 1)
        return slopes

    @property
    def intercepts(self) -> Floats:
        """The constants of both equations."""
        constants: Floats = self.mean[-1]
        return constants

    @property
    def covariance(self) -> Floats:
        """The expected covariance of the residuals, (2, 2)."""
        return self.scale / (self.freedom - 3)

    def draw(self, draws: int, seed: int = 0) -> Floats:
        """Draws of the coefficients, (draws, 2 lags + 1, 2), laid out as ``mean``."""
        return _draw(self.mean, self.row_covariance, self.scale, self.freedom, draws, seed)

    def df(self) -> pd.DataFrame:
        """One row a side that answers."""
        import pandas as pd

        return pd.DataFrame(
            {
                "answers": self.names,
                "answered": self.names[::-1],
                "lags": self.lags,
                "periods": self.periods,
                "total": self.totals,
                "low": self.low,
                "high": self.high,
                "probability_positive": self.positive,
            }
        )

    def summary(self) -> str:
        """What remains of each side's response under a prior that expects none."""
        return "\n".join(
            f"Under a prior that expects no response, with the noise taken as even, "
            f"{self.names[at]}'s answer to {self.names[1 - at]} comes to "
            f"{say_number(self.totals[at], sign='+')} points a point (95% between "
            f"{say_number(self.low[at])} and {say_number(self.high[at])})."
            for at in (0, 1)
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """The summed cross coefficients with their intervals."""
        labels = [f"{self.names[at]} answers\n{self.names[1 - at]}" for at in (0, 1)]
        ax = draw_intervals(axes(ax), labels, self.totals, self.low, self.high)
        ax.set_title(f"Summed response under the Sims-Zha prior, {self.lags} lags (95%)")
        return ax


def draw_intervals(ax: Axes, labels: list[str], mid: Floats, low: Floats, high: Floats) -> Axes:
    """One horizontal interval a label, first on top, against a line at zero."""
    rows = np.arange(len(labels))
    ax.hlines(rows, low, high, color="black")
    ax.plot(mid, rows, "o", color="black")
    ax.axvline(0, color="0.4", lw=0.8)
    ax.set_yticks(rows, labels)
    ax.set_ylim(len(labels) - 0.5, -0.5)
    ax.set_xlabel("points of answer to one point of the other side's acts")
    return ax


def fit_bayes(
    y: ArrayLike,
    lags: int,
    *,
    names: tuple[str, str] = ("A", "B"),
    unit: str = "week",
    prior: SimsZhaPrior | None = None,
    draws: int = 2000,
    seed: int = 0,
) -> Posterior:
    """Fit the VAR of ``y`` (T, 2) under the prior of Sims and Zha in its normal-Wishart form.

    The prior's scale of each column is the error of its own autoregression with as many lags,
    over the periods after the first ``lags`` with the dummy observations in front, as MSBVAR has
    it. The posterior is no test: the prior draws the sums to zero, so its intervals hold a
    true sum of 0.3 hardly ever in a few hundred periods, and they take the noise as even. Raises
    ``ValueError`` on too little data.
    """
    prior = prior or SimsZhaPrior()
    series = check_series(y, names, unit)
    fit_autoregression(series, lags)  # refuses what least squares could not tell apart either
    x, answers = _add_dummies(series, lags, prior)
    variances = np.array([_own_variance(column, lags) for column in answers.T])
    tight = np.arange(1, lags + 1) ** prior.lambda3 / (prior.lambda0 * prior.lambda1)
    precision = np.append(
        np.outer(tight**2, variances).ravel(), 1 / (prior.lambda0 * prior.lambda4) ** 2
    )
    expected = np.eye(2 * lags + 1, 2)  # each column goes on as it was
    weights = x.T @ x + np.diag(precision)
    row_covariance = invert_gram(weights)
    mean = row_covariance @ (x.T @ answers + precision[:, None] * expected)
    scale = (
        np.diag(variances) / prior.lambda0**2
        + answers.T @ answers
        + np.diag(precision[:2])
        - mean.T @ weights @ mean
    )
    freedom = len(series) - lags + prior.freedom
    drawn = _sum_cross(_draw(mean, row_covariance, scale, freedom, draws, seed))
    low, high = np.percentile(drawn, (2.5, 97.5), axis=0)
    return Posterior(
        names, unit, len(series) - lags, lags, prior, mean, row_covariance, scale, freedom,
        _sum_cross(mean), low, high, (drawn > 0).mean(axis=0),
    )  # fmt: skip


def _add_dummies(series: Floats, lags: int, prior: SimsZhaPrior) -> tuple[Floats, Floats]:
    """Regressors and answers with the prior's dummy observations in front."""
    start = series[:lags].mean(axis=0)
    sums = np.hstack([np.tile(np.diag(start), lags), np.zeros((2, 1))]) * prior.mu5
    trend = np.append(np.tile(start, lags), 1.0) * prior.mu6
    x = np.vstack([sums, trend, lag_design(series, lags)])
    answers = np.vstack([np.diag(start) * prior.mu5, start * prior.mu6, series[lags:]])
    return x, answers


def _own_variance(column: Floats, lags: int) -> float:
    """The mean squared error of a column's own autoregression with a constant."""
    x, y = lag_design(column[:, None], lags), column[lags:]
    residuals = y - x @ (invert_gram(x.T @ x) @ (x.T @ y))
    return float(residuals @ residuals) / len(y)


def _sum_cross(coefficients: Floats) -> Floats:
    """The summed cross coefficients (..., 2) of both equations from (..., 2 lags + 1, 2)."""
    upon_a, upon_b = coefficients[..., 1:-1:2, 0], coefficients[..., 0:-1:2, 1]
    return np.stack([upon_a.sum(axis=-1), upon_b.sum(axis=-1)], axis=-1)


def _draw(
    mean: Floats, row_covariance: Floats, scale: Floats, freedom: int, draws: int, seed: int
) -> Floats:
    """Matrix-normal draws, each with a covariance drawn from the inverse Wishart (Bartlett)."""
    if draws < 1:
        raise ValueError(f"at least one draw is needed, not {draws}")
    rng = np.random.default_rng(seed)
    triangle = np.zeros((draws, 2, 2))
    triangle[:, 0, 0] = np.sqrt(rng.chisquare(freedom, draws))
    triangle[:, 1, 1] = np.sqrt(rng.chisquare(freedom - 1, draws))
    triangle[:, 1, 0] = rng.standard_normal(draws)
    root = np.linalg.cholesky(np.linalg.inv(scale)) @ triangle
    spread = np.linalg.inv(root)  # spread' spread is the drawn covariance
    noise = rng.standard_normal((draws, *mean.shape))
    return mean + np.linalg.cholesky(row_covariance) @ noise @ spread
