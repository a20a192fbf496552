"""Profiles: how far each cell of the branching matrix may lie from its best value.

A value belongs to the 95% interval if the best fit that has it is hardly worse than the best fit
of all (profile likelihood); how much worse it may be is ``boundary.critical_ratio``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from detente.analysis.reciprocity.excitation.boundary import critical_ratio
from detente.analysis.reciprocity.excitation.hawkes import Fit, Floats, Likelihood, Row

_PRECISION = 2e-4  # replies per act


def branching_intervals(likelihood: Likelihood, fit: Fit) -> tuple[Floats, Floats]:
    """Give the lower and upper bounds (streams, streams) of every cell of the branching matrix."""
    nodes = _decays_around(likelihood, fit)
    low, high = np.zeros((2, likelihood.streams, likelihood.streams))
    for i in range(likelihood.streams):
        for j in range(likelihood.streams):
            low[i, j], high[i, j] = _interval(likelihood, fit, nodes, i, j)
    return low, high


def _decays_around(likelihood: Likelihood, fit: Fit) -> list[Fit]:
    """Fits at five half-lives, 1.1 standard errors apart."""
    everyone = np.ones((likelihood.streams, likelihood.streams), dtype=bool)
    step = 0.15
    near = [likelihood.solve(fit.half_life_days * np.exp(x), everyone).score for x in (-step, step)]
    curve = (2 * fit.score - sum(near)) / step**2
    error = 1 / np.sqrt(max(curve, 1.0))  # the pull alone gives a curve of 1
    return [
        fit if k == 0 else likelihood.solve(fit.half_life_days * np.exp(1.1 * error * k), everyone)
        for k in range(-2, 3)
    ]


def _interval(
    likelihood: Likelihood, fit: Fit, nodes: list[Fit], i: int, j: int
) -> tuple[float, float]:
    from scipy.optimize import brentq

    at = 1 + j
    free = np.arange(1 + likelihood.streams) != at
    rows = [likelihood.rows(node.half_life_days)[i] for node in nodes]
    rest = [
        node.score - row.log_likelihood(node.rates[i])
        for node, row in zip(nodes, rows, strict=True)
    ]
    best = _peak([node.score for node in nodes])
    estimate = float(fit.rates[i, at])
    error = _standard_error(likelihood.rows(fit.half_life_days)[i], fit.rates[i], at)
    starts = [node.rates[i].copy() for node in nodes]
    least = 0.05 * rows[0].acts / likelihood.records[0].days  # so that no act is impossible

    @cache
    def beyond(value: float) -> float:
        scores = []
        for start, row, others in zip(starts, rows, rest, strict=True):
            start[0], start[at] = max(start[0], least), value
            start[:], score = row.climb(start, free)
            scores.append(score + others)
        return 2 * (best - _peak(scores)) - critical_ratio(value / error)

    low = 0.0
    if estimate > 0 and beyond(0.0) > 0:
        low = float(brentq(beyond, 0.0, estimate, xtol=_PRECISION))
    top = estimate + 2 * error
    while beyond(top) < 0:
        top = estimate + 2 * (top - estimate)
    return low, float(brentq(beyond, estimate, top, xtol=_PRECISION))


def _standard_error(row: Row, rates: Floats, at: int) -> float:
    weight = row.drive / (row.drive @ rates)[:, None]
    moving = rates > 0
    moving[at] = True
    curve = weight[:, moving].T @ weight[:, moving] / row.draws
    curve.flat[:: len(curve) + 1] += 1e-10 * curve.max() + 1e-12
    place = int(moving[:at].sum())
    return float(np.sqrt(np.linalg.inv(curve)[place, place]))


def _peak(scores: Sequence[float]) -> float:
    """The top of a parabola through the best of evenly spaced scores and its neighbours."""
    k = min(max(int(np.argmax(scores)), 1), len(scores) - 2)
    before, here, after = scores[k - 1 : k + 2]
    bend, slope = before - 2 * here + after, (after - before) / 2
    if bend >= 0 or abs(slope) > -bend:
        return max(scores)
    return here - slope**2 / (2 * bend)
