"""Excitation: how many direct replies one act of a side draws from the other, and how soon.

A mutually exciting point process (``hawkes``) fitted by maximum likelihood. What it finds is
timing: a course of events that moves both sides within the same few days looks the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.analysis.reciprocity.excitation.boundary import boundary_p_value
from detente.analysis.reciprocity.excitation.hawkes import (
    Fit,
    Floats,
    Likelihood,
    Mask,
    Record,
    daily_pace,
    record_drive,
    spread_days,
)
from detente.analysis.reciprocity.excitation.profiles import branching_intervals
from detente.analysis.reciprocity.result import Result, axes

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

MIN_ACTS = 10
BANDWIDTH_DAYS = 180.0

Baseline = Literal["constant", "drifting"]

_DRAWN_ACTS, _MIN_DRAWS, _MAX_DRAWS = 1500, 2, 10
_KS_POINTS = (0.39, 0.50, 0.58, 0.695, 0.84, 0.926, 0.990, 1.094, 1.190, 1.308, 1.53)
_KS_P_VALUES = (0.99, 0.90, 0.75, 0.50, 0.25, 0.15, 0.10, 0.05, 0.025, 0.01, 0.001)


@dataclass(frozen=True, slots=True)
class ReplyTest:
    """Likelihood-ratio test that ``of`` does not answer ``to``, all ``tested`` rates zero."""

    of: str
    to: str
    ratio: float
    tested: int
    p_value: float


@dataclass(frozen=True, slots=True, eq=False)
class Excitation(Result):
    """A fitted mutually exciting process of the acts of two sides.

    All arrays are in the order of ``names``, the streams. ``branching[i, j]`` is the mean number
    of direct replies of stream i to one act of stream j; ``low`` and ``high`` bound it with 95%
    confidence. ``baselines`` are unprompted acts a day. ``share_replies[i, j]`` is the share of
    stream i's acts that are direct replies to stream j. ``tests`` holds the first side's replies
    to the second, the second's to the first, and both together. ``fit_p_values`` are of the
    Kolmogorov-Smirnov test of each stream's timing under the model: a small one says that the
    model misses something. A ``spectral_radius`` of 1 or more would mean that acts never die out.
    """

    names: tuple[str, ...]
    sides: tuple[str, ...]
    acts: tuple[int, ...]
    days: int
    baseline: Baseline
    same_day: bool
    half_life_days: float
    baselines: Floats
    branching: Floats
    low: Floats
    high: Floats
    share_replies: Floats
    spectral_radius: float
    tests: tuple[ReplyTest, ReplyTest, ReplyTest]
    fit_p_values: Floats

    def share_answering(self, side: str) -> float:
        """Share of a side's acts that are direct replies to the other side."""
        own = np.array([s == side for s in self.sides])
        if not own.any():
            raise ValueError(f"no side {side!r}: there are {', '.join(dict.fromkeys(self.sides))}")
        acts = np.array(self.acts)[own]
        return float(self.share_replies[np.ix_(own, ~own)].sum(axis=1) @ acts / acts.sum())

    def df(self) -> pd.DataFrame:
        """One row a cell of the branching matrix: who replies to whom, how often, how surely."""
        import pandas as pd

        cells = [(i, j) for i in range(len(self.names)) for j in range(len(self.names))]
        return pd.DataFrame(
            {
                "replying": [self.names[i] for i, _ in cells],
                "to": [self.names[j] for _, j in cells],
                "other_side": [self.sides[i] != self.sides[j] for i, j in cells],
                "replies_per_act": [self.branching[i, j] for i, j in cells],
                "low": [self.low[i, j] for i, j in cells],
                "high": [self.high[i, j] for i, j in cells],
                "share_of_acts": [self.share_replies[i, j] for i, j in cells],
                "baseline_per_day": [self.baselines[i] for i, _ in cells],
                "half_life_days": self.half_life_days,
                "fit_p_value": [self.fit_p_values[i] for i, _ in cells],
            }
        )

    def summary(self) -> str:
        """Say how each side answers the other, how surely, and how well the model fits."""
        sample = ", ".join(f"{n} {k} acts" for n, k in zip(self.names, self.acts, strict=True))
        first, second, both = self.tests
        return "\n".join(
            (
                f"{sample}, {self.days} days.",
                self._answering(first),
                self._answering(second),
                f"Both directions together: likelihood ratio {both.ratio:.1f}, {_p(both.p_value)}.",
                f"Half of the direct replies come within {self.half_life_days:.1f} days.",
                self._fit_in_words(),
                "This measures timing: a common course of events that moves both sides within "
                "days looks the same as replies.",
            )
        )

    def _answering(self, test: ReplyTest) -> str:
        pairs = [
            (i, j)
            for i, of in enumerate(self.sides)
            for j, to in enumerate(self.sides)
            if (of, to) == (test.of, test.to)
        ]
        rates = "; ".join(
            f"one act of {self.names[j]} draws {self.branching[i, j]:.2f} direct replies of "
            f"{self.names[i]} (95% interval {self.low[i, j]:.2f} to {self.high[i, j]:.2f})"
            for i, j in pairs
        )
        verdict = (
            f"{test.of} answers {test.to}"
            if test.p_value < 0.05
            else f"Replies of {test.of} to {test.to} cannot be told from chance"
        )
        return (
            f"{verdict} (likelihood ratio {test.ratio:.1f}, {_p(test.p_value)}): {rates}; "
            f"{self.share_answering(test.of):.0%} of {test.of}'s acts are such replies."
        )

    def _fit_in_words(self) -> str:
        missed = [n for n, p in zip(self.names, self.fit_p_values, strict=True) if p < 0.05]
        words = (
            f"The model does not fit the timing of the acts of {' and '.join(missed)}: "
            "take the figures with care"
            if missed
            else "The model fits the timing of the acts"
        )
        ps = ", ".join(_p(p) for p in self.fit_p_values)
        return f"{words} (Kolmogorov-Smirnov {ps}; the order within a day is drawn by lot)."

    def plot(self, ax: Axes | None = None) -> Axes:
        """Replies per act with their intervals: filled to the other side, hollow to own acts."""
        ax = axes(ax)
        table = self.df().iloc[::-1].reset_index(drop=True)
        for at, row in table.iterrows():
            ax.plot([row["low"], row["high"]], [at, at], color="black", linewidth=1)
            face = "black" if row["other_side"] else "white"
            ax.plot(row["replies_per_act"], at, "o", color="black", markerfacecolor=face)
        ax.axvline(0, color="grey", linewidth=0.8)
        ax.set_yticks(
            range(len(table)), [f"{a} to {b}" for a, b in table[["replying", "to"]].values]
        )
        ax.set_xlabel("direct replies per act, with 95% interval")
        ax.set_ylabel("replies of ... to ...")
        ax.set_title("Who answers whom (hollow: who follows up on their own acts)")
        return ax


def fit_excitation(
    streams: Sequence[ArrayLike],
    *,
    start_day: int,
    end_day: int,
    names: Sequence[str] = ("A", "B"),
    sides: Sequence[str] | None = None,
    baseline: Baseline = "constant",
    bandwidth_days: float = BANDWIDTH_DAYS,
    same_day: bool = True,
    seed: int = 0,
) -> Excitation:
    """Fit a mutually exciting process to the acts of two sides.

    ``streams``: one array of whole day numbers a stream, in any order, a day as often as it has
    acts; all lie in ``start_day`` to ``end_day``, the observed window, both days included.
    ``names``: of the streams. ``sides``: whose acts each stream holds, needed for more than
    two streams, e.g. ``("A", "A", "B", "B")`` for A's and B's cooperative and hostile acts.

    Acts of one day get a random time of that day from ``seed``; the likelihood is the mean over 2
    to 10 such draws, the more the fewer acts, so that no answer hangs on one of them. With
    ``same_day=False`` an act answers the other side's from the next day on only: stricter, for two
    acts that are really one stand on the same day and would pass as replies.

    ``baseline="drifting"`` lets unprompted acts follow the pace of all acts together, smoothed
    over ``bandwidth_days``. Slow common movement, which the default takes for replies nearly
    every time, is then taken for them in some 5%, at the price of replies per act that are up to
    a fifth too low. Where both sides may have been moved alike for months, ask for both.

    Intervals are by profile likelihood, tests by likelihood ratio, both made for rates that
    cannot be negative (``boundary``); goodness of fit by time rescaling (Ogata 1988, section 3.3):
    under the model, the expected number of acts between two acts is exponential. One decay serves
    all pairs of streams: with two, BIC gained nothing on real dyads but from acts of one day.

    Raises ``ValueError`` for fewer than 10 acts in a stream, days that are not whole numbers or
    outside the window, or names and sides that do not match the streams.
    """
    if baseline not in ("constant", "drifting"):
        raise ValueError(f"the baseline is 'constant' or 'drifting', not {baseline!r}")
    if len(names) != len(streams):
        raise ValueError(f"{len(streams)} streams need a name each, not {names!r}")
    names = tuple(names)
    whose = _sides(names, sides)
    days = [_day_numbers(s, n, start_day, end_day) for s, n in zip(streams, names, strict=True)]
    order = list(dict.fromkeys(whose))
    side = np.array([order.index(s) for s in whose])
    length = end_day - start_day + 1
    drifting = baseline == "drifting"
    every_day = np.concatenate(days).astype(float)
    pace = daily_pace(every_day, length, bandwidth_days) if drifting else np.ones(length)
    rng = np.random.default_rng([seed, 1])  # not the numbers that a simulator drew with this seed
    draws = min(max(_DRAWN_ACTS // len(every_day), _MIN_DRAWS), _MAX_DRAWS)
    records = [Record(*spread_days(days, rng), side, pace, same_day) for _ in range(draws)]
    likelihood = Likelihood(records)
    fit = likelihood.fit(np.ones((len(names), len(names)), dtype=bool))
    acts = np.array([len(d) for d in days])
    rows = likelihood.rows(fit.half_life_days)
    expected = np.array([row.whole[1:] / row.draws for row in rows])
    low, high = branching_intervals(likelihood, fit)
    branching = fit.rates[:, 1:]
    return Excitation(
        names=names,
        sides=whose,
        acts=tuple(int(n) for n in acts),
        days=length,
        baseline=baseline,
        same_day=same_day,
        half_life_days=fit.half_life_days,
        baselines=fit.rates[:, 0],
        branching=branching,
        low=low,
        high=high,
        share_replies=branching * expected / acts[:, None],
        spectral_radius=float(np.abs(np.linalg.eigvals(branching)).max()),
        tests=_tests(likelihood, fit, side, order),
        fit_p_values=_fit_p_values(likelihood, fit),
    )


def _sides(names: tuple[str, ...], sides: Sequence[str] | None) -> tuple[str, ...]:
    if sides is None:
        if len(names) != 2:
            raise ValueError("say whose acts each stream holds, e.g. sides=('A', 'A', 'B', 'B')")
        sides = names
    if len(sides) != len(names) or len(set(sides)) != 2:
        raise ValueError(f"{len(names)} streams need a side each, of two sides, not {sides!r}")
    return tuple(sides)


def _day_numbers(stream: ArrayLike, name: str, start_day: int, end_day: int) -> NDArray[np.int64]:
    days = np.asarray(stream, dtype=float).ravel()
    if len(days) < MIN_ACTS:
        raise ValueError(
            f"too little data: {name} has {len(days)} acts, at least {MIN_ACTS} needed"
        )
    if not (np.isfinite(days).all() and (days == np.floor(days)).all()):
        raise ValueError(f"the days of {name} must be whole numbers, without gaps such as NaN")
    if days.min() < start_day or days.max() > end_day:
        raise ValueError(
            f"{name} has acts outside of days {start_day} to {end_day}: leave them out"
        )
    return days.astype(np.int64) - start_day


def _tests(
    likelihood: Likelihood, fit: Fit, sides: NDArray[np.int64], names: list[str]
) -> tuple[ReplyTest, ReplyTest, ReplyTest]:
    first = (sides[:, None] == 0) & (sides[None, :] == 1)
    second = first.T

    def test(of: str, to: str, left_out: Mask) -> ReplyTest:
        ratio = max(0.0, 2 * (fit.score - likelihood.fit(~left_out).score))
        tested = int(left_out.sum())
        return ReplyTest(of, to, ratio, tested, boundary_p_value(ratio, tested))

    a, b = names
    return test(a, b, first), test(b, a, second), test(f"{a} and {b}", "each other", first | second)


def _fit_p_values(likelihood: Likelihood, fit: Fit) -> Floats:
    """Of each stream, the median over the draws of the order within days."""
    draws = [
        [
            _rescaled_p(total @ rates)
            for (_, total), rates in zip(
                record_drive(record, fit.half_life_days), fit.rates, strict=True
            )
        ]
        for record in likelihood.records
    ]
    p_values: Floats = np.median(draws, axis=0)
    return p_values


def _rescaled_p(expected: Floats) -> float:
    """P value of the hypothesis that the gaps between expected counts are exponential.

    The fitted model makes their mean 1, so the Kolmogorov-Smirnov distance is held against its
    distribution for an exponential with estimated mean (Lilliefors 1969; Stephens 1974, table 1A,
    upper points; the others by simulation).
    """
    gaps = np.diff(expected[:-1], prepend=0.0)
    uniform = np.sort(-np.expm1(-gaps / gaps.mean()))
    n = len(uniform)
    ranks = np.arange(n)
    distance = max((uniform - ranks / n).max(), ((ranks + 1) / n - uniform).max())
    scaled = (distance - 0.2 / n) * (np.sqrt(n) + 0.26 + 0.5 / np.sqrt(n))
    return float(np.exp(np.interp(scaled, _KS_POINTS, np.log(_KS_P_VALUES))))


def _p(value: float) -> str:
    return "p < 0.001" if value < 0.001 else f"p = {value:.3f}"
