"""Lags: how many of them an autoregression takes, and whether the answer depends on it.

Too many lags cost power; too few bias the sum, and BIC takes too few where an answer comes late or
is spread over weeks: one of a true 0.3 at the third lag was outside the interval in most of the
simulated series. So at least four lags are taken where the series is long enough.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from detente.analysis.reciprocity.dynamics.granger import Granger, read_model
from detente.analysis.reciprocity.dynamics.responses import (
    PERIODS_PER_COEFFICIENT,
    Floats,
    check_series,
    fit_autoregression,
    lag_design,
)
from detente.analysis.reciprocity.result import Result, axes

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


_CRITERIA = ("aic", "bic", "hq")
MIN_LAGS = 4


@dataclass(frozen=True, slots=True, eq=False)
class LagChoice(Result):
    """How many lags to take, and whether it matters.

    Arrays over 1, 2 ... lags: the log determinant of the residuals' covariance, the criteria of
    Akaike, Schwarz (BIC) and Hannan and Quinn, and the likelihood-ratio test against one lag
    fewer with Sims's (1980) correction (NaN for one lag), over ``periods`` common to all.
    ``sensitivity`` holds Granger's test at every number of lags, over all periods it can use.
    """

    unit: str
    periods: int
    log_det: Floats
    aic: Floats
    bic: Floats
    hq: Floats
    chi2: Floats
    p: Floats
    sensitivity: tuple[Granger, ...]

    @property
    def best(self) -> dict[str, int]:
        """The number of lags that each criterion (aic, bic, hq) takes."""
        return {name: int(getattr(self, name).argmin()) + 1 for name in _CRITERIA}

    def take(self, min_lags: int = MIN_LAGS) -> int:
        """BIC's number of lags, or ``min_lags`` if that is more and was tried."""
        return max(self.best["bic"], min(min_lags, len(self.aic)))

    def df(self) -> pd.DataFrame:
        """One row a number of lags: the criteria, then both answers."""
        import pandas as pd

        names = ("log_det", "chi2", "p", *_CRITERIA)
        table = pd.DataFrame({name: getattr(self, name) for name in names})
        table.insert(0, "lags", np.arange(1, len(self.aic) + 1))
        for side in ("a", "b"):
            answers = [getattr(test, f"{side}_answers") for test in self.sensitivity]
            for name in ("total", "low", "high", "reading"):
                table[f"{side}_{name}"] = [getattr(answer, name) for answer in answers]
        return table

    def summary(self) -> str:
        """The choices, and at how many of them each reading holds."""
        tried = f"1 to {len(self.aic)}" if len(self.aic) > 1 else "only 1"
        first = (
            f"Lags, {tried} tried on {self.periods:,} {self.unit}s: BIC takes {self.best['bic']}, "
            f"Hannan-Quinn {self.best['hq']}, AIC {self.best['aic']}."
        )
        return "\n".join((first, *(self._tally(side) for side in ("a", "b"))))

    def _tally(self, side: str) -> str:
        answers = [getattr(test, f"{side}_answers") for test in self.sensitivity]
        counts = Counter(str(answer.reading) for answer in answers).most_common()
        found = ", ".join(f"{reading} at {count}" for reading, count in counts)
        tried = f"{len(answers)} numbers of lags" if len(answers) > 1 else "the one number of lags"
        return f"{answers[0].by}'s answer to {answers[0].to} over {tried}: {found}."

    def plot(self, ax: Axes | None = None) -> Axes:
        """The three criteria by the number of lags."""
        ax = axes(ax)
        lags = np.arange(1, len(self.aic) + 1)
        for name, line in zip(_CRITERIA, ("-", "--", ":"), strict=True):
            values = getattr(self, name)
            ax.plot(lags, values, line, color="black", label=name.upper())
            ax.plot(lags[values.argmin()], values.min(), "o", color="black")
        ax.set_xlabel(f"lags ({self.unit}s)")
        ax.set_ylabel("criterion (lower is better)")
        ax.set_title("Choice of lags")
        ax.legend(frameon=False)
        return ax


def choose_lags(
    y: ArrayLike,
    max_lags: int = 12,
    *,
    names: tuple[str, str] = ("A", "B"),
    unit: str = "week",
) -> LagChoice:
    """Compare VARs of ``y`` (T, 2) with 1 to ``max_lags`` lags, all over the same periods.

    ``max_lags`` is lowered where fewer than 5 periods a coefficient would be left. Criteria as
    in Lütkepohl (2005, section 4.3), and as MSBVAR prints them. Raises ``ValueError`` on too
    little data.
    """
    from scipy.special import chdtrc

    if max_lags < 1:
        raise ValueError(f"at least one lag must be tried, not {max_lags}")
    series = check_series(y, names, unit)
    most = min(max_lags, _most_lags(len(series)))
    tests = tuple(
        read_model(fit_autoregression(series, lags), names, unit) for lags in range(1, most + 1)
    )
    periods, lags = len(series) - most, np.arange(1, most + 1)
    log_det = np.array([_log_determinant(series, test.lags, most) for test in tests])
    drop, coefficients = -np.diff(log_det), 2 * (2 * lags + 1)
    chi2 = np.append(np.nan, (periods - 2 * lags[1:] - 1) * drop)
    aic, bic, hq = (
        log_det + price * coefficients / periods
        for price in (2.0, np.log(periods), 2 * np.log(np.log(periods)))
    )
    return LagChoice(unit, periods, log_det, aic, bic, hq, chi2, chdtrc(4, chi2), tests)


def _most_lags(periods: int) -> int:
    return (periods - PERIODS_PER_COEFFICIENT) // (2 * PERIODS_PER_COEFFICIENT + 1)


def _log_determinant(series: Floats, lags: int, start: int) -> float:
    x, y = lag_design(series, lags, start), series[start:]
    residuals = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    return float(np.linalg.slogdet(residuals.T @ residuals / len(y))[1])
