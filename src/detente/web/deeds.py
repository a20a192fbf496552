"""Deeds: all acts between two actors as columns, from coded texts or from imported event data.

Both are filtered, counted and drawn alike. One coder at a time is shown, since two would tell the
same acts; of coded texts an act is a story, several reports of it together.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analysis.judgements import is_judgement
from detente.analysis.pair import Direction, Pair
from detente.analysis.stories import Story, merge_stories
from detente.ledger.patterns import ActorPattern
from detente.ontology import type_label
from detente.records import Actor, Modality
from detente.web.snapshot import Edition, View

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FORTH, BACK, BOTH = 1, -1, 0
_WAYS = {Direction.A_TO_B: FORTH, Direction.B_TO_A: BACK, Direction.TOGETHER: BOTH}
_UNDATED = dt.date.max.toordinal()
_EPOCH = dt.date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """A column of tuples of names: each distinct tuple once, and which one stands in each row."""

    distinct: tuple[tuple[str, ...], ...]
    place: Ints

    @classmethod
    def of(cls, rows: Iterable[tuple[str, ...]]) -> Names:
        """The column of these rows."""
        known: dict[tuple[str, ...], int] = {}
        place = [known.setdefault(row, len(known)) for row in rows]
        return cls(tuple(known), np.array(place, np.int64))

    def __getitem__(self, row: int) -> tuple[str, ...]:
        return self.distinct[self.place[row]]

    def holding(self, name: str) -> Flags:
        """In which rows the name stands."""
        return np.array([name in some for some in self.distinct], bool)[self.place]

    def counts(self) -> Counter[str]:
        """In how many rows each name stands."""
        found: Counter[str] = Counter()
        for some, rows in zip(self.distinct, np.bincount(self.place), strict=False):
            for name in some:
                found[name] += int(rows)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Deeds:
    """Columns of N acts by day: ``day`` is an ordinal (the last there is of undated ones),
    ``way`` 1 from a to b, -1 back, 0 of both; ``happened`` tells what counts as done."""

    ids: tuple[str, ...]
    day: Ints
    way: Ints
    quad: Ints
    score: Floats
    confidence: Floats
    happened: Flags
    type: Names
    modality: Names
    issues: Names
    outlets: Names
    genres: Names

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def dated(self) -> Flags:
        return self.day < _UNDATED


@dataclass(frozen=True, slots=True, eq=False)
class Dealings:
    """What a snapshot has of a dyad by one coder; ``stories`` only of coded texts, in the order
    of the columns, ``rows`` only of imported acts. ``all_stories`` also has what outlets judge
    and others do in the name of either."""

    pair: Pair
    coder: str
    deeds: Deeds
    stories: tuple[Story, ...]
    all_stories: tuple[Story, ...]
    rows: Any


def coders_of(edition: Edition) -> tuple[str, ...]:
    """All coders of a snapshot, the one with the most acts first."""
    return tuple(one.coder for one in edition.coders)


def read_dealings(view: View, a: str, b: str, coder: str | None) -> Dealings:
    """All acts of a dyad by ``coder`` (default: the one of most acts between the two).

    Kept with the edition. Raises ``ValueError`` for ids that are none, or are one side.
    """
    pair = Pair.parse(a, b)
    return view.edition.keep(("dealings", a, b, coder), lambda: _read(view, a, b, pair, coder))


def _read(view: View, a: str, b: str, pair: Pair, coder: str | None) -> Dealings:
    found = []
    for name in coders_of(view.edition) if coder is None else (coder,):
        texts = _of_texts(view, a, b, pair, name)
        found += [texts] if texts.all_stories else [_of_imports(view, a, b, pair, name)]
    empty = Dealings(pair, coder or "", _columns([]), (), (), None)
    return max(found, key=lambda one: len(one.deeds), default=empty)


def _of_texts(view: View, a: str, b: str, pair: Pair, coder: str) -> Dealings:
    entries = view.snapshot.entries(a, b, coder=coder)
    merged = merge_stories(entry for entry in entries if not is_judgement(entry))
    ways = [(story, pair.direction(story.event)) for story in merged]
    told = [(story, _WAYS[way]) for story, way in ways if way in _WAYS]
    rows = [_row(story, way) for story, way in told]
    stories = tuple(story for story, _ in told)
    return Dealings(pair, coder, _columns(rows), stories, tuple(merged), None)


def _row(story: Story, way: int) -> tuple[Any, ...]:
    genres = tuple(dict.fromkeys(entry.document.genre.value for entry in story.entries))
    day = _UNDATED if story.date is None else story.date.toordinal()
    return (
        story.id, day, way, story.quad, story.score, story.event.confidence,
        story.happened, (story.type,), (story.modality.value,), story.issues, story.outlets, genres,
    )  # fmt: skip


def _columns(rows: Sequence[tuple[Any, ...]]) -> Deeds:
    id, day, way, quad, score, sure, done, type, modality, issues, outlets, genres = (
        zip(*rows, strict=True) if rows else ((),) * 12
    )
    return Deeds(
        tuple(id), np.array(day, np.int64), np.array(way, np.int64), np.array(quad, np.int64),
        np.array(score, float), np.array(sure, float), np.array(done, bool), Names.of(type),
        Names.of(modality), Names.of(issues), Names.of(outlets), Names.of(genres),
    )  # fmt: skip


def _of_imports(view: View, a: str, b: str, pair: Pair, coder: str) -> Dealings:
    table = view.snapshot.acts(a, b, coder=coder, either_way=True).arrow()
    text = {name: table[name].to_pylist() for name in ("id", "type", "source", "issues")}
    number = {name: table[name].to_numpy() for name in ("quad", "score", "confidence", "mutual")}
    forth = _acts_of(a, text["source"])
    way = np.where(number["mutual"].astype(bool), BOTH, np.where(forth, FORTH, BACK))
    day = table["date"].cast("int32").to_numpy().astype(np.int64) + _EPOCH
    count = len(table)
    nothing = Names(((),), np.zeros(count, np.int64))
    deeds = Deeds(
        tuple(text["id"]), day, way.astype(np.int64), number["quad"].astype(np.int64),
        number["score"].astype(float), number["confidence"].astype(float), np.ones(count, bool),
        Names.of((type,) for type in text["type"]), Names.of([(Modality.ACTUAL.value,)] * count),
        Names.of(map(tuple, text["issues"])), nothing, nothing,
    )  # fmt: skip
    return Dealings(pair, coder, deeds, (), (), table)


def _acts_of(a: str, sources: Iterable[str | None]) -> Flags:
    """Whether each source is one of those that ``a`` stands for."""
    pattern, known = ActorPattern.parse(a), dict[str | None, bool]()
    found = []
    for source in sources:
        if source not in known:
            known[source] = source is not None and pattern.matches(Actor.parse(source))
        found.append(known[source])
    return np.array(found, bool)


def say_imported(
    source: str, target: str, type: str | None, content: str | None, *, mutual: bool
) -> str:
    """An act that came without words, as *source → target: type (content)*; without a type it
    is a statement.
    """
    deed = type_label(type) if type else "statement"
    about = f" ({type_label(content)})" if content else ""
    return f"{source} {'and' if mutual else '→'} {target}: {deed}{about}"
