"""Issues: what is dealt with, how much, how warmly, and in which years."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from detente.ledger.tallies import Tally, tally_issues
from detente.ontology import issue_label
from detente.report.names import capitalize
from detente.web.counts import read_tallies, warmth, whole_months, year_span
from detente.web.page import Page
from detente.web.parameters import asked
from detente.web.snapshot import View

_MOST_YEARS = 20


@dataclass(frozen=True, slots=True)
class IssuesQuery:
    """What the page may be asked."""

    since: dt.date | None = asked("First month: YYYY or YYYY-MM; a day stands for its month.")
    until: dt.date | None = asked("Last month, included.", last=True)
    coder: str | None = asked("Whose coding; by default the one with the most acts here.")


@dataclass(frozen=True, slots=True)
class IssueTotal:
    """Acts on one issue, and those of each year of the page."""

    issue: str
    label: str
    acts: int
    cooperative: int
    hostile: int
    warmth: float
    first: dt.date
    last: dt.date
    by_year: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class IssuesPage:
    """All that the page shows."""

    coder: str
    coders: tuple[str, ...]
    since: dt.date | None
    until: dt.date | None
    years: tuple[int, ...]
    issues: tuple[IssueTotal, ...]


def read_issues(view: View, query: IssuesQuery) -> IssuesPage:
    """The page, kept with the edition."""
    return view.edition.keep(("issues", query), partial(_read, view, query))


def _read(view: View, query: IssuesQuery) -> IssuesPage:
    since, until = whole_months(query.since, query.until)
    span, tallies = read_tallies(view, query.coder, partial(tally_issues, since=since, until=until))
    first, last = year_span(span, since, until, _MOST_YEARS) if span else (0, -1)
    years = tuple(range(first, last + 1))
    return IssuesPage(
        span.coder if span else "", tuple(one.coder for one in view.edition.coders), since, until,
        years, tuple(_totals(tallies, years)),
    )  # fmt: skip


def _totals(tallies: Sequence[Tally], years: Sequence[int]) -> Iterator[IssueTotal]:
    by_year: dict[str | None, dict[int, int]] = defaultdict(dict)
    for one in tallies:
        if one.year is not None:
            by_year[one.issue][one.year] = one.acts
    for one in tallies:
        if one.year is None and one.issue is not None:
            yield IssueTotal(
                one.issue, capitalize(issue_label(one.issue)), one.acts, one.cooperative,
                one.hostile, warmth(one), one.first, one.last,
                tuple(by_year[one.issue].get(year, 0) for year in years),
            )  # fmt: skip


PAGE = Page(
    name="issues",
    path="/issues",
    title="What is dealt with, and how",
    query=IssuesQuery,
    data=IssuesPage,
    read=read_issues,
    rows="issues",
    row=IssueTotal,
)
