"""Summaries: what a run has done so far, or in all."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RunSummary:
    """Documents coded and passed over, entries, rejects met, and seconds since the start.

    ``skipped`` were in the ledger already or twice in the input. ``rejects`` counts what could
    not be read, coded or stored in this run, whether or not an earlier run has met it too.
    """

    documents: int
    skipped: int
    events: int
    concerns: int
    rejects: int
    seconds: float
    run_id: int
