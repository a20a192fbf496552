from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from detente.analysis.reciprocity.acts import Acts, from_table
from detente.analysis.reciprocity.series import UNITS, cut_periods, make_series

FIRST, LAST = dt.date(2009, 1, 1), dt.date(2009, 3, 31)


def acts(*rows: tuple[str, str, float], **columns: list[Any]) -> Acts:
    days = [dt.date.fromisoformat(f"2009-{day}") for day, _, _ in rows]
    sides = {">": ("A", "B"), "<": ("B", "A")}
    source, target = zip(*(sides[way] for _, way, _ in rows), strict=True)
    given = {"date": days, "source": source, "target": target, "score": [s for *_, s in rows]}
    given.setdefault("mutual", [False] * len(rows))
    return from_table(pa.table({**given, **columns}), "A", "B", FIRST, LAST)


THREE = acts(("01-02", ">", 2.0), ("01-30", ">", -5.0), ("03-01", "<", 4.0))


def test_quiet_months_count_as_zero() -> None:
    series = make_series(THREE, "month")
    assert series.starts == (FIRST, dt.date(2009, 2, 1), dt.date(2009, 3, 1))
    assert series.values.tolist() == [[-3.0, 0.0], [0.0, 0.0], [0.0, 4.0]]
    assert series.counts[:, :2].tolist() == [[2, 0], [0, 0], [0, 1]]


@pytest.mark.parametrize(("value", "expected"), [("sum", -3.0), ("mean", -1.5), ("count", 2.0)])
def test_sums_means_and_counts(value: str, expected: float) -> None:
    assert make_series(THREE, "month", value=value).values[0, 0] == expected


def test_kinds_choose_acts_by_quad() -> None:
    some = acts(("01-02", ">", 2.0), ("01-03", ">", -5.0), ("01-04", ">", 6.0), quad=[1, 4, 2])
    totals = {k: make_series(some, "quarter", kind=k).values[0, 0]
              for k in ("all", "verbal", "material", "cooperation", "conflict")}  # fmt: skip
    assert totals == {"all": 3, "verbal": 2, "material": 1, "cooperation": 8, "conflict": -5}


def test_acts_without_a_goldstein_score_are_left_out_on_that_scale() -> None:
    some = acts(("01-02", ">", 2.0), ("01-03", ">", 2.0), goldstein=[3.4, None])
    assert make_series(some, "month", scale="goldstein").values[0, 0] == pytest.approx(3.4)


def test_mutual_acts_stand_beside_and_in_neither_direction() -> None:
    some = acts(("01-02", ">", 2.0), ("01-03", "<", 1.0), mutual=[True, False])
    series = make_series(some, "month")
    assert series.values[0].tolist() == [0.0, 1.0]
    assert series.together[0] == 2.0


def test_periods_that_nobody_read_are_gaps_and_end_a_stretch() -> None:
    series = make_series(THREE, "month", holes=[(dt.date(2009, 2, 1), dt.date(2009, 2, 28))])
    assert series.gaps == 1
    assert np.isnan(series.values[1]).all()
    assert series.whole().starts == (FIRST,)
    assert (
        make_series(THREE, "month", holes=[(dt.date(2009, 2, 1), dt.date(2009, 2, 27))]).gaps == 0
    )


def test_weeks_begin_on_mondays_and_all_units_cover_the_period() -> None:
    for unit in UNITS:
        starts = cut_periods(FIRST.toordinal(), LAST.toordinal(), unit)
        assert starts[0] <= FIRST
        assert starts[-1] <= LAST
        assert starts == sorted(set(starts))
    assert cut_periods(FIRST.toordinal(), LAST.toordinal(), "week")[0] == dt.date(2008, 12, 29)


@pytest.mark.parametrize(
    "options", [{"unit": "fortnight"}, {"value": "median"}, {"scale": "vra"}, {"kind": "odd"}]
)
def test_words_that_are_not_known_are_answered_with_those_that_are(options: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="is not one of"):
        make_series(THREE, **options)  # type: ignore[arg-type]


def test_a_series_shows_itself_as_table_words_and_picture() -> None:
    series = make_series(THREE, "month")
    frame = series.df()
    assert list(frame["A to B"]) == [-3.0, 0.0, 0.0]
    assert "3 months, 2009-01-01 to 2009-03-01" in series.summary()
    assert "A towards B: -1.00 a month from 2 acts" in series.summary()
    assert len(series.plot().lines) == 3
    assert "<table" in series._repr_html_()
