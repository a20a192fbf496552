"""Counts: acts as the pages of actors and issues list them, over whole months of a period."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from detente.ledger.published import CoderSpan
from detente.ledger.tallies import Asking, Tally
from detente.web.page import NotFoundError
from detente.web.snapshot import View

_SURE = 1.96
"""Standard deviations of a 95% interval."""


@dataclass(frozen=True, slots=True)
class YearRow:
    """Acts of one year."""

    year: int
    cooperative: int
    hostile: int
    warmth: float

    @property
    def acts(self) -> int:
        return self.cooperative + self.hostile


def of_years(tallies: Iterable[Tally], span: tuple[int, int]) -> tuple[YearRow, ...]:
    """One row a year from the first to the last of ``span``, those without acts as well."""
    found = {one.year: one for one in tallies}
    first, last = span
    return tuple(
        YearRow(year, one.cooperative, one.hostile, warmth(one))
        if (one := found.get(year))
        else YearRow(year, 0, 0, 0.0)
        for year in range(first, last + 1)
    )


def warmth(tally: Tally) -> float:
    """The mean score of an act."""
    return round(tally.score / tally.acts, 3)


def share(cooperative: int, acts: int) -> tuple[float, float]:
    """The 95% interval (Wilson) of the share of cooperative acts, were these a sample of more."""
    part, square = cooperative / acts, _SURE**2
    middle = (part + square / (2 * acts)) / (1 + square / acts)
    reach = _SURE / (1 + square / acts) * math.sqrt(
        part * (1 - part) / acts + square / (4 * acts**2)
    )  # fmt: skip
    return middle - reach, middle + reach


def read_tallies(
    view: View, coder: str | None, ask: Callable[[str], Asking]
) -> tuple[CoderSpan | None, list[Tally]]:
    """The tallies of a coder; without a name, of the one that has the most acts here.

    Raises ``NotFoundError`` for a name that has coded nothing in this snapshot.
    """
    coders = [one for one in view.edition.coders if coder in (None, one.coder)]
    if coder is not None and not coders:
        raise NotFoundError(f"Nobody called {coder} has coded anything here.")
    found = [(one, view.snapshot.tallies(ask(one.coder))) for one in coders]
    return max(found, key=lambda one: sum(t.acts for t in one[1]), default=(None, []))


def whole_months(
    since: dt.date | None, until: dt.date | None
) -> tuple[dt.date | None, dt.date | None]:
    """The period widened to whole months, as the summaries count."""
    last = until and until.replace(day=calendar.monthrange(until.year, until.month)[1])
    return since and since.replace(day=1), last


def year_span(
    coder: CoderSpan, since: dt.date | None, until: dt.date | None, most: int
) -> tuple[int, int]:
    """First and last year of a period, else of what the coder's material covers; the last
    ``most`` of them at most."""
    last = (until or coder.last).year
    first = min((since or coder.first).year, last)
    return max(first, last - most + 1), last
