"""Strategies: which simple rule each side's moves follow."""

from __future__ import annotations

from detente.analysis.reciprocity.strategies.model import Strategies, fit_strategies, moves_of

__all__ = ["Strategies", "fit_strategies", "moves_of"]
