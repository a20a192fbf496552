"""Reading: a brief straight from a ledger, through the few methods that it needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from detente.analysis.meaning import Encode
from detente.analysis.press import Owners
from detente.analysis.replies import WINDOW_DAYS
from detente.analysis.trust import MIN_CONFIDENCE
from detente.ledger.concerns import ConcernEntry
from detente.ledger.entries import Entry
from detente.records import Document
from detente.report.brief import Brief
from detente.report.build import build_brief
from detente.report.language import DEFAULT
from detente.report.names import Naming

OUTLETS = "MED"


class CoverageReading(Protocol):
    """What a ledger says of the papers that it holds (``ledger.Coverage``)."""

    @property
    def read(self) -> Mapping[dt.date, int]: ...
    @property
    def last(self) -> dt.date | None: ...


class LedgerReading(Protocol):
    """The part of ``ledger.Ledger`` that a brief needs."""

    def entries(self, a: str, b: str, since: Any = None, until: Any = None) -> Iterable[Entry]: ...

    def events(
        self,
        source: str | None = None,
        target: str | None = None,
        *,
        since: Any = None,
        until: Any = None,
    ) -> Iterable[Entry]: ...

    def concerns(
        self, holder: str | None = None, *, since: Any = None, until: Any = None
    ) -> Iterable[ConcernEntry]: ...

    def coverage(self, a: str, b: str, since: Any = None, until: Any = None) -> CoverageReading: ...

    def texts(self, document_ids: Iterable[str]) -> Iterable[Document]: ...


def read_brief(
    ledger: LedgerReading,
    a: str,
    b: str,
    *,
    names: Naming | None = None,
    owners: Owners | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    window_days: int = WINDOW_DAYS,
    min_confidence: float = MIN_CONFIDENCE,
    language: str = DEFAULT,
    encode: Encode | None = None,
) -> Brief:
    """The brief on ``a`` and ``b`` from what the ledger holds for the period.

    Beside the entries between the two it asks for what outlets say of either.
    """
    entries = [*ledger.entries(_anybody(a), _anybody(b), since, until)]
    for side in (a, b):
        entries += ledger.events(OUTLETS, side, since=since, until=until)
    concerns = [one for side in (a, b) for one in ledger.concerns(side, since=since, until=until)]
    coverage = ledger.coverage(a, b, since, until)
    return build_brief(
        a,
        b,
        entries,
        concerns=concerns,
        names=names,
        owners=owners,
        since=since,
        until=until,
        window_days=window_days,
        read=coverage.read,
        read_until=coverage.last,
        min_confidence=min_confidence,
        language=language,
        documents=ledger.texts(entry.document.id for entry in entries),
        encode=encode,
    )


def _anybody(party: str) -> str:
    """Of a whole state or organisation everybody of it, so that acts on its people are shown."""
    plain = party.removesuffix("-*")
    return plain if {"-", ":"} & set(plain) else f"{plain}-*"
