"""Desk: what reviews are made with and handed to, given by whoever starts the explorer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from detente.ledger import Review


@dataclass(frozen=True, slots=True)
class Desk:
    """The functions of ``engine/reviewing.py``, as far as a reviewer at the explorer needs them.

    ``judge``, ``correct``, ``add``, ``join`` and ``part`` look things up in the ledger that they
    are given first, which is the snapshot that the reviewer sees; ``withdraw`` and ``keep`` know
    the journal. ``publish`` asks for a new snapshot and waits a moment for it; ``progress`` tells
    how that goes: ``idle``, ``working``, ``busy`` (somebody else holds the ledger) or ``failed``.
    ``name`` tells one ledger's desk from another's; without a ``password`` none is asked for.
    """

    name: str
    judge: Callable[..., Review]
    correct: Callable[..., Review]
    add: Callable[..., Review]
    join: Callable[..., Review]
    part: Callable[..., Review]
    withdraw: Callable[..., Review]
    keep: Callable[[Review], None]
    publish: Callable[[], None]
    progress: Callable[[], str]
    password: str | None = None
