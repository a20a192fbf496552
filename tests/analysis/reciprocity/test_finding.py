from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from analysis.reciprocity.making import answer, at_random, in_good_times, make_acts
from detente.analysis.reciprocity.finding import (
    Answer,
    Finding,
    Verdict,
    correct,
    correct_together,
    judge,
)
from detente.analysis.reciprocity.measures import measure, measure_series
from detente.analysis.reciprocity.series import Series


def one_way(seed: int = 1, *, tone: float = 2.0) -> Finding:
    """B answers A, and A does not answer B."""
    rng = np.random.default_rng(seed)
    a = at_random(rng, 200)
    acts = make_acts(
        (">", 2.0, a), ("<", tone, answer(rng, a, 0.7)), ("<", 2.0, at_random(rng, 60))
    )
    return measure(acts, window_days=14)


ONE_WAY = one_way()


def ready(values: np.ndarray) -> Series:
    nothing = np.full(len(values), np.nan)
    return Series("A", "B", "week", "given", "as given", None, values, nothing,
                  np.zeros((len(values), 3), np.int64))  # fmt: skip


def autoregression(cross: list[list[float]], seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    y = np.zeros((500, 2))
    for week in range(1, 500):
        y[week] = np.array(cross) @ y[week - 1] + rng.normal(size=2)
    return y[100:]


def test_who_answers_and_who_does_not_is_told_apart() -> None:
    assert ONE_WAY.b_answers.answer is Answer.ANSWERS
    assert ONE_WAY.a_answers.answer in (Answer.SILENT, Answer.UNCLEAR)
    assert ONE_WAY.verdict is Verdict.MIXED
    assert ONE_WAY.b_answers.low > 1
    assert "B answers A's cooperation in kind." in ONE_WAY.summary()
    assert "with time reversed" in ONE_WAY.b_answers.basis


def test_both_answering_is_reciprocated() -> None:
    found = measure_series(ready(autoregression([[0.3, 0.3], [0.3, 0.3]])))
    assert found.verdict is Verdict.RECIPROCATED


def test_a_common_cause_is_called_co_movement() -> None:
    a, b = in_good_times(np.random.default_rng(7), 200)
    found = measure(make_acts((">", 2.0, a), ("<", 2.0, b)), window_days=14)
    assert found.comoves
    assert found.verdict is Verdict.MIXED
    assert "co-movement, not shown to be a response" in found.summary()


def test_unrelated_sides_do_not_answer() -> None:
    rng = np.random.default_rng(3)
    acts = make_acts((">", 2.0, at_random(rng, 300)), ("<", 2.0, at_random(rng, 300)))
    found = measure(acts, window_days=14)
    assert found.verdict is Verdict.NOT
    assert max(found.a_answers.high, found.b_answers.high) < 1.5


def test_hostile_answers_to_cooperation_are_inverse() -> None:
    assert one_way(tone=-2.0).b_answers.answer is Answer.INVERSE
    series = measure_series(ready(autoregression([[0.3, 0.0], [-0.4, 0.3]])))
    assert series.b_answers.answer is Answer.INVERSE


def test_a_handful_of_acts_is_insufficient_and_says_what_is_missing() -> None:
    days = np.array([10.0, 100, 200])
    found = measure(make_acts((">", 2.0, days), ("<", -1.0, days + 5)))
    assert found.verdict is Verdict.INSUFFICIENT
    assert {"dynamics", "excitation of cooperation", "regimes"} <= set(found.missing)
    assert "A has 3 cooperative acts towards B and 0 came back" in found.b_answers.basis


def test_no_acts_at_all_are_insufficient_too() -> None:
    assert measure(make_acts()).verdict is Verdict.INSUFFICIENT
    with_holes = measure(make_acts(), holes=[(dt.date(2005, 1, 3), dt.date(2006, 1, 1))])
    assert with_holes.series.gaps == 52


def test_mirrors_fake_replies_only_where_they_are_kept() -> None:
    rng = np.random.default_rng(5)
    meetings = at_random(rng, 150).astype(int)
    alone = [(">", 2.0, at_random(rng, 60)), ("<", 2.0, at_random(rng, 60))]
    both = make_acts(*alone, (">", 2.0, meetings), mutual=[False] * 120 + [True] * 150)
    out, kept = measure(both), measure(both.mirrored())
    assert out.acts is not None
    assert out.acts.counts()[2] == 150
    assert out.cooperation is not None
    assert kept.cooperation is not None
    assert kept.cooperation.plain.tests[2].ratio > 10 + out.cooperation.plain.tests[2].ratio


def test_every_measure_is_there_with_its_words_and_figures() -> None:
    found = ONE_WAY
    for result in (found.series, found.dynamics, found.placebo, found.cooperation,
                   found.strategies, found.regimes, found.account, found):  # fmt: skip
        assert result is not None
        assert result.summary()
        assert len(result.df())
    assert set(found.missing) == {"excitation of conflict"}
    assert list(found.df()["answer"]) == [found.b_answers.answer, found.a_answers.answer]


def test_the_short_way_comes_to_the_same_answers() -> None:
    assert ONE_WAY.acts is not None
    short = measure(ONE_WAY.acts, window_days=14, only_deciding=True)
    assert (short.verdict, short.sample) == (ONE_WAY.verdict, ONE_WAY.sample)
    assert (short.b_answers, short.a_answers) == (ONE_WAY.b_answers, ONE_WAY.a_answers)
    assert short.escalations is None
    assert short.regimes is None


def test_p_values_are_corrected_over_all_that_were_asked() -> None:
    assert correct([0.01, 0.04, float("nan")])[:2] == pytest.approx([0.02, 0.04])
    noise = [measure_series(ready(autoregression([[0.3, 0], [0, 0.3]], s))) for s in range(2, 12)]
    alone, *rest = correct_together([ONE_WAY, *noise])
    assert alone.b_answers.corrected >= ONE_WAY.b_answers.corrected
    assert alone.b_answers.answer is Answer.ANSWERS
    assert all(one.verdict is not Verdict.RECIPROCATED for one in rest)


def test_a_link_that_the_correction_does_not_leave_is_unclear() -> None:
    weak = ONE_WAY.b_answers
    assert weak.p < 0.01
    many = [measure_series(ready(autoregression([[0.3, 0], [0, 0.3]], s))) for s in range(2)]
    again = correct_together([ONE_WAY, *many * 400])[0]
    assert (again.b_answers.answer is Answer.ANSWERS) == (again.b_answers.corrected < 0.05)


@pytest.mark.parametrize(
    ("b", "a", "verdict"),
    [
        (Answer.ANSWERS, Answer.ANSWERS, Verdict.RECIPROCATED),
        (Answer.SILENT, Answer.SILENT, Verdict.NOT),
        (Answer.SILENT, Answer.INVERSE, Verdict.NOT),
        (Answer.SILENT, Answer.UNCLEAR, Verdict.INSUFFICIENT),
        (Answer.UNCLEAR, Answer.UNCLEAR, Verdict.INSUFFICIENT),
        (Answer.ANSWERS, Answer.SILENT, Verdict.MIXED),
        (Answer.TOGETHER, Answer.TOGETHER, Verdict.MIXED),
        (Answer.INVERSE, Answer.UNCLEAR, Verdict.MIXED),
    ],
)
def test_the_verdict_follows_from_the_two_answers(b: Answer, a: Answer, verdict: Verdict) -> None:
    assert judge(b, a) is verdict
    assert judge(a, b) is verdict
