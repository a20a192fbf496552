"""Links: the addresses of pages, in one place."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from detente.web.parameters import write


def _path(*parts: str) -> str:
    return "/" + "/".join(quote(part, safe="") for part in parts)


def to_dyad(a: str, b: str) -> str:
    return _path("dyad", a, b)


def to_event(id: str, query: Any = None) -> str:
    """An entry's page; with the question of a dyad's page, as one of the acts that it leaves."""
    path = _path("event", id)
    if query is None:
        return path
    told = {**write(query, page=None, size=None), "a": query.a, "b": query.b}
    return f"{path}?{urlencode(told)}"


def to_actor(id: str) -> str:
    return _path("actor", id)


def to_document(id: str, entry: str | None = None) -> str:
    """An article, at the words of one of its entries where one is given."""
    path = _deep("document", id)
    return path if entry is None else f"{path}?{urlencode({'entry': entry})}#e-{quote(entry)}"


def to_story(id: str) -> str:
    return _deep("story", id)


def to_review(id: str, back: str | None = None) -> str:
    """Where an entry is reviewed, and the address to go back to."""
    path = _path("review", id)
    return path if back is None else f"{path}?{urlencode({'back': back})}"


def _deep(kind: str, id: str) -> str:
    """The address of what bears any name: one that looks like a twin's ends with a slash."""
    return _path(kind, id) + "/" * id.endswith((".json", ".csv", "/"))


def to_issue(id: str) -> str:
    return _path("issue", id)


def narrowed(path: str, query: object, **changed: object) -> str:
    """A page's address with its question, some of it changed."""
    asked = write(query, **changed)
    return f"{path}?{urlencode(asked)}" if asked else path
