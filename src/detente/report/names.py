"""Names: actor ids in the words of a brief."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from detente.records import Actor

ROLE_WORDS = {
    "GOV": "government",
    "HOS": "head of state",
    "HOG": "head of government",
    "MFA": "foreign ministry",
    "MIL": "military",
    "LEG": "parliament",
    "JUD": "courts",
    "OPP": "opposition",
    "REB": "rebels",
    "CIV": "civilians",
    "BUS": "business",
    "MED": "media",
    "IGO": "organisation",
    "NGO": "non-governmental",
}
_ACRONYM_LENGTH = 4

Naming = Mapping[str, str] | Callable[[Actor], str]


class Names:
    """Turns actors into words by a mapping of ids (or a function), with fallbacks.

    ``RUS-MIL`` without a name of its own becomes ``Russia (military)``, an unknown person the
    slug in capitals, an unknown code itself.
    """

    def __init__(self, naming: Naming | None = None) -> None:
        self._naming: Naming = {} if naming is None else naming

    def __call__(self, actor: Actor) -> str:
        if not isinstance(self._naming, Mapping):
            return self._naming(actor)
        known = self._naming.get(actor.id)
        if known is not None:
            return known
        if actor.person is not None:
            return self._naming.get(actor.person) or _spell(actor.person)
        if actor.role is not None:
            role = ROLE_WORDS.get(actor.role, actor.role)
            return f"{self(Actor(actor.code))} ({role})"
        return actor.code

    def join(self, actors: Iterable[Actor]) -> str:
        """Several actors as one phrase: ``A, B and C``."""
        return join_words(dict.fromkeys(self(actor) for actor in actors))


def join_words(words: Iterable[str]) -> str:
    """``A``, ``A and B``, ``A, B and C``."""
    *most, last = [*words] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def capitalize(text: str) -> str:
    """The first letter in upper case, the rest as it stands."""
    return text[:1].upper() + text[1:]


def head_name(name: str) -> str:
    """A name as a heading has it, without an article: ``United States``."""
    return name.removeprefix("the ")


def possess(name: str) -> str:
    """``Russia’s``, ``the United States’``."""
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def _spell(slug: str) -> str:
    if slug != slug.lower():
        return slug
    words = slug.replace("_", "-").split("-")
    if len(words) == 1 and len(slug) <= _ACRONYM_LENGTH:
        return slug.upper()
    return " ".join(word.capitalize() for word in words)
