"""Names: actor ids in the words of a brief."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from detente.records import Actor
from detente.report.language import Language, Name, load_language

_ACRONYM_LENGTH = 4

Naming = Mapping[str, str] | Callable[[Actor], str]


class Names:
    """Turns actors into words by a mapping of ids (or a function), with fallbacks.

    ``RUS-MIL`` without a name of its own becomes ``Russia (military)``, an unknown person the
    slug in capitals, an unknown code itself. States and bodies that the language has names for
    bear those.
    """

    def __init__(self, naming: Naming | None = None, language: Language | None = None) -> None:
        self._naming: Naming = {} if naming is None else naming
        self.language = language or load_language()

    def in_english(self) -> Names:
        """The same actors in English."""
        return Names(self._naming)

    def __call__(self, actor: Actor) -> Name:
        local = self.language.name(actor.code) if actor.person is None else None
        if local is not None:
            return self._add_role(local, actor.role) if actor.role else local
        return self.language.inflect(self._name(actor))

    def _name(self, actor: Actor) -> str:
        if not isinstance(self._naming, Mapping):
            return self._naming(actor)
        known = self._naming.get(actor.id)
        if known is not None:
            return known
        if actor.person is not None:
            return self._naming.get(actor.person) or _spell(actor.person)
        if actor.role is not None:
            return self._add_role(self(Actor(actor.code)), actor.role)
        return actor.code

    def _add_role(self, name: Name, role: str) -> Name:
        say = self.language.say
        word = self.language.word("roles", role)
        forms = {case: say("names.role", name=form, role=word) for case, form in name.forms.items()}
        return Name(say("names.role", name=name, role=word), forms, several=name.several)

    def join(self, actors: Iterable[Actor]) -> Name:
        """Several actors as one phrase: ``A, B and C``."""
        found = list(dict.fromkeys(self(actor) for actor in actors))
        if len(found) == 1:
            return found[0]
        cases = dict.fromkeys(case for name in found for case in name.forms)
        forms = {case: self.language.join([name.form(case) for name in found]) for case in cases}
        return Name(self.language.join(found), forms, several=len(found) > 1)


def capitalize(text: str) -> str:
    """The first letter in upper case, the rest as it stands."""
    return text[:1].upper() + text[1:]


def _spell(slug: str) -> str:
    if slug != slug.lower():
        return slug
    words = slug.replace("_", "-").split("-")
    if len(words) == 1 and len(slug) <= _ACRONYM_LENGTH:
        return slug.upper()
    return " ".join(word.capitalize() for word in words)
