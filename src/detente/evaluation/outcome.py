"""Outcome: what a task has to show: scores for the gate, tables for the reader, predictions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol


class Table(NamedTuple):
    """A table to print: a line above it, the heads of its columns, its rows, a line below."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    note: str = ""


class Outcome(Protocol):
    """The result of one task on one gold file."""

    @property
    def predictions(self) -> list[dict[str, Any]]:
        """What was predicted, one object a row of the gold file."""

    @property
    def size(self) -> str:
        """How much was scored: ``84 documents``."""

    def scores(self) -> dict[str, float]:
        """The figures that a gate may hold, by name."""

    def tables(self) -> Sequence[Table]:
        """What to print."""
