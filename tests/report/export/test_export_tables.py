"""Parquet, CSV, JSON Lines and SQLite, read back with the libraries of those who use them."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.ledger import Ledger
from detente.ledger.export import export_concerns
from detente.ledger.exported import TELLING
from detente.ledger.selection import TABLES
from detente.records import Actor, Coding, Document, Event, Evidence, Span
from detente.report.export import export
from detente.report.export.card import field_words
from ledger.samples import CODER
from report.export.odd_ledgers import ODD, acts_ledger, odd_ledger, told_ledger

ODD_IN_CSV = ODD.replace("\0", "\ufffd")


def test_a_flat_parquet_file_is_what_the_ledger_says(tmp_path: Path) -> None:
    with odd_ledger() as ledger:
        done = export(ledger.select(), "parquet", tmp_path / "all.parquet")
        own = ledger.events().df()
    assert (done.events, done.acts) == (3, 0)
    frame = pd.read_parquet(tmp_path / "all.parquet")
    assert (frame["kind"] == "event").all()
    for column in own.columns.difference(["issue", "context"]):  # lists here
        assert frame[column].astype(str).tolist() == own[column].astype(str).tolist(), column
    read = pl.read_parquet(tmp_path / "all.parquet")
    assert read["quote"].to_list() == own["quote"].tolist()
    assert ["x;y", "z"] in read["issue"].to_list()
    assert ODD in read["quote"].to_list()


def test_a_folder_of_parquet_puts_every_entry_together_again(tmp_path: Path) -> None:
    with odd_ledger() as ledger:
        export(ledger.select(), "parquet", tmp_path / "out")
        entries = {entry.event.id: entry for entry in ledger.events()}
    tables = {path.stem: pq.read_table(path).to_pylist() for path in tmp_path.rglob("*.parquet")}
    assert set(tables) == set(TABLES) - {"acts", "stories", "story_documents"}
    assert {row["document_id"] for row in tables["documents"]} == {"dir/one.txt", "d|2\t#", "plain"}
    for row in tables["events"]:
        event = entries[row["id"]].event
        mine = {
            name: [part for part in tables[name] if part["entry"] == row["entry"]]
            for name in ("participants", "attributions", "evidence")
        }
        sides = {part["side"] for part in mine["participants"]}
        for side in sides & {"source", "target", "object"}:
            ids = [part["actor"] for part in mine["participants"] if part["side"] == side]
            assert ids == [actor.id for actor in getattr(event, side)]
        assert [v["name"] for v in mine["attributions"]] == [v.name for v in event.attribution]
        spans = {(p["start_char"], p["end_char"], p["text"]) for p in mine["evidence"]}
        assert spans == {(s.start, s.end, s.text) for s in event.evidence.spans()}
        assert row["quote_end"] - row["quote_start"] == len(row["quote"])


def test_the_card_names_every_field_coder_and_outlet(tmp_path: Path) -> None:
    with odd_ledger() as ledger:
        export(ledger.select(), "parquet", tmp_path / "out")
    card = (tmp_path / "out" / "README.md").read_text("utf-8")
    for path in (tmp_path / "out").glob("*.parquet"):
        assert f"- config_name: {path.stem}\n  data_files: {path.name}\n" in card
        section = card.split(f"### {path.name}")[1].split("###")[0]
        assert f"{pq.read_metadata(path).num_rows} rows." in section
        for column in pq.read_schema(path).names:
            assert f"| `{column}` |" in section
    assert "| fake/1 | 3 | 2009-09-18 | 2010-01-01 |" in card
    assert '| a b"c\\|d | 1 |' in card
    assert "None is given here" in card


def test_every_column_has_its_words_and_no_word_lacks_a_column() -> None:
    with Ledger.open(":memory:") as ledger:
        for name in TABLES:
            columns = next(ledger.select().table(name)).column_names
            assert set(columns) == set(field_words()[name]), name


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_a_folder_of_tables_joins_concerns_and_stories(suffix: str, tmp_path: Path) -> None:
    with told_ledger() as ledger:
        done = export(ledger.select(), suffix, tmp_path / "out")
        own = ledger.concerns().df()
    assert (done.events, done.concerns, done.stories) == (4, 1, 2)
    read = getattr(pd, f"read_{suffix}")
    tables = {path.stem: read(path) for path in (tmp_path / "out").glob(f"*.{suffix}")}
    assert tables["concerns"][["holder", "about", "quote", "id"]].equals(
        own[["holder", "about", "quote", "id"]]
    )
    joined = tables["events"].merge(tables["stories"], on="story", suffixes=("", "_of_story"))
    assert joined["independent_reports"].tolist() == [2, 2, 1]
    assert joined["independent_reports_of_story"].tolist() == [2, 2, 1]
    own_texts = tables["story_documents"].query("copy_of.isna()").groupby("story").size()
    assert own_texts.to_dict() == {"a": 2, "d": 1}
    outlets = getattr(pl, f"read_{suffix}")(tmp_path / "out" / f"stories.{suffix}")["outlets"]
    told = ["courier", "post", "radio", "wire"]
    assert outlets.to_list()[0] == (told if suffix == "parquet" else ";".join(told))


def test_a_flat_file_says_of_each_event_how_many_told_its_story(tmp_path: Path) -> None:
    with told_ledger() as ledger:
        done = export(ledger.select(), "parquet", tmp_path / "all.parquet")
    assert (done.concerns, done.stories) == (0, 0)
    frame = pl.read_parquet(tmp_path / "all.parquet")
    assert frame["independent_reports"].to_list() == [2, 2, 1, None]
    assert frame.filter(pl.col("copy_of").is_not_null())["document_id"].to_list() == ["c"]


def test_csv_survives_every_reader(tmp_path: Path) -> None:
    with odd_ledger() as ledger:
        export(ledger.select(), "csv", tmp_path / "all.csv")
        ids = [entry.event.id for entry in ledger.events()]
    with (tmp_path / "all.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["id"] for row in rows] == ids
    quotes = [row["quote"] for row in rows]
    assert ODD_IN_CSV in quotes
    assert pd.read_csv(tmp_path / "all.csv")["quote"].tolist() == quotes
    assert pl.read_csv(tmp_path / "all.csv")["quote"].to_list() == quotes
    assert "x;y;z" in [row["issue"] for row in rows]


def test_json_lines_are_the_rows_of_detente_code(tmp_path: Path) -> None:
    with odd_ledger() as ledger:
        export(ledger.select(), "jsonl", tmp_path / "all.jsonl")
        own = [*ledger.export(), *export_concerns(ledger.concerns())]
    with (tmp_path / "all.jsonl").open(encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    assert [row.pop("kind") for row in rows] == ["event"] * 3 + ["concern"]
    for name in TELLING:
        assert [row.pop(name) for row in rows] == [None] * 4
    assert rows == own


def test_json_lines_tell_stories_with_their_documents(tmp_path: Path) -> None:
    with told_ledger() as ledger:
        export(ledger.select(), "jsonl", tmp_path / "all.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text("utf-8").splitlines()]
    assert [row["kind"] for row in rows] == ["event"] * 4 + ["concern"] + ["story"] * 2
    first, second = rows[-2:]
    assert first["reports"] == [{"document_id": "a", "copy_of": None},
                                {"document_id": "b", "copy_of": None},
                                {"document_id": "c", "copy_of": "b"}]  # fmt: skip
    assert (first["first_day"], first["last_day"]) == ("2009-09-18", "2009-09-20")
    assert (first["documents"], first["independent_reports"]) == (3, 2)
    assert (second["title"], second["outlets"]) == ("Russia met NATO.", ["itar-tass"])
    told = {row["document_id"]: row["independent_reports"] for row in rows[:5]}
    assert told == {"a": 2, "b": 2, "c": 2, "d": 1, "e": None}


def test_sqlite_has_keys_indexes_and_search(tmp_path: Path) -> None:
    with odd_ledger() as ledger:
        export(ledger.select(), "sqlite", tmp_path / "all.db")
        own = {entry.event.id: entry.event.evidence.quote.text for entry in ledger.events()}
    with closing(sqlite3.connect(tmp_path / "all.db")) as database:
        assert dict(database.execute("SELECT id, quote FROM events")) == own
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        found = database.execute(
            "SELECT issue, date FROM events WHERE entry IN"
            " (SELECT rowid FROM events_fts WHERE events_fts MATCH 'stop')"
        ).fetchall()
        assert found == [('["x;y", "z"]', None)]
        plan = str(database.execute(
            "EXPLAIN QUERY PLAN SELECT * FROM participants WHERE actor = 'RUS'"
        ).fetchall())  # fmt: skip
        assert "participants_actor" in plan
        counts = {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
                  for name in TABLES}  # fmt: skip
    assert counts["events"] == counts["documents"] == 3
    assert counts["concerns"] == 1
    assert counts["acts"] == counts["stories"] == 0


def test_sqlite_joins_concerns_and_stories_with_their_documents(tmp_path: Path) -> None:
    with told_ledger() as ledger:
        export(ledger.select(), "sqlite", tmp_path / "all.db")
    with closing(sqlite3.connect(tmp_path / "all.db")) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        keys = {
            (name, row[3], row[2])
            for name in TABLES
            for row in database.execute(f"PRAGMA foreign_key_list({name})")
        }
        assert {("concerns", "document_id", "documents"), ("events", "story", "stories"),
                ("story_documents", "story", "stories"), ("concerns", "story", "stories"),
                ("story_documents", "copy_of", "documents")} < keys  # fmt: skip
        repeated = database.execute(
            "SELECT s.title, s.independent_reports, d.outlet FROM story_documents AS r"
            " JOIN stories AS s USING (story) JOIN documents AS d USING (document_id)"
            " WHERE r.copy_of IS NOT NULL"
        ).fetchall()
        assert repeated == [("A base", 2, "courier")]
        feared = database.execute(
            "SELECT holder, about, about_start FROM concerns WHERE entry IN"
            " (SELECT rowid FROM concerns_fts WHERE concerns_fts MATCH 'base')"
        ).fetchall()
        assert feared == [("RUS", "the base", 12)]
        for name in ("events", "concerns"):  # how Datasette finds what searches a table
            found = database.execute(
                "SELECT name FROM sqlite_master WHERE rootpage = 0 AND"
                " sql LIKE '%VIRTUAL TABLE%USING FTS%content=\"' || ? || '\"%'",
                (name,),
            ).fetchall()
            assert found == [(f"{name}_fts",)]


def test_the_metadata_of_a_database_speak_of_what_is_in_it(tmp_path: Path) -> None:
    with told_ledger() as ledger:
        done = export(ledger.select(), "sqlite", tmp_path / "all.db")
    assert [path.name for path in done.files] == ["all.db", "all.metadata.json"]
    metadata = json.loads(done.files[1].read_text("utf-8"))
    tables = metadata["databases"]["all"]["tables"]
    assert set(tables) == set(TABLES)
    with closing(sqlite3.connect(done.files[0])) as database:
        for name, told in tables.items():
            columns = {row[1] for row in database.execute(f"PRAGMA table_info({name})")}
            assert told["columns"].keys() <= columns
            shown = {told.get(key) for key in ("sort_desc", "label_column")} - {None}
            assert {*told.get("facets", ()), *shown} <= columns


@pytest.mark.parametrize("format", ["parquet", "csv", "jsonl", "sqlite"])
def test_imported_acts_go_out_too(format: str, tmp_path: Path) -> None:
    suffix = {"parquet": "parquet", "csv": "csv", "jsonl": "jsonl", "sqlite": "db"}[format]
    path = tmp_path / f"out.{suffix}"
    with acts_ledger(tmp_path) as ledger:
        assert export(ledger.select(), format, path).acts == 4
        own = {act.id: act for act in ledger.acts(statements=True)}
    if format == "parquet":
        rows = pq.read_table(path).to_pylist()
    elif format == "csv":
        rows = pd.read_csv(path, keep_default_na=False).to_dict("records")
    elif format == "jsonl":
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    else:
        with closing(sqlite3.connect(path)) as database:
            database.row_factory = sqlite3.Row
            rows = [dict(row) for row in database.execute("SELECT * FROM acts")]
    assert {row["id"] for row in rows} == set(own)
    for row in rows:
        act = own[row["id"]]
        assert (row["source"] or None, row["target"]) == (act.source, act.target)
        assert str(row["date"]) == str(act.date)
        assert (row["type"] or None) == act.type
        assert float(row["goldstein"]) == act.goldstein
        assert bool(row["mutual"]) == act.mutual
    assert "Frobnia" in {row["source_name"] for row in rows}


def test_an_empty_ledger_gives_valid_files(tmp_path: Path) -> None:
    with Ledger.open(":memory:") as ledger:
        for name, format in (("a.parquet", "parquet"), ("a.csv", "csv"), ("folder", "parquet"),
                             ("a.jsonl", "jsonl"), ("a.db", "sqlite")):  # fmt: skip
            assert export(ledger.select(), format, tmp_path / name).events == 0
    flat = pd.read_parquet(tmp_path / "a.parquet")
    assert len(flat) == 0
    assert "quote" in flat.columns
    assert list(pd.read_csv(tmp_path / "a.csv").columns) == list(flat.columns)
    assert pq.read_metadata(tmp_path / "folder" / "events.parquet").num_rows == 0
    assert "0 events and 0 stated concerns coded" in (tmp_path / "folder" / "README.md").read_text(
        "utf-8"
    )
    assert (tmp_path / "a.jsonl").read_bytes() == b""
    with closing(sqlite3.connect(tmp_path / "a.db")) as database:
        assert database.execute("SELECT count(*) FROM events_fts").fetchone() == (0,)


def test_a_second_folder_replaces_the_first_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with acts_ledger(tmp_path) as ledger:
        export(ledger.select(), "parquet", folder)
    assert (folder / "acts.parquet").exists()
    (folder / "mine.txt").write_text("mine")
    with odd_ledger() as ledger:
        with pytest.raises(FileExistsError, match="--force"):
            export(ledger.select(), "parquet", folder)
        export(ledger.select(), "parquet", folder, force=True)
    assert not (folder / "acts.parquet").exists()
    assert (folder / "mine.txt").read_text() == "mine"
    assert pq.read_metadata(folder / "events.parquet").num_rows == 3


@settings(max_examples=12, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=15, unique=True))
def test_whatever_stands_in_a_quote_comes_back(texts: list[str]) -> None:
    with TemporaryDirectory() as name, Ledger.open(":memory:") as ledger:
        folder = Path(name)
        ledger.write([quoting(f"d{n}", text) for n, text in enumerate(texts)], coder=CODER)
        own = {entry.event.id: entry.event.evidence.quote.text for entry in ledger.events()}
        assert len(own) == len(texts)
        for format in ("parquet", "csv", "jsonl", "db"):
            known = "sqlite" if format == "db" else format
            export(ledger.select(), known, folder / f"a.{format}")
        table = pq.read_table(folder / "a.parquet")
        assert dict(zip(*(table[name].to_pylist() for name in ("id", "quote")), strict=True)) == own
        with (folder / "a.jsonl").open(encoding="utf-8", newline="\n") as stream:
            rows = [json.loads(line) for line in stream]
        assert {row["id"]: row["evidence"]["text"] for row in rows} == own
        with closing(sqlite3.connect(folder / "a.db")) as database:
            assert dict(database.execute("SELECT id, quote FROM events")) == own
        with (folder / "a.csv").open(encoding="utf-8", newline="") as stream:
            cells = {row["id"]: row["quote"] for row in csv.DictReader(stream)}
        assert cells == {id: text.replace("\0", "\ufffd") for id, text in own.items()}


def quoting(id: str, text: str) -> Coding:
    """A document of which an event quotes every word."""
    quote = Span(0, len(text), text)
    sides = (Actor("RUS"),), (Actor("NATO"),)
    one = Event(id, *sides, "CONSULT", Evidence(quote, Span(0, 1, text[0])), CODER)
    return Coding(Document(id, text, outlet=id), (one,))
