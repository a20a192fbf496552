"""Feeds: bombs refused, real ones read, and a watch that loses nothing and asks nothing twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.hostile_feeds import HOSTILE, PROBE
from benchmarks.reliability.measured import Measured, Place, timed
from benchmarks.sites import LOOPBACK, Asked, Site, answer, redirect

from detente.engine.feeds_file import FeedSpec, WatchPlan
from detente.engine.watch_state import WatchState, state_path
from detente.engine.watching import WatchSummary, watch
from detente.ledger import Ledger
from detente.records import Document
from detente.sources import read
from detente.sources.feeds import parse_feed
from detente.sources.fetching import Fetcher
from detente.sources.fragments import text_of

_PAGE = """<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>NATO urged Russia on
Monday to withdraw its troops from the region, and said that it would meet with Russian officials
in Brussels later in the year. {0}</p><p>Russia refused to withdraw its troops and accused NATO of
escalation, officials on both sides said after the talks.</p></article></body></html>"""
_WATCH_SECONDS = 40.0
_CHILD = """
import sys
from benchmarks.reliability.feeds import watch_site
from detente.engine.feeds_file import FeedSpec
print(watch_site(sys.argv[2], FeedSpec(sys.argv[1], full_text=True)).documents)
"""


def measure(place: Place) -> Iterator[Measured]:
    yield from _bombs(place.scratch)
    yield _slow_markup()
    yield _real(place.shared / "data" / "feeds")
    yield from _polls(place.scratch)
    yield _killed(place.scratch)
    yield _memory(place.scratch)


def _bombs(scratch: Path) -> Iterator[Measured]:
    for name, make in HOSTILE.items():
        path = scratch / f"{name}.xml"
        path.write_bytes(make())
        done = subprocess.run(
            [sys.executable, "-c", PROBE, str(path)], capture_output=True, text=True, check=True
        )
        found = json.loads(done.stdout)
        others = [one for one in found["opened"] if one != str(path)]
        held = (
            found["codes"] == ["hostile"] and found["seconds"] < 1 and found["grown_mb"] < 200
            and not others
        )  # fmt: skip
        yield Measured(
            f"{name.replace('-', ' ')}, {path.stat().st_size:,} bytes",
            "a reject in 1 s and 200 MB, no file or network",
            f"{found['codes'][0]}, {found['seconds']:.2f} s, {found['grown_mb']:.0f} MB more,"
            f" {len(others)} files or sockets",
            held,
        )


def _slow_markup() -> Measured:
    kinds = (
        "<p " + " ".join(f"a{n}=x" for n in range(200_000)) + ">x", "<div>" * 200_000,
        '<a "' * 300_000, "<a '\">" * 200_000, "<!--" * 300_000, "<script>" * 200_000,
        "<br>" * 300_000, "&" * 1_000_000,
    )  # fmt: skip
    worst = 0.0
    for markup in kinds:
        with timed() as clock:
            text_of(markup)
        worst = max(worst, clock.seconds)
    what = f"HTML of 1 to 2 MB in an entry, {len(kinds)} kinds that are slow for parsers"
    return Measured(what, "under 5 s", f"slowest {worst:.2f} s", worst < 5)


def _real(folder: Path) -> Measured:
    paths = sorted(path for path in folder.rglob("*.*") if path.is_file())
    found = [list(read([path])) for path in paths]
    entries = sum(isinstance(one, Document) for items in found for one in items)
    rejects = sum(not isinstance(one, Document) for items in found for one in items)
    dated = sum(isinstance(one, Document) and one.date is not None for i in found for one in i)
    data = b"".join(path.read_bytes() for path in paths)
    with timed() as clock:
        for path in paths:
            if path.name != "unrecognized.rss":
                parse_feed(path.read_bytes(), path.name)
    return Measured(
        f"{len(paths)} real feeds, {len(data) / 1e6:.1f} MB",
        "all entries, or one clear reject",
        f"{entries:,} entries ({dated:,} dated), {rejects} rejects (a page of HTML, two entries"
        f" without text), {len(data) / 1e6 / clock.seconds:.0f} MB a second",
        entries == 1409 and rejects == 3,
    )


def watch_site(db: str | Path, *specs: FeedSpec, **more: object) -> WatchSummary:
    """Watch a site on loopback with the rules coder, once."""
    options: dict[str, object] = {"once": True, **more}
    return watch(
        WatchPlan(specs, delay_seconds=0.0, coder="rules"), db,
        fetcher=Fetcher(
            allow=LOOPBACK, resolver=lambda host, port: ["127.0.0.1"], total_seconds=2.0
        ),
        **options,  # type: ignore[arg-type]
    )  # fmt: skip


def _feed(*names: str) -> str:
    items = "".join(
        f"<item><guid>{name}</guid><title>{name}</title><link>/{name}</link>"
        f"<pubDate>Mon, 07 Sep 2009 10:00:00 GMT</pubDate>"
        f"<description>NATO urged Russia to withdraw its troops, {name}.</description></item>"
        for name in names
    )
    return f"<rss><channel><title>Wire</title>{items}</channel></rss>"


def _conditional(asked: Asked, body: str) -> bytes:
    if asked.headers.get("if-none-match") == '"1"':
        return answer(b"", "304 Not Modified", ETag='"1"')
    return answer(body, ETag='"1"')


def _drip(asked: Asked) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n\r\n"
    while True:
        time.sleep(0.05)
        yield b"<"


def _polls(scratch: Path) -> Iterator[Measured]:
    good = [f"good-{n}" for n in range(20)]
    names = [*good, "moved", "secret", "drip", "gone"]
    with Site() as site:
        site.answers |= {f"/{name}": answer(_PAGE.format(name)) for name in good}
        site.answers |= {
            "/robots.txt": answer("User-agent: *\nDisallow: /secret\n"),
            "/feed": lambda asked: _conditional(asked, _feed(*names)),
            "/moved": redirect("/there"), "/there": answer(_PAGE.format("moved")), "/drip": _drip,
        }  # fmt: skip
        spec = FeedSpec(site.url("/feed"), full_text=True)
        dead = FeedSpec(site.url("/none"))
        db = scratch / "watched.duckdb"
        first = watch_site(db, dead, spec)
        requests = len(site.asked)
        held = (first.documents, first.waiting, first.failed) == (21, 2, 1)
        yield Measured(
            "first poll: a feed of 24 (one moved, one forbidden by robots.txt, one dripping, one"
            " gone) beside a dead feed",
            "what can be had is coded, the rest waits or is a reject",
            f"{first.documents} coded, {first.rejects} reject, {first.waiting} to try again,"
            f" {requests} requests, none for what is forbidden",
            held and "/secret" not in site.paths(),
        )
        site.asked.clear()
        second = watch_site(db, spec)
        marked = sum("if-none-match" in one.headers for one in site.asked)
        yield Measured(
            "second poll", "one conditional request a feed, nothing coded twice",
            f"{len(site.asked)} request, {marked} conditional, {second.documents} coded",
            (len(site.asked), marked, second.documents) == (1, 1, 0),
        )  # fmt: skip


def _killed(scratch: Path) -> Measured:
    """Killed at many moments between fetching and writing, started again until it ends."""
    names = [f"n{n}" for n in range(12)]
    db = scratch / "killed.duckdb"
    kills = 0
    with Site() as site:

        def slow(asked: Asked) -> bytes:
            time.sleep(0.03)
            return answer(_PAGE.format(asked.path))

        site.answers |= {f"/{name}": slow for name in names}
        site.answers["/feed"] = lambda asked: _conditional(asked, _feed(*names))
        for moment in (0.1, 0.2, 0.4, 0.6, 0.9, 1.2, 1.6, 2.0):
            with subprocess.Popen(
                [sys.executable, "-c", _CHILD, site.url("/feed"), str(db)], stdout=subprocess.PIPE
            ) as process:
                begun = len(site.asked)
                deadline = time.monotonic() + 30
                while len(site.asked) == begun and time.monotonic() < deadline:
                    time.sleep(0.01)
                time.sleep(moment)
                if process.poll() is None:
                    os.kill(process.pid, signal.SIGKILL)
                    kills += 1
        watch_site(db, FeedSpec(site.url("/feed"), full_text=True))
    with Ledger.open(db, read_only=True) as ledger:
        titles = sorted(one.title or "" for one in ledger.documents())
        sound = ledger.integrity().ok
    lost, twice = len(set(names) - set(titles)), len(titles) - len(set(titles))
    left = len(WatchState.load(state_path(db)).pending)
    return Measured(
        f"killed {kills} times while it fetches and writes, then started again",
        "nothing lost, nothing twice",
        f"{lost} lost, {twice} twice, {left} left to do",
        not (lost or twice or left) and sound and kills > 2,
    )


def _memory(scratch: Path) -> Measured:
    """A feed that has five new entries at every poll; the memory in the middle and at the end."""
    polls: list[float] = []

    def serve(asked: Asked) -> bytes:
        polls.append(_resident_mb())
        n = 5 * len(polls)
        return answer(_feed(*(f"m{k}" for k in range(n, n + 5))))

    with Site({"/feed": serve}) as site:
        done = watch_site(
            scratch / "memory.duckdb", FeedSpec(site.url("/feed"), every_seconds=0.05),
            once=False, for_seconds=_WATCH_SECONDS,
        )  # fmt: skip
    half = len(polls) // 2
    grown = polls[-1] - polls[half]
    kept = state_path(scratch / "memory.duckdb").stat().st_size
    return Measured(
        f"{len(polls):,} polls in a row, {done.documents:,} documents coded",
        "memory flat",
        f"{polls[half]:.0f} MB in the middle, {grown:+.0f} MB from there to the end; the watch's"
        f" file {kept / 1000:.0f} kB",
        grown < 30,
    )


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
