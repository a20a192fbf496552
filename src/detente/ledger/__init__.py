"""The ledger: entries, their evidence and their documents, kept in one DuckDB file.

This folder holds the only SQL of the project.
"""

from __future__ import annotations

from detente.ledger.acts import Act, ActingPair
from detente.ledger.briefs import BriefNote, NotedStatus
from detente.ledger.concerns import ConcernEntry
from detente.ledger.contents import Counts
from detente.ledger.coverage import Coverage, OutletMonth
from detente.ledger.entries import Entry
from detente.ledger.intake import Written
from detente.ledger.integrity import Integrity
from detente.ledger.ledger import Ledger
from detente.ledger.merging import Imported, Mirrors
from detente.ledger.overruling import ReviewState
from detente.ledger.patterns import ActorPattern
from detente.ledger.presence import Presence
from detente.ledger.reviewed import ReviewNote
from detente.ledger.reviews import Review, ReviewKind
from detente.ledger.rows import Rows
from detente.ledger.runs import Run
from detente.ledger.storylines import DocumentStory, Storyline
from detente.ledger.tables import Table

__all__ = [
    "Act",
    "ActingPair",
    "ActorPattern",
    "BriefNote",
    "ConcernEntry",
    "Counts",
    "Coverage",
    "DocumentStory",
    "Entry",
    "Imported",
    "Integrity",
    "Ledger",
    "Mirrors",
    "NotedStatus",
    "OutletMonth",
    "Presence",
    "Review",
    "ReviewKind",
    "ReviewNote",
    "ReviewState",
    "Rows",
    "Run",
    "Storyline",
    "Table",
    "Written",
]
