"""Coded parties: the actors of other coders' rows, by their names, codes, countries and sectors.

Three ways of writing an actor are read: names as ICEWS has them (``Foreign Affairs (Bangladesh)``,
``Xi Jinping`` with country and sectors), CAMEO codes (``AFGINSTAL``) beside a name, and a country
with a sector (POLECAT). What sectors and heads stand for is data (``data/coded_roles.toml``);
everything else is looked up in the tables of actors.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from detente.actors.dictionaries import Entry, read_cameo
from detente.actors.gazetteer import gazetteer, resolve
from detente.actors.names import ROLE_LABELS
from detente.actors.sectors import code_mention
from detente.actors.tables import Name, fold, group_kinds, labels, slug, state_codes
from detente.records import Actor
from detente.sources.eventdata.row import Party

_OWNED = re.compile(r"(?P<head>.+?) ?\((?P<owner>[^()]+)\)")
_CODE = re.compile(r"[A-Z]{3}(?:[A-Z]{3})*")
_ID = re.compile(r"(?P<code>[A-Z][A-Z0-9_]+)(?:-(?P<role>[A-Z]{3}))?(?::.+)?")
_LISTED = re.compile(r"(?:[^,;|()]|\([^()]*+\)|[()])++")  # marks in parentheses part nothing
_NAMED = ("person", "group", "organisation", "institution")


class Known(NamedTuple):
    """The actor that a party is, with its id and the state that it is of, as far as known."""

    actor: Actor | None
    id: str | None
    state: str | None


class Parties:
    """Actors of parties, looked up once for each (and for each day, where a person is meant)."""

    def __init__(self) -> None:
        self._fixed: dict[Party, Known] = {}
        self._persons: set[Party] = set()
        self._on: dict[tuple[Party, dt.date], Known] = {}

    def find(self, party: Party, day: dt.date) -> Known:
        """Who the party was on that day."""
        known = self._fixed.get(party) or self._on.get((party, day))
        if known is None:
            actor = _find(party, day)
            known = Known(actor, actor.id if actor else None, home_state(actor))
            if party in self._persons or _persons(party):
                self._persons.add(party)
                self._on[party, day] = known
            else:
                self._fixed[party] = known
        return known


def _find(party: Party, day: dt.date) -> Actor | None:
    if party.code:
        return _of_code(party, day)
    if not party.name:
        return None
    country = _country(party.country, day)
    owned = _OWNED.fullmatch(party.name)
    if owned is not None:
        return _of_owner(owned["head"], _country(owned["owner"], day) or country, party)
    found = _of_name(party.name, day) or _of_id(party.name)
    if found is None or (country and found.person and found.code not in (country, "MED")):
        return _of_country(party, country) if country else None
    if found.role == "CIV" and found.person and party.sectors:
        return Actor(found.code, _role(party.sectors) or "CIV", found.person)
    if country and not found.person and found.role is None and found.code == country:
        return Actor(found.code, _role(party.sectors)) if _is_code(party.sectors) else found
    return found


def _of_code(party: Party, day: dt.date) -> Actor | None:
    """The actor of a CAMEO code; its name tells more where the tables know it as one of those."""
    base = _cameo(party.code)
    named = _of_name(party.name, day, _NAMED) if party.name else None
    if named is not None and (base is None or _home_code(named) == base.code):
        return named
    return base


@cache
def _cameo(code: str) -> Actor | None:
    entry = next(iter(read_cameo([f"X [{code}]"], "")), None)
    if not isinstance(entry, Entry):
        return None
    actor = Actor.parse(entry.actor)
    return actor if actor.code in labels() else None


def _of_owner(head: str, owner: str | None, party: Party) -> Actor | None:
    """``Police (India)``: an organ or a group of a country, which the bare country is not."""
    if owner is None:
        return None
    for name in gazetteer().forms.get(head, ()):
        if name.kind == "group" and group_kinds().get(name.actor.code, ("",))[0] == owner:
            return name.actor
    return Actor(owner, _role(party.sectors) or _head_role(head))


def _of_country(party: Party, country: str) -> Actor:
    """Somebody whom no table knows, of a country and sector that the file gives."""
    return Actor(country, _role(party.sectors) or "CIV", slug(party.name))


def _of_id(name: str) -> Actor | None:
    """An id of detente's own, or a CAMEO code in the place of a name."""
    match = _ID.fullmatch(name)
    known = match and (match["code"] in labels() or match["code"] == "MED")
    if match and known and match["role"] in (*ROLE_LABELS, None):
        return Actor.parse(name)
    return _cameo(name) if _CODE.fullmatch(name) else None


def _of_name(name: str, day: dt.date, kinds: tuple[str, ...] = ()) -> Actor | None:
    readings = tuple(n for n in _readings(name) if not kinds or n.kind in kinds)
    if not readings:
        return None
    actor = resolve(readings, day) or resolve(readings, None)
    if actor is not None and readings[0].kind in ("city", "demonym"):
        return Actor(actor.code)
    if actor is not None and readings[0].kind == "place":
        return Actor(actor.code, "CIV", slug(name))  # Tatarstan does not act for Russia
    return actor


def _country(text: str, day: dt.date) -> str | None:
    """The code of a country or organisation by its name or its own code."""
    if not text:
        return None
    if text in state_codes():
        return text
    actor = _of_name(text, day, ("state", "organisation", "group"))
    return actor.code if actor else None


def home_state(actor: Actor | None) -> str | None:
    """The state that an actor is of, or whose group it is; ``None`` of organisations."""
    code = _home_code(actor) if actor else ""
    return code if code in state_codes() else None


def _home_code(actor: Actor) -> str:
    return group_kinds().get(actor.code, ("",))[0] or actor.code


def _persons(party: Party) -> tuple[Name, ...]:
    return tuple(n for n in _readings(party.name) if n.kind == "person") if party.name else ()


@cache
def _readings(name: str) -> tuple[Name, ...]:
    """What a name may mean: as it stands, inverted at a comma, and without its middle names."""
    forms = gazetteer().forms
    special = _words("name").get(name)
    if special:
        return tuple(n for n in forms.get(labels()[special], ()) if n.actor.code == special)
    head, comma, tail = name.partition(", ")
    for form in (name, name.replace("’", "'"), f"{tail} {head}" if comma else name):
        if form in forms:
            return _usable(forms[form])
    folded, parts = _folded(), _plain(name).split()
    for key in (" ".join(parts), " ".join(reversed(parts)) if len(parts) == 2 else ""):
        if key in folded:
            return _usable(folded[key])
    if len(parts) > 2:
        short = folded.get(f"{parts[0]} {parts[-1]}", [])
        return tuple(n for n in _usable(short) if n.kind == "person")
    return ()


def _usable(names: list[Name]) -> tuple[Name, ...]:
    return tuple(n for n in names if n.kind != "surname")


def _plain(name: str) -> str:
    return fold(name).replace("-", " ")


@cache
def _folded() -> dict[str, list[Name]]:
    """Every form without case, accents and hyphens; short ones, which are words too, left out."""
    found: dict[str, list[Name]] = {}
    for form, names in gazetteer().forms.items():
        if len(form) > 3:
            found.setdefault(_plain(form), names)
    return found


@cache
def _words(kind: str) -> dict[str, str]:
    """A table of words to roles, in its order: sector, head, code; or of names to codes."""
    text = files("detente.actors").joinpath("data", "coded_roles.toml").read_text("utf-8")
    found: dict[str, str] = tomllib.loads(text)[kind]
    return found


def _is_code(sectors: str) -> bool:
    return sectors in _words("code")


@cache
def _role(sectors: str) -> str | None:
    """The role that sectors make, by the table's order; ``None`` where there are none."""
    listed = set(_listed(sectors))
    if not listed:
        return None
    codes = [_words("code")[part] for part in _listed(sectors) if part in _words("code")]
    if codes:
        return codes[0]
    return next((role for sector, role in _words("sector").items() if sector in listed), "CIV")


def _listed(sectors: str) -> list[str]:
    return [part for found in _LISTED.findall(sectors) if (part := found.strip())]


@cache
def _head_role(head: str) -> str:
    """The role of ``Police`` or ``Armed Rebel``; who is nobody in particular is a citizen."""
    return _words("head").get(head) or _words("code").get(code_mention(head).sector, "CIV")
