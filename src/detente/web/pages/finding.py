"""Finding: whether two actors answer each other, with its uncertainty and its placebo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from detente.analysis.reciprocity.excitation.model import MIN_ACTS
from detente.analysis.reciprocity.finding import CO_MOVEMENT, Finding, say_answer
from detente.analysis.reciprocity.measures import measure
from detente.analysis.reciprocity.reading import read_ledger
from detente.errors import DetenteError
from detente.records import Actor
from detente.web import links
from detente.web.actors import find_ids
from detente.web.aside import AsideError
from detente.web.page import Elsewhere, Page, Pending
from detente.web.parameters import asked, of_path
from detente.web.snapshot import Edition, Snapshots, View, stamp_of

MOST_ACTS = 20_000
"""That are followed for a page: more take minutes, and ``detente reciprocity`` takes them."""
AT_ONCE, AT_ONCE_EACH = 100, MIN_ACTS - 1
"""Acts in all, and of the side with less, that are measured while the reader waits: of so few no
model of excitation is fitted, and the rest takes a tenth of a second."""
PATIENCE_SECONDS = 0.06
"""For what is measured aside to be shown without a page between."""


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


class ReplacedError(DetenteError):
    """The snapshot that was to be measured is no longer there."""


def read_finding(view: View, query: FindingQuery) -> FindingPage | Elsewhere | Pending:
    """The finding, measured at the first call and kept with the edition.

    Of few acts it is measured at once, else aside. Raises ``ValueError`` where there are more
    acts than a page can follow.
    """
    if (ids := find_ids(view, query.a, query.b)) != (query.a, query.b):
        return Elsewhere(links.narrowed(f"{links.to_dyad(*ids)}/finding", query))
    acts, less = view.edition.keep(("crowd", query), lambda: _count(view, query))
    if acts <= AT_ONCE and less <= AT_ONCE_EACH:
        return view.edition.keep(("finding", query), lambda: _measure(view, query))
    return _measured_aside(view, query, acts)


def _measured_aside(view: View, query: FindingQuery, acts: int) -> FindingPage | Pending:
    edition = view.edition
    ready = edition.keep(
        ("finding aside", query),
        lambda: edition.aside.ask(measure_there, edition.path, edition.stamp, query),
    )
    try:
        return ready.result(PATIENCE_SECONDS)
    except TimeoutError:
        names = edition.head(query.a), edition.head(query.b)
        return Pending(
            ready, "Do they answer each other?",
            f"{acts:,} acts are being measured, which takes some seconds.",
            links.narrowed(links.to_dyad(query.a, query.b), query), " and ".join(names),
        )  # fmt: skip
    except (ReplacedError, AsideError):
        return edition.keep(("finding", query), lambda: _measure(view, query))


def measure_there(path: Path, stamp: Hashable, query: FindingQuery) -> FindingPage:
    """The finding, of the snapshot at a path, in another process than the one that shows it.

    Raises ``ReplacedError`` where another stands there by now than ``stamp`` tells of.
    """
    return _measure(View(_open(path, stamp)), query)


def prepare(snapshots: Snapshots) -> None:
    """Load what measuring needs, here and aside, so that nobody waits for it."""
    edition = snapshots.view().edition
    edition.aside.ask(_prepare_there, edition.path, edition.stamp)
    _load()


def _prepare_there(path: Path, stamp: Hashable) -> None:
    _load()
    _open(path, stamp)


def _load() -> None:
    for name in ("pandas", "scipy.stats", "detente.report.measured"):
        import_module(name)


@lru_cache(maxsize=1)
def _open(path: Path, stamp: Hashable) -> Edition:
    edition = Edition(path, stamp)
    if stamp_of(path) != stamp:
        raise ReplacedError(f"{path} was published anew")
    return edition


def _measure(view: View, query: FindingQuery) -> FindingPage:
    edition = view.edition
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


def _count(view: View, query: FindingQuery) -> tuple[int, int]:
    """How many acts there are, in all and of the side with less, reading none of them.

    Raises ``ValueError`` where a page cannot follow so many.
    """
    a, b = (Actor.parse(id.removesuffix("-*")).code for id in (query.a, query.b))
    acts, less = view.snapshot.most_between(a, b, query.since, query.until)
    if acts > MOST_ACTS:
        raise ValueError(
            f"there are {acts:,} acts between the two, and a page follows {MOST_ACTS:,} at most:"
            " ask for a shorter period, or use detente reciprocity"
        )
    return acts, less


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
