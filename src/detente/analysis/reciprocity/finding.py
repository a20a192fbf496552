"""The finding: every measure of one dyad, and the one conclusion that they allow.

**Does the replier answer the opener in kind?** One test decides (so that the rate of false
alarms is known): what the replier does cooperatively after the opener's cooperative acts
(``timing``), or, for a ready series, the robust Granger test of ``dynamics``.

- *answers*: more follows than chance gives (p under 0.05 after correction) and it is a response:
  more follows than precedes (the placebo), or replies lie at a distance from what they answer;
  or, where the other direction has been shown to be a response already, so that not all is
  movement together, the excitation's cross term is significant over a drifting baseline.
- *moves together with*: more follows than chance gives, but as much precedes: co-movement.
- *answers inversely*: hostile acts follow cooperative ones more than chance gives and more than
  they precede them (or the summed cross coefficients are below zero).
- *does not answer*: none of these, and the interval leaves out a lift of 1.5: a reply worth
  speaking of would have shown.
- *too little to tell*: anything else; fewer than 20 acts of either side in the sample.

**The verdict**: *reciprocated* if both sides answer; *not reciprocated* if neither does and
enough is known to say so of both; *insufficient evidence* if too little is known of both, or
nothing was found and too little is known of one; *mixed* otherwise, which names what each does.
The other measures do not vote: the finding says where they agree and where they do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from detente.analysis.reciprocity.result import Result

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from detente.analysis.reciprocity.account import Account
    from detente.analysis.reciprocity.acts import Acts
    from detente.analysis.reciprocity.dynamics import Dynamics, Granger
    from detente.analysis.reciprocity.excitation.reply_rates import ReplyRates
    from detente.analysis.reciprocity.regimes import Regimes
    from detente.analysis.reciprocity.replies.episodes import Episodes
    from detente.analysis.reciprocity.series import Series
    from detente.analysis.reciprocity.strategies import Strategies

LEVEL = 0.05
CO_MOVEMENT = (
    "The two warm and cool together, and as much precedes as follows: co-movement, not shown to be"
    " a response. (An even exchange looks the same; timing alone cannot tell the two apart.)"
)


class Verdict(StrEnum):
    """Whether the two sides answer each other in kind."""

    RECIPROCATED = "reciprocated"
    NOT = "not reciprocated"
    MIXED = "mixed"
    INSUFFICIENT = "insufficient evidence"


class Answer(StrEnum):
    """What one side makes of the other's cooperation."""

    ANSWERS = "answers in kind"
    TOGETHER = "moves together with"
    INVERSE = "answers inversely"
    SILENT = "does not answer"
    UNCLEAR = "too little to tell"


@dataclass(frozen=True, slots=True)
class Direction:
    """Whether ``replier`` answers ``opener``: the reading and what it rests on.

    ``size`` is the lift over chance (of a ready series: points of answer to a point), ``low`` to
    ``high`` its 95% interval, ``p`` the deciding test's, ``corrected`` after the false-discovery
    correction over both directions (over all dyads, where many are asked about at once).
    ``more`` says what the other measures find.
    """

    opener: str
    replier: str
    answer: Answer
    size: float
    low: float
    high: float
    p: float
    corrected: float
    basis: str
    more: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Finding(Result):
    """All measures of a dyad and the verdict; a measure that could not be made is ``None`` and
    its reason stands in ``missing``. ``warnings`` are about the sample."""

    a: str
    b: str
    verdict: Verdict
    b_answers: Direction
    a_answers: Direction
    sample: str
    warnings: tuple[str, ...]
    acts: Acts | None
    series: Series
    overtures: tuple[Episodes, Episodes] | None
    escalations: tuple[Episodes, Episodes] | None
    dynamics: Dynamics | None
    placebo: Granger | None
    cooperation: ReplyRates | None
    conflict: ReplyRates | None
    strategies: Strategies | None
    regimes: Regimes | None
    account: Account | None
    missing: dict[str, str]

    @property
    def comoves(self) -> bool:
        """Whether the sides move together without either being shown to answer the other."""
        both = (self.a_answers.answer, self.b_answers.answer)
        return Answer.TOGETHER in both and Answer.ANSWERS not in both

    def df(self) -> pd.DataFrame:
        """One row a direction: the reading, its p values and what it rests on."""
        import pandas as pd

        return pd.DataFrame([
            {
                "opener": one.opener, "replier": one.replier, "answer": one.answer.value,
                "size": one.size, "low": one.low, "high": one.high, "p": one.p,
                "p_corrected": one.corrected, "basis": one.basis, "verdict": self.verdict.value,
            }
            for one in (self.b_answers, self.a_answers)
        ])  # fmt: skip

    def summary(self) -> str:
        """The verdict, each direction with its reasons, and the sample."""
        lines = [f"{self.a} and {self.b}: {self.verdict}.", self.sample]
        for one in (self.b_answers, self.a_answers):
            lines.append(f"{say_answer(one)} {one.basis}")
            lines += one.more
        if self.comoves:
            lines.append(CO_MOVEMENT)
        return "\n".join((*lines, *self.warnings))

    def plot(self, ax: Axes | None = None) -> Axes:
        """The series of both sides."""
        return self.series.plot(ax)


def say_answer(one: Direction) -> str:
    """A direction's reading as a sentence."""
    return {
        Answer.ANSWERS: f"{one.replier} answers {one.opener}'s cooperation in kind.",
        Answer.TOGETHER: f"{one.replier} moves together with {one.opener}, but was not shown to"
        " answer it.",
        Answer.INVERSE: f"{one.replier} answers {one.opener}'s cooperation inversely.",
        Answer.SILENT: f"{one.replier} does not answer {one.opener}'s cooperation.",
        Answer.UNCLEAR: f"Whether {one.replier} answers {one.opener} cannot be told.",
    }[one.answer]


def correct(p_values: Sequence[float]) -> list[float]:
    """P values after the false-discovery correction of Benjamini and Hochberg (1995); NaN stays."""
    from scipy.stats import false_discovery_control

    given = np.array(p_values, float)
    known = ~np.isnan(given)
    if known.any():
        given[known] = false_discovery_control(given[known])
    return [float(p) for p in given]


def correct_together(findings: Sequence[Finding]) -> list[Finding]:
    """The findings of many dyads with p values corrected over all of them, read anew.

    A link that was found of one dyad alone may not stand among many; nothing new is found.
    """
    both = [one for found in findings for one in (found.b_answers, found.a_answers)]
    corrected = iter(correct([one.p for one in both]))
    return [_reread(found, next(corrected), next(corrected)) for found in findings]


def _reread(found: Finding, p_b: float, p_a: float) -> Finding:
    b_answers = _weaken(found.b_answers, p_b)
    a_answers = _weaken(found.a_answers, p_a)
    verdict = judge(b_answers.answer, a_answers.answer)
    return replace(found, b_answers=b_answers, a_answers=a_answers, verdict=verdict)


def _weaken(one: Direction, p: float) -> Direction:
    lost = one.answer in (Answer.ANSWERS, Answer.TOGETHER) and not p < LEVEL
    return replace(one, corrected=p, answer=Answer.UNCLEAR if lost else one.answer)


def judge(b_answers: Answer, a_answers: Answer) -> Verdict:
    both = (b_answers, a_answers)
    if both == (Answer.ANSWERS, Answer.ANSWERS):
        return Verdict.RECIPROCATED
    if all(answer in (Answer.SILENT, Answer.INVERSE) for answer in both):
        return Verdict.NOT
    if all(answer in (Answer.SILENT, Answer.UNCLEAR) for answer in both):
        return Verdict.INSUFFICIENT
    return Verdict.MIXED
