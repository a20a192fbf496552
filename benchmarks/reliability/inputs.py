"""What hostile and broken files cost, and what comes of them."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import random
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

from benchmarks.markup import hostile_pages
from benchmarks.parsers import SLOWEST_SECONDS, check_passages, parsers
from benchmarks.reliability.measured import Measured, Place
from benchmarks.texts import DECORATIONS, LONG_TEXTS, TEXT, repeat
from benchmarks.watched import watch

from detente.coding import load_coder
from detente.records import Coding, Document, Reject
from detente.sources import read

_MEGABYTE = 1_000_000
_CORPUS = Path("tests/hostile/corpus")
_ROWS = 20_000
_SENTENCES = (
    "Russia on Monday urged NATO to withdraw its troops from Georgia, saying that talks go on.",
    "Iran’s foreign minister said that “talks with France would resume” in Geneva on 3 May.",
    "Turkey accused Greece of shelling a village, and Côte d’Ivoire expelled Mali’s ambassador.",
    "Prices of bread rose in the old town, and the weather was mild for the season, people said.",
)
_DAY = dt.date(2009, 5, 20)


def measure(place: Place) -> Iterator[Measured]:
    yield from _pages(place.scratch)
    yield from _broken(place.scratch)
    yield from _bombs(place.scratch)
    yield from _encodings(place.scratch)
    yield from _decorated(place.scratch)
    yield from _long(place.scratch)
    yield from _parquet(place.scratch)
    yield _corpus()


# Pages


def _pages(scratch: Path) -> Iterator[Measured]:
    folder = _folder(scratch, "pages")
    pages = hostile_pages()
    paths = [folder / f"{n}.html" for n in range(len(pages))]
    for path, page in zip(paths, pages.values(), strict=True):
        path.write_text(page, "utf-8")
    for name, found in zip(pages, watch(*paths, deadline_seconds=120), strict=True):
        came = "read" if found.documents else f"refused ({found.rejects[0]})"
        opened = f"opened {', '.join(found.opened)}" if found.opened else "nothing opened"
        yield Measured(
            f"A page of {name}",
            "1 s, 200 MB, no file, no network",
            f"{came}: {found.seconds:.2f} s, {found.peak_mb:.0f} MB, {opened}",
            found.seconds <= 1 and found.peak_mb <= 200 and not found.opened,
        )


# Broken tables


def _table(kind: str) -> bytes:
    rows = [{"id": str(n), "text": f"{n}: {_SENTENCES[n % 4]}"} for n in range(_ROWS)]
    if kind == "jsonl":
        return "".join(json.dumps(row) + "\n" for row in rows).encode()
    if kind == "json":
        return json.dumps(rows, indent=1).encode()
    out = io.StringIO()
    mark = "\t" if kind == "tsv" else ","
    table = csv.DictWriter(out, ["id", "text"], delimiter=mark, quoting=csv.QUOTE_ALL)
    table.writeheader()
    table.writerows(rows)
    return out.getvalue().encode()


def _parquet_table(rows: int = _ROWS, **options: object) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    texts = [f"{n}: {_SENTENCES[n % 4]}" for n in range(rows)]
    columns = {"id": [str(n) for n in range(rows)], "text": texts}
    pq.write_table(pa.table(columns), out, row_group_size=1000, **options)
    return out.getvalue()


def _broken(scratch: Path) -> Iterator[Measured]:
    draw = random.Random(1)
    for kind in ("jsonl", "json", "csv", "tsv", "parquet"):
        whole = _parquet_table(use_dictionary=False) if kind == "parquet" else _table(kind)
        for way in ("cut in the middle", "three places overwritten by noise"):
            data = bytearray(whole)
            if way.startswith("cut"):
                del data[len(data) // 2 :]
            else:
                for share in (0.2, 0.5, 0.8):
                    at = int(len(data) * share)
                    data[at : at + 20] = draw.randbytes(20)
            good, rejects = _read(scratch, f"a.{kind}", bytes(data))
            at_most = {"cut in the middle": 1}.get(way, 6)
            least = _least(kind, way)
            yield Measured(
                f"{kind} of {_ROWS:,} rows, {way}",
                "good rows kept, a reject a place",
                f"{good:,} rows and {rejects} rejects",
                good >= least and 1 <= rejects <= at_most,
            )
    for kind in ("jsonl", "json", "csv", "tsv"):
        packed = gzip.compress(_table(kind))
        cut, (noisy) = packed[: len(packed) // 2], bytearray(packed)
        noisy[len(packed) // 2 : len(packed) // 2 + 20] = draw.randbytes(20)
        for way, data in (("cut in the middle", cut), ("noise in the middle", bytes(noisy))):
            good, rejects = _read(scratch, f"a.{kind}.gz", data)
            yield Measured(
                f"{kind}.gz of {_ROWS:,} rows, {way}",
                "rows before it kept, a reject",
                f"{good:,} rows and {rejects} rejects",
                good >= _ROWS * 0.45 and rejects >= 1,
            )


def _least(kind: str, way: str) -> float:
    """Rows that must be there: Parquet without its end has none, a page of it has 1000 rows."""
    if way.startswith("cut"):
        return 0 if kind == "parquet" else _ROWS * 0.499
    return _ROWS - 3 * 1000 if kind == "parquet" else _ROWS - 6


def _read(scratch: Path, name: str, data: bytes) -> tuple[int, int]:
    folder = _folder(scratch, "broken")
    (folder / name).write_bytes(data)
    found = list(read([folder]))
    return sum(isinstance(one, Document) for one in found), sum(
        isinstance(one, Reject) for one in found
    )


# Bombs


def _bombs(scratch: Path) -> Iterator[Measured]:
    pieces = {
        "jsonl": b'{"text": 1}\n',
        "txt": b"\0",
        "html": b"<p>a",
        "csv": b"text," + b"x" * 999 + b"\n",
        "json": b"[[",
    }
    for name, piece in pieces.items():
        folder = _folder(scratch, f"bomb-{name}")
        path, after = folder / f"a.{name}.gz", folder / "b.txt"
        size = _write_bomb(path, piece)
        after.write_text("Russia met NATO.", "utf-8")
        bomb, next_one = watch(path, after, deadline_seconds=300)
        yield Measured(
            f"{name}.gz of {size / 1e6:.1f} MB that unpacks to 1 GB",
            "stopped at a cap, next file read",
            f"{bomb.rejects[-1]} after {bomb.seconds:.1f} s, {bomb.peak_mb:.0f} MB;"
            f" next: {next_one.documents} document",
            bool(bomb.rejects) and next_one.documents == 1 and bomb.seconds < 60,
        )


def _write_bomb(path: Path, piece: bytes) -> int:
    packer = zlib.compressobj(9, wbits=31)
    block = piece * ((1 << 20) // len(piece))
    with path.open("wb") as out:
        for _ in range(1000):
            out.write(packer.compress(block))
        out.write(packer.flush())
    return path.stat().st_size


# Encodings and decorations


def _encodings(scratch: Path) -> Iterator[Measured]:
    english = "\n\n".join(_SENTENCES)
    russian = "Россия и НАТО возобновили переговоры. Министр заявил, что договор подпишут.\n" * 3
    unicode = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
    tried = [(encoding, english) for encoding in (*unicode, "cp1252")]
    tried += [(e, russian) for e in ("cp1251", "koi8-r", "iso8859-5", "cp866", "utf-16-le")]
    right = []
    for encoding, text in tried:
        folder = _folder(scratch, "encodings")
        (folder / "a.txt").write_bytes(text.encode(encoding))
        (found,) = read([folder])
        right.append(isinstance(found, Document) and found.text == text)
    yield Measured(
        f"A text in each of {len(tried)} encodings, most without a mark ({', '.join(dict(tried))})",
        "read letter by letter",
        f"{sum(right)} of {len(right)} texts exact",
        all(right),
    )


def _decorated(scratch: Path) -> Iterator[Measured]:
    documents = []
    for decorate in DECORATIONS.values():
        folder = _folder(scratch, "decorated")
        (folder / "a.txt").write_bytes(decorate(TEXT).encode("utf-8", "surrogatepass"))
        documents += [one for one in read([folder], date=_DAY) if isinstance(one, Document)]
    entries = wrong = 0
    for name in ("rules", "neural"):
        for coding in load_coder(name).code(documents):
            assert isinstance(coding, Coding)
            text = coding.document.text
            check_passages(text)
            for event in coding.events:
                entries += 1
                spans = (event.evidence.quote, event.evidence.trigger,
                         *event.evidence.source, *event.evidence.target)  # fmt: skip
                wrong += any(text[s.start : s.end] != s.text for s in spans)
    yield Measured(
        f"{len(DECORATIONS)} ways to decorate a text (NFC, NFD, joiners, Zalgo, bidi overrides,"
        " NUL, lone surrogates …), both coders",
        "every offset exact",
        f"{entries} entries, {wrong} with a span that is not in the document",
        entries > 0 and wrong == 0 and len(documents) == len(DECORATIONS),
    )


# Lengths


def _long(scratch: Path) -> Iterator[Measured]:
    for name in ("rules", "neural"):
        coder = load_coder(name)
        list(coder.code([Document("warm", _SENTENCES[0], date=_DAY)]))
        worst, slowest = "", 0.0
        for kind, piece in LONG_TEXTS.items():
            path = _folder(scratch, "long") / "a.txt"
            path.write_text(f"{_SENTENCES[0]}\n{repeat(piece, _MEGABYTE)}", "utf-8")
            started = time.monotonic()
            list(coder.code([one for one in read([path], date=_DAY) if isinstance(one, Document)]))
            seconds = time.monotonic() - started
            if seconds > slowest:
                worst, slowest = kind, seconds
        yield Measured(
            f"1 MB of each of {len(LONG_TEXTS)} marks, blanks and words, read and coded by {name}",
            "5 s",
            f"at most {slowest:.1f} s ({worst})",
            slowest <= 5,
        )
    coder = load_coder("rules")
    prose, crowded = " ".join(_SENTENCES) + " ", ("Russia said ", "Russia, ", "Russia met NATO ")
    length = _MEGABYTE // 20
    plain, twice = _seconds(coder, prose, length), _seconds(coder, prose, 2 * length)
    yield Measured(
        f"A paragraph of {length // len(_SENTENCES[0]):,} sentences, one twice as long, by rules",
        "time linear in length",
        f"{plain:.1f} s and {twice:.1f} s",
        twice < 3 * plain,
    )
    ratios = {piece.strip(): _seconds(coder, piece, length) / plain for piece in crowded}
    yield Measured(
        f"As long, nothing but actors: {', '.join(f'“{one} …”' for one in ratios)}",
        "at most 10 times prose",
        ", ".join(f"{ratio:.1f}" for ratio in ratios.values()),
        max(ratios.values()) <= 10,
    )
    yield _ten_thousand()
    yield _single_line(scratch)


def _seconds(coder: object, piece: str, length: int) -> float:
    document = Document("a", repeat(piece, length), date=_DAY)
    started = time.monotonic()
    list(coder.code([document]))  # type: ignore[attr-defined]
    return time.monotonic() - started


def _ten_thousand() -> Measured:
    from detente.text.passages import paragraphs

    text = " ".join(f"{_SENTENCES[n % 4]}" for n in range(10_000))
    started = time.monotonic()
    spans = paragraphs(text)
    seconds = time.monotonic() - started
    whole = " ".join(text[start:end] for start, end in spans) == text
    ends = all(text[end - 1] in ".”" for _, end in spans)
    longest = max(end - start for start, end in spans)
    return Measured(
        "A paragraph of 10,000 sentences",
        "cut at ends of sentences, nothing lost",
        f"{len(spans)} passages of at most {longest:,} characters in {seconds:.2f} s, "
        f"{'nothing lost' if whole else 'something lost'}",
        whole and ends and longest <= 4000,
    )


def _single_line(scratch: Path) -> Measured:
    path = _folder(scratch, "line") / "a.jsonl"
    text = f"{_SENTENCES[3]} " * (50 * _MEGABYTE // len(_SENTENCES[3]))
    path.write_text(json.dumps({"text": text}) + "\n", "utf-8")
    (found,) = watch(path, deadline_seconds=120)
    return Measured(
        "A single line of 50 MB",
        "read in bounded time",
        f"{found.seconds:.1f} s, {found.peak_mb:.0f} MB",
        found.documents == 1 and found.seconds < 5,
    )


# Parquet


def _parquet(scratch: Path) -> Iterator[Measured]:
    import pyarrow.parquet as pq

    folder = _folder(scratch, "parquet")
    (folder / "a.parquet").write_bytes(_parquet_table(200_000))
    (folder / "one.parquet").write_bytes(_parquet_table(1))
    bare = _best(
        lambda: [b.to_pylist() for b in pq.ParquetFile(folder / "a.parquet").iter_batches(2048)]
    )
    from detente.sources.columns import Columns
    from detente.sources.parquet import read_parquet

    def rows(name: str) -> None:
        with (folder / name).open("rb") as stream:
            for _ in read_parquet(stream, name, Columns()):
                pass

    apart, start = _best(lambda: rows("a.parquet")), _best(lambda: rows("one.parquet"))
    whole = _best(lambda: list(read([folder / "a.parquet"])))
    yield Measured(
        "Parquet of 200,000 rows, unpacked in a process of its own",
        "at most a quarter of the time of reading",
        f"{apart - bare:.2f} s more than {bare:.2f} s, {start:.2f} s of them to start; documents of"
        f" all rows take {whole:.1f} s",
        apart - bare < whole / 4,
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-n",
        "0",
        "tests/hostile/test_hostile_parquet.py",
        "-k",
        "dies or hangs or open_nothing or bomb",
    ]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    last = done.stdout.strip().splitlines()
    yield Measured(
        "Parquet whose reading crashes, is killed, hangs, sends garbage, opens files and"
        " connections, fills memory, unpacks without end",
        "a reject, the next file read",
        "all so" if done.returncode == 0 else last[-1],
        done.returncode == 0,
    )


def _best(act: object) -> float:
    times = []
    for _ in range(3):
        started = time.monotonic()
        act()  # type: ignore[operator]
        times.append(time.monotonic() - started)
    return min(times)


# The corpus of fuzzing


def _corpus() -> Measured:
    known = parsers()
    files = sorted(path for path in _CORPUS.rglob("*") if path.is_file())
    slowest, failed = 0.0, []
    for path in files:
        started = time.monotonic()
        try:
            known[path.parent.name].run(path.read_bytes())
        except Exception as error:
            failed.append(f"{path.name}: {type(error).__name__}")
        slowest = max(slowest, time.monotonic() - started)
    size = sum(path.stat().st_size for path in files)
    return Measured(
        f"The fuzzing corpus of {len(known)} parsers: {len(files)} files, {size / 1000:.0f} KB",
        "no exception, 5 s",
        f"{len(failed)} exceptions, at most {slowest:.2f} s",
        not failed and slowest <= SLOWEST_SECONDS,
    )


def _folder(scratch: Path, name: str) -> Path:
    return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=scratch))
