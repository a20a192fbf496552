"""Tables of other people's acts: what is read, what is counted as unusable, what is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from detente.errors import LedgerError
from detente.ledger.tables import PairCount, Table

DAY = dt.date(2009, 9, 18)
ROWS = "2009-09-18,USA,RUS,2.5\n2009-09-20,RUS,USA,-1\n"


def events(**columns: object) -> pa.Table:
    """Rows of USA to RUS, with the columns given here."""
    length = max((len(c) for c in columns.values() if isinstance(c, list | pa.Array)), default=1)
    usual = {"date": [DAY] * length, "source": ["USA"] * length, "target": ["RUS"] * length,
             "score": [1.0] * length}  # fmt: skip
    return pa.table({**usual, **columns})


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def dates(table: Table) -> list[dt.date]:
    found: list[dt.date] = table.acts("USA", "RUS")["date"].to_pylist()
    return found


@pytest.mark.parametrize("head", [
    "date,source,target,score",
    "Event Date,Source Name,Target Name,Goldstein Scale",
    "SQLDATE,Actor1CountryCode,Actor2CountryCode,GoldsteinScale",
    "when,sender,receiver,weight",
])  # fmt: skip
def test_columns_are_found_by_their_usual_names(tmp_path: Path, head: str) -> None:
    table = Table.open(write(tmp_path / "a.csv", f"{head}\n{ROWS}"))
    assert not table.is_series
    assert table.acts("USA", "RUS")["score"].to_pylist() == [2.5, -1.0]
    assert table.span() == (DAY, dt.date(2009, 9, 20))


def test_a_mapping_goes_before_usual_names(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "date,source,target,score,mine\n2009-09-18,USA,RUS,2.5,7\n")
    assert Table.open(path, {"score": "mine"}).acts("USA", "RUS")["score"].to_pylist() == [7.0]
    with pytest.raises(ValueError, match=r"no column theirs \(there are date, source"):
        Table.open(path, {"score": "theirs"})
    with pytest.raises(ValueError, match="no such field: points"):
        Table.open(path, {"points": "mine"})


@pytest.mark.parametrize("date", [
    pa.array([DAY]),
    pa.array([dt.datetime(2009, 9, 18, 23, 59)]),
    pa.array([dt.datetime(2009, 9, 18, 12)], pa.timestamp("us", tz="UTC")),
    pa.array(["2009-09-18"]),
    pa.array(["2009-09-18T12:00:00"]),
    pa.array(["20090918"]),
    pa.array([20090918]),
    pa.array([20090918], pa.int32()),
    pa.array([20090918.0]),
])  # fmt: skip
def test_dates_of_every_kind_are_that_day(date: pa.Array) -> None:
    assert dates(Table.open(events(date=date))) == [DAY]


@pytest.mark.parametrize("column", [
    {"date": [DAY, None]},
    {"date": ["2009-09-18", "soon"]},
    {"date": ["2009-09-18", "99999-01-01"]},
    {"source": ["USA", None]},
    {"score": ["1.0", "n/a"]},
    {"score": [1.0, float("nan")]},
    {"score": [1.0, float("-inf")]},
    {"score": [1.0, 1e300]},
    {"confidence": [0.5, 85.0]},
    {"confidence": [None, -1.0]},
])  # fmt: skip
def test_rows_that_cannot_be_used_are_counted_and_left_out(column: dict[str, object]) -> None:
    table = Table.open(events(**column))
    assert table.unusable() == 1
    assert dates(table) == [DAY]
    assert table.dyad_series("day")["acts"].to_pylist() == [1]
    assert table.pairs() == [PairCount("RUS", "USA", 0, 1)]


def test_nan_in_parquet_is_left_out_too(tmp_path: Path) -> None:
    """The statistics of such a file pass over NaN, and a comparison may be decided by them."""
    nan = float("nan")
    given = events(score=[1.0, nan, 2.0], confidence=[0.5, 0.5, nan])
    parquet.write_table(given, tmp_path / "a.parquet")
    found = Table.open(tmp_path / "a.parquet").acts("USA", "RUS")
    assert found["score"].to_pylist() == [1.0, 2.0]
    assert found["confidence"].to_pylist() == [0.5, None]


def test_a_table_without_one_row_to_use_says_why() -> None:
    with pytest.raises(LedgerError, match="'score' holds '1,5', say; a score is a number such"):
        Table.open(events(score=["1,5"])).span()
    with pytest.raises(LedgerError, match=r"has a date that can be read: .*written 2009-09-18"):
        Table.open(events(date=["18.9."])).span()
    with pytest.raises(LedgerError, match="confidence, where there is one, is between 0 and 1"):
        Table.open(events(confidence=[85.0])).span()


@pytest.mark.parametrize("score", [
    pa.array([True]), pa.array(["1.0"]), pa.array([1], pa.int8()), pa.array([1], pa.uint64()),
    pa.array([1]).cast(pa.decimal128(21, 2)),
])  # fmt: skip
def test_scores_of_every_kind_are_numbers(score: pa.Array) -> None:
    assert Table.open(events(score=score)).acts("USA", "RUS")["score"].to_pylist() == [1.0]


def test_actors_are_found_as_they_are_written() -> None:
    table = Table.open(events(source=["Russia", "russia", "russia"], target=["Serbia"] * 3))
    assert table.find("Russia") == "Russia"
    assert table.find("RUSSIA") == "russia"
    with pytest.raises(LedgerError, match="is called 'Rusia'; alike are Russia, russia, Serbia"):
        table.find("Rusia")


def test_names_in_messages_do_not_act_on_the_screen_and_end() -> None:
    table = Table.open(events(source=["\x1b[31mred"], target=["x" * 4000]))
    with pytest.raises(LedgerError) as told:
        table.find("re")
    assert str(told.value).isprintable()
    assert len(str(told.value)) < 500


def test_pairs_are_counted_each_way_the_fullest_first() -> None:
    table = Table.open(events(source=["A", "B", "A", "C", "C"], target=["B", "A", "B", "A", "C"]))
    assert table.pairs() == [PairCount("A", "B", 2, 1), PairCount("A", "C", 0, 1)]
    assert table.pairs(2) == [PairCount("A", "B", 2, 1)]


def test_acts_are_chosen_by_period_and_come_by_date() -> None:
    table = Table.open(events(date=["2010-02-01", "2009-09-18", "2010-03-01"]))
    assert dates(table) == [DAY, dt.date(2010, 2, 1), dt.date(2010, 3, 1)]
    found = table.acts("RUS", "USA", "2010", "2010-02")
    assert found["date"].to_pylist() == [dt.date(2010, 2, 1)]


@pytest.mark.parametrize("issue", [["a; b;;"], [["a", None, " b", ""]]])
def test_issues_are_a_list_or_divided_by_semicolons(issue: list[object]) -> None:
    found = Table.open(events(issue=issue)).acts("USA", "RUS")
    assert found["issues"].to_pylist() == [["a", "b"]]


BY_HAND = pa.table({
    "date": ["2010-01-05"] * 3 + ["2010-01-20", "2010-02-01"],
    "source": ["A", "A", "B", "A", "B"],
    "target": ["B", "B", "A", "B", "A"],
    "code": ["040", "040", "040", "111", "190"],
    "score": [1.0, 1.0, 1.0, -2.0, -9.0],
})  # fmt: skip


def series_of(table: Table, mirrors: str) -> set[tuple[object, ...]]:
    return {
        (row["source"], row["period"].isoformat(), row["acts"], row["score"])
        for row in table.dyad_series("month", mirrors=mirrors).to_pylist()
    }


def test_mirrors_are_taken_out_of_dyad_series_unless_kept() -> None:
    table = Table.open(BY_HAND)
    assert series_of(table, "keep") == {
        ("A", "2010-01-01", 3, 0.0), ("B", "2010-01-01", 1, 1.0), ("B", "2010-02-01", 1, -9.0)
    }  # fmt: skip
    assert series_of(table, "out") == {
        ("A", "2010-01-01", 2, -1.0), ("B", "2010-02-01", 1, -9.0)
    }  # fmt: skip


def test_acts_of_one_code_with_different_scores_add_up() -> None:
    table = Table.open(events(code=["040"] * 3, score=[1.0, 2.0, 6.0]))
    assert table.dyad_series("month")["score"].to_pylist() == [9.0]


def test_one_dyad_alone_can_be_asked_for() -> None:
    table = Table.open(
        events(source=["A", "B", "A"], target=["B", "A", "C"], score=[1.0, 2.0, 3.0])
    )
    assert table.dyad_series("week", a="B", b="A").num_rows == 2
    with pytest.raises(ValueError, match="'year' is not one of day, week, month, quarter"):
        table.dyad_series("year")


@pytest.mark.parametrize(("head", "names"), [("", ("column0", "column1")), ("x,y\n", ("x", "y"))])
def test_two_columns_of_numbers_are_a_ready_series(
    tmp_path: Path, head: str, names: tuple[str, str]
) -> None:
    table = Table.open(write(tmp_path / "a.csv", f"{head}1.5,2\n-3,4\n"))
    assert table.is_series
    rows, found = table.series()
    assert found == names
    assert rows.to_pydict() == {"a": [1.5, -3.0], "b": [2, 4]}


def test_a_date_beside_a_ready_series_is_no_side_of_it() -> None:
    day, small = pa.array([20090918]), pa.array([1], pa.int8())
    table = Table.open(pa.table({"date": day, "x": small, "name": ["n"], "y": [2.5]}))
    rows, names = table.series()
    assert names == ("x", "y")
    assert rows.to_pylist() == [{"a": 1, "b": 2.5, "date": DAY}]


def test_what_is_neither_events_nor_a_series_says_what_is_missing(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "date,who,score\n2009-09-18,USA,1\n")
    with pytest.raises(ValueError, match=r"date, who, score: .* needs source, target \(name them"):
        Table.open(path)
    with pytest.raises(ValueError, match="a ready series has two columns of numbers"):
        Table.open(write(tmp_path / "b.csv", "1,2,3\n4,5,6\n"))


@pytest.mark.parametrize("column", [
    {"source": [{"code": "USA"}]}, {"score": [[1.0]]}, {"date": [{"day": DAY}]},
])  # fmt: skip
def test_nested_columns_are_refused(column: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"column '\w+' \(\w+\) holds .*, not plain values"):
        Table.open(events(**column))


def test_files_that_cannot_be_read_are_told_in_one_line(tmp_path: Path) -> None:
    text = f"date,source,target,score\n{ROWS}".replace("USA", "Россия")
    for name, content, said in (
        ("empty.csv", b"", "has no rows"),
        ("head.csv", b"date,source,target,score\n", "has no rows"),
        ("cyrillic.csv", text.encode("cp1251"), "line 2 of .* is not in UTF-8; convert the file"),
        ("wide.csv", text.encode("utf-16"), "is not text in UTF-8; convert the file first"),
        ("garbage.csv", bytes(range(256)) * 9, "cannot be read: this is no text in columns"),
        ("garbage.parquet", b"PAR1" + bytes(50), "cannot be read: this is no whole Parquet file"),
        ("book.xlsx", b"PK", r"is neither CSV \(csv, tsv, txt, tab, gz\) nor Parquet"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(LedgerError, match=said) as told:
            Table.open(tmp_path / name)
        assert "\n" not in str(told.value)
    with pytest.raises(LedgerError, match="there is no file"):
        Table.open(tmp_path / "none.csv")
    with pytest.raises(LedgerError, match="No files found"):
        Table.open(tmp_path / "none*.csv")
    with pytest.raises(LedgerError, match="has no rows"):
        Table.open(events().slice(0, 0))
    with pytest.raises(LedgerError, match="the table cannot be read"):
        Table.open(object())


def test_lines_that_make_no_row_are_counted(tmp_path: Path) -> None:
    text = f"date,source,target,score\n{ROWS}2009-09-21,USA\n2009-09-22,USA,RUS,1,2,3\n"
    table = Table.open(write(tmp_path / "a.csv", text + ROWS * 20))
    assert table.unusable() == 2
    assert len(dates(table)) == 42


@pytest.mark.parametrize(("change", "encoding"), [
    (lambda text: text, "utf-8-sig"),
    (lambda text: text.replace(",", ";"), "utf-8"),
    (lambda text: text.replace(",", "\t"), "utf-8"),
    (lambda text: text.replace("\n", "\r\n"), "utf-8"),
])  # fmt: skip
def test_marks_and_line_ends_of_csv_do_not_matter(
    tmp_path: Path, change: object, encoding: str
) -> None:
    text = change(f"date,source,target,score\n{ROWS}")  # type: ignore[operator]
    assert len(dates(Table.open(write(tmp_path / "a.csv", text, encoding)))) == 2


def test_quotes_in_names_of_files_and_columns_are_only_characters(tmp_path: Path) -> None:
    path = tmp_path / 'we\'re "here".parquet'
    column = 'the "score"; DROP VIEW given'
    parquet.write_table(events().rename_columns(["date", "source", "target", column]), path)
    assert dates(Table.open(path, {"score": column})) == [DAY]


def test_a_glob_of_files_is_one_table(tmp_path: Path) -> None:
    for year in (2008, 2009):
        parquet.write_table(events(date=[dt.date(year, 1, 1)]), tmp_path / f"{year}.parquet")
    assert len(dates(Table.open(tmp_path / "*.parquet"))) == 2
    assert len(dates(Table.open(str(tmp_path / "200?.parquet").replace("?", "*")))) == 2


def test_data_frames_are_read_as_they_are() -> None:
    frame = pd.DataFrame({
        "date": pd.to_datetime(["2009-09-18", None]), "source": pd.Categorical(["USA", "USA"]),
        "target": ["RUS", pd.NA], "score": pd.array([1, None], "Int64"),
    })  # fmt: skip
    table = Table.open(frame)
    assert dates(table) == [DAY]
    assert table.unusable() == 1


def test_a_visit_and_its_hosting_have_one_code() -> None:
    frame = pd.DataFrame({
        "date": ["2009-01-01"] * 4, "source": ["A", "B", "A", "B"], "target": ["B", "A", "B", "A"],
        "score": [1.9, 2.8, -2.0, 1.0], "code": ["042", "043", "112", "040"],
    })  # fmt: skip
    table = Table.open(frame)
    assert table.acts("A", "B")["code"].to_pylist().count("042") == 2
    assert table.dyad_series("day")["acts"].to_pylist() == [1, 1]
