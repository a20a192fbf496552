"""Names: what a user types for an actor, to its id, and an id back to words."""

from __future__ import annotations

import datetime as dt
import difflib
import re

from detente.actors.gazetteer import gazetteer, resolve
from detente.actors.tables import labels, outlet_names, person_names
from detente.errors import UnknownActorError
from detente.records import Actor

ROLE_LABELS = {
    "HOS": "head of state",
    "HOG": "head of government",
    "MFA": "foreign ministry",
    "MIL": "military",
    "GOV": "government",
    "LEG": "parliament",
    "JUD": "courts",
    "OPP": "opposition",
    "REB": "rebels",
    "CIV": "citizens",
    "BUS": "business",
    "MED": "media",
    "IGO": "organisation",
    "NGO": "NGO",
}
# A name with one of these words takes the article in a sentence: "the United States".
_WITH_ARTICLE = frozenset(
    "United Union Nations Republic Kingdom Organization Organisation Agency Council Court Bank "
    "Fund League Islands Netherlands Philippines Emirates Maldives Bahamas Gambia Commission "
    "Committee Taliban Kurds Houthis Muslim Vatican Seychelles Comoros Association Community "
    "Cross Group Front Party Army Movement".split()
)
_ID = re.compile(r"(?P<code>[A-Z][A-Z0-9_]+)(-(?P<role>[A-Z]{3}|\*))?(:.+)?")


def find_actor(name: str, date: dt.date | None = None) -> str:
    """The actor id for a name or id; raises ``UnknownActorError`` with the nearest known names.

    ``"Russia"`` → ``RUS``, ``"NATO"`` → ``NATO``, ``"RUS-MIL"`` → itself. A capital or seat of
    government, and a demonym, give the state.
    """
    text = name.strip()
    known = labels()
    match = _ID.fullmatch(text)
    if (
        match is not None
        and (match["code"] in known or match["code"] == "MED")
        and (match["role"] in ROLE_LABELS or match["role"] in (None, "*"))
    ):
        return text
    forms = gazetteer().forms
    for form in (text, text.removeprefix("the ").removeprefix("The "), text.title(), text.upper()):
        readings = forms.get(form)
        if readings:
            actor = resolve(tuple(readings), date)
            if actor is not None:
                plain = readings[0].kind in ("city", "place", "seat", "demonym")
                return actor.code if plain else actor.id
    choices = {form.lower(): form for form in forms} | {code.lower(): code for code in known}
    nearest = difflib.get_close_matches(text.lower(), choices, n=3, cutoff=0.7)
    raise UnknownActorError(name, tuple(choices[n] for n in nearest))


def name_actor(actor: Actor) -> str:
    """An actor in words: ``Russia``, ``Russia (military)``, ``Vladimir Putin``."""
    if actor.code == "MED":
        outlet = outlet_names().get(actor.id)
        return outlet or (actor.person or "a news outlet").replace("-", " ").title()
    if actor.person:
        return person_names().get(actor.person, actor.person.replace("-", " ").title())
    base = labels().get(actor.code, actor.code)
    return f"{base} ({ROLE_LABELS.get(actor.role, actor.role)})" if actor.role else base


def name_in_prose(actor: Actor) -> str:
    """An actor as it stands inside a sentence: ``the United States``, ``Russia``, ``NATO``."""
    name = name_actor(actor)
    bare = actor.person is None and not name.lower().startswith("the ")
    return f"the {name}" if bare and _WITH_ARTICLE & set(name.split()) else name
