"""Criteria: one question put to events, stated concerns and imported acts at once."""

from __future__ import annotations

from dataclasses import dataclass

from detente.ledger.acts import between
from detente.ledger.filters import (
    Conditions,
    Day,
    Names,
    as_names,
    as_types,
    event_conditions,
)
from detente.ledger.patterns import ActorPattern


@dataclass(frozen=True, slots=True)
class Criteria:
    """The conditions under which each kind of entry is chosen."""

    events: Conditions
    concerns: Conditions
    acts: Conditions


def find_criteria(
    source: str | None,
    target: str | None,
    type: Names | None,
    issue: Names | None,
    since: Day | None,
    until: Day | None,
    modality: Names | None,
    coder: str | None,
    either_way: bool,
) -> Criteria:
    """What ``Ledger.select`` asks for; raises ``ValueError`` for what is none of these.

    Acts and concerns have no modality but ``actual``, acts coders without versions, and concerns
    no type.
    """
    events = event_conditions(
        source, target, type, issue, since, until, modality, coder, either_way
    )
    acts, concerns = Conditions(), _concerns_of(source, target, either_way)
    between(acts, source, target, either_way=either_way)
    acts.one_of("type", as_types(type))
    acts.one_of("coder", coder)
    concerns.coder(coder)
    for conditions in (acts, concerns):
        conditions.any_in("issues", issue)
        conditions.between("date", since, until)
        if modality is not None and "actual" not in as_names(modality):
            conditions.add("FALSE")
    if type is not None:
        concerns.add("FALSE")
    return Criteria(events, concerns, acts)


def _concerns_of(source: str | None, target: str | None, either_way: bool) -> Conditions:
    """Concerns that the source holds about the target; between two, they may name nobody."""
    ways = [(source, target), (target, source)] if either_way else [(source, target)]
    wanted, parameters = [], list[object]()
    for holder, feared in ways:
        clauses = []
        if holder is not None:
            clauses.append(_has("holder", holder, parameters))
        if feared is not None:
            named = _has("actor", feared, parameters)
            clauses.append(named if holder is None else f"({named} OR NOT {_NAMES_SOMEBODY})")
        wanted.append(" AND ".join(clauses) or "TRUE")
    found = Conditions()
    found.add(f"(({') OR ('.join(wanted)}))", *parameters)
    return found


_NAMES_SOMEBODY = "entry IN (SELECT entry FROM participants WHERE side = 'actor')"


def _has(side: str, id: str, parameters: list[object]) -> str:
    condition, values = ActorPattern.parse(id).condition()
    parameters += values
    return f"entry IN (SELECT entry FROM participants WHERE side = '{side}' AND {condition})"
