"""Triangles: whether what a third side does moves how one side treats another.

Two questions are asked of every way A → B and the third side C (Goldstein and Freeman 1990,
Three-Way Street, chapter 3; Goldstein and Pevehouse 1997, Reciprocity, Bullying, and
International Cooperation, on Bosnia; Pevehouse and Goldstein 1999 on Kosovo):

- joining: do C's acts towards B move A's towards B?
- triangular response: do C's acts towards A move A's towards B?

Both are answered by one regression of A → B on its own past, on B → A (bilateral reciprocity)
and on C's acts. What follows C's acts need not be caused by them, so the same regression is run
with time reversed: where the past is foretold by the future no worse, the series move together.
A driver that reaches C before A passes this test too, and two that follow each other alike fail it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.analysis.reciprocity.finding import correct
from detente.analysis.reciprocity.result import Result, axes
from detente.analysis.reciprocity.triangles.regression import (
    MIN_ACTIVE,
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


_WORDS = {
    Reading.SAME: "are followed by {way} in the same direction",
    Reading.OPPOSITE: "are followed by {way} in the opposite direction",
    Reading.MIXED: "are followed by {way}, now in one direction, now in the other",
    Reading.TOGETHER: "move together with {way}, but hardly more than with time reversed (so this "
    "is co-movement, not shown to be a response)",
}


@dataclass(frozen=True, slots=True)
class Influence:
    """One question: do ``third``'s acts towards ``upon`` move ``source``'s towards ``target``?

    ``upon`` is ``target`` for joining and ``source`` for a triangular response. ``bilateral`` is
    the effect of target → source, ``influence`` that of third → upon, ``placebo`` the latter with
    time reversed, and ``placebo_p`` the p that the effect is no stronger than that.
    """

    source: str
    target: str
    third: str
    upon: str
    periods: int
    own_lags: int
    cross_lags: int
    bilateral: Effect
    influence: Effect
    placebo: Effect
    placebo_p: float

    @property
    def reading(self) -> Reading:
        """What the figures say."""
        return read_effect(self.influence, self.placebo_p)

    @property
    def question(self) -> str:
        """The question in short."""
        return f"{self.third} → {self.upon} on {self.source} → {self.target}"


@dataclass(frozen=True, slots=True)
class Triangle(Result):
    """The twelve questions that three sides pose; ``unanswered`` gives those without enough data,
    each with the reason.

    ``corrected`` are the p values of ``influences`` after the correction of Benjamini and
    Hochberg (1995) for asking all of them.
    """

    influences: tuple[Influence, ...]
    corrected: tuple[float, ...]
    unanswered: tuple[tuple[str, str], ...]

    def df(self) -> pd.DataFrame:
        """One row a question, with the effects of the other side and of the third."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "source": i.source,
                    "target": i.target,
                    "third": i.third,
                    "upon": i.upon,
                    "periods": i.periods,
                    "own_lags": i.own_lags,
                    "cross_lags": i.cross_lags,
                    **_columns("bilateral", i.bilateral),
                    **_columns("influence", i.influence),
                    **_columns("placebo", i.placebo),
                    "no_stronger_than_placebo_p": i.placebo_p,
                    "corrected_p": corrected,
                    "reading": str(i.reading),
                }
                for i, corrected in zip(self.influences, self.corrected, strict=True)
            ]
        )

    def summary(self) -> str:
        """What moves with what, how surely, and what could not be asked."""
        if not self.influences:
            return "Too little data for any question." + self._read_gaps()
        periods = [i.periods for i in self.influences]
        span = f"{min(periods):,}" + (f" to {max(periods):,}" if len(set(periods)) > 1 else "")
        lines = [f"{len(periods)} questions about third sides, each over {span} periods."]
        asked = zip(self.influences, self.corrected, strict=True)
        lines += [_read(i, p) for i, p in asked if i.reading is not Reading.NONE]
        none = sum(i.reading is Reading.NONE for i in self.influences)
        lines.append(f"{none} of {len(self.influences)} questions: no response found.")
        if self.unanswered:
            count = len(self.unanswered)
            lines.append(f"Too little data for {count} more." + self._read_gaps())
        return "\n".join(lines)

    def _read_gaps(self) -> str:
        reasons = dict.fromkeys(reason for _, reason in self.unanswered)
        return " " + "; ".join(reasons) + "."

    def plot(self, ax: Axes | None = None) -> Axes:
        """Each question's effect with its interval, and the placebo's beside it."""
        ax = axes(ax)
        rows = np.arange(len(self.influences))
        _draw(ax, rows - 0.12, [i.influence for i in self.influences], "o", "black", "as it was")
        _draw(ax, rows + 0.12, [i.placebo for i in self.influences], "s", "0.6", "time reversed")
        ax.axvline(0, color="black", linewidth=0.8, linestyle=":")
        ax.set_yticks(rows, [i.question for i in self.influences])
        ax.invert_yaxis()
        ax.set_xlabel("points that follow one point (95% interval)")
        ax.set_title("What a third side's acts are followed by")
        if len(rows):
            ax.legend(frameon=False)
        return ax


def measure_triangle(series: Mapping[Way, Series]) -> Triangle:
    """Ask all twelve questions of three sides.

    ``series`` gives for each (source, target) among exactly three actors the score a period,
    shape (T,), all six of equal length; a gap is NaN. Raises ``ValueError`` for anything else.
    A question whose series hold too little is listed as unanswered with the reason.
    """
    actors = sorted({actor for way in series for actor in way})
    ways = set(permutations(actors, 2))
    if len(actors) != 3 or set(series) != ways:
        raise ValueError(
            "a triangle needs the six directed series among three actors, "
            f"not {len(series)} among {len(actors)}: fill a silent direction with zeros"
        )
    influences, unanswered = [], []
    for way, third, upon in _ask(actors):
        try:
            influences.append(measure_influence(series, way, third, upon))
        except TooLittleData as error:
            question = f"{third} → {upon} on {' → '.join(way)}"
            unanswered.append((question, str(error)))
    return Triangle(
        tuple(influences),
        tuple(correct([one.influence.p for one in influences])),
        tuple(unanswered),
    )


def _ask(actors: list[str]) -> Iterator[tuple[Way, str, str]]:
    for source, target, third in permutations(actors):
        for upon in (target, source):
            yield (source, target), third, upon


def measure_influence(series: Mapping[Way, Series], way: Way, third: str, upon: str) -> Influence:
    """Ask whether ``third``'s acts towards ``upon`` move those of ``way``.

    Least squares; the number of own lags and of lags of the other two series are those with the
    least BIC, up to 8 each and one for every 20 periods. Intervals and tests allow for errors of
    unequal size (HC3, MacKinnon and White 1985) and for resting on a few bursts of acts: the
    degrees of freedom are those of Bell and McCaffrey (2002), for independent errors, or the
    number of equal periods that would vary as much, if that is less. Needs 40 periods, and 10 in
    which each series is not at its usual value; raises ``TooLittleData`` else.
    """
    source, target = way
    ways = (way, (target, source), (third, upon))
    raw = [series[one] for one in ways]
    if len({len(one) for one in raw}) > 1:
        raise ValueError("the series differ in length: give the same periods")
    y, back, pull = (_standardise(one, " → ".join(w)) for one, w in zip(raw, ways, strict=True))
    most = min(MOST_LAGS, len(y) // PERIODS_A_LAG)
    own, cross = _choose_lags(y, back, pull, most)
    forward = _regress(y, back, pull, own, cross)
    reverse = _regress(y[::-1], back[::-1], pull[::-1], own, cross)
    points = np.nanstd(raw[0]) / np.array([np.nanstd(one) for one in raw])
    effect, placebo = (fit.effect(1 + own + cross, cross, points[2]) for fit in (forward, reverse))
    return Influence(
        source=source,
        target=target,
        third=third,
        upon=upon,
        periods=len(forward.rows),
        own_lags=own,
        cross_lags=cross,
        bilateral=forward.effect(1 + own, cross, points[1]),
        influence=effect,
        placebo=placebo,
        placebo_p=_compare(forward, reverse, slice(1 + own + cross, None), len(y)),
    )


def _standardise(raw: Series, name: str) -> Series:
    """To mean 0 and deviation 1, so that no unit of a series spoils the arithmetic."""
    score = np.asarray(raw, dtype=float)
    known = score[~np.isnan(score)]
    if np.isinf(known).any():
        raise ValueError(f"{name} has an infinite score: give finite ones, NaN for a gap")
    if len(known) < MIN_PERIODS:
        raise TooLittleData(f"{name} has {len(known)} periods, {MIN_PERIODS} needed")
    _, counts = np.unique(known, return_counts=True)
    active = len(known) - int(counts.max())
    if active < MIN_ACTIVE:
        raise TooLittleData(f"{name} has {active} periods off its usual value, {MIN_ACTIVE} needed")
    return np.asarray((score - known.mean()) / known.std())


def _choose_lags(y: Series, back: Series, pull: Series, most: int) -> tuple[int, int]:
    cross = np.stack([lags(back, most, most), lags(pull, most, most)], axis=2)
    rows = len(cross)
    columns = [np.ones(rows), lags(y, most, most), cross.reshape(rows, -1), y[most:]]
    table = np.column_stack(columns)
    return choose_lags(table[np.isfinite(table).all(axis=1)], most)


@dataclass(frozen=True, slots=True)
class _Fit:
    """Coefficients, and how far each row moved them.

    ``rows`` index the periods. ``lever`` is how far an error of 1 would move a coefficient,
    ``sway`` how far the row's own error did, corrected for its pull on the fit (HC3).
    """

    coefficients: Series
    lever: Series
    sway: Series
    rows: NDArray[np.intp]

    def effect(self, first: int, count: int, points: float) -> Effect:
        chosen = slice(first, first + count)
        lever, sway = self.lever[:, chosen], self.sway[:, chosen]
        freedom = min(count_freedom(one.sum(axis=1)) for one in (lever, sway))
        joint = min(count_freedom(one) for one in (*lever.T, *sway.T))
        return judge(self.coefficients[chosen] * points, sway * points, freedom, joint)


def _regress(y: Series, back: Series, pull: Series, own: int, cross: int) -> _Fit:
    start = max(own, cross)
    x = np.column_stack(
        [
            np.ones(len(y) - start),
            lags(y, own, start),
            lags(back, cross, start),
            lags(pull, cross, start),
        ]
    )
    known = np.isfinite(x).all(axis=1) & np.isfinite(y[start:])
    basis, triangle = np.linalg.qr(x[known])
    outcome = y[start:][known]
    projected = basis.T @ outcome
    # A row that alone decides a coefficient leaves no residual to judge it by.
    free = np.maximum(1 - (basis**2).sum(axis=1), 0.01)
    residual = (outcome - basis @ projected) / free
    inverse = np.linalg.inv(triangle)
    lever = basis @ inverse.T
    return _Fit(
        inverse @ projected,
        lever / np.sqrt(free)[:, None],
        lever * residual[:, None],
        start + np.flatnonzero(known),
    )


def _compare(forward: _Fit, reverse: _Fit, chosen: slice, periods: int) -> float:
    sway = np.zeros((2, periods))
    sway[0, forward.rows] = forward.sway[:, chosen].sum(axis=1)
    sway[1, periods - 1 - reverse.rows] = reverse.sway[:, chosen].sum(axis=1)
    totals = [float(fit.coefficients[chosen].sum()) for fit in (forward, reverse)]
    return compare_placebo(totals[0], totals[1], sway[0], sway[1])


def _draw(
    ax: Axes, rows: Series, effects: list[Effect], marker: str, shade: str, label: str
) -> None:
    totals = [e.total for e in effects]
    reach = np.array([(e.total - e.low, e.high - e.total) for e in effects]).reshape(-1, 2).T
    ax.errorbar(
        totals, rows, xerr=reach, fmt=marker, color=shade, label=label, markersize=4, linewidth=1
    )


def _columns(name: str, effect: Effect) -> dict[str, float]:
    return {
        name: effect.total,
        f"{name}_low": effect.low,
        f"{name}_high": effect.high,
        f"{name}_p": effect.p,
    }


def _read(i: Influence, corrected: float) -> str:
    effect, placebo = i.influence, i.placebo
    words = _WORDS[i.reading].format(way=f"{i.source}'s towards {i.target}")
    return (
        f"{i.third}'s acts towards {i.upon} {words}: one point by {effect.total:+.2g} "
        f"(95% {effect.low:+.2g} to {effect.high:+.2g}) within {i.cross_lags} "
        f"{'period' if i.cross_lags == 1 else 'periods'}, p = {effect.p:.2g}, "
        f"{corrected:.2g} if corrected for all the questions asked; time reversed "
        f"{placebo.total:+.2g}."
    )
