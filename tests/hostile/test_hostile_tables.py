"""Broken tables: good records are kept, each bad place is one reject, and the next file is read."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.records import Document, Reject
from detente.sources import read
from detente.sources.eventdata import EventRow, read_events

ROWS = [
    {"id": str(n), "date": "2009-03-12", "text": f"Report {n}: Russia met NATO, and “talks” go on."}
    for n in range(1, 401)
]
KINDS = ("jsonl", "json", "csv", "tsv")
WHOLE = 400


def packed(kind: str) -> bytes:
    """The rows as a file of a kind."""
    if kind == "jsonl":
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode()
    if kind == "json":
        return json.dumps(ROWS, ensure_ascii=False, indent=1).encode()
    out = io.StringIO()
    table = csv.DictWriter(out, list(ROWS[0]), delimiter="\t" if kind == "tsv" else ",",
                           quoting=csv.QUOTE_ALL)  # fmt: skip
    table.writeheader()
    table.writerows(ROWS)
    return out.getvalue().encode()


def lines_of(kind: str) -> int:
    """On which line (or in which place) the record numbered 1 stands."""
    return 2 if kind in ("csv", "tsv") else 1


def read_one(path: Path, data: bytes) -> tuple[list[str], list[Reject]]:
    path.write_bytes(data)
    found = list(read([path.parent]))
    ids = [one.id for one in found if isinstance(one, Document)]
    return ids, [one for one in found if isinstance(one, Reject)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.77, 0.999])
def test_a_file_that_was_cut_keeps_what_is_whole(tmp_path: Path, kind: str, share: float) -> None:
    data = packed(kind)
    cut = data[: int(len(data) * share)]
    ids, rejects = read_one(tmp_path / f"a.{kind}", cut)
    assert ids == [str(n) for n in range(1, len(ids) + 1)]
    assert len(ids) >= int(WHOLE * share) - 2
    assert len(rejects) <= 1
    assert {one.code for one in rejects} <= {"malformed"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("packing", ["cut", "damaged", "whole"])
def test_a_packed_file_that_is_broken_keeps_what_came_before(
    tmp_path: Path, kind: str, packing: str
) -> None:
    data = gzip.compress(packed(kind), 1)
    at = len(data) // 2
    broken = {
        "cut": data[:at],
        "damaged": data[:at] + b"\xff" * 50 + data[at + 50 :],
        "whole": data,
    }
    ids, rejects = read_one(tmp_path / f"a.{kind}.gz", broken[packing])
    if packing == "whole":
        assert (len(ids), rejects) == (WHOLE, [])
        return
    assert 0 < len(ids) < WHOLE
    if packing == "cut":
        assert ids == [str(n) for n in range(1, len(ids) + 1)]
        assert [one.code for one in rejects] == ["truncated"]
    assert rejects[-1].code in ("truncated", "unreadable", "malformed")


@pytest.mark.parametrize("kind", KINDS)
def test_each_bad_place_is_one_reject(tmp_path: Path, kind: str) -> None:
    data = packed(kind).splitlines(keepends=True)
    per = 5 if kind == "json" else 1
    for record in (7, 8, 200):
        at = (record - 1) * per + lines_of(kind) - 1 + (3 if kind == "json" else 0)
        data[at] = {
            "jsonl": b'{"id": "x", "text": broken}\n',
            "json": b'  "text": broken\n',
            "csv": b'"x","y","z"w\n',
            "tsv": b'"x"\t"y"\t"z"w\n',
        }[kind]
    ids, rejects = read_one(tmp_path / f"a.{kind}", b"".join(data))
    assert ids == [str(n) for n in range(1, WHOLE + 1) if n not in (7, 8, 200)]
    assert [one.code for one in rejects] == ["malformed"] * 3
    places = [int(one.source.rsplit(":", 1)[1]) for one in rejects]
    assert places == [n + lines_of(kind) - 1 for n in (7, 8, 200)]


@pytest.mark.parametrize("kind", KINDS)
def test_noise_in_the_middle_costs_only_what_it_hit(tmp_path: Path, kind: str) -> None:
    data = bytearray(packed(kind))
    at = len(data) // 2
    data[at : at + 64] = bytes(range(128, 192))
    ids, rejects = read_one(tmp_path / f"a.{kind}", bytes(data))
    assert len(ids) >= WHOLE - 3
    assert len(rejects) <= 2
    assert ids[0] == "1"
    assert ids[-1] == str(WHOLE)


# Bombs


class Bomb:
    """A gzip file that is written without being held: ``line`` over and over."""

    def __init__(self, line: bytes, unpacked_bytes: int) -> None:
        self._line, self._bytes = line, unpacked_bytes

    def chunks(self) -> Iterator[bytes]:
        packer = zlib.compressobj(9, wbits=31)
        block = self._line * max(1, (1 << 16) // len(self._line))
        for _ in range(self._bytes // len(block)):
            yield packer.compress(block)
        yield packer.flush()


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv.gz", "a.txt.gz", "a.html.gz", "a.json.gz"])
@pytest.mark.parametrize("line", [b"\0", b'{"text": 1}\n'], ids=["one line", "many lines"])
def test_a_bomb_is_stopped_and_the_next_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, line: bytes
) -> None:
    monkeypatch.setattr("detente.sources.decode.FREE_BYTES", 1 << 20)
    monkeypatch.setattr("detente.sources.decode.MAX_CHARS", 1 << 20)
    monkeypatch.setattr("detente.sources.jsonl.MAX_CHARS", 1 << 20)
    monkeypatch.setattr("detente.sources.rows.MOST_REJECTS", 2000)
    bomb = tmp_path / name
    bomb.write_bytes(b"".join(Bomb(line, 64 << 20).chunks()))
    assert bomb.stat().st_size < 300_000
    (tmp_path / "b.txt").write_text("Russia met NATO.", "utf-8")
    *stopped, last = read([tmp_path])
    assert isinstance(last, Document)
    assert isinstance(stopped[-1], Reject)
    assert stopped[-1].code in ("too-long", "malformed", "no-text-column")
    assert len(stopped) <= 2001


def test_a_bomb_of_event_data_is_stopped_and_the_next_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("detente.sources.decode.FREE_BYTES", 1 << 20)
    (tmp_path / "a.csv.gz").write_bytes(b"".join(Bomb(b"source,target\n", 64 << 20).chunks()))
    (tmp_path / "b.csv").write_text("date,source,target,code\n2009-03-12,RUS,USA,042\n", "utf-8")
    found = list(read_events("cameo", [tmp_path]))
    assert isinstance(found[-1][1], EventRow)
    assert sum(isinstance(row, EventRow) for _, row in found) == 1


def test_a_bomb_says_what_the_limit_is(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(b"".join(Bomb(b" " * 999 + b"\n", 128 << 20).chunks()))
    (reject,) = read([tmp_path])
    assert isinstance(reject, Reject)
    assert reject.code == "too-long"
    assert reject.detail == "unpacks to more than 64 MiB and 100 times its size"


# Nests and numbers


@pytest.mark.parametrize(
    "value",
    ["[" * 900 + "]" * 900, '{"name":' * 900 + "1" + "}" * 900, "[" * 200_000, "9" * 5000, "1e999"],
    ids=["lists", "names", "deeper than can be read", "long number", "beyond all numbers"],
)
@pytest.mark.parametrize("kind", ["jsonl", "json"])
def test_deep_and_huge_values_end_nothing(tmp_path: Path, kind: str, value: str) -> None:
    rows = f'{{"text": "a", "title": {value}}}\n{{"text": "b"}}\n'
    path = tmp_path / f"a.{kind}"
    path.write_text(rows, "utf-8")
    found = list(read([path]))
    assert [one.text for one in found if isinstance(one, Document)][-1] == "b"
    assert len(found) == 2
