"""Graph: actors as nodes and dyads as edges, put together from what they did month by month."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from detente.ledger.selection import Selection
from detente.records import Actor
from detente.report.export.flat import rows_of
from detente.report.safety import REPLACEMENT

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class Node:
    """An actor, with the days between which it acts or is acted on, as far as they are known."""

    id: str
    name: str
    code: str
    role: str
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(slots=True)
class Edge:
    """What ``source`` did towards ``target``, and what the two did together.

    Acts of both stand on both edges of the two, under ``together``. ``mean_score`` is over all
    of them, from -10 (hostile) to +10. ``months`` has their number by the month's first day;
    acts without a date count, but in no month.
    """

    source: str
    target: str
    acts: int = 0
    together: int = 0
    cooperative: int = 0
    hostile: int = 0
    mean_score: float = 0.0
    first: dt.date | None = None
    last: dt.date | None = None
    months: dict[dt.date, int] = field(default_factory=dict)

    @property
    def weight(self) -> int:
        return self.acts + self.together

    def spells(self) -> Iterator[tuple[dt.date, dt.date]]:
        """First and last day of every run of months with acts, within ``first`` and ``last``."""
        runs: list[list[dt.date]] = []
        for month in sorted(self.months):
            if runs and last_of(runs[-1][-1]) + dt.timedelta(1) == month:
                runs[-1].append(month)
            else:
                runs.append([month])
        for run in runs:
            start, end = run[0], last_of(run[-1])
            yield max(start, self.first or start), min(end, self.last or end)


def last_of(month: dt.date) -> dt.date:
    """The last day of a month."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def read_nodes(selection: Selection) -> list[Node]:
    """Every actor that has an edge, by id; those without an id by their name."""
    names, nodes = selection.actors(), dict[str, Node]()
    for row in rows_of(selection.ties()):
        for id in (row["source"], row["target"]):
            node = nodes.get(id)
            if node is None:
                node = nodes[id] = _node(id, names)
            node.first = _best(min, node.first, row["first"])
            node.last = _best(max, node.last, row["last"])
    return [nodes[id] for id in sorted(nodes)]


def read_edges(selection: Selection) -> Iterator[Edge]:
    """Every pair that acts in this direction or together, by source and target."""
    for (source, target), rows in groupby(
        rows_of(selection.ties()), lambda row: (row["source"], row["target"])
    ):
        edge, score = Edge(source, target), 0.0
        for row in rows:
            for name in ("acts", "together", "cooperative", "hostile"):
                setattr(edge, name, getattr(edge, name) + row[name])
            score += row["score"]
            edge.first = _best(min, edge.first, row["first"])
            edge.last = _best(max, edge.last, row["last"])
            if row["month"] is not None:
                edge.months[row["month"]] = row["acts"] + row["together"]
        edge.mean_score = round(score / edge.weight, 4)
        yield edge


def xml_text(text: str) -> str:
    """The text with what no XML can hold as U+FFFD."""
    return _NOT_XML.sub(REPLACEMENT, text)


def _node(id: str, names: dict[str, str | None]) -> Node:
    if id not in names:
        return Node(id, id, "", "")
    actor = Actor.parse(id)
    return Node(id, names[id] or id, actor.code, actor.role or "")


def _best(choose: Any, one: dt.date | None, other: dt.date | None) -> dt.date | None:
    days = [day for day in (one, other) if day is not None]
    return choose(days) if days else None
