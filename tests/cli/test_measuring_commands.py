"""``detente reciprocity``, ``series``, ``balance`` and ``dyads`` as a user meets them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path

import numpy as np
import pytest

from detente.cli import main
from ledger.event_files import table as event_file

START = dt.date(2008, 1, 7)
Captured = pytest.CaptureFixture[str]


def call(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0)


def said(capsys: Captured, *words: object) -> str:
    """What a command prints that ends well."""
    capsys.readouterr()
    assert call(*words) == 0
    return capsys.readouterr().out


def failed(capsys: Captured, *words: object) -> tuple[int, str]:
    """The exit status of a command that fails, and the one line that says why."""
    capsys.readouterr()
    status = call(*words)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith("detente: ")
    return status, err.strip()


def exchange() -> list[str]:
    """120 openings of Usa in 700 days; Rus answers four of five in kind within days."""
    rng = np.random.default_rng(3)
    opened = np.sort(rng.uniform(0, 680, 120))
    answered = (opened + rng.gamma(4, 1.5, 120))[rng.random(120) < 0.8]
    rows = [(day, "Usa,Rus,2") for day in opened] + [(day, "Rus,Usa,2.5") for day in answered]
    return [f"{START + dt.timedelta(days=int(day))},{row}" for day, row in sorted(rows)]


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("table") / "events.csv"
    rows = [*exchange(), "2009-01-05,Usa,Rus,much", "2009-01-05,Usa,Chn,1"]
    path.write_text("\n".join(["date,source,target,score", *rows]) + "\n")
    return path


@pytest.fixture(scope="module")
def weekly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ready series: the second column answers the first a week later."""
    path = tmp_path_factory.mktemp("series") / "weekly.csv"
    rng = np.random.default_rng(4)
    x = rng.normal(size=200)
    y = 0.8 * np.roll(x, 1) + 0.5 * rng.normal(size=200)
    rows = [f"{START + dt.timedelta(weeks=w)},{x[w]:.4f},{y[w]:.4f}" for w in range(200)]
    path.write_text("\n".join(["date,usa_rus,rus_usa", *rows]) + "\n")
    return path


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ledger")
    rows = event_file(
        folder / "a.tsv", "RUS USA 040", "USA RUS 040", "RUS USA 1312 date=2010-04-02",
        "USA RUS 0312 date=2010-04-20", "GEO RUS 190 date=2010-12-20",
    )  # fmt: skip
    assert call("import", "cameo", rows, "--db", folder / "out.duckdb") == 0
    return folder / "out.duckdb"


def test_a_page_says_who_answers_whom_and_what_it_rests_on(events: Path, capsys: Captured) -> None:
    page = said(capsys, "reciprocity", "usa", "RUS", "--table", events)
    words = " ".join(page.split())
    assert "Rus answers Usa's cooperation in kind." in words
    assert "Sample: 221 acts from 2008-01-" in words
    assert "1 row of the table cannot be read, or lack a date, a party or a score" in words


def test_full_adds_every_figure(db: Path, capsys: Captured) -> None:
    words = ("reciprocity", "Russia", "United States", "--db", db)
    page, full = said(capsys, *words), said(capsys, *words, "--full")
    assert page.rstrip() in full
    assert "2010-04-02  " in full
    assert "2010-04-02  " not in page


def test_the_format_follows_the_file_unless_it_is_named(
    tmp_path: Path, db: Path, capsys: Captured
) -> None:
    words = ("reciprocity", "Russia", "United States", "--db", db)
    for name, start in (("a.json", "{"), ("a.html", "<!DOCTYPE html>"), ("a.txt", "Russia and")):
        assert said(capsys, *words, "-o", tmp_path / name) == ""
        assert (tmp_path / name).read_text().lstrip("─\n ").startswith(start)
    assert json.loads(said(capsys, *words, "--format", "json"))["a"] == "Russia"
    assert said(capsys, *words, "--format", "html").startswith("<!DOCTYPE html>")


def test_a_handful_of_acts_is_too_little_evidence(db: Path, capsys: Captured) -> None:
    words = ("reciprocity", "Russia", "United States", "--db", db)
    assert said(capsys, *words).splitlines()[1] == "Russia and United States: insufficient evidence"
    none = said(capsys, "reciprocity", "Andorra", "Fiji", "--db", db)
    assert "Sample: no act between Andorra and Fiji." in none
    assert "insufficient evidence" in said(capsys, *words, "--window-days", "5000")
    assert "insufficient evidence" in said(capsys, *words, "--since", "2100")


def test_a_ready_series_is_measured_as_far_as_it_goes(weekly: Path, capsys: Captured) -> None:
    page = said(capsys, "reciprocity", "Usa", "Rus", "--table", weekly, "--lags", "2")
    words = " ".join(page.split())
    assert "Rus answers Usa's cooperation in kind." in words
    assert "Column 'usa_rus' was read as what Usa does to Rus" in words
    found = json.loads(
        said(capsys, "reciprocity", "Usa", "Rus", "--table", weekly, "--format", "json")
    )
    assert found["measures"]["series"]["rows"][0]["start"] == "2008-01-07"
    rows = said(
        capsys, "series", "Usa", "Rus", "--table", weekly, "--unit", "week", "--format", "csv"
    )
    assert rows.splitlines()[0] == "start,Usa to Rus,Rus to Usa,together"
    assert len(rows.splitlines()) == 201


def test_series_are_listed_by_period(db: Path, capsys: Captured) -> None:
    words = ("series", "Russia", "United States", "--db", db)
    rows = [json.loads(line) for line in said(capsys, *words, "--format", "json").splitlines()]
    assert [row["start"] for row in rows][:2] == ["2010-03-01", "2010-04-01"]
    assert (rows[0]["together_acts"], rows[1]["a_acts"], rows[1]["b_acts"]) == (1, 1, 1)
    assert rows[1]["Russia to United States"] == -3.0
    hostile = said(capsys, *words, "--kind", "conflict", "--value", "count", "--format", "csv")
    cells = list(csv.DictReader(io.StringIO(hostile)))
    assert [row["a_acts"] for row in cells[:2]] == ["0", "1"]
    assert "10 months, 2010-03-01 to 2010-12-01" in said(capsys, *words)
    kept = said(capsys, *words, "--mirrors", "keep", "--format", "csv")
    assert next(iter(csv.DictReader(io.StringIO(kept))))["b_acts"] == "1"


def test_the_balance_is_drawn_by_issue(db: Path, capsys: Captured) -> None:
    words = ("balance", "Russia", "United States", "--db", db)
    assert "1 act of both together, on neither side" in said(capsys, *words)
    rows = [json.loads(line) for line in said(capsys, *words, "--format", "json").splitlines()]
    total = next(row for row in rows if row["issue"] == "all")
    assert (total["a_hostile"], total["b_cooperative"], total["together"]) == (1, 1, 1)
    assert (total["first_mover"], total["last_mover"]) == ("Russia", "United States")
    assert said(capsys, *words, "--format", "csv").startswith("issue,ground,together,")


def test_every_dyad_with_enough_acts_is_ranked(events: Path, db: Path, capsys: Captured) -> None:
    words = ("dyads", "--table", events, "--workers", "1")
    rows = [json.loads(line) for line in said(capsys, *words, "--format", "json").splitlines()]
    assert [(row["a"], row["b"], row["a_acts"]) for row in rows] == [("Rus", "Usa", 101)]
    assert rows[0]["a_answers"] == "answers in kind"
    of_ledger = said(capsys, "dyads", "--db", db, "--minimum", "1", "--workers", "1")
    assert "2 dyads: 2 insufficient evidence." in of_ledger
    assert "0 dyads: none has enough acts." in said(capsys, *words, "--minimum", "999")


@pytest.mark.parametrize(("words", "status", "why"), [
    ("reciprocity A B", 2, "name a ledger (--db FILE) or a table (--table FILE), one of them"),
    ("reciprocity A B --db DB --table CSV", 2, "one of them"),
    ("reciprocity A B --db CSV", 2, "is a table and no ledger: give it with --table"),
    ("reciprocity A B --db DB --map score=x", 2, "--map names columns of a table"),
    ("reciprocity Russia Russia --db DB", 2, "two actors are needed, not RUS twice"),
    ("reciprocity Usa usa --table CSV", 2, "two actors are needed, not 'Usa' twice"),
    ("reciprocity Usia Rus --table CSV", 1, "is called 'Usia'; alike are Usa"),
    ("reciprocity Rusia Georgia --db DB", 1, "'Rusia'. Did you mean Russia"),
    ("reciprocity Russia Georgia --db nowhere", 1, "there is no ledger nowhere"),
    ("reciprocity Usa Rus --table nowhere.csv", 1, "there is no file nowhere.csv"),
    ("reciprocity Usa Rus --table CSV --format pdf", 2, "terminal, json or html, not 'pdf'"),
    ("reciprocity Usa Rus --table CSV --unit year", 2, "'year' is not one of day, week"),
    ("reciprocity Usa Rus --table CSV --mirrors x", 2, "mirrors are 'out' or 'keep', not 'x'"),
    ("reciprocity Usa Rus --table CSV --since 2009-13", 2, "not a date: '2009-13'"),
    ("reciprocity Usa Rus --table CSV --since 2030", 2, "nothing of it is asked for"),
    ("reciprocity Usa Rus --table CSV --issue trade", 2, "has no column of issues"),
    ("reciprocity Usa Rus --table CSV --coder rules", 2, "coder cannot be chosen"),
    ("reciprocity Usa Rus --table CSV --map score", 2, "--map takes FIELD=COLUMN"),
    ("reciprocity Usa Rus --table CSV --map score=x", 2, "no column x (there are date, source"),
    ("reciprocity Usa Rus --table WEEKLY --mirrors keep", 2, "mirrors cannot be chosen"),
    ("series Usa Rus --table CSV --value median", 2, "'median' is not one of sum, mean, count"),
    ("series Usa Rus --table CSV --scale goldstein", 2, "no act has a score on the scale"),
    ("series Usa Rus --table CSV --format xml", 2, "table, json or csv, not 'xml'"),
    ("series Usa Rus --table WEEKLY", 2, "fall into one month: choose another --unit"),
    ("series Usa Rus --table WEEKLY --value mean", 2, "are for acts, not a ready series"),
    ("series Andorra Fiji --db DB", 1, "no act between Andorra and Fiji to list"),
    ("balance Usa Rus --table WEEKLY", 2, "is a ready series: it has no acts to follow"),
    ("balance Usa Rus --table CSV --format xml", 2, "table, json or csv, not 'xml'"),
    ("dyads --table WEEKLY", 2, "is a ready series of one dyad; name it"),
    ("dyads --db DB --level some", 2, "level is official or all, not 'some'"),
])  # fmt: skip
def test_misuse_is_told_in_one_line(
    words: str, status: int, why: str, events: Path, weekly: Path, db: Path, capsys: Captured
) -> None:
    files = {"CSV": events, "WEEKLY": weekly, "DB": db}
    found = failed(capsys, *(files.get(word, word) for word in words.split()))
    assert found[0] == status
    assert why in found[1]


@pytest.mark.parametrize("words", ["--window-days 0", "--lags 0", "--window-days soon"])
def test_numbers_that_mean_nothing_are_refused(words: str, events: Path, capsys: Captured) -> None:
    assert call("reciprocity", "Usa", "Rus", "--table", events, *words.split()) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_names_that_look_like_marks_are_only_names(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "a.csv"
    rows = [row.replace("Usa", "[red]A[/]").replace("Rus", "[/no]") for row in exchange()[:60]]
    path.write_text("\n".join(["date,source,target,score", *rows]) + "\n")
    words = ("[red]A[/]", "[/no]", "--table", path)
    page = said(capsys, "reciprocity", *words)
    assert "[red]A[/] → [/no]" in page
    assert "[red]A[/] to [/no]" in said(capsys, "series", *words).splitlines()[0]
    assert "[red]A[/]" in said(capsys, "dyads", "--table", path, "--minimum", "1", "--workers", "1")
