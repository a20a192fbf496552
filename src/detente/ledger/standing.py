"""Standing: who an actor is by the tables of actors that a snapshot was published with."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import duckdb

from detente.ledger.connection import fetch
from detente.records import Actor


@dataclass(frozen=True, slots=True)
class Held:
    """An office held: of which code, in what role, by whom, from when to when."""

    code: str
    role: str
    title: str
    person: str
    name: str
    since: dt.date | None
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class Tie:
    """A grouping that an actor belongs to, or a member of it, from when to when."""

    id: str
    name: str
    since: dt.date | None
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What kind of actor it is, of which country, and how it is called.

    ``names`` are (form, kind) of all its names. ``offices`` are those of a person, or those of
    a code (or one role of it) with who held them, the last first. ``groups`` are what a code
    belongs to, ``members`` what belongs to it.
    """

    kind: str | None
    country: str | None
    names: tuple[tuple[str, str], ...]
    offices: tuple[Held, ...]
    groups: tuple[Tie, ...]
    members: tuple[Tie, ...]


class Standings:
    """The standing of every actor: a few tables, small enough to be held."""

    def __init__(self, tables: dict[str, list[dict[str, Any]]]) -> None:
        self._kinds = {row["code"]: row for row in tables["kinds"]}
        self._names: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._offices: dict[str, list[Held]] = defaultdict(list)
        self._groups: dict[str, list[Tie]] = defaultdict(list)
        self._members: dict[str, list[Tie]] = defaultdict(list)
        for row in tables["aliases"]:
            self._names[row["actor_id"]].append((row["alias"], row["kind"]))
        for row in tables["offices"]:
            self._offices[row["code"]].append(Held(**row))
        for row in tables["members"]:
            days = row["since"], row["until"]
            self._groups[row["member"]].append(Tie(row["code"], row["name"], *days))
            self._members[row["code"]].append(Tie(row["member"], row["member_name"], *days))

    def of(self, id: str) -> Standing:
        """Who the actor is; whoever no table knows has no kind and nothing else either."""
        actor = Actor.parse(id)
        whole = actor.role is None and actor.person is None
        kind = self._kinds.get(actor.code) if whole else None
        return Standing(
            kind["kind"] if kind else None,
            kind["country"] if kind else None,
            tuple(self._names.get(id, ())),
            tuple(one for one in self._offices.get(actor.code, ()) if _is_of(one, actor)),
            tuple(self._groups.get(actor.code, ())) if whole else (),
            tuple(self._members.get(actor.code, ())) if whole else (),
        )


def _is_of(office: Held, actor: Actor) -> bool:
    if actor.person is not None:
        return office.person == actor.person
    return actor.role in (None, office.role)


def read_standings(connection: duckdb.DuckDBPyConnection) -> Standings:
    """All of them."""
    queries = {
        "kinds": "SELECT * FROM summary.kinds",
        "aliases": "SELECT * FROM summary.aliases ORDER BY actor_id, kind, alias",
        "offices": """SELECT * FROM summary.offices
            ORDER BY code, since DESC NULLS LAST, until DESC NULLS FIRST, title, name""",
        "members": "SELECT * FROM summary.members ORDER BY ALL",
    }
    return Standings(
        {name: fetch(connection, query).to_pylist() for name, query in queries.items()}
    )
