"""Language: the words of a brief in one language, and how it counts, dates and names.

A language is a folder of ``data``: ``words.toml`` holds every caption, remark and sentence,
``phrases.toml`` how an act reads. Plural forms, months and names of states come from the CLDR
through Babel.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from detente.ontology import issue_label

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from babel import Locale

DEFAULT = "en"
_GONE = frozenset({"DDR", "YMD", "ZAR"})  # states whose letters the CLDR reads as their heir's
_WORDS, _PHRASES = "words.toml", "phrases.toml"


class Name(str):
    """A name as it stands in a sentence, with its other forms by case.

    ``several`` tells that the verb stands in the plural: ``die USA``.
    """

    __slots__ = ("forms", "several")
    forms: Mapping[str, str]
    several: bool

    def __new__(
        cls, name: str, forms: Mapping[str, str] | None = None, *, several: bool = False
    ) -> Name:
        made = super().__new__(cls, name)
        made.forms, made.several = forms or {}, several
        return made

    def form(self, case: str) -> str:
        """The form of a case; a name without one stands as it is."""
        return self.forms.get(case, str(self))


class _Formatter(string.Formatter):
    """Fills in named places: ``{a:dat}`` takes a form of a name, ``{p:.2g}`` a number's digits."""

    def __init__(self, decimal: str) -> None:
        self.decimal = decimal

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, Name):
            return value.form(format_spec)
        if isinstance(value, float):
            return format(value, format_spec).replace(".", self.decimal)
        return str(value)


@dataclass(frozen=True, eq=False, repr=False)
class Language:
    """The catalogue of one language; ``say`` is how everything else takes words from it."""

    code: str
    words: Mapping[str, Any]
    phrases: Mapping[str, Any]
    locale: Locale

    @cached_property
    def _formatter(self) -> _Formatter:
        from babel.numbers import get_decimal_symbol

        return _Formatter(get_decimal_symbol(self.locale))

    def say(self, key: str, number: int | None = None, /, **values: object) -> str:
        """The words under ``key``, filled in; of a plural the form that ``number`` takes.

        Raises ``KeyError`` where the catalogue has no such key, or a place stays empty.
        """
        message = self.choose(self.words[key], number)
        return self._formatter.vformat(message, (), {"n": number, **values})

    def word(self, table: str, code: str) -> str:
        """The word for a code; one that the catalogue does not know is its own word."""
        return str(self.words.get(f"{table}.{code}", code))

    def choose(self, message: str | Mapping[str, str], number: int | None) -> str:
        """The form of a message for a number: ``none`` for 0, else by the CLDR's category."""
        if isinstance(message, str):
            return message
        if number == 0 and "none" in message:
            return message["none"]
        return message.get(self.locale.plural_form(number or 0), message["other"])

    def number(self, value: float, digits: str = "g") -> str:
        """A number with the language's decimal sign and a minus as long as a plus."""
        return self._formatter.format_field(float(value), digits).replace("-", "−")

    def percent(self, share: float) -> str:
        """A share between 0 and 1 in whole percent."""
        return self.say("marks.percent", number=f"{100 * share:.0f}")

    def issue(self, issue: str) -> str:
        """The issue in plain words; where the catalogue has none, the agenda's own."""
        return self.word("issues", issue) if f"issues.{issue}" in self.words else issue_label(issue)

    def name(self, code: str) -> Name | None:
        """What the language calls a state or body; ``None`` where it has no word of its own."""
        known = self.words.get(f"actors.{code}")
        if known is not None:
            forms = {case: form for case, form in known.items() if case not in ("name", "several")}
            return self.inflect(known["name"], forms, several=bool(known.get("several")))
        if self.code == DEFAULT:  # the tables of actors are in English
            return None
        state = _find_state(self.locale, code)
        return self.inflect(state) if state else None

    def inflect(
        self, name: str, forms: Mapping[str, str] | None = None, *, several: bool = False
    ) -> Name:
        """A name with the forms that the language's rules make of it, and those given."""
        made = {}
        for case, rules in self.words.get("names.rules", {}).items():
            fit = ((find, put) for find, put in rules if re.search(find, name))
            made[case] = next((re.sub(find, put, name, count=1) for find, put in fit), name)
        return Name(name, {**made, **(forms or {})}, several=several)

    def strip_article(self, name: str) -> str:
        """A name as a heading has it, without an article: ``United States``."""
        article = next((a for a in self.words["language.articles"] if name.startswith(a)), "")
        return name.removeprefix(article)

    def join(self, words: Sequence[str], last: str = "and") -> str:
        """``A``, ``A and B``, ``A, B and C``."""
        if not words:
            return ""
        joined = words[0]
        for place, word in enumerate(words[1:], start=2):
            kind = last if place == len(words) else "comma"
            joined = self.say(f"lists.{kind}", most=joined, last=word)
        return str(joined)


def languages() -> list[str]:
    """The codes of the languages that there are."""
    return sorted(one.name for one in _folder().iterdir() if one.joinpath(_WORDS).is_file())


@cache
def load_language(code: str = DEFAULT) -> Language:
    """The language of a code (``en``). Raises ``ValueError`` where there is none, with those
    that there are and how another is added.
    """
    from babel import Locale

    if code not in languages():
        raise ValueError(
            f"there is no brief in {code!r}, only in {', '.join(languages())}; a language is added "
            f"by a folder with its {_WORDS} and {_PHRASES} (docs/reference.md, Another language)"
        )
    folder = _folder().joinpath(code)
    words = dict(_flatten(tomllib.loads(folder.joinpath(_WORDS).read_text("utf-8"))))
    phrases = tomllib.loads(folder.joinpath(_PHRASES).read_text("utf-8"))
    return Language(code, words, phrases, Locale.parse(words["language.locale"]))


def _folder() -> Traversable:
    return files("detente.report").joinpath("data")


def _flatten(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Keys with dots: ``counts.acts``; plurals, actors and rules stay whole."""
    for key, value in table.items():
        whole = path == "actors." or key == "rules" or "other" in value
        if isinstance(value, Mapping) and not whole:
            yield from _flatten(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def _find_state(locale: Locale, code: str) -> str | None:
    """The CLDR's name of a state by its three letters, which it keeps as an alias of two."""
    from babel.core import get_global

    if code in _GONE:
        return None
    alias = get_global("territory_aliases").get(code, ())
    return locale.territories.get(alias[0]) if len(alias) == 1 else None
