"""Zip: each member is read as the file that it is."""

from __future__ import annotations

import datetime as dt
import io
import os
import zipfile
from pathlib import Path

import pytest
from benchmarks.webarchives import MEMBERS, named, packed, places, read_bytes, record, zipped

from detente.records import Document, Reject
from detente.sources import read


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_every_member_is_read_by_its_own_reader(tmp_path: Path, method: int) -> None:
    documents, rejects = read_bytes(tmp_path, "a.zip", zipped(MEMBERS, method))
    assert not rejects
    second = len(packed(record(4)))
    assert named(documents) == [
        *["news/a.txt", "news/b.md", "c.html", "d.jsonl:1", "d.jsonl:2", "d.jsonl:3"],
        *["e.jsonl.gz:1", "e.jsonl.gz:2", "e.jsonl.gz:3", "f.csv:2", "f.csv:3"],
        *["g.warc.gz:0", f"g.warc.gz:{second}"],
    ]
    assert documents[0].source == f"{tmp_path / 'a.zip'}!news/a.txt"
    assert documents[1].title == "Talks"
    assert documents[3].date == dt.date(2009, 3, 12)


def test_a_member_of_parquet_is_read(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([{"text": "One"}, {"text": "Two"}]), table)
    documents, rejects = read_bytes(tmp_path, "a.zip", zipped({"t.parquet": table.getvalue()}))
    assert not rejects
    assert [one.text for one in documents] == ["One", "Two"]


def test_what_the_caller_states_holds_for_members(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.csv": "body,n\nOne,1\n", "b.csv": "n\n1\n", "c.txt": "Two"}))
    found = list(read([path], mapping={"text": "body"}, outlet="AP", date="2010-01-02"))
    good = [one for one in found if isinstance(one, Document)]
    assert [one.text for one in good] == ["One", "Two"]
    assert {(one.outlet, one.date) for one in good} == {("AP", dt.date(2010, 1, 2))}
    (reject,) = (one for one in found if isinstance(one, Reject))
    assert (reject.code, reject.source) == ("no-text-column", f"{path}!b.csv")


def test_folders_and_hidden_members_are_left_out_and_unknown_ones_refused(tmp_path: Path) -> None:
    hidden = {".git/a.txt": "x", "b/.c.txt": "x", "__MACOSX/a.txt": "x", "folder/": ""}
    data = zipped({**hidden, "a.docx": "x", "in.zip": zipped({"a.txt": "x"}), "a.txt": "Good"})
    documents, rejects = read_bytes(tmp_path, "a.zip", data)
    assert named(documents) == ["a.txt"]
    assert named(rejects) == ["a.docx", "in.zip"]
    assert [one.code for one in rejects] == ["unknown-format"] * 2
    assert "zip inside a zip" in rejects[1].detail
    _, (empty,) = read_bytes(tmp_path, "b.zip", zipped(hidden))
    assert empty.code == "empty"


def test_a_zip_from_a_stream_is_recognised_whether_or_not_it_seeks(tmp_path: Path) -> None:
    data = zipped(MEMBERS)
    expected = named(read_bytes(tmp_path, "a.zip", data)[0])
    assert named(list(read(["-"], stdin=io.BytesIO(data)))) == expected  # type: ignore[arg-type]
    reading, writing = os.pipe()
    with open(reading, "rb") as pipe, open(writing, "wb") as end:  # noqa: PTH123
        end.write(data)  # less than a pipe holds
        end.close()
        found = list(read(["-"], stdin=pipe))
    assert [one.source for one in found] == [f"-!{name}" for name in expected]


def test_reading_can_stop_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(MEMBERS))
    found = read([path])
    assert isinstance(next(found), Document)
    del found  # an open file left behind would be a warning, and so an error


@pytest.mark.shared
def test_real_files_read_from_a_zip_as_they_read_from_their_folder(
    tmp_path: Path, shared: Path
) -> None:
    names = [
        *["html/kremlin/13679.html", "html/kremlin/17158.html"],
        *["warc/warcio/example.arc.gz", "warc/chatnoir-resiliparse/warcfile.warc.lz4"],
        "news/wikinews_2019_2020.jsonl.gz",
    ]
    members = {name: (shared / name).read_bytes() for name in names}
    documents, rejects = read_bytes(tmp_path, "a.zip", zipped(members, zipfile.ZIP_STORED))
    plain = [one for name in names for one in read([shared / name])]
    assert len(documents) > 300
    assert [(one.id, one.text, one.url, one.date) for one in documents] == [
        (one.id, one.text, one.url, one.date) for one in plain if isinstance(one, Document)
    ]
    assert places(rejects) == places([one for one in plain if isinstance(one, Reject)])
