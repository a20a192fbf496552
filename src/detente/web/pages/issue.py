"""Issue: who stands where on one issue, and on which issues there is how much."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from detente.ledger.newest import Focus
from detente.ledger.published import CoderSpan
from detente.ledger.tallies import Tally, tally_issue, tally_standings
from detente.ontology import issue_label, issues
from detente.records import Actor
from detente.report.names import capitalize
from detente.web.counts import (
    YearRow,
    of_years,
    read_tallies,
    share,
    warmth,
    whole_months,
    year_span,
)
from detente.web.latest import (
    FollowedAsk,
    LatestAct,
    asking_pairs,
    find_asks,
    find_latest,
    newest_asks,
    of_last_day,
    read_stories,
)
from detente.web.page import NotFoundError, Page
from detente.web.parameters import asked, of_path
from detente.web.snapshot import Edition, View

_STANDINGS, _PAIRS, _ASKING = 40, 12, 6
_MOST_YEARS = 30
MINIMUM = 5
"""Acts of an actor or pair, below which nothing is said of where it stands."""


@dataclass(frozen=True, slots=True)
class IssueQuery:
    """What the page may be asked."""

    id: str = of_path("An issue's id, such as arms-control.")
    since: dt.date | None = asked("First month: YYYY or YYYY-MM; a day stands for its month.")
    until: dt.date | None = asked("Last month, included.", last=True)
    coder: str | None = asked("Whose coding; by default the one with the most acts here.")


@dataclass(frozen=True, slots=True)
class StandingRow:
    """What one actor does to others on the issue, and has from them."""

    id: str
    name: str
    acts: int
    done_cooperative: int
    done_hostile: int
    received_cooperative: int
    received_hostile: int
    together_cooperative: int
    together_hostile: int
    warmth: float
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class PairRow:
    """Acts of two on the issue; ``low`` to ``high`` is the share of cooperative ones (95%)."""

    a: str
    b: str
    a_name: str
    b_name: str
    acts: int
    cooperative: int
    hostile: int
    low: float
    high: float
    warmth: float


@dataclass(frozen=True, slots=True)
class IssuePage:
    """All that the page shows; what is counted are acts of months in the period."""

    id: str
    label: str
    coder: str
    coders: tuple[str, ...]
    since: dt.date | None
    until: dt.date | None
    minimum: int
    acts: int
    cooperative: int
    hostile: int
    first: dt.date | None
    last: dt.date | None
    years: tuple[YearRow, ...]
    foremost: str
    standings_in_all: int
    standings: tuple[StandingRow, ...]
    compared: int
    divided: int
    common_ground: tuple[PairRow, ...]
    quarrels: tuple[PairRow, ...]
    imported: bool
    asks: tuple[FollowedAsk, ...]
    latest: tuple[LatestAct, ...]


def read_issue(view: View, query: IssueQuery) -> IssuePage:
    """The page, kept with the edition; raises ``NotFoundError`` for what is no issue."""
    return view.edition.keep(("issue", query), partial(_read, view, query))


def _read(view: View, query: IssueQuery) -> IssuePage:
    since, until = whole_months(query.since, query.until)
    period: dict[str, Any] = {"issue": query.id, "since": since, "until": until}
    span, tallies = read_tallies(view, query.coder, partial(tally_issue, **period))
    if query.id not in issues() and not tallies:
        raise NotFoundError(f"Nothing here is on an issue called {query.id}; /issues lists them.")
    standing = view.snapshot.tallies(tally_standings(span.coder, **period)) if span else []
    weighty = [one for one in standing if one.acts >= MINIMUM]
    pairs = [_pair(view.edition, one) for one in tallies if one.b and one.acts >= MINIMUM]
    common, quarrels = _judge(pairs)
    whole = next((one for one in tallies if one.a is None and one.year is None), None)
    asks, latest = _read_words(view, query.id, span, since, until)
    return IssuePage(
        id=query.id,
        label=capitalize(issue_label(query.id)),
        coder=span.coder if span else "",
        coders=tuple(one.coder for one in view.edition.coders),
        since=since,
        until=until,
        minimum=MINIMUM,
        acts=whole.acts if whole else 0,
        cooperative=whole.cooperative if whole else 0,
        hostile=whole.hostile if whole else 0,
        first=whole.first if whole else None,
        last=whole.last if whole else None,
        years=_years(tallies, span, since, until),
        foremost=view.edition.prose.join(Actor.parse(one.a) for one in weighty[:3] if one.a),
        standings_in_all=len(weighty),
        standings=tuple(_standing(view.edition, one) for one in weighty[:_STANDINGS]),
        compared=len(pairs),
        divided=len(pairs) - len(common) - len(quarrels),
        common_ground=tuple(common[:_PAIRS]),
        quarrels=tuple(quarrels[:_PAIRS]),
        imported=bool(latest) and latest[0].quote is None,
        asks=asks,
        latest=latest,
    )


def _years(
    tallies: Iterable[Tally], span: CoderSpan | None, since: dt.date | None, until: dt.date | None
) -> tuple[YearRow, ...]:
    if span is None:
        return ()
    yearly = (one for one in tallies if one.year is not None)
    return of_years(yearly, year_span(span, since, until, _MOST_YEARS))


def _standing(edition: Edition, one: Tally) -> StandingRow:
    assert one.a is not None
    return StandingRow(
        one.a, edition.head(one.a), one.acts, one.done_cooperative, one.done_hostile,
        one.received_cooperative, one.received_hostile, one.together_cooperative,
        one.together_hostile, warmth(one), one.first, one.last,
    )  # fmt: skip


def _pair(edition: Edition, one: Tally) -> PairRow:
    assert one.a is not None
    assert one.b is not None
    low, high = share(one.cooperative, one.acts)
    return PairRow(
        one.a, one.b, edition.head(one.a), edition.head(one.b), one.acts, one.cooperative,
        one.hostile, round(low, 3), round(high, 3), warmth(one),
    )  # fmt: skip


def _judge(pairs: Iterable[PairRow]) -> tuple[list[PairRow], list[PairRow]]:
    """Pairs whose acts are mostly cooperative, and mostly hostile, surer than chance (95%)."""
    common, quarrels = [], []
    for one in pairs:
        if one.low > 0.5:
            common.append(one)
        elif one.high < 0.5:
            quarrels.append(one)
    return common, quarrels


def _read_words(
    view: View, issue: str, span: CoderSpan | None, since: dt.date | None, until: dt.date | None
) -> tuple[tuple[FollowedAsk, ...], tuple[LatestAct, ...]]:
    """The asks on the issue between those who ask most, and its last acts."""
    if span is None:
        return (), ()
    least = view.edition.made.min_confidence
    focus = of_last_day(Focus(span.coder, since, until, least, issue=issue), span.last)
    stories = read_stories(view, focus)
    asks = find_asks(view.edition, stories, asking_pairs(stories, _ASKING), issue)
    return newest_asks(asks), find_latest(view, focus, stories)


PAGE = Page(
    name="issue",
    path="/issue/{id}",
    title="Who stands where on an issue",
    query=IssueQuery,
    data=IssuePage,
    read=read_issue,
    rows="standings",
    row=StandingRow,
)
