"""Briefs noted in the ledger: kept whole, found by their pair, in the order they were made."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from detente.errors import LedgerError
from detente.ledger import BriefNote, Ledger, NotedStatus

NOTE = BriefNote(
    a="NATO",
    b="RUS",
    since=dt.date(2008, 8, 1),
    until=None,
    made=dt.datetime(2009, 9, 18, 7, 30),
    headline="NATO gave more than Russia.",
    verdict="mixed",
    entries=("e1", "e2"),
    statuses=(NotedStatus("overture", "rebuffed", ("e1",)), NotedStatus("ask", "open", ())),
)


def test_a_note_comes_back_as_it_was_from_the_file(tmp_path: Path) -> None:
    empty = replace(NOTE, since=None, until=dt.date(2010, 1, 1), entries=(), statuses=())
    with Ledger.open(tmp_path / "l.db") as ledger:
        ledger.note_brief(NOTE)
        ledger.note_brief(empty)
    with Ledger.open(tmp_path / "l.db", read_only=True) as ledger:
        assert ledger.noted_briefs("NATO", "RUS") == [NOTE, empty]


def test_a_pair_is_the_same_whichever_side_was_named_first() -> None:
    with Ledger.open(":memory:") as ledger:
        ledger.note_brief(replace(NOTE, a="RUS", b="NATO"))
        ledger.note_brief(replace(NOTE, b="USA"))
        assert ledger.noted_briefs("RUS", "NATO") == ledger.noted_briefs("NATO", "RUS") == [NOTE]
        assert ledger.noted_briefs("RUS", "USA") == []


def test_a_ledger_open_for_reading_only_keeps_no_note(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "l.db").close()
    with Ledger.open(tmp_path / "l.db", read_only=True) as ledger:
        with pytest.raises(LedgerError, match="for reading only"):
            ledger.note_brief(NOTE)
        assert ledger.noted_briefs("NATO", "RUS") == []
