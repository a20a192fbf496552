"""Network: who deals with whom in a period, how much, and how warmly."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from detente.ledger.published import CoderSpan, DyadSum
from detente.ontology import issue_label
from detente.records import Actor
from detente.report.names import capitalize
from detente.web.actors import find_id
from detente.web.layout import Places, choose, lay_out, settle
from detente.web.page import Page
from detente.web.pages.world import choose_coder
from detente.web.parameters import asked
from detente.web.periods import Period, find_stop, list_periods, say_period
from detente.web.snapshot import Edition, View
from detente.web.templating import write_plural, write_signed

_EDGES = 80
_MOST_EDGES = 200
_READ = 1000
"""Dyads of a period among which the strongest are chosen."""
_LAID_OUT = 3000
"""Dyads of all times by which actors get their places."""
_TELLING = 3
"""Acts below which a mean score is not worth a sentence."""
WARMTHS = (
    (-5.0, "hostile"), (-1.0, "cold"), (1.0, "mixed"), (4.0, "warm"), (math.inf, "friendly")
)  # fmt: skip
"""Of a mean score: the words, and up to where (included) each is said."""
SORTS = ("acts", "name", "forth", "back", "together", "warmest", "coldest")


@dataclass(frozen=True, slots=True)
class NetworkQuery:
    """What the page may be asked."""

    since: dt.date | None = asked("First month: YYYY or YYYY-MM; whole months are counted.")
    until: dt.date | None = asked("Last month, included.", last=True)
    issue: str | None = asked("Only acts on this issue.")
    coder: str | None = asked("Whose coding to count; by default the one with the most acts.")
    min: int = asked("Only dyads with at least so many acts.", 1, least=1, most=1_000_000)
    actors: str | None = asked("Only dyads of one of these actors: ids or names, with commas.")
    edges: int = asked("How many dyads, the strongest first.", _EDGES, least=1, most=_MOST_EDGES)
    sort: str = asked("The order of the table.", SORTS[0], choices=SORTS)


@dataclass(frozen=True, slots=True)
class ActorNode:
    """One actor: its acts with those shown, how many they are, and where it stands (0 to 1)."""

    id: str
    name: str
    acts: int
    partners: int
    warmth: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """One dyad: acts each way, the mean score of all (``warmth``), and that in a word.

    ``degree`` is the word's number, 1 for hostile to 5 for friendly.
    """

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
    word: str
    degree: int


@dataclass(frozen=True, slots=True)
class IssueChoice:
    """One issue with the acts on it, in all periods."""

    value: str
    label: str
    acts: int


@dataclass(frozen=True, slots=True)
class Network:
    """All that the page shows; ``stop`` is the number of the period shown, if it is one of them.

    Of the ``dyads`` (with ``acts``) that the question leaves, ``weak`` have fewer acts than asked
    for; ``fainter`` have fewer than those shown, or would bring in more than 60 actors.
    """

    coder: str
    coders: tuple[str, ...]
    when: str
    finding: str | None
    periods: tuple[Period, ...]
    stop: int | None
    issues: tuple[IssueChoice, ...]
    only: tuple[str, ...]
    actors: tuple[ActorNode, ...]
    edges: tuple[EdgeRow, ...]
    shown: int
    dyads: int
    acts: int
    weak: int
    weak_acts: int
    fainter: int
    fainter_acts: int

    @property
    def edges_by_acts(self) -> list[EdgeRow]:
        """The dyads, the strongest first."""
        return sorted(self.edges, key=lambda edge: (-edge.acts, edge.a, edge.b))


def read_network(view: View, query: NetworkQuery) -> Network:
    """The page; raises ``NotFoundError`` for a coder or an actor that is not here."""
    edition = view.edition
    coder = choose_coder(edition, query.coder)
    codes = _codes(view, query.actors)
    key = ("network", coder and coder.coder, query.issue, codes, query.min)
    always = edition.keep(key, lambda: _read_always(view, coder, query, codes))
    if query.since or query.until:
        sums = _read(view, coder, query, codes, _READ, query.since, query.until)
    else:
        sums = always.sums
    enough = [one for one in sums if one.acts >= query.min]
    kept = [enough[number] for number in choose(_ties(enough), query.edges)]
    edges = [_edge(edition, one) for one in kept]
    periods = list_periods(coder)
    whole = sums[0] if sums else None
    shown = sum(one.acts for one in kept)
    dyads, acts = (whole.dyads, whole.dyad_acts) if whole else (0, 0)
    weak, weak_acts = (whole.weak, whole.weak_acts) if whole else (0, 0)
    return Network(
        coder=coder.coder if coder else "",
        coders=tuple(one.coder for one in edition.coders),
        when=say_period(query.since, query.until, periods),
        finding=_find(edition, edges),
        periods=periods,
        stop=find_stop(query.since, query.until, periods),
        issues=_issues(view, coder),
        only=tuple(edition.head(code) for code in codes),
        actors=_actors(edition, kept, settle(_ties(kept), always.places)),
        edges=_sort(edges, query.sort),
        shown=shown,
        dyads=dyads,
        acts=acts,
        weak=weak,
        weak_acts=weak_acts,
        fainter=dyads - weak - len(kept),
        fainter_acts=acts - weak_acts - shown,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Always:
    """The strongest dyads of all times, and the places that their actors have by these."""

    sums: list[DyadSum]
    places: Places


def _read_always(
    view: View, coder: CoderSpan | None, query: NetworkQuery, codes: tuple[str, ...]
) -> _Always:
    sums = _read(view, coder, query, codes, _LAID_OUT)
    return _Always(sums, lay_out(_ties(sums)))


def _codes(view: View, actors: str | None) -> tuple[str, ...]:
    names = [name.strip() for name in (actors or "").split(",") if name.strip()]
    return tuple(dict.fromkeys(Actor.parse(find_id(view, name)).code for name in names))


def _read(
    view: View,
    coder: CoderSpan | None,
    query: NetworkQuery,
    codes: tuple[str, ...],
    limit: int,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> list[DyadSum]:
    if coder is None:
        return []
    return view.snapshot.strongest(
        coder.coder, limit, since=since, until=until, issue=query.issue, codes=codes,
        minimum=query.min,
    )  # fmt: skip


def _ties(sums: Sequence[DyadSum]) -> list[tuple[str, str, int]]:
    return [(one.a, one.b, one.acts) for one in sums]


def _edge(edition: Edition, one: DyadSum) -> EdgeRow:
    warmth = one.score / one.acts
    degree = next(number for number, (top, _) in enumerate(WARMTHS, 1) if warmth <= top)
    return EdgeRow(
        one.a, one.b, edition.head(one.a), edition.head(one.b), one.acts, one.a_to_b, one.b_to_a,
        one.together, one.cooperative, one.hostile, warmth, WARMTHS[degree - 1][1], degree,
    )  # fmt: skip


def _find(edition: Edition, edges: Sequence[EdgeRow]) -> str | None:
    """Who dealt most, and of the busier half who best and worst; the edges strongest first."""
    if not edges:
        return None
    most = edges[0]
    half = edges[: -(-len(edges) // 2)]
    busy = [one for one in half if one.acts >= _TELLING] or [most]
    said = f"{_pair(edition, most)} dealt most with each other ({write_plural(most.acts, 'act')})"
    best, worst = max(busy, key=_warmth), min(busy, key=_warmth)
    if best.degree <= worst.degree:
        return f"{capitalize(said)}."
    return (
        f"{capitalize(said)}. Of the busier half of the dyads shown, {_pair(edition, best)} were on"
        f" the best terms ({write_signed(best.warmth)}), {_pair(edition, worst)} on the worst"
        f" ({write_signed(worst.warmth)})."
    )


def _warmth(edge: EdgeRow) -> float:
    return edge.warmth


def _pair(edition: Edition, edge: EdgeRow) -> str:
    return " and ".join(edition.prose(Actor.parse(id)) for id in (edge.a, edge.b))


def _sort(edges: list[EdgeRow], by: str) -> tuple[EdgeRow, ...]:
    order = {
        "acts": lambda one: -one.acts,
        "name": lambda one: (one.a_name.lower(), one.b_name.lower()),
        "forth": lambda one: -one.a_to_b,
        "back": lambda one: -one.b_to_a,
        "together": lambda one: -one.together,
        "warmest": lambda one: -one.warmth,
        "coldest": lambda one: one.warmth,
    }
    return tuple(sorted(edges, key=order[by]))  # what is equal stays by acts


def _actors(edition: Edition, kept: Sequence[DyadSum], places: Places) -> tuple[ActorNode, ...]:
    """The actors, those with the most acts first."""
    own: dict[str, list[DyadSum]] = defaultdict(list)
    for one in kept:
        own[one.a].append(one)
        own[one.b].append(one)
    found = []
    for id, some in own.items():
        acts = sum(one.acts for one in some)
        x, y = (round(float(one), 4) for one in places[id])
        warmth = sum(one.score for one in some) / acts
        found.append(ActorNode(id, edition.head(id), acts, len(some), warmth, x, y))
    return tuple(sorted(found, key=lambda one: (-one.acts, one.id)))


def _issues(view: View, coder: CoderSpan | None) -> tuple[IssueChoice, ...]:
    if coder is None:
        return ()
    rows = view.edition.keep(
        ("network issues", coder.coder), lambda: view.snapshot.issues(coder.coder)
    )
    return tuple(IssueChoice(issue, issue_label(issue), acts) for issue, acts in rows)


PAGE = Page(
    name="network",
    path="/network",
    title="Who deals with whom in a period, how much, and how warmly",
    query=NetworkQuery,
    data=Network,
    read=read_network,
    rows="edges",
    row=EdgeRow,
)
