"""Account: issue by issue what each side gave the other, common ground, and who moved first.

The net account of a side is the sum of the scores of its acts, each weighted with the
probability c that its coding is right. Its interval allows for both doubts: which acts came to
be reported (each a Poisson number of times, so a variance of c s^2) and whether they are coded
right (c(1 - c) s^2), which together is the variance of resampling acts without end (Efron and
Tibshirani 1993, ch. 6). Common ground and quarrel are named only where intervals leave no doubt.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from detente.analysis.reciprocity.acts import A_TO_B, B_TO_A, TOGETHER, Acts
from detente.analysis.reciprocity.result import Result, axes, count

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from detente.analysis.reciprocity.acts import Flags

_REACH = 1.96


class Ground(StrEnum):
    """How the two sides stand on an issue, as far as the intervals of their accounts tell."""

    COMMON = "common ground"
    QUARREL = "quarrel"
    A_GIVES = "A gives, B takes"
    B_GIVES = "B gives, A takes"
    OPEN = "not decided"


@dataclass(frozen=True, slots=True)
class Side:
    """One side's acts on an issue: counts by sign, the net account with a 95% interval."""

    cooperative: int
    hostile: int
    net: float
    low: float
    high: float
    first: dt.date | None
    last: dt.date | None

    @property
    def sign(self) -> int:
        """+1 or -1 where the interval leaves no doubt, else 0."""
        return int(self.low > 0) - int(self.high < 0)


@dataclass(frozen=True, slots=True)
class Line:
    """One issue (``None``: no issue named) with both directions and what they did together."""

    issue: str | None
    a: Side
    b: Side
    together: int
    ground: Ground
    first_mover: str | None
    last_mover: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Account(Result):
    """The account of two sides: a line an issue, the fullest first, and the total."""

    a: str
    b: str
    lines: tuple[Line, ...]
    total: Line

    def _named(self) -> list[tuple[str, Line]]:
        return [(line.issue or "no issue", line) for line in self.lines]

    def df(self) -> pd.DataFrame:
        """One row an issue, the total last (issue ``all``)."""
        import pandas as pd

        return pd.DataFrame([
            {
                "issue": name, "ground": line.ground.value, "together": line.together,
                **_columns("a", line.a), **_columns("b", line.b),
                "first_mover": line.first_mover, "last_mover": line.last_mover,
            }
            for name, line in (*self._named(), ("all", self.total))
        ])  # fmt: skip

    def summary(self) -> str:
        lines = [
            f"{one} towards {other}: {side.cooperative} cooperative and"
            f" {count(side.hostile, 'hostile act')}, net {side.net:+z.0f}"
            f" (95% {side.low:+z.0f} to {side.high:+z.0f})."
            for one, other, side in ((self.a, self.b, self.total.a), (self.b, self.a, self.total.b))
        ]
        lines.append(f"{count(self.total.together, 'act')} of both together, on neither side.")
        for ground in (Ground.COMMON, Ground.QUARREL, Ground.A_GIVES, Ground.B_GIVES):
            named = [n.replace("-", " ") for n, line in self._named() if line.ground is ground]
            if named:
                words = ground.value.replace("A", self.a).replace("B", self.b)
                lines.append(f"{words[0].upper()}{words[1:]}: {', '.join(named)}.")
        return "\n".join(lines)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Net account by issue: a's to the left bar, b's to the right, with intervals."""
        ax = axes(ax)
        shown = [*self._named()[:12], ("all", self.total)]
        for offset, shade, side, name in ((-0.2, "0.25", "a", self.a), (0.2, "0.75", "b", self.b)):
            nets = [getattr(line, side) for _, line in shown]
            ax.barh(
                np.arange(len(shown)) + offset, [n.net for n in nets], 0.36, color=shade,
                xerr=[[n.net - n.low for n in nets], [n.high - n.net for n in nets]],
                ecolor="k", error_kw={"lw": 0.8}, label=f"{name}'s acts",
            )  # fmt: skip
        ax.set_yticks(np.arange(len(shown)), [name for name, _ in shown])
        ax.invert_yaxis()
        ax.axvline(0, color="k", lw=0.6)
        ax.set_xlabel("net account (sum of scores, 95% interval)")
        ax.set_title(f"What {self.a} and {self.b} gave each other, by issue")
        ax.legend(frameon=False)
        return ax


def _columns(name: str, side: Side) -> dict[str, object]:
    fields = ("cooperative", "hostile", "net", "low", "high", "first", "last")
    return {f"{name}_{field}": getattr(side, field) for field in fields}


def draw_account(acts: Acts) -> Account:
    """Draw the account of all acts and of each issue; an act on two issues stands under both.

    Common ground: both sides' intervals lie above zero; quarrel: both below; one gives and the
    other takes where they lie on different sides of it.
    """
    issues = sorted({issue for some in acts.issues for issue in some})
    masks: list[tuple[str | None, Flags]] = [
        (issue, np.array([issue in some for some in acts.issues], bool)) for issue in issues
    ]
    masks.append((None, np.array([not some for some in acts.issues], bool)))
    lines = [_line(acts, issue, mask) for issue, mask in masks if mask.any()]
    lines.sort(key=lambda line: (line.issue is None, -_size(line), line.issue or ""))
    return Account(acts.a, acts.b, tuple(lines), _line(acts, None, np.ones(len(acts), bool)))


def _size(line: Line) -> int:
    sides = line.a.cooperative + line.a.hostile + line.b.cooperative + line.b.hostile
    return sides + line.together


def _line(acts: Acts, issue: str | None, mask: Flags) -> Line:
    a, b = (_side(acts, mask & (acts.way == way)) for way in (A_TO_B, B_TO_A))
    return Line(
        issue, a, b, int((mask & (acts.way == TOGETHER)).sum()), _ground(a, b),
        _mover(acts, a.first, b.first, -1), _mover(acts, a.last, b.last, 1),
    )  # fmt: skip


def _side(acts: Acts, mask: Flags) -> Side:
    scores, days, sure = acts.score[mask], acts.day[mask], acts.confidence[mask]
    if not len(scores):
        return Side(0, 0, 0.0, 0.0, 0.0, None, None)
    net = float(sure @ scores)
    reach = _REACH * float(np.sqrt((sure * (2 - sure)) @ scores**2))
    first, last = (dt.date.fromordinal(int(day)) for day in (days.min(), days.max()))
    return Side(
        int((scores > 0).sum()), int((scores < 0).sum()), net, net - reach,
        net + reach, first, last,
    )  # fmt: skip


def _ground(a: Side, b: Side) -> Ground:
    return {
        (1, 1): Ground.COMMON, (-1, -1): Ground.QUARREL,
        (1, -1): Ground.A_GIVES, (-1, 1): Ground.B_GIVES,
    }.get((a.sign, b.sign), Ground.OPEN)  # fmt: skip


def _mover(acts: Acts, a: dt.date | None, b: dt.date | None, latest: int) -> str | None:
    """Whose day is the earliest (-1) or latest (1); ``None`` where neither or both."""
    if a is None or b is None or a == b:
        return (acts.a if a else acts.b if b else None) if a != b else None
    return acts.a if (a - b).days * latest > 0 else acts.b
