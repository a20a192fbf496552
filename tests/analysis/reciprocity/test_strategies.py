from __future__ import annotations

import math
from collections.abc import Callable

import matplotlib as mpl
import numpy as np
import pytest

from detente.analysis.reciprocity.strategies import fit_strategies, moves_of
from detente.analysis.reciprocity.strategies.rules import Strategy

mpl.use("Agg")

_Move = Callable[[bool, bool, bool, np.random.Generator], bool]  # own, other's, wronged, dice

RULES: dict[Strategy, _Move] = {
    Strategy.ALWAYS_COOPERATE: lambda own, other, wronged, rng: True,
    Strategy.ALWAYS_DEFECT: lambda own, other, wronged, rng: False,
    Strategy.TIT_FOR_TAT: lambda own, other, wronged, rng: other,
    Strategy.GENEROUS: lambda own, other, wronged, rng: other or rng.random() < 0.33,
    Strategy.GRIM: lambda own, other, wronged, rng: not wronged,
    Strategy.WIN_STAY: lambda own, other, wronged, rng: own == other,
    Strategy.BULLY: lambda own, other, wronged, rng: not other,
    Strategy.INERTIA: lambda own, other, wronged, rng: own,
}
# Press and Dyson (2012), Extort-3, by own and the other's last move
EXTORT = {(True, True): 11 / 13, (True, False): 1 / 2, (False, True): 7 / 26, (False, False): 0.0}


def play(rule: _Move, rounds: int, seed: int, tremble: float = 0.05) -> np.ndarray:
    """A follows the rule; B cooperates first and changes its mind in one round of five."""
    rng = np.random.default_rng(seed)
    a, b, wronged, moves = True, True, False, []
    for _ in range(rounds):
        moves.append((a, b))
        wronged |= not b
        strays = rng.random() < tremble
        a, b = rule(a, b, wronged, rng) ^ strays, b ^ (rng.random() < 0.2)
    return np.array(moves, int)


@pytest.mark.parametrize("strategy", RULES)
def test_the_rule_behind_the_moves_is_named(strategy: Strategy) -> None:
    named = [fit_strategies(play(RULES[strategy], 200, s)).sides[0].named for s in range(20)]
    assert named.count(strategy) >= 17


def test_moves_that_no_rule_explains_are_memory_one_with_its_chances() -> None:
    def extort(own: bool, other: bool, wronged: bool, rng: np.random.Generator) -> bool:
        return bool(rng.random() < EXTORT[own, other])

    side = fit_strategies(play(extort, 3000, 1, tremble=0.0)).sides[0]
    assert side.named is Strategy.MEMORY_ONE
    assert side.fits[0].probabilities == pytest.approx(list(EXTORT.values()), abs=0.06)


def test_generosity_and_tremble_are_estimated() -> None:
    side = fit_strategies(play(RULES[Strategy.GENEROUS], 4000, 2)).sides[0]
    assert side.named is Strategy.GENEROUS
    assert side.fits[0].tremble == pytest.approx(0.05, abs=0.015)
    assert side.fits[0].probabilities[0] == pytest.approx(0.33, abs=0.03)


def test_likelihood_and_bic_are_those_of_the_formula() -> None:
    # B alternates; A does what B did last, but for one tremble in 30 rounds
    b = np.tile([1, 0], 16)[:31]
    a = np.r_[1, b[:-1]]
    a[10] = 1 - a[10]
    side = fit_strategies(np.column_stack((a, b))).sides[0]
    fit = next(f for f in side.fits if f.strategy is Strategy.TIT_FOR_TAT)
    expected = math.log(1 / 30) + 29 * math.log(29 / 30)
    assert side.rounds == 30
    assert fit.log_likelihood == pytest.approx(expected)
    assert fit.bic == pytest.approx(math.log(30) - 2 * expected)
    assert sum(f.weight for f in side.fits) == pytest.approx(1)


def test_memory_one_and_generous_fit_at_least_as_well_as_what_they_contain() -> None:
    for seed in range(30):
        moves = np.random.default_rng(seed).integers(0, 2, (40, 2))
        fits = {f.strategy: f.log_likelihood for f in fit_strategies(moves).sides[0].fits}
        inside = [v for k, v in fits.items() if k not in (Strategy.GRIM, Strategy.MEMORY_ONE)]
        assert fits[Strategy.MEMORY_ONE] >= max(inside) - 1e-9
        assert (
            fits[Strategy.GENEROUS]
            >= max(fits[Strategy.TIT_FOR_TAT], fits[Strategy.ALWAYS_COOPERATE]) - 1e-9
        )


def test_unbroken_cooperation_does_not_tell_the_rules_apart() -> None:
    result = fit_strategies(np.ones((100, 2)))
    side = result.sides[0]
    assert side.named is None
    assert side.margin == pytest.approx(0)
    assert {side.fits[0].strategy, *side.rivals} >= {
        Strategy.TIT_FOR_TAT, Strategy.GRIM, Strategy.INERTIA, Strategy.ALWAYS_COOPERATE,
    }  # fmt: skip
    assert "cannot tell" in result.summary()


def test_coin_flips_get_no_rule() -> None:
    for seed in range(20):
        moves = np.random.default_rng(seed).integers(0, 2, (200, 2))
        assert all(side.named is None for side in fit_strategies(moves).sides)


def test_too_few_rounds_get_no_rule() -> None:
    result = fit_strategies(play(RULES[Strategy.TIT_FOR_TAT], 15, 0, tremble=0))
    assert result.sides[0].named is None
    assert "too few rounds" in result.summary()


def test_silence_keeps_the_last_known_move_standing() -> None:
    moves = play(RULES[Strategy.TIT_FOR_TAT], 120, 3, tremble=0).astype(float)
    stretched = np.full((240, 2), np.nan)
    stretched[::2] = moves
    with_gaps, without = (fit_strategies(m).sides[0] for m in (stretched, moves))
    assert with_gaps.rounds == without.rounds == 119
    likelihoods = [[fit.log_likelihood for fit in side.fits] for side in (with_gaps, without)]
    assert likelihoods[0] == likelihoods[1]


def test_each_period_is_fitted_on_its_own() -> None:
    moves = np.vstack(
        (play(RULES[Strategy.BULLY], 150, 4), play(RULES[Strategy.TIT_FOR_TAT], 150, 5))
    )
    result = fit_strategies(moves, breaks=[150], names=("RUS", "NATO"), labels=("before", "after"))
    first, _, second, _ = result.sides
    assert (first.named, second.named) == (Strategy.BULLY, Strategy.TIT_FOR_TAT)
    assert (second.first, second.last, second.side) == (150, 299, "RUS")
    assert "RUS, after: tit for tat" in result.summary()
    table = result.df()
    assert len(table) == 4 * len(Strategy)
    assert (table.groupby(["side", "period"])["delta_bic"].min() == 0).all()


def test_a_side_that_never_moves_has_no_fit() -> None:
    moves = np.column_stack((np.ones(50), np.full(50, -1)))
    result = fit_strategies(moves)
    assert [side.best for side in result.sides] == [None, None]
    assert result.summary().count("too few rounds (0") == 2
    assert result.df().empty
    result.plot()


def test_scores_become_moves() -> None:
    assert moves_of([[2.5, -1.0], [0.0, np.nan]]).tolist() == [[1, 0], [-1, -1]]


def test_the_picture_shows_a_column_a_side_and_period() -> None:
    ax = fit_strategies(play(RULES[Strategy.GRIM], 90, 1), breaks=[30, 60]).plot()
    assert len(ax.get_xticklabels()) == 6
    assert [label.get_text() for label in ax.get_yticklabels()] == [str(s) for s in Strategy]


@pytest.mark.parametrize(
    ("moves", "options", "message"),
    [
        (np.ones(9), {}, "column a side"),
        (np.full((9, 2), 2), {}, "moves_of"),
        (np.ones((9, 2)), {"breaks": [5, 3]}, "rise"),
        (np.ones((9, 2)), {"breaks": [9]}, "rise"),
        (np.ones((9, 2)), {"labels": ["one", "two"]}, "labels"),
    ],
)
def test_misuse_says_what_to_do(moves: np.ndarray, options: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fit_strategies(moves, **options)
