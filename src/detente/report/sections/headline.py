"""Headline: the finding as one sentence, and the counts at a glance."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analysis.balance import DIRECTIONS, BalanceRow
from detente.analysis.finding import MIN_OVERTURES, MIN_STORIES, Finding, Tally, Verdict
from detente.ontology import QUADS
from detente.report.brief import GlanceRow, Headline
from detente.report.lines import LineWriter
from detente.report.names import capitalize


def write_headline(finding: Finding, writer: LineWriter) -> Headline:
    """One sentence, by the rules of ``analysis.finding``; no conclusion from thin material."""
    a, b = writer.a_name, writer.b_name
    made = _clause(a, finding.a, writer.window_days), _clause(b, finding.b, writer.window_days)
    if finding.verdict is Verdict.INSUFFICIENT:
        total = finding.a.made + finding.b.made
        sentence = (
            f"Insufficient evidence: {_count(finding.stories, 'act')} and "
            f"{_count(total, 'overture')} between {a} and {b} were found, "
            "and no conclusion is drawn."
        )
    elif finding.verdict is Verdict.A_MORE:
        sentence = f"{capitalize(a)} gave more than {b}: {made[0]}, while {made[1]}."
    elif finding.verdict is Verdict.B_MORE:
        sentence = f"{capitalize(b)} gave more than {a}: {made[1]}, while {made[0]}."
    else:
        sentence = f"{capitalize(a)} and {b} gave about as much: {made[0]}, and {made[1]}."
    return Headline(
        sentence=sentence,
        verdict=str(finding.verdict),
        conclusive=finding.verdict is not Verdict.INSUFFICIENT,
        rule=_rule(writer.window_days),
    )


def _clause(name: str, tally: Tally, window_days: int) -> str:
    if tally.made == 0:
        return f"no overture by {name} was found"
    late = f" ({tally.too_recent} too recent to tell)" if tally.too_recent else ""
    if tally.made == 1:
        fate = "was answered" if tally.in_kind else "was not seen to be answered"
        return f"{name} made one overture, which {fate} in kind within {window_days} days{late}"
    answered = str(tally.in_kind) if tally.in_kind else "none"
    return (
        f"{name} made {tally.made} overtures, {answered} of them answered in kind "
        f"within {window_days} days{late}"
    )


def _count(number: int, noun: str) -> str:
    return f"only {number} {noun}" + ("" if number == 1 else "s")


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
    for quad, label in QUADS.items():
        rows.append(GlanceRow(_quad_label(label), len(a[quad]), len(b[quad]), len(both[quad])))
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


def _quad_label(label: str) -> str:
    where, kind = label.split()
    return f"{kind} in {'words' if where == 'verbal' else 'deeds'}"
