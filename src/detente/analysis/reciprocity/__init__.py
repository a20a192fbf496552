"""Reciprocity: acts between two sides -> how far, how fast and how surely each answers the other.

One module a measure; each is a function over plain arrays or over ``Acts``, and gives a
``Result`` with ``summary()``, ``df()`` and ``plot()``. ``measure`` makes all of a dyad, and
``finding`` says by which rules a conclusion is drawn.
"""

from __future__ import annotations

from detente.analysis.reciprocity.account import draw_account
from detente.analysis.reciprocity.acts import Acts, from_stories, from_table
from detente.analysis.reciprocity.dynamics import choose_lags, fit_dynamics, fit_granger
from detente.analysis.reciprocity.dynamics.bayes import SimsZhaPrior, fit_bayes
from detente.analysis.reciprocity.dynamics.responses import trace_responses
from detente.analysis.reciprocity.excitation import fit_excitation
from detente.analysis.reciprocity.excitation.hawkes import simulate_hawkes
from detente.analysis.reciprocity.finding import Finding, Verdict, correct_together
from detente.analysis.reciprocity.measures import measure, measure_series
from detente.analysis.reciprocity.mirrors import find_twins
from detente.analysis.reciprocity.regimes import find_regimes
from detente.analysis.reciprocity.replies.episodes import find_episodes
from detente.analysis.reciprocity.replies.survival import estimate_survival
from detente.analysis.reciprocity.replies.timing import measure_timing
from detente.analysis.reciprocity.result import Result
from detente.analysis.reciprocity.series import Series, make_series
from detente.analysis.reciprocity.strategies import fit_strategies, moves_of
from detente.analysis.reciprocity.triangles import measure_triangle
from detente.analysis.reciprocity.triangles.diffuse import measure_diffuse
from detente.analysis.reciprocity.triangles.triads import measure_triads

__all__ = [
    "Acts",
    "Finding",
    "Result",
    "Series",
    "SimsZhaPrior",
    "Verdict",
    "choose_lags",
    "correct_together",
    "draw_account",
    "estimate_survival",
    "find_episodes",
    "find_regimes",
    "find_twins",
    "fit_bayes",
    "fit_dynamics",
    "fit_excitation",
    "fit_granger",
    "fit_strategies",
    "from_stories",
    "from_table",
    "make_series",
    "measure",
    "measure_diffuse",
    "measure_series",
    "measure_timing",
    "measure_triads",
    "measure_triangle",
    "moves_of",
    "simulate_hawkes",
    "trace_responses",
]
