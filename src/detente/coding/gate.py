"""The gate: which passages are worth parsing.

Most of the news holds no act between political actors. What names nobody who could act is passed
over by the tables of actors alone; of the rest a regression over its words and names
(``training/gate.py``) tells accidents, weather, science and much of sport from politics.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from detente.actors.gazetteer import Mention, gazetteer
from detente.records import Passage
from detente.text.hashed import Hashed
from detente.text.passages import passages

__all__ = ["Named", "features", "named", "worth_parsing"]

Named = tuple[Passage, list[Mention]]
"""A passage with the names found in it."""

_PARTY = frozenset(
    "state demonym city seat place organisation group institution person surname".split()
)
_WORD = re.compile(r"[^\W\d_]+|\d+|[%$€£]")
_DIGITS = 4  # of a number its length tells enough: a score, a year, a price


def named(text: str) -> list[Named]:
    """The passages of a document that name an actor who can act."""
    find = gazetteer().find
    found = ((passage, find(passage.text)) for passage in passages(text))
    return [(passage, names) for passage, names in found if any(n.kind in _PARTY for n in names)]


def worth_parsing(found: Iterable[Named]) -> list[Named]:
    """Those of these passages that may hold an entry, in order."""
    regression = _regression()
    return [(p, names) for p, names in found if regression.passes(features(p.text, names))]


def features(text: str, names: Sequence[Mention]) -> Iterator[str]:
    """What the gate sees of a passage: words, pairs of words, kinds and number of names."""
    words = [_folded(word) for word in _WORD.findall(text.lower())]
    yield from words
    yield from (f"{one} {two}" for one, two in pairwise(words))
    yield from (f"#{name.kind}" for name in names)
    actors = [name.readings[0].actor for name in names]
    yield f"#codes={min(len({actor.code for actor in actors}), 5)}"
    yield f"#roles={min(sum(actor.role is not None for actor in actors), 5)}"
    yield f"#names={min(len(names), 8)}"
    yield f"#long={min(len(words) // 10, 10)}"


def _folded(word: str) -> str:
    return "0" * min(len(word), _DIGITS) if word.isdigit() else word


@cache
def _regression() -> Hashed:
    return Hashed.load("detente.coding", "data", "gate.npz")
