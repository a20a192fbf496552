"""Archives that are broken, forged or bombs; for the tests and for docs/reliability.md."""

from __future__ import annotations

import gzip
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import lz4.frame
from benchmarks.watched import Watched, watch
from benchmarks.webarchives import ARC_HEAD, MEMBERS, arc_record, http, packed, page, record, zipped

GOOD, BAD, NEXT = record(0), record(1), record(2)
ARC_GOOD, ARC_BAD, ARC_NEXT = arc_record(0), arc_record(1), arc_record(2)
MAX_SECONDS = 5
MAX_PEAK_MB = 500


def bomb(size_mb: int, before: bytes = b"") -> bytes:
    """A gzip member that unpacks to ``before`` and then so many megabytes of zeros."""
    packing = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = packing.compress(before) + packing.flush(zlib.Z_FULL_FLUSH)
    megabyte = packing.compress(bytes(1 << 20)) + packing.flush(zlib.Z_FULL_FLUSH)
    return head + megabyte * size_mb + packing.flush()


def lz4_bomb(size_mb: int, before: bytes) -> bytes:
    packing = lz4.frame.LZ4FrameCompressor()
    head = packing.begin() + packing.compress(before)
    zeros = bytes(1 << 20)
    return head + b"".join(packing.compress(zeros) for _ in range(size_mb)) + packing.flush()


def zip_bomb(path: Path, members: dict[str, int], after: str) -> None:
    """A zip with members of so many megabytes of zeros each, and then one with text."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, size_mb in members.items():
            with archive.open(name, "w") as member:
                for _ in range(size_mb):
                    member.write(bytes(1 << 20))
        archive.writestr("last.txt", after)


def broken(data: bytes) -> bytes:
    return data[:60] + b"\xff" * 30 + data[90:]


def served(body: bytes, *fields: str) -> bytes:
    return record(1, http(body, *fields))


CHUNKED, GZIPPED = "Transfer-Encoding: chunked", "Content-Encoding: gzip"
BETWEEN_TWO_GOOD = {
    "garbage.warc": (b"gar\x00\xffbage\r\nand more\n" * 9, "malformed"),
    "too_long.warc": (record(1, length=len(BAD) + 300), "malformed"),
    "far_too_long.warc": (record(1, length=10**12), "malformed"),
    "too_short.warc": (record(1, length=200), "malformed"),
    "negative.warc": (record(1, length=-5), "malformed"),
    "no_number.warc": (record(1, length="many"), "malformed"),
    "cut_head.warc": (BAD[:80], "malformed"),
    "broken.warc.gz": (broken(packed(BAD)), "malformed"),
    "checksum.warc.gz": (packed(BAD)[:-8] + b"x" * 8, "malformed"),
    "head.warc.gz": (b"xxxx" + packed(BAD)[4:], "malformed"),
    "garbage.warc.gz": (b"garbage" * 9, "malformed"),
    "cut.warc.gz": (packed(BAD)[:-40], "malformed"),
    "length.warc.gz": (packed(record(1, length=7000)), "malformed"),
    "broken.warc.lz4": (broken(lz4.frame.compress(BAD)), "malformed"),
    "too_long.arc": (arc_record(1, length=900), "malformed"),
    "too_short.arc": (arc_record(1, length=90), "malformed"),
    "garbage.arc": (b"xx\x00xx\n\n", "malformed"),
    "broken.arc.gz": (broken(packed(ARC_BAD)), "malformed"),
    "wrong_chunk.warc": (served(b"5\r\n<html\r\nzz\r\n>", CHUNKED), "malformed"),
    "huge_chunk.warc": (served(b"5\r\n<html\r\nffffffff\r\n>", CHUNKED), "malformed"),
    "cut_body.warc": (served(gzip.compress(page(1))[:-30], GZIPPED), "truncated"),
    "bad_body.warc": (served(b"\x1f\x8b\x08\0" + b"a" * 40, GZIPPED), "malformed"),
    "zstd.warc": (served(b"(\xb5/\xfd\0", "Content-Encoding: zstd"), "unreadable"),
    "no_end.warc": (record(1, b"HTTP/1.1 200 OK\r\nContent-Type: text/html"), "malformed"),
    "no_http.warc": (record(1, b"\x16\x03\x01"), "malformed"),
}


def between(name: str, middle: bytes) -> bytes:
    """``middle`` between two good records, packed as the file's name says."""
    if ".arc" in name:
        before, after = ARC_HEAD + ARC_GOOD, ARC_NEXT
    else:
        before, after = GOOD, NEXT
    pack = {".gz": packed, ".lz4": lz4.frame.compress}.get(Path(name).suffix, bytes)
    return pack(before) + middle + pack(after)


HEAD = record(1, http(b""), length=1 << 30)[:-4]
BOMBS: dict[str, Callable[[], bytes]] = {
    "member.warc.gz": lambda: bomb(1024, HEAD),
    "head.warc.gz": lambda: bomb(1024, b"WARC/1.0\r\nX: "),
    "one_member.warc.gz": lambda: bomb(1024, record(3) + HEAD),
    "lz4.warc.lz4": lambda: lz4_bomb(256, HEAD),
    "body.warc": lambda: served(bomb(1024), GZIPPED),
    "body.warc.gz": lambda: packed(served(bomb(1024), GZIPPED)),
    "twice.warc.gz": lambda: packed(served(gzip.compress(bomb(1024)), f"{GZIPPED}, gzip")),
    "brotli.warc": lambda: served(
        brotli.compress(bytes(1 << 26), quality=1), "Content-Encoding: br"
    ),
    "often.warc": lambda: served(page(1), f"{GZIPPED}{', gzip' * 9}"),
}


NAMES = ["../../x.txt", "/etc/x.txt", "C:\\x.txt", "a\\..\\..\\b.txt", "..", "n" * 60_000 + ".txt"]


def forge(data: bytes, name: bytes, **fields: int) -> bytes:
    """The zip with fields of a member's entry in its directory overwritten."""
    places = {"flags": (8, "<H"), "crc": (16, "<I"), "packed": (20, "<I"), "size": (24, "<I")}
    places["offset"] = (42, "<I")
    forged = bytearray(data)
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(name))
    for field, value in fields.items():
        at, shape = places[field]
        struct.pack_into(shape, forged, entry + at, value)
    return bytes(forged)


def repeated(count: int, *, sharing: bool) -> bytes:
    """A zip of ``count`` entries, all of one member's bytes or each of its own copy."""
    data = zipped({"a.txt": "A text."}, zipfile.ZIP_STORED)
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    member, entry = data[:start], data[start:end]
    copies = 1 if sharing else count
    offsets = [0 if sharing else n * len(member) for n in range(count)]
    entries = b"".join(entry[:42] + struct.pack("<I", at) + entry[46:] for at in offsets)
    begin = copies * len(member)
    wide = struct.pack(
        "<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, len(entries), begin
    )
    where = struct.pack("<4sIQI", b"PK\x06\x07", 0, begin + len(entries), 1)
    last = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return member * copies + entries + wide + where + last


NAME = b"a" * 9 + b".txt"
MEMBER = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, 0, 0, len(NAME), 0) + NAME


def within(head: bytes, count: int) -> bytes:
    """Packed members each of which unpacks to all that follow, and none of which ends."""
    text = b"WARC/1.0\r\nA: b\r\n"
    length = len(text) + len(head)  # of a stored block: the next member's head is in it
    return (head + b"\0" + struct.pack("<HH", length, length ^ 0xFFFF) + text) * count


ROUND_IN_CIRCLES: dict[str, Callable[[], bytes]] = {
    "magic.warc.gz": lambda: b"\x1f\x8b\x08\x00" * 250_000,
    "marks.warc": lambda: b"WARC/1.0\r\na:" * 80_000,
    "lengths.warc": lambda: b"WARC/1.0\r\nContent-Length: 500000\r\n\r\n" * 26_000,
    "lengths.arc": lambda: b"http://a 1.1.1.1 20080430204826 a 500000\n" * 24_000,
    "line.arc": lambda: ARC_HEAD + b"http://" + b"1 " * 490_000,
    "lines.arc": lambda: ARC_HEAD + (b"http://" + b"1 " * 3900 + b"\n") * 125,
    "blank.warc": lambda: b"WARC/1.0\r\n" + b"\r\n" * 490_000,
    "members.warc.gz": lambda: packed(b"WARC/1.0\r\nA: b\r\n\r\n") * 20_000,
    "fields.warc": lambda: record(1, b"HTTP/1.1 200 OK\r\n" + b"a:b\r\n" * 190_000 + b"\r\n"),
    "chunks.warc": lambda: served(b"1\r\n<\r\n" * 160_000, CHUNKED),
    "heads.zip": lambda: b"PK\x03\x04" * 250_000,
    "members.zip": lambda: MEMBER * 20_000,
    "stored.zip": lambda: within(MEMBER, 15_000),
    "stored.warc.gz": lambda: within(b"\x1f\x8b\x08\0\0\0\0\0\0\xff", 30_000),
}


SEEDS = {
    "a.warc": GOOD + served(gzip.compress(page(1)), GZIPPED) + NEXT,
    "a.warc.gz": packed(GOOD, record(1), NEXT),
    "a.warc.lz4": lz4.frame.compress(GOOD) + lz4.frame.compress(NEXT),
    "a.arc": ARC_HEAD + arc_record(0) + arc_record(1),
    "a.arc.gz": packed(ARC_HEAD, arc_record(0), arc_record(1)),
    "a.zip": zipped({name: MEMBERS[name] for name in ("news/a.txt", "d.jsonl", "g.warc.gz")}),
}


def mutate(data: bytes, seed: int) -> bytes:
    """``data`` with a few pieces of it cut, doubled, moved or overwritten."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 4)):
        at, size = chance.randrange(len(data) + 1), chance.choice([1, 2, 4, 30, 300])
        piece = data[at : at + size]
        to = chance.randrange(len(data) + 1)
        if chance.random() < 0.3:
            data = data[:at] + data[at + size :]
        elif chance.random() < 0.5:
            data = data[:to] + piece + data[to:]
        else:
            data = data[:at] + chance.randbytes(len(piece)) + data[at + size :]
    return data


def read_watched(path: Path) -> Watched:
    """What reading ``path`` cost a process that has read good archives before."""
    good = path.with_name("good.zip")
    packed_twice = brotli.compress(gzip.compress(page(1)))
    body = record(1, http(packed_twice, f"{GZIPPED}, br"))
    good.write_bytes(zipped({**MEMBERS, "a.warc": body, "b.warc.lz4": lz4.frame.compress(BAD)}))
    _, found = watch(good, path)
    good.unlink()
    return found
