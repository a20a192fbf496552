"""Regimes: when the level of acts changed, and when the way of answering did."""

from __future__ import annotations

from detente.analysis.reciprocity.regimes.model import Regimes, find_regimes

__all__ = ["Regimes", "find_regimes"]
