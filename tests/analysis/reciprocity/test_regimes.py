from __future__ import annotations

import datetime as dt
import time

import matplotlib as mpl
import numpy as np
import pytest

from detente.analysis.reciprocity.regimes import find_regimes
from detente.analysis.reciprocity.regimes.level_breaks import find_level_breaks
from detente.analysis.reciprocity.regimes.response_breaks import find_response_break

mpl.use("Agg")


def weeks(count: int) -> list[dt.date]:
    return [dt.date(2005, 1, 3) + dt.timedelta(weeks=week) for week in range(count)]


def remembering(rng: np.random.Generator, periods: int, lag: float) -> np.ndarray:
    series = rng.normal(size=periods + 30)
    for t in range(1, len(series)):
        series[t] += lag * series[t - 1]
    return series[30:]


def dyad(seed: int, periods: int, before: float, after: float) -> np.ndarray:
    """B replies to A with ``before``, from the middle on with ``after``."""
    rng = np.random.default_rng(seed)
    y = rng.normal(size=(periods, 2))
    for t in range(1, periods):
        y[t, 0] += 0.2 * y[t - 1, 0]
        y[t, 1] += 0.2 * y[t - 1, 1] + (after if t >= periods // 2 else before) * y[t - 1, 0]
    return y


def test_noise_with_memory_and_spiky_counts_seldom_break() -> None:
    rng = np.random.default_rng(1)
    false = 0
    for _ in range(40):
        false += bool(find_level_breaks(remembering(rng, 150, 0.4)[:, None], rng, draws=99)[1])
        counts = rng.negative_binomial(0.5, 0.5 / 3.5, 150).astype(float)
        false += bool(find_level_breaks(counts[:, None], rng, draws=99)[1])
    assert false <= 11  # 5 of 80 are to be expected


def test_a_break_is_dated_within_its_interval() -> None:
    rng = np.random.default_rng(2)
    found, held = 0, 0
    for _ in range(60):
        series = remembering(rng, 200, 0.4)
        series[80:] += 1.5 * series.std()
        p_value, breaks = find_level_breaks(series[:, None], rng, draws=99)
        if len(breaks) == 1:
            found += 1
            held += breaks[0].low <= 80 <= breaks[0].high
            assert p_value <= 0.05
    assert found >= 50
    assert held >= 0.85 * found


def test_a_level_that_rises_and_falls_back_is_two_breaks() -> None:
    rng = np.random.default_rng(3)
    y = rng.normal(size=(300, 2))
    y[120:180, 0] += 2
    levels = find_regimes(y, weeks(300)).levels[0]
    assert [
        abs(when.index - true) <= 3 for when, true in zip(levels.changes, (120, 180), strict=True)
    ]
    assert [mean for (mean,) in levels.means] == pytest.approx([0, 2, 0], abs=0.35)


def test_one_huge_week_makes_no_regime() -> None:
    rng = np.random.default_rng(4)
    y = rng.normal(size=(200, 2))
    y[100, 0] = -500
    assert find_regimes(y, weeks(200)).levels[0].changes == ()


def test_replies_that_do_not_change_seldom_seem_to() -> None:
    rng = np.random.default_rng(5)
    always = np.ones(150, bool)
    p_values = []
    for seed in range(100):
        y = dyad(seed, 150, 0.3, 0.3)
        found = find_response_break(y[:, 1], y[:, 0], always, rng, draws=99)
        assert found is not None
        p_values.append(found.p_value)
    assert sum(p <= 0.05 for p in p_values) <= 12


def test_replies_that_change_are_dated_and_told_before_and_after() -> None:
    rng = np.random.default_rng(6)
    always = np.ones(300, bool)
    held, replies = 0, []
    for seed in range(40):
        y = dyad(seed, 300, 0.0, 0.6)
        found = find_response_break(y[:, 1], y[:, 0], always, rng, draws=99)
        assert found is not None
        assert found.p_value <= 0.05
        held += found.low <= 150 <= found.high
        replies.append((found.before.sum, found.after.sum))
    assert held >= 34
    assert np.mean(replies, axis=0) == pytest.approx([0.0, 0.6], abs=0.05)


def test_the_error_of_the_reply_is_the_spread_of_its_estimates() -> None:
    rng = np.random.default_rng(7)
    found = [
        find_response_break(y[:, 1], y[:, 0], np.ones(200, bool), rng, draws=9)
        for y in (dyad(seed, 200, 0.3, 0.3) for seed in range(150))
    ]
    whole = [f.whole for f in found if f is not None and f.lags == 1]
    assert np.mean([w.error for w in whole]) == pytest.approx(
        np.std([w.sum for w in whole]), rel=0.2
    )


def test_two_sides_that_warm_at_once_have_not_begun_to_answer() -> None:
    changed = 0
    for seed in range(12):
        y = dyad(seed, 200, 0.2, 0.2)
        y[100:] += 2
        found = find_regimes(y, weeks(200), draws=99)
        assert len(found.breaks) >= 1
        changed += sum(response.when is not None for response in found.responses)
    assert changed <= 4


def test_the_summary_dates_each_change_in_words() -> None:
    y = 2 * dyad(9, 300, 0.0, 0.9)
    y[:120, 0] -= 4
    found = find_regimes(y, weeks(300), names=("RUS", "NATO"))
    first, *lines = found.summary().splitlines()
    when = found.levels[0].changes[0]
    assert first == "300 weeks from 2005-01-03 to 2010-09-27."
    assert (
        f"RUS's acts towards NATO grew warmer in the week of {when.date} (95% interval "
        f"{when.earliest} to {when.latest}): mean from -4." in lines[0]
    )
    assert when.earliest <= weeks(300)[120] <= when.latest
    assert "RUS's replies to NATO: no change found" in found.summary()
    assert "NATO's replies to RUS became more in kind in the week of" in found.summary()


def test_the_table_has_a_row_a_change_and_none_without_a_p_value() -> None:
    y = dyad(9, 200, 0.2, 0.2)
    y[80:] += 3
    found = find_regimes(y, weeks(200))
    table = found.df()
    joint = table[table.what == "A and B together"]
    assert found.breaks == (80,)
    assert len(joint) == 2
    assert (joint.after - joint.before).tolist() == pytest.approx([3, 3], abs=0.5)
    assert table.p_value.notna().all()


def test_the_same_seed_gives_the_same_result() -> None:
    y = dyad(10, 150, 0.2, 0.2)
    assert find_regimes(y, weeks(150)).df().equals(find_regimes(y, weeks(150)).df())


@pytest.mark.parametrize(
    "y",
    [
        np.zeros((100, 2)),
        np.column_stack((np.random.default_rng(0).normal(size=100), np.full(100, 3.0))),
        np.random.default_rng(0).normal(size=(12, 2)),
        np.ones((1, 2)),
    ],
    ids=["no acts", "one side constant", "short", "one period"],
)
def test_too_little_data_is_said_and_shown(y: np.ndarray) -> None:
    found = find_regimes(y, weeks(len(y)))
    assert found.summary().count("too little data") >= 4
    assert found.breaks == ()
    assert len(found.df()) == 5
    found.plot()


def test_rare_acts_are_no_trouble() -> None:
    rng = np.random.default_rng(11)
    for _ in range(10):
        y = (rng.random((200, 2)) < 0.1) * rng.normal(-2, 4, (200, 2)).round()
        found = find_regimes(y, weeks(200), draws=99)
        assert len(found.summary().splitlines()) >= 6


def test_the_picture_marks_each_change() -> None:
    y = dyad(12, 200, 0.2, 0.2)
    y[80:] += 3
    ax = find_regimes(y, weeks(200), names=("RUS", "NATO")).plot()
    texts = [text.get_text() for text in ax.texts]
    assert "RUS's acts towards NATO: change" in texts
    assert "NATO's acts towards RUS: change" in texts


def test_ten_years_of_weeks_take_a_fraction_of_a_second() -> None:
    y = dyad(13, 500, 0.2, 0.4)
    y[200:, 0] += 1
    find_regimes(y, weeks(500))
    started = time.process_time()
    find_regimes(y, weeks(500))
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize(
    ("y", "dates", "message"),
    [
        (np.zeros(9), weeks(9), "column a direction"),
        (np.full((9, 2), np.nan), weeks(9), "gaps"),
        (np.zeros((9, 2)), weeks(8), "as many dates"),
        (np.zeros((9, 2)), weeks(9)[::-1], "rise"),
    ],
)
def test_misuse_of_regimes_says_what_to_do(
    y: np.ndarray, dates: list[dt.date], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        find_regimes(y, dates)
