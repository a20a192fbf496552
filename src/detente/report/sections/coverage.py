"""Coverage: what the brief rests on, and where the material is silent, in plain words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from detente.analysis.coverage import Coverage, month_runs
from detente.analysis.finding import Finding
from detente.report.brief import CoverageView
from detente.report.dates import write_month, write_period
from detente.report.language import Language


def write_coverage(
    coverage: Coverage,
    finding: Finding,
    language: Language,
    *,
    apart: int = 0,
    weak: int = 0,
    min_confidence: float = 0.0,
) -> CoverageView:
    """The view of ``coverage``, with what it leaves open.

    ``apart`` counts acts of those who do not commit their country, ``weak`` the readings that
    were trusted less than ``min_confidence``.
    """
    first, last = coverage.first, coverage.last
    return CoverageView(
        reports=coverage.reports,
        read=coverage.read,
        outlets=coverage.outlets,
        span=write_period(first, last if first else None, language),
        months=coverage.months,
        silent=_runs(coverage.silent_months, language),
        unread=_runs(coverage.unread_months, language),
        silent_months=len(coverage.silent_months),
        modalities=tuple(
            (language.say(f"modalities.{kind}"), count) for kind, count in coverage.modalities
        ),
        remarks=tuple(_remarks(coverage, finding, language, apart, weak, min_confidence)),
    )


def _remarks(
    coverage: Coverage, finding: Finding, language: Language, apart: int, weak: int, least: float
) -> Iterator[str]:
    say, made = language.say, finding.a.made + finding.b.made
    if not coverage.reports:
        yield say("coverage.no_report")
    if missing := finding.a.unanswered + finding.b.unanswered:
        yield say("coverage.unanswered", missing, all=made)
    if late := finding.a.too_recent + finding.b.too_recent:
        yield say("coverage.late", late)
    if weak:
        yield say("coverage.weak", weak, least=least)
    if coverage.undated:
        yield say("coverage.undated", coverage.undated)
    if apart:
        yield say("coverage.apart", apart)


def _runs(months: Sequence[dt.date], language: Language) -> tuple[str, ...]:
    """Months folded into runs, in words."""
    return tuple(
        write_month(a, language=language)
        if a == b
        else language.say(
            "dates.span",
            first=write_month(a, language=language),
            last=write_month(b, language=language),
        )
        for a, b in month_runs(months)
    )
