"""Series: what each side did to the other, by day, week, month or quarter.

Periods in which nothing happened count as zero; periods in which nothing was *read* are gaps,
and no measure runs across one. Weeks begin on Mondays. Source of the scales: PLOVER 2.0's
scores, and Goldstein 1992 (J. Conflict Resolut. 36) where event data carry them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.analysis.reciprocity.acts import A_TO_B, B_TO_A, Acts
from detente.analysis.reciprocity.result import Result, axes, count, mark_dates

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from detente.analysis.reciprocity.acts import Flags, Floats, Ints

UNITS = ("day", "week", "month", "quarter")
VALUES = ("sum", "mean", "count")
SCALES = ("plover", "goldstein")
KINDS = {
    "all": (1, 2, 3, 4),
    "verbal": (1, 3),
    "material": (2, 4),
    "cooperation": (1, 2),
    "conflict": (3, 4),
    "verbal-cooperation": (1,),
    "material-cooperation": (2,),
    "verbal-conflict": (3,),
    "material-conflict": (4,),
}


@dataclass(frozen=True, slots=True, eq=False)
class Series(Result):
    """One value a period and direction.

    ``starts`` are the first days of T periods (``None`` for a ready series without dates);
    ``values`` (T, 2) has a's acts towards b and b's towards a, NaN in gaps; ``together`` (T,)
    the same for mutual acts; ``counts`` (T, 3) the acts of a, of b, and of both.
    """

    a: str
    b: str
    unit: str
    value: str
    scale: str
    starts: tuple[dt.date, ...] | None
    values: Floats
    together: Floats
    counts: Ints

    def __len__(self) -> int:
        return len(self.values)

    @property
    def gaps(self) -> int:
        """How many periods were not read."""
        return int(np.isnan(self.values[:, 0]).sum())

    def whole(self) -> Series:
        """The longest stretch without a gap (the earliest of equals)."""
        read = ~np.isnan(self.values[:, 0])
        edges = np.flatnonzero(np.diff(np.concatenate([[False], read, [False]]).astype(int)))
        runs = edges.reshape(-1, 2)
        if not len(runs):
            return self._slice(0, 0)
        low, high = runs[int(np.argmax(runs[:, 1] - runs[:, 0]))]
        return self._slice(int(low), int(high))

    def _slice(self, low: int, high: int) -> Series:
        return Series(
            self.a, self.b, self.unit, self.value, self.scale,
            None if self.starts is None else self.starts[low:high],
            self.values[low:high], self.together[low:high], self.counts[low:high],
        )  # fmt: skip

    def df(self) -> pd.DataFrame:
        """One row a period: start, values and counts of either direction and of both."""
        import pandas as pd

        columns: dict[str, object] = {"start": self.starts} if self.starts else {}
        columns |= {
            f"{self.a} to {self.b}": self.values[:, 0],
            f"{self.b} to {self.a}": self.values[:, 1],
            "together": self.together,
        }
        if self.starts and self.scale in SCALES:
            columns |= dict(zip(("a_acts", "b_acts", "together_acts"), self.counts.T, strict=True))
        return pd.DataFrame(columns)

    def summary(self) -> str:
        """How many periods and acts there are, and the mean of either direction."""
        means = [float(np.nanmean(v)) if (~np.isnan(v)).any() else 0.0 for v in self.values.T]
        span = f", {self.starts[0]} to {self.starts[-1]}" if self.starts else ""
        gaps = f", {self.gaps} of them unread" if self.gaps else ""
        what = f"{self.value} of scores ({self.scale})" if self.scale in SCALES else "as given"
        lines = [f"{count(len(self), self.unit)}{span}{gaps}: {what}."]
        for side, other, mean, acts in zip(
            (self.a, self.b), (self.b, self.a), means, self.counts.sum(axis=0), strict=False
        ):
            told = f" from {count(int(acts), 'act')}" if self.scale in SCALES else ""
            lines.append(f"{side} towards {other}: {mean:+z.2f} a {self.unit}{told}.")
        return "\n".join(lines)

    def plot(self, ax: Axes | None = None) -> Axes:
        """a's values above, b's mirrored below, so that answers stand under what they answer."""
        ax = axes(ax)
        where: Any = self.starts or np.arange(len(self))
        ax.step(where, self.values[:, 0], "k-", lw=0.9, where="mid", label=f"{self.a} → {self.b}")
        ax.step(where, self.values[:, 1], "k:", lw=1.1, where="mid", label=f"{self.b} → {self.a}")
        ax.axhline(0, color="0.6", lw=0.6)
        ax.set_ylabel(f"{self.value} a {self.unit}")
        ax.set_title(f"What {self.a} and {self.b} did to each other")
        ax.legend(frameon=False)
        if self.starts:
            mark_dates(ax)
        return ax


def make_series(
    acts: Acts,
    unit: str = "week",
    *,
    value: str = "sum",
    scale: str = "plover",
    kind: str = "all",
    holes: Sequence[tuple[dt.date, dt.date]] = (),
) -> Series:
    """Values of acts by period; ``kind`` is one of ``KINDS`` (all, verbal, cooperation ...).

    ``value`` is the sum or mean of scores, or the count of acts. ``holes`` are stretches of days
    (both ends included) in which nothing was read: a period wholly inside one is a gap. On the
    Goldstein scale acts without a Goldstein score are left out. Raises ``ValueError`` for other
    words.
    """
    for word, known in ((unit, UNITS), (value, VALUES), (scale, SCALES), (kind, KINDS)):
        if word not in known:
            raise ValueError(f"{word!r} is not one of {', '.join(known)}")
    score = acts.goldstein if scale == "goldstein" else acts.score
    if len(acts) and np.isnan(score).all():
        raise ValueError(f"no act has a score on the scale of {scale}; choose the other (plover)")
    used = np.isin(acts.quad, KINDS[kind]) & ~np.isnan(score)
    starts = cut_periods(acts.first_day, acts.last_day, unit)
    place = np.searchsorted([day.toordinal() for day in starts], acts.day[used], side="right") - 1
    counts = np.zeros((len(starts), 3), np.int64)
    sums = np.zeros((len(starts), 3))
    np.add.at(counts, (place, acts.way[used]), 1)
    np.add.at(sums, (place, acts.way[used]), score[used])
    values = {"sum": sums, "count": counts.astype(float), "mean": sums / np.maximum(counts, 1)}[
        value
    ]
    values[_unread(starts, acts.last_day, holes)] = np.nan
    return Series(
        acts.a, acts.b, unit, value, scale, tuple(starts),
        values[:, [A_TO_B, B_TO_A]], values[:, 2], counts,
    )  # fmt: skip


def cut_periods(first_day: int, last_day: int, unit: str) -> list[dt.date]:
    """First days of the periods that cover two days (``date.toordinal``), both included."""
    start = _period_start(dt.date.fromordinal(first_day), unit)
    starts = []
    while start.toordinal() <= last_day:
        starts.append(start)
        try:
            start = _next_start(start, unit)
        except (OverflowError, ValueError):  # the calendar ends with the year 9999
            break
    return starts


def _period_start(day: dt.date, unit: str) -> dt.date:
    if unit == "day":
        return day
    if unit == "week":
        return day - dt.timedelta(days=day.weekday())
    month = day.month if unit == "month" else (day.month - 1) // 3 * 3 + 1
    return day.replace(month=month, day=1)


def _next_start(start: dt.date, unit: str) -> dt.date:
    if unit in ("day", "week"):
        return start + dt.timedelta(days=1 if unit == "day" else 7)
    months = start.year * 12 + start.month - 1 + (1 if unit == "month" else 3)
    return dt.date(months // 12, months % 12 + 1, 1)


def _unread(
    starts: Sequence[dt.date], last_day: int, holes: Sequence[tuple[dt.date, dt.date]]
) -> Flags:
    ends = [start.toordinal() - 1 for start in starts[1:]] + [last_day]
    unread = [
        any(low <= start and end <= high.toordinal() for low, high in holes)
        for start, end in zip(starts, ends, strict=True)
    ]
    return np.array(unread, bool)
