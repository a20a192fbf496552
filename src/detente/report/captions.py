"""Captions: what stands beside the sentences of a brief, alike in every format."""

from __future__ import annotations

from detente.report.brief import CoverageView, Line, News
from detente.report.language import Language

_MOST_OUTLETS = 12
SIGNS = {
    1: "cooperative_words", 2: "cooperative_deeds", 3: "conflictual_words", 4: "conflictual_deeds",
}  # fmt: skip
"""What a count of each quad is called in a table, under ``brief``."""


def weigh(line: Line, language: Language) -> str:
    """Reports, and outlets with a text of their own, in words; empty where one tells it."""
    if line.reports < 2:
        return ""
    return language.say("line.weight", line.reports, independent=line.independent)


def count_reports(view: CoverageView, language: Language) -> str:
    """How many reports tell of the pair, of how many that were read, and of what days."""
    key = "coverage.of_reports" if view.read is None else "coverage.of_reports_read"
    return language.say(key, reports=view.reports, read=view.read, span=view.span)


def list_outlets(view: CoverageView, language: Language) -> str:
    """The outlets with their reports; where there are many, those with one are only counted."""
    single = [outlet for outlet, count in view.outlets if count == 1]
    folded = len(view.outlets) > _MOST_OUTLETS and len(single) > 1
    shown = [(o, n) for o, n in view.outlets if n > 1 or not folded]
    words = ", ".join(language.say("coverage.outlet", outlet=o, count=n) for o, n in shown)
    rest = language.say("coverage.single", len(single)) if folded else ""
    return language.join([part for part in (words, rest) if part]) or language.say("coverage.none")


def list_entries(view: CoverageView, language: Language) -> str:
    """How many entries of each modality."""
    return ", ".join(
        language.say("coverage.entry", count=count, modality=words)
        for words, count in view.modalities
    )


def list_silent(view: CoverageView, language: Language) -> str:
    """The months without a report."""
    if not view.silent:
        return language.say("coverage.none")
    return language.say(
        "coverage.some_silent",
        silent=view.silent_months,
        months=view.months,
        list=", ".join(view.silent),
    )


def list_coverage(view: CoverageView, language: Language) -> list[tuple[str, str]]:
    """What the brief rests on: labels, and what stands under each."""
    rows = [
        ("reports", count_reports(view, language)),
        ("outlets", list_outlets(view, language)),
        ("entries", list_entries(view, language)),
        ("silent", list_silent(view, language)),
        *([("unread", ", ".join(view.unread))] if view.unread else []),
    ]
    return [(language.say(f"coverage.{key}"), words) for key, words in rows]


def compare_findings(news: News, language: Language) -> list[tuple[str, str, str]]:
    """What the last brief found and what this one does, where that differs: key, then, now.

    ``key`` is ``finding`` or ``measured``. The finding of then is in English, as it was noted.
    """
    rows = []
    if news.finding is not None:
        rows.append(("finding", news.finding.then, news.finding.now))
    if news.verdict is not None:
        then, now = (
            language.word("verdicts", code) for code in (news.verdict.then, news.verdict.now)
        )
        rows.append(("measured", then, now))
    return rows
