"""Regression: lagged effects of acts on acts, with intervals that bear bursts and few events."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from detente.analysis.reciprocity.triangles.triads import Series, long_waves

MOST_LAGS = 8
MIN_PERIODS = 40
MIN_ACTIVE = 10
LEVEL = 0.05
PERIODS_A_LAG = 20
_NEAR_SINGULAR = 1e-6


class Reading(StrEnum):
    """What the figures say of C's acts and A's after them."""

    NONE = "no response found"
    SAME = "moves in the same direction"
    OPPOSITE = "moves in the opposite direction"
    MIXED = "moves, without one direction"
    TOGETHER = "co-movement"


@dataclass(frozen=True, slots=True)
class Effect:
    """Sum of the coefficients of one series' lags, its 95% interval, and the p that all are 0."""

    total: float
    low: float
    high: float
    p: float


def read_effect(effect: Effect, placebo_p: float = 0) -> Reading:
    """The rules: what the joint test, the sum's interval and any placebo leave standing."""
    if not effect.p < LEVEL:
        return Reading.NONE
    if effect.low <= 0 <= effect.high:
        return Reading.MIXED
    if placebo_p >= LEVEL:
        return Reading.TOGETHER
    return Reading.SAME if effect.total > 0 else Reading.OPPOSITE


class TooLittleData(ValueError):
    """The series are too short, too silent or too alike for the question."""


def lags(score: Series, count: int, start: int) -> Series:
    """The ``count`` last values before every period from ``start`` on, last axis, newest first."""
    periods = score.shape[-1]
    return np.stack([score[..., start - k : periods - k] for k in range(1, count + 1)], axis=-1)


def choose_lags(table: Series, most: int) -> tuple[int, int]:
    """Choose by BIC how many own and how many cross lags to keep, 1 to ``most`` each.

    The columns of ``table``: anything to keep anyhow, own lags, cross lags by pairs, outcome. In
    this order one triangular factor gives the residuals of every shorter model.
    """
    rows, width = table.shape
    if rows < width + MIN_ACTIVE:
        raise TooLittleData(f"{rows} periods without a gap before them")
    gram = table.T @ table
    always = width - 3 * most - 1
    best = (math.inf, 1, 1)
    for own in range(1, most + 1):
        keep = np.r_[0 : always + own, always + most : width]
        left = _factor(gram[np.ix_(keep, keep)])[-1] ** 2
        residual = np.cumsum(left[::-1])[::-1]
        for cross in range(1, most + 1):
            size = always + own + 2 * cross
            bic = rows * math.log(residual[size] / rows) + size * math.log(rows)
            best = min(best, (bic, own, cross))
    return best[1], best[2]


def _factor(gram: Series) -> Series:
    alike = "one series repeats another"
    try:
        factor: Series = np.linalg.cholesky(gram)
    except np.linalg.LinAlgError:
        raise TooLittleData(alike) from None
    if (factor.diagonal() < _NEAR_SINGULAR * np.sqrt(gram.diagonal())).any():
        raise TooLittleData(alike)
    return factor


def count_freedom(lever: Series) -> float:
    """Degrees of freedom of a variance: few rows with long levers are worth few observations."""
    worth = lever * lever
    return float(worth.sum() ** 2 / (worth @ worth))


def judge(beta: Series, sway: Series, freedom: float, joint_freedom: float) -> Effect:
    """Sum up coefficients, given how far each independent row of ``sway`` moved them."""
    from scipy.special import fdtrc, stdtrit

    count = len(beta)
    total = float(beta.sum())
    half = float(stdtrit(freedom, 0.975)) * math.sqrt(float((sway.sum(axis=1) ** 2).sum()))
    left = max(joint_freedom - count + 1, 1)
    wald = float(beta @ np.linalg.solve(sway.T @ sway, beta)) / count
    p = float(fdtrc(count, left, wald * left / (left + count - 1)))
    return Effect(total, total - half, total + half, p)


def compare_placebo(total: float, placebo: float, sway: Series, placebo_sway: Series) -> float:
    """The p that ``total`` is no further from 0, in its direction, than with time reversed.

    Both rest on the same periods, so their difference is judged by its own sway, period by period.
    """
    from scipy.special import stdtr

    waves = long_waves(sway - placebo_sway)
    gap = math.copysign(1, total) * (total - placebo)
    return float(stdtr(len(waves), -gap / np.sqrt((waves**2).sum())))
