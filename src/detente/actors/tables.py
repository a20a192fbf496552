"""The tables of actors, read from the CSV files beside this module.

Each file can be edited by hand; lists inside a cell are separated by ``|``. Adding an actor, a
form of its name, a role or an outlet touches no Python.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from detente.records import Actor


class Dated:
    """What holds from one day to another, open at an end that is not known."""

    __slots__ = ()
    since: dt.date | None
    until: dt.date | None

    def holds(self, day: dt.date) -> bool:
        """Whether it held on ``day``."""
        return (self.since or dt.date.min) <= day <= (self.until or dt.date.max)


class _Name(NamedTuple):
    form: str
    kind: str
    actor: Actor
    since: dt.date | None = None
    until: dt.date | None = None
    sure: bool = True
    title: str = ""


class Name(_Name, Dated):
    """One form under which an actor is written, and from when to when it means that actor.

    ``kind``: state, demonym, city (a capital: place or government), seat (a seat of government,
    never just a place), place (another city, or a region), organisation, group, institution,
    outlet, person, surname. ``sure`` tells of a surname that it may stand without the full name
    before it; ``title`` is that of an office, of an institution its sector. A tuple, since every
    process makes 150,000 of them.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Role:
    """A noun that makes an actor with a country: ``foreign minister`` → MFA, a person."""

    phrase: str
    role: str
    kind: str  # person | group | body | force


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("detente.actors").joinpath("data", name).read_text("utf-8")
    return iter(csv.DictReader(io.StringIO(text)))


def _list(cell: str | None) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()] if cell else []


def _day(cell: str | None) -> dt.date | None:
    return dt.date.fromisoformat(cell) if cell else None


_STROKES = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae"}
)


def slug(name: str) -> str:
    """A name as the last part of an actor id: ``Jaap de Hoop Scheffer`` → ``jaap-de-...``."""
    plain = name
    if not name.isascii():
        plain = unicodedata.normalize("NFKD", name.translate(_STROKES))
        plain = plain.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "unnamed"


def outlet_actor(name: str) -> Actor:
    """The actor that an outlet is, by its table row, else by a slug of its name."""
    return outlet_index().get(name) or _cited().get(name) or Actor("MED", None, slug(name))


@cache
def _cited() -> dict[str, Actor]:
    """Forms that name an outlet where outlets are cited, and other things in running text."""
    return {row["form"]: Actor("MED", None, row["id"]) for row in _rows("outlet_citations.csv")}


@cache
def labels() -> dict[str, str]:
    """The usual English name of every code that the tables know."""
    found: dict[str, str] = {}
    for table in ("states.csv", "organisations.csv", "groups.csv"):
        for row in _rows(table):
            found.setdefault(row["id"], row["name"])
    for name in _user_names():
        found.setdefault(name.actor.code, name.form)
    return found


@cache
def state_codes() -> frozenset[str]:
    """The codes that are states or territories, not organisations or groups."""
    return frozenset(row["id"] for row in _rows("states.csv"))


@cache
def armed_groups() -> frozenset[str]:
    """The codes of armed groups."""
    armed = ("armed", "gang", "militia")
    return frozenset(row["id"] for row in _rows("groups.csv") if row["kind"] in armed)


@cache
def group_kinds() -> dict[str, tuple[str, str]]:
    """Country and kind (armed, party, firm, people, movement) of every group."""
    return {row["id"]: (row["country"], row["kind"]) for row in _rows("groups.csv")}


@cache
def organisation_kinds() -> dict[str, str]:
    """Kinds of organisations: union, alliance, court, bank, agency, forum, mission, ngo ..."""
    return {row["id"]: row["kind"] for row in _rows("organisations.csv")}


@cache
def parents() -> dict[str, str]:
    """Breakaway states to the state that most others count them under."""
    return {row["id"]: row["parent"] for row in _rows("states.csv") if row["parent"]}


@cache
def sectors() -> dict[str, str]:
    """Sector codes of nouns and phrases, in lower case."""
    return {row["phrase"]: row["sector"] for row in _rows("sectors.csv")}


@cache
def outlet_index() -> dict[str, Actor]:
    """Actors of outlets by every form of their names."""
    index: dict[str, Actor] = {}
    for row in _rows("outlets.csv"):
        for form in (row["name"], *_list(row["aliases"])):
            index.setdefault(form, Actor("MED", None, row["id"]))
    return index


@cache
def outlet_owners() -> dict[str, tuple[str, str]]:
    """The country and the kind of owner (state, public, private, party) by every form of a name."""
    return {
        form: (row["country"], row["ownership"])
        for row in _rows("outlets.csv")
        for form in (row["name"], *_list(row["aliases"]))
    }


@cache
def outlet_names() -> dict[str, str]:
    """Names of outlets by the id of their actor."""
    return {f"MED:{row['id']}": row["name"] for row in _rows("outlets.csv")}


@cache
def person_names() -> dict[str, str]:
    """Full names of office holders by their slug."""
    return {slug(row["person"]): row["person"] for row in _rows("offices.csv")}


@cache
def roles() -> dict[str, Role]:
    """Role nouns and phrases, in lower-case lemmas."""
    return {
        row["phrase"]: Role(row["phrase"], row["role"], row["kind"]) for row in _rows("roles.csv")
    }


@cache
def descriptions() -> dict[str, tuple[str, ...]]:
    """Definite descriptions (``alliance``) to the codes that they may stand for."""
    found: dict[str, list[str]] = {}
    for row in _rows("organisations.csv"):
        for phrase in _list(row["descriptions"]):
            found.setdefault(phrase.lower(), []).append(row["id"])
    return {phrase: tuple(codes) for phrase, codes in found.items()}


@cache
def parties() -> dict[str, tuple[Actor, ...]]:
    """Joint bodies of two parties (``NATO-Russia Council``) to those whom they join.

    Dealings with such a body are dealings of its parties, so it is read as them.
    """
    return {
        row["id"]: tuple(Actor(code) for code in _list(row["parties"]))
        for row in _rows("organisations.csv")
        if row["parties"]
    }


@dataclass(frozen=True, slots=True)
class Caution:
    """When a form is not the actor it looks like: patterns on what stands around it."""

    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    anywhere: re.Pattern[str] | None


@cache
def cautions() -> dict[str, Caution]:
    """Forms that are often something else, with the surroundings that give that away."""

    def pattern(cell: str, end: str = "") -> re.Pattern[str] | None:
        return re.compile(f"(?:{cell}){end}") if cell else None

    return {
        form: Caution(
            pattern(row["before"], r"\s*$"), pattern(row["after"]), pattern(row["anywhere"])
        )
        for row in _rows("cautions.csv")
        for form in _list(row["forms"])
    }


@dataclass(frozen=True, slots=True)
class Office(Dated):
    """Who holds an office, from when to when, and what the row rests on."""

    actor: Actor
    title: str
    person: str
    since: dt.date | None
    until: dt.date | None
    source: str


@cache
def offices() -> tuple[Office, ...]:
    """The table of offices, row by row."""
    return tuple(
        Office(
            Actor(row["actor"], row["role"], slug(row["person"])),
            row["title"],
            row["person"],
            _day(row["since"]),
            _day(row["until"]),
            row["source"],
        )
        for row in _rows("offices.csv")
    )


@dataclass(frozen=True, slots=True)
class Membership(Dated):
    """Who belongs to a grouping of states, from when to when."""

    group: str
    member: str
    since: dt.date | None
    until: dt.date | None


@cache
def members_table() -> tuple[Membership, ...]:
    """The table of members, row by row."""
    return tuple(
        Membership(row["group"], row["member"], _day(row["since"]), _day(row["until"]))
        for row in _rows("members.csv")
    )


def fold(text: str) -> str:
    """A name without accents, in lower case, for comparing."""
    plain = unicodedata.normalize("NFKD", text.translate(_STROKES).replace("’", "'"))
    return plain.encode("ascii", "ignore").decode().lower()


USER_TABLES = "DETENTE_ACTORS"  # files of a user's own, in the form that `actors import` writes


@cache
def user_tables() -> tuple[Path, ...]:
    """The user's own tables, named by the environment; raises ``ValueError`` for one not there."""
    found = tuple(Path(p) for p in os.environ.get(USER_TABLES, "").split(os.pathsep) if p)
    for path in found:
        if not path.is_file():
            raise ValueError(f"{USER_TABLES} names {path}, which is not there")
    return found


def _user_names() -> Iterator[Name]:
    for path in user_tables():
        with path.open(encoding="utf-8", newline="") as source:
            for row in csv.DictReader(source):
                actor = Actor.parse(row["actor"])
                days = _day(row.get("since")), _day(row.get("until"))
                yield Name(row["form"], row.get("kind") or "organisation", actor, *days)


def names() -> Iterator[Name]:
    """Every form of every actor, from all tables, the user's own first."""
    yield from _user_names()
    yield from _state_names()
    yield from _place_names()
    yield from _body_names()
    yield from _person_names()


def _state_names() -> Iterator[Name]:
    for row in _rows("states.csv"):
        actor, since, until = Actor(row["id"]), _day(row["since"]), _day(row["until"])
        government = Actor(row["id"], "GOV")
        for form in (row["name"], *_list(row["aliases"])):
            yield Name(form, "state", actor, since, until)
        for form in _list(row["demonyms"]):
            yield Name(form, "demonym", actor, since, until)
        for form in _list(row["capital"]):
            yield Name(form, "city", government, since, until)
        for form in _list(row["metonyms"]):
            yield Name(form, "seat", government, since, until)


def _place_names() -> Iterator[Name]:
    for row in _rows("places.csv"):
        for form in (row["name"], *_list(row["aliases"])):
            yield Name(form, "place", Actor(row["country"]))


def _body_names() -> Iterator[Name]:
    for row in _rows("organisations.csv"):
        for form in (row["name"], *_list(row["aliases"])):
            yield Name(form, "organisation", Actor(row["id"]))
    for row in _rows("groups.csv"):
        for form in (row["name"], *_list(row["aliases"])):
            yield Name(form, "group", Actor(row["id"]), _day(row["since"]), _day(row["until"]))
    for row in _rows("institutions.csv"):
        for form in _list(row["name"]):
            yield Name(form, "institution", Actor.parse(row["actor"]), title=row["sector"])
    for form, actor in outlet_index().items():
        yield Name(form, "outlet", actor)


def _person_names() -> Iterator[Name]:
    for row in _rows("offices.csv"):
        state = row["actor"] in state_codes() or row["role"] == "MIL"
        actor = Actor(row["actor"], row["role"] if state else None, slug(row["person"]))
        since, until, title = _day(row["since"]), _day(row["until"]), row["title"]
        for form in (row["person"], *_list(row["aliases"])):
            yield Name(form, "person", actor, since, until, True, title)
        for form in _list(row["surnames"]):
            sure = form.endswith("*")
            yield Name(form.rstrip("*"), "surname", actor, since, until, sure, title)
