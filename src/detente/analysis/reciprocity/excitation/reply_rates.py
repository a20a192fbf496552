"""Reply rates: the excitation of two sides' acts beside its two checks.

The same process is fitted with time reversed, which should find less where replies are real, and
with a baseline that drifts with the pace of both sides together, which takes slow movement in
common for what it is (and takes some replies with it). What survives both is a reply.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.analysis.reciprocity.acts import A_TO_B, B_TO_A, Acts
from detente.analysis.reciprocity.excitation import Baseline, Excitation, fit_excitation
from detente.analysis.reciprocity.result import Result, say_p

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from detente.analysis.reciprocity.acts import Ints


@dataclass(frozen=True, slots=True, eq=False)
class ReplyRates(Result):
    """Excitation of acts of one sign: as it is, with time reversed, and over a drifting base."""

    plain: Excitation
    reversed: Excitation
    drifting: Excitation

    def df(self) -> pd.DataFrame:
        """One row a cell of the branching matrix, of each fit in turn."""
        import pandas as pd

        fits = {"plain": self.plain, "reversed": self.reversed, "drifting": self.drifting}
        frames = []
        for name, fit in fits.items():
            frame = fit.df()
            frame.insert(0, "fit", name)
            ratios = {(test.of, test.to): (test.ratio, test.p_value) for test in fit.tests[:2]}
            pairs = list(zip(frame["replying"], frame["to"], strict=True))
            none = (float("nan"), float("nan"))
            frame["likelihood_ratio"] = [ratios.get(pair, none)[0] for pair in pairs]
            frame["p_value"] = [ratios.get(pair, none)[1] for pair in pairs]
            frames.append(frame)
        return pd.concat(frames, ignore_index=True)

    def summary(self) -> str:
        """The plain fit in words, then both checks."""
        return "\n".join((
            self.plain.summary(),
            _check("With time reversed (the placebo)", self.reversed),
            _check("With a baseline that drifts with both sides' joint pace", self.drifting),
        ))  # fmt: skip

    def plot(self, ax: Axes | None = None) -> Axes:
        """The plain fit's replies per act."""
        return self.plain.plot(ax)


def _check(words: str, fit: Excitation) -> str:
    told = "; ".join(
        f"{test.of} to {test.to} {test.ratio:.1f} (p {say_p(test.p_value)})"
        for test in fit.tests[:2]
    )
    return f"{words} the likelihood ratios are: {told}; together {fit.tests[2].ratio:.1f}."


def fit_reply_rates(acts: Acts, *, cooperative: bool, seed: int = 0) -> ReplyRates:
    """Fit the excitation of both sides' cooperative (or hostile) acts, and its checks.

    Raises ``ValueError`` for fewer than 10 such acts of either side.
    """
    streams = [acts.days(way, cooperative=cooperative) for way in (A_TO_B, B_TO_A)]
    backwards = [acts.first_day + acts.last_day - days for days in streams]

    def fit(days: list[Ints], baseline: Baseline = "constant") -> Excitation:
        return fit_excitation(
            days, start_day=acts.first_day, end_day=acts.last_day, names=(acts.a, acts.b),
            baseline=baseline, seed=seed,
        )  # fmt: skip

    return ReplyRates(fit(streams), fit(backwards), fit(streams, "drifting"))
