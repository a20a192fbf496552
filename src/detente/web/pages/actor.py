"""Actor: who it is, whom it deals with and on what, what it asks and fears."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from detente.analysis.concerns import gather_held
from detente.analysis.pair import Pair, speaks_for
from detente.ledger.newest import Focus
from detente.ledger.published import CoderSpan
from detente.ledger.standing import Held, Standing, Tie
from detente.ledger.tallies import Tally, tally_actor
from detente.ontology import issue_label
from detente.records import Actor
from detente.report.language import load_language
from detente.report.names import capitalize
from detente.report.sections.concerns import write_concern
from detente.web import links
from detente.web.actors import find_id
from detente.web.counts import YearRow, of_years, read_tallies, warmth, whole_months, year_span
from detente.web.latest import (
    FollowedAsk,
    LatestAct,
    find_asks,
    find_latest,
    make_writer,
    newest_asks,
    of_last_day,
    read_stories,
)
from detente.web.page import Elsewhere, NotFoundError, Page
from detente.web.parameters import asked, of_path
from detente.web.snapshot import Edition, View

_PARTNERS, _ISSUES_EACH, _ASKED = 20, 3, 4
_MOST_YEARS, _MOST_CONCERNS = 30, 12
_NAMES = ("state", "organisation", "group", "institution", "outlet", "person")
_SEATS = ("city", "seat")
_HIGHEST = ("HOS", "HOG", "MFA", "MIL", "IGO")


@dataclass(frozen=True, slots=True)
class ActorQuery:
    """What the page may be asked."""

    id: str = of_path("An actor's id, or a name.")
    since: dt.date | None = asked("First month: YYYY or YYYY-MM; a day stands for its month.")
    until: dt.date | None = asked("Last month, included.", last=True)
    coder: str | None = asked("Whose coding; by default the one with the most acts here.")
    partners: int = asked("How many partners to list.", _PARTNERS, least=1, most=1000)


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """What the actor does to one other and has from it; ``warmth`` is the mean score."""

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
    issues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActorIssueRow:
    """The same on one issue, with its acts in each year of the page."""

    issue: str
    label: str
    acts: int
    done_cooperative: int
    done_hostile: int
    received_cooperative: int
    received_hostile: int
    together_cooperative: int
    together_hostile: int
    warmth: float
    by_year: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office held by a person; ``id`` is the person's, where the ledger knows it."""

    title: str
    of: str
    of_name: str
    id: str | None
    name: str
    since: dt.date | None
    until: dt.date | None
    in_view: bool


@dataclass(frozen=True, slots=True)
class TieRow:
    """A grouping that the actor belongs to, or a member of it, at the end of the period.

    ``known`` tells that the ledger has it too.
    """

    id: str
    name: str
    known: bool


@dataclass(frozen=True, slots=True)
class ConcernRow:
    """What the actor is said to see as a danger, in the words of the surest report."""

    about: str
    issues: tuple[str, ...]
    times: int
    voice: str | None
    quote: str
    date: dt.date | None
    outlet: str
    document: str
    url: str | None


@dataclass(frozen=True, slots=True)
class ActorPage:
    """All that the page shows; what is counted are acts of months in the period."""

    id: str
    name: str
    kind: str
    of: str | None
    of_name: str | None
    names: tuple[str, ...]
    seats: tuple[str, ...]
    offices: tuple[OfficeRow, ...]
    groups: tuple[TieRow, ...]
    members: tuple[TieRow, ...]
    coder: str
    coders: tuple[str, ...]
    since: dt.date | None
    until: dt.date | None
    total: PartnerRow | None
    partners_in_all: int
    partners: tuple[PartnerRow, ...]
    issues: tuple[ActorIssueRow, ...]
    years: tuple[YearRow, ...]
    imported: bool
    asks_made: tuple[FollowedAsk, ...]
    asks_received: tuple[FollowedAsk, ...]
    concerns: tuple[ConcernRow, ...]
    acts: tuple[LatestAct, ...]


def read_actor(view: View, query: ActorQuery) -> ActorPage | Elsewhere:
    """The page, or its address by id where a name was given; kept with the edition."""
    id = _find(view, query.id)
    if id != query.id:
        return Elsewhere(links.narrowed(links.to_actor(id), query))
    return view.edition.keep(("actor", query), partial(_read, view, query))


def _find(view: View, text: str) -> str:
    """The id that is meant: a person's in an office that the ledger knows, ``RUS`` of ``RUS-*``."""
    id = find_id(view, text).removesuffix("-*")
    actor, names = Actor.parse(id), view.edition.names
    if actor.person is None or id in names:
        return id
    start, end = actor.code, f":{actor.person}"
    found = min((one for one in names if one.startswith(start) and one.endswith(end)), default=None)
    if found is None or Actor.parse(found).code != actor.code:
        raise NotFoundError(f"Nobody here is called {text}. What are you looking for?")
    return found


def _read(view: View, query: ActorQuery) -> ActorPage:
    edition, id = view.edition, query.id
    since, until = whole_months(query.since, query.until)
    span, tallies = read_tallies(
        view, query.coder, partial(tally_actor, actor=id, since=since, until=until)
    )
    partners = [one for one in tallies if one.b is not None and one.issue is None]
    years = year_span(span, since, until, _MOST_YEARS) if span else (0, -1)
    standing = edition.keep(("standings",), view.snapshot.standings).of(id)
    last = until or (span.last if span else dt.date.max)
    asks, acts = _read_words(view, id, span, since, until, partners)
    total = [one for one in tallies if (one.b, one.issue, one.year) == (None, None, None)]
    return ActorPage(
        id=id,
        name=edition.head(id),
        kind=_kind(id, standing),
        of=standing.country,
        of_name=edition.head(standing.country) if standing.country else None,
        names=_names(standing, _NAMES, edition.head(id)),
        seats=_names(standing, _SEATS, ""),
        offices=tuple(_offices(edition, standing.offices, since or _first(span), last)),
        groups=_ties(edition, standing.groups, last),
        members=_ties(edition, standing.members, last),
        coder=span.coder if span else "",
        coders=tuple(one.coder for one in edition.coders),
        since=since,
        until=until,
        total=_partner(edition, total[0], ()) if total else None,
        partners_in_all=len(partners),
        partners=tuple(_partners(edition, tallies, partners[: query.partners])),
        issues=tuple(_issues(tallies, years)),
        years=of_years((one for one in tallies if one.year and one.issue is None), years),
        imported=bool(acts) and acts[0].quote is None,
        asks_made=newest_asks([ask for ask in asks if _is_by(ask, id)]),
        asks_received=newest_asks([ask for ask in asks if not _is_by(ask, id)]),
        concerns=tuple(_concerns(view, id, span, since, until)),
        acts=acts,
    )


def _first(span: CoderSpan | None) -> dt.date:
    return span.first if span else dt.date.min


# Who it is


def _kind(id: str, standing: Standing) -> str:
    """What it is in words: a state, an alliance, a person, a foreign ministry ..."""
    actor = Actor.parse(id)
    if actor.code == "MED":
        return "news outlet"
    if actor.person is not None:
        return "person"
    if actor.role is not None:
        return load_language().word("roles", actor.role)
    return standing.kind or ""


def _names(standing: Standing, kinds: Sequence[str], known: str) -> tuple[str, ...]:
    found = (form for form, kind in standing.names if kind in kinds and form != known)
    return tuple(dict.fromkeys(found))


def _offices(
    edition: Edition, held: Iterable[Held], first: dt.date, last: dt.date
) -> Iterator[OfficeRow]:
    """Offices, the highest first: by role, then those of shorter titles, which are seldom those
    of deputies; of each the last holder first."""
    ranks = {role: rank for rank, role in enumerate(_HIGHEST)}

    def rank(one: Held) -> tuple[int, int]:
        return ranks.get(one.role, len(ranks)), len(one.title.split())

    for one in sorted(held, key=rank):
        ids = (f"{one.code}-{one.role}:{one.person}", f"{one.code}:{one.person}")
        yield OfficeRow(
            one.title, one.code, edition.head(one.code),
            next((id for id in ids if id in edition.names), None), one.name, one.since, one.until,
            (one.since or dt.date.min) <= last and (one.until or dt.date.max) >= first,
        )  # fmt: skip


def _ties(edition: Edition, ties: Iterable[Tie], day: dt.date) -> tuple[TieRow, ...]:
    held = {
        TieRow(one.id, one.name, one.id in edition.names)
        for one in ties
        if (one.since or dt.date.min) <= day <= (one.until or dt.date.max)
    }
    return tuple(sorted(held, key=lambda one: one.name))


# What is counted


def _partners(
    edition: Edition, tallies: Iterable[Tally], partners: Iterable[Tally]
) -> Iterator[PartnerRow]:
    issues: dict[str, list[str]] = defaultdict(list)
    for one in tallies:  # those with the most acts first
        if one.b is not None and one.issue is not None:
            issues[one.b].append(one.issue)
    for one in partners:
        assert one.b is not None
        yield _partner(edition, one, tuple(issues[one.b][:_ISSUES_EACH]))


def _partner(edition: Edition, one: Tally, issues: tuple[str, ...]) -> PartnerRow:
    id = one.b or ""
    return PartnerRow(
        id, edition.head(id) if id else "", one.acts, *_counts(one), warmth(one), one.first,
        one.last, issues,
    )  # fmt: skip


def _issues(tallies: Sequence[Tally], years: tuple[int, int]) -> Iterator[ActorIssueRow]:
    by_year: dict[str | None, dict[int, int]] = defaultdict(dict)
    for one in tallies:
        if one.year is not None:
            by_year[one.issue][one.year] = one.acts
    for one in tallies:
        if one.issue is not None and one.b is None and one.year is None:
            acts = tuple(by_year[one.issue].get(y, 0) for y in range(years[0], years[1] + 1))
            yield ActorIssueRow(
                one.issue, capitalize(issue_label(one.issue)), one.acts, *_counts(one),
                warmth(one), acts,
            )  # fmt: skip


def _counts(one: Tally) -> tuple[int, int, int, int, int, int]:
    return (
        one.done_cooperative, one.done_hostile, one.received_cooperative, one.received_hostile,
        one.together_cooperative, one.together_hostile,
    )  # fmt: skip


# What it says and is told


def _read_words(
    view: View, id: str, span: CoderSpan | None, since: dt.date | None, until: dt.date | None,
    partners: Sequence[Tally],
) -> tuple[list[FollowedAsk], tuple[LatestAct, ...]]:  # fmt: skip
    """The asks between the actor and those it deals with most, and its last acts."""
    if span is None:
        return [], ()
    made = view.edition.made
    focus = of_last_day(Focus(span.coder, since, until, made.min_confidence, actor=id), span.last)
    own = Actor.parse(id)
    others = [one.b for one in partners if one.b and not own.same_side(Actor.parse(one.b))]
    stories = read_stories(view, focus, others[:_ASKED])
    pairs = [Pair(own, Actor.parse(other)) for other in others[:_ASKED]]
    return find_asks(view.edition, stories, pairs), find_latest(view, focus, stories)


def _is_by(ask: FollowedAsk, id: str) -> bool:
    return id in ask.asker


def _concerns(
    view: View, id: str, span: CoderSpan | None, since: dt.date | None, until: dt.date | None
) -> Iterator[ConcernRow]:
    if span is None:
        return
    stated = view.edition.keep(
        ("concerns", span.coder), lambda: list(view.snapshot.concerns(coder=span.coder))
    )
    own, first, last = Actor.parse(id), since or dt.date.min, until or dt.date.max
    inside = [one for one in stated if first <= (one.document.date or first) <= last]
    held = gather_held(inside, lambda holder: own if speaks_for(holder, own) else None)
    for one in held[:_MOST_CONCERNS]:
        item = write_concern(one, make_writer(view.edition))
        quote = item.quote
        yield ConcernRow(
            item.about, one.lead.concern.issues, item.times, quote.voice, quote.shown, quote.date,
            quote.outlet, quote.document_id, quote.url,
        )  # fmt: skip


PAGE = Page(
    name="actor",
    path="/actor/{id}",
    title="Who an actor is, and whom it deals with",
    query=ActorQuery,
    data=ActorPage,
    read=read_actor,
    rows="partners",
    row=PartnerRow,
)
