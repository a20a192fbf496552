"""Actors: whom a reader means by an id or a name in an address."""

from __future__ import annotations

from detente.ledger.patterns import ActorPattern
from detente.web.page import NotFoundError
from detente.web.snapshot import View


def find_actor(view: View, name: str) -> str | None:
    """The id of the actor that is called exactly so, the one with the most acts of several."""
    hits = view.snapshot.search("actor", name, 1)
    folded = " ".join(name.split()).lower()
    return hits[0].id if hits and hits[0].form == folded else None


def find_ids(view: View, a: str, b: str) -> tuple[str, str]:
    """Ids of two sides given by id or name; raises ``NotFoundError`` where nobody is meant."""
    return find_id(view, a), find_id(view, b)


def find_id(view: View, text: str) -> str:
    """The id itself where it is one that the snapshot knows, else that of the name.

    Raises ``NotFoundError`` where nobody is meant.
    """
    try:
        if ActorPattern.parse(text).code in view.edition.names:
            return text
    except ValueError:
        pass
    found = find_actor(view, text)
    if found is None:
        raise NotFoundError(f"Nobody here is called {text}. What are you looking for?")
    return found
