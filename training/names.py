"""Slot filling: the actors of written sentences, drawn at random from the project's own tables."""

from __future__ import annotations

import csv
import random
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from training.written import MARK, OTHER_FORMS, SLOT, Written

_THE = re.compile(
    r"^(United |Netherlands|Philippines|Bahamas|Gambia|Maldives|Seychelles|Comoros|Czech Rep|"
    r"Central African|Dominican Rep|Democratic Rep|Republic|Solomon|Marshall|Holy See|Vatican)"
)
_BARE = re.compile(
    r"^(NATO|ASEAN|OPEC|UNESCO|UNICEF|Interpol|Europol|Eurocontrol|Mercosur|Frontex)"
)


@dataclass(frozen=True, slots=True)
class State:
    """One state as the slots want it."""

    name: str
    adjective: str
    people: str
    capital: str
    leaders: tuple[tuple[str, str], ...]  # title, full name
    persons: tuple[str, ...]


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("detente") / "actors" / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def states() -> tuple[State, ...]:
    holders: dict[str, list[tuple[str, str]]] = {}
    for row in _rows("offices.csv"):
        holders.setdefault(row["actor"], []).append((row["title"], row["person"]))
    found = []
    for row in _rows("states.csv"):
        demonyms = row["demonyms"].split("|")
        known = holders.get(row["id"], [])
        heads = tuple(
            (title.title().replace(" Of ", " of "), person)
            for title, person in known
            if title in ("president", "prime minister", "chancellor", "king", "premier")
        )
        if not row["capital"] or not demonyms[0] or row["until"] or not heads:
            continue
        plural = [d for d in demonyms[1:] if d.endswith("s")]
        people = plural[0] if plural else f"{demonyms[0]} people"
        name = f"the {row['name']}" if _THE.match(row["name"]) else row["name"]
        found.append(
            State(
                name,
                demonyms[0],
                people,
                row["capital"].split("|")[0],
                heads,
                tuple(person for _, person in known),
            )
        )
    return tuple(found)


# States that real news names most are drawn more, so that their odd forms are seen.
_LOUD = (
    "the United States", "Russia", "China", "the United Kingdom", "France", "Germany", "Israel",
    "Iran", "Turkey", "India", "Pakistan", "Ukraine", "Japan", "North Korea", "South Korea",
    "Syria", "Iraq", "Afghanistan", "Egypt", "Saudi Arabia",
)  # fmt: skip


@cache
def others(form: str) -> tuple[str, ...]:
    """Names for the slots of actors that are no states."""
    if form == "outlet":
        return tuple(re.sub(r" \(.*\)", "", row["name"]) for row in _rows("outlets.csv"))
    if form in ("group", "party", "firm"):
        kinds = ("armed", "movement") if form == "group" else (form,)
        rows = [row for row in _rows("groups.csv") if row["kind"] in kinds]
        return tuple(row["name"] if form == "firm" else _with_article(row["name"]) for row in rows)
    rows = _rows("organisations.csv")
    short = [alias for row in rows for alias in row["aliases"].split("|")[:2] if alias]
    return tuple(_with_article(name) for name in [*(row["name"] for row in rows), *short])


def _with_article(name: str) -> str:
    plain = name.startswith(("al", "Al", "Hez", "Ham", "Boko", "Bok", "Ansar", "Jaish", "Lash"))
    if _BARE.match(name) or plain or name.lower().startswith("the "):
        return name
    words = name.split()
    article = len(words) > 1 or (name.isupper() and len(name) <= 3)
    return f"the {name}" if article else name


class Cast:
    """Who plays letters A to E in one sentence."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._states: dict[str, State] = {}
        self._people: dict[str, tuple[str, str]] = {}
        self._others: dict[str, str] = {}

    def state(self, letter: str) -> State:
        while letter not in self._states:
            loud = self._chance.random() < 0.3
            pool = [s for s in states() if s.name in _LOUD] if loud else states()
            drawn = self._chance.choice(pool)
            if drawn not in self._states.values():
                self._states[letter] = drawn
        return self._states[letter]

    def form(self, letter: str, form: str) -> str:
        if form in OTHER_FORMS:
            key = letter + form
            while key not in self._others:
                drawn = self._chance.choice(others(form))
                if drawn not in self._others.values():
                    self._others[key] = drawn
            return self._others[key]
        state = self.state(letter)
        if form in ("leader", "surname"):
            title, person = self._people.setdefault(letter, self._chance.choice(state.leaders))
            return f"{title} {person}" if form == "leader" else person.split()[-1]
        if form == "person":
            given = self._chance.choice(state.persons).split()[0]
            return f"{given} {self._chance.choice(state.persons).split()[-1]}"
        if form == "adj":
            us = state.name == "the United States"
            return self._chance.choice(("US", "U.S.", "American")) if us else state.adjective
        if form == "people":
            return state.people
        if form == "capital":
            return state.capital
        return state.name


def fill(sentence: Written, chance: random.Random) -> tuple[str, dict[str, tuple[int, int]]]:
    """The sentence with names in its slots, and where its marks S, T and V stand in it."""
    cast = Cast(chance)
    pieces: list[str] = []
    spans: dict[str, tuple[int, int]] = {}
    at = 0

    def put(text: str) -> None:
        nonlocal at
        filled = SLOT.sub(lambda m: cast.form(m[1], m[2] or ""), text)
        before = pieces[-1] if pieces else ""
        if re.search(r"\b[Tt]he $", before) and filled.lower().startswith("the "):
            filled = filled[4:]
        filled = re.sub(r"\b([Tt]he) the ", r"\1 ", filled, flags=re.I)
        filled = re.sub(r"\b([Aa])n? (?=[AEIOaeio])(?!Eu|eu|one)", r"\1n ", filled)
        filled = re.sub(
            r"\b([Aa])n (?=[^AEIOUaeiou])(?!hour|honou?r|hono|heir|[FLMNRSX][A-Z])", r"\1 ", filled
        )
        filled = re.sub(r"(?<=s)'s\b", "'", filled)
        if before.endswith("s") and filled.startswith("'s "):
            filled = "'" + filled[2:]
        pieces.append(filled)
        at += len(filled)

    last = 0
    for mark in MARK.finditer(sentence.template):
        put(sentence.template[last : mark.start()])
        start = at
        put(mark[2])
        spans[mark[1]] = (start, at)
        last = mark.end()
    put(sentence.template[last:])
    text = "".join(pieces)
    text = text[:1].upper() + text[1:]
    text = re.sub(r'(-- |\. |: ")the ', lambda m: f"{m[1]}The ", text)
    return text, spans
