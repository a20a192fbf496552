"""Selections: the filters of events, batch by batch, over events and acts alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from detente.ledger import Ledger, selection
from ledger.event_files import taken
from ledger.samples import CODER, full_coding
from report.export.odd_ledgers import acts_ledger, many_ledger, odd_ledger, told_ledger

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
        held = [entry for batch in chosen.concern_entries() for entry in batch]
        assert chosen.concerns == len(held)
        documents = {row["document_id"] for b in chosen.table("documents") for row in b.to_pylist()}
    assert documents == {entry.document.id for entry in [*own, *held]}


@pytest.mark.parametrize(("filters", "count"), [
    ({}, 1), ({"source": "POL"}, 1), ({"source": "RUS"}, 0), ({"target": "RUS"}, 1),
    ({"source": "POL", "target": "RUS"}, 1), ({"source": "POL", "target": "USA"}, 0),
    ({"source": "RUS", "target": "POL"}, 0), ({"source": "RUS", "either_way": True}, 1),
    ({"source": "RUS", "target": "POL", "either_way": True}, 1), ({"type": "REQUEST"}, 0),
    ({"source": "RUS", "target": "USA", "either_way": True}, 0), ({"modality": "planned"}, 0),
    ({"modality": ["actual", "planned"]}, 1), ({"issue": "missile-defence"}, 1),
    ({"issue": "arms-control"}, 0), ({"until": "2009-09-18"}, 1), ({"since": "2009-10"}, 0),
    ({"coder": "fake"}, 1), ({"coder": "fake/2"}, 0), ({"limit": 0}, 0),
], ids=str)  # fmt: skip
def test_concerns_are_chosen_by_holder_and_whom_they_name(
    filters: dict[str, Any], count: int
) -> None:
    with odd_ledger() as ledger:  # Poland fears Russia
        chosen = ledger.select(**filters)
        assert chosen.concerns == count
        held = [one for batch in chosen.concern_entries() for one in batch]
        assert [one.concern.holder[0].id for one in held] == ["POL"] * count
        rows = [row for batch in chosen.table("concerns") for row in batch.to_pylist()]
    assert [row["holder"] for row in rows] == ["POL"] * count


def test_a_concern_that_names_nobody_is_between_two_but_about_no_one() -> None:
    with told_ledger() as ledger:
        assert ledger.select("RUS", "NATO").concerns == 1
        assert ledger.select("NATO", "RUS", either_way=True).concerns == 1
        assert ledger.select("NATO", "RUS").concerns == 0
        assert ledger.select(target="RUS").concerns == 0


def test_stories_bring_all_their_documents() -> None:
    with told_ledger() as ledger:
        chosen = ledger.select(until="2009-09-18")  # the event of the first document alone
        assert (chosen.events, chosen.concerns, chosen.stories) == (1, 0, 1)
        (story,) = next(chosen.table("stories")).to_pylist()
        told = [row for batch in chosen.table("story_documents") for row in batch.to_pylist()]
        documents = [row for batch in chosen.table("documents") for row in batch.to_pylist()]
        own = ledger.storylines()[0]
    assert (story["documents"], story["independent_reports"]) == (own.documents, own.independent)
    assert story["outlets"] == list(own.outlets)
    assert told == [{"story": "a", "document_id": id, "copy_of": copy}
                    for id, copy in (("a", None), ("b", None), ("c", "b"))]  # fmt: skip
    assert [row["document_id"] for row in documents] == ["a", "b", "c"]


def test_entries_say_how_many_told_their_story() -> None:
    with told_ledger() as ledger:
        chosen = ledger.select()
        rows = [
            row
            for name in ("events", "concerns")
            for batch in chosen.table(name)
            for row in batch.to_pylist()
        ]
    found = {r["document_id"]: (r["story"], r["copy_of"], r["independent_reports"]) for r in rows}
    assert found == {"a": ("a", None, 2), "b": ("a", None, 2), "c": ("a", "b", 2),
                     "d": ("d", None, 1), "e": (None, None, None)}  # fmt: skip


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
