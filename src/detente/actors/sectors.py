"""Sectors: a mention on its own to country and sector, as event data sets code their actors.

Codes are those of CAMEO, PLOVER and POLECAT (Halterman et al. 2023, *PLOVER and POLECAT*): GOV,
MIL, COP, SPY, JUD, LEG, PTY, OPP, REB, PRM, UAF, CRM, CVL, BUS, LAB, AGR, EDU, JRN, MED (health),
REL, REF, ELI, NGO, IGO, PRE, UNK, JNK. The phrases are data (``data/sectors.csv``).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.actors.gazetteer import Mention, gazetteer
from detente.actors.tables import (
    group_kinds,
    organisation_kinds,
    parents,
    roles,
    sectors,
    state_codes,
)
from detente.records import Actor

OF_ROLE = {
    "HOS": "GOV", "HOG": "GOV", "MFA": "GOV", "GOV": "GOV", "MIL": "MIL", "LEG": "LEG",
    "JUD": "JUD", "OPP": "PTY", "REB": "REB", "CIV": "CVL", "BUS": "BUS", "MED": "JRN",
    "IGO": "IGO", "NGO": "NGO",
}  # fmt: skip
_OF_GROUP = {
    "armed": "REB",
    "gang": "CRM",
    "militia": "PRM",
    "party": "PTY",
    "firm": "BUS",
    "people": "CVL",
    "movement": "OPP",
}
_OF_ORGANISATION = {"court": "JUD", "ngo": "NGO", "police": "COP"}
_UN_FAMILY = "UNO"
_FORMER = re.compile(r"\b(?:former|ex|retired|ousted|deposed|late|disgraced|one-time)\b[\s-]", re.I)
_WORD = re.compile(r"[A-Za-zÀ-ž][\w'’.-]*")
_PLACED = frozenset({"state", "demonym", "city", "place", "seat"})
_NAMED = frozenset({"person", "surname", "group", "institution", "organisation", "outlet"})
_LONGEST = 5  # words of a phrase
_TITLES = frozenset(
    "secretary deputy minister mr mr. mrs mrs. ms ms. dr dr. sir gen. col. lt. sen. rep.".split()
)


@dataclass(frozen=True, slots=True)
class Coded:
    """What a mention is: ``country`` (ISO alpha-3; ``IGO`` or ``UNO`` for organisations; empty if
    none), ``sector`` (empty if none) and the actor, where a table knows it."""

    country: str
    sector: str
    actor: Actor | None = None


def code_mention(text: str, date: dt.date | None = None) -> Coded:
    """Country and sector of a mention; without a date each name has its latest meaning."""
    text = _cased(text.replace("’", "'"))
    found = [m for m in gazetteer().find(text) if _stands_alone(text, m)]
    named = [m for m in found if m.kind in _NAMED and m.actor(date) is not None]
    country = _country(found, date)
    words = _sector(text, found)
    former = bool(_FORMER.search(text))
    for mention in sorted(named, key=lambda m: m.start - m.end):
        actor = mention.actor(date)
        if actor is not None:
            one = _of_name(mention, actor, words)
            owned = mention.kind == "institution" and country
            return Coded(
                country if owned else one.country or country, _left(one.sector, former), actor
            )
    whole = found[0] if len(found) == 1 and _bare(text, found[0]) else None
    if whole is not None and not words:
        return _place(whole, date)
    if country and not words:
        words = "UNK" if _leftover(text, found) else ""
    return Coded(country, _left(words or ("" if country else "UNK"), former))


def _stands_alone(text: str, mention: Mention) -> bool:
    """Whether a person's name is no part of a longer one: ``Juan Carlos Foobar``."""
    if mention.kind not in ("person", "surname"):
        return True
    after = text[mention.end : mention.end + 2]
    if after[:1] == "-" or (after[:1] == " " and after[1:].isupper()):
        return False
    before = _WORD.findall(text[: mention.start])
    word = before[-1] if before and mention.start and text[mention.start - 1] == " " else ""
    if not word[:1].isupper() or mention.kind == "person":
        return True
    known = gazetteer().find(word)
    title = word.lower() in roles() or word.lower() in sectors() or word.lower() in _TITLES
    return title or any(m.kind in _PLACED for m in known)


def _cased(text: str) -> str:
    return text.title() if text.isupper() and len(text) > 5 and " " not in text else text


def _of_name(mention: Mention, actor: Actor, words: str) -> Coded:
    code = actor.code
    if mention.kind in ("person", "surname"):
        title = next((n.title for n in mention.readings if n.actor == actor), "")
        sector = OF_ROLE.get(actor.role or "", "GOV")
        if actor.role == "CIV":
            sector = "ELI"
        elif actor.role == "MIL" and re.search(r"\b(?:minister|secretary)\b", title):
            sector = "GOV"  # a minister of defence
        told = words if words not in ("", "UNK", "CVL", "JNK") else ""
        return Coded(_home(code), told or sector)
    if mention.kind == "institution":
        office = re.search(r"\b(?:ministry|department)\b", mention.form, re.I)
        sector = mention.readings[0].title or OF_ROLE.get(actor.role or "", "GOV")
        return Coded(_home(code), "GOV" if office and sector == "MIL" else sector)
    if mention.kind == "group":
        country, kind = group_kinds().get(code, ("", ""))
        return Coded(country, _OF_GROUP.get(kind, words))
    if mention.kind == "outlet":
        return Coded("", "JRN")
    kind = organisation_kinds().get(code, "")
    return Coded(_home(code), _OF_ORGANISATION.get(kind) or words or "IGO")


def _home(code: str) -> str:
    """The country that an actor's code counts under."""
    if code in state_codes():
        return parents().get(code, code)
    if code == "EU":
        return "EUR"
    if code in ("UN", "ICJ") or code.startswith("UN"):
        return _UN_FAMILY
    kind = organisation_kinds().get(code)
    return ("NGO" if kind == "ngo" else "IGO") if kind else group_kinds().get(code, ("",))[0]


def _place(mention: Mention, date: dt.date | None) -> Coded:
    actor = mention.actor(date)
    if actor is None:
        return Coded("", "")
    if actor.code in parents():
        return Coded(parents()[actor.code], "PRE", actor)
    governs = mention.kind in ("city", "seat")
    return Coded(actor.code, "GOV" if governs else "", actor)


def _country(found: Sequence[Mention], date: dt.date | None) -> str:
    for mention in found:
        actor = mention.actor(date) if mention.kind in _PLACED else None
        if actor is not None:
            return _home(actor.code)
    return ""


def _bare(text: str, mention: Mention) -> bool:
    rest = text[: mention.start] + text[mention.end :]
    return not [w for w in _words(rest) if w not in ("the", "of")]


def _leftover(text: str, found: Sequence[Mention]) -> bool:
    """Whether a lower-case word is left beside the names: somebody or something unknown."""
    for mention in sorted(found, key=lambda m: -m.start):
        text = text[: mention.start] + " " + text[mention.end :]
    return any(w.isalpha() and w not in ("the", "of", "and") and w.islower() for w in text.split())


def _sector(text: str, found: Sequence[Mention]) -> str:
    """The sector of the words beside the names, those before an ``of`` or ``at`` first."""
    covered = text
    for mention in sorted(found, key=lambda m: -m.start):
        if mention.kind in _PLACED | _NAMED:
            covered = covered[: mention.start] + " " + covered[mention.end :]
    head = re.split(r"\b(?:of|at|in|from|to|for)\b", covered, maxsplit=1)[0]
    return _phrase(_words(head)) or _phrase(_words(covered))


def _words(text: str) -> list[str]:
    return [w.lower().removesuffix("'s") for w in _WORD.findall(text)]


def _phrase(words: Sequence[str]) -> str:
    """The sector of the longest phrase that the tables know, the last of several."""
    for width in range(_LONGEST, 0, -1):
        for last in range(len(words), width - 1, -1):
            for phrase in _forms(words[last - width : last]):
                sector = sectors().get(phrase)
                if sector is None and phrase in roles():
                    sector = OF_ROLE.get(roles()[phrase].role)
                if sector:
                    return sector
    return ""


def _forms(words: Sequence[str]) -> Iterator[str]:
    """A phrase as it stands, and with its last word in the singular."""
    yield " ".join(words)
    last = words[-1]
    for ending, singular in (("ies", "y"), ("men", "man"), ("es", ""), ("s", "")):
        if last.endswith(ending) and len(last) > len(ending) + 1:
            yield " ".join([*words[:-1], last[: -len(ending)] + singular])


def _left(sector: str, former: bool) -> str:
    """Who has left an office is of the elite."""
    return "ELI" if former and sector in ("GOV", "MIL", "LEG", "JUD", "SPY", "COP") else sector
