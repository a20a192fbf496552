"""Excitation: a mutually exciting process of both sides' acts, fitted to days."""

from __future__ import annotations

from detente.analysis.reciprocity.excitation.model import (
    Baseline,
    Excitation,
    ReplyTest,
    fit_excitation,
)

__all__ = ["Baseline", "Excitation", "ReplyTest", "fit_excitation"]
