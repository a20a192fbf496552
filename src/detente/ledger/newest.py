"""Newest: the last acts of one actor, or on one issue, of coded texts or imported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from detente.ledger.acts import Act, between, read_acts
from detente.ledger.entries import Entry
from detente.ledger.events import ASSEMBLED, read_events
from detente.ledger.filters import Conditions
from detente.ledger.patterns import ActorPattern
from detente.ledger.rows import Rows


@dataclass(frozen=True, slots=True)
class Focus:
    """What to look at: acts that have happened and are trusted at least so much, by one coder in
    a period, of one ``actor`` (a person in whatever office) or on one ``issue``."""

    coder: str
    since: dt.date | None
    until: dt.date | None
    confidence: float
    actor: str | None = None
    issue: str | None = None


def read_newest_entries(
    connection: duckdb.DuckDBPyConnection,
    focus: Focus,
    limit: int,
    others: Sequence[str] = (),
    limit_of_others: int = 0,
) -> Rows[Entry]:
    """The last entries of coded texts, the earliest of them first.

    With so many more of those that one of the ``others`` (parties: ``RUS``, ``SYR-REB``) has a
    side in; both are read at one go.
    """
    wanted = _common(focus)
    wanted.add("(modality = 'actual' OR (modality = 'planned' AND type = 'AGREE'))")
    if focus.actor is not None:
        _of_actor(wanted, focus.actor)
    newest, given = _newest(wanted, limit)
    if others:
        places = ", ".join("?" for _ in others)
        wanted.add(f"entry IN (SELECT entry FROM summary.sides WHERE party IN ({places}))", *others)
        more, more_given = _newest(wanted, limit_of_others)
        newest, given = f"{newest} UNION {more}", given + more_given
    chosen = Conditions([f"entry IN ({newest})"], given)
    return read_events(connection, chosen, None, view=ASSEMBLED)


def _newest(wanted: Conditions, limit: int) -> tuple[str, list[object]]:
    query = f"""(SELECT entry FROM {ASSEMBLED} AS events {wanted.where()}
        ORDER BY date DESC, entry LIMIT {int(limit)})"""
    return query, [*wanted.parameters]


def read_newest_acts(connection: duckdb.DuckDBPyConnection, focus: Focus, limit: int) -> Rows[Act]:
    """The last acts of imported event data, the last first."""
    wanted = _common(focus)
    wanted.add("type IS NOT NULL")
    pattern = focus.actor and ActorPattern.parse(focus.actor)
    if pattern and pattern.person is not None:
        wanted.add(
            "((source_code = ? AND source_person = ?) OR (target_code = ? AND target_person = ?))",
            *(pattern.code, pattern.person) * 2,
        )
    else:
        between(wanted, focus.actor, None, either_way=True)
    return read_acts(connection, wanted, newest=limit)


def _common(focus: Focus) -> Conditions:
    wanted = Conditions()
    wanted.one_of("coder", focus.coder)
    wanted.add("date IS NOT NULL AND confidence >= ?", focus.confidence)
    wanted.between("date", focus.since, focus.until)
    wanted.any_in("issues", focus.issue)
    return wanted


def _of_actor(wanted: Conditions, actor: str) -> None:
    pattern = ActorPattern.parse(actor)
    if pattern.person is None:
        wanted.parties(actor, None, either_way=True)
    else:
        wanted.add(
            """entry IN (SELECT entry FROM participants
            WHERE side IN ('source', 'target') AND code = ? AND person = ?)""",
            pattern.code, pattern.person,
        )  # fmt: skip
