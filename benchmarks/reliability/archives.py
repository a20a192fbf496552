"""Archives: real ones read, broken ones as far as they are whole, bombs and forged ones stopped."""

from __future__ import annotations

import gzip
import json
import time
from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path

from benchmarks.hostile_archives import (
    BETWEEN_TWO_GOOD,
    BOMBS,
    MAX_PEAK_MB,
    MAX_SECONDS,
    NAMES,
    ROUND_IN_CIRCLES,
    SEEDS,
    between,
    forge,
    mutate,
    read_watched,
    repeated,
    zip_bomb,
)
from benchmarks.reliability.measured import Measured, Place
from benchmarks.webarchives import (
    http,
    named,
    numbers,
    packed,
    page,
    read_bytes,
    record,
    zipped,
)

from detente.records import Document, Reject
from detente.sources import read
from detente.sources.archives.zip import MAX_MEMBERS
from detente.sources.html import read_page

_MUTATIONS = 300
_PAGES = 480
_EMPTY_RECORDS = 20_000


def measure(place: Place) -> Iterator[Measured]:
    warcs = place.shared / "data" / "warc"
    yield _real(warcs)
    yield _broken(place.scratch)
    yield from _bombs(place.scratch)
    yield _zip_bomb(place.scratch)
    yield from _forged(place.scratch)
    yield _names(place.scratch)
    yield _directory(place.scratch)
    yield _round_in_circles(place.scratch)
    yield _mutations(place.scratch)
    yield from _speed(place)


def _real(warcs: Path) -> Measured:
    paths = sorted(path for path in warcs.rglob("*") if path.is_file())
    found = [one for path in paths for one in read([path])]
    codes = Counter(one.code for one in found if isinstance(one, Reject))
    pages = len(found) - codes.total()
    told = ", ".join(f"{count} {code}" for code, count in codes.most_common())
    what = f"the {len(paths)} real WARC and ARC files of ../shared, some broken on purpose"
    return Measured(what, "no exception", f"{pages} pages; rejects: {told}", pages > 250)


def _broken(scratch: Path) -> Measured:
    kept = 0
    for name, (middle, code) in BETWEEN_TWO_GOOD.items():
        documents, rejects = read_bytes(scratch, name, between(name, middle))
        kept += numbers(documents) == [0, 2] and [one.code for one in rejects] == [code]
    what = "a broken record between two good ones: wrong length, garbage, wrong chunks, cut or "
    what += "corrupt gzip and lz4, wrong checksum, broken body"
    asked = "the two good ones and one reject"
    count = len(BETWEEN_TWO_GOOD)
    return Measured(what, asked, f"so for {kept} of {count} kinds", kept == count)


def _bombs(scratch: Path) -> Iterator[Measured]:
    asked = f"one reject, the next record read, below {MAX_SECONDS} s and {MAX_PEAK_MB} MB"
    for name, make in BOMBS.items():
        path = scratch / name
        data = make()
        path.write_bytes(between(name, data))
        found = read_watched(path)
        good = 3 if name.startswith("one_") else 2
        held = (
            (found.documents, len(found.rejects)) == (good, 1)
            and found.seconds < MAX_SECONDS
            and found.peak_mb < MAX_PEAK_MB
            and not found.opened
        )
        told = f"{', '.join(found.rejects)}; {found.documents} documents, "
        told += f"{found.seconds:.1f} s, {found.peak_mb:.0f} MB"
        yield Measured(f"bomb of {len(data):,} bytes: `{name}`", asked, told, held)


def _zip_bomb(scratch: Path) -> Measured:
    path = scratch / "bomb.zip"
    zip_bomb(path, {"a.txt": 1024, "b.jsonl": 1024, "c.html": 1024}, "The last one.")
    found = read_watched(path)
    held = (found.documents, len(found.rejects)) == (1, 3) and found.seconds < MAX_SECONDS
    told = f"{', '.join(found.rejects)}; {found.seconds:.1f} s, {found.peak_mb:.0f} MB"
    what = f"zip of {path.stat().st_size:,} bytes, three of its four members 1 GiB"
    asked = f"three rejects, one document, below {MAX_SECONDS} s and {MAX_PEAK_MB} MB"
    return Measured(what, asked, told, held and found.peak_mb < MAX_PEAK_MB)


def _forged(scratch: Path) -> Iterator[Measured]:
    forgeries: list[dict[str, int]] = [
        *({"packed": size} for size in (0, 10, 0xFFFFFFF0)),
        *({"size": size} for size in (0, 5, 0xFFFFFFF0)),
        *({"offset": at} for at in (0, 7, 0xFFFFFFF0)),
        {"crc": 1},
    ]
    good = zipped({"a.txt": "Good", "b.html": page(1), "c.txt": "Next"})
    kept = 0
    for fields in forgeries:
        documents, rejects = read_bytes(scratch, "a.zip", forge(good, b"b.html", **fields))
        kept += named(documents) == ["a.txt", "c.txt"] and len(rejects) == 1
    what = "a member's sizes, place or checksum forged in the directory of a zip"
    held = kept == len(forgeries)
    yield Measured(what, "one reject, the others read", f"so for {kept} of {len(forgeries)}", held)
    sealed = forge(good, b"b.html", flags=1)
    documents, rejects = read_bytes(scratch, "a.zip", sealed)
    held = len(documents) == 2 and [one.code for one in rejects] == ["encrypted"]
    yield Measured("an encrypted member", "a reject that says so", rejects[0].detail, held)
    inner = zipped({"in.zip": good, "a.txt": "Good"})
    documents, rejects = read_bytes(scratch, "a.zip", inner)
    held = len(documents) == 1 and len(rejects) == 1
    yield Measured("a zip in a zip", "refused", rejects[0].detail, held)


def _names(scratch: Path) -> Measured:
    folder = scratch / "names"
    folder.mkdir()
    path = folder / "a.zip"
    data = zipped({**dict.fromkeys([*NAMES, "aXb.txt"], "Bad"), "good.txt": "Good"})
    path.write_bytes(data.replace(b"aXb.txt", b"a\0b.txt"))
    found = read_watched(path)
    beside = [one for one in scratch.rglob("*") if folder in one.parents and one != path]
    held = found.documents == 1 and not found.opened and not beside
    told = f"{len(found.rejects)} rejects, {found.documents} document, "
    told += f"{len(found.opened)} other files opened"
    what = "member names `../../x`, `/etc/x`, `C:\\x`, with NUL, of 60,000 characters"
    return Measured(what, "refused one by one, no file written or opened", told, held)


def _directory(scratch: Path) -> Measured:
    path = scratch / "many.zip"
    path.write_bytes(repeated(MAX_MEMBERS, sharing=True))
    found = read_watched(path)
    told = f"{found.documents} documents, {found.seconds:.1f} s, {found.peak_mb:.0f} MB"
    held = found.documents <= 1 and found.seconds < MAX_SECONDS and found.peak_mb < MAX_PEAK_MB
    what = f"{MAX_MEMBERS:,} members that share the bytes of one"
    return Measured(what, f"refused, below {MAX_SECONDS} s and {MAX_PEAK_MB} MB", told, held)


def _round_in_circles(scratch: Path) -> Measured:
    seconds = {}
    for name, make in ROUND_IN_CIRCLES.items():
        data = make()
        started = time.monotonic()
        read_bytes(scratch, name, data)
        seconds[name] = time.monotonic() - started
    slowest = max(seconds, key=lambda name: seconds[name])
    what = f"{len(seconds)} files of a megabyte that send a careless reader round in circles"
    told = f"{seconds[slowest]:.1f} s for `{slowest}`"
    return Measured(what, f"below {MAX_SECONDS} s each", told, seconds[slowest] < MAX_SECONDS)


def _mutations(scratch: Path) -> Measured:
    slowest = 0.0
    for name, data in SEEDS.items():
        for seed in range(_MUTATIONS):
            started = time.monotonic()
            read_bytes(scratch, name, mutate(data, seed))
            slowest = max(slowest, time.monotonic() - started)
    what = f"{len(SEEDS) * _MUTATIONS:,} archives cut, doubled and overwritten at random"
    asked = f"no exception, below {MAX_SECONDS} s"
    return Measured(what, asked, f"none; slowest {slowest:.2f} s", slowest < MAX_SECONDS)


def _speed(place: Place) -> Iterator[Measured]:
    pages = _real_pages(place.shared / "data")
    path = place.scratch / "speed.warc.gz"
    requests = (record(n, b"GET / HTTP/1.1\r\n\r\n", kind="request") for n in range(_EMPTY_RECORDS))
    path.write_bytes(packed(*requests))
    started = time.process_time()
    list(read([path]))
    rate = _EMPTY_RECORDS / (time.process_time() - started)
    yield Measured("records passed over, `.warc.gz`", "", f"{rate:,.0f} a CPU-second", True)
    path.write_bytes(packed(*(record(n, http(pages[n % len(pages)])) for n in range(_PAGES))))
    list(read([path]))  # warm
    started = time.process_time()
    found = [one for one in read([path]) if isinstance(one, Document)]
    whole = time.process_time() - started
    started = time.process_time()
    for number in range(_PAGES):
        read_page(pages[number % len(pages)], "page")
    extraction = time.process_time() - started
    size = sum(map(len, pages)) / len(pages) / 1000
    what = f"{len(found):,} real pages of {size:.0f} kB, `.warc.gz` to documents"
    told = f"{len(found) / whole:,.0f} a CPU-second; {extraction / whole:.0%} of it in extraction"
    yield Measured(what, "", told, len(found) == _PAGES)


def _real_pages(data: Path) -> list[bytes]:
    """The saved pages, and as many news texts in a plain page of their own."""
    saved = [path.read_bytes() for path in sorted((data / "html").rglob("*.html"))]
    with gzip.open(data / "news" / "wikinews_2019_2020.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line, _ in zip(lines, saved, strict=False)]
    return saved + [_page(row) for row in rows if row.get("text")]


def _page(row: dict[str, str]) -> bytes:
    paragraphs = "".join(f"<p>{escape(one)}</p>" for one in row["text"].split("\n") if one.strip())
    title = escape(row.get("title") or "")
    page = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}"
    return f"{page}</article></body></html>".encode()
