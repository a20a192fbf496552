"""Dyad: everything between two actors, over a period and under filters."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.ontology import issue_label, type_label
from detente.records import Actor, Modality
from detente.report.brief import Headline, Line, OvertureSide
from detente.report.dates import write_day
from detente.report.lines import LineWriter
from detente.report.names import capitalize
from detente.web import links
from detente.web.actors import find_ids
from detente.web.deeds import (
    BACK,
    BOTH,
    FORTH,
    Dealings,
    Deeds,
    coders_of,
    read_dealings,
    say_imported,
)
from detente.web.filters import Filters, choose
from detente.web.page import Elsewhere, NotFoundError, Page, Pending
from detente.web.parameters import asked, of_path
from detente.web.snapshot import Edition, View
from detente.web.threads import (
    AskRow,
    find_asks,
    find_overtures,
    make_writer,
    tell,
    write_finding,
)
from detente.web.timeline import Timeline, make_timeline

_OUTLETS = 60
MOST_AT_ONCE = 4000
"""Acts of coded texts that are joined and followed while the reader waits: half a second."""
PATIENCE_SECONDS = 0.2
_WAY_NAMES = {FORTH: "a_to_b", BACK: "b_to_a", BOTH: "together"}


@dataclass(frozen=True, slots=True)
class DyadQuery(Filters):
    """What the page may be asked."""

    a: str = of_path("One side: an actor's id, or a name.")
    b: str = of_path("The other side.")
    page: int = asked("Which page of the list of acts.", 1, least=1, most=1_000_000)
    size: int = asked("Acts a page.", 50, least=1, most=10_000)


@dataclass(frozen=True, slots=True)
class DyadAct:
    """One act of the list; ``quote`` is its surest report's, of coded texts only."""

    id: str
    date: dt.date | None
    when: str
    way: str
    sentence: str
    type: str
    content: str | None
    quad: int
    score: float
    modality: str
    issues: tuple[str, ...]
    confidence: float
    reports: int
    outlets: tuple[str, ...]
    according_to: str | None
    quote: str | None
    document: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class IssueRow:
    """Cooperative and hostile acts on one issue (``None``: none named), each way and together."""

    issue: str | None
    label: str
    a_cooperative: int
    a_hostile: int
    b_cooperative: int
    b_hostile: int
    together_cooperative: int
    together_hostile: int

    @property
    def acts(self) -> int:
        """All of them."""
        return (
            self.a_cooperative + self.a_hostile + self.b_cooperative + self.b_hostile
            + self.together_cooperative + self.together_hostile
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Account:
    """One side's scores summed up, at the days on which they change (of many, at some)."""

    name: str
    days: tuple[dt.date, ...]
    totals: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, with how many acts it would leave of those without filters."""

    value: str
    label: str
    acts: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to filter by."""

    issues: tuple[Choice, ...]
    types: tuple[Choice, ...]
    outlets: tuple[Choice, ...]
    genres: tuple[Choice, ...]
    coders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dyad:
    """All that the page shows; counts are of the acts under the filters."""

    a: str
    b: str
    a_name: str
    b_name: str
    coder: str
    imported: bool
    headline: Headline | None
    total: int
    chosen: int
    a_to_b: int
    b_to_a: int
    together: int
    undated: int
    first: dt.date | None
    last: dt.date | None
    timeline: Timeline
    accounts: tuple[Account, Account]
    issues: tuple[IssueRow, ...]
    overtures: tuple[OvertureSide, ...]
    asks: tuple[AskRow, ...]
    pages: int
    acts: tuple[DyadAct, ...]
    choices: Choices


def read_dyad(view: View, query: DyadQuery) -> Dyad | Elsewhere | Pending:
    """The page, or its address by ids where names were given; of very many acts it comes later."""
    if (ids := find_ids(view, query.a, query.b)) != (query.a, query.b):
        return Elsewhere(links.narrowed(links.to_dyad(*ids), query))
    coder = _coder(view.edition, query.coder)
    if (acts := _count_told(view, query)) <= MOST_AT_ONCE:
        return _read(view, query, coder)
    return _read_slowly(view, query, coder, acts)


def _read(view: View, query: DyadQuery, coder: str | None) -> Dyad:
    found = read_dealings(view, query.a, query.b, coder)
    chosen = choose(found.deeds, query)
    where = np.flatnonzero(chosen)
    way = found.deeds.way[where]
    dated = found.deeds.day[np.flatnonzero(chosen & found.deeds.dated)]
    line = make_timeline(found.deeds, chosen, query.since, query.until)
    writer = make_writer(view.edition, found, query)
    shown = where[(query.page - 1) * query.size : query.page * query.size]
    told = tell(view, found, query.confidence)
    return Dyad(
        a=query.a,
        b=query.b,
        a_name=view.edition.head(query.a),
        b_name=view.edition.head(query.b),
        coder=found.coder,
        imported=found.rows is not None,
        headline=write_finding(told, writer, query),
        total=len(found.deeds),
        chosen=len(where),
        a_to_b=int((way == FORTH).sum()),
        b_to_a=int((way == BACK).sum()),
        together=int((way == BOTH).sum()),
        undated=len(where) - len(dated),
        first=dt.date.fromordinal(int(dated.min())) if len(dated) else None,
        last=dt.date.fromordinal(int(dated.max())) if len(dated) else None,
        timeline=line,
        accounts=_accounts(line, view.edition, query),
        issues=_issues(found.deeds, where),
        overtures=find_overtures(told.followed, writer, query),
        asks=find_asks(told, writer, query),
        pages=max(1, -(-len(where) // query.size)),
        acts=tuple(_acts(view, found, shown, writer)),
        choices=_choices(view.edition, found.deeds),
    )


def _count_told(view: View, query: DyadQuery) -> int:
    """How many acts between the two texts tell, reading none."""
    a, b = (Actor.parse(id.removesuffix("-*")).code for id in (query.a, query.b))
    return view.edition.keep(("told between", a, b), lambda: view.snapshot.most_told(a, b))


def _read_slowly(view: View, query: DyadQuery, coder: str | None, acts: int) -> Dyad | Pending:
    """The page where it is there soon, else what there is to wait for."""
    ready = view.edition.begin(("dyad", query), lambda later: _read(later, query, coder))
    try:
        return ready.result(PATIENCE_SECONDS)
    except TimeoutError:
        a, b = (view.edition.head(id) for id in (query.a, query.b))
        about = f"{acts:,} acts are being joined and followed, which takes some seconds."
        return Pending(ready, f"{a} and {b}", about, links.to_actor(query.a), a)


def _coder(edition: Edition, name: str | None) -> str | None:
    if name is not None and name not in coders_of(edition):
        raise NotFoundError(f"Nobody called {name} has coded anything here.")
    return name


# Filters


def _choices(edition: Edition, deeds: Deeds) -> Choices:
    outlets = dict(deeds.outlets.counts().most_common(_OUTLETS))
    return Choices(
        _list(deeds.issues.counts(), issue_label),
        _list(deeds.type.counts(), type_label),
        _list(outlets, str),
        _list(deeds.genres.counts(), str),
        coders_of(edition),
    )


def _list(counts: dict[str, int], label: Any) -> tuple[Choice, ...]:
    found = (Choice(value, label(value), acts) for value, acts in counts.items())
    return tuple(sorted(found, key=lambda one: (-one.acts, one.label)))


# What is drawn and counted


def _accounts(line: Timeline, edition: Edition, query: DyadQuery) -> tuple[Account, Account]:
    """Either side's scores summed up over the bars of the timeline."""
    return (
        _account(line, FORTH, edition.head(query.a)), _account(line, BACK, edition.head(query.b))
    )  # fmt: skip


def _account(line: Timeline, way: int, name: str) -> Account:
    sums: dict[dt.date, float] = {}
    for bar in line.bars:
        if bar.way == way:
            sums[bar.end] = sums.get(bar.end, 0.0) + bar.score
    days = sorted(sums)
    totals = np.cumsum([sums[day] for day in days])
    return Account(name, tuple(days), tuple(round(float(total), 2) for total in totals))


def _issues(deeds: Deeds, where: np.ndarray) -> tuple[IssueRow, ...]:
    """Counts by issue; an act on two issues stands under both."""
    good = (deeds.quad[where] <= 2).astype(np.int64)
    keys, counts = np.unique(
        (deeds.issues.place[where] * 3 + deeds.way[where] + 1) * 2 + good, return_counts=True
    )
    cells: Counter[tuple[str | None, int, bool]] = Counter()
    for key, count in zip(keys.tolist(), counts.tolist(), strict=True):
        place, kind = divmod(key, 6)
        for issue in deeds.issues.distinct[place] or (None,):
            cells[issue, kind // 2 - 1, bool(kind % 2)] += count
    rows = [
        IssueRow(
            issue, capitalize(issue_label(issue)) if issue else "No issue named",
            *(cells[issue, way, good] for way in (FORTH, BACK, BOTH) for good in (True, False)),
        )
        for issue in {issue for issue, _, _ in cells}
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (row.issue is None, -row.acts, row.label)))


# The list


def _acts(view: View, found: Dealings, shown: np.ndarray, writer: LineWriter) -> Iterable[DyadAct]:
    for place in map(int, shown):
        if found.rows is None:
            story = found.stories[place]
            yield _act(found.deeds, place, writer.write(story), story.issues)
        else:
            yield _imported_act(view.edition, found, place)


def _act(deeds: Deeds, place: int, line: Line, issues: tuple[str, ...]) -> DyadAct:
    return DyadAct(
        line.id, line.date, line.when, _WAY_NAMES[int(deeds.way[place])], line.sentence, line.type,
        line.content, line.quad, line.score, line.modality, issues, line.confidence, line.reports,
        line.outlets, line.according_to, line.quote.shown, line.quote.document_id, line.quote.url,
    )  # fmt: skip


def _imported_act(edition: Edition, found: Dealings, place: int) -> DyadAct:
    row = found.rows.slice(place, 1).to_pylist()[0]
    source, target = (edition.head(row[side]) for side in ("source", "target"))
    return DyadAct(
        row["id"], row["date"], write_day(row["date"], short=True),
        _WAY_NAMES[int(found.deeds.way[place])],
        say_imported(source, target, row["type"], row["content"], mutual=row["mutual"]),
        row["type"],
        row["content"], row["quad"], row["score"], Modality.ACTUAL.value, tuple(row["issues"]),
        row["confidence"], row["reports"], (), None, None, None, None,
    )  # fmt: skip


PAGE = Page(
    name="dyad",
    path="/dyad/{a}/{b}",
    title="Everything between two actors",
    query=DyadQuery,
    data=Dyad,
    read=read_dyad,
    rows="acts",
    row=DyadAct,
)
