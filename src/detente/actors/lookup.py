"""Lookup: what the tables of actors hold, for a person who asks."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from detente.actors.gazetteer import gazetteer
from detente.actors.names import name_actor
from detente.actors.tables import Name, Office, fold, labels, members_table, names, offices
from detente.records import Actor

_CAPITALISED = re.compile(
    r"\b[A-ZÀ-Ž][\w'’-]+(?:(?: (?:of|the|de|al|bin|and|for)){0,2} [A-ZÀ-Ž][\w'’-]+)*"
)
_LOWER = re.compile(r"\b[a-zà-ž][\w'’-]+")
_LEAST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A form under which an actor is known, what it is, and from when to when."""

    form: str
    kind: str
    actor: Actor
    title: str
    since: dt.date | None
    until: dt.date | None


def search(words: str, day: dt.date | None = None) -> list[Found]:
    """Every form that holds all the words or their beginnings, accents and case aside.

    Words of an office or its country may stand beside those of a name (``prime minister brown``).
    Forms that are the words come first. With ``day`` only what held on that day.
    """
    wanted = fold(words).split()
    found: dict[tuple[str, str, str], Found] = {}
    for name in names():
        folded = fold(name.form).split()
        missing = [w for w in wanted if not any(f.startswith(w) for f in folded)]
        if missing and len(missing) < len(wanted) and name.kind in ("person", "surname"):
            office = fold(f"{name.title} {labels().get(name.actor.code, '')}").split()
            missing = [w for w in missing if not any(o.startswith(w) for o in office)]
        if not missing:
            if day is not None and not name.holds(day):
                continue
            key = (name.actor.id, name.title, str(name.since))
            best = found.get(key)
            if best is None or _rank(name, wanted) < _rank(best, wanted):
                found[key] = _found(name)
    return sorted(found.values(), key=lambda f: (_rank(f, wanted), f.form, str(f.since)))


def _found(name: Name) -> Found:
    return Found(name.form, name.kind, name.actor, name.title, name.since, name.until)


def _rank(name: Name | Found, wanted: list[str]) -> tuple[bool, int]:
    return fold(name.form).split() != wanted, len(name.form)


def holders(actor: str, day: dt.date | None = None, title: str | None = None) -> list[Office]:
    """Who holds the offices of an actor (its code), on ``day`` if given, latest first.

    ``title`` keeps those whose title holds its words (``foreign minister``).
    """
    found = [
        office
        for office in offices()
        if office.actor.code == actor
        and (not title or fold(title) in fold(office.title))
        and (day is None or office.holds(day))
    ]
    return sorted(found, key=lambda o: (_ROLES.get(o.actor.role or "", 9), -_ordinal(o.since)))


_ROLES = {"HOS": 0, "HOG": 1, "MFA": 2, "MIL": 3, "GOV": 4, "LEG": 5, "OPP": 6}


def _ordinal(day: dt.date | None) -> int:
    return (day or dt.date.min).toordinal()


def members(group: str, day: dt.date | None = None) -> list[str]:
    """The codes of a grouping's members on a day; without one, of all who ever were."""
    return [m.member for m in members_table() if m.group == group and (day is None or m.holds(day))]


def unresolved(texts: Iterable[str]) -> Counter[str]:
    """Capitalised names in texts that no table knows, by how often they stand there.

    What begins with words that the texts also write in lower case loses them.
    """
    counts: Counter[str] = Counter()
    lower: set[str] = set()
    for text in texts:
        lower.update(_LOWER.findall(text))
        counts.update(_unknown(text))
    found: Counter[str] = Counter()
    for name, count in counts.items():
        words = name.split()
        while words and words[0].lower() in lower:  # "The Foobar", "Then Foobar"
            words = words[1:]
        if words and words[0][:1].isupper():
            found[" ".join(words)] += count
    return found


def _unknown(text: str) -> Iterator[str]:
    known = [(m.start, m.end) for m in gazetteer().find(text)]
    for match in _CAPITALISED.finditer(text):
        start, end = match.span()
        name = match[0].removesuffix("'s").removesuffix("’s")
        if len(name) >= _LEAST_LETTERS and not any(a < end and start < b for a, b in known):
            yield name


def describe(found: Found) -> str:
    """What a form means, in words: ``prime minister of Peru``."""
    if found.title and found.kind in ("person", "surname"):
        return f"{found.title}, {name_actor(Actor(found.actor.code))}"
    return f"{found.kind}, {name_actor(found.actor)}"
