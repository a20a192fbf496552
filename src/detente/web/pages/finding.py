"""Finding: whether two actors answer each other, with its uncertainty and its placebo."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from detente.analysis.reciprocity.finding import CO_MOVEMENT, Finding, say_answer
from detente.analysis.reciprocity.measures import measure
from detente.analysis.reciprocity.reading import read_ledger
from detente.records import Actor
from detente.web import links
from detente.web.actors import find_ids
from detente.web.page import Elsewhere, Page
from detente.web.parameters import asked, of_path
from detente.web.snapshot import View

MOST_ACTS = 20_000
"""That are followed for a page: more take minutes, and ``detente reciprocity`` takes them."""


@dataclass(frozen=True, slots=True)
class FindingQuery:
    """What the page may be asked."""

    a: str = of_path("One side: an actor's id, or a name.")
    b: str = of_path("The other side.")
    since: dt.date | None = asked("First day: YYYY, YYYY-MM or YYYY-MM-DD.")
    until: dt.date | None = asked("Last day, included.", last=True)
    issue: str | None = asked("Only acts on this issue.")
    coder: str | None = asked("Whose coding; by default the one with the most acts here.")
    measures: str = asked(
        "Only those that decide, or every one of them, which takes longer.",
        "deciding", choices=("deciding", "every"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """Whether ``replier`` answers ``opener``: the lift over chance with its 95% interval."""

    opener: str
    replier: str
    answer: str
    sentence: str
    lift: float
    low: float
    high: float
    p: float
    p_corrected: float
    basis: str
    more: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure in words, and its figures as a table."""

    key: str
    title: str
    summary: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class FindingPage:
    """The finding, its two directions, the sample, and what every measure says."""

    a: str
    b: str
    a_name: str
    b_name: str
    verdict: str
    co_movement: str | None
    answers: tuple[AnswerRow, ...]
    sample: str
    warnings: tuple[str, ...]
    measures: tuple[MeasureRow, ...]
    missing: dict[str, str]


def read_finding(view: View, query: FindingQuery) -> FindingPage | Elsewhere:
    """The finding, measured at the first call and kept with the edition.

    Raises ``ValueError`` where there are more acts than a page can follow.
    """
    if (ids := find_ids(view, query.a, query.b)) != (query.a, query.b):
        return Elsewhere(links.narrowed(f"{links.to_dyad(*ids)}/finding", query))
    return view.edition.keep(("finding", query), lambda: _measure(view, query))


def _measure(view: View, query: FindingQuery) -> FindingPage:
    edition = view.edition
    _refuse_crowds(view, query)
    found = read_ledger(
        view.snapshot, query.a, query.b, since=query.since, until=query.until, issue=query.issue,
        coder=query.coder, name=edition.head,
    )  # fmt: skip
    names = edition.head(query.a), edition.head(query.b)
    acts = replace(found.acts, a=names[0], b=names[1])
    only_deciding = query.measures == "deciding"
    measured = measure(
        acts, holes=found.holes, warnings=found.warnings, only_deciding=only_deciding
    )
    return _show(query, names, measured)


def _refuse_crowds(view: View, query: FindingQuery) -> None:
    """Raise ``ValueError`` where there are more acts than a page can follow, reading none."""
    a, b = (Actor.parse(id.removesuffix("-*")).code for id in (query.a, query.b))
    acts = view.snapshot.most_between(a, b, query.since, query.until)
    if acts > MOST_ACTS:
        raise ValueError(
            f"there are {acts:,} acts between the two, and a page follows {MOST_ACTS:,} at most:"
            " ask for a shorter period, or use detente reciprocity"
        )


def _show(query: FindingQuery, names: tuple[str, str], found: Finding) -> FindingPage:
    from detente.report.measured import parts

    return FindingPage(
        query.a, query.b, *names, found.verdict.value, CO_MOVEMENT if found.comoves else None,
        tuple(
            AnswerRow(
                one.opener, one.replier, one.answer.value, say_answer(one), one.size, one.low,
                one.high, one.p, one.corrected, one.basis, one.more,
            )
            for one in (found.b_answers, found.a_answers)
        ),
        found.sample, found.warnings,
        tuple(_row(key, title, result) for key, title, result in parts(found)), found.missing,
    )  # fmt: skip


def _row(key: str, title: str, result: Any) -> MeasureRow:
    from detente.report.measured import rows

    figures = rows(result)
    columns = tuple(map(str, figures[0])) if figures else ()
    values = tuple(tuple(row.values()) for row in figures)
    return MeasureRow(key, title, tuple(result.summary().splitlines()), columns, values)


PAGE = Page(
    name="finding",
    path="/dyad/{a}/{b}/finding",
    title="Whether two actors answer each other",
    query=FindingQuery,
    data=FindingPage,
    read=read_finding,
    rows="answers",
    row=AnswerRow,
    seconds=60.0,
)
