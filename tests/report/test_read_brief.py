from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from detente.ledger import ConcernEntry
from detente.ledger.entries import Entry
from detente.records import Document
from detente.report import read_brief
from report.example import NAMES, example_concerns, example_documents, example_entries
from report.making import day


@dataclass
class Papers:
    read: dict[dt.date, int]

    @property
    def last(self) -> dt.date:
        return max(self.read)


@dataclass
class MemoryLedger:
    """Answers as a ledger does, from lists."""

    read: dict[dt.date, int]

    def entries(self, a: str, b: str, since: Any = None, until: Any = None) -> list[Entry]:
        codes = {party.removesuffix("-*") for party in (a, b)}
        return [e for e in example_entries() if codes == _codes(e)]

    def events(
        self, source: str | None = None, target: str | None = None, **period: Any
    ) -> list[Entry]:
        return [e for e in example_entries() if _codes(e) == {source, target}]

    def concerns(self, holder: str | None = None, **period: Any) -> list[ConcernEntry]:
        return [c for c in example_concerns() if c.concern.holder[0].code == holder]

    def coverage(self, a: str, b: str, since: Any = None, until: Any = None) -> Papers:
        return Papers(self.read)

    def texts(self, document_ids: Iterable[str]) -> list[Document]:
        known = example_documents()
        return [known[id] for id in dict.fromkeys(document_ids)]


def _codes(entry: Entry) -> set[str]:
    return {actor.code for actor in entry.event.source + entry.event.target}


def test_a_brief_is_read_from_a_ledger_with_judgements_and_concerns() -> None:
    brief = read_brief(MemoryLedger({day("2008-08-01"): 7}), "NATO", "RUS", names=NAMES)
    assert brief.headline.conclusive
    assert any("Atlantic Ledger" in line.sentence for line in brief.judgements.lines)
    assert len(brief.concerns[1].items) == 2
    assert brief.coverage.read == 7


def test_papers_read_later_make_an_overture_old_enough_to_tell() -> None:
    """Up to the very day of the last one."""
    early = read_brief(MemoryLedger({day("2010-12-20"): 1}), "NATO", "RUS", names=NAMES)
    late = read_brief(MemoryLedger({day("2011-06-20"): 1}), "NATO", "RUS", names=NAMES)
    outcomes = [dict(brief.overtures[0].outcomes) for brief in (early, late)]
    assert [o["too recent to tell"] for o in outcomes] == [1, 0]
