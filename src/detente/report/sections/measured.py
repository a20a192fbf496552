"""Measured: whether each side answers the other, against chance and the placebo, in sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from detente.analysis.following import Outcome
from detente.analysis.reciprocity.acts import A_TO_B, B_TO_A, Acts, from_stories
from detente.analysis.reciprocity.finding import CO_MOVEMENT, Answer, Direction, say_answer
from detente.analysis.reciprocity.measures import measure
from detente.analysis.reciprocity.replies.episodes import WINDOW_DAYS, Episodes, find_episodes
from detente.analysis.stories import Story
from detente.report.brief import AccountCurve, LagCurve, Measured, MeasuredAnswer
from detente.report.lines import LineWriter
from detente.report.names import head_name


def write_measured(
    stories: Sequence[Story], writer: LineWriter, first: dt.date | None, last: dt.date
) -> Measured:
    """Measure the official acts of both sides between two days, and say what comes of it.

    What is measured and by which rules: ``analysis.reciprocity.finding``. The test looks at
    replies within a month, since those of a season drown in chance; the curve of lags follows
    overtures as long as the brief does.
    """
    acts = from_stories(stories, str(writer.pair.a), str(writer.pair.b), first, last)
    acts = replace(acts, a=head_name(writer.a_name), b=head_name(writer.b_name))
    found = measure(acts, window_days=min(writer.window_days, WINDOW_DAYS))
    followed = [find_episodes(acts, way, window_days=writer.window_days) for way in (0, 1)]
    return Measured(
        verdict=found.verdict.value,
        answers=(_answer(found.b_answers), _answer(found.a_answers)),
        notes=(CO_MOVEMENT,) * found.comoves + found.warnings,
        sample=found.sample,
        window_days=writer.window_days,
        accounts=(_account(acts, A_TO_B, acts.a), _account(acts, B_TO_A, acts.b)),
        lags=tuple(curve for one in followed if (curve := _lags(one)) is not None),
    )


def _answer(one: Direction) -> MeasuredAnswer:
    told = one.answer is not Answer.UNCLEAR  # else the other measures would only confuse
    return MeasuredAnswer(say_answer(one), " ".join((one.basis, *(one.more if told else ()))))


def _account(acts: Acts, way: int, name: str) -> AccountCurve:
    days, scores = acts.day[acts.way == way], acts.score[acts.way == way]
    return AccountCurve(
        name,
        tuple(dt.date.fromordinal(int(day)) for day in days),
        tuple(float(total) for total in np.cumsum(scores)),
    )


def _lags(episodes: Episodes) -> LagCurve | None:
    """The share answered in kind by every day on which anything was decided."""
    found = episodes.survival
    curves = found.outcomes if found is not None else ()
    kind = next((curve for curve in curves if curve.outcome == Outcome.IN_KIND), None)
    if found is None or kind is None:
        return None
    days, shares = (tuple(map(float, values)) for values in (found.days, kind.share))
    return LagCurve(f"to {episodes.opener}", len(episodes.followed), days, shares)
