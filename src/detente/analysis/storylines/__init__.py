"""Storylines: which documents report one news event, and which of them repeat another's text."""

from __future__ import annotations

from detente.analysis.storylines.grouping import Grouping, Place

__all__ = ["Grouping", "Place"]
