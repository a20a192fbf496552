"""Changes: what was found of one question about regimes, as rows and in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

from detente.analysis.reciprocity.regimes.response_breaks import Reply

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Dated:
    """The first period of a new regime, its index and its first day, with the 95% interval."""

    index: int
    date: dt.date
    earliest: dt.date
    latest: dt.date

    def read(self, unit: str) -> str:
        """When, in words."""
        where = "on" if unit == "day" else f"in the {unit} of"
        return f"{where} {self.date} (95% interval {self.earliest} to {self.latest})"

    def row(self) -> Row:
        """When, as columns."""
        return {"date": self.date, "earliest": self.earliest, "latest": self.latest}


@dataclass(frozen=True, slots=True)
class Levels:
    """The levels of one direction (or of both together) and when they changed.

    ``means`` are per period, one for each stretch between the changes, of the whole series if
    there is none. ``p_value`` is of no change at all; NaN where ``doubt`` says why it was not
    tested.
    """

    what: str
    p_value: float
    changes: tuple[Dated, ...]
    means: tuple[tuple[float, ...], ...]
    doubt: str = ""

    def lines(self, unit: str) -> list[str]:
        """A line for each change, or one that says that there is none."""
        if self.doubt:
            return [f"{self.what}: {self.doubt}."]
        if not self.changes:
            means = " and ".join(f"{mean:+z.1f}" for mean in self.means[0])
            return [
                f"{self.what}: no change of level found (p {self.p_value:.2f}); mean {means} a "
                f"{unit}."
            ]
        return [
            f"{self.what} {_turn(before, after)} {when.read(unit)}: {_means(before, after, unit)}."
            for when, (before, after) in zip(self.changes, pairwise(self.means), strict=True)
        ]

    def rows(self) -> list[Row]:
        """A row for each change and direction of means, or one without a date."""
        fixed: Row = {"what": self.what, "measure": "level", "p_value": self.p_value}
        if not self.changes:
            return [fixed]
        return [
            {**fixed, **when.row(), "before": early, "after": late}
            for when, (before, after) in zip(self.changes, pairwise(self.means), strict=True)
            for early, late in zip(before, after, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Responsiveness:
    """How one side's acts answered the other's, and whether that changed.

    ``whole`` is the reply over all periods: points added within ``lags`` periods by one point of
    the other's. ``when``, ``before`` and ``after`` are of the change; none if the test finds
    none at 5%. ``p_value`` is NaN and ``doubt`` says why where it was not tested.
    """

    what: str
    p_value: float
    lags: int = 0
    whole: Reply | None = None
    when: Dated | None = None
    before: Reply | None = None
    after: Reply | None = None
    doubt: str = ""

    def line(self, unit: str) -> str:
        """The change, or that there is none."""
        if self.doubt or self.whole is None:
            return f"{self.what}: {self.doubt}."
        within = f"within {self.lags} {unit}{'s' if self.lags > 1 else ''}"
        if self.when is None or self.before is None or self.after is None:
            return (
                f"{self.what}: no change found (p {self.p_value:.2f}); {_points(self.whole)} "
                f"{within} for each point."
            )
        turn = "more" if self.after.sum > self.before.sum else "less"
        return (
            f"{self.what} became {turn} in kind {self.when.read(unit)}: from "
            f"{_points(self.before)} to {_points(self.after)} {within} for each point "
            f"(p {self.p_value:.3f})."
        )

    def row(self) -> Row:
        """The replies before and after, or over all periods as ``before``."""
        row: Row = {"what": self.what, "measure": "reply", "p_value": self.p_value}
        if self.when is not None:
            row |= self.when.row()
        for name, reply in (("before", self.before or self.whole), ("after", self.after)):
            if reply is not None:
                row |= {name: reply.sum, f"{name}_error": reply.error}
        return row


def _turn(before: tuple[float, ...], after: tuple[float, ...]) -> str:
    up = {late > early for early, late in zip(before, after, strict=True)}
    if up == {True}:
        return "grew warmer"
    return "grew colder" if up == {False} else "changed"


def _means(before: tuple[float, ...], after: tuple[float, ...], unit: str) -> str:
    moves = [f"{early:+z.1f} to {late:+z.1f}" for early, late in zip(before, after, strict=True)]
    return f"mean from {' and from '.join(moves)} a {unit}"


def _points(reply: Reply) -> str:
    return f"{reply.sum:+z.2f} (standard error {reply.error:.2f})"
