"""Measured: whether each side answers the other, against chance and the placebo, in sentences."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from detente.analysis.following import Outcome
from detente.analysis.pair import Direction
from detente.analysis.reciprocity.acts import A_TO_B, B_TO_A, Acts, from_stories
from detente.analysis.reciprocity.finding import CO_MOVEMENT, Answer, say_answer
from detente.analysis.reciprocity.finding import Direction as DirectionFound
from detente.analysis.reciprocity.measures import measure
from detente.analysis.reciprocity.replies.episodes import WINDOW_DAYS
from detente.analysis.reciprocity.replies.survival import estimate_survival
from detente.analysis.replies import FollowUp
from detente.analysis.stories import Story
from detente.report.brief import AccountCurve, LagCurve, Measured, MeasuredAnswer
from detente.report.lines import LineWriter


def write_measured(
    stories: Sequence[Story],
    followed: Sequence[FollowUp],
    writer: LineWriter,
    first: dt.date | None,
    last: dt.date,
) -> Measured:
    """Measure the official acts of both sides between two days, and say what comes of it.

    What is measured and by which rules: ``analysis.reciprocity.finding``. The test looks at
    replies within a month, since those of a season drown in chance; the curves of lags are of
    the overtures that the brief has ``followed``, as long as it does.

    The measures speak English in every language: ``answers``, ``notes`` and ``sample`` are
    theirs, with the names in English too.
    """
    acts = from_stories(stories, str(writer.pair.a), str(writer.pair.b), first, last)
    english = writer.in_english()
    acts = replace(acts, a=str(english.a_name), b=str(english.b_name))
    window_days = min(writer.window_days, WINDOW_DAYS)
    found = measure(acts, window_days=window_days, only_deciding=True)
    return Measured(
        verdict=found.verdict.value,
        answers=(_answer(found.b_answers), _answer(found.a_answers)),
        notes=(CO_MOVEMENT,) * found.comoves + found.warnings,
        sample=found.sample,
        window_days=writer.window_days,
        accounts=(
            _account(acts, A_TO_B, writer.a_heading),
            _account(acts, B_TO_A, writer.b_heading),
        ),
        lags=tuple(
            curve
            for way, name in (
                (Direction.A_TO_B, writer.a_heading),
                (Direction.B_TO_A, writer.b_heading),
            )
            if (curve := _lags([f for f in followed if f.direction is way], name, writer))
        ),
    )


def _answer(one: DirectionFound) -> MeasuredAnswer:
    told = one.answer is not Answer.UNCLEAR  # else the other measures would only confuse
    basis = " ".join((one.basis, *(one.more if told else ())))
    return MeasuredAnswer(_begin(say_answer(one)), _begin(basis))


def _begin(text: str) -> str:
    """A name's article in capitals where a sentence begins with it."""
    return re.sub(r"(^|[.!?] )the ", r"\1The ", text)


def _account(acts: Acts, way: int, name: str) -> AccountCurve:
    days, scores = acts.day[acts.way == way], acts.score[acts.way == way]
    return AccountCurve(
        name,
        tuple(dt.date.fromordinal(int(day)) for day in days),
        tuple(float(total) for total in np.cumsum(scores)),
    )


def _lags(followed: Sequence[FollowUp], opener: str, writer: LineWriter) -> LagCurve | None:
    """The share answered in kind by every day on which anything was decided; none without any."""
    lags, causes = [], []
    for one in followed:
        until = one.answer.date if one.answer is not None else writer.horizon
        assert until is not None
        lags.append(max(0, min(writer.window_days, (until - one.opened).days)))
        causes.append(None if one.answer is None else one.outcome.value)
    found = estimate_survival(lags, [cause is not None for cause in causes], cause=causes)
    kind = next((curve for curve in found.outcomes if curve.outcome == Outcome.IN_KIND), None)
    if kind is None:
        return None
    days, shares = (tuple(map(float, values)) for values in (found.days, kind.share))
    name = writer.say("measured.lag_name", name=opener)
    return LagCurve(name, len(followed), days, shares)
