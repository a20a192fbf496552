"""How soon pages are painted, and whether a dyad's page stays smooth however much is on it.

Usage: python -m benchmarks.painting LEDGER.duckdb [--addresses 3] [--marks 20000] [--seed 1]
LEDGER.duckdb must have been published; `detente serve` runs on it, and Chromium opens every page at
so many addresses, of the busiest things first. Then it opens a dyad of a ledger made for this, of
so many marks, and the three busiest dyads of LEDGER.duckdb, and drags a brush across them.

Prints milliseconds from the click to the first paint (median, longest), until all is there (of a
dyad under a brush, its drawing), the longest task that kept the page from answering meanwhile, and
the frames of the drag: 95th percentile and longest.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.explorer import addresses, p95, wait_for_port
from playwright.sync_api import sync_playwright

from detente.engine.publishing import publish_ledger
from detente.ledger import Ledger
from detente.ledger.publishing import snapshot_path
from detente.records import Actor, Coding, Document, Event, Evidence, Span
from detente.report.pdf import find_browser

TYPES = ("CONSULT", "REQUEST", "AID", "ACCUSE", "ASSAULT", "SANCTION")
ISSUES = (*[()] * 9, ("arms-control",), ("missile-defence",), ("territorial-conflict",))
BATCH = 2000

# Says which tasks kept the page busy.
WATCH = """
window.tasks = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) window.tasks.push(one.duration);
}).observe({ type: "longtask", buffered: true });
"""
PAINTED = '() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime'
TOLD = """() => ({
  longest: Math.max(0, ...window.tasks),
  marks: document.querySelectorAll("svg.timeline a, svg.plot rect, svg.plot line").length,
})"""
FRAMES = """() => {
  window.frames_ms = [];
  let last = performance.now();
  const step = (now) => {
    window.frames_ms.push(now - last);
    last = now;
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}"""
STEPS = 60


@dataclass(frozen=True, slots=True)
class Seen:
    """One page as a reader saw it, in milliseconds; ``frames`` are those of a drag.

    ``there`` is when all of it was loaded; of a dyad, when its drawing with the brush was.
    """

    paint: float
    there: float
    longest: float
    marks: int
    frames: tuple[float, ...] = ()


def open_page(browser: Any, address: str, *, drag: bool = False) -> Seen:
    """A page in a browser that has nothing of the explorer yet."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(WATCH)
    started = time.perf_counter()
    page.goto(address)
    page.wait_for_function(PAINTED)
    paint = page.evaluate(f"({PAINTED})()")
    if drag:  # whatever stood there first
        page.locator("svg.plot").wait_for(state="attached", timeout=60_000)
    there = 1000 * (time.perf_counter() - started)
    page.wait_for_load_state("networkidle")
    told = page.evaluate(TOLD)
    frames = drag_brush(page) if drag else ()
    context.close()
    return Seen(paint, there, told["longest"], told["marks"], frames)


def drag_brush(page: Any) -> tuple[float, ...]:
    """Drag across half of the timeline; how long each frame took."""
    chart = page.locator("svg.plot")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    high = box["y"] + 60
    page.mouse.move(box["x"] + box["width"] * 0.25, high)
    page.mouse.down()
    page.evaluate(FRAMES)
    for step in range(STEPS):
        page.mouse.move(box["x"] + box["width"] * (0.25 + 0.5 * step / STEPS), high)
    frames: list[float] = page.evaluate("window.frames_ms")
    return tuple(frames[1:])


# What is opened


def make_dense(path: Path, marks: int, seed: int) -> Path:
    """A published ledger of one dyad with so many acts, each told once."""
    dice = random.Random(seed)
    with Ledger.open(path) as ledger:
        for start in range(0, marks, BATCH):
            some = [_coding(number, dice) for number in range(start, min(start + BATCH, marks))]
            ledger.write(some, coder="neural/1")
        publish_ledger(ledger)
    return path


def _coding(number: int, dice: random.Random) -> Coding:
    sides = [(Actor("RUS"),), (Actor("USA"),)]
    dice.shuffle(sides)
    day = dt.date(2000, 1, 1) + dt.timedelta(days=dice.randrange(25 * 365))
    trigger = "".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=6))  # so that no two are one act
    text = f"They were said to have {trigger}ed in report {number}."
    start = text.index(trigger)
    of = Document(f"dense-{number}", text, title=f"Report {number}", outlet="dense", date=day,
                  source=f"dense-{number}")  # fmt: skip
    type = dice.choice(TYPES)
    event = Event(
        of.id, *sides, type,
        Evidence(Span(0, len(text), text), Span(start, start + len(trigger), trigger)), "neural/1",
        mutual=type == "CONSULT", issues=dice.choice(ISSUES), confidence=0.9,
    )  # fmt: skip
    return Coding(of, (event,))


@contextmanager
def serving(ledger: Path) -> Iterator[str]:
    """The address of an explorer of the ledger's snapshot."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "detente", "serve", "--db", str(ledger), "--port", str(port)]
    server = subprocess.Popen([*command, "--no-publish"], stdout=subprocess.DEVNULL)
    try:
        wait_for_port(port)
        time.sleep(2)  # what it loads at its start is no page's
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


@contextmanager
def browsing() -> Iterator[Any]:
    """A headless Chromium."""
    as_root = os.geteuid() == 0
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=find_browser(),
            args=["--no-sandbox"] * as_root + ["--disable-gpu", "--disable-background-networking"],
        )
        yield started
        started.close()


# What is told


def tell_pages(browser: Any, ledger: Path, number: int, seed: int) -> None:
    """Every page at some addresses, and the busiest dyads under a brush."""
    with serving(ledger) as address:
        known = addresses(snapshot_path(ledger), number, seed)
        open_page(browser, address)
        print("page          pages  first paint: p50    max    there  longest task")
        for name, some in known.items():
            seen = [open_page(browser, address + one) for one in some]
            paints = [one.paint for one in seen]
            print(f"{name:<14}{len(seen):>5}{median(paints):>18.0f}{max(paints):>7.0f}"
                  f"{median(one.there for one in seen):>9.0f}"
                  f"{max(one.longest for one in seen):>14.0f}", flush=True)  # fmt: skip
        for one in [dyad.partition("?")[0] for dyad in known["dyad"][:3]]:
            tell_dyad(one, [open_page(browser, address + one, drag=True)])


def tell_dense(browser: Any, marks: int, seed: int) -> None:
    """A dyad of so many marks: as it is first seen, and when its acts are kept."""
    with tempfile.TemporaryDirectory(prefix="painting-") as folder:
        ledger = make_dense(Path(folder, "dense.duckdb"), marks, seed)
        with serving(ledger) as address:
            open_page(browser, address)  # the browser's own first steps
            for words in (f"{marks:,} marks", "asked again"):
                seen = open_page(browser, f"{address}/dyad/RUS/USA", drag=True)
                tell_dyad(words, [seen])


def tell_dyad(words: str, seen: list[Seen]) -> None:
    for one in seen:
        print(f"{words}: painted after {one.paint:.0f} ms, timeline after {one.there:.0f} ms,"
              f" {one.marks:,} marks drawn, longest task {one.longest:.0f} ms; dragging:"
              f" {len(one.frames)} frames, 95th percentile {p95(one.frames):.0f} ms,"
              f" longest {max(one.frames):.0f} ms", flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--addresses", type=int, default=3, help="of every page")
    parser.add_argument("--marks", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with browsing() as browser:
        tell_dense(browser, given.marks, given.seed)
        tell_pages(browser, given.ledger, given.addresses, given.seed)


if __name__ == "__main__":
    main()
