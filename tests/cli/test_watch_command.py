"""``detente watch``: what it prints, how it ends, and what it says of a wrong feeds file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.sites import Site, answer

from detente.cli import main
from detente.engine.feeds_file import FeedSpec, WatchPlan, read_feeds_file
from detente.ledger import Ledger
from detente.ledger.publishing import snapshot_path
from detente.records import Genre

FEED = """<rss><channel><title>Wire</title><item><guid>1</guid><title>Talks</title>
<pubDate>Mon, 07 Sep 2009 10:00:00 GMT</pubDate>
<description>NATO urged Russia on Monday to withdraw its troops.</description></item>
</channel></rss>"""


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({"/feed": answer(FEED)}) as opened:
        yield opened


@pytest.fixture
def feeds(site: Site, tmp_path: Path) -> Path:
    path = tmp_path / "feeds.toml"
    path.write_text(
        f'[watch]\ndelay = "0s"\ncoder = "rules"\nallow = ["127.0.0.0/8"]\n\n'
        f'[[feed]]\nurl = "{site.url("/feed", host="127.0.0.1")}"\noutlet = "The Wire"\n',
        "utf-8",
    )
    return path


def run(*words: object) -> int | str | None:
    with pytest.raises(SystemExit) as end:
        main([str(word) for word in words])
    return end.value.code


def test_once_codes_what_is_new_and_says_so(
    feeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], site: Site
) -> None:
    db = tmp_path / "world.duckdb"
    assert run("watch", feeds, "--db", db, "--once", "--publish") == 0
    out, err = capsys.readouterr()
    assert "The Wire: 1 new, 0 passed over" in err
    assert "coded 1 document, " in err
    assert out.startswith("1 poll, 0 failed; 1 document coded; ")
    assert snapshot_path(db).exists()
    with Ledger.open(db, read_only=True) as ledger:
        (entry,) = ledger.events(source="NATO", target="RUS")
        assert entry.event.type == "REQUEST"
    assert run("watch", feeds, "--db", db, "--once", "--quiet") == 0
    assert capsys.readouterr() == ("", "")
    assert site.paths() == ["/robots.txt", "/feed", "/feed"]


def test_it_ends_after_its_time_and_where_nothing_can_be_had(
    feeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], site: Site
) -> None:
    db = tmp_path / "world.duckdb"
    assert run("watch", feeds, "--db", db, "--for", "1s", "-q") == 0
    del site.answers["/feed"]
    assert run("watch", feeds, "--db", db, "--once") == 1
    assert "answered 404" in capsys.readouterr().err
    assert run("watch", feeds, "--db", db, "--for", "soon") == 2
    assert '"2h"' in capsys.readouterr().err
    assert run("watch", tmp_path / "none.toml", "--db", db) == 1


def test_what_a_server_says_moves_no_cursor(
    feeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], site: Site
) -> None:
    site.answers["/feed"] = answer(b"\x1b[2J\x1b[31mgone")
    assert run("watch", feeds, "--db", tmp_path / "a.duckdb", "--once") == 1
    assert "\x1b[2J" not in capsys.readouterr().err


# The feeds file


def test_a_whole_feeds_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text("""
[watch]
delay = "10s"
contact = "https://desk.example/bot"
coder = "rules"
allow = ["10.0.0.0/8"]
every = "1h"
full_text = true

[[feed]]
url = "https://a.example/rss"

[[feed]]
url = "https://b.example/sitemap.xml"
kind = "sitemap"
outlet = "B"
genre = "op-ed"
every = "2h"
max_age = "1d"
headers = { Authorization = "Bearer x" }
""")
    assert read_feeds_file(path) == WatchPlan(
        (
            FeedSpec("https://a.example/rss", every_seconds=3600, full_text=True),
            FeedSpec(
                "https://b.example/sitemap.xml", "B", Genre.COMMENTARY, 7200, True, "sitemap", 1,
                {"Authorization": "Bearer x"},
            ),
        ),
        10, "https://desk.example/bot", "rules", ("10.0.0.0/8",),
    )  # fmt: skip


def test_the_feeds_file_of_the_docs_is_one(tmp_path: Path) -> None:
    docs = Path(__file__).resolve().parents[2] / "docs" / "watching.md"
    text = docs.read_text("utf-8").split("```toml\n")[1].split("```")[0]
    path = tmp_path / "feeds.toml"
    path.write_text(text, "utf-8")
    one, two = read_feeds_file(path).feeds
    assert (one.genre, one.every_seconds, two.full_text) == (Genre.RELEASE, 3600, True)


GOOD = '[[feed]]\nurl = "https://a.example/"\n'


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "[[feed]]"),
        ("feed = 5\n", 1, "[[feed]]"),
        ("[[feed]]\nurl = \n", 2, "Invalid"),
        ("[[feed]]\nevery = '30m'\n", 1, "needs its url"),
        ("[[feed]]\nurl = 'ftp://a.example/'\n", 2, "http or https"),
        ("[[feed]]\nurl = 'http://127.1/'\n", 2, "http or https"),
        (f"{GOOD}evry = '30m'\n", 3, "there are url, outlet"),
        (f"{GOOD}every = '30'\n", 3, '"30m"'),
        (f"{GOOD}every = '10s'\n", 3, "a minute at least"),
        (f"{GOOD}every = '99d'\n", 3, "at most 30d"),
        (f"{GOOD}genre = 'poem'\n", 3, "report, editorial"),
        (f"{GOOD}full_text = 'yes'\n", 3, "true or false"),
        (f"{GOOD}kind = 'atom'\n", 3, "feed or sitemap"),
        (f"{GOOD}outlet = 5\n", 3, "quotation marks"),
        (f"{GOOD}headers = 'x'\n", 3, "headers = {"),
        (f"{GOOD}kind = 'sitemap'\nfull_text = false\n", 4, "must be true"),
        (f"{GOOD}\n{GOOD}", 5, "twice"),
        (f"{GOOD}\n[[feed]]\nurl = 'https://b.example/'\nkind = 'x'\n", 6, "feed or sitemap"),
        (f"[watch]\ndelay = 5\n{GOOD}", 2, '"90s"'),
        (f"[watch]\nevery = '1s'\n{GOOD}", 2, "a minute at least"),
        (f"[watch]\nallow = ['intranet']\n{GOOD}", 2, "intranet"),
        (f"[watch]\ncontact = 'a (b)'\n{GOOD}", 2, "brackets"),
        (f"[wach]\ndelay = '5s'\n{GOOD}", 1, "[watch] and [[feed]]"),
    ],
)
def test_mistakes_are_told_with_their_line_and_what_may_stand_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, line: int, what: str
) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(text)
    assert run("watch", path, "--db", tmp_path / "a.duckdb") == 2
    told = capsys.readouterr().err
    assert f"line {line}" in told
    assert what in told
    assert not (tmp_path / "a.duckdb").exists()
