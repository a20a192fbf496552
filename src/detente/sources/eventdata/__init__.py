"""Event data of other coders, row by row: ICEWS, GDELT, POLECAT, Phoenix, and plain tables."""

from __future__ import annotations

from detente.sources.eventdata.layouts import FORMATS
from detente.sources.eventdata.reading import read_events
from detente.sources.eventdata.row import EventRow, Party

__all__ = ["FORMATS", "EventRow", "Party", "read_events"]
