"""What much text costs: rates of each step on this machine, and core-hours worked out from them.

    python -m benchmarks.scaling [--shared ../shared] [--write]

Prints the tables of docs/scaling.md, and with `--write` puts them there. Rates are of processor
time on one core, so that they bear a busy machine; times of whole runs need a quiet one.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import duckdb

from detente.coding import load_coder
from detente.ledger import Ledger
from detente.records import Document
from detente.sources import read

PAGE = Path("docs/scaling.md")
DAY_ARTICLES = 300_000
MONTH_ARTICLES = 11_700_000
ARCHIVE_ARTICLES = 1_350_000_000
PAGES = 400
WIKINEWS, REPORTS = "wikinews_2019_2020", "current_events_2002_2026"
SAMPLES = {("neural", WIKINEWS): 128, ("neural", REPORTS): 1024,
           ("rules", WIKINEWS): 256, ("rules", REPORTS): 2048}  # fmt: skip
RUN_REPORTS = 4000
_IN_PLACE = """SELECT s.code, t.code, count(*) FROM events
JOIN participants AS s ON s.entry = events.entry AND s.side = 'source'
JOIN participants AS t ON t.entry = events.entry AND t.side = 'target'
GROUP BY ALL ORDER BY 3 DESC LIMIT 10"""


@dataclass(frozen=True, slots=True)
class Runs:
    """Seconds of whole runs, and what they leave."""

    local: float
    cluster: float
    started: float
    took_in: float
    in_place: float
    documents: int
    events: int
    parquet_bytes: int
    ledger_bytes: int


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    data = given.shared.resolve() / "data"
    pages = rate_pages(data / "html/kremlin")
    rates = {key: rate_coder(*key, data, count) for key, count in SAMPLES.items()}
    with tempfile.TemporaryDirectory() as scratch:
        runs = time_runs(data, Path(scratch))
    tables = {
        "rates": "\n".join(rate_table(pages, rates)),
        "runs": "\n".join(run_table(runs)),
        "costs": "\n".join(cost_table(pages, rates, runs)),
    }
    for name, table in tables.items():
        print(f"\n## {name}\n\n{table}", flush=True)
        if given.write:
            write(name, table)


def rate_pages(folder: Path) -> float:
    """Pages of HTML made text, a second of one core."""
    files = [str(path) for path in sorted(folder.glob("*.html"))]
    list(read(files[:2]))  # what is loaded once is not the pages'
    started = time.process_time()
    found = sum(1 for _ in read(list(islice(cycle(files), PAGES))))
    return found / (time.process_time() - started)


def rate_coder(name: str, corpus: str, data: Path, count: int) -> float:
    """Documents coded, a second of one core."""
    coder = load_coder(name)
    documents = _documents(data, corpus, count)
    list(coder.code(documents[:8]))
    started = time.process_time()
    for start in range(0, len(documents), 64):
        list(coder.code(documents[start : start + 64]))
    return len(documents) / (time.process_time() - started)


def _documents(data: Path, corpus: str, count: int) -> list[Document]:
    """Documents from all over a corpus."""
    found = [d for d in read([data / "news" / f"{corpus}.jsonl.gz"]) if isinstance(d, Document)]
    return found[:: max(1, len(found) // count)][:count]


def time_runs(data: Path, scratch: Path) -> Runs:
    """One corpus through both engines with two processes each, and what comes after."""
    source, few = scratch / "reports.jsonl", scratch / "few.jsonl"
    _write(source, data, RUN_REPORTS)
    _write(few, data, 8)
    local = _run(source, "--db", scratch / "local.duckdb")
    cluster = _run(source, "--engine", "ray", "--out", scratch / "out")
    started = _run(few, "--engine", "ray", "--out", scratch / "few") - _run(
        few, "--db", scratch / "few.duckdb"
    )
    begun = time.monotonic()
    command = [sys.executable, "-m", "detente", "import", "parts", "-q"]
    subprocess.run([*command, scratch / "out", "--db", scratch / "taken.duckdb"],
                   check=True, stdout=subprocess.DEVNULL)  # fmt: skip
    took_in = time.monotonic() - begun
    with Ledger.open(scratch / "local.duckdb") as own:
        expected = own.content_hash()
    with Ledger.open(scratch / "taken.duckdb") as taken:
        if taken.content_hash() != expected:
            raise SystemExit("the two engines differ")
        counts = taken.counts()
    return Runs(
        local, cluster, started, took_in, _query_in_place(scratch / "out"),
        counts.documents, counts.events,
        sum(path.stat().st_size for path in (scratch / "out").rglob("*.parquet")),
        (scratch / "taken.duckdb").stat().st_size,
    )  # fmt: skip


def _write(path: Path, data: Path, count: int) -> None:
    rows = [
        {"id": d.id, "text": d.text, "date": str(d.date or ""), "outlets": list(d.outlets)}
        for d in _documents(data, REPORTS, count)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def _run(source: Path, *words: object) -> float:
    command = [sys.executable, "-m", "detente", "run", source, "-q", "--coder", "rules",
               "--workers", "2", *words]  # fmt: skip
    started = time.monotonic()
    subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - started


def _query_in_place(out: Path) -> float:
    with duckdb.connect(":memory:") as connection:
        connection.execute((out / "views.sql").read_text("utf-8"))
        started = time.monotonic()
        connection.execute(_IN_PLACE).fetchall()
        return time.monotonic() - started


def rate_table(pages: float, rates: dict[tuple[str, str], float]) -> Iterator[str]:
    yield from ("| Step | A second of one core |", "|---|--:|")
    yield f"| a page of HTML to text | {pages:,.0f} pages |"
    names = {WIKINEWS: "articles of Wikinews", REPORTS: "reports of one to three sentences"}
    for (coder, corpus), rate in rates.items():
        yield f"| `{coder}` over {names[corpus]} | {rate:,.1f} documents |"


def run_table(runs: Runs) -> Iterator[str]:
    overhead = _overhead(runs)
    yield from (f"| {runs.documents:,} reports, `rules`, two processes | |", "|---|--:|")
    yield f"| local engine | {runs.local:,.0f} s |"
    yield f"| Ray engine | {runs.cluster:,.0f} s |"
    yield f"| of that to start and end Ray | {runs.started:,.0f} s |"
    yield f"| the rest, beside the local engine | {overhead:.2f} times |"
    yield f"| to take it into a ledger | {runs.documents / runs.took_in:,.0f} documents a second |"
    yield f"| Parquet | {runs.parquet_bytes / runs.events:,.0f} bytes an event |"
    yield f"| ledger | {runs.ledger_bytes / runs.events:,.0f} bytes an event |"
    yield f"| the ten busiest dyads, by DuckDB in place | {runs.in_place:.2f} s |"


def _overhead(runs: Runs) -> float:
    return (runs.cluster - runs.started) / runs.local


def cost_table(pages: float, rates: dict[tuple[str, str], float], runs: Runs) -> Iterator[str]:
    yield "| | articles | core-hours, `neural` | core-hours, `rules` | hours to take in |"
    yield "|---|--:|--:|--:|--:|"
    overhead = max(1.0, _overhead(runs))  # less is a busy machine's doing
    what = {
        "a day of world news": DAY_ARTICLES,
        "a month of the Common Crawl news archive": MONTH_ARTICLES,
        "all of that archive, 2016 to 2026": ARCHIVE_ARTICLES,
    }
    for name, articles in what.items():
        hours = [
            articles * (1 / pages + 1 / rates[coder, WIKINEWS]) * overhead / 3600
            for coder in ("neural", "rules")
        ]
        taking = articles * runs.took_in / runs.documents / 3600
        yield f"| {name} | {articles:,} | {hours[0]:,.0f} | {hours[1]:,.0f} | {taking:,.1f} |"


def write(name: str, table: str) -> None:
    block = re.compile(rf"(<!-- measured {name} -->\n).*?(<!-- end -->)", re.S)
    page = PAGE.read_text("utf-8")
    if not block.search(page):
        raise SystemExit(f"{PAGE} has no place for {name}: <!-- measured {name} -->")
    PAGE.write_text(block.sub(lambda m: f"{m[1]}{table}\n{m[2]}", page), "utf-8")


if __name__ == "__main__":
    main()
