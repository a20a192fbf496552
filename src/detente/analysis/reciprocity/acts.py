"""Acts: what two sides did to each other, as columns that every measure reads.

Whatever the source (coded texts, imported event data, anybody's table), measuring starts here:
an act has a day, a way it goes, a score, and stands once. What both did together goes neither
way (codebook, rule 4), unless mirrors are kept on purpose to see what they would have faked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from detente.analysis.overtures import is_overture, is_overture_type
from detente.analysis.pair import Direction, Pair
from detente.analysis.reciprocity.mirrors import Mirrors, find_twins
from detente.analysis.stories import Story
from detente.ledger.patterns import ActorPattern
from detente.records import Actor, Event

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

A_TO_B, B_TO_A, TOGETHER = 0, 1, 2
WAYS = {Direction.A_TO_B: A_TO_B, Direction.B_TO_A: B_TO_A, Direction.TOGETHER: TOGETHER}
MIRRORS = ("out", "keep")


@dataclass(frozen=True, slots=True, eq=False)
class Acts:
    """Acts between ``a`` and ``b``, by day; every column is an array of one length n.

    ``day`` counts days (``date.toordinal``); ``way`` is 0 for a to b, 1 for b to a, 2 for both
    together; ``score`` is positive for cooperation, ``goldstein`` NaN where unknown; ``quad`` 1
    to 4; ``overture`` marks acts that hold something out (guide, rule 6; where types are not
    known, every cooperative act); ``confidence`` is the coder's, 0 to 1; ``type`` and
    ``content`` are PLOVER's, ``None`` where not known; ``issues`` has a tuple an act.
    ``first_day`` and ``last_day`` bound the period that was observed, ``mirrors`` tells of acts
    that stood twice.
    """

    a: str
    b: str
    day: Ints
    way: Ints
    score: Floats
    goldstein: Floats
    quad: Ints
    overture: Flags
    confidence: Floats
    type: tuple[str | None, ...]
    content: tuple[str | None, ...]
    issues: tuple[tuple[str, ...], ...]
    id: tuple[str, ...]
    first_day: int
    last_day: int
    mirrors: Mirrors

    def __len__(self) -> int:
        return len(self.day)

    @property
    def typed(self) -> bool:
        """Whether types are known, and not only signs."""
        return any(type is not None for type in self.type)

    def keep(self, chosen: Flags) -> Acts:
        """Only the acts that the mask marks; the period stays."""
        return self._take(np.flatnonzero(chosen))

    def _take(self, rows: Ints) -> Acts:
        taken: dict[str, Any] = {name: getattr(self, name)[rows] for name in _ARRAYS}
        taken |= {name: tuple(getattr(self, name)[i] for i in rows) for name in _LISTS}
        return replace(self, **taken)

    def on(self, issue: str) -> Acts:
        """Only the acts on one issue."""
        return self.keep(np.array([issue in some for some in self.issues], bool))

    def mirrored(self) -> Acts:
        """The same acts with every mutual one written twice, once in each direction.

        So coders write them, and so they look like replies; only to show what that fakes.
        """
        both = np.flatnonzero(self.way == TOGETHER)
        rows = np.concatenate([np.arange(len(self)), both])
        way = self.way[rows]
        way[both], way[len(self) :] = A_TO_B, B_TO_A
        by_day = np.argsort(self.day[rows], kind="stable")
        return replace(self._take(rows[by_day]), way=way[by_day])

    def days(self, way: int, *, cooperative: bool) -> Ints:
        """The days of one side's cooperative (or hostile) acts, ascending."""
        sign = self.score > 0 if cooperative else self.score < 0
        days: Ints = self.day[(self.way == way) & sign]
        return days

    def counts(self) -> tuple[int, int, int]:
        """How many acts go a to b, b to a, and are of both together."""
        found = np.bincount(self.way, minlength=3)
        return int(found[0]), int(found[1]), int(found[2])

    @property
    def span_days(self) -> int:
        return self.last_day - self.first_day + 1


_ARRAYS = ("day", "way", "score", "goldstein", "quad", "overture", "confidence")
_LISTS = ("type", "content", "issues", "id")


def from_stories(
    stories: Iterable[Story],
    a: str,
    b: str,
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> Acts:
    """Acts of coded texts: merged stories that happened and are dated to a week or finer.

    ``first`` and ``last`` bound the period observed (default: the first and last act). An act
    dated to a month or a year would fall on its first day, and so is left out. ``a`` and ``b``
    are ids of actors; ``RUS-*`` takes everybody with the code.
    """
    rows = [
        (story.date, way, story.score, None, story.quad, is_overture(story.event),
         story.event.confidence, story.type, story.content_type, story.issues, story.id)
        for story in stories
        if story.happened
        and story.date is not None
        and story.granularity in ("day", "week")
        and (way := _way_of(story.event, a, b)) is not None
    ]  # fmt: skip
    return _gather(a, b, rows, first, last, Mirrors.none(len(rows)))


def _way_of(event: Event, a: str, b: str) -> int | None:
    """Which way an event goes; between all who bear two codes, by its source and target."""
    if not a.endswith("-*") and not b.endswith("-*"):
        direction = Pair.parse(a, b).direction(event)
        return None if direction is None else WAYS.get(direction)
    sides = [
        {side for actor in actors if (side := _side(actor.id, a, b)) is not None}
        for actors in (event.source, event.target)
    ]
    if event.mutual and sides[0] | sides[1] == {a, b}:
        return TOGETHER
    return {(a, b): A_TO_B, (b, a): B_TO_A}.get(tuple(map(_only, sides)))  # type: ignore[arg-type]


def _only(sides: set[str]) -> str | None:
    return next(iter(sides)) if len(sides) == 1 else None


def from_table(
    table: pa.Table,
    a: str,
    b: str,
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> Acts:
    """Acts of a table with the columns ``date``, ``source``, ``target`` and ``score``.

    Rows between ``a`` and ``b`` alone are taken. Optional columns: ``mutual`` (else twins are
    found, ``mirrors.find_twins``), ``code`` and ``story`` to find twins by, ``type`` and
    ``content`` (PLOVER), ``quad``, ``goldstein``, ``issues`` (a list), ``confidence``, ``id``.
    Actor ids are matched whole, or as the ledger matches them (``RUS`` is ``RUS-GOV`` too,
    ``RUS-*`` everybody with the code). Raises ``ValueError`` where a needed column is missing.
    """
    missing = {"date", "source", "target", "score"} - set(table.column_names)
    if missing:
        raise ValueError(f"a table of acts needs {', '.join(sorted(missing))} as well")
    columns = {name: table[name].to_pylist() for name in table.column_names}
    ways = [_way(*sides, a, b) for sides in zip(columns["source"], columns["target"], strict=True)]
    told = zip(ways, columns["date"], columns["score"], strict=True)
    usable = [row for row, facts in enumerate(told) if None not in facts]
    column = _reader(columns, usable)
    way = np.array([ways[i] for i in usable], np.int64)
    if "mutual" in columns:
        together = np.array([bool(m) for m in column("mutual")], bool)
        mirrors, keep = Mirrors.none(len(usable)), np.ones(len(usable), bool)
    else:
        mirrors, together, keep = find_twins(
            [day.toordinal() for day in column("date")],
            way, column("code") if "code" in columns else column("score"),
            column("story") if "story" in columns else None,
            certain="code" in columns,
        )  # fmt: skip
    way = np.where(together, TOGETHER, way)
    types, contents = column("type"), column("content")
    typed = "type" in columns
    rows = [
        (day, int(way[i]), score, goldstein, quad or _quad(score),
         way[i] != TOGETHER and (is_overture_type(types[i], contents[i]) if typed else score > 0),
         1.0 if sure is None else sure, types[i], contents[i], tuple(issues or ()), id or str(i))
        for i, (day, score, goldstein, quad, sure, issues, id) in enumerate(zip(
            *map(column, ("date", "score", "goldstein", "quad", "confidence", "issues", "id")),
            strict=True))
        if keep[i]
    ]  # fmt: skip
    return _gather(a, b, rows, first, last, mirrors)


def _reader(columns: dict[str, list[Any]], usable: list[int]) -> Any:
    def column(name: str) -> list[Any]:
        return [columns[name][i] for i in usable] if name in columns else [None] * len(usable)

    return column


def _quad(score: float) -> int:
    """Without a type, verbal and material are not known: the sign alone decides."""
    return 1 if score >= 0 else 3


def _way(source: str | None, target: str | None, a: str, b: str) -> int | None:
    sides = _side(source, a, b), _side(target, a, b)
    return {(a, b): A_TO_B, (b, a): B_TO_A}.get(sides)  # type: ignore[arg-type]


def _side(actor: str | None, a: str, b: str) -> str | None:
    if actor is None or actor in (a, b):
        return actor
    try:
        known = Actor.parse(actor)
        return next((id for id in (a, b) if ActorPattern.parse(id).matches(known)), None)
    except ValueError:  # names of a user's own, which are matched whole
        return None


def _gather(
    a: str,
    b: str,
    rows: list[tuple[Any, ...]],
    first: dt.date | None,
    last: dt.date | None,
    mirrors: Mirrors,
) -> Acts:
    days = [row[0].toordinal() for row in rows]
    low = first.toordinal() if first else min(days, default=last.toordinal() if last else 1)
    high = max(low, last.toordinal() if last else max(days, default=low))
    rows = sorted((r for r in rows if low <= r[0].toordinal() <= high), key=lambda r: r[0])
    day, way, score, goldstein, quad, overture, sure, type, content, issues, id = (
        zip(*rows, strict=True) if rows else ((),) * 11
    )
    return Acts(
        a, b,
        np.array([d.toordinal() for d in day], np.int64), np.array(way, np.int64),
        np.array(score, float), np.array([np.nan if g is None else g for g in goldstein], float),
        np.array(quad, np.int64), np.array(overture, bool), np.array(sure, float),
        tuple(type), tuple(content), tuple(issues), tuple(id), low, high, mirrors,
    )  # fmt: skip
