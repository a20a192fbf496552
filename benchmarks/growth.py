"""How time and memory of a run grow with its number of articles.

    python -m benchmarks.growth NEWS.jsonl.gz [--documents 10000 100000 1000000] [--base 4000]
           [--coder copying] [--workers 2] [--cache 150MB]

The first so many documents of NEWS (`--base`) are repeated, each time with a last line of its own
and a day later, until there are enough. The coder `copying` gives every repetition the entries that
the neural coder found in the original, so that reading, workers, ledger and everything that could
grow are as ever while the coder, which keeps nothing between two calls, costs next to nothing; any
installed coder can be named instead. Prints documents a second and the resident memory of the
writer at every tenth of the way. `--cache` limits what DuckDB may keep of the file in memory.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import pickle
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, islice
from pathlib import Path

from detente.coding import load_coder
from detente.engine.local import Progress, run
from detente.engine.tasks import chunked
from detente.ledger import Ledger, connection
from detente.records import Coding, Document
from detente.sources import read

CODINGS = "DETENTE_BENCHMARK_CODINGS"
BY = "copying/1"


class Copying:
    """A coder that knows the originals' entries and gives them to their repetitions."""

    name, version = BY.split("/")

    def __init__(self) -> None:
        self._codings: dict[str, Coding] = pickle.loads(Path(os.environ[CODINGS]).read_bytes())

    def code(self, documents: Sequence[Document]) -> Iterator[Coding]:
        for document in documents:
            known = self._codings[document.id.partition("~")[0]]
            yield replace(
                known,
                document=document,
                events=tuple(replace(e, document_id=document.id, coder=BY) for e in known.events),
                concerns=tuple(
                    replace(c, document_id=document.id, coder=BY) for c in known.concerns
                ),
            )


def repeated(originals: list[Document], documents: int) -> Iterator[Document]:
    """So many documents, no two alike."""
    turns = (
        replace(
            one,
            id=f"{one.id}~{turn}",
            text=f"{one.text}\n\nPrinted once more, turn {turn}.",
            date=one.date + dt.timedelta(days=turn % 900) if one.date else None,
        )
        for turn in count()
        for one in originals
    )
    return islice(turns, documents)


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def measure(originals: list[Document], documents: int, coder: str, workers: int) -> None:
    marks: list[tuple[int, float, float]] = []

    def note(progress: Progress) -> None:
        if progress.documents >= (len(marks) + 1) * documents // 10:
            marks.append((progress.documents, progress.seconds, resident_mb()))

    factory = Copying if coder == Copying.name else coder
    with (
        tempfile.TemporaryDirectory() as folder,
        Ledger.open(Path(folder) / "growth.duckdb") as ledger,
    ):
        before, started = resident_mb(), time.monotonic()
        found = run(repeated(originals, documents), ledger, factory, workers=workers, progress=note)
        seconds = time.monotonic() - started
        size = (Path(folder) / "growth.duckdb").stat().st_size / 2**20
    print(
        f"{found.documents:,} documents, {found.events:,} events, {seconds:,.0f} s, "
        f"{found.documents / seconds:,.0f} documents/s, ledger {size:,.0f} MB"
    )
    last = (0, 0.0, before)
    for mark in marks:
        rate = (mark[0] - last[0]) / max(1e-9, mark[1] - last[1])
        print(f"  at {mark[0]:9,}: {rate:7,.0f} documents/s, writer {mark[2]:6,.0f} MB", flush=True)
        last = mark


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("news")
    parser.add_argument("--documents", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--base", type=int, default=4000)
    parser.add_argument("--coder", default=Copying.name)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--cache", help="DuckDB's memory_limit (default: its own, 80% of all)")
    given = parser.parse_args()
    if given.cache:
        connection._SETTINGS["memory_limit"] = given.cache
    originals = [d for d in islice(read([given.news]), given.base) if isinstance(d, Document)]
    with tempfile.TemporaryDirectory() as folder:
        if given.coder == Copying.name:
            coder = load_coder("neural")
            codings = {
                result.document.id: result
                for chunk in chunked(originals)
                for result in coder.code([d for d in chunk if isinstance(d, Document)])
                if isinstance(result, Coding)
            }
            path = Path(folder) / "codings.pickle"
            path.write_bytes(pickle.dumps(codings))
            os.environ[CODINGS] = str(path)
        for documents in given.documents:
            measure(originals, documents, given.coder, given.workers)


if __name__ == "__main__":
    main()
