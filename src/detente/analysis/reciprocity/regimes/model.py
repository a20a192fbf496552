"""Regimes: when the tone between two sides changed, and when the way they answered each other did.

Three questions, each with a test of its own: did the level of one direction change, did that of
both together, and did one side begin to reply to the other more or less in kind. Each change is
dated with an interval.

Event scores are mostly small and now and then huge. For the tests, each direction is clipped at 4
robust standard deviations from its median, so that no single week makes a regime; the means told
are of the scores as they came. Before replies are looked at, changes of level are taken out: two
sides that warm in the same year would else seem to have begun to answer each other.

Limits. A series that drifts for years is told as one that changes in steps. Noise that takes many
periods to fade gives false breaks: in 15% of series of 200 periods where 85% of the slow part of
it stays from one period to the next. A level that comes and goes within 5% of the series (8
periods at least) is an episode, and is not looked for. Of the replies, one change is looked for.
Where a change is so small that the test would often miss it, the intervals hold its date less
often than 95%. ``benchmarks/known_regimes.py`` measures all this.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.analysis.reciprocity.regimes.changes import Dated, Levels, Responsiveness
from detente.analysis.reciprocity.regimes.level_breaks import demean, find_level_breaks
from detente.analysis.reciprocity.regimes.noise import Floats
from detente.analysis.reciprocity.regimes.response_breaks import find_response_break
from detente.analysis.reciprocity.result import Result, axes, mark_dates

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

MIN_PERIODS = 40
MIN_ACTIVE = 15
LEVEL = 0.05
_CLIP = 4.0
_SD_OF_MAD = 1.4826
_COLUMNS = ["what", "measure", "date", "earliest", "latest", "before", "after", "p_value"]
_ERRORS = ["before_error", "after_error"]


@dataclass(frozen=True, slots=True, eq=False)
class Regimes(Result):
    """Changes of level (A's acts, B's acts), of both together, and of the replies (A's, B's)."""

    names: tuple[str, str]
    unit: str
    dates: tuple[dt.date, ...]
    scores: Floats
    levels: tuple[Levels, Levels]
    joint: Levels
    responses: tuple[Responsiveness, Responsiveness]

    @property
    def breaks(self) -> tuple[int, ...]:
        """Where new regimes of both sides together begin: the ``breaks`` of ``fit_strategies``."""
        return tuple(when.index for when in self.joint.changes)

    def df(self) -> pd.DataFrame:
        """One row a change and direction; a question without a change has one without a date."""
        import pandas as pd

        rows = [row for levels in (*self.levels, self.joint) for row in levels.rows()]
        rows += [response.row() for response in self.responses]
        return pd.DataFrame(rows, columns=[*_COLUMNS, *_ERRORS])

    def summary(self) -> str:
        """The sample, then for each question a line a change, or one that none was found."""
        sample = f"{len(self.dates)} {self.unit}s from {self.dates[0]} to {self.dates[-1]}."
        lines = [line for levels in (*self.levels, self.joint) for line in levels.lines(self.unit)]
        return "\n".join([sample, *lines, *(r.line(self.unit) for r in self.responses)])

    def plot(self, ax: Axes | None = None) -> Axes:
        """Both series faint, their levels bold, and below them each change's date and interval."""
        ax = axes(ax)
        times = np.array(self.dates, dtype="datetime64[D]")
        low, high = float(self.scores.min()), float(self.scores.max())
        step = 0.09 * max(high - low, 1.0)
        marks = []
        for levels, scores, line, shade in zip(
            self.levels, self.scores.T, ("-", "--"), ("0.7", "0.85"), strict=True
        ):
            means = scores - demean(scores, [when.index for when in levels.changes])
            ax.plot(times, scores, color=shade, linewidth=0.6)
            ax.plot(times, means, line, color="black", linewidth=2, label=levels.what)
            marks.append((levels.what, levels.changes))
        marks += [(r.what, (r.when,)) for r in self.responses if r.when]
        shown = [(what, changes) for what, changes in marks if changes]
        for row, (what, changes) in enumerate(shown, start=1):
            height = low - row * step
            for when in changes:
                first, at, last = np.array([when.earliest, when.date, when.latest], times.dtype)
                ax.plot([first, last], [height] * 2, color="black", linewidth=1)
                ax.plot([at], [height], "|", color="black", markersize=9)
            ax.text(times[0], height + step / 5, f"{what}: change", fontsize=7)
        ax.set_title("Levels by regime; below, when each change came (95% interval)")
        ax.set_xlabel(f"first day of the {self.unit}")
        mark_dates(ax)
        ax.set_ylabel(f"net score a {self.unit}")
        ax.legend(loc="best", fontsize=8)
        return ax


def find_regimes(
    y: ArrayLike,
    dates: Sequence[dt.date],
    *,
    names: tuple[str, str] = ("A", "B"),
    unit: str = "week",
    seed: int = 0,
    draws: int = 299,
) -> Regimes:
    """Date the changes of level and of responsiveness in the scores between two sides.

    ``y`` is (T, 2), net scores a period: column 0 what A does to B, column 1 what B does to A.
    ``dates`` are the first days of the periods, ``draws`` the simulations behind each test: no
    p value is below 1 / (draws + 1). A direction needs 40 periods, 15 of them with acts, and
    replies need 60; else its result says so. Each test finds a change in about 5% of series that
    have none; over many dyads, correct its p values.

    Raises ``ValueError`` for another shape, for gaps (NaN), and for dates that do not rise.
    """
    scores = _checked(y, dates)
    rng = np.random.default_rng(seed)
    active = np.stack([_is_active(column) for column in scores.T], axis=1)
    clipped = np.stack([clip_spikes(column) for column in scores.T], axis=1)
    whats = [f"{names[c]}'s acts towards {names[1 - c]}" for c in (0, 1)]
    doubts = [_doubt(column) for column in active.T]
    first, second = (
        _levels(whats[c], scores[:, [c]], clipped[:, [c]], doubts[c], dates, rng, draws)
        for c in (0, 1)
    )
    # What was not tested on one side leaves nothing to say of both, or of replies.
    doubt = next((f"{w}, {d}" for w, d in zip(whats, doubts, strict=True) if d), "")
    joint = _levels(
        f"{names[0]} and {names[1]} together", scores, clipped, doubt, dates, rng, draws
    )
    rest = np.stack(
        [
            demean(column, [when.index for when in levels.changes])
            for column, levels in zip(clipped.T, (first, second), strict=True)
        ],
        axis=1,
    )
    a, b = (
        _response(f"{names[c]}'s replies to {names[1 - c]}", rest[:, [c, 1 - c]],
                  active[:, 1 - c], doubt, dates, rng, draws)
        for c in (0, 1)
    )  # fmt: skip
    return Regimes(names, unit, tuple(dates), scores, (first, second), joint, (a, b))


def _checked(y: ArrayLike, dates: Sequence[dt.date]) -> Floats:
    scores = np.array(y, dtype=float)
    if scores.ndim != 2 or scores.shape[1] != 2 or not len(scores):
        raise ValueError(f"scores must be (periods, 2), a column a direction, not {scores.shape}")
    if not np.isfinite(scores).all():
        raise ValueError("scores have gaps: take a stretch without, or fill silence with 0")
    if len(dates) != len(scores):
        raise ValueError(f"{len(scores)} periods need as many dates, not {len(dates)}")
    if any(early >= late for early, late in pairwise(dates)):
        raise ValueError("dates must rise: the first day of each period, in order")
    return scores


def _is_active(scores: Floats) -> NDArray[np.bool_]:
    """Periods that differ from the commonest score, which is 0 wherever silence is common."""
    values, counts = np.unique(scores, return_counts=True)
    active: NDArray[np.bool_] = scores != values[counts.argmax()]
    return active


def _doubt(active: NDArray[np.bool_]) -> str:
    if len(active) < MIN_PERIODS:
        return f"too little data ({len(active)} of at least {MIN_PERIODS} periods)"
    if active.sum() < MIN_ACTIVE:
        return f"too little data ({active.sum()} of at least {MIN_ACTIVE} periods with acts)"
    return ""


def clip_spikes(scores: Floats) -> Floats:
    """Scores (periods,) within 4 robust standard deviations of their median.

    The standard deviation is taken from the median absolute deviation, where silence is commoner
    than acts from that of the acts alone.
    """
    middle = float(np.median(scores))
    away = np.abs(scores - middle)
    moved = away if np.median(away) > 0 else away[away > 0]
    if not len(moved):
        return scores
    reach = _CLIP * _SD_OF_MAD * float(np.median(moved))
    return np.clip(scores, middle - reach, middle + reach)


def _levels(
    what: str,
    scores: Floats,
    clipped: Floats,
    doubt: str,
    dates: Sequence[dt.date],
    rng: np.random.Generator,
    draws: int,
) -> Levels:
    if doubt:
        return Levels(what, float("nan"), (), (), doubt)
    p_value, breaks = find_level_breaks(clipped, rng, level=LEVEL, draws=draws)
    changes = tuple(Dated(b.at, dates[b.at], dates[b.low], dates[b.high]) for b in breaks)
    edges = [0, *(b.at for b in breaks), len(scores)]
    means = tuple(
        tuple(map(float, scores[first:end].mean(axis=0))) for first, end in pairwise(edges)
    )
    return Levels(what, p_value, changes, means)


def _response(
    what: str,
    rest: Floats,
    active: NDArray[np.bool_],
    doubt: str,
    dates: Sequence[dt.date],
    rng: np.random.Generator,
    draws: int,
) -> Responsiveness:
    """``rest`` has the replies in column 0, the acts replied to in column 1."""
    if doubt:
        return Responsiveness(what, float("nan"), doubt=doubt)
    found = find_response_break(rest[:, 0], rest[:, 1], active, rng, draws=draws)
    if found is None:
        return Responsiveness(what, float("nan"), doubt="too little data before or after any date")
    if found.p_value > LEVEL:
        return Responsiveness(what, found.p_value, found.lags, found.whole)
    when = Dated(found.at, dates[found.at], dates[found.low], dates[found.high])
    return Responsiveness(
        what, found.p_value, found.lags, found.whole, when, found.before, found.after
    )
