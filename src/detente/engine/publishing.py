"""Publishing: snapshots of a ledger with its actors in words, once or while a run writes."""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

import pyarrow as pa

from detente.actors.gazetteer import gazetteer, resolve
from detente.actors.names import name_actor, name_in_prose
from detente.actors.tables import (
    group_kinds,
    labels,
    members_table,
    offices,
    organisation_kinds,
    parents,
    state_codes,
)
from detente.errors import LedgerError
from detente.ledger import Ledger
from detente.ledger.publishing import Naming, Published, snapshot_path
from detente.records import Actor
from detente.report import MIN_CONFIDENCE

_LOG = logging.getLogger(__name__)
EVERY_SECONDS = 60
_LARGEST_SHARE = 0.1
"""Of a run's time that may go into publishing: a large ledger is published less often."""
_GROUPS = {"armed": "armed group", "firm": "company"}


def publish_ledger(ledger: Ledger) -> Published:
    """Publish a snapshot of an open ledger; raises ``LedgerError`` where it cannot be written."""
    ledger.take_over_reviews()  # which may name actors that no coder has
    return Ledger.publish(ledger, name_actors(ledger), MIN_CONFIDENCE)


def name_actors(ledger: Ledger) -> Naming:
    """Every actor of a ledger in words, the codes that they bear, and all their other names."""
    ids = {row["actor"] for row in Ledger.actors(ledger)}
    actors = [Actor.parse(id) for id in sorted(ids | {Actor.parse(id).code for id in ids})]
    forms = [*_forms(actors)]
    return Naming(
        pa.table({
            "actor_id": [actor.id for actor in actors],
            "name": [name_actor(actor) for actor in actors],
            "prose": [name_in_prose(actor) for actor in actors],
        }),
        pa.table(dict(zip(("actor_id", "alias", "kind"), zip(*forms, strict=True), strict=True))),
        *_standing(),
    )  # fmt: skip


def _forms(actors: Sequence[Actor]) -> Iterator[tuple[str, str, str]]:
    """The names of these actors, of persons in whatever office, and of all codes."""
    ids, offices_of = {actor.id for actor in actors}, defaultdict[tuple[str, str], list[str]](list)
    for actor in actors:
        if actor.person is not None:
            offices_of[actor.code, actor.person].append(actor.id)
    for id, form, kind in _aliases():
        meant = Actor.parse(id)
        if meant.person is not None and meant.code != "MED":
            yield from ((one, form, kind) for one in offices_of[meant.code, meant.person])
        elif id in ids or id == meant.code:
            yield id, form, kind


@cache
def _standing() -> tuple[pa.Table, pa.Table, pa.Table]:
    """What the tables of actors say of codes: kinds, offices, members."""
    return (
        pa.Table.from_pylist([
            {"code": code, "kind": kind, "country": country}
            for code, (kind, country) in _kinds().items()
        ]),
        pa.Table.from_pylist([
            {"code": one.actor.code, "role": one.actor.role, "title": one.title,
             "person": one.actor.person, "name": one.person, "since": one.since,
             "until": one.until}
            for one in offices()
        ]),
        pa.Table.from_pylist([
            {"code": one.group, "name": labels().get(one.group, one.group),
             "member": one.member, "member_name": labels().get(one.member, one.member),
             "since": one.since, "until": one.until}
            for one in members_table()
        ]),
    )  # fmt: skip


def _kinds() -> dict[str, tuple[str, str | None]]:
    """Every code's kind in words, and the country that it is of, if it is."""
    found: dict[str, tuple[str, str | None]] = {
        code: (kind, None) for code, kind in organisation_kinds().items()
    }
    for code, (country, kind) in group_kinds().items():
        found[code] = (_GROUPS.get(kind, kind), country or None)
    return found | {
        code: ("breakaway state", parents()[code]) if code in parents() else ("state", None)
        for code in state_codes()
    }


@cache
def _aliases() -> tuple[tuple[str, str, str], ...]:
    """Every form of a name that the tables have: whom it means now, the form, and its kind."""
    found = []
    for form, readings in gazetteer().forms.items():
        actor = resolve(tuple(readings), None)
        if actor is not None:
            plain = readings[0].kind in ("city", "place", "seat", "demonym")
            found.append((actor.code if plain else actor.id, form, readings[0].kind))
    return tuple(found)


class Publisher:
    """Publishes a ledger that is being written, every so often and at the end.

    It does so where the ledger has been published before, or where it is ``wanted``. A snapshot
    that cannot be written stops no run: ``failure`` says why, and no further one is tried.
    """

    def __init__(
        self, ledger: Ledger, *, wanted: bool = False, every_seconds: float = EVERY_SECONDS
    ) -> None:
        self._ledger = ledger
        self._every = every_seconds
        self._due = time.monotonic() + every_seconds
        self.failure: LedgerError | None = None
        self.active = wanted or snapshot_path(ledger.path).exists()

    def tick(self) -> None:
        """Publish if it is time to: call it between transactions."""
        if self.active and time.monotonic() >= self._due:
            self.publish()

    def publish(self) -> None:
        """Publish now."""
        if not self.active:
            return
        try:
            taken = publish_ledger(self._ledger).seconds
        except LedgerError as error:
            self.failure, self.active = error, False
            _LOG.warning("no snapshot was published: %s", error)
            return
        self._due = time.monotonic() + max(self._every, taken / _LARGEST_SHARE)
