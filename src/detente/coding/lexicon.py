"""The lexicon: senses of verbs and nouns that are political deeds, read from data.

``data/verbs.csv`` and ``data/nouns.csv`` hold one sense a row; ``data/classes.toml`` says how they
are read and names classes of nouns that rows refer to as ``@class``. Adding a verb touches no
Python.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

ACTOR = "ACTOR"
NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Sense:
    """One sense of a word: the deed that it is, and where its parties stand.

    ``extra`` are the particles or prepositions that belong to the word; ``objects`` the lemmas
    that its object must have (empty: any; ``-``: none; ``ACTOR``: a political actor);
    ``modifiers`` those that must stand before a noun. ``source`` and ``target`` are places to
    look for the parties, in order. ``content``: ``comp`` where the deed's object is read from
    its complement, a type where it is fixed.
    """

    word: str
    extra: tuple[str, ...]
    objects: frozenset[str]
    modifiers: frozenset[str]
    source: tuple[str, ...]
    target: tuple[str, ...]
    type: str
    mode: str | None
    content: str | None
    flags: frozenset[str]

    @property
    def mutual(self) -> bool:
        return "mutual" in self.flags

    @property
    def weak(self) -> bool:
        return "weak" in self.flags


def _text(name: str) -> str:
    return files("detente.coding").joinpath("data", name).read_text("utf-8")


@cache
def classes() -> dict[str, frozenset[str]]:
    """Named classes of noun lemmas."""
    return {
        name: frozenset(lemmas) for name, lemmas in tomllib.loads(_text("classes.toml")).items()
    }


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _expand(cell: str) -> frozenset[str]:
    found: set[str] = set()
    for part in _split(cell):
        found |= classes()[part[1:]] if part.startswith("@") else {part}
    return frozenset(found)


def _senses(name: str, column: str) -> Iterator[Sense]:
    for row in csv.DictReader(io.StringIO(_text(name))):
        word, *extra = row[column].split()
        yield Sense(
            word,
            tuple(extra),
            _expand(row["object"]),
            _expand(row.get("modifier") or ""),
            _split(row["source"]),
            _split(row["target"]),
            row["type"],
            row["mode"] or None,
            row["content"] or None,
            frozenset(row["flags"].split()),
        )


def _index(senses: Iterator[Sense]) -> dict[str, tuple[Sense, ...]]:
    """Senses by word, the specific before the general, else in the file's order.

    Those with particles first, then those with a listed object, with an actor, without an
    object, and last those without a condition.
    """
    found: dict[str, list[Sense]] = {}
    for sense in senses:
        found.setdefault(sense.word, []).append(sense)
    return {word: tuple(sorted(rows, key=_generality)) for word, rows in found.items()}


def _generality(sense: Sense) -> tuple[int, int]:
    if sense.objects == {ACTOR}:
        rank = 1
    elif sense.objects == {NOTHING}:
        rank = 2
    else:
        rank = 0 if sense.objects or sense.modifiers else 3
    return -len(sense.extra), rank


@cache
def verbs() -> dict[str, tuple[Sense, ...]]:
    """Senses of verbs by lemma."""
    return _index(_senses("verbs.csv", "verb"))


@cache
def nouns() -> dict[str, tuple[Sense, ...]]:
    """Senses of event nouns by lemma."""
    return _index(_senses("nouns.csv", "noun"))
