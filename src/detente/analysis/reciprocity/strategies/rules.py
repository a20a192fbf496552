"""Rules: the simple strategies of the repeated prisoner's dilemma, and how well moves obey them.

Every rule but the last two foretells one move and has one tremble probability, the chance that
the side does the opposite. The generous one has its generosity besides; memory-one has a chance
to cooperate for each of the four last rounds and contains all rules but grim.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

_Bools = NDArray[np.bool_]
_Moves = NDArray[np.int8]


class Strategy(StrEnum):
    """The rules; each comment says when the side cooperates."""

    ALWAYS_COOPERATE = "always cooperate"
    ALWAYS_DEFECT = "always defect"
    TIT_FOR_TAT = "tit for tat"  # the other cooperated last (Axelrod 1984)
    GENEROUS = "generous tit for tat"  # so, and by chance after a defection (Nowak, Sigmund 1992)
    GRIM = "grim"  # the other has never defected (Axelrod's Friedman)
    WIN_STAY = "win-stay-lose-shift"  # both did the same last (Nowak, Sigmund 1993)
    BULLY = "bully"  # the other defected last: tit for tat turned round, the inverse response
    INERTIA = "inertia"  # it cooperated itself last (Goldstein and Freeman 1990)
    MEMORY_ONE = "memory-one"  # by a chance of its own for each of the four last rounds


@dataclass(frozen=True, slots=True)
class Rounds:
    """A side's moves (true: cooperates) and what came before each of them.

    ``own`` and ``other`` are both sides' last known moves; ``wronged`` tells whether the other
    has ever defected so far.
    """

    moves: _Bools
    own: _Bools
    other: _Bools
    wronged: _Bools

    def __len__(self) -> int:
        return len(self.moves)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A rule's maximum likelihood; ``tremble`` is NaN for memory-one."""

    strategy: Strategy
    log_likelihood: float
    parameters: int
    tremble: float
    probabilities: tuple[float, ...] = ()


def rounds_of(own: _Moves, other: _Moves) -> Rounds:
    """The rounds in which a side moved and both had moved before (1, 0; -1: no act)."""
    own_last, other_last = _last_known(own), _last_known(other)
    wronged = np.logical_or.accumulate(other_last == 0)
    use = (own >= 0) & (own_last >= 0) & (other_last >= 0)
    return Rounds(own[use] == 1, own_last[use] == 1, other_last[use] == 1, wronged[use])


def estimate(rounds: Rounds) -> list[Estimate]:
    """Fit every rule to one or more rounds by maximum likelihood, in the order of ``Strategy``."""
    plain = {rule: _fit_rule(rounds, rule) for rule in _RULES}
    generous = _fit_generous(rounds, plain)
    fits = {**plain, Strategy.GENEROUS: generous, Strategy.MEMORY_ONE: _fit_memory_one(rounds)}
    return [fits[rule] for rule in Strategy]


_RULES: dict[Strategy, Callable[[Rounds], _Bools]] = {
    Strategy.ALWAYS_COOPERATE: lambda r: np.ones_like(r.own),
    Strategy.ALWAYS_DEFECT: lambda r: np.zeros_like(r.own),
    Strategy.TIT_FOR_TAT: lambda r: r.other,
    Strategy.GRIM: lambda r: ~r.wronged,
    Strategy.WIN_STAY: lambda r: r.own == r.other,
    Strategy.BULLY: lambda r: ~r.other,
    Strategy.INERTIA: lambda r: r.own,
}


def _last_known(moves: _Moves) -> _Moves:
    """For each period the latest move before it, -1 if there is none."""
    at = np.maximum.accumulate(np.where(moves >= 0, np.arange(len(moves)), -1))
    known = np.where(at >= 0, moves[at], -1)
    return np.concatenate(([-1], known[:-1])).astype(np.int8)


def _fit_rule(rounds: Rounds, rule: Strategy) -> Estimate:
    strayed = int(np.sum(_RULES[rule](rounds) != rounds.moves))
    tremble = min(strayed / len(rounds), 0.5)
    return Estimate(rule, _log_likelihood(strayed, len(rounds), tremble), 1, tremble)


def _fit_generous(rounds: Rounds, plain: dict[Strategy, Estimate]) -> Estimate:
    """Cooperates with 1 - e after cooperation, with e + g(1 - 2e) after defection.

    Its likelihood is concave in these two chances, so where the peak breaks 0 <= g <= 1 or
    e <= 0.5, the best is on a bound: tit for tat or always cooperate.
    """
    kind, harsh = rounds.moves[rounds.other], rounds.moves[~rounds.other]
    if len(kind) and len(harsh):
        tremble, forgave = 1 - float(kind.mean()), float(harsh.mean())
        if tremble < 0.5 and tremble <= forgave <= 1 - tremble:
            generosity = (forgave - tremble) / (1 - 2 * tremble)
            likelihood = _binomial(kind) + _binomial(harsh)
            return Estimate(Strategy.GENEROUS, likelihood, 2, tremble, (generosity,))
    edges = {0.0: plain[Strategy.TIT_FOR_TAT], 1.0: plain[Strategy.ALWAYS_COOPERATE]}
    generosity = max(edges, key=lambda g: edges[g].log_likelihood)
    edge = edges[generosity]
    return Estimate(Strategy.GENEROUS, edge.log_likelihood, 2, edge.tremble, (generosity,))


def _fit_memory_one(rounds: Rounds) -> Estimate:
    cells = [
        rounds.moves[(rounds.own == own) & (rounds.other == other)]
        for own in (True, False)
        for other in (True, False)
    ]
    chances = tuple(float(cell.mean()) if len(cell) else float("nan") for cell in cells)
    likelihood = sum(_binomial(cell) for cell in cells)
    return Estimate(Strategy.MEMORY_ONE, likelihood, 4, float("nan"), chances)


def _binomial(moves: _Bools) -> float:
    cooperated, count = int(moves.sum()), len(moves)
    return _log_likelihood(cooperated, count, cooperated / count) if count else 0.0


def _log_likelihood(hits: int, count: int, probability: float) -> float:
    yes = hits * np.log(probability) if hits else 0.0
    no = (count - hits) * np.log1p(-probability) if hits < count else 0.0
    return float(yes + no)
