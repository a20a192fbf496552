"""Watching a fake site: what is asked for, what is coded, and what survives a kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from benchmarks.sites import LOOPBACK, Asked, Site, answer, redirect

from detente.engine import watching
from detente.engine.feeds_file import FeedSpec, WatchPlan
from detente.engine.watch_state import WatchState, state_path
from detente.engine.watching import Told, WatchSummary, watch
from detente.errors import DetenteError, LedgerError
from detente.ledger import Ledger
from detente.records import Coding, Document, Reject
from detente.sources.fetching import Fetcher
from engine.fakes import FakeCoder

PAGE = """<html><head><title>{title}</title></head><body><article><h1>{title}</h1>
<p>{text} This paragraph is long enough for whoever looks for the main text of a page, and the
delegations met again in the evening of the same day, as officials on both sides confirmed.</p>
<p>A second paragraph says that the talks will be continued in the autumn, if all agree.</p>
</article></body></html>"""
SCRIPT = Path(__file__).with_name("watching_run.py")


def page(title: str, text: str = "Russia met NATO in Brussels.") -> bytes:
    return answer(PAGE.format(title=title, text=text), Content_Type="text/html; charset=utf-8")


def feed(*names: str, text: str = "Russia met NATO.") -> str:
    items = "".join(
        f"<item><guid>{name}</guid><title>{name}</title><link>/{name}</link>"
        f"<pubDate>Mon, 07 Sep 2009 10:00:00 GMT</pubDate>"
        f"<description>{text} {name}</description></item>"
        for name in names
    )
    return f"<rss><channel><title>Wire</title>{items}</channel></rss>"


def with_etag(body: str, etag: str) -> watching.Callable[[Asked], bytes]:
    def serve(asked: Asked) -> bytes:
        if asked.headers.get("if-none-match") == etag:
            return answer(b"", "304 Not Modified", ETag=etag)
        return answer(body, ETag=etag)

    return serve


class Watched:
    """A ledger, and how a plan on it went."""

    def __init__(self, folder: Path) -> None:
        self.db = folder / "world.duckdb"
        self.told: list[Told] = []

    def __call__(self, *specs: FeedSpec, **more: object) -> WatchSummary:
        options: dict[str, object] = {"once": True, "coder": FakeCoder, **more}
        return watch(
            WatchPlan(specs, delay_seconds=0.0), self.db, tell=self.told.append, fetcher=fetcher(),
            **options,  # type: ignore[arg-type]
        )  # fmt: skip

    def titles(self) -> list[str]:
        with Ledger.open(self.db, read_only=True) as ledger:
            return sorted(one.title or "" for one in ledger.documents())

    def rejects(self) -> list[tuple[str, str]]:
        with Ledger.open(self.db, read_only=True) as ledger:
            return [(one.source.rsplit("/", 1)[1], one.code) for one in ledger.rejects()]

    def state(self) -> WatchState:
        return WatchState.load(state_path(self.db))


def fetcher() -> Fetcher:
    return Fetcher(allow=LOOPBACK, resolver=lambda host, port: ["127.0.0.1"], total_seconds=0.7)


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as opened:
        yield opened


class PatientCoder(FakeCoder):
    """Finds nothing anywhere, and is never broken."""

    def code(self, documents: Sequence[Document]) -> Iterator[Coding | Reject]:
        return (Coding(one) for one in documents)


def drip(asked: Asked) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n\r\n"
    while True:
        time.sleep(0.05)
        yield b"<"


def test_two_polls_of_a_site_with_everything_that_sites_do(site: Site, watched: Watched) -> None:
    site.answers |= {
        "/robots.txt": answer("User-agent: *\nDisallow: /secret\n"),
        "/feed": with_etag(feed("good", "moved", "secret", "drip", "broken", "gone"), '"1"'),
        "/good": page("good"),
        "/moved": redirect("/elsewhere"),
        "/elsewhere": page("moved"),
        "/secret": page("secret"),
        "/drip": drip,
        "/broken": answer(b"\x00\x01\x02 no page at all"),
    }
    spec = FeedSpec(site.url("/feed"), outlet="Wire", full_text=True)
    other = FeedSpec(site.url("/nothing", host="dead.example"))
    first = watched(spec, other)
    assert (first.polls, first.failed, first.documents, first.waiting) == (2, 1, 2, 3)
    assert watched.titles() == ["good", "moved"]
    assert watched.rejects() == [("secret", "robots")]
    assert "/secret" not in site.paths()
    wanted = {"/robots.txt", "/feed", "/good", "/moved", "/elsewhere", "/drip", "/broken", "/gone"}
    assert set(site.paths()) == wanted | {"/nothing"}
    assert all(site.paths().count(path) == 1 for path in wanted - {"/robots.txt"})

    site.asked.clear()
    second = watched(spec)
    assert (second.polls, second.failed, second.documents, second.waiting) == (1, 0, 0, 3)
    (asked,) = site.asked
    assert (asked.path, asked.headers["if-none-match"]) == ("/feed", '"1"')
    with Ledger.open(watched.db, read_only=True) as ledger:
        (good, _) = sorted(ledger.documents(), key=lambda one: one.title or "")
        assert (good.id, good.outlet, str(good.date)) == ("good", "Wire", "2009-09-07")
        assert good.url == site.url("/good")
        assert "whoever looks for the main text" in ledger.texts(["good"])[0].text


def test_what_is_new_is_coded_and_what_is_known_is_not_fetched_again(
    site: Site, watched: Watched
) -> None:
    site.answers |= {"/a": page("a"), "/b": page("b"), "/feed": answer(feed("a"))}
    spec = FeedSpec(site.url("/feed"), full_text=True)
    assert watched(spec).documents == 1
    site.answers["/feed"] = answer(feed("b", "a"))
    assert watched(spec).documents == 1
    assert (site.paths().count("/a"), site.paths().count("/b")) == (1, 1)
    assert watched.titles() == ["a", "b"]


def test_entries_with_texts_of_their_own_need_no_page(site: Site, watched: Watched) -> None:
    site.answers["/feed"] = answer(feed("a", "b"))
    assert watched(FeedSpec(site.url("/feed"))).documents == 2
    assert site.paths() == ["/robots.txt", "/feed"]


def test_one_page_of_two_feeds_of_an_outlet_is_fetched_once(site: Site, watched: Watched) -> None:
    site.answers |= {"/a": page("a"), "/1": answer(feed("a")), "/2": answer(feed("a"))}
    specs = [FeedSpec(site.url(path), outlet="Wire", full_text=True) for path in ("/1", "/2")]
    assert watched(*specs).documents == 1
    assert site.paths().count("/a") == 1


def test_a_page_that_fails_is_tried_four_times_and_then_a_reject(
    site: Site, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("detente.engine.watch_state._RETRY_SECONDS", (0.0, 0.0, 0.0))
    site.answers |= {"/feed": with_etag(feed("gone", "late"), '"1"')}
    spec = FeedSpec(site.url("/feed"), full_text=True)

    def late(asked: Asked) -> bytes:
        times = site.paths().count("/late")
        return page("late") if times == 3 else answer(b"", "500 Internal Server Error")

    site.answers["/late"] = late
    assert watched(spec).documents == 1
    assert (site.paths().count("/gone"), site.paths().count("/late")) == (4, 3)
    assert watched.rejects() == [("gone", "status")]
    assert watched.state().pending == []


def test_robots_are_asked_once_a_day_and_their_errors_mean_wait(
    site: Site, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.answers |= {
        "/feed": answer(feed("a")),
        "/robots.txt": answer(b"", "503 Service Unavailable"),
    }
    spec = FeedSpec(site.url("/feed"))
    monkeypatch.setattr("detente.engine.polite._UNREACHABLE_SECONDS", 0.3)
    watched(spec, once=False, for_seconds=0.2)
    assert site.paths() == ["/robots.txt"]
    site.answers["/robots.txt"] = answer("User-agent: detente\nDisallow: /feed\n")
    assert watched(spec).failed == 1
    assert "robots.txt forbids it" in watched.told[-1].what
    assert "/feed" not in site.paths()
    site.asked.clear()
    watched(spec)
    assert site.paths() == []  # what it forbids is known for a day


def test_who_is_to_end_soon_does_not_wait_for_a_robots_txt_that_cannot_be_had(
    site: Site, watched: Watched
) -> None:
    site.answers |= {"/feed": answer(feed("a")), "/robots.txt": b"garbage"}
    assert watched(FeedSpec(site.url("/feed"))).failed == 1
    assert site.paths() == ["/robots.txt"]


def test_a_redirect_to_another_host_is_bound_by_the_rules_there(
    site: Site, watched: Watched
) -> None:
    with Site({"/robots.txt": answer("User-agent: *\nDisallow: /\n"), "/a": page("a")}) as other:
        away = other.url("/a", host="other.example")
        site.answers |= {"/feed": answer(feed("a")), "/a": redirect(away)}
        watched(FeedSpec(site.url("/feed"), full_text=True))
        assert other.paths() == ["/robots.txt"]
    assert watched.rejects() == [("a", "robots")]


def test_a_host_is_asked_no_sooner_than_its_delay(site: Site, watched: Watched) -> None:
    times: list[float] = []

    def timed(asked: Asked) -> bytes:
        times.append(time.monotonic())
        return page(asked.path)

    site.answers |= {
        "/robots.txt": answer("User-agent: *\nCrawl-delay: 0.2\n"),
        "/feed": answer(feed("a", "b", "c")), "/a": timed, "/b": timed, "/c": timed,
    }  # fmt: skip
    watched(FeedSpec(site.url("/feed"), full_text=True))
    assert len(times) == 3
    assert all(two - one >= 0.19 for one, two in pairwise(times))


def test_a_feed_that_asks_to_be_left_alone_is(site: Site, watched: Watched) -> None:
    site.answers["/feed"] = answer(b"", "429 Too Many Requests", Retry_After="3600")
    spec = FeedSpec(site.url("/feed"))
    assert watched(spec).failed == 1
    site.asked.clear()
    assert watched(spec).polls == 0
    assert site.asked == []
    assert "left alone" in watched.told[-1].what


def test_broken_feeds_stop_no_others_and_are_told(site: Site, watched: Watched) -> None:
    site.answers |= {
        "/html": answer("<!doctype html><p>Sorry"), "/drip": drip, "/500": answer(b"", "500 No"),
        "/bomb": answer('<!DOCTYPE x [<!ENTITY a "b">]><rss>&a;</rss>'),
        "/good": answer(feed("a")), "/garbage": b"garbage",
    }  # fmt: skip
    names = ("/html", "/drip", "/500", "/bomb", "/garbage", "/good")
    specs = [FeedSpec(site.url(name), outlet=name) for name in names]
    done = watched(*specs, FeedSpec("http://10.0.0.1/", outlet="inside"))
    assert (done.polls, done.failed, done.documents) == (7, 6, 1)
    wrong = {told.name for told in watched.told if told.wrong and told.name}
    assert wrong == {*names[:-1], "inside"}
    assert sorted(watched.rejects()) == [("bomb", "hostile"), ("html", "not-a-feed")]


def test_sitemaps_and_their_indexes_give_recent_pages(site: Site, watched: Watched) -> None:
    today = watching._today().isoformat()
    entry = "<url><loc>{}</loc><lastmod>{}</lastmod></url>"
    site.answers |= {
        "/index": answer(
            f"<sitemapindex><sitemap><loc>{site.url('/map')}</loc><lastmod>{today}</lastmod>"
            f"</sitemap><sitemap><loc>{site.url('/sorry')}</loc></sitemap></sitemapindex>"
        ),
        "/map": answer(
            "<urlset>" + entry.format("/new", today) + entry.format("/old", "2009-09-07")
            + "<url><loc>/undated</loc></url></urlset>"
        ),
        "/new": page("new"), "/old": page("old"), "/sorry": answer("<!doctype html><p>Sorry"),
    }  # fmt: skip
    spec = FeedSpec(site.url("/index"), full_text=True, kind="sitemap", max_age_days=3)
    assert watched(spec).documents == 1
    assert watched.titles() == ["new"]
    assert any("/sorry" in told.what and told.wrong for told in watched.told)
    site.asked.clear()
    assert watched(spec).documents == 0
    assert site.paths() == ["/index", "/sorry"]  # the other has not changed since


def test_entries_that_lead_nowhere_are_rejects_and_odd_texts_are_kept(
    site: Site, watched: Watched
) -> None:
    odd = ("http://127.1/x", "http://10.0.0.1/x", "http://metadata.example:22/x")
    items = [{"id": url, "url": url, "title": url} for url in odd]
    items.append({"id": "half", "content_text": "Russia met NATO. \ud800"})
    site.answers["/feed"] = answer(json.dumps({"version": "x", "items": items}))
    done = watched(FeedSpec(site.url("/feed"), full_text=True))
    assert (done.documents, done.rejects, done.waiting) == (1, 3, 0)
    assert {code for _, code in watched.rejects()} == {"address", "port"}


def test_undated_entries_are_of_the_day_once_the_feed_was_read_before(
    site: Site, watched: Watched
) -> None:
    undated = "<rss><channel><title>W</title>{}</channel></rss>"
    entry = "<item><guid>{0}</guid><title>Russia met NATO {0}</title></item>"
    site.answers["/feed"] = answer(undated.format(entry.format("old")))
    watched(FeedSpec(site.url("/feed")))
    site.answers["/feed"] = answer(undated.format(entry.format("new") + entry.format("old")))
    watched(FeedSpec(site.url("/feed")))
    with Ledger.open(watched.db, read_only=True) as ledger:
        days = {one.id: one.date for one in ledger.documents()}
    assert days == {"old": None, "new": watching._today()}


def test_a_busy_ledger_is_waited_for_and_nothing_is_lost(
    site: Site, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_ONCE_PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr("detente.engine.watch_writing._BUSY_SECONDS", (0.05,))
    site.answers["/feed"] = with_etag(feed("a", "b"), '"1"')
    spec = FeedSpec(site.url("/feed"))
    code = (
        "import sys, time, duckdb; c = duckdb.connect(sys.argv[1]); print(1, flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(watched.db)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        done = watched(spec)
        assert (done.documents, done.waiting) == (0, 2)
        assert any("held open" in told.what for told in watched.told)
        holder.communicate(b"\n")
    watched.db.unlink()  # it was no ledger
    assert watched(spec).documents == 2


def test_the_ledger_is_free_between_polls_and_a_second_watch_is_refused(
    site: Site, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.answers["/feed"] = answer(feed("a"))
    spec = FeedSpec(site.url("/feed"), every_seconds=60)
    seen: list[object] = []

    def look(told: Told) -> None:
        if told.what.startswith("coded"):
            return
        with Ledger.open(watched.db, read_only=True) as ledger:
            seen.append(ledger.counts().documents)
        with pytest.raises(DetenteError, match="another watch"):
            watched(spec)

    watch(WatchPlan((spec,), delay_seconds=0), watched.db, for_seconds=0.5, tell=look,
          fetcher=fetcher(), coder=FakeCoder)  # fmt: skip
    assert seen == [0]
    assert watched.titles() == ["a"]


def test_a_document_that_breaks_the_coder_is_kept_and_tried_again(
    site: Site, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.answers["/feed"] = with_etag(feed("a", "raise"), '"1"')
    spec = FeedSpec(site.url("/feed"))
    done = watched(spec)
    assert (done.documents, done.waiting) == (1, 1)
    assert [code for _, code in watched.rejects()] == ["exception"]
    monkeypatch.setattr("detente.engine.watch_state.time.time", lambda real=time.time: real() + 700)
    monkeypatch.setattr(FakeCoder, "code", PatientCoder.code)
    assert watched(spec).documents == 1
    assert watched.titles() == ["a", "raise"]


def test_a_memory_that_cannot_be_read_is_put_aside(site: Site, watched: Watched) -> None:
    site.answers["/feed"] = answer(feed("a"))
    state_path(watched.db).write_text('{"version": 1, "feeds": 5}')
    assert watched(FeedSpec(site.url("/feed"))).documents == 1
    assert "could not be read" in watched.told[0].what
    assert watched.db.with_name("world.duckdb.watch.json.broken").exists()


def test_a_clock_that_was_set_makes_no_wait_endless(
    site: Site, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.answers["/feed"] = with_etag(feed("a"), '"1"')
    spec = FeedSpec(site.url("/feed"))
    watched(spec)
    real = time.time
    for jump in (-400 * 86400, 400 * 86400):
        monkeypatch.setattr(watching.time, "time", lambda jump=jump: real() + jump)
        site.asked.clear()
        watched(spec, once=False, for_seconds=0.3)
        assert "/feed" in site.paths()
    assert watched.titles() == ["a"]


def test_no_ledger_can_be_where_there_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="does not exist"):
        watch(WatchPlan(()), tmp_path / "no" / "a.duckdb")


# Ends


def start(site: Site, db: Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), site.url("/feed"), str(db)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
    )


def wait_until(held: watching.Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not held():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)]
)
def test_a_signal_ends_it_with_what_was_fetched_committed(
    site: Site, watched: Watched, number: signal.Signals
) -> None:
    site.answers |= {"/feed": answer(feed("a", "b")), "/a": page("a"), "/b": drip}
    with start(site, watched.db) as process:
        wait_until(lambda: "/b" in site.paths())
        process.send_signal(number)
        out, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (0, "")
    assert out.split()[-1] == str(int(number))
    assert watched.titles() == ["a"]
    assert [one.row["title"] for one in watched.state().pending] == ["b"]


@pytest.mark.parametrize("moment", ["before", pytest.param("after", marks=pytest.mark.long)])
def test_killed_between_fetching_and_writing_nothing_is_lost_and_nothing_twice(
    site: Site, watched: Watched, moment: str
) -> None:
    """Killed once when all is fetched and nothing written, once when it is written but unsaid."""
    site.answers |= {"/feed": with_etag(feed("a", "b"), '"1"'), "/a": page("a"), "/b": page("b")}
    with start(site, watched.db, DETENTE_TEST_KILL=moment) as process:
        process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL
    assert {"/a", "/b"} <= set(site.paths())
    done = watched(FeedSpec(site.url("/feed"), full_text=True))
    assert watched.titles() == ["a", "b"]
    assert done.documents == (2 if moment == "before" else 0)
    assert watched.state().pending == []
    with Ledger.open(watched.db, read_only=True) as ledger:
        assert ledger.counts().documents == 2
