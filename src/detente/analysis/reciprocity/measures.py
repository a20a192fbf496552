"""Measures: every measure of a dyad over its acts, or over a ready series, and the finding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from detente.analysis.reciprocity.account import draw_account
from detente.analysis.reciprocity.acts import A_TO_B, B_TO_A, Acts
from detente.analysis.reciprocity.basis import decide, event_basis, series_basis
from detente.analysis.reciprocity.dynamics import fit_dynamics, fit_granger
from detente.analysis.reciprocity.excitation.reply_rates import ReplyRates, fit_reply_rates
from detente.analysis.reciprocity.finding import Finding, judge
from detente.analysis.reciprocity.regimes import Regimes, find_regimes
from detente.analysis.reciprocity.replies.episodes import WINDOW_DAYS, Episodes, find_episodes
from detente.analysis.reciprocity.result import count
from detente.analysis.reciprocity.series import Series, make_series
from detente.analysis.reciprocity.strategies import fit_strategies, moves_of


def measure(
    acts: Acts,
    *,
    unit: str = "week",
    window_days: int = WINDOW_DAYS,
    holes: Sequence[tuple[dt.date, dt.date]] = (),
    warnings: Sequence[str] = (),
    lags: int | None = None,
    seed: int = 0,
    only_deciding: bool = False,
) -> Finding:
    """Every measure over the acts of a dyad, and the finding.

    With ``only_deciding`` it makes only those that the finding's two answers come from or are
    compared with, in a fraction of the time. ``holes`` are stretches of days in which nothing
    was read; ``lags`` are the autoregression's (default: by BIC, at least 4). What cannot be
    measured for want of data is left out with its reason. Raises ``ValueError`` for an unknown
    unit or an empty window.
    """
    series = make_series(acts, unit, holes=holes)
    missing: dict[str, str] = {}

    def both(kind: str) -> tuple[Episodes, Episodes]:
        a, b = (
            find_episodes(acts, way, kind=kind, window_days=window_days) for way in (A_TO_B, B_TO_A)
        )
        return a, b

    def rates(name: str, cooperative: bool) -> ReplyRates | None:
        excitation: ReplyRates | None = _try(
            missing, f"excitation of {name}", fit_reply_rates, acts,
            cooperative=cooperative, seed=seed,
        )  # fmt: skip
        return excitation

    overtures, cooperation = both("overture"), rates("cooperation", True)
    escalations = None if only_deciding else both("escalation")
    conflict = None if only_deciding else rates("conflict", False)
    found = _measure_series(series, missing, lags, seed, only_deciding=only_deciding)
    b_answers, a_answers = decide(
        [event_basis(one) for one in overtures], cooperation, found["dynamics"]
    )
    return Finding(
        acts.a, acts.b, judge(b_answers.answer, a_answers.answer), b_answers, a_answers,
        _sample(acts, series, window_days), (*warnings, *_mirror_warning(acts)), acts, series,
        overtures, escalations, cooperation=cooperation, conflict=conflict,
        account=draw_account(acts), missing=missing, **found,
    )  # fmt: skip


def measure_series(
    series: Series, *, warnings: Sequence[str] = (), lags: int | None = None, seed: int = 0
) -> Finding:
    """The measures that a ready series allows, and the finding that rests on its dynamics."""
    missing: dict[str, str] = {}
    found = _measure_series(series, missing, lags, seed)
    bases = [
        series_basis(series, found["dynamics"], found["placebo"], way) for way in (A_TO_B, B_TO_A)
    ]
    b_answers, a_answers = decide(bases, None, None)
    means = series.summary()
    return Finding(
        series.a, series.b, judge(b_answers.answer, a_answers.answer), b_answers, a_answers,
        means, tuple(warnings), None, series, None, None, cooperation=None, conflict=None,
        account=None, missing=missing, **found,
    )  # fmt: skip


def _measure_series(
    series: Series,
    missing: dict[str, str],
    lags: int | None,
    seed: int,
    *,
    only_deciding: bool = False,
) -> dict[str, Any]:
    """Dynamics with their placebo, strategies and regimes over the longest gapless stretch."""
    whole = series.whole()
    names, unit, values = (series.a, series.b), series.unit, whole.values
    dynamics = _try(
        missing, "dynamics", fit_dynamics, values, names=names, unit=unit, lags=lags, seed=seed
    )
    placebo = None
    if only_deciding:
        return {"dynamics": dynamics, "placebo": None, "strategies": None, "regimes": None}
    if dynamics is not None:
        placebo = _try(
            missing, "placebo", fit_granger, values, dynamics.lags, names=names, unit=unit,
            reverse=True,
        )  # fmt: skip
    regimes: Regimes | None = None
    if whole.starts is not None:
        regimes = _try(
            missing, "regimes", find_regimes, values, whole.starts, names=names, unit=unit,
            seed=seed,
        )  # fmt: skip
    if regimes is not None and all(levels.doubt for levels in regimes.levels):
        missing["regimes"] = regimes.levels[0].doubt
        regimes = None
    strategies = _try(
        missing, "strategies", fit_strategies, moves_of(values), names=names,
        **_periods(whole, regimes),
    )  # fmt: skip
    if strategies is not None and not any(side.rounds for side in strategies.sides):
        strategies, missing["strategies"] = None, "too little data: no round of both sides"
    return {"dynamics": dynamics, "placebo": placebo, "strategies": strategies, "regimes": regimes}


def _periods(series: Series, regimes: Regimes | None) -> dict[str, Any]:
    """The regimes of both sides together, in each of which strategies are fitted anew."""
    if series.starts is None or not len(series):
        return {}
    breaks = regimes.breaks if regimes is not None else ()
    edges = [0, *breaks, len(series)]
    spans = ((series.starts[low], series.starts[high - 1]) for low, high in pairwise(edges))
    return {"breaks": breaks, "labels": [f"{low} to {high}" for low, high in spans]}


def _try(missing: dict[str, str], name: str, make: Any, *data: Any, **options: Any) -> Any:
    """The measure, or ``None`` with its reason noted, where the data do not allow it."""
    try:
        return make(*data, **options)
    except ValueError as error:
        missing[name] = str(error)
        return None


def _sample(acts: Acts, series: Series, window_days: int) -> str:
    if not len(acts):
        return f"Sample: no act between {acts.a} and {acts.b}."
    a, b, both = acts.counts()
    first, last = (dt.date.fromordinal(day) for day in (acts.first_day, acts.last_day))
    gaps = f", {series.gaps} of them unread" if series.gaps else ""
    return (
        f"Sample: {count(len(acts), 'act')} from {first} to {last} ({a:,} {acts.a} to {acts.b},"
        f" {b:,} back, {both:,} of both together, which count for neither);"
        f" {count(len(series), series.unit)}{gaps}; replies within {count(window_days, 'day')}."
    )


def _mirror_warning(acts: Acts) -> list[str]:
    mirrors = acts.mirrors
    if mirrors.removed:
        return [
            f"{mirrors.share:.0%} of {mirrors.rows:,} rows stood twice, once in each direction:"
            " each such pair was made one mutual act."
        ]
    if mirrors.twins:
        return [
            f"{mirrors.share:.0%} of {mirrors.rows:,} rows meet one of the other side with the same"
            f" score on the same day, {mirrors.by_chance:.0%} would by chance: they were left as"
            " they are, since without codes they cannot be told from real acts."
        ]
    return []
