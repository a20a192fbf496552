"""detente: news in, attributed political events out, and whether overtures are answered.

``open(path)`` opens a ledger; ``code(text)`` codes one text without one;
``reciprocity(data, a, b)`` and ``dyads(data)`` measure a ledger or anybody's table of events. The
records are what all speak of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.errors import (
    DetenteError,
    EvidenceError,
    LedgerBusyError,
    LedgerError,
    ModelError,
    SourceError,
    UnknownActorError,
)
from detente.records import (
    Actor,
    Amount,
    Concern,
    Content,
    Document,
    Event,
    Evidence,
    Genre,
    Modality,
    Passage,
    Reject,
    Span,
    Voice,
    When,
)

if TYPE_CHECKING:
    from detente.engine.measuring import find_dyads as dyads
    from detente.engine.measuring import find_reciprocity as reciprocity
    from detente.engine.session import code
    from detente.engine.session import open_ledger as open

__version__ = "0.1.0"

__all__ = [
    "Actor",
    "Amount",
    "Concern",
    "Content",
    "DetenteError",
    "Document",
    "Event",
    "Evidence",
    "EvidenceError",
    "Genre",
    "LedgerBusyError",
    "LedgerError",
    "Modality",
    "ModelError",
    "Passage",
    "Reject",
    "SourceError",
    "Span",
    "UnknownActorError",
    "Voice",
    "When",
    "code",
    "dyads",
    "open",
    "reciprocity",
]

_LATER = {
    "code": ("session", "code"),
    "dyads": ("measuring", "find_dyads"),
    "open": ("session", "open_ledger"),
    "reciprocity": ("measuring", "find_reciprocity"),
}


def __getattr__(name: str) -> Any:
    """What needs the rest of the house is loaded when it is first asked for."""
    if name in _LATER:
        from importlib import import_module

        module, function = _LATER[name]
        return getattr(import_module(f"detente.engine.{module}"), function)
    raise AttributeError(f"module 'detente' has no attribute {name!r}")
