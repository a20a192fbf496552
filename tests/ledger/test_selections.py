"""Selections: the filters of events, batch by batch, over events and acts alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from detente.ledger import Ledger, selection
from ledger.event_files import taken
from ledger.samples import CODER, full_coding
from report.export.odd_ledgers import acts_ledger, many_ledger, odd_ledger

FILTERS: tuple[dict[str, Any], ...] = (
    {}, {"source": "RUS"}, {"target": "RUS"}, {"source": "NATO", "target": "RUS"},
    {"source": "NATO", "target": "RUS", "either_way": True}, {"type": "REQUEST"},
    {"issue": "arms-control"}, {"since": "2009-09", "until": "2009"}, {"modality": "planned"},
    {"coder": CODER}, {"coder": "other"}, {"limit": 2},
)  # fmt: skip


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_a_selection_has_the_events_that_events_finds(filters: dict[str, Any]) -> None:
    with odd_ledger() as ledger:
        chosen = ledger.select(**filters)
        own = list(ledger.events(**filters))
        assert [entry for batch in chosen.entries() for entry in batch] == own
        assert chosen.events == len(own)
        documents = {row["document_id"] for b in chosen.table("documents") for row in b.to_pylist()}
    assert documents == {entry.document.id for entry in own}


@pytest.mark.parametrize("filters", [
    {}, {"source": "USA"}, {"source": "RUS", "target": "USA"}, {"type": "CONSULT"},
    {"since": "2011"}, {"coder": "cameo"}, {"coder": "other"},
], ids=str)  # fmt: skip
def test_a_selection_has_the_acts_that_acts_finds(filters: dict[str, Any], tmp_path: Path) -> None:
    sides = {"source": "a", "target": "b"}
    with acts_ledger(tmp_path) as ledger:
        own = list(ledger.acts(**{sides.get(k, k): v for k, v in filters.items()}, statements=True))
        chosen = ledger.select(**filters)
        ids = [row["id"] for batch in chosen.table("acts") for row in batch.to_pylist()]
    assert ids == [act.id for act in own]
    assert chosen.acts == len(own)


def test_batches_lose_and_repeat_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(selection, "_BATCH", 5)
    with many_ledger(12) as ledger:
        rows = [f"RUS USA 040 date=2010-01-{day:02}" for day in range(1, 13)]
        taken(ledger, tmp_path / "acts.tsv", *rows)
        chosen = ledger.select()
        assert [len(batch) for batch in chosen.entries()] == [5, 5, 2]
        assert [len(batch) for batch in chosen.table("acts")] == [5, 5, 2]
        for name, count in (("participants", 24), ("evidence", 24), ("events", 12), ("acts", 12)):
            found = [str(row) for batch in chosen.table(name) for row in batch.to_pylist()]
            assert len(found) == len(set(found)) == count
        assert sum(len(batch) for batch in chosen.reports()) == 12
        assert (ledger.select(limit=7).acts, ledger.select(limit=7).events) == (7, 7)


def test_plans_are_no_acts(tmp_path: Path) -> None:
    with acts_ledger(tmp_path) as ledger:
        assert ledger.select(modality="planned").acts == 0
        assert ledger.select(modality=["planned", "actual"]).acts == 4


def test_misuse_is_told() -> None:
    with Ledger.open(":memory:") as ledger:
        ledger.write([full_coding()], coder=CODER)
        for wrong in ({"type": "FROB"}, {"modality": "sure"}, {"source": "??"}, {"limit": -1}):
            with pytest.raises(ValueError, match=r"."):
                ledger.select(**wrong)  # type: ignore[arg-type]
