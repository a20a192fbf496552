"""Headline: the finding as one sentence, and the counts at a glance."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analysis.balance import DIRECTIONS, BalanceRow
from detente.analysis.finding import MIN_OVERTURES, MIN_STORIES, Finding, Tally, Verdict
from detente.report.brief import QUAD_WORDS, GlanceRow, Headline
from detente.report.lines import LineWriter
from detente.report.names import capitalize, possess


def write_headline(finding: Finding, writer: LineWriter) -> Headline:
    """One sentence, by the rules of ``analysis.finding``; no conclusion from thin material."""
    a, b = writer.a_name, writer.b_name
    if finding.verdict is Verdict.INSUFFICIENT:
        total = finding.a.made + finding.b.made
        sentence = (
            f"Insufficient evidence: {_count(finding.stories, 'act')} and "
            f"{_count(total, 'overture')} between {a} and {b}, so no conclusion is drawn."
        )
    elif finding.verdict is Verdict.A_MORE:
        sentence = f"{capitalize(a)} gave more than {b} {_compare(finding, writer)}."
    elif finding.verdict is Verdict.B_MORE:
        swapped = Finding(finding.verdict, finding.stories, finding.b, finding.a)
        sentence = f"{capitalize(b)} gave more than {a} {_compare(swapped, writer, b, a)}."
    else:
        sentence = f"{capitalize(a)} and {b} gave about as much {_compare(finding, writer)}."
    return Headline(
        sentence=sentence,
        verdict=str(finding.verdict),
        conclusive=finding.verdict is not Verdict.INSUFFICIENT,
        rule=_rule(writer.window_days),
    )


def _compare(
    finding: Finding, writer: LineWriter, first: str | None = None, second: str | None = None
) -> str:
    """The counts in brackets, then how each side's overtures were answered."""
    one, other = first or writer.a_name, second or writer.b_name
    counts = f"({_count(finding.a.made, 'overture')} against {finding.b.made or 'none'})"
    fates = [_fate(other, one, finding.a), _fate(one, other, finding.b)]
    told = " and ".join(fate for fate in fates if fate)
    return f"{counts}: within {writer.window_days} days {told}"


def _fate(answerer: str, maker: str, tally: Tally) -> str:
    """How one side's overtures fared: ``Russia answered 3 of NATO’s 5 in kind``."""
    if tally.made == 0:
        return ""
    late = f" ({tally.too_recent} too recent to tell)" if tally.too_recent else ""
    if tally.made == 1:
        verb = "answered" if tally.in_kind else "did not answer"
        return f"{answerer} {verb} {possess(maker)} only one in kind{late}"
    count = tally.in_kind or "none"
    return f"{answerer} answered {count} of {possess(maker)} {tally.made} in kind{late}"


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}" + ("" if number == 1 else "s")


def _rule(window_days: int) -> str:
    return (
        f"No conclusion is drawn from fewer than {MIN_STORIES} acts or {MIN_OVERTURES} overtures. "
        "One side gave more if it made at least two overtures more than the other and half as "
        "many again. Answered in kind means that a cooperative act on the same matter followed "
        f"within {window_days} days: it followed, which does not show that it was caused."
    )


def glance(finding: Finding, total: BalanceRow) -> tuple[GlanceRow, ...]:
    """The counts that a reader wants first: acts by kind, then overtures by outcome."""
    counts = {cell.direction: cell.by_quad for cell in total.cells}
    a, b, both = (counts[way] for way in DIRECTIONS)
    rows = [GlanceRow("Acts", *(sum(len(s) for s in cell.values()) for cell in (a, b, both)))]
    for quad, label in QUAD_WORDS.items():
        rows.append(GlanceRow(label, len(a[quad]), len(b[quad]), len(both[quad])))
    for label, field in _TALLIES:
        rows.append(GlanceRow(label, getattr(finding.a, field), getattr(finding.b, field)))
    return tuple(rows)


_TALLIES: Sequence[tuple[str, str]] = (
    ("Overtures", "made"),
    ("answered in kind", "in_kind"),
    ("answered on another matter", "other_matter"),
    ("rebuffed", "rebuffed"),
    ("no answer found", "unanswered"),
    ("too recent to tell", "too_recent"),
)
