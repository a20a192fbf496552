"""detente: news in, attributed political events out, and whether overtures are answered.

``open(path)`` opens a ledger; ``code(text)`` codes one text without one. The records are what
both speak of.
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
    "open",
]

_SESSION = {"open": "open_ledger", "code": "code"}


def __getattr__(name: str) -> Any:
    """``open`` and ``code`` load the rest of the house when they are first asked for."""
    if name in _SESSION:
        from detente.engine import session

        return getattr(session, _SESSION[name])
    raise AttributeError(f"module 'detente' has no attribute {name!r}")
