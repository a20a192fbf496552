"""Archives that are broken, forged or bombs: the good records come, one reject each bad place."""

from __future__ import annotations

import json
import os
import random
import time
import zipfile
from pathlib import Path

import pytest
from benchmarks.hostile_archives import (
    ARC_BAD,
    ARC_GOOD,
    ARC_NEXT,
    BAD,
    BETWEEN_TWO_GOOD,
    BOMBS,
    GOOD,
    MAX_PEAK_MB,
    MAX_SECONDS,
    NAMES,
    NEXT,
    ROUND_IN_CIRCLES,
    SEEDS,
    between,
    broken,
    forge,
    mutate,
    read_watched,
    repeated,
    zip_bomb,
)
from benchmarks.webarchives import (
    ARC_HEAD,
    MEMBERS,
    arc_record,
    http,
    named,
    numbers,
    packed,
    page,
    places,
    read_bytes,
    record,
    zipped,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.sources.archives.zip import MAX_MEMBERS

# Broken


@pytest.mark.parametrize("name", BETWEEN_TWO_GOOD)
def test_a_broken_record_costs_only_itself(tmp_path: Path, name: str) -> None:
    middle, code = BETWEEN_TWO_GOOD[name]
    documents, rejects = read_bytes(tmp_path, name, between(name, middle))
    assert numbers(documents) == [0, 2]
    assert [one.code for one in rejects] == [code]


def noisy(number: int) -> bytes:
    """A record of which little can be packed, so that a cut near the end cuts only it."""
    noise = random.Random(number).randbytes(500).hex().encode()
    return record(number, http(page(number) + b"<!--" + noise + b"-->"))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.warc", GOOD + NEXT + BAD[:-100]),
        ("a.warc.gz", packed(GOOD, NEXT, BAD)[:-60]),
        ("a.warc.gz", packed(noisy(0) + noisy(2) + noisy(1))[:-60]),
        ("a.warc.gz", packed(GOOD, NEXT)[:-4]),
        ("a.arc.gz", packed(ARC_HEAD, ARC_GOOD, ARC_NEXT, ARC_BAD)[:-60]),
    ],
)
def test_a_file_that_was_cut_keeps_what_is_whole(tmp_path: Path, name: str, data: bytes) -> None:
    documents, rejects = read_bytes(tmp_path, name, data)
    assert numbers(documents) == [0, 2]
    assert [one.code for one in rejects] == ["truncated"]


def test_garbage_before_the_first_record(tmp_path: Path) -> None:
    documents, rejects = read_bytes(tmp_path, "a.warc", b"\x00\x01junk\r\n" + GOOD + NEXT)
    assert numbers(documents) == [0, 2]
    assert places(rejects) == ["0"]


def test_the_reject_stands_where_the_bad_place_is(tmp_path: Path) -> None:
    parts = [packed(GOOD), broken(packed(record(1))), packed(NEXT), b"junk", packed(record(3))]
    documents, rejects = read_bytes(tmp_path, "a.warc.gz", b"".join(parts))
    starts = [str(sum(map(len, parts[:n]))) for n in range(len(parts))]
    assert places(documents) == [starts[0], starts[2], starts[4]]
    assert places(rejects) == [starts[1], starts[3]]


# Bombs


QUICK = ("member.warc.gz", "twice.warc.gz", "brotli.warc", "often.warc")


@pytest.mark.parametrize(
    "name",
    [name if name in QUICK else pytest.param(name, marks=pytest.mark.long) for name in BOMBS],
)
def test_a_bomb_is_stopped_and_the_next_record_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(between(name, BOMBS[name]()))
    found = read_watched(path)
    more = name.startswith("one_")  # a good record in the member of the bomb
    assert found.documents == 2 + more
    assert len(found.rejects) == 1
    assert found.seconds < MAX_SECONDS
    assert found.peak_mb < MAX_PEAK_MB
    assert not found.opened


def test_bombs_in_a_zip_are_stopped_and_the_next_member_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    zip_bomb(path, {"a.txt": 128, "b.jsonl": 128}, "The last one.")
    found = read_watched(path)
    assert (found.documents, found.rejects) == (1, ("too-long", "too-long"))
    assert found.seconds < MAX_SECONDS
    assert found.peak_mb < MAX_PEAK_MB


# Forged zips


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"flags": 1}, "encrypted"),
        ({"crc": 1}, "malformed"),
        ({"packed": 10}, "malformed"),
        ({"packed": 0xFFFFFFF0}, "malformed"),
        ({"size": 5}, "malformed"),
        ({"size": 0xFFFFFFF0}, "malformed"),
        ({"offset": 7}, "malformed"),
        ({"offset": 0}, "malformed"),
        ({"offset": 0xFFFFFFF0}, "malformed"),
    ],
)
def test_a_forged_entry_costs_only_its_member(
    tmp_path: Path, fields: dict[str, int], code: str
) -> None:
    data = zipped({"a.txt": "Good", "b.html": page(1), "c.txt": "Next"})
    documents, rejects = read_bytes(tmp_path, "a.zip", forge(data, b"b.html", **fields))
    assert named(documents) == ["a.txt", "c.txt"]
    assert [(one.code, one.source.endswith("!b.html")) for one in rejects] == [(code, True)]


def test_names_that_lead_elsewhere_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    inside = outside / "in" / "side"
    inside.mkdir(parents=True)
    data = zipped({**dict.fromkeys([*NAMES, "aXb.txt"], "Bad"), "\u202efdp.txt": "Good"})
    path = inside / "a.zip"
    path.write_bytes(data.replace(b"aXb.txt", b"a\0b.txt"))
    before = sorted(tmp_path.rglob("*"))
    found = read_watched(path)
    assert sorted(tmp_path.rglob("*")) == before
    assert not found.opened
    assert (found.documents, found.text) == (1, "Good")
    assert found.rejects == ("malformed",) * (len(NAMES) + 1)


def test_members_that_share_bytes_are_refused(tmp_path: Path) -> None:
    documents, rejects = read_bytes(tmp_path, "a.zip", repeated(3000, sharing=True))
    assert len(documents) <= 1
    assert len(documents) + len(rejects) == 3000
    assert {one.code for one in rejects} == {"malformed"}


def test_members_past_the_most_that_are_read_give_one_reject(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("detente.sources.archives.zip.MAX_MEMBERS", 100)
    documents, (reject,) = read_bytes(tmp_path, "a.zip", repeated(150, sharing=False))
    assert len(documents) == 100
    assert (reject.code, "50 unread" in reject.detail) == ("too-long", True)


def test_a_directory_of_absurd_size_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    count = 6 * MAX_MEMBERS
    path = tmp_path / "a.zip"
    path.write_bytes(repeated(count, sharing=True))
    found = read_watched(path)
    assert len(found.rejects) == 1
    assert found.seconds < MAX_SECONDS
    assert found.peak_mb < MAX_PEAK_MB


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packings_without_a_limit_are_refused(tmp_path: Path, method: int) -> None:
    documents, rejects = read_bytes(tmp_path, "a.zip", zipped({"a.txt": "x" * 99}, method))
    assert not documents
    assert [one.code for one in rejects] == ["unreadable"]


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_zip_that_was_cut_gives_the_members_before_the_cut(tmp_path: Path, share: float) -> None:
    whole = zipped(MEMBERS)
    expected = named(read_bytes(tmp_path, "whole.zip", whole)[0])
    documents, rejects = read_bytes(tmp_path, "a.zip", whole[: int(len(whole) * share)])
    assert named(documents) == expected[: len(documents)]
    assert documents
    assert [one.code for one in rejects] == ["truncated"]


# Anything


@pytest.mark.long
@pytest.mark.parametrize("name", ROUND_IN_CIRCLES)
def test_no_megabyte_takes_long(tmp_path: Path, name: str) -> None:
    data = ROUND_IN_CIRCLES[name]()
    assert len(data) < 1_050_000
    started = time.process_time()
    documents, rejects = read_bytes(tmp_path, name, data)
    assert time.process_time() - started < MAX_SECONDS
    assert rejects or documents


def check_all(folder: Path, seeds: range) -> None:
    for name, data in SEEDS.items():
        for seed in seeds:
            started = time.process_time()
            read_bytes(folder, name, mutate(data, seed))
            assert time.process_time() - started < MAX_SECONDS, (name, seed)


def test_no_mutation_raises(tmp_path: Path) -> None:
    check_all(tmp_path, range(40))


@pytest.mark.long
def test_no_mutation_of_very_many_raises(tmp_path: Path) -> None:
    check_all(tmp_path, range(40, 1500))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.binary(max_size=3000), name=st.sampled_from(sorted(SEEDS)), start=st.booleans())
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes, name: str, start: bool) -> None:
    read_bytes(tmp_path, name, SEEDS[name][:50] + data if start else data)


def test_random_bytes_after_a_good_record_lose_it_not(tmp_path: Path) -> None:
    noise = os.urandom(100_000)
    for name, data in (
        ("a.warc", GOOD),
        ("a.warc.gz", packed(GOOD)),
        ("a.arc", ARC_HEAD + arc_record(0)),
    ):
        documents, rejects = read_bytes(tmp_path, name, data + noise)
        assert numbers(documents) == [0]
        assert len(rejects) == 1


def test_rows_of_a_broken_member_before_the_break_are_kept(tmp_path: Path) -> None:
    rows = b"".join(
        json.dumps({"text": str(n * 7919 % 1000003)}).encode() + b"\n" for n in range(9000)
    )
    data = bytearray(zipped({"a.jsonl": rows, "b.txt": "Next"}))
    data[len(data) // 2 : len(data) // 2 + 40] = b"\xff" * 40
    documents, rejects = read_bytes(tmp_path, "a.zip", bytes(data))
    assert len(documents) > 2000
    assert documents[-1].text == "Next"
    assert rejects[-1].code in ("malformed", "truncated")
