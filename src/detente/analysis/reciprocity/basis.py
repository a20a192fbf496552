"""Basis: what decides whether one side answers the other, by the rules that ``finding`` states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.analysis.reciprocity.acts import A_TO_B
from detente.analysis.reciprocity.dynamics import Dynamics, Granger, Reading
from detente.analysis.reciprocity.excitation.reply_rates import ReplyRates
from detente.analysis.reciprocity.finding import LEVEL, Answer, Direction, correct
from detente.analysis.reciprocity.replies.episodes import SPAN_WINDOWS, SUPPORT, Episodes
from detente.analysis.reciprocity.replies.timing import Timing, measure_timing
from detente.analysis.reciprocity.result import count, known_p, say_p
from detente.analysis.reciprocity.series import Series

if TYPE_CHECKING:
    from detente.analysis.reciprocity.acts import Floats

MEANINGFUL_LIFT = 1.5
MEANINGFUL_TOTAL = 0.25


@dataclass(frozen=True, slots=True)
class Basis:
    """What decides one direction: p values and limits, and the words for them."""

    opener: str
    replier: str
    words: str
    size: float = np.nan
    low: float = np.nan
    high: float = np.nan
    p_more: float = np.nan
    p_response: float = np.nan
    p_inverse: float = np.nan
    none: bool = False


def event_basis(episodes: Episodes) -> Basis:
    timing, crossed = episodes.timing, episodes.crossed
    sides = episodes.opener, episodes.replier
    inverse = np.nan if crossed is None else max(crossed.p_more, known_p(crossed.p_lead))
    words = []
    if crossed is not None and inverse < LEVEL:
        words.append(
            f"Hostile acts follow at {crossed.lift:.2f} times chance, p {say_p(crossed.p_more)};"
            f" with time reversed {crossed.placebo:.2f}."
        )
    if timing is None or np.isnan(timing.p_more):
        words.append(_say_too_little(episodes))
        return Basis(*sides, " ".join(words), p_inverse=inverse)
    words.insert(0, say_timing(timing, *sides))
    return Basis(
        *sides, " ".join(words), timing.lift, timing.low, timing.high, timing.p_more,
        _response(timing), inverse, timing.high < MEANINGFUL_LIFT,
    )  # fmt: skip


def _say_too_little(episodes: Episodes) -> str:
    acts, opener = episodes.acts, episodes.opener
    sides = (A_TO_B, 1 - A_TO_B) if opener == acts.a else (1 - A_TO_B, A_TO_B)
    made, back = (len(acts.days(way, cooperative=True)) for way in sides)
    return (
        f"{opener} has {count(made, 'cooperative act')} towards {episodes.replier} and {back} came"
        f" back, in {count(acts.span_days, 'day')}: too little ({SUPPORT} each way, and"
        f" {SPAN_WINDOWS} windows of {count(episodes.window_days, 'day')}, are needed)."
    )


def _response(timing: Timing) -> float:
    """P value that what follows is a response: by lead over the placebo, or by its distance."""
    return float(min(1.0, 2 * min(known_p(timing.p_lead), known_p(timing.p_delay))))


def say_timing(timing: Timing, opener: str, replier: str) -> str:
    """The deciding figures of a direction in one sentence."""
    known = not np.isnan(timing.low)
    interval = f" (95% {timing.low:.2f} to {timing.high:.2f})" if known else ""
    return (
        f"Within {count(timing.window, 'day')} after a cooperative act of {opener}, {replier} did"
        f" {timing.replies_per_act:.2f} such acts where chance gives"
        f" {timing.expected_per_act:.2f}: lift {timing.lift:.2f}{interval}, p"
        f" {say_p(timing.p_more)}; with time reversed {timing.placebo:.2f}."
    )


def series_basis(
    series: Series, dynamics: Dynamics | None, placebo: Granger | None, way: int
) -> Basis:
    """Granger's robust test for the side that answers the acts going ``way``."""
    sides = (series.a, series.b) if way == A_TO_B else (series.b, series.a)
    if dynamics is None or placebo is None:
        return Basis(*sides, "The series is too short or too bare.")
    answer = dynamics.granger.b_answers if way == A_TO_B else dynamics.granger.a_answers
    reverse = placebo.b_answers if way == A_TO_B else placebo.a_answers
    values = series.whole().values
    reach = answer.high * float(values[:, way].std() / values[:, 1 - way].std())
    leads = _leads(values, dynamics.lags, way, np.sign(answer.total))
    against = max(answer.p, leads) if answer.total < 0 else 1.0
    words = (
        f"A point more from {sides[0]} is followed by {answer.total:+z.2f} from {sides[1]} over"
        f" {count(dynamics.lags, series.unit)} (95% {answer.low:+z.2f} to {answer.high:+z.2f}), p"
        f" {say_p(answer.p)}; with time reversed {reverse.total:+z.2f} (p {say_p(reverse.p)})."
    )
    return Basis(
        *sides, words, answer.total, answer.low, answer.high,
        answer.p if answer.total > 0 else 1.0, leads, against, reach < MEANINGFUL_TOTAL,
    )  # fmt: skip


def _leads(values: Floats, lags: int, way: int, sign: float) -> float:
    """P value that one side's unexpected acts follow the other's more than they precede them, or
    follow at a distance rather than within the same period."""
    own = [_unexpected(values[:, column], lags) for column in (way, 1 - way)]
    window = min(lags, len(own[0]) // 4)
    return _response(measure_timing(own[0], sign * own[1], window, same_period=True))


def _unexpected(column: Floats, lags: int) -> Floats:
    """What a side's own past does not foretell (residuals of its autoregression)."""
    rows = np.lib.stride_tricks.sliding_window_view(column, lags + 1)
    x = np.column_stack([np.ones(len(rows)), rows[:, :-1]])
    left: Floats = rows[:, -1] - x @ np.linalg.lstsq(x, rows[:, -1], rcond=None)[0]
    return left


def decide(
    bases: Sequence[Basis], rates: ReplyRates | None, dynamics: Dynamics | None
) -> list[Direction]:
    """The readings of both directions, with corrected p values."""
    corrected = correct([basis.p_more for basis in bases])
    inverse = correct([basis.p_inverse for basis in bases])
    answers = [
        _read(basis, p, p_inverse)
        for basis, p, p_inverse in zip(bases, corrected, inverse, strict=True)
    ]
    if Answer.ANSWERS in answers and rates is not None:
        # not all is movement together: the other side's link may be a response too
        for place, test in enumerate(reversed(rates.drifting.tests[:2])):
            if answers[place] is Answer.TOGETHER and test.p_value < LEVEL:
                answers[place] = Answer.ANSWERS
    return [
        Direction(
            basis.opener, basis.replier, answer, basis.size, basis.low, basis.high,
            basis.p_more, p, basis.words, _compare(basis, answer, rates, dynamics),
        )
        for basis, answer, p in zip(bases, answers, corrected, strict=True)
    ]  # fmt: skip


def _read(basis: Basis, p: float, p_inverse: float) -> Answer:
    if p < LEVEL:
        return Answer.ANSWERS if basis.p_response < LEVEL else Answer.TOGETHER
    if p_inverse < LEVEL:
        return Answer.INVERSE
    return Answer.SILENT if basis.none else Answer.UNCLEAR


def _compare(
    basis: Basis, answer: Answer, rates: ReplyRates | None, dynamics: Dynamics | None
) -> tuple[str, ...]:
    """What the measures that do not decide say of this direction, and whether they agree."""
    lines: list[tuple[str, bool, str]] = []
    if dynamics is not None:
        both = (dynamics.granger.a_answers, dynamics.granger.b_answers)
        granger = next(one for one in both if one.by == basis.replier)
        figures = f"{granger.total:+z.2f} to a point ({granger.low:+z.2f} to {granger.high:+z.2f})"
        found = granger.reading is Reading.RECIPROCITY
        lines.append(("autoregression", found, f"{granger.reading}, {figures}"))
    if rates is not None:
        tests = rates.plain.tests
        test = next(t for t in tests if t.of == basis.replier and t.to == basis.opener)
        figures = f"likelihood ratio {test.ratio:.1f}, p {say_p(test.p_value)}"
        lines.append(("excitation", test.p_value < LEVEL, figures))
    return tuple(
        f"The {name} {_agreement(answer, found)}: {words}." for name, found, words in lines
    )


def _agreement(answer: Answer, found: bool) -> str:
    if answer is Answer.UNCLEAR:
        return "says"
    return "agrees" if found == (answer in (Answer.ANSWERS, Answer.TOGETHER)) else "disagrees"
