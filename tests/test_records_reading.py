"""Records come back from their JSON as they were, and what is no record says which field."""

from __future__ import annotations

import json
from typing import Any

import pytest

from detente.records_json import concern_dict, event_dict
from detente.records_reading import read_concern, read_event
from ledger.samples import document, event, full_coding

FULL = full_coding()


@pytest.mark.parametrize("made", [FULL.events[0], event(document("d1"))], ids=["full", "bare"])
def test_an_event_comes_back(made: Any) -> None:
    assert read_event(json.loads(json.dumps(event_dict(made, FULL.document)))) == made


def test_a_concern_comes_back() -> None:
    (made,) = FULL.concerns
    assert read_concern(json.loads(json.dumps(concern_dict(made, FULL.document)))) == made


@pytest.mark.parametrize(
    ("field", "value", "match"),
    [
        ("type", None, "type is missing"),
        ("mutual", "yes", "mutual is not true or false"),
        ("source", ["Russia!"], "not an actor id"),
        ("source", [], "needs a source"),
        ("issue", [1], "issue is not a list of names"),
        ("evidence", "words", "evidence is not an object"),
        ("evidence", {"text": "x", "start": True, "end": 2}, "no start and end"),
        ("trigger", {"text": "x", "start": 400, "end": 401}, "outside its quote"),
        ("attribution", ["Wire"], "not a list of objects"),
        ("modality", "certain", "certain"),
        ("confidence", "high", "confidence is not a number"),
        ("when", {"start": "2009", "end": "2009", "granularity": "year", "origin": "stated"},
         "isoformat"),
        ("when", {"start": "2009-01-01", "end": "2009-01-01", "granularity": "hour",
                  "origin": "stated"}, "granularity"),
        ("amount", {"value": "many", "unit": "troops"}, "value is not a number"),
    ],
)  # fmt: skip
def test_a_field_of_another_form_is_named(field: str, value: object, match: str) -> None:
    row = {**event_dict(FULL.events[0], FULL.document), field: value}
    with pytest.raises(ValueError, match=match):
        read_event(row)
