"""Entry: an event as the ledger gives it back, with the document it was read in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from detente.records import Document, Event


@dataclass(frozen=True, slots=True)
class Entry:
    """One event with its document's particulars (``document.text`` is left empty).

    ``date`` is the day the event is counted under: the first day it is said to have happened
    on, else the publication date, else ``None``. ``quad`` (1 to 4) and ``score`` (-10 to +10)
    come from the ontology; a verbal act with content takes the sign of its content. ``story``
    and ``copy_of`` say which story the document reports and whose text it repeats, where the
    ledger's documents have been placed in stories. ``joined`` and ``apart`` are the ids of
    entries that a reviewer called one act with it, or another.
    """

    event: Event
    document: Document
    date: dt.date | None
    quad: int
    score: float
    story: str | None = None
    copy_of: str | None = None
    joined: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    @property
    def outlets(self) -> tuple[str, ...]:
        """Every outlet that reports it here: the publisher, then those it cites."""
        first = (self.document.outlet,) if self.document.outlet else ()
        return first + tuple(o for o in self.document.outlets if o not in first)
