"""Episodes: overtures and escalations of one side, and what the other did within a window.

Each opening is followed to one outcome (the rules: ``following.follow_moves``), lags make a
survival curve, and the number of replies is held against chance and against the placebo of
reversed time (``timing``). What followed is not thereby caused: the summary says which of it
chance, or movement together, would give as well. Sources: Goldstein and Freeman 1990,
Three-Way Street, on responses in kind; Osgood 1962 on announced initiatives (GRIT).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.analysis.following import Followed, Move, Outcome, follow_moves
from detente.analysis.pair import Direction
from detente.analysis.reciprocity.acts import A_TO_B, B_TO_A, WAYS, Acts
from detente.analysis.reciprocity.replies.survival import ReplySurvival, estimate_survival
from detente.analysis.reciprocity.replies.timing import Timing, measure_lift, measure_timing, widen
from detente.analysis.reciprocity.result import Result, axes, count, say_p

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from detente.analysis.reciprocity.acts import Flags, Floats, Ints

_DIRECTIONS: dict[int, Direction] = {number: way for way, number in WAYS.items()}
WINDOW_DAYS = 30
SUPPORT = 20
SPAN_WINDOWS = 8
_DRAWS = 50
_FEW = 5


@dataclass(frozen=True, slots=True, eq=False)
class Episodes(Result):
    """Openings of ``opener`` and what ``replier`` made of them.

    ``kind`` is ``overture`` or ``escalation``; ``timing`` compares replies in kind with chance
    and placebo over all the opener's cooperative (hostile) acts, not only those that open;
    ``crossed`` does so for replies of the other sign; ``survival`` has the lags.
    """

    opener: str
    replier: str
    kind: str
    window_days: int
    acts: Acts
    followed: tuple[Followed, ...]
    timing: Timing | None
    crossed: Timing | None
    survival: ReplySurvival | None

    @property
    def outcomes(self) -> dict[Outcome, int]:
        """How many openings came to each outcome."""
        found = Counter(one.outcome for one in self.followed)
        return {outcome: found[outcome] for outcome in Outcome}

    def df(self) -> pd.DataFrame:
        """One row an opening: id and day of the act, outcome, id and lag of what decided it."""
        import pandas as pd

        rows = [
            (
                dt.date.fromordinal(one.opening.day),
                self.acts.id[one.opening.place],
                one.outcome.value,
                None if one.answer is None else self.acts.id[one.answer.place],
                one.lag_days,
            )
            for one in self.followed
        ]
        frame = pd.DataFrame(rows, columns=["date", "opening", "outcome", "answer", "lag_days"])
        return frame.astype({"lag_days": "Int64"})

    def summary(self) -> str:
        total = len(self.followed)
        if not total:
            return f"{self.opener} made no {self.kind} towards {self.replier} in this material."
        told = ", ".join(f"{n} {outcome}" for outcome, n in self.outcomes.items() if n)
        plural = "" if total == 1 else "s"
        lines = [
            f"{total} {self.kind}{plural} of {self.opener} towards {self.replier}, each followed"
            f" for {count(self.window_days, 'day')}: {told}."
        ]
        if self.timing is not None and not np.isnan(self.timing.p_more):
            lines.append(_read_timing(self.timing, self.opener, self.replier, self.kind))
        for curve in self.survival.outcomes if self.survival else ():
            if curve.outcome == Outcome.IN_KIND and curve.half_days and curve.count >= _FEW:
                lines.append(
                    f"{curve.share[-1]:.0%} (95% {curve.low[-1]:.0%} to {curve.high[-1]:.0%}) were"
                    f" answered in kind within {count(self.window_days, 'day')}, half of these"
                    f" within {curve.half_days.value:g}."
                )
        return "\n".join(lines)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Acts of the replier around the opener's, by day before and after, against chance."""
        ax = axes(ax)
        if self.timing is None:
            ax.set_title("too few acts to draw")
            return ax
        window = self.timing.window
        lags = np.arange(-window, window + 1)
        ax.bar(lags, self.timing.profile, color=["0.8"] * window + ["w"] + ["0.35"] * window)
        ax.axhline(1, color="k", lw=0.8, ls="--")
        ax.set_xlabel(f"days before and after an act of {self.opener}")
        ax.set_ylabel("times chance")
        ax.set_title(f"Acts of {self.replier} around those of {self.opener}, in kind")
        return ax


def _read_timing(timing: Timing, opener: str, replier: str, kind: str) -> str:
    sign = "cooperative" if kind == "overture" else "hostile"
    text = (
        f"After any {sign} act of {opener}, {replier} did {timing.replies_per_act:.2f} such acts"
        f" within {count(timing.window, 'day')} against {timing.expected_per_act:.2f} by chance:"
        f" lift {timing.lift:.2f}"
    )
    if not np.isnan(timing.low):
        text += f" (95% {timing.low:.2f} to {timing.high:.2f})"
    text += f", p {say_p(min(timing.p_more, timing.p_less))}; placebo (time reversed)"
    text += f" {timing.placebo:.2f}."
    if timing.p_more < 0.05 and not (timing.p_lead < 0.05 or timing.p_delay < 0.05):
        text += " The placebo is about as strong: co-movement, not response."
    return text


def find_episodes(
    acts: Acts, opener: int, *, kind: str = "overture", window_days: int = WINDOW_DAYS
) -> Episodes:
    """Follow the openings of one side: ``opener`` 0 for a, 1 for b.

    ``kind`` ``overture`` takes acts that hold something out, ``escalation`` hostile deeds and
    threats (where types are not known: every hostile act). Raises ``ValueError`` for other
    words or an empty window.
    """
    if kind not in ("overture", "escalation") or opener not in (A_TO_B, B_TO_A):
        raise ValueError(f"no such openings: {kind!r} of side {opener}")
    if window_days < 1:
        raise ValueError(f"a window needs at least one day, not {window_days}")
    opens = acts.overture if kind == "overture" else _escalates(acts)
    moves = [_move(acts, row, bool(opens[row]) and acts.way[row] == opener)
             for row in range(len(acts))]  # fmt: skip
    good = kind == "overture"
    followed = follow_moves(moves, acts.last_day, window_days, hostile=not good)
    sides = (acts.a, acts.b) if opener == A_TO_B else (acts.b, acts.a)
    return Episodes(
        *sides, kind, window_days, acts, tuple(followed),
        time_replies(acts, opener, good, good, window_days),
        time_replies(acts, opener, good, not good, window_days),
        _survive(followed, window_days, acts.last_day),
    )  # fmt: skip


def _escalates(acts: Acts) -> Flags:
    return acts.quad == 4 if acts.typed else acts.score < 0


def _move(acts: Acts, row: int, opens: bool) -> Move:
    day = int(acts.day[row])
    return Move(
        row, day, day, _DIRECTIONS[int(acts.way[row])], acts.type[row], acts.content[row],
        int(acts.quad[row]), acts.issues[row], opens,
    )  # fmt: skip


def _survive(followed: Sequence[Followed], window_days: int, last_day: int) -> ReplySurvival | None:
    """Lags to each outcome, which bar each other; the rest is cut off at the window's or the
    period's end."""
    if not followed:
        return None
    lags = [
        min(window_days, last_day - one.opening.last_day) if one.lag_days is None else one.lag_days
        for one in followed
    ]
    causes = [None if one.answer is None else one.outcome.value for one in followed]
    return estimate_survival(lags, [cause is not None for cause in causes], cause=causes)


def time_replies(
    acts: Acts, opener: int, opening_good: bool, reply_good: bool, window_days: int
) -> Timing | None:
    """How acts of one sign of the replier lie around the opener's acts of a sign, by day.

    Where codings are not certain, the interval grows by the spread of the lift over 50 draws in
    which every act stands with the probability that its coding is right. ``None`` where either
    side has fewer than 20 such acts, or the period is under 8 windows.
    """
    sides = (
        _Dated.take(acts, opener, opening_good),
        _Dated.take(acts, 1 - opener, reply_good),
    )
    first, second = (side.count() for side in sides)
    if min(first.sum(), second.sum()) < SUPPORT or len(first) < SPAN_WINDOWS * window_days:
        return None
    found = measure_timing(first, second, window_days)
    if all((side.confidence >= 1).all() for side in sides):
        return found
    rng = np.random.default_rng(0)
    opening, reply = sides
    lifts = [measure_lift(opening.draw(rng), reply.draw(rng), window_days) for _ in range(_DRAWS)]
    return widen(found, float(np.std(np.log(np.maximum(lifts, 1e-3)))))


@dataclass(frozen=True, slots=True, eq=False)
class _Dated:
    """One side's acts of one sign: the place of each in the period, and its confidence."""

    places: Ints
    confidence: Floats
    days: int

    @classmethod
    def take(cls, acts: Acts, way: int, cooperative: bool) -> _Dated:
        mask = (acts.way == way) & ((acts.score > 0) if cooperative else (acts.score < 0))
        return cls(acts.day[mask] - acts.first_day, acts.confidence[mask], acts.span_days)

    def count(self) -> Floats:
        return np.bincount(self.places, minlength=self.days).astype(float)

    def draw(self, rng: np.random.Generator) -> Floats:
        kept = self.places[rng.random(len(self.places)) < self.confidence]
        return np.bincount(kept, minlength=self.days).astype(float)
