"""Dynamics: a vector autoregression of what two sides do, with its tests and its responses."""

from __future__ import annotations

from detente.analysis.reciprocity.dynamics.granger import Answer, Granger, Reading, fit_granger
from detente.analysis.reciprocity.dynamics.lags import LagChoice, choose_lags
from detente.analysis.reciprocity.dynamics.model import Dynamics, fit_dynamics

__all__ = [
    "Answer",
    "Dynamics",
    "Granger",
    "LagChoice",
    "Reading",
    "choose_lags",
    "fit_dynamics",
    "fit_granger",
]
