"""Survival: how long overtures stay open, as a curve that allows for those cut off.

Kaplan and Meier (1958, Nonparametric Estimation from Incomplete Observations) for the share still
open after each day, Aalen and Johansen (1978) for the share that met each outcome, where one
outcome (a rebuff) bars another (an answer in kind). Overtures whose window reaches beyond the
material are censored: they count for as long as they were followed, and are taken to be as likely
to be answered afterwards as others that were open as long.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.analysis.reciprocity.result import Result, axes

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

Curve = NDArray[np.floating[Any]]
ANSWERED = "answered"
_Z = 1.959963984540054
_RESAMPLES = 400
_FEW = 10
_NOUGHT = 1e-12  # shares below are 0 but for rounding


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its 95% interval; an end that the material does not reach is infinite."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class OutcomeCurve:
    """Share of overtures that met one outcome by each of the result's ``days``, with 95% band.

    ``half_days``: by when half of those had it that had it at all within the horizon; ``None``
    if there were none.
    """

    outcome: str
    count: int
    share: Curve
    low: Curve
    high: Curve
    half_days: Estimate | None


@dataclass(frozen=True, slots=True, eq=False)
class ReplySurvival(Result):
    """How long overtures stay open.

    ``days`` (D,) are the lags at which something was decided; ``at_risk`` the overtures still
    open and followed just before, ``decided`` those that ended then; ``open_share`` with ``low``
    and ``high`` is the survival curve after that day. ``median_days`` is ``None`` if fewer than
    half were answered; ``mean_days`` is the mean number of days open out of ``horizon_days``, the
    longest that any was followed.
    """

    overtures: int
    replies: int
    horizon_days: float
    days: Curve
    at_risk: Curve
    decided: Curve
    open_share: Curve
    low: Curve
    high: Curve
    median_days: Estimate | None
    mean_days: Estimate
    outcomes: tuple[OutcomeCurve, ...]

    def share_open(self, lag_days: float) -> Estimate:
        """Share of overtures still open after ``lag_days``, at most ``horizon_days``."""
        if not 0 <= lag_days <= self.horizon_days:
            raise ValueError(f"overtures were followed for 0 to {self.horizon_days:g} days only")
        last = int(np.searchsorted(self.days, lag_days, side="right")) - 1
        if last < 0:
            return Estimate(1.0, 1.0, 1.0)
        return Estimate(*(float(c[last]) for c in (self.open_share, self.low, self.high)))

    def df(self) -> pd.DataFrame:
        """One row a day on which something was decided: the curves with their bands."""
        import pandas as pd

        columns = {
            "lag_days": self.days,
            "at_risk": self.at_risk.astype(int),
            "decided": self.decided.astype(int),
            "open": self.open_share,
            "open_low": self.low,
            "open_high": self.high,
        }
        for curve in self.outcomes:
            columns |= {
                curve.outcome: curve.share,
                f"{curve.outcome}_low": curve.low,
                f"{curve.outcome}_high": curve.high,
            }
        return pd.DataFrame(columns)

    def summary(self) -> str:
        """How many were answered, how soon, and how many never."""
        if not self.overtures:
            return "Too little data: no overtures."
        within = f"{self.horizon_days:g} days"
        lines = [
            f"Overtures followed for up to {within}: {self.overtures:,}, of them {self.replies:,} "
            f"with an outcome and {self.overtures - self.replies:,} still open when last seen."
        ]
        if not self.replies:
            return f"{lines[0]} Too little data: nothing can be said of how soon an answer comes."
        if self.median_days:
            lines.append(f"Half of all had an outcome within {_read_days(self.median_days)}.")
        else:
            lines.append(f"Fewer than half had an outcome within {within}.")
        lines += [_read_outcome(curve, within) for curve in self.outcomes if curve.half_days]
        lines.append(
            f"{_read_share(self.share_open(self.horizon_days))} had none within {within}; the mean "
            f"time open in these days was {_read_days(self.mean_days)}."
        )
        if self.replies < _FEW:
            lines.append("So few outcomes leave the intervals rough: take them for orders of size.")
        return "\n".join(lines)

    def plot(self, ax: Axes | None = None) -> Axes:
        """The share still open with its band; with several outcomes the share of each."""
        ax = axes(ax)
        days = np.concatenate([[0], self.days, [self.horizon_days]])
        low, share, high = (_extend(c, 1.0) for c in (self.low, self.open_share, self.high))
        ax.fill_between(days, low, high, step="post", color="0.85", label="95% band")
        ax.step(days, share, where="post", color="black", label="still open")
        if len(self.outcomes) > 1:
            styles = ("--", ":", "-.", (0, (1, 4)))
            for i, curve in enumerate(self.outcomes):
                style = styles[i % len(styles)]
                shares = _extend(curve.share, 0.0)
                ax.step(days, shares, where="post", color="black", ls=style, label=curve.outcome)
        ax.set(ylim=(0, 1), xlim=(0, max(self.horizon_days, 1)))
        ax.set(xlabel="days after the overture", ylabel="share of overtures")
        ax.set_title(f"How long overtures stay open ({self.overtures} overtures)")
        ax.legend(frameon=False)
        return ax


def estimate_survival(
    lag_days: ArrayLike, observed: ArrayLike, *, cause: Sequence[str | None] | None = None
) -> ReplySurvival:
    """Estimate how long overtures stay open, and what ends them.

    ``lag_days`` (n,) is the number of days until the outcome, or for which the overture was
    followed without one; ``observed`` (n,) says which. ``cause`` (n,) names the outcome of each
    that had one. Bands are Greenwood's on the scale log(−log) (Kalbfleisch and Prentice 1980), the
    median's interval that of Brookmeyer and Crowley (1982) from that band. The interval of
    ``half_days`` is that of 400 resamples with a fixed seed. Raises ``ValueError`` for lags that
    are negative or not finite, unequal lengths, or an outcome without its cause.
    """
    lags, seen = np.asarray(lag_days, dtype=float), np.asarray(observed, dtype=bool)
    names = [ANSWERED if one else None for one in seen] if cause is None else list(cause)
    if not (lags.ndim == 1 and lags.shape == seen.shape and len(names) == len(lags)):
        raise ValueError("lag_days, observed and cause need one entry for each overture")
    if not (np.isfinite(lags) & (lags >= 0)).all():
        raise ValueError("a lag is negative or not finite: leave such overtures out")
    if any(one and not name for one, name in zip(seen, names, strict=True)):
        raise ValueError("an outcome lacks its cause: name it, or set observed to False")
    outcomes = sorted({name for one, name in zip(seen, names, strict=True) if one and name})
    horizon = float(lags.max()) if len(lags) else 0.0
    # One row a day, one column an outcome, the last for those that were cut off.
    days, row = np.unique(lags, return_inverse=True)
    column = np.array(
        [outcomes.index(n) if o and n else -1 for o, n in zip(seen, names, strict=True)], dtype=int
    )
    cells = np.zeros((len(days), len(outcomes) + 1))
    np.add.at(cells, (row, column), 1)
    at_risk, survival, incidence = _estimate(cells)
    decided = cells[:, :-1].sum(axis=1)
    keep = decided > 0
    halves = _halve(days, cells, incidence)
    curve = survival[keep]
    low, high = _band(curve, _greenwood(at_risk, decided, survival)[keep], len(lags))
    return ReplySurvival(
        overtures=len(lags),
        replies=int(seen.sum()),
        horizon_days=horizon,
        days=days[keep],
        at_risk=at_risk[keep],
        decided=decided[keep],
        open_share=curve,
        low=low,
        high=high,
        median_days=_median(days[keep], curve, low, high),
        mean_days=_mean(days, at_risk, decided, survival, horizon),
        outcomes=tuple(
            _outcome(name, cells[:, k], at_risk, decided, survival, incidence[:, k], half, keep)
            for k, (name, half) in enumerate(zip(outcomes, halves, strict=True))
        ),
    )


def _estimate(cells: Curve) -> tuple[Curve, Curve, Curve]:
    """At risk, Kaplan–Meier and Aalen–Johansen, from counts (..., days, outcomes + 1)."""
    at_risk = np.flip(np.cumsum(np.flip(cells.sum(axis=-1), axis=-1), axis=-1), axis=-1)
    hazard = cells[..., :-1] / np.maximum(at_risk, 1)[..., None]
    survival = np.cumprod(1 - hazard.sum(axis=-1), axis=-1)
    survival = np.where(survival < _NOUGHT, 0, survival)
    before = np.concatenate([np.ones_like(survival[..., :1]), survival[..., :-1]], axis=-1)
    return at_risk, survival, np.cumsum(before[..., None] * hazard, axis=-2)


def _steps(at_risk: Curve, decided: Curve) -> Curve:
    """Greenwood's increments; where nobody is left there is nothing more to vary."""
    rest = at_risk * (at_risk - decided)
    return np.where(rest > 0, decided / np.maximum(rest, 1), 0)


def _greenwood(at_risk: Curve, decided: Curve, survival: Curve) -> Curve:
    return survival * np.sqrt(np.cumsum(_steps(at_risk, decided)))


def _band(share: Curve, error: Curve, number: int) -> tuple[Curve, Curve]:
    """95% band of a falling share of ``number``, on the scale log(−log).

    Where it reaches 0 there is no error to go by: the upper end before it stands, or, if there is
    none, that of Clopper and Pearson (1934).
    """
    inside = (share > _NOUGHT) & (share < 1 - _NOUGHT)
    safe = np.where(inside, share, 0.5)
    reach = np.exp(_Z * error / np.abs(safe * np.log(safe)))
    low = np.where(inside, safe**reach, np.round(share))
    high = np.where(inside, safe ** (1 / reach), 1.0)
    gone = share <= _NOUGHT
    high[gone] = high[~gone][-1] if inside.any() else 1 - 0.025 ** (1 / max(number, 1))
    return low, high


def _median(days: Curve, share: Curve, low: Curve, high: Curve) -> Estimate | None:
    reached = [_first(days, curve <= 0.5 + _NOUGHT) for curve in (share, low, high)]
    return Estimate(*reached) if math.isfinite(reached[0]) else None


def _first(days: Curve, reached: NDArray[np.bool_]) -> float:
    return float(days[reached.argmax()]) if reached.any() else math.inf


def _mean(days: Curve, at_risk: Curve, decided: Curve, survival: Curve, horizon: float) -> Estimate:
    """Area under the curve up to the horizon, its variance by Greenwood's increments."""
    edges = np.concatenate([[0.0], days, [horizon]])
    areas = np.diff(edges) * np.concatenate([[1.0], survival])
    mean = float(areas.sum())
    ahead = np.flip(np.cumsum(np.flip(areas[1:])))
    half = _Z * math.sqrt(float((ahead**2 * _steps(at_risk, decided)).sum()))
    return Estimate(mean, max(mean - half, 0), min(mean + half, horizon))


def _outcome(
    name: str,
    count: Curve,
    at_risk: Curve,
    decided: Curve,
    survival: Curve,
    share: Curve,
    half: Estimate | None,
    keep: NDArray[np.bool_],
) -> OutcomeCurve:
    error = _delta(count, at_risk, decided, survival, share)
    low, high = _band(1 - share[keep], error[keep], int(at_risk[0]))
    return OutcomeCurve(name, int(count.sum()), share[keep], 1 - high, 1 - low, half)


def _delta(count: Curve, at_risk: Curve, decided: Curve, survival: Curve, share: Curve) -> Curve:
    """Standard error of the cumulative incidence (Marubini and Valsecchi 1995, section 10.3)."""
    before = np.concatenate([np.ones_like(survival[:1]), survival[:-1]])
    step = _steps(at_risk, decided)
    own = before**2 * count * (at_risk - count) / at_risk**3
    cross = before * count / at_risk**2
    variance = (
        share**2 * np.cumsum(step)
        - 2 * share * np.cumsum(share * step)
        + np.cumsum(share**2 * step)
        + np.cumsum(own)
        - 2 * (share * np.cumsum(cross) - np.cumsum(share * cross))
    )
    return np.asarray(np.sqrt(np.maximum(variance, 0)))


def _halve(days: Curve, cells: Curve, incidence: Curve) -> list[Estimate | None]:
    """By when half of each outcome had come, with the interval of resampled overtures."""
    if not cells[:, :-1].any():
        return []
    total = int(cells.sum())
    draws = np.random.default_rng(0).multinomial(total, cells.ravel() / total, size=_RESAMPLES)
    resampled = _estimate(draws.reshape(-1, *cells.shape).astype(float))[2]
    halves: list[Estimate | None] = []
    for k in range(incidence.shape[1]):
        found = _half_days(days, incidence[None, :, k])
        spread = _half_days(days, resampled[..., k])
        low, high = np.quantile(spread, [0.025, 0.975], method="inverted_cdf")
        halves.append(Estimate(float(found[0]), float(low), float(high)))
    return halves


def _half_days(days: Curve, share: Curve) -> Curve:
    share = share[share[:, -1] > 0]
    return np.asarray(days[(share >= share[:, -1:] / 2 - _NOUGHT).argmax(axis=1)])


def _extend(curve: Curve, start: float) -> Curve:
    return np.concatenate([[start], curve, curve[-1:] if len(curve) else [start]])


def _read_days(days: Estimate) -> str:
    if math.isinf(days.high):
        return f"{days.value:.3g} days (95% {days.low:.3g} or more)"
    return f"{days.value:.3g} days (95% {days.low:.3g} to {days.high:.3g})"


def _read_share(share: Estimate) -> str:
    return f"{share.value:.0%} (95% {100 * share.low:.0f} to {share.high:.0%})"


def _read_outcome(curve: OutcomeCurve, within: str) -> str:
    assert curve.half_days is not None  # the caller's choice
    share = _read_share(Estimate(*(float(c[-1]) for c in (curve.share, curve.low, curve.high))))
    return (
        f"{curve.outcome.capitalize()}: {share} within {within}, half of these within "
        f"{_read_days(curve.half_days)}."
    )
