"""Imports merged: mirrors are one act, duplicates count once, and nothing enters twice."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.engine.importing import import_events
from detente.errors import LedgerError
from detente.ledger import Ledger
from ledger.event_files import table, taken


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with Ledger.open(":memory:") as opened:
        yield opened


def acts_of(ledger: Ledger) -> list[tuple[str | None, str | None, str | None, bool, int]]:
    found = ledger.acts(statements=True)
    return sorted((a.source, a.target, a.type, a.mutual, a.reports) for a in found)  # type: ignore[type-var]


def test_a_row_that_stands_there_both_ways_is_one_mutual_act(
    ledger: Ledger, tmp_path: Path
) -> None:
    summary = taken(
        ledger,
        tmp_path / "a.tsv",
        "RUS USA 040 story=1 sentence=2",
        "USA RUS 040 story=1 sentence=2",
    )
    assert acts_of(ledger) == [("RUS", "USA", "CONSULT", True, 1)]
    assert (summary.acts, summary.reports, summary.mutual) == (1, 2, 1)
    assert summary.mirrors.share == 1.0


def test_two_stories_of_each_others_acts_are_no_mirror(ledger: Ledger, tmp_path: Path) -> None:
    rows = ("RUS USA 111 story=1 sentence=2", "USA RUS 111 story=1 sentence=3")
    summary = taken(ledger, tmp_path / "a.tsv", *rows)
    assert [act[3] for act in acts_of(ledger)] == [False, False]
    assert summary.mirrors.share == 0.0


def test_the_day_is_enough_where_no_story_is_known(ledger: Ledger, tmp_path: Path) -> None:
    rows = ("RUS USA 040", "USA RUS 040", "RUS USA 040 date=2010-03-02 id=9")
    taken(ledger, tmp_path / "a.tsv", *rows)
    assert [(a.date.day, a.mutual) for a in ledger.acts()] == [(1, True), (2, False)]


def test_a_visit_and_its_hosting_are_one_act_of_the_visitor(ledger: Ledger, tmp_path: Path) -> None:
    summary = taken(
        ledger,
        tmp_path / "a.tsv",
        "USA RUS 042 goldstein=1.9 story=1",
        "RUS USA 043 goldstein=2.8 story=1",
    )
    (act,) = ledger.acts()
    assert (act.source, act.target, act.mutual) == ("USA", "RUS", True)
    assert act.goldstein == pytest.approx(2.35)
    assert (summary.mirrors.share, summary.mirrors.share_same_code) == (1.0, 0.0)


def test_a_hosting_alone_is_the_visitors_act_and_not_mutual(ledger: Ledger, tmp_path: Path) -> None:
    taken(ledger, tmp_path / "a.tsv", "RUS USA 043", "RUS USA 042 date=2010-03-02")
    assert [(a.source, a.mutual) for a in ledger.acts()] == [("USA", False), ("RUS", False)]


def test_many_reports_of_a_day_are_one_act_with_its_outlets(ledger: Ledger, tmp_path: Path) -> None:
    taken(
        ledger,
        tmp_path / "a.tsv",
        "RUS GEO 190 story=1 sentence=1 publisher=north",
        "RUS GEO 190 story=1 sentence=4 publisher=north",
        "RUS GEO 190 story=2 sentence=1 publisher=south",
        "RUS GEO 111 story=2 sentence=2 publisher=south",
    )
    found = {a.type: (a.reports, a.outlets) for a in ledger.acts()}
    assert found == {"ASSAULT": (2, 2), "ACCUSE": (1, 1)}


@pytest.mark.parametrize(
    ("general", "exact", "acts"),
    [
        ("19", "193", 1),
        ("190", "193", 1),
        ("112", "1121", 1),
        ("110", "1121", 1),
        ("194", "193", 2),
        ("100", "111", 2),
    ],
)
def test_a_general_code_gives_way_to_what_says_the_same_more_exactly(
    ledger: Ledger, tmp_path: Path, general: str, exact: str, acts: int
) -> None:
    taken(ledger, tmp_path / "a.tsv", f"RUS GEO {general}", f"RUS GEO {exact}")
    codes = ledger._connection.sql("SELECT code FROM acts ORDER BY code").fetchall()
    assert len(codes) == acts
    assert (exact,) in codes


def test_codes_of_the_other_direction_stay_apart(ledger: Ledger, tmp_path: Path) -> None:
    taken(ledger, tmp_path / "a.tsv", "RUS GEO 190", "GEO RUS 193")
    assert len(ledger.acts()) == 2


def test_a_general_code_goes_all_the_way_down(ledger: Ledger, tmp_path: Path) -> None:
    taken(ledger, tmp_path / "a.tsv", "RUS GEO 110", "RUS GEO 112", "RUS GEO 1121")
    (act,) = ledger.acts()
    assert act.reports == 3
    linked = ledger._connection.sql("SELECT count(*) FROM act_reports").fetchall()
    assert linked == [(3,)]


def test_statements_are_kept_and_counted_as_no_act(ledger: Ledger, tmp_path: Path) -> None:
    taken(ledger, tmp_path / "a.tsv", "RUS USA 010", "RUS USA 036")
    assert [a.type for a in ledger.acts()] == ["AGREE"]
    kept = [a for a in ledger.acts(statements=True) if a.type is None]
    assert [(a.score, a.quad, a.goldstein) for a in kept] == [(None, None, 0.0)]


def test_who_is_unknown_keeps_the_name_and_is_counted(ledger: Ledger, tmp_path: Path) -> None:
    summary = taken(ledger, tmp_path / "a.tsv", "Frobnia USA 040", "Frobnia USA 111")
    assert summary.names == (("Frobnia", 2),)
    assert [(a.source, a.target) for a in ledger.acts()] == [(None, "USA")] * 2
    names = ledger._connection.sql("SELECT DISTINCT source_name FROM acts").fetchall()
    assert names == [("Frobnia",)]


def test_two_unknown_names_are_two_actors(ledger: Ledger, tmp_path: Path) -> None:
    taken(ledger, tmp_path / "a.tsv", "Frobnia USA 040", "Grobnia USA 040")
    assert len(ledger.acts()) == 2


def test_a_code_that_is_none_is_a_reject_with_its_line(ledger: Ledger, tmp_path: Path) -> None:
    summary = taken(ledger, tmp_path / "a.tsv", "RUS USA 040", "RUS USA 999")
    (reject,) = ledger.rejects()
    assert summary.rejects == 1
    assert reject.source == f"{tmp_path / 'a.tsv'}:3"
    assert (reject.code, reject.detail) == ("code", "no code of an event: '999'")


ROWS = (
    "RUS USA 040 story=1",
    "USA RUS 040 story=1",
    "RUS USA 111 story=2 publisher=north",
    "RUS USA 112 story=3 publisher=south",
    "RUS USA 1121 story=4 date=2010-03-05",
    "RUS USA 999",
)


def test_the_same_file_again_adds_nothing(ledger: Ledger, tmp_path: Path) -> None:
    taken(ledger, tmp_path / "a.tsv", *ROWS)
    before = ledger.acts(statements=True).arrow()
    again = taken(ledger, tmp_path / "a.tsv", *ROWS)
    assert (again.new, again.known, again.rejects) == (0, 5, 1)
    assert ledger.acts(statements=True).arrow().equals(before)
    assert len(ledger.rejects()) == 1


def test_the_order_and_cut_of_files_do_not_matter(tmp_path: Path) -> None:
    whole, parts = Ledger.open(":memory:"), Ledger.open(":memory:")
    taken(whole, tmp_path / "a.tsv", *ROWS)
    numbered = [f"{row} id={number}" for number, row in enumerate(ROWS)]
    for number in (3, 1, 0, 4, 2):
        taken(parts, tmp_path / f"{number}.tsv", numbered[number])
    assert parts.acts().arrow().equals(whole.acts().arrow())


def test_coders_are_not_merged_with_each_other(ledger: Ledger, tmp_path: Path) -> None:
    taken(ledger, tmp_path / "a.tsv", "RUS USA 040", coder="one")
    taken(ledger, tmp_path / "a.tsv", "RUS USA 040", coder="two")
    assert sorted(a.coder for a in ledger.acts()) == ["one", "two"]
    assert len(ledger.acts(coder="one")) == 1


def test_an_import_stopped_before_merging_goes_on_the_next_time(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("detente.ledger.merging._merge", fail)
        with pytest.raises(KeyboardInterrupt):
            taken(ledger, tmp_path / "a.tsv", *ROWS)
    assert len(ledger.acts()) == 0
    assert [run["status"] for run in ledger.runs()] == ["interrupted"]
    again = taken(ledger, tmp_path / "a.tsv", *ROWS)
    assert again.new == 0
    assert again.acts == 4


def test_a_killed_import_leaves_a_ledger_that_goes_on(tmp_path: Path) -> None:
    rows = [f"RUS USA 040 story={n} id={n} date=20{n % 20:02}-03-01" for n in range(60_000)]
    file, db = table(tmp_path / "a.tsv", *rows), tmp_path / "a.duckdb"
    with Ledger.open(db):
        pass
    words = [sys.executable, "-m", "detente", "import", "cameo", str(file), "--db", str(db)]
    running = subprocess.Popen(words)
    log = Path(f"{db}.wal")
    while running.poll() is None and not (log.exists() and log.stat().st_size > 100_000):
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    with Ledger.open(db) as ledger:
        summary = import_events(ledger, "cameo", [file])
        assert summary.new + summary.known == 60_000
        assert summary.known > 0
        assert summary.reports == 60_000
        assert [a.reports for a in ledger.acts()] == [3_000] * 20


def test_a_ledger_opened_for_reading_takes_nothing_in(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    Ledger.open(path).close()
    with Ledger.open(path, read_only=True) as ledger, pytest.raises(LedgerError):
        taken(ledger, tmp_path / "a.tsv", "RUS USA 040")


def test_rows_of_a_sample_do_not_count_for_the_share_of_mirrors(
    ledger: Ledger, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_text(
        "date,source,target,code,complete\n2009-01-02,RUS,USA,040,false\n"
        "2013-01-02,RUS,USA,040,true\n2013-01-02,USA,RUS,040,true\n"
    )
    summary = import_events(ledger, "cameo", [file])
    assert (summary.mirrors.rows, summary.mirrors.twins) == (2, 2)


def test_mentions_add_outlets_whenever_they_come(tmp_path: Path) -> None:
    events, mentions = tmp_path / "e.csv", tmp_path / "m.csv"
    events.write_text(
        "GLOBALEVENTID,SQLDATE,Actor1Code,Actor2Code,EventCode,NumArticles,NumSources,SOURCEURL\n"
        "5,20160701,RUS,USA,040,3,1,http://north.example/a\n"
        "6,20160701,RUS,USA,111,1,1,http://north.example/a\n"
    )
    mentions.write_text(
        "globaleventid,mentiontimedate,mentionsourcename,mentionidentifier,confidence\n"
        "5,20160702001500,south.example,http://south.example/b,60\n"
        "5,20160702001500,east.example,http://east.example/c,90\n"
        "77,20160702001500,east.example,http://east.example/c,90\n"
    )
    found = []
    for order in (("gdelt", events), ("gdelt-mentions", mentions)), (
        ("gdelt-mentions", mentions), ("gdelt", events)):  # fmt: skip
        with Ledger.open(":memory:") as ledger:
            for format, file in order:
                import_events(ledger, format, [file])
            found.append({a.type: (a.reports, a.outlets, a.confidence) for a in ledger.acts()})
    assert found[0] == {"CONSULT": (3, 3, 0.9), "ACCUSE": (1, 1, 1.0)}
    assert found[1] == found[0]


def test_days_are_merged_one_by_one_where_there_are_many_reports(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("detente.ledger.merging._SLICE_REPORTS", 1)
    taken(ledger, tmp_path / "a.tsv", *ROWS)
    assert [a.date for a in ledger.acts()] == [dt.date(2010, 3, 1)] * 3 + [dt.date(2010, 3, 5)] * 1
