"""Filters: what a reader asks for, as a condition in SQL with its parameters."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from detente.ledger.patterns import ActorPattern
from detente.ontology import event_types
from detente.records import Modality

Day = dt.date | str
Names = str | Sequence[str]

REVIEW = "review"
"""What stands for the coder of what a reviewer has established: ``review/NAME``."""

FIRST = "coding >= 0"
"""Of a reviewed event, which has a row for every coder of its document, the first."""


@dataclass(slots=True)
class Conditions:
    """Conditions that must all hold, gathered one by one."""

    clauses: list[str] = field(default_factory=list)
    parameters: list[object] = field(default_factory=list)

    def add(self, clause: str, *parameters: object) -> None:
        self.clauses.append(clause)
        self.parameters.extend(parameters)

    def one_of(self, column: str, wanted: Names | None) -> None:
        """The column holds one of the names."""
        if wanted is not None:
            names = as_names(wanted)
            self.add(f"{column} IN ({_places(names)})", *names)

    def any_in(self, column: str, wanted: Names | None) -> None:
        """The list column holds one of the names."""
        if wanted is not None:
            names = as_names(wanted)
            self.add(f"list_has_any({column}, [{_places(names)}])", *names)

    def between(self, column: str, since: Day | None, until: Day | None) -> None:
        """The column lies in the period, both days included."""
        if since is not None:
            self.add(f"{column} >= ?", first_day(since))
        if until is not None:
            self.add(f"{column} <= ?", last_day(until))

    def coder(self, name: str | None) -> None:
        """Made by the coder ``name``, or by exactly ``name/version``, as reviewed.

        ``review`` and ``review/NAME`` are what reviewers have established, whatever the coder;
        it stands once, and not once for every coder, also where no coder is asked for.
        """
        coder, _, version = (name or REVIEW).partition("/")
        if coder == REVIEW:
            self.add(FIRST)
        if name is None:
            return
        if coder == REVIEW:
            self.add("reviewer IS NOT NULL")
        else:
            self.add("coder = ?", coder)
        if version:
            self.add("reviewer = ?" if coder == REVIEW else "version = ?", version)

    def parties(self, source: str | None, target: str | None, *, either_way: bool) -> None:
        """Done by ``source`` towards ``target``; mutual events in either order."""
        if source is None and target is None:
            return
        if source is not None and target is not None:
            self._dyad(ActorPattern.parse(source), ActorPattern.parse(target), either_way)
        else:
            side = "source" if source is not None else "target"
            condition, parameters = ActorPattern.parse(source or target or "").condition()
            sides = "TRUE" if either_way else f"(side = '{side}' OR events.mutual)"
            self.add(
                f"""entry IN (
                SELECT entry FROM participants JOIN events USING (entry)
                WHERE side IN ('source', 'target') AND {sides} AND {condition})""",
                *parameters,
            )

    def _dyad(self, source: ActorPattern, target: ActorPattern, either_way: bool) -> None:
        one, one_parameters = source.condition()
        other, other_parameters = target.condition()
        both_ways = "OR (one.side = 'target' AND other.side = 'source')" if either_way else ""
        self.add(
            f"""entry IN (
                SELECT one.entry
                FROM (SELECT * FROM participants
                      WHERE side IN ('source', 'target') AND {one}) AS one
                JOIN (SELECT * FROM participants
                      WHERE side IN ('source', 'target') AND {other}) AS other USING (entry)
                JOIN events USING (entry)
                WHERE (one.side = 'source' AND other.side = 'target') {both_ways}
                   OR (events.mutual
                       AND (one.side, one.position) <> (other.side, other.position)))""",
            *one_parameters,
            *other_parameters,
        )

    def where(self) -> str:
        return f"WHERE {' AND '.join(self.clauses)}" if self.clauses else ""


def event_conditions(
    source: str | None,
    target: str | None,
    type: Names | None,
    issue: Names | None,
    since: Day | None,
    until: Day | None,
    modality: Names | None,
    coder: str | None,
    either_way: bool,
) -> Conditions:
    """What ``Ledger.events`` asks for; raises ``ValueError`` for what is none of these."""
    wanted = Conditions()
    wanted.parties(source, target, either_way=either_way)
    wanted.one_of("type", as_types(type))
    wanted.any_in("issues", issue)
    wanted.between("date", since, until)
    wanted.one_of("modality", as_modalities(modality))
    wanted.coder(coder)
    return wanted


def _places(names: Sequence[str]) -> str:
    return ", ".join("?" for _ in names)


def as_names(wanted: Names) -> list[str]:
    """One name or several as a list; raises ``ValueError`` for none at all."""
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    if not names:
        raise ValueError("an empty list of names would match nothing; leave it out for all")
    return names


def as_modalities(wanted: Names | None) -> list[str] | None:
    """Modalities by name; raises ``ValueError`` for one that does not exist."""
    return None if wanted is None else [Modality(name).value for name in as_names(wanted)]


def as_types(wanted: Names | None) -> list[str] | None:
    """Event types by id; raises ``ValueError`` for one that the ontology does not know."""
    if wanted is None:
        return None
    known = event_types()
    for name in as_names(wanted):
        if name not in known:
            raise ValueError(f"{name!r} is not an event type; they are {', '.join(known)}")
    return as_names(wanted)


def first_day(day: Day) -> dt.date:
    """The day itself, or the first of ``2009`` or ``2009-09``; raises ``ValueError``."""
    if isinstance(day, dt.date):
        return day.date() if isinstance(day, dt.datetime) else day
    year, month, date = _parts(day)
    return dt.date(year, month or 1, date or 1)


def last_day(day: Day) -> dt.date:
    """The day itself, or the last of ``2009`` or ``2009-09``; raises ``ValueError``."""
    if isinstance(day, dt.date):
        return first_day(day)
    year, month, date = _parts(day)
    month = month or 12
    return dt.date(year, month, date or calendar.monthrange(year, month)[1])


def _parts(day: str) -> tuple[int, int | None, int | None]:
    pieces = day.split("-")
    if not 1 <= len(pieces) <= 3 or not all(piece.isdecimal() for piece in pieces):
        raise ValueError(f"not a date: {day!r} (expected 2009, 2009-09 or 2009-09-18)")
    month = int(pieces[1]) if len(pieces) > 1 else None
    return int(pieces[0]), month, int(pieces[2]) if len(pieces) > 2 else None
