"""Decoding: no byte ends a run, and every text can be stored with its offsets."""

from __future__ import annotations

import codecs
import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.records import Document, Reject
from detente.sources import read
from detente.sources.decode import decode, storable

TEXT = "“Talks” — naïve\x00 end 😀\r\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
    ],
)
def test_marks_name_the_encoding(data: bytes) -> None:
    assert decode(data) == TEXT
    (found,) = read(["-"], stdin=io.BytesIO(data))
    assert isinstance(found, Document)
    assert found.text == TEXT


def test_only_bytes_that_are_no_utf_8_are_cp1252() -> None:
    assert decode("é ".encode() + b"\x93caf\xe9\x94 \x81") == "é “café” \ufffd"
    assert decode(b"a\xed\xa0\x80b") == "a\ufffdb"


def test_a_whole_file_of_cp1252_is_read_by_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"text": "café €"}\n{"text": "naïve"}\n'.encode("cp1252"))
    texts = [one.text for one in read([path]) if isinstance(one, Document)]
    assert texts == ["café €", "naïve"]


def test_tables_in_utf_16_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("title;text\nA;Überfluß\n".encode("utf-16"))
    (found,) = read([path])
    assert isinstance(found, Document)
    assert found.text == "Überfluß"


def test_lone_surrogates_are_replaced_one_for_one(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "a\\ud800b\\u0000c\\ud83d\\ude00", "title": "\\udfff"}', "utf-8")
    (found,) = read([path])
    assert isinstance(found, Document)
    assert found.text == "a\ufffdb\x00c😀"
    assert found.title == "\ufffd"


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"PK\x03\x04\0\0" + bytes(range(256)) * 4 + b"\0" * 400)
    (found,) = read([path])
    assert isinstance(found, Reject)
    assert found.code == "binary"


@given(st.text(st.characters()))
def test_storable_text_is_utf_8_of_the_same_length(text: str) -> None:
    clean = storable(text)
    assert len(clean) == len(text)
    clean.encode()


@given(st.binary())
def test_any_bytes_decode(data: bytes) -> None:
    decode(data).encode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.binary(max_size=300)
    | st.sampled_from([b'{"text": "a"}\n', b'[{"text": "a"}, ', b"\x1f\x8b"]),
    st.sampled_from(["txt", "md", "jsonl", "json", "csv", "tsv", "jsonl.gz"]),
)
def test_any_file_gives_documents_or_rejects(tmp_path: Path, data: bytes, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(data + b"\n" + data)
    found = list(read([tmp_path]))
    assert all(isinstance(one, Document | Reject) for one in found)


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1))
def test_json_gives_back_the_very_text(texts: list[str]) -> None:
    data = json.dumps([{"text": text} for text in texts], ensure_ascii=False).encode()
    found = read(["-"], stdin=io.BytesIO(data))
    assert [d.text for d in found if isinstance(d, Document)] == [
        t for t in texts if not t.isspace()
    ]
