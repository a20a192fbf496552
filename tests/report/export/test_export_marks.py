"""Annotations and labelling tasks: every offset leads to its words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from detente.ledger import Ledger
from detente.report.export import export
from report.export.odd_ledgers import ODD, acts_ledger, odd_ledger


def written(ledger: Ledger, format: str, folder: Path) -> str:
    export(ledger.select(), format, folder / "out.json")
    return (folder / "out.json").read_text("utf-8")


def annotations(ledger: Ledger, folder: Path) -> list[dict[str, Any]]:
    page = json.loads(written(ledger, "annotations", folder))
    assert (page["@context"], page["type"]) == (
        "http://www.w3.org/ns/anno.jsonld",
        "AnnotationPage",
    )
    items: list[dict[str, Any]] = page["items"]
    return items


def test_both_selectors_of_an_annotation_choose_the_same_words(tmp_path: Path) -> None:
    with odd_ledger() as ledger:
        items = annotations(ledger, tmp_path)
        spans = [(e.document, s) for e in ledger.events() for s in e.event.evidence.spans()]
        spans += [
            (one.document, span)
            for one in ledger.concerns()
            for span in (one.concern.evidence, one.concern.about)
        ]
        texts = {
            document.url or f"urn:detente:document:{document.id}": ledger.document(document.id)
            for document, _ in spans
        }
    assert len(items) == len(spans)
    assert len({item["id"] for item in items}) == len(items)
    for item in items:
        quoted, place = item["target"]["selector"]
        text = texts[item["target"]["source"]].text  # type: ignore[union-attr]
        start, end = place["start"], place["end"]
        assert text[start:end] == quoted["exact"]
        assert text[:start].endswith(quoted.get("prefix", ""))
        assert text[end:].startswith(quoted.get("suffix", ""))
        assert ("prefix" in quoted) == (start > 0)
    assert ODD in {item["target"]["selector"][0]["exact"] for item in items}


def test_an_annotation_says_what_the_words_prove(tmp_path: Path) -> None:
    with odd_ledger() as ledger:
        items = annotations(ledger, tmp_path)
    bodies = [[body["value"] for body in item["body"]] for item in items]
    assert ["REQUEST[RETREAT]", "planned", "NATO;POL-MFA:sikorski -> RUS-MIL"] in bodies
    assert {item["creator"]["name"] for item in items} == {"fake/1"}
    parts = [item for item in items if item["motivation"] == "identifying"]
    assert {item["body"][0]["value"] for item in parts} == {"trigger", "source", "target", "about"}


def test_what_a_concern_is_about_leads_to_the_concern(tmp_path: Path) -> None:
    with odd_ledger() as ledger:
        items = annotations(ledger, tmp_path)
        (own,) = ledger.concerns()
    link = f"urn:detente:concern:{own.concern.id}"
    whole, about = [item for item in items if item["id"].startswith(link)]
    assert [body["value"] for body in whole["body"]] == ["CONCERN", "POL fears RUS"]
    assert [body["value"] for body in about["body"]] == ["about", link]
    assert about["target"]["selector"][0]["exact"] == "the missiles"


def test_prodigy_marks_stand_on_their_words(tmp_path: Path) -> None:
    with odd_ledger() as ledger:
        lines = written(ledger, "prodigy", tmp_path).removesuffix("\n").split("\n")
        entries = {entry.event.id: entry.event for entry in ledger.events()}
    assert len(lines) == 3
    for task in map(json.loads, lines):
        event = entries[task["meta"]["id"]]
        assert task["text"] == event.evidence.quote.text
        assert task["label"] == event.type
        words = [
            (span["label"], task["text"][span["start"] : span["end"]]) for span in task["spans"]
        ]
        assert words[0] == ("TRIGGER", event.evidence.trigger.text)
        assert words[1:] == [
            *(("SOURCE", span.text) for span in event.evidence.source),
            *(("TARGET", span.text) for span in event.evidence.target),
        ]


def test_label_studio_tasks_carry_a_prediction(tmp_path: Path) -> None:
    with odd_ledger() as ledger:
        tasks = json.loads(written(ledger, "labelstudio", tmp_path))
    assert len(tasks) == 3
    for task in tasks:
        text = task["data"]["text"]
        (prediction,) = task["predictions"]
        assert prediction["model_version"] == "fake/1"
        *marks, choice = prediction["result"]
        assert choice["value"] == {"choices": [choice["value"]["choices"][0]]}
        for mark in marks:
            value = mark["value"]
            assert text[value["start"] : value["end"]] == value["text"]
            assert (mark["from_name"], mark["to_name"], mark["type"]) == ("part", "text", "labels")
    assert ODD in {task["data"]["text"] for task in tasks}


@pytest.mark.parametrize("format", ["annotations", "labelstudio", "prodigy"])
def test_without_events_there_are_no_tasks_but_valid_files(format: str, tmp_path: Path) -> None:
    with acts_ledger(tmp_path) as ledger:
        text = written(ledger, format, tmp_path)
    found = json.loads(text) if text else []
    assert (found["items"] if format == "annotations" else found) == []
