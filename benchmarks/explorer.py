"""How fast the explorer answers, and whether readers and a writer disturb each other.

Usage: python benchmarks/explorer.py LEDGER.duckdb [--addresses 60] [--seed 1]
       python benchmarks/explorer.py LEDGER.duckdb --readers 50 --seconds 120 [--pause 2]
LEDGER.duckdb may be a large one made by benchmarks/enlarged.py; it is published first if there is
no snapshot of this version.

Without readers every page is asked for at many addresses in one process, twice: the first time
most of what a page keeps is not there yet. Prints milliseconds: median, 95th percentile and
longest, and the 95th percentile of what processors spent, which other work on the machine
lengthens less. A page that only says that it is being made counts as an answer; how long it takes
until they are all there is told as well, and only then are they asked for again.

With readers, `detente serve` runs, so many readers ask for pages at random, each pausing between
two, while another process writes documents into the ledger and publishes it. Prints answers other
than 200, times, and written documents that the ledger or the last snapshot lacks; exits 1 if there
are any.
"""

from __future__ import annotations

import argparse
import datetime as dt
import http.client
import random
import socket
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import duckdb
from starlette.testclient import TestClient

from detente.engine.publishing import publish_ledger
from detente.errors import LedgerError
from detente.ledger import Ledger
from detente.ledger.published import attach
from detente.ledger.publishing import snapshot_path
from detente.records import Actor, Coding, Document, Event, Evidence, Span
from detente.web import links
from detente.web.app import make_app
from detente.web.pages import PAGES
from detente.web.pages.finding import MOST_ACTS

HOST = "127.0.0.1:8200"
WRITTEN_AT_ONCE = 20
PUBLISHED_EVERY = 10  # writes


# Addresses


def addresses(snapshot: Path, number: int, seed: int) -> dict[str, list[str]]:
    """For every page so many addresses, of the busiest things and of any."""
    dice = random.Random(seed)
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        found = dict(_addresses(connection, number, dice))
    if missing := {page.name for page in PAGES} - found.keys():
        raise SystemExit(f"benchmarks/explorer.py has no addresses of {', '.join(missing)}")
    return {name: list(dict.fromkeys(some))[:number] for name, some in found.items() if some}


def _addresses(
    connection: duckdb.DuckDBPyConnection, number: int, dice: random.Random
) -> Iterator[tuple[str, list[str]]]:
    def column(query: str, some: int = number) -> list[Any]:
        return [row[0] for row in connection.sql(f"{query} LIMIT {some}").fetchall()]

    rows = connection.sql(
        f"""(SELECT a, b, acts FROM summary.dyads ORDER BY acts DESC LIMIT {number // 2})
            UNION (SELECT a, b, acts FROM summary.dyads USING SAMPLE {number} ROWS (reservoir, 1))
            ORDER BY acts DESC, a, b LIMIT {number}"""
    ).fetchall()
    dyads = [row[:2] for row in rows]
    measured = [row[:2] for row in rows if row[2] <= MOST_ACTS]
    years: list[int] = column("""SELECT DISTINCT year(month) FROM summary.dyad_months
                      WHERE year(month) BETWEEN 1990 AND 2030 ORDER BY 1""")  # fmt: skip
    issues = column("SELECT issue FROM summary.dealt WHERE issue IS NOT NULL GROUP BY 1 ORDER BY 1")
    codes = column("SELECT code FROM summary.actors ORDER BY acts DESC")
    names = column("SELECT name FROM summary.searched USING SAMPLE 500 ROWS (reservoir, 1)")
    periods = [f"since={year}&until={year + dice.choice((0, 0, 1, 3))}" for year in years]
    narrowed = ["", *periods, *(f"issue={issue}" for issue in issues), "confidence=0.8"]
    yield "world", ["/", *(f"/?span={months}" for months in range(1, number))]
    yield "search", [f"/search?q={_first_word(name)}" for name in names]
    yield "dyad", [f"{links.to_dyad(*dyad)}?{dice.choice(narrowed)}" for dyad in dyads]
    yield "finding", [f"{links.to_dyad(*dyad)}/finding" for dyad in measured[: max(1, number // 6)]]
    yield "actor", [f"{links.to_actor(code)}?{dice.choice(['', *periods])}" for code in codes]
    yield "issues", ["/issues", *(f"/issues?{period}" for period in periods)]
    yield "issue", [f"{links.to_issue(i)}?{p}" for i in issues for p in ["", *periods[-2:]]]
    yield (
        "network",
        [f"/network?{one}" for one in narrowed]
        + [f"/network?actors={code}&{dice.choice(periods)}" for code in codes[:20]],
    )
    coded = column("SELECT event_id FROM live_events USING SAMPLE 500 ROWS (reservoir, 1)")
    imported = column("SELECT act_id FROM acts USING SAMPLE 500 ROWS (reservoir, 1)")
    yield "event", [links.to_event(id) for id in coded + imported]
    yield "review", [f"/review/{id}" for id in coded]
    yield "reviews", ["/reviews"]
    yield "document", [links.to_document(id) for id in column(
        "SELECT document_id FROM live_events USING SAMPLE 500 ROWS (reservoir, 1)")]  # fmt: skip
    yield (
        "story",
        [
            links.to_story(id)
            for id in column(
                "SELECT story FROM document_stories GROUP BY story ORDER BY count(*) DESC, story"
            )
        ],
    )


def _first_word(name: str) -> str:
    return "".join(letter for letter in name.split()[0] if letter.isalnum())[:12] or "a"


# One reader


def drive(snapshot: Path, number: int, seed: int) -> bool:
    """Ask for every page in this process; whether all answered."""
    print("page       asked  first: p50    p95    max  p95 CPU  again: p50    p95")
    with TestClient(make_app(snapshot, hosts=[HOST]), base_url=f"http://{HOST}") as client:
        wells = [
            _drive(client, name, some) for name, some in addresses(snapshot, number, seed).items()
        ]
    return all(wells)


def _drive(client: TestClient, name: str, some: list[str]) -> bool:
    """Ask for one page at some addresses, print how long it took, and say whether all answered."""
    first = [_ask(client, address) for address in some]
    aside = [_wait_for(client, address) for address, one in zip(some, first, strict=True)
             if one.pending]  # fmt: skip
    again = [_ask(client, address) for address in some]
    failed = [address for address, one in zip(some, first, strict=True) if one.status != 200]
    times, later = ([one.taken for one in asked] for asked in (first, again))
    print(
        f"{name:<10}{len(some):>6}{median(times):>12.0f}{p95(times):>7.0f}{max(times):>7.0f}"
        f"{p95([one.spent for one in first]):>9.0f}{median(later):>12.0f}{p95(later):>7.0f}"
        f"{' failed: ' + failed[0] if failed else ''}",
        flush=True,
    )
    if aside:
        print(f"{'':<10}{len(aside):>6} were made aside, all of them in"
              f" {sum(aside) / 1000:.1f} s")  # fmt: skip
    return not failed


@dataclass(frozen=True, slots=True)
class Asked:
    """One answer: its status, the milliseconds that it took and that processors spent, and
    whether it only says that the page is being made."""

    status: int
    taken: float
    spent: float
    pending: bool


def _ask(client: TestClient, address: str) -> Asked:
    started, used = time.perf_counter(), time.process_time()
    answer = client.get(address)
    return Asked(
        answer.status_code, 1000 * (time.perf_counter() - started),
        1000 * (time.process_time() - used), "Retry-After" in answer.headers,
    )  # fmt: skip


def _wait_for(client: TestClient, address: str) -> float:
    """The milliseconds until the page is there."""
    started = time.perf_counter()
    while _ask(client, address).pending:
        time.sleep(0.05)
    return 1000 * (time.perf_counter() - started)


def p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


# Many readers and a writer


def load(ledger: Path, number: int, readers: int, seconds: float, pause: float, seed: int) -> bool:
    """Serve the ledger to readers while it is written; whether there was no error and no loss."""
    pages = addresses(snapshot_path(ledger), number, seed)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "detente", "serve", "--db", str(ledger), "--port", str(port)]
    server = subprocess.Popen([*command, "--no-publish"])
    try:
        wait_for_port(port)
        writer = subprocess.Popen(
            [sys.executable, __file__, str(ledger), "--write"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        answers = read(pages, port, readers, seconds, pause, seed)
        told, _ = writer.communicate(timeout=600)  # whose end of input stops it
    finally:
        server.terminate()
        server.wait()
    snapshots, *ids = told.split()
    written = set(ids)
    with Ledger.open(ledger, read_only=True) as opened:
        held = {row["document_id"] for row in opened.documents().arrow().to_pylist()}
    with duckdb.connect(str(snapshot_path(ledger)), read_only=True) as connection:
        shown = {row[0] for row in connection.sql("SELECT document_id FROM documents").fetchall()}
    return _tell(answers, readers, seconds, len(written), int(snapshots),
                 lost=len(written - held), unseen=len(written - shown))  # fmt: skip


def wait_for_port(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the explorer did not start")


def write(ledger: Path) -> None:
    """Write documents and publish until the input ends; tell how many snapshots were made, and
    the ids of the documents that were acknowledged."""
    stop = threading.Event()

    def listen() -> None:
        sys.stdin.read()
        stop.set()

    threading.Thread(target=listen, daemon=True).start()
    written: list[str] = []
    rounds = snapshots = 0
    while not stop.wait(0.1):
        with Ledger.open(ledger) as opened:
            made = [_coding(f"load-{time.time_ns()}-{one}") for one in range(WRITTEN_AT_ONCE)]
            opened.write(made, coder="neural/1")
            written += [coding.document.id for coding in made]
            rounds += 1
            if rounds % PUBLISHED_EVERY == 0:
                publish_ledger(opened)
                snapshots += 1
    with Ledger.open(ledger, read_only=True) as opened:
        publish_ledger(opened)
    print(snapshots + 1, *written)


def _coding(id: str) -> Coding:
    text = f"Russia warned NATO, it was said in report {id}."
    of = Document(id, text, title=id, outlet="load", date=dt.date(2018, 12, 31), source=id)
    quote, trigger = Span(0, len(text), text), Span(7, 13, "warned")
    event = Event(
        id, (Actor("RUS"),), (Actor("NATO"),), "THREATEN", Evidence(quote, trigger), "neural/1",
        confidence=0.9,
    )  # fmt: skip
    return Coding(of, (event,))


Answer = tuple[str, int | str, float]
"""A page, its status or error, and the seconds that it took."""


def read(
    pages: dict[str, list[str]], port: int, readers: int, seconds: float, pause: float, seed: int
) -> list[Answer]:
    """What so many readers were answered."""
    answers: list[Answer] = []
    end = time.monotonic() + seconds

    def go(number: int) -> None:
        dice = random.Random(f"{seed} {number}")
        while time.monotonic() < end:
            name = dice.choice(sorted(pages))
            started = time.perf_counter()
            status = _get(port, dice.choice(pages[name]))
            answers.append((name, status, time.perf_counter() - started))
            time.sleep(dice.uniform(0.5, 1.5) * pause)

    threads = [threading.Thread(target=go, args=(number,)) for number in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _get(port: int, address: str) -> int | str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("GET", address, headers={"Host": f"127.0.0.1:{port}"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__
    finally:
        connection.close()


def _tell(
    answers: list[Answer], readers: int, seconds: float, written: int, snapshots: int,
    *, lost: int, unseen: int,
) -> bool:  # fmt: skip
    statuses = Counter(str(status) for _, status, _ in answers)
    by_page: dict[str, list[float]] = defaultdict(list)
    for name, _, taken in answers:
        by_page[name].append(1000 * taken)
    every = [one for some in by_page.values() for one in some]
    print(
        f"{readers} readers, {seconds:.0f} s: {len(answers):,} answers"
        f" ({', '.join(f'{n:,} of {status}' for status, n in sorted(statuses.items()))})"
    )
    for name, times in sorted({**by_page, "all": every}.items()):
        print(f"{name:<10}{len(times):>6}{median(times):>9.0f}{p95(times):>8.0f} ms")
    print(f"written meanwhile: {written:,} documents, {snapshots} snapshots;"
          f" {lost} lost from the ledger, {unseen} missing in the last snapshot")  # fmt: skip
    return set(statuses) == {"200"} and not lost and not unseen


def _is_current(snapshot: Path) -> bool:
    try:
        attach(snapshot).close()
    except LedgerError:
        return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--addresses", type=int, default=60, help="of every page")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--readers", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--pause", type=float, default=2.0, help="seconds between two pages")
    parser.add_argument("--write", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.write:
        write(given.ledger)
        return
    if not _is_current(snapshot_path(given.ledger)):
        with Ledger.open(given.ledger, read_only=True) as ledger:
            made = publish_ledger(ledger)
        print(f"published in {made.seconds:.0f} s: {made.bytes / 1e6:,.0f} MB", flush=True)
    if given.readers:
        well = load(given.ledger, given.addresses, given.readers, given.seconds, given.pause,
                    given.seed)  # fmt: skip
    else:
        well = drive(snapshot_path(given.ledger), given.addresses, given.seed)
    raise SystemExit(not well)


if __name__ == "__main__":
    main()
