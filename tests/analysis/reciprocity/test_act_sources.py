"""What is measured: whose coding, which acts, over which days, and with what words of caution."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pytest

from detente.analysis.reciprocity.acts import TOGETHER
from detente.analysis.reciprocity.reading import Material, read_ledger, read_series, read_table
from detente.errors import LedgerError
from detente.ledger import Ledger
from detente.ledger.entries import Entry
from detente.ledger.tables import Table
from ledger.event_files import taken
from report.making import day, make_document, make_entry

FEW = ("RUS USA 040 date=2010-01-10",)
MANY = (
    "RUS USA 1312 date=2010-03-01",
    "USA RUS 0312 date=2010-04-01",
    "RUS USA 040 date=2010-05-01",
    "USA RUS 040 date=2010-05-01",
    "GEO RUS 190 date=2010-12-30",
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    folder = tmp_path_factory.mktemp("reading")
    with Ledger.open(":memory:") as opened:
        taken(opened, folder / "a.tsv", *FEW, coder="few")
        taken(opened, folder / "b.tsv", *MANY, coder="many")
        yield opened


def test_of_several_coders_the_one_with_the_most_acts_is_measured(ledger: Ledger) -> None:
    found = read_ledger(ledger, "RUS", "USA")
    assert found.acts.counts() == (1, 1, 1)
    assert found.warnings[0] == (
        "Measured on many alone; the ledger also has few on this dyad (--coder chooses)."
    )


def test_a_coder_can_be_chosen(ledger: Ledger) -> None:
    found = read_ledger(ledger, "RUS", "USA", coder="few")
    assert found.acts.counts() == (1, 0, 0)
    assert not any("Measured on" in words for words in found.warnings)
    none = read_ledger(ledger, "RUS", "USA", coder="nobody")
    assert len(none.acts) == 0
    assert none.warnings == ("nobody has coded no act of this dyad in this period.",)


def test_the_period_is_what_the_coder_covers_and_what_is_asked_for(ledger: Ledger) -> None:
    whole = read_ledger(ledger, "RUS", "USA", since="2000").acts
    days = [dt.date.fromordinal(d) for d in (whole.first_day, whole.last_day)]
    assert days == [dt.date(2010, 3, 1), dt.date(2010, 12, 30)]
    part = read_ledger(ledger, "RUS", "USA", since="2010-04", until="2010-06").acts
    assert len(part) == 2
    assert part.span_days == 30 + 31 + 30


@pytest.mark.parametrize(("since", "until"), [("2100", None), (None, "1900"), ("1900", "1901")])
def test_a_period_without_anything_has_no_acts(
    ledger: Ledger, since: str | None, until: str | None
) -> None:
    found = read_ledger(ledger, "RUS", "USA", since=since, until=until).acts
    assert len(found) == 0
    assert found.span_days < 800


def test_mirrors_kept_count_in_both_directions(ledger: Ledger) -> None:
    found = read_ledger(ledger, "RUS", "USA", mirrors="keep")
    assert found.acts.counts() == (2, 2, 0)
    assert found.warnings[-1].startswith("Mutual acts were counted in both directions")
    with pytest.raises(ValueError, match="mirrors are 'out' or 'keep', not 'maybe'"):
        read_ledger(ledger, "RUS", "USA", mirrors="maybe")


def test_only_acts_on_an_issue(ledger: Ledger) -> None:
    found = read_ledger(ledger, "RUS", "USA", issue="trade-and-sanctions")
    assert found.acts.counts() == (1, 0, 0)
    none = read_ledger(ledger, "RUS", "USA", issue="sanctions")
    assert len(none.acts) == 0
    assert none.warnings[-1].startswith("No act of theirs is on sanctions, but on ")
    assert "trade-and-sanctions" in none.warnings[-1]


def test_a_period_that_begins_after_its_end_is_refused(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match=r"the period begins \(2011-01-01\) after its end"):
        read_ledger(ledger, "RUS", "USA", since="2011", until="2010")


@dataclass(frozen=True)
class Coverage:
    read: dict[dt.date, int]


class Texts:
    """A ledger of coded texts alone, with so many documents in each month."""

    def __init__(self, entries: Sequence[Entry], read: dict[str, int]) -> None:
        self._entries = entries
        self._read = {day(month): number for month, number in read.items()}

    def entries(self, *_: object, coder: str | None = None) -> Sequence[Entry]:
        return [] if coder else self._entries

    def acts(self, *_: object, **__: object) -> Texts:
        return self

    def arrow(self) -> pa.Table:
        return pa.table({"coder": pa.array([], pa.string())})

    def coverage(self, *_: object) -> Coverage:
        return Coverage(self._read)

    def imported(self, coder: str) -> None:
        raise AssertionError("nothing was imported")

    def presence(self, *_: object) -> list[object]:
        return []


def told(what: str, date: str = "2009-01-15", **more: object) -> Entry:
    document = make_document(f"It acted, reports of {date} say.", date)
    return make_entry(document, what, trigger="acted", **more)  # type: ignore[arg-type]


def texts(*entries: Entry, **read: int) -> Material:
    months = {month.replace("_", "-").removeprefix("m"): n for month, n in read.items()}
    ledger = Texts(entries, months)
    return read_ledger(ledger, "RUS", "USA")  # type: ignore[arg-type]


def test_months_in_which_nothing_was_read_are_holes() -> None:
    found = texts(
        told("RUS > USA COOPERATE", "2009-01-15"), told("USA > RUS COOPERATE", "2009-06-20"),
        m2009_01_01=4, m2009_02_01=0, m2009_03_01=2, m2009_06_01=1,
    )  # fmt: skip
    assert found.holes == (
        (dt.date(2009, 2, 1), dt.date(2009, 2, 28)), (dt.date(2009, 4, 1), dt.date(2009, 5, 31))
    )  # fmt: skip
    assert found.acts.first_day == dt.date(2009, 1, 1).toordinal()
    assert found.acts.counts() == (1, 1, 0)


def test_what_may_happen_is_not_measured() -> None:
    found = texts(
        told("RUS = USA CONSULT"), told("RUS > USA COERCE", modality="possible"), m2009_01_01=2
    )
    assert found.acts.counts() == (0, 0, 1)


def test_what_is_read_too_weakly_is_measured_only_if_asked_for() -> None:
    ledger = Texts(
        [told("RUS > USA AID", confidence=0.4), told("USA > RUS AID", confidence=0.5)],
        {"2009-01-01": 2},
    )
    assert read_ledger(ledger, "RUS", "USA").acts.counts() == (0, 1, 0)  # type: ignore[arg-type]
    all_of_them = read_ledger(ledger, "RUS", "USA", min_confidence=0)  # type: ignore[arg-type]
    assert all_of_them.acts.counts() == (1, 1, 0)


def events(**columns: object) -> Table:
    usual = {"date": ["2009-01-05", "2009-02-01", "2009-03-01"], "source": ["USA", "RUS", "GEO"],
             "target": ["RUS", "USA", "RUS"], "score": [1.0, -2.0, 3.0]}  # fmt: skip
    return Table.open(pa.table({**usual, **columns}))


def test_silence_within_a_table_counts_and_beyond_it_does_not() -> None:
    found = read_table(events(), "usa", "rus", since="1900").acts
    assert (found.a, found.b, found.counts()) == ("USA", "RUS", (1, 1, 0))
    assert found.first_day == dt.date(2009, 1, 5).toordinal()
    assert found.last_day == dt.date(2009, 3, 1).toordinal()


def test_rows_left_out_of_a_table_are_told() -> None:
    found = read_table(events(score=[1.0, float("nan"), 3.0]), "USA", "RUS")
    assert found.acts.counts() == (1, 0, 0)
    assert found.warnings[0].startswith("1 row of the table cannot be read, or lack")


def test_twins_in_a_table_with_codes_are_one_mutual_act() -> None:
    table = events(date=["2009-01-05"] * 3, code=["040", "040", "040"])
    assert read_table(table, "USA", "RUS").acts.way.tolist() == [TOGETHER]


def test_dates_that_cannot_be_are_told() -> None:
    wrong = events(date=["0001-01-01", "2009-02-01", "9999-12-31"])
    with pytest.raises(ValueError, match=r"from 0001-01-01 to 9999-12-31 is too long .* --since"):
        read_table(wrong, "USA", "RUS")
    assert len(read_table(wrong, "USA", "RUS", since="2009", until="2009").acts) == 1
    late = read_table(events(date=["2009-01-05", "2009-02-01", "2190-03-01"]), "USA", "RUS")
    assert late.warnings[0].startswith("The table runs to 2190-03-01, which is still to come")


def test_what_a_table_cannot_give_is_refused() -> None:
    for options, said in (
        ({"issue": "trade"}, "has no column of issues"),
        ({"since": "2010"}, "runs from 2009-01-05 to 2009-03-01: nothing of it is asked for"),
        ({"since": "2009-03", "until": "2009-02"}, "the period begins"),
    ):
        with pytest.raises(ValueError, match=said):
            read_table(events(), "USA", "RUS", **options)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="two actors are needed, not 'USA' twice"):
        read_table(events(), "USA", "usa")
    with pytest.raises(LedgerError, match="nobody in the table is called 'Mars'"):
        read_table(events(), "USA", "Mars")


def ready(**columns: object) -> Table:
    return Table.open(pa.table(columns))


def test_a_ready_series_without_dates_is_taken_in_its_order() -> None:
    found = read_series(ready(x=[1.0, None, 3.0], y=[4.0, 5.0, 6.0]), "A", "B", "month")
    assert found.starts is None
    assert np.array_equal(found.values, [[1, 4], [np.nan, np.nan], [3, 6]], equal_nan=True)
    assert found.summary().startswith("3 months, 1 of them unread: as given.")


def test_a_ready_series_with_dates_is_put_in_order_and_its_holes_are_gaps() -> None:
    weeks = ["2009-01-26", "2009-01-05", "2009-01-12"]
    found = read_series(ready(week=[1, 2, 3], date=weeks, y=[3.0, 1.0, 2.0]), "A", "B", "week")
    assert [str(start) for start in found.starts or ()] == [
        "2009-01-05", "2009-01-12", "2009-01-19", "2009-01-26"
    ]  # fmt: skip
    assert np.array_equal(found.values[:, 1], [1, 2, np.nan, 3], equal_nan=True)
    assert list(found.df().columns) == ["start", "A to B", "B to A", "together"]


def test_a_period_of_a_dated_series_can_be_chosen() -> None:
    table = ready(date=["2009-01-05", "2009-02-05", "2009-03-05"], x=[1.0, 2, 3], y=[1.0, 2, 3])
    found = read_series(table, "A", "B", "month", since="2009-02")
    assert found.values.tolist() == [[2, 2], [3, 3]]
    with pytest.raises(ValueError, match="no row in the period asked for"):
        read_series(table, "A", "B", "month", since="2010")


@pytest.mark.parametrize(("columns", "unit", "said"), [
    ({"x": [1.0, float("inf")], "y": [1.0, 2]}, "week", "row 2 of column 'x' holds inf"),
    ({"x": [1.0, 2], "y": [-1e200, 2]}, "week", "row 1 of column 'y' holds -1e.200"),
    ({"date": ["2009-01-05", "soon"], "x": [1.0, 2], "y": [1.0, 2]}, "week", "row 2 .* no date"),
    ({"date": ["2009-01-05"] * 2, "x": [1.0, 2], "y": [1.0, 2]}, "week", "fall into one week"),
    ({"date": ["2009-01-05", "2010-01-05"], "x": [1.0, 2], "y": [1.0, 2]}, "day", "in 366 days"),
    ({"x": [1.0, 2], "y": [1.0, 2]}, "year", "'year' is not one of day, week"),
])  # fmt: skip
def test_a_ready_series_that_cannot_be_read_says_why(
    columns: dict[str, object], unit: str, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        read_series(ready(**columns), "A", "B", unit)


def test_a_series_without_dates_has_no_period_to_choose() -> None:
    with pytest.raises(ValueError, match="has no dates to choose a period by"):
        read_series(ready(x=[1.0, 2], y=[1.0, 2]), "A", "B", "week", since="2009")
