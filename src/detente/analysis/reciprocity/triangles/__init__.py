"""Triangles: third sides, balance among signed ties, and diffuse against specific reciprocity."""

from __future__ import annotations

from detente.analysis.reciprocity.triangles.diffuse import measure_diffuse
from detente.analysis.reciprocity.triangles.influence import measure_influence, measure_triangle
from detente.analysis.reciprocity.triangles.triads import balance_triads, measure_triads

__all__ = [
    "balance_triads",
    "measure_diffuse",
    "measure_influence",
    "measure_triads",
    "measure_triangle",
]
