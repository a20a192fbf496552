"""Excitation: known answers from simulated dyads, and what the reader is told."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
from scipy.optimize import minimize

from detente.analysis.reciprocity.excitation import Excitation, fit_excitation
from detente.analysis.reciprocity.excitation.hawkes import (
    Likelihood,
    Record,
    daily_pace,
    simulate_hawkes,
    spread_days,
)

mpl.use("Agg")

DAYS = 1000
RNG = np.random.default_rng(7)
ALONE = ((0.0, 0.0), (0.0, 0.0))
OWN = ((0.4, 0.0), (0.0, 0.3))
BOTH = ((0.3, 0.3), (0.2, 0.2))


def day_numbers(branching: object, seed: int, rates: tuple[float, ...] = (0.25, 0.2)) -> list:
    return [np.floor(t) for t in simulate_hawkes(rates, branching, 3.0, DAYS, seed=seed)]


def fit(streams: list, **options: object) -> Excitation:
    return fit_excitation(streams, start_day=0, end_day=DAYS - 1, **options)


def brute_force(record: Record, half_life: float, rates: np.ndarray) -> float:
    """The log-likelihood by its definition, act by act."""
    decay, score = np.log(2) / half_life, 0.0
    starts = np.floor(record.times) + 1
    for i in range(len(record.sides)):
        reach = np.where(
            (record.sides[record.streams] == record.sides[i]) | record.same_day,
            record.times,
            starts,
        )
        replies = rates[i, 1 + record.streams]
        for t in record.times[record.streams == i]:
            begun = (record.times < t) & (reach <= t)
            prompted = replies[begun] * decay * np.exp(-decay * (t - record.times[begun]))
            score += np.log(rates[i, 0] * record.pace[int(t)] + prompted.sum())
        left = np.exp(-decay * (reach - record.times)) - np.exp(
            -decay * (record.days - record.times)
        )
        score -= rates[i, 0] * record.pace.sum() + (replies * np.maximum(left, 0.0)).sum()
    return score


@pytest.mark.parametrize("same_day", [True, False])
def test_likelihood_is_that_of_the_definition(same_day: bool) -> None:
    rng = np.random.default_rng(3)
    times, streams = spread_days([rng.integers(0, 60, 40), rng.integers(0, 60, 30)], rng)
    pace = daily_pace(times, 60, 30)
    record = Record(times, streams, np.array([0, 1]), pace, same_day)
    rates = np.array([[0.5, 0.2, 0.3], [0.4, 0.1, 0.2]])
    rows = Likelihood([record]).rows(2.0)
    found = sum(row.log_likelihood(r) for row, r in zip(rows, rates, strict=True))
    assert found == pytest.approx(brute_force(record, 2.0, rates), rel=1e-9)


def test_the_fit_is_the_maximum_that_a_general_optimiser_finds() -> None:
    times, streams = spread_days([d.astype(int) for d in day_numbers(BOTH, 4, (0.05, 0.05))], RNG)
    record = Record(times, streams, np.array([0, 1]), np.ones(DAYS), True)
    likelihood = Likelihood([record])
    found = likelihood.fit(np.ones((2, 2), dtype=bool))

    def loss(x: np.ndarray) -> float:
        pull = 0.5 * (x[6] - np.log(3)) ** 2
        return pull - brute_force(
            record, float(np.exp(x[6])), np.maximum(x[:6], 1e-9).reshape(2, 3)
        )

    start = np.append(found.rates.ravel() + 0.02, np.log(found.half_life_days) + 0.2)
    general = minimize(loss, start, method="L-BFGS-B", bounds=[(1e-9, 2)] * 6 + [(-1.5, 4)])
    assert found.score == pytest.approx(-general.fun, abs=1e-3)
    assert found.rates.ravel() == pytest.approx(np.maximum(general.x[:6], 0), abs=0.01)


def test_simulated_acts_are_as_many_as_theory_says() -> None:
    streams = simulate_hawkes((0.3, 0.2), BOTH, 2.0, 20_000, seed=1)
    per_day = np.linalg.solve(np.eye(2) - np.array(BOTH), [0.3, 0.2])
    assert [len(s) / 20_000 for s in streams] == pytest.approx(per_day, rel=0.05)


def test_replies_that_never_die_out_are_refused() -> None:
    with pytest.raises(ValueError, match="never die out"):
        simulate_hawkes((0.1, 0.1), ((0.9, 0.3), (0.3, 0.9)), 2.0, 100)


def test_a_known_branching_matrix_lies_within_its_intervals() -> None:
    truth = np.array(BOTH)
    fits = [fit(day_numbers(BOTH, seed)) for seed in range(12)]
    covered = [(f.low <= truth) & (truth <= f.high) for f in fits]
    assert np.mean(covered) >= 0.85
    assert np.mean([f.branching for f in fits], axis=0) == pytest.approx(truth, abs=0.06)
    assert np.median([f.half_life_days for f in fits]) == pytest.approx(3.0, abs=0.5)
    assert sum(f.tests[2].p_value < 0.05 for f in fits) >= 11


def test_sides_that_do_not_answer_are_rarely_said_to() -> None:
    found = [fit(day_numbers(ALONE, seed)).tests for seed in range(15)]
    found += [fit(day_numbers(OWN, seed)).tests for seed in range(15)]
    alarms = np.sum([[t.p_value < 0.05 for t in tests] for tests in found], axis=0)
    assert (alarms <= 5).all()  # of 30; 1.5 expected


def test_a_reply_of_one_side_is_not_given_to_the_other() -> None:
    one_way = ((0.2, 0.5), (0.0, 0.2))
    fits = [fit(day_numbers(one_way, seed)) for seed in range(10)]
    assert all(f.tests[0].p_value < 0.05 for f in fits)
    assert sum(f.tests[1].p_value < 0.05 for f in fits) <= 2
    assert np.mean([f.share_answering("A") for f in fits]) == pytest.approx(0.27, abs=0.08)


def test_interval_leaves_out_zero_just_when_the_test_is_significant() -> None:
    for seed in range(12):
        found = fit(day_numbers(((0.3, 0.12), (0.1, 0.2)), seed))
        for test, low in zip(found.tests[:2], (found.low[0, 1], found.low[1, 0]), strict=True):
            if not 0.03 < test.p_value < 0.07:  # closer, interpolation may differ
                assert (low > 0) == (test.p_value < 0.05)


def test_acts_of_the_same_day_pass_as_replies_unless_left_out() -> None:
    shared = np.random.default_rng(1).integers(0, DAYS, 60)
    streams = [np.append(s, shared) for s in day_numbers(ALONE, 2)]
    assert fit(streams).tests[2].p_value < 0.001
    assert fit(streams, same_day=False).tests[2].p_value > 0.05


def test_a_drifting_baseline_takes_up_slow_common_movement() -> None:
    ratios = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        chance = 0.3 * (1 + 0.9 * np.sin(2 * np.pi * np.arange(DAYS) / 500))
        streams = [np.repeat(np.arange(DAYS), rng.poisson(chance)) for _ in range(2)]
        both = [fit(streams, baseline=b).tests[2].ratio for b in ("constant", "drifting")]
        ratios.append(both)
    constant, drifting = np.mean(ratios, axis=0)
    assert constant > 15
    assert drifting < 4


def test_four_streams_tell_answers_in_kind_from_others() -> None:
    branching = np.diag([0.2, 0.2, 0.2, 0.2])
    branching[2, 0] = 0.5  # B cooperates where A does
    names = ("A cooperative", "A hostile", "B cooperative", "B hostile")
    streams = day_numbers(branching, 3, (0.2, 0.2, 0.1, 0.1))
    found = fit(streams, names=names, sides=("A", "A", "B", "B"))
    a_answers, b_answers, both = found.tests
    assert (b_answers.of, b_answers.to, b_answers.tested, both.tested) == ("B", "A", 4, 8)
    assert b_answers.p_value < 0.001 < 0.05 < a_answers.p_value
    assert found.low[2, 0] > 0.2
    assert "one act of A cooperative draws" in found.summary()


def test_silence_is_not_read_as_an_answer() -> None:
    words = fit(day_numbers(ALONE, 2)).summary()
    assert "Replies of A to B cannot be told from chance" in words
    assert "A answers B" not in words


def test_shares_of_a_stream_add_up() -> None:
    found = fit(day_numbers(BOTH, 8))
    unprompted = found.baselines * DAYS / found.acts
    assert found.share_replies.sum(axis=1) + unprompted == pytest.approx([1, 1], abs=1e-4)


def test_timing_that_the_model_misses_is_said() -> None:
    clockwork = np.arange(0, DAYS, 4)
    found = fit([clockwork, day_numbers(ALONE, 1)[1]])
    assert found.fit_p_values[0] < 0.01 < found.fit_p_values[1]
    assert "does not fit the timing of the acts of A" in found.summary()


def test_the_order_within_a_day_is_drawn_from_the_seed_and_matters_little() -> None:
    streams = day_numbers(BOTH, 5, (0.05, 0.04))
    ratios = [fit(streams, seed=seed).tests[2].ratio for seed in range(5)]
    assert max(ratios) - min(ratios) < 0.15 * np.mean(ratios)
    assert fit(streams, seed=3).tests == fit(streams[:], seed=3).tests
    assert fit(streams, seed=3).tests != fit(streams, seed=4).tests


def test_days_count_from_the_window_not_from_zero() -> None:
    streams = day_numbers(BOTH, 5)
    moved = fit_excitation([s + 700_000 for s in streams], start_day=700_000, end_day=700_999)
    assert moved.branching == pytest.approx(fit(streams).branching)


@pytest.mark.parametrize(
    ("streams", "options", "message"),
    [
        ([[1, 2, 3], range(50)], {}, "A has 3 acts, at least 10 needed"),
        ([range(50), [1.5] * 20], {}, "days of B must be whole numbers"),
        ([range(50), [float("nan")] * 20], {}, "days of B must be whole numbers"),
        ([range(50), range(990, 1010)], {}, "B has acts outside of days 0 to 999"),
        ([range(50)] * 4, {"names": "abcd"}, "say whose acts each stream holds"),
        ([range(50)] * 2, {"sides": ("A", "A")}, "of two sides"),
        ([range(50)] * 3, {}, "3 streams need a name each"),
        ([range(50)] * 2, {"baseline": "bent"}, "'constant' or 'drifting'"),
    ],
)
def test_what_cannot_be_fitted_is_said(streams: list, options: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fit(streams, **options)


@pytest.mark.parametrize("day", [0, 500, DAYS - 1])
def test_acts_that_all_stand_on_one_day_give_a_result(day: int) -> None:
    found = fit([np.full(12, day), np.full(15, day)])
    assert np.isfinite(found.high).all()


def test_result_reads_as_table_words_and_picture() -> None:
    found = fit(day_numbers(BOTH, 6), names=("Israel", "Palestine"))
    table = found.df()
    assert len(table) == 4
    assert (table["low"] <= table["replies_per_act"]).all()
    assert (table["replies_per_act"] <= table["high"]).all()
    words = found.summary()
    assert f"Israel {found.acts[0]} acts" in words
    assert "Israel answers Palestine" in words
    assert "a common course of events" in words
    labels = [t.get_text() for t in found.plot().get_yticklabels()]
    assert "Palestine to Israel" in labels
    assert "<table" in found._repr_html_()
    mpl.pyplot.close("all")
