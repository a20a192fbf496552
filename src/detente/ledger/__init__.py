"""The ledger: entries, their evidence and their documents, kept in one DuckDB file.

This folder holds the only SQL of the project.
"""

from __future__ import annotations

from detente.ledger.concerns import ConcernEntry
from detente.ledger.coverage import Coverage, OutletMonth
from detente.ledger.entries import Entry
from detente.ledger.intake import Written
from detente.ledger.integrity import Integrity
from detente.ledger.ledger import Counts, Ledger
from detente.ledger.patterns import ActorPattern
from detente.ledger.rows import Rows
from detente.ledger.runs import Run

__all__ = [
    "ActorPattern",
    "ConcernEntry",
    "Counts",
    "Coverage",
    "Entry",
    "Integrity",
    "Ledger",
    "OutletMonth",
    "Rows",
    "Run",
    "Written",
]
