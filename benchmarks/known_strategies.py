"""How often the strategy behind simulated moves is named, by strategy and opponent.

    python benchmarks/known_strategies.py [--simulations 500] [--rounds 200] [--tremble 0.05]

Opponents: ``phases`` starts by cooperating and changes its mind in one round of five; ``coin``
cooperates in half of the rounds; ``kind`` in nine of ten; ``tit for tat`` and ``itself`` tremble
as the side does. The other strategy is coins of both sides: nothing should be named.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from detente.analysis.reciprocity.strategies import fit_strategies
from detente.analysis.reciprocity.strategies.rules import Strategy

_GENEROSITY = 1 / 3  # Nowak and Sigmund (1992) for Axelrod's payoffs
_MEMORY = np.array(
    [[0, 7 / 26], [1 / 2, 11 / 13]]
)  # [own last][other's]: Press and Dyson (2012), Extort-3
_OPPONENTS = ("phases", "coin", "kind", "tit for tat", "itself")
_Flags = NDArray[np.bool_]


def simulate(
    strategy: str, opponent: str, count: int, rounds: int, tremble: float, rng: np.random.Generator
) -> NDArray[np.int8]:
    """Moves (count, rounds, 2) of the strategy in column 0 against the opponent in column 1."""
    shape = (count,)
    first = strategy not in (Strategy.ALWAYS_DEFECT, Strategy.BULLY)
    a, b = np.full(shape, first), np.full(shape, first if opponent == "itself" else True)
    wronged = [np.zeros(shape, bool), np.zeros(shape, bool)]
    moves = np.empty((count, rounds, 2), np.int8)
    for t in range(rounds):
        if t:
            wronged[0] |= ~b
            wronged[1] |= ~a
            name = strategy if opponent == "itself" else opponent
            a, b = (
                _move(strategy, a, b, wronged[0], tremble, rng),
                _move(name, b, a, wronged[1], tremble, rng),
            )
        moves[:, t, 0], moves[:, t, 1] = a, b
    return moves


def _move(
    name: str, own: _Flags, other: _Flags, wronged: _Flags, tremble: float, rng: np.random.Generator
) -> _Flags:
    dice = rng.random(own.shape)
    if name in _CHANCES:
        return dice < _CHANCES[name]
    if name == "phases":
        return own ^ (dice < 0.2)
    if name == Strategy.MEMORY_ONE:
        return dice < _MEMORY[own.astype(int), other.astype(int)]
    intended = {
        Strategy.ALWAYS_COOPERATE: np.ones_like(own),
        Strategy.ALWAYS_DEFECT: np.zeros_like(own),
        Strategy.TIT_FOR_TAT: other,
        Strategy.GENEROUS: other | (rng.random(own.shape) < _GENEROSITY),
        Strategy.GRIM: ~wronged,
        Strategy.WIN_STAY: own == other,
        Strategy.BULLY: ~other,
        Strategy.INERTIA: own,
    }[Strategy(name)]
    return intended ^ (dice < tremble)


_CHANCES = {"coin": 0.5, "kind": 0.9}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--simulations", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--tremble", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rng = np.random.default_rng(given.seed)
    started = time.monotonic()
    print(f"{given.simulations} simulations, {given.rounds} rounds, tremble {given.tremble:.0%}")
    print("named right in %, against each opponent (commonest other answer, its %)")
    print(f"{'':22}" + "".join(f"{opponent:>32}" for opponent in _OPPONENTS))
    for strategy in (*map(str, Strategy), "coin"):
        cells = []
        for opponent in _OPPONENTS:
            played = simulate(
                strategy, opponent, given.simulations, given.rounds, given.tremble, rng
            )
            named = Counter(str(fit_strategies(m).sides[0].named or "-") for m in played)
            right = named.pop("-" if strategy == "coin" else strategy, 0)
            wrong = "".join(
                f" ({name} {100 * n / given.simulations:.0f})" for name, n in named.most_common(1)
            )
            cells.append(f"{100 * right / given.simulations:5.1f}{wrong}")
        print(f"{strategy:22}" + "".join(f"{cell:>32}" for cell in cells))
    print(f"{time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
