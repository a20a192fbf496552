"""Search: actors, dyads, outlets and headlines by what is in their names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from detente.ledger.published import Hit
from detente.web.actors import find_actor
from detente.web.page import Page
from detente.web.pages.issues import IssuesQuery, read_issues
from detente.web.pages.world import DyadRow, name_dyad
from detente.web.parameters import asked
from detente.web.snapshot import View

_MOST = 20
_LEAST_LETTERS = 3
"""Of a search among headlines: fewer would find nearly all."""
_BETWEEN = re.compile(r"\s+(?:and|vs\.?|versus|with|to|-)\s+|\s*[–—/,&+]\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What the page may be asked."""

    q: str | None = asked("What is sought: part of a name, two names, or words of a headline.")


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two actors that the search names together."""

    a: str
    b: str
    a_name: str
    b_name: str


@dataclass(frozen=True, slots=True)
class Search:
    """What was found; ``dyads`` are the busiest of the first actor."""

    q: str
    pairs: tuple[Pairing, ...]
    hits: tuple[Hit, ...]
    dyads: tuple[DyadRow, ...]

    def of(self, kind: str) -> tuple[Hit, ...]:
        """The hits of one kind: actor, issue, outlet or headline."""
        return tuple(hit for hit in self.hits if hit.kind == kind)


def read_search(view: View, query: SearchQuery) -> Search:
    """Search for what is asked; for nothing, nothing is found."""
    sought = " ".join((query.q or "").split())
    if not sought:
        return Search("", (), (), ())
    snapshot, edition = view.snapshot, view.edition
    actors = [replace(hit, form="" if hit.form == hit.name.lower() else hit.form)
              for hit in snapshot.search("actor", sought, _MOST)]  # fmt: skip
    others = _issues(view, sought) + snapshot.search("outlet", sought, _MOST)
    if len(sought) >= _LEAST_LETTERS:
        others += snapshot.search("headline", sought, _MOST)
    dyads: list[DyadRow] = []
    if actors and edition.coders:
        busiest = snapshot.busiest(edition.coders[0].coder, 8, actors[0].id)
        dyads = [name_dyad(edition, one) for one in busiest]
    return Search(sought, tuple(_pairs(view, sought)), (*actors, *others), tuple(dyads))


def _issues(view: View, sought: str) -> list[Hit]:
    """Issues with this in their name."""
    return [
        Hit("issue", one.issue, one.label, "", one.acts, None)
        for one in read_issues(view, IssuesQuery()).issues
        if sought.lower() in (one.label.lower(), one.issue)
        or (len(sought) >= _LEAST_LETTERS and sought.lower() in one.label.lower())
    ]


def _pairs(view: View, sought: str) -> Iterator[Pairing]:
    """Two actors, where the search is two names with or without a word between."""
    words = sought.split()
    cuts = [tuple(_BETWEEN.split(sought, maxsplit=1))]
    cuts += [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    for cut in cuts:
        ids = [find_actor(view, name) for name in cut]
        if len(ids) == 2 and ids[0] and ids[1] and ids[0] != ids[1]:
            yield Pairing(ids[0], ids[1], *(view.edition.head(id) for id in ids if id))
            return


PAGE = Page(
    name="search",
    path="/search",
    title="Search for actors, dyads, outlets and headlines",
    query=SearchQuery,
    data=Search,
    read=read_search,
    rows="hits",
    row=Hit,
)
