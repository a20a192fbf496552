"""Diffuse reciprocity: whether an actor is treated as it treats everyone, or each by each.

Keohane (1986, Reciprocity in International Relations) tells two kinds apart. Specific: B answers
A for what A did to B. Diffuse: B answers A for how A treats the others. Both are estimated at
once from all pairs of a set of actors: what A does to B is regressed on its own past, on what B
did to A (specific), and on what B did on average to each of the others (diffuse).

Every directed pair has a level of its own, which contains those of its two actors, and every
period a level shared by all, so that a world that grows tense at once is taken for neither. An
actor whose affairs go well both ways for its own reasons looks like diffuse reciprocity; the
regression with time reversed shows it. Specific reciprocity has no such check: an exchange in
which both sides answer alike is the same in both directions of time, so that what moves a pair
for a reason of its own is counted as specific.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.analysis.reciprocity.result import Result, axes
from detente.analysis.reciprocity.triangles.regression import (
    MIN_PERIODS,
    MOST_LAGS,
    PERIODS_A_LAG,
    Effect,
    Reading,
    TooLittleData,
    choose_lags,
    compare_placebo,
    count_freedom,
    judge,
    lags,
    read_effect,
)
from detente.analysis.reciprocity.triangles.triads import Series, Way

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_FOUND = (Reading.SAME, Reading.OPPOSITE)
_SETTLED = 1e-10


class Dominance(StrEnum):
    """Which kind of reciprocity moves more."""

    SPECIFIC = "specific reciprocity dominates"
    DIFFUSE = "diffuse reciprocity dominates"
    UNCLEAR = "neither kind is surely the stronger"
    NEITHER = "neither kind was found"


@dataclass(frozen=True, slots=True)
class Diffuse(Result):
    """Both kinds of reciprocity over one table of actors.

    ``specific`` and ``diffuse`` are what follows one point more towards the one, and towards each
    of the others; ``placebo`` is the latter with time reversed, ``placebo_p`` the p that it is no
    stronger than that; ``gap`` (low, high) is the 95% interval of the strength of specific less
    that of diffuse.
    """

    actors: int
    pairs: int
    periods: int
    own_lags: int
    cross_lags: int
    specific: Effect
    diffuse: Effect
    placebo: Effect
    placebo_p: float
    gap: tuple[float, float]

    @property
    def readings(self) -> tuple[Reading, Reading]:
        """What is found of the specific and of the diffuse kind."""
        return read_effect(self.specific), read_effect(self.diffuse, self.placebo_p)

    @property
    def dominance(self) -> Dominance:
        """The kind that is found and surely the stronger of both."""
        specific, diffuse = (reading in _FOUND for reading in self.readings)
        if not (specific or diffuse):
            return Dominance.NEITHER
        if specific and self.gap[0] > 0:
            return Dominance.SPECIFIC
        if diffuse and self.gap[1] < 0:
            return Dominance.DIFFUSE
        return Dominance.UNCLEAR

    def df(self) -> pd.DataFrame:
        """Specific, diffuse and the placebo of the latter: effect, interval, p, reading."""
        import pandas as pd

        rows = (
            ("specific", self.specific, str(self.readings[0])),
            ("diffuse", self.diffuse, str(self.readings[1])),
            ("diffuse, time reversed", self.placebo, None),
        )
        return pd.DataFrame(
            [(kind, e.total, e.low, e.high, e.p, reading) for kind, e, reading in rows],
            columns=["kind", "effect", "low", "high", "p", "reading"],
        )

    def summary(self) -> str:
        """Both effects and which is the stronger."""
        within = f"{self.cross_lags} {'period' if self.cross_lags == 1 else 'periods'}"
        return "\n".join(
            [
                f"{self.actors} actors, {self.pairs} directed pairs, {self.periods:,} periods; "
                f"what follows within {within}:",
                _read("Specific: one point to the other", self.specific, self.readings[0]) + ".",
                _read("Diffuse: one point to each of the rest", self.diffuse, self.readings[1])
                + f"; time reversed {self.placebo.total:+.2g}.",
                f"{self.dominance.capitalize()}. What moves a pair for reasons of its own counts "
                "as specific here.",
            ]
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Both effects with their intervals, and the placebo beside the diffuse one."""
        ax = axes(ax)
        shown = ((self.specific, "o"), (self.diffuse, "o"), (self.placebo, "s"))
        for row, (effect, marker) in enumerate(shown):
            reach = [[effect.total - effect.low], [effect.high - effect.total]]
            ax.errorbar(
                [effect.total], [row], xerr=reach, fmt=marker, color="0.6" if row == 2 else "black"
            )
        ax.axvline(0, color="black", linewidth=0.8, linestyle=":")
        names = ["specific: to the other", "diffuse: to each of the rest", "diffuse, time reversed"]
        ax.set_yticks([0, 1, 2], names)
        ax.set_ylim(2.5, -0.5)
        ax.set_xlabel("points that come back for one point (95% interval)")
        ax.set_title("Specific and diffuse reciprocity")
        return ax


def measure_diffuse(series: Mapping[Way, Series]) -> Diffuse:
    """Measure specific and diffuse reciprocity among three actors or more.

    ``series`` gives for each (source, target) the score a period, shape (T,), all of equal
    length, NaN for a gap. Only pairs with both directions count, and only if the second acts on
    somebody else as well. Numbers of lags by BIC, up to 8. Errors are clustered by period, not by
    pair or actor: an actor's mood reaches all of its pairs at once, the lags take up what lasts,
    and periods are many where actors are few. The variance is the jackknife's over periods (CR3,
    Bell and McCaffrey 2002). Raises ``ValueError`` for unequal lengths, ``TooLittleData`` with
    fewer than 3 actors or 40 periods.
    """
    panel = _gather(series)
    own, cross = _choose(panel, min(MOST_LAGS, panel.shape[-1] // PERIODS_A_LAG))
    forward, reverse = _regress(panel, own, cross), _regress(panel[..., ::-1], own, cross)
    # Lags of both kinds alternate after the own ones.
    specific, diffuse = (slice(own + kind, None, 2) for kind in (0, 1))
    return Diffuse(
        actors=len({actor for way in series for actor in way}),
        pairs=panel.shape[1],
        periods=panel.shape[-1],
        own_lags=own,
        cross_lags=cross,
        specific=forward.effect(specific),
        diffuse=forward.effect(diffuse),
        placebo=reverse.effect(diffuse),
        placebo_p=_compare(forward, reverse, diffuse),
        gap=_weigh(forward, specific, diffuse),
    )


def _gather(series: Mapping[Way, Series]) -> Series:
    """Acts, acts of the other side, and the other side's mean act to the rest; (3, pairs, T)."""
    lengths = {len(score) for score in series.values()}
    if len(lengths) > 1:
        raise ValueError("the series differ in length: give the same periods")
    actors = sorted({actor for way in series for actor in way})
    if len(actors) < 3:
        raise TooLittleData(f"{len(actors)} actors, 3 needed")
    periods = lengths.pop()
    if periods < MIN_PERIODS:
        raise TooLittleData(f"{periods} periods, {MIN_PERIODS} needed")
    acts = np.full((len(actors), len(actors), periods), np.nan)
    place = {actor: i for i, actor in enumerate(actors)}
    for (source, target), score in series.items():
        acts[place[source], place[target]] = score
    if np.isinf(acts).any():
        raise ValueError("a score is infinite: give finite scores, NaN for a gap")
    given = np.isfinite(acts)
    known = np.where(given, acts, 0)
    total, count = known.sum(axis=1), given.sum(axis=1)
    i, j = np.nonzero((given & given.transpose(1, 0, 2)).any(axis=2))
    others = count[j] - given[j, i]
    rest = np.where(others > 0, (total[j] - known[j, i]) / np.maximum(others, 1), np.nan)
    return _keep(np.stack([acts[i, j], acts[j, i], rest]))


def _keep(panel: Series) -> Series:
    usable = np.isfinite(panel).all(axis=0).sum(axis=1) >= MIN_PERIODS
    panel = panel[:, usable]
    if panel.shape[1] < 3:
        raise TooLittleData(
            f"{panel.shape[1]} directed pairs act both ways, with others, over {MIN_PERIODS} "
            "periods; 3 needed"
        )
    deviation = float(np.nanstd(panel[0]))
    if not deviation > 0:
        raise TooLittleData("the scores never change")
    return np.asarray(panel / deviation)


def _tabulate(panel: Series, own: int, cross: int) -> tuple[Series, NDArray[np.bool_]]:
    """Own lags, cross lags by pairs, outcome, each less its pair's and its period's level.

    Shape (pairs, periods, columns); rows with a gap are 0 and not marked as known.
    """
    start = max(own, cross)
    y, back, rest = panel
    both = np.stack([lags(back, cross, start), lags(rest, cross, start)], axis=-1)
    columns = [lags(y, own, start), both.reshape(*both.shape[:2], -1), y[:, start:, None]]
    table = np.concatenate(columns, axis=-1)
    known = np.isfinite(table).all(axis=-1)
    table = np.where(known[..., None], table, 0)
    return _level(table, known), known


def _level(table: Series, known: NDArray[np.bool_]) -> Series:
    # With gaps the two levels are not orthogonal: take them off by turns until nothing is left.
    for _ in range(100):
        shift = 0.0
        for axis in (1, 0):
            count = np.maximum(known.sum(axis=axis, keepdims=True), 1)[..., None]
            mean = table.sum(axis=axis, keepdims=True) / count
            table = (table - mean) * known[..., None]
            shift = float(np.abs(mean).max())
        if shift < _SETTLED:
            break
    return table


def _choose(panel: Series, most: int) -> tuple[int, int]:
    table, known = _tabulate(panel, most, most)
    return choose_lags(table[known], most)


@dataclass(frozen=True, slots=True)
class _Fit:
    """Coefficients, and how far each period moved them, all pairs together (T, k).

    ``inverse`` and ``by_period`` (T, k, k) are the cross products of the regressors.
    """

    coefficients: Series
    sway: Series
    inverse: Series
    by_period: Series

    def total(self, block: slice) -> float:
        return float(self.coefficients[block].sum())

    def moved(self, block: slice) -> Series:
        return np.asarray(self.sway[:, block].sum(axis=1))

    def effect(self, block: slice) -> Effect:
        one = self.inverse[:, block]
        freedoms = [self.freedom(one[:, i]) for i in range(one.shape[1])]
        freedom = self.freedom(one.sum(axis=1))
        return judge(self.coefficients[block], self.sway[:, block], freedom, min(freedoms))

    def freedom(self, direction: Series) -> float:
        return count_freedom(np.sqrt(self.by_period @ direction @ direction))


def _regress(panel: Series, own: int, cross: int) -> _Fit:
    table, _ = _tabulate(panel, own, cross)
    x, y = table[..., :-1], table[..., -1]
    by_period = x.transpose(1, 2, 0) @ x.transpose(1, 0, 2)
    gram = by_period.sum(axis=0)
    coefficients = np.linalg.solve(gram, np.einsum("ptk,pt->k", x, y))
    pull = np.einsum("ptk,pt->tk", x, y - x @ coefficients)
    without = np.linalg.pinv(gram - by_period, hermitian=True)
    sway = (without @ pull[..., None])[..., 0]
    before = np.zeros((panel.shape[-1] - len(sway), len(coefficients)))
    sway = np.concatenate([before, sway])
    return _Fit(coefficients, sway, np.linalg.inv(gram), by_period)


def _compare(forward: _Fit, reverse: _Fit, block: slice) -> float:
    return compare_placebo(
        forward.total(block),
        reverse.total(block),
        forward.moved(block),
        reverse.moved(block)[::-1],
    )


def _weigh(fit: _Fit, specific: slice, diffuse: slice) -> tuple[float, float]:
    from scipy.special import stdtrit

    signs = [math.copysign(1, fit.total(block)) for block in (specific, diffuse)]
    both = fit.inverse[:, specific].sum(axis=1), fit.inverse[:, diffuse].sum(axis=1)
    gap = signs[0] * fit.total(specific) - signs[1] * fit.total(diffuse)
    moved = signs[0] * fit.moved(specific) - signs[1] * fit.moved(diffuse)
    freedom = fit.freedom(signs[0] * both[0] - signs[1] * both[1])
    half = float(stdtrit(freedom, 0.975) * np.sqrt((moved**2).sum()))
    return gap - half, gap + half


def _read(kind: str, effect: Effect, reading: Reading) -> str:
    words = {
        Reading.NONE: "gets no answer that can be told from chance",
        Reading.SAME: "comes back in the same direction",
        Reading.OPPOSITE: "comes back in the opposite direction",
        Reading.MIXED: "is answered, without one direction",
        Reading.TOGETHER: "is matched, but hardly more than with time reversed (co-movement)",
    }
    return (
        f"{kind} {words[reading]}: {effect.total:+.2g} (95% {effect.low:+.2g} to "
        f"{effect.high:+.2g}), p = {effect.p:.2g}"
    )
