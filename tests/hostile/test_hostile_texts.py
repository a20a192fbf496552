"""Hostile text: whatever stands around and within names, evidence is what stands in the document.

The sentences are written for this test; each is decorated in ways that strangers, word processors
and mischief decorate text.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from benchmarks.parsers import check_passages
from benchmarks.texts import DECORATIONS, TEXT

from detente.coding import load_coder
from detente.records import Coding, Document, Event
from detente.sources import read

PLAIN_LIKE = (
    *("plain", "nfc", "zero-width joiners", "zero-width spaces", "soft hyphens"),
    *("bidi overrides", "bidi isolates", "marks of order", "zeros", "hard blanks", "wide blanks"),
)
"""What the parser never sees, and so must change nothing but the offsets."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Coding]]:
    """Every decorated text, read from a file and coded by both coders."""
    folder = tmp_path_factory.mktemp("texts")
    documents = {}
    for name, decorate in DECORATIONS.items():
        path = Path(folder, f"{name.replace(' ', '-')}.txt")
        path.write_bytes(decorate(TEXT).encode("utf-8", "surrogatepass"))
        (documents[name],) = read([path], date=dt.date(2009, 5, 20))
    codings: dict[str, list[Coding]] = {name: [] for name in DECORATIONS}
    for coder in ("rules", "neural"):
        given = [one for one in documents.values() if isinstance(one, Document)]
        for name, coding in zip(documents, load_coder(coder).code(given), strict=True):
            assert isinstance(coding, Coding)
            codings[name].append(coding)
    return codings


def spans(event: Event) -> list[tuple[int, int, str]]:
    evidence = event.evidence
    every = [evidence.quote, evidence.trigger, *evidence.source, *evidence.target]
    return [(span.start, span.end, span.text) for span in every]


@pytest.mark.parametrize("name", DECORATIONS)
def test_evidence_is_what_stands_in_the_document(found: dict[str, list[Coding]], name: str) -> None:
    for coding in found[name]:
        text = coding.document.text
        assert len(coding.document.text) >= len(TEXT)
        check_passages(text)
        for event in coding.events:
            for start, end, words in spans(event):
                assert text[start:end] == words != ""
        for concern in coding.concerns:
            assert text[concern.about.start : concern.about.end] == concern.about.text


@pytest.mark.parametrize("name", PLAIN_LIKE)
def test_what_cannot_be_seen_changes_no_event(found: dict[str, list[Coding]], name: str) -> None:
    def told(coding: Coding) -> list[tuple[object, ...]]:
        return [(e.type, e.source, e.target, e.modality) for e in coding.events]

    for plain, decorated in zip(found["plain"], found[name], strict=True):
        assert told(plain) == told(decorated)
        assert len(plain.events) >= 4


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_the_same_text_comes_from_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode(encoding))
    (document,) = read([path])
    assert isinstance(document, Document)
    assert document.text == TEXT


RUSSIAN = "Россия и НАТО возобновили переговоры в Женеве. Министр заявил, что договор подпишут.\n"
GREEK = "Ο υπουργός Εξωτερικών δήλωσε ότι οι συνομιλίες θα συνεχιστούν στη Γενεύη.\n"


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "iso8859-5", "cp866", "utf-16-le"])
@pytest.mark.parametrize("suffix", ["txt", "html", "jsonl", "csv"])
def test_russian_without_a_mark_is_read_as_russian(
    tmp_path: Path, encoding: str, suffix: str
) -> None:
    text = RUSSIAN * 3
    whole = {
        "txt": text,
        "html": f"<html><head><title>{RUSSIAN}</title></head><body><article><p>{text}</p>",
        "jsonl": '{"text": "' + text.replace("\n", "\\n") + '"}\n',
        "csv": f'id,text\n1,"{text}"\n',
    }[suffix]
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(whole.encode(encoding))
    (document,) = read([path])
    assert isinstance(document, Document)
    assert "Россия и НАТО возобновили переговоры в Женеве." in document.text


def test_a_page_is_read_as_it_declares_unless_it_is_utf_8(tmp_path: Path) -> None:
    page = '<html><head><meta charset="{}"></head><body><article><p>' + RUSSIAN * 3
    declared = {"windows-1251": "cp1251", "koi8-r": "koi8-r", "utf-8": "cp1251", "cp1251": "utf-8"}
    for says, written in (*declared.items(), ("punycode", "utf-8"), ("idna", "cp1251")):
        path = tmp_path / f"{says}.html"
        path.write_bytes(page.format(says).encode(written))
        (document,) = read([path])
        assert isinstance(document, Document), says
        assert "Россия и НАТО" in document.text, says


def test_western_bytes_stay_western_beside_foreign_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    text = "Le ministre français a déclaré — “à l’été” — où… côté; Señor Müller’s — café. " * 3
    path.write_bytes(text.encode("cp1252"))
    (document,) = read([path])
    assert isinstance(document, Document)
    assert document.text == text
    slip = f"{GREEK * 3}caf\xe9"
    path.write_bytes(GREEK.encode() * 3 + b"caf\xe9")
    (document,) = read([path])
    assert isinstance(document, Document)
    assert document.text == slip
