"""``detente brief``: what is new since the last one, and the page as a PDF."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from detente.cli import main
from detente.ledger import Ledger
from detente.records import Coding
from report.browsers import make_browser
from report.making import CODER, make_document, make_entry

Captured = pytest.CaptureFixture[str]


def keep(path: Path, id: str, date: str, text: str, what: str, trigger: str) -> None:
    document = make_document(text, date, id=id, source=f"texts/{id}.md")
    event = make_entry(document, what, trigger=trigger, issues="energy").event
    with Ledger.open(path) as ledger:
        ledger.write([Coding(document, (event,))], coder=CODER)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "l.duckdb"
    keep(path, "one", "2009-01-05", "Russia proposed joint work to NATO.",
         "RUS > NATO REQUEST[COOPERATE]", "proposed")  # fmt: skip
    return path


def answer(db: Path) -> None:
    keep(db, "two", "2009-01-09", "NATO agreed to joint work with Russia.",
         "NATO > RUS AGREE[COOPERATE]", "agreed")  # fmt: skip


def call(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0)


def brief(db: Path, captured: Captured, *words: object) -> str:
    captured.readouterr()
    assert call("brief", "NATO", "Russia", "--db", db, *words) == 0
    return captured.readouterr().out


def test_the_first_brief_says_that_there_was_none(db: Path, capsys: Captured) -> None:
    assert "No earlier brief on NATO and Russia" in brief(db, capsys, "--since-last")


def test_what_is_trusted_less_than_asked_stands_apart(db: Path, capsys: Captured) -> None:
    answer(db)
    counted = [len(json.loads(brief(db, capsys, "--format", "json", "--min-confidence", least))
                   ["weak"]["lines"]) for least in ("0", "1")]  # fmt: skip
    assert counted == [0, 2]


def test_a_brief_in_another_language(
    db: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Auf einen Blick" in brief(db, capsys, "--lang", "de", "--no-note")
    monkeypatch.setenv("DETENTE_LANG", "de")
    to_file = ("--since-last", "--format", "md")
    assert "ist kein früheres Lagebild vermerkt" in brief(db, capsys, *to_file)
    assert "Nichts Neues" in brief(db, capsys, *to_file)
    assert "Nothing new" in brief(db, capsys, *to_file, "--lang", "en")
    assert call("brief", "NATO", "Russia", "--db", db, "--lang", "xx") == 2
    assert "only in de, en" in capsys.readouterr().err


def test_a_brief_is_noted_and_the_next_tells_what_came_since(db: Path, capsys: Captured) -> None:
    brief(db, capsys)
    answer(db)
    news = json.loads(brief(db, capsys, "--since-last", "--format", "json"))["news"]
    assert [line["quote"]["document_id"] for line in news["lines"]] == ["two"]
    (change,) = news["overtures"]
    assert change["item"]["outcome"] == "answered in kind"
    assert "Nothing new" in " ".join(brief(db, capsys, "--since-last").split())


def test_the_pair_decides_not_the_period_nor_the_order(db: Path, capsys: Captured) -> None:
    assert call("brief", "Russia", "NATO", "--db", db, "--since", "2009-01") == 0
    text = " ".join(brief(db, capsys, "--since-last").split())
    assert "covered since 1 January 2009. Nothing new" in text


def test_a_brief_that_is_not_to_be_noted_is_not(db: Path, capsys: Captured) -> None:
    brief(db, capsys, "--no-note")
    with Ledger.open(db, read_only=True) as ledger:
        assert ledger.noted_briefs("NATO", "RUS") == []


def test_a_ledger_that_others_read_is_briefed_on_all_the_same(db: Path, capsys: Captured) -> None:
    script = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True); "
        "print(1, flush=True); input()"
    )
    reader = subprocess.Popen(
        [sys.executable, "-c", script, str(db)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with reader:
        assert reader.stdout is not None
        reader.stdout.readline()
        assert call("brief", "NATO", "Russia", "--db", db) == 0
        reader.kill()
    said = capsys.readouterr()
    assert "Russia proposed joint work to NATO." in said.out
    (line,) = said.err.splitlines()
    assert line.startswith("detente: not noted for --since-last: ")
    assert "held open" in line


def test_a_reader_who_stops_reading_has_had_the_brief(db: Path) -> None:
    command = [sys.executable, "-m", "detente", "brief", "NATO", "RUS", "--db", str(db)]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        done = subprocess.run(command, stdout=closed, stderr=subprocess.PIPE, text=True)
    assert "Traceback" not in done.stderr
    with Ledger.open(db, read_only=True) as ledger:
        assert len(ledger.noted_briefs("NATO", "RUS")) == 1


def test_a_brief_that_could_not_be_written_is_not_noted(db: Path, tmp_path: Path) -> None:
    assert call("brief", "NATO", "RUS", "--db", db, "-o", tmp_path / "no" / "x.html") == 1
    with Ledger.open(db, read_only=True) as ledger:
        assert ledger.noted_briefs("NATO", "RUS") == []


def test_a_pdf_is_what_the_browser_makes_of_the_page(db: Path, tmp_path: Path) -> None:
    browser = make_browser(tmp_path, '{ printf "%%PDF-"; cat "$page"; } > "$out"')
    words = ("brief", "NATO", "RUS", "--db", db, "--no-note", "-o")
    assert call(*words, tmp_path / "x.html") == 0
    assert call(*words, tmp_path / "x.pdf", "--browser", browser) == 0
    page = (tmp_path / "x.html").read_bytes()
    assert (tmp_path / "x.pdf").read_bytes() == b"%PDF-" + page


def test_without_a_browser_it_says_what_to_do(
    db: Path, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert call("brief", "NATO", "RUS", "--db", db, "-o", tmp_path / "x.pdf") == 1
    error = capsys.readouterr().err
    assert "apt-get install chromium" in error
    assert "print it from any browser" in error
    assert call("brief", "NATO", "RUS", "--db", db, "-o", tmp_path / "x.html") == 0


def test_a_pdf_is_not_poured_into_a_terminal(
    db: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert call("brief", "NATO", "RUS", "--db", db, "--format", "pdf") == 2
    assert "give -o FILE.pdf" in capsys.readouterr().err
