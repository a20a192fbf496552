"""Strategies: which simple rule of the repeated prisoner's dilemma each side's moves follow.

Each rule is fitted to one side's moves by maximum likelihood, with trembles, and the rules are
compared by the Bayesian information criterion: the Strategy Frequency Estimation Method of
Dal Bó and Fréchette (2011, American Economic Review 101, section III) for a single player.

A rule that fits describes; it does not explain. A third cause that moves one side first and the
other later looks like tit for tat as well.

Some rules foretell the same moves, and no length of series tells them apart: tit for tat, grim,
inertia, win-stay-lose-shift and always cooperate while neither side ever defects; grim and always
defect once the other has defected at the outset. The margin is then near 0, and the result says
"cannot tell".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.analysis.reciprocity.result import Result, axes, count
from detente.analysis.reciprocity.strategies.rules import Strategy, estimate, rounds_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

MIN_ROUNDS = 20
MIN_MARGIN = 2.0  # Kass and Raftery (1995): less is "not worth more than a bare mention"
MAX_TREMBLE = 0.25  # a rule broken more often rules little


@dataclass(frozen=True, slots=True)
class StrategyFit:
    """One rule fitted to one side's moves.

    ``tremble`` is the share of rounds in which the side strayed from the rule (at most 0.5; NaN
    for memory-one, which has no rule to stray from). ``probabilities`` are those estimated
    besides: the generosity, or memory-one's chances to cooperate after both had cooperated, after
    it alone had, after the other alone had, and after both had defected (NaN for a state that
    never came up). ``weight`` is the rule's posterior weight among all rules, by BIC.
    """

    strategy: Strategy
    log_likelihood: float
    parameters: int
    tremble: float
    probabilities: tuple[float, ...]
    bic: float
    weight: float


@dataclass(frozen=True, slots=True)
class SideFit:
    """All rules fitted to one side over one period, best first.

    ``first`` and ``last`` bound the period as indices of the moves, both included; ``rounds``
    counts the moves before which both sides had moved; ``cooperated`` is the share of these
    that cooperate (NaN without rounds).
    """

    side: str
    label: str
    first: int
    last: int
    rounds: int
    cooperated: float
    fits: tuple[StrategyFit, ...]

    @property
    def best(self) -> StrategyFit | None:
        """The rule with the lowest BIC; none if the period has no round."""
        return self.fits[0] if self.fits else None

    @property
    def margin(self) -> float:
        """How much higher the second rule's BIC is than the best one's; 0 without rounds."""
        return self.fits[1].bic - self.fits[0].bic if self.fits else 0.0

    @property
    def rivals(self) -> tuple[Strategy, ...]:
        """Other rules whose BIC is less than 2 above the best one's."""
        return tuple(f.strategy for f in self.fits[1:] if f.bic - self.fits[0].bic < MIN_MARGIN)

    @property
    def named(self) -> Strategy | None:
        """The rule that the side follows; none where the data cannot tell."""
        return None if self.best is None or self.doubt else self.best.strategy

    @property
    def doubt(self) -> str:
        """Why no rule can be named; empty if one can."""
        if self.best is None or self.rounds < MIN_ROUNDS:
            return f"too few rounds ({self.rounds} of at least {MIN_ROUNDS})"
        if self.best.tremble > MAX_TREMBLE:
            return (
                f"the best of the rules, {self.best.strategy}, fails in {self.best.tremble:.0%} "
                f"of {count(self.rounds, 'round')}"
            )
        if self.rivals:
            named = ", ".join((self.best.strategy, *self.rivals))
            return f"these rules fit {count(self.rounds, 'round')} about equally well: {named}"
        return ""


@dataclass(frozen=True, slots=True)
class Strategies(Result):
    """Both sides' rules: one ``SideFit`` a period and side, A before B within each period."""

    sides: tuple[SideFit, ...]

    def df(self) -> pd.DataFrame:
        """One row a period, side and rule, the best rule first."""
        import pandas as pd

        return pd.DataFrame(
            {
                "side": side.side,
                "period": side.label,
                "rounds": side.rounds,
                "strategy": str(fit.strategy),
                "tremble": fit.tremble,
                "probabilities": fit.probabilities,
                "log_likelihood": fit.log_likelihood,
                "parameters": fit.parameters,
                "bic": fit.bic,
                "delta_bic": fit.bic - side.fits[0].bic,
                "weight": fit.weight,
            }
            for side in self.sides
            for fit in side.fits
        )

    def summary(self) -> str:
        """One line a period and side: the rule and how well it fits, or why none can be named."""
        return "\n".join(_read(side) for side in self.sides)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Each rule's weight as a shade and a number, one column a period and side."""
        ax = axes(ax)
        rules = list(Strategy)
        grid = np.zeros((len(rules), len(self.sides)))
        for column, side in enumerate(self.sides):
            for fit in side.fits:
                grid[rules.index(fit.strategy), column] = fit.weight
        ax.imshow(grid, cmap="Greys", vmin=0, vmax=2, aspect="auto")  # 2: the print stays legible
        for (row, column), weight in np.ndenumerate(grid):
            if weight >= 0.005:
                ax.text(column, row, f"{weight:.2f}", ha="center", va="center", fontsize=8)
        ax.set_yticks(range(len(rules)), [str(rule) for rule in rules])
        columns = [
            f"{side.side}\n{side.label}\n{count(side.rounds, 'round')}" for side in self.sides
        ]
        ax.set_xticks(range(len(columns)), columns, fontsize=8)
        ax.set_title("Which rule each side's moves follow (weights by BIC sum to 1)")
        return ax


def moves_of(scores: ArrayLike) -> NDArray[np.int8]:
    """Moves from net scores of any shape: 1 above 0, 0 below 0, -1 (no act) at 0 and NaN."""
    net = np.asarray(scores, dtype=float)
    return np.where(net > 0, 1, np.where(net < 0, 0, -1)).astype(np.int8)


def fit_strategies(
    moves: ArrayLike,
    *,
    breaks: Sequence[int] = (),
    names: tuple[str, str] = ("A", "B"),
    labels: Sequence[str] = (),
) -> Strategies:
    """Fit every rule to each side's moves, over the whole series or each period of it.

    ``moves`` is (T, 2), a column a side: 1 cooperates, 0 defects, -1 or NaN does not act. A
    side's silence in a period says nothing about its rule; its last known move stands for the
    other's next one, however long ago it was. ``breaks`` are the indices at which a new period
    begins; each is fitted on its own, and grim forgives at its start. ``labels`` name the periods.

    A side follows a rule if the rule's BIC is at least 2 below every other's, the side strays
    from it in at most 25% of the rounds, and there are 20 rounds or more; else the result cannot
    tell. Memory-one, found best, means that none of the simple rules will do. Raises
    ``ValueError`` for moves of another shape or value, and for breaks or labels that do not fit.
    """
    played = _checked(moves)
    edges = [0, *breaks, len(played)]
    if any(first >= end for first, end in pairwise(edges)):
        raise ValueError(f"breaks must rise and lie within 1 and {len(played) - 1}: {list(breaks)}")
    if labels and len(labels) != len(edges) - 1:
        raise ValueError(f"{len(edges) - 1} periods need as many labels, not {len(labels)}")
    sides = []
    for number, (first, end) in enumerate(pairwise(edges)):
        label = labels[number] if labels else f"periods {first + 1} to {end}"
        for column in (0, 1):
            own, other = played[first:end, column], played[first:end, 1 - column]
            sides.append(_fit_side(own, other, names[column], label, first))
    return Strategies(tuple(sides))


def _checked(moves: ArrayLike) -> NDArray[np.int8]:
    played = np.asarray(moves, dtype=float)
    if played.ndim != 2 or played.shape[1] != 2 or not len(played):
        raise ValueError(f"moves must be (periods, 2), a column a side, not {played.shape}")
    played = np.where(np.isnan(played), -1, played)
    if not np.isin(played, (-1, 0, 1)).all():
        raise ValueError("moves must be 1, 0, or -1 for no act; moves_of() makes them from scores")
    return played.astype(np.int8)


def _fit_side(
    own: NDArray[np.int8], other: NDArray[np.int8], side: str, label: str, first: int
) -> SideFit:
    rounds = rounds_of(own, other)
    count, last = len(rounds), first + len(own) - 1
    if not count:
        return SideFit(side, label, first, last, 0, float("nan"), ())
    estimates = estimate(rounds)
    bics = [e.parameters * np.log(count) - 2 * e.log_likelihood for e in estimates]
    weights = np.exp((min(bics) - np.array(bics)) / 2)
    shares = (weights / weights.sum()).tolist()
    fits = [
        StrategyFit(e.strategy, e.log_likelihood, e.parameters, e.tremble, e.probabilities, bic, w)
        for e, bic, w in zip(estimates, map(float, bics), shares, strict=True)
    ]
    ordered = tuple(sorted(fits, key=lambda fit: fit.bic))
    return SideFit(side, label, first, last, count, float(rounds.moves.mean()), ordered)


def _read(side: SideFit) -> str:
    best = side.best
    if best is None or side.named is None:
        return f"{side.side}, {side.label}: cannot tell; {side.doubt}."
    if side.named is Strategy.MEMORY_ONE:
        what = f"none of the simple rules in {count(side.rounds, 'round')}; " + _read_memory(best)
    else:
        what = (
            f"{best.strategy}, strayed from in {best.tremble:.0%} of {count(side.rounds, 'round')}"
        )
    if side.named is Strategy.GENEROUS:
        what += f", forgiving {best.probabilities[0]:.0%} of defections"
    return (
        f"{side.side}, {side.label}: {what} (cooperated in {side.cooperated:.0%}; next best: "
        f"{side.fits[1].strategy}, BIC {side.margin:.1f} higher)."
    )


def _read_memory(fit: StrategyFit) -> str:
    states = ("both had", "it alone had", "the other alone had", "neither had")
    known = [
        f"{chance:.0%} after {state}"
        for chance, state in zip(fit.probabilities, states, strict=True)
        if not np.isnan(chance)
    ]
    return "it cooperated in " + ", ".join(known)
