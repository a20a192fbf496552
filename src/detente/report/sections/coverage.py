"""Coverage: what the brief rests on, and where the material is silent, in plain words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from detente.analysis.coverage import Coverage, month_runs
from detente.report.brief import MODALITY_WORDS, CoverageView
from detente.report.dates import write_month, write_period


def write_coverage(coverage: Coverage, *, apart: int = 0, elsewhere: int = 0) -> CoverageView:
    """The view of ``coverage``; ``apart`` and ``elsewhere`` count acts that were left out."""
    remarks = []
    if not coverage.reports:
        remarks.append("No report on this pair was found.")
    if coverage.undated:
        remarks.append(
            f"{_entries(coverage.undated)} no date and can neither answer nor be answered."
        )
    if apart:
        remarks.append(
            f"{apart} of the acts {'was' if apart == 1 else 'were'} done by somebody of the two "
            "countries who does not commit them, such as an opposition: shown, not counted."
        )
    if elsewhere:
        remarks.append(f"{elsewhere} further entries are not between the two and were left out.")
    return CoverageView(
        reports=coverage.reports,
        read=coverage.read,
        outlets=coverage.outlets,
        span=write_period(coverage.first, coverage.last) if coverage.first else "no dates",
        months=coverage.months,
        silent=_runs(coverage.silent_months),
        unread=_runs(coverage.unread_months),
        silent_months=len(coverage.silent_months),
        modalities=tuple((MODALITY_WORDS[kind], count) for kind, count in coverage.modalities),
        remarks=tuple(remarks),
    )


def _entries(number: int) -> str:
    return "1 entry bears" if number == 1 else f"{number} entries bear"


def _runs(months: Sequence[dt.date]) -> tuple[str, ...]:
    """Months folded into runs, in words."""
    return tuple(
        write_month(a) if a == b else f"{write_month(a)} to {write_month(b)}"
        for a, b in month_runs(months)
    )
