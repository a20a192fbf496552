"""World: who deals with whom most, who warms and cools, and what was read."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from detente.ledger.published import Change, CoderSpan, DyadTotal, Hit, YearOutlet
from detente.web.page import NotFoundError, Page
from detente.web.parameters import asked
from detente.web.snapshot import Edition, View

_BUSIEST, _CHANGES, _OUTLETS, _NEWEST, _RUNS = 20, 8, 12, 8, 5
_MOST_YEARS = 25
MINIMUM = 8
"""Acts in either stretch, below which a mean score says nothing."""


@dataclass(frozen=True, slots=True)
class WorldQuery:
    """What the page may be asked."""

    coder: str | None = asked("Whose coding to count; by default the one with the most acts.")
    span: int = asked("Months in each of the two stretches compared.", 12, least=1, most=120)
    until: dt.date | None = asked("Last month of the later stretch.", last=True)


@dataclass(frozen=True, slots=True)
class DyadRow:
    """One dyad with its names; ``warmth`` is the mean score of its acts."""

    a: str
    b: str
    a_name: str
    b_name: str
    acts: int
    a_to_b: int
    b_to_a: int
    together: int
    cooperative: int
    hostile: int
    warmth: float
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A dyad whose mean score changed, with the 95% interval of the change."""

    a: str
    b: str
    a_name: str
    b_name: str
    acts_before: int
    acts_after: int
    before: float
    after: float
    change: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Stretches:
    """The two stretches compared, each from a first to a last day."""

    before: tuple[dt.date, dt.date]
    after: tuple[dt.date, dt.date]
    minimum: int
    compared: int


@dataclass(frozen=True, slots=True)
class OutletRow:
    """Reports of one outlet by year, in the order of the page's years."""

    outlet: str
    reports: int
    by_year: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run: who coded, when (UTC), and how it ended."""

    coder: str
    version: str
    started: dt.datetime
    ended: dt.datetime | None
    status: str


@dataclass(frozen=True, slots=True)
class World:
    """All that the page shows."""

    coder: str
    coders: tuple[CoderSpan, ...]
    documents: int
    events: int
    imported: int
    dyads: tuple[DyadRow, ...]
    stretches: Stretches | None
    warming: tuple[ChangeRow, ...]
    cooling: tuple[ChangeRow, ...]
    newest: tuple[Hit, ...]
    runs: tuple[RunRow, ...]
    years: tuple[int, ...]
    by_year: tuple[int, ...]
    outlets: tuple[OutletRow, ...]
    outlets_in_all: int


def read_world(view: View, query: WorldQuery) -> World:
    """The page; raises ``NotFoundError`` for a coder that the snapshot does not have."""
    edition, snapshot = view.edition, view.snapshot
    coder = choose_coder(edition, query.coder)
    stretches, changes = _compare(view, coder, query)
    years, by_year, outlets, in_all = _coverage(
        edition.keep(("yearly",), snapshot.yearly), coder.coder if coder else ""
    )
    made = edition.made
    dyads = snapshot.busiest(coder.coder, _BUSIEST) if coder else []
    return World(
        coder=coder.coder if coder else "",
        coders=edition.coders,
        documents=made.documents,
        events=made.events,
        imported=made.acts,
        dyads=tuple(name_dyad(edition, one) for one in dyads),
        stretches=stretches,
        warming=_name_changes(edition, [one for one in changes[::-1] if one.low > 0]),
        cooling=_name_changes(edition, [one for one in changes if one.high < 0]),
        newest=tuple(snapshot.newest(_NEWEST)),
        runs=_runs(view),
        years=years,
        by_year=by_year,
        outlets=outlets,
        outlets_in_all=in_all,
    )


def choose_coder(edition: Edition, name: str | None) -> CoderSpan | None:
    """The coder of this name; without one that with the most acts, if there is any.

    Raises ``NotFoundError`` for one whom the snapshot does not have.
    """
    if name is None:
        return next(iter(edition.coders), None)
    found = next((one for one in edition.coders if one.coder == name), None)
    if found is None:
        raise NotFoundError(f"Nobody called {name} has coded anything here.")
    return found


def name_dyad(edition: Edition, one: DyadTotal) -> DyadRow:
    """A dyad's totals with its names in words."""
    return DyadRow(
        one.a, one.b, edition.head(one.a), edition.head(one.b), one.acts, one.a_to_b, one.b_to_a,
        one.together, one.cooperative, one.hostile, one.score / one.acts, one.first, one.last,
    )  # fmt: skip


def _name_changes(edition: Edition, changes: Sequence[Change]) -> tuple[ChangeRow, ...]:
    return tuple(
        ChangeRow(
            one.a, one.b, edition.head(one.a), edition.head(one.b), one.acts_before,
            one.acts_after, one.before, one.after, one.change, one.low, one.high,
        )
        for one in changes[:_CHANGES]
    )  # fmt: skip


def _compare(
    view: View, coder: CoderSpan | None, query: WorldQuery
) -> tuple[Stretches | None, list[Change]]:
    """The last months that the coder covers against as many before them."""
    if coder is None:
        return None, []
    end = _months_on((query.until or coder.last).replace(day=1), 1)
    middle, start = _months_on(end, -query.span), _months_on(end, -2 * query.span)
    changes = view.snapshot.changes(coder.coder, start, middle, end, MINIMUM)
    day = dt.timedelta(days=1)
    return Stretches((start, middle - day), (middle, end - day), MINIMUM, len(changes)), changes


def _months_on(first: dt.date, months: int) -> dt.date:
    number = first.year * 12 + first.month - 1 + months
    if not 12 <= number < 9999 * 12:
        raise ValueError("until lies outside the calendar")
    return dt.date(number // 12, number % 12 + 1, 1)


def _runs(view: View) -> tuple[RunRow, ...]:
    rows = view.snapshot.runs().arrow().to_pylist()[-_RUNS:]
    fields = ("coder", "version", "started", "ended", "status")
    return tuple(RunRow(*(row[name] for name in fields)) for row in reversed(rows))


def _coverage(
    rows: Sequence[YearOutlet], coder: str
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[OutletRow, ...], int]:
    """Years, reports in each, the outlets with the most, and how many outlets there are.

    Of documents where there are any; else of the coder's imported rows.
    """
    kinds = {row.coder for row in rows}
    own = [row for row in rows if row.coder == ("" if "" in kinds else coder)]
    totals = {row.year: row.reports for row in own if row.outlet is None}
    if not totals:
        return (), (), (), 0
    last = max(totals)
    years = tuple(range(max(min(totals), last - _MOST_YEARS + 1), last + 1))
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for row in own:
        if row.outlet:
            found[row.outlet][row.year] = row.reports
    ranked = sorted(found, key=lambda name: (-sum(found[name].values()), name))
    outlets = tuple(
        OutletRow(name, sum(found[name].values()), tuple(found[name].get(y, 0) for y in years))
        for name in ranked[:_OUTLETS]
    )
    return years, tuple(totals.get(year, 0) for year in years), outlets, len(found)


PAGE = Page(
    name="world",
    path="/",
    title="Who deals with whom, who warms and cools, and what was read",
    query=WorldQuery,
    data=World,
    read=read_world,
    rows="dyads",
    row=DyadRow,
)
