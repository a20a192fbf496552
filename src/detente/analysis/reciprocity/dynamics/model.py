"""Dynamics: does the past of one side's acts help to foretell the other's, and with which sign.

A vector autoregression of both directions (Goldstein and Freeman 1990, Three-Way Street), its
lags chosen by information criteria, with Granger's test both ways and the sum of the cross
coefficients: above zero the side answers in kind, below zero inversely (it meets cooperation with
pressure and pressure with yielding, the bully's response).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from detente.analysis.reciprocity.dynamics.bayes import Posterior, fit_bayes
from detente.analysis.reciprocity.dynamics.granger import Granger, count_units, read_model
from detente.analysis.reciprocity.dynamics.lags import MIN_LAGS, LagChoice, choose_lags
from detente.analysis.reciprocity.dynamics.responses import (
    Responses,
    check_series,
    fit_autoregression,
    trace_responses,
)
from detente.analysis.reciprocity.result import Result, count

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True, eq=False)
class Dynamics(Result):
    """The dynamics of a dyad: lags, answers, responses, and the Bayesian reading beside them."""

    names: tuple[str, str]
    unit: str
    periods: int
    lags: int
    chosen: bool
    largest_root: float
    correlation: float
    choice: LagChoice
    granger: Granger
    responses: Responses
    posterior: Posterior

    def df(self) -> pd.DataFrame:
        """One row a side that answers: Granger's test, the posterior, and the responses."""
        table = self.granger.df()
        for name in ("totals", "low", "high", "positive"):
            table[f"bayes_{name}"] = getattr(self.posterior, name)
        moved, shock = np.array([0, 1]), np.array([1, 0])
        for name in ("cumulative", "cumulative_low", "cumulative_high"):
            table[f"response_{name}"] = getattr(self.responses, name)[0, -1, moved, shock]
        shares = self.responses.shares[1:, -1, moved, shock]
        table["share_least"], table["share_most"] = shares.min(axis=0), shares.max(axis=0)
        return table

    def summary(self) -> str:
        """All of it in words, the sample first."""
        by_bic = self.lags == self.choice.best["bic"]
        how = (
            ("by BIC" if by_bic else "more than BIC's, for late answers")
            if self.chosen
            else "given"
        )
        lines = [
            f"{self.names[0]} and {self.names[1]}, {count(self.periods, self.unit)}; each side's "
            f"acts explained by both sides' acts of the last {count_units(self.lags, self.unit)} "
            f"({how}).",
            self.granger.summary(),
            self.choice.summary(),
            self.responses.summary(),
            self.posterior.summary(),
        ]
        if self.largest_root >= 1:
            lines.append("The series drifts (it is not stationary): none of this can be relied on.")
        lines.append(
            f"What both sides do within one {self.unit} has no order (correlation "
            f"{self.correlation:z.2f}), and what comes first need not be the cause: compare the "
            "time-reversed placebo."
        )
        return "\n".join(lines)

    def plot(self, ax: Axes | None = None) -> Axes:
        """The generalised responses of each side to the other."""
        return self.responses.plot(ax)


def fit_dynamics(
    y: ArrayLike,
    *,
    names: tuple[str, str] = ("A", "B"),
    unit: str = "week",
    max_lags: int = 12,
    min_lags: int = MIN_LAGS,
    lags: int | None = None,
    draws: int = 200,
    seed: int = 0,
) -> Dynamics:
    """Fit the dynamics of ``y`` (T, 2): A's acts towards B, and B's towards A.

    ``lags`` are those of the lowest BIC among 1 to ``max_lags``, and at least ``min_lags`` where
    there is data enough, unless given. ``draws`` are the bootstrap's; ``seed`` fixes them and the
    posterior's. Raises ``ValueError`` on too little data: fewer than 30 periods, a side that acts
    in fewer than 10, or fewer than 5 periods a coefficient.
    """
    series = check_series(y, names, unit)
    choice = choose_lags(series, max_lags, names=names, unit=unit)
    taken = choice.take(min_lags) if lags is None else lags
    model = fit_autoregression(series, taken)
    spread = np.sqrt(np.diag(model.covariance))
    return Dynamics(
        names,
        unit,
        len(series),
        taken,
        lags is None,
        model.largest_root,
        float(model.covariance[0, 1] / spread.prod()),
        choice,
        read_model(model, names, unit),
        trace_responses(series, taken, names=names, unit=unit, draws=draws, seed=seed),
        fit_bayes(series, taken, names=names, unit=unit, seed=seed),
    )
