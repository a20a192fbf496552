"""Response breaks: when the strength of one side's replies to the other changed.

One side's acts are regressed on both sides' acts in the periods before. The largest F statistic
for a change of the reply coefficients over all dates (sup F of Andrews 1993, Econometrica 61, 15%
trimmed) is held against the same statistic of noise on the same regressors (fixed-regressor wild
bootstrap of Hansen 2000, Journal of Econometrics 97, section 5), which is right also where the
acts replied to changed, and where some periods are noisier than others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analysis.reciprocity.regimes.noise import Floats

LEAST_PERIODS = 60
LEAST_ACTS = 10
_MAX_LAGS = 4
_PERIODS_PER_LAG = 30
_TRIM = 0.15


@dataclass(frozen=True, slots=True)
class Reply:
    """The sum of the reply coefficients over all lags, with its standard error.

    It is what one point of the other side's acts in one period adds to this side's acts in the
    periods that the lags reach, beyond what this side's own acts lead one to expect.
    """

    sum: float
    error: float


@dataclass(frozen=True, slots=True)
class ResponseBreak:
    """The test, and the likeliest date, whether or not the test finds a change.

    ``at``, ``low`` and ``high`` are indices of the series: the first period of the new replies,
    and the bounds of its interval. ``whole`` is the reply without any change.
    """

    lags: int
    p_value: float
    at: int
    low: int
    high: int
    whole: Reply
    before: Reply
    after: Reply


def find_response_break(
    replies: Floats,
    acts: Floats,
    active: NDArray[np.bool_],
    rng: np.random.Generator,
    *,
    coverage: float = 0.95,
    draws: int = 299,
) -> ResponseBreak | None:
    """Test whether the dependence of ``replies`` on earlier ``acts`` changed.

    All three are (periods,); ``active`` tells the periods in which the other side did act.
    Changes of level belong taken out before. The number of lags, the same for both sides, is
    chosen by BIC (at most 4, and one for 30 periods). Own momentum is taken as constant. None
    if there are under 60 periods, or no date with 10 active periods on either side of it.
    """
    if len(acts) < LEAST_PERIODS:
        return None
    lags = _choose_lags(replies, acts)
    design = _design(replies, acts, lags)
    dates = _dates(active[lags - 1 : -1])
    if not len(dates):
        return None
    gains, total = (part[..., 0] for part in design.gains(design.y[:, None], dates))
    best = int(dates[gains.argmax()])
    split = design.split(best)
    signs = rng.integers(0, 2, (len(design.y), draws)) * 2.0 - 1
    unchanged = design.split(0)
    noise = unchanged.residuals[:, None] * signs  # those of the split find too many changes
    null = _share(*design.gains(noise, dates))
    p_value = (1 + int((null >= _share(gains, total)).sum())) / (draws + 1)
    limit = -2 * np.log(1 - np.sqrt(coverage)) * split.scale
    likely = dates[gains >= gains.max() - limit] + lags
    ends = int(likely[0]), int(likely[-1])
    return ResponseBreak(
        lags, p_value, best + lags, *ends, unchanged.after, split.before, split.after
    )


@dataclass(frozen=True, slots=True)
class _Split:
    before: Reply
    after: Reply
    residuals: Floats
    scale: float


@dataclass(frozen=True, slots=True, eq=False)
class _Design:
    """The regression: ``controls`` are a constant and own lags, ``other`` the acts' lags."""

    y: Floats
    controls: Floats
    other: Floats

    def gains(self, series: Floats, dates: NDArray[np.intp]) -> tuple[Floats, Floats]:
        """By how much a change at each date lowers the residual squares, and these without one.

        Of many series (periods, draws) at once: (dates, draws) and (draws,).
        """
        regressors = np.column_stack((self.controls, self.other))
        gram = np.linalg.pinv(regressors.T @ regressors)
        left = series - regressors @ (gram @ (regressors.T @ series))
        scores = _tails(self.other[:, :, None] * left[:, None, :])[dates]
        own = _tails(self.other[:, :, None] * self.other[:, None, :])[dates]
        cross = _tails(self.other[:, :, None] * regressors[:, None, :])[dates]
        inverses = np.linalg.pinv(own - cross @ gram @ cross.transpose(0, 2, 1), hermitian=True)
        return (scores * (inverses @ scores)).sum(axis=1), (left**2).sum(axis=0)

    def split(self, at: int) -> _Split:
        """Fit other replies before and from row ``at``; ``scale`` is of Hansen 2000's interval."""
        late = (np.arange(len(self.y)) >= at)[:, None]
        regressors = np.column_stack((self.controls, self.other * ~late, self.other * late))
        gram = np.linalg.pinv(regressors.T @ regressors)
        fitted = gram @ (regressors.T @ self.y)
        residuals = self.y - regressors @ fitted
        scores = regressors * residuals[:, None]
        free = max(len(self.y) - regressors.shape[1], 1)
        covariance = gram @ (scores.T @ scores) @ gram * (len(self.y) / free)
        lags = self.other.shape[1]
        early_at, late_at = slice(-2 * lags, -lags), slice(-lags, None)
        before = _reply(fitted[early_at], covariance[early_at, early_at])
        after = _reply(fitted[late_at], covariance[late_at, late_at])
        jump = (self.other @ (fitted[late_at] - fitted[early_at])) ** 2
        scale = float((jump * residuals**2).sum() / max(jump.sum(), 1e-300))
        return _Split(before, after, residuals, scale)


def _design(replies: Floats, acts: Floats, lags: int) -> _Design:
    periods = len(replies)
    rows = [slice(lags - k, periods - k) for k in range(1, lags + 1)]
    own = np.column_stack([replies[row] for row in rows])
    other = np.column_stack([acts[row] for row in rows])
    controls = np.column_stack((np.ones(periods - lags), own))
    return _Design(replies[lags:], controls, other)


def _choose_lags(replies: Floats, acts: Floats) -> int:
    """The number of lags with the lowest BIC, over the same periods for each."""
    most = int(np.clip(len(acts) // _PERIODS_PER_LAG, 1, _MAX_LAGS))
    scores = []
    for lags in range(1, most + 1):
        squares = (
            _design(replies[most - lags :], acts[most - lags :], lags).split(0).residuals
        ) ** 2
        variance = max(float(squares.mean()), 1e-300)
        scores.append(len(squares) * np.log(variance) + 2 * lags * np.log(len(squares)))
    return 1 + int(np.argmin(scores))


def _reply(coefficients: Floats, covariance: Floats) -> Reply:
    return Reply(float(coefficients.sum()), float(np.sqrt(max(covariance.sum(), 0.0))))


def _dates(active: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Rows at which a change may begin: trimmed, with enough acts to reply to on either side."""
    before: NDArray[np.intp] = np.cumsum(active) - active
    allowed = (before >= LEAST_ACTS) & (active.sum() - before >= LEAST_ACTS)
    edge = int(np.ceil(_TRIM * len(active)))
    allowed[:edge] = allowed[len(active) - edge + 1 :] = False
    return np.flatnonzero(allowed)


def _share(gains: Floats, total: Floats) -> Floats:
    """The largest gain over what it leaves of the residual squares, draw by draw."""
    largest = gains.max(axis=0)
    share: Floats = largest / np.maximum(total - largest, 1e-300)
    return share


def _tails(parts: Floats) -> Floats:
    """At each row the sum of this row and all after it."""
    sums: Floats = np.cumsum(parts[::-1], axis=0)[::-1]
    return sums
