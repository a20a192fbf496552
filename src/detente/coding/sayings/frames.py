"""Frames: in which places the cues of ``data/sayings.toml`` have their content."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Frame:
    """One way in which a cue takes its content: its class, and whether the source vouches."""

    kind: str
    asserts: bool


@cache
def _classes() -> dict[str, dict[str, Any]]:
    text = files("detente.coding").joinpath("data", "sayings.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _frames(part: str) -> dict[str, dict[str, Frame]]:
    found: dict[str, dict[str, Frame]] = {}
    for kind, row in _classes().items():
        frame = Frame(kind, bool(row.get("asserts")))
        for lemma in row.get(part, ()):
            for name in row.get("frames", ()):
                found.setdefault(lemma, {}).setdefault(name, frame)
    return found


def of_verb(lemma: str) -> dict[str, Frame]:
    """Frames of a verb by their names: ``that``, ``quote``, ``inf``, a preposition ..."""
    return _frames("verbs").get(lemma, {})


def of_noun(lemma: str) -> dict[str, Frame]:
    """Frames of a noun (``claim``, ``call``) by their names."""
    return _frames("nouns").get(lemma, {})


def is_telling(lemma: str) -> bool:
    """Whether a verb can have ``that ...`` told by its subject."""
    return "that" in of_verb(lemma)


@cache
def documents() -> frozenset[str]:
    """Nouns of what can say something by being written: ``report``, ``poll``, ``letter``."""
    return frozenset(_classes()["documents"]["nouns"])


@cache
def issuing() -> frozenset[str]:
    """Verbs by which whoever writes a document gives it out."""
    return frozenset(_classes()["documents"]["issuing"])


@cache
def occasions() -> frozenset[str]:
    """Nouns for the occasions on which people speak."""
    return frozenset(_classes()["occasions"]["nouns"])


@cache
def adjectives() -> frozenset[str]:
    """Adjectives of holding something to be so: ``confident``, ``afraid``."""
    return frozenset(_classes()["adjectives"]["adjectives"])


@cache
def doubting() -> frozenset[str]:
    """Verbs that bring up what others claim without passing it on: ``rejected the claim that``."""
    return frozenset(_classes()["doubting"]["lemmas"])


@cache
def views() -> frozenset[str]:
    """Nouns in ``in X's view``."""
    return frozenset(_classes()["views"]["nouns"])
