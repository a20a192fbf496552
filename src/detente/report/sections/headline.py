"""Headline: the finding as one sentence, and the counts at a glance."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analysis.balance import DIRECTIONS, BalanceRow
from detente.analysis.finding import MIN_OVERTURES, MIN_STORIES, Finding, Tally, Verdict
from detente.analysis.following import Outcome
from detente.ontology import QUADS
from detente.report.brief import GlanceRow, Headline
from detente.report.language import Name
from detente.report.lines import LineWriter
from detente.report.names import capitalize


def write_headline(finding: Finding, writer: LineWriter) -> Headline:
    """One sentence, by the rules of ``analysis.finding``; no conclusion from thin material."""
    return Headline(
        sentence=capitalize(_conclude(finding, writer)),
        verdict=str(finding.verdict),
        conclusive=finding.verdict is not Verdict.INSUFFICIENT,
        rule=writer.say(
            "headline.rule", acts=MIN_STORIES, overtures=MIN_OVERTURES, days=writer.window_days
        ),
        noted=capitalize(_conclude(finding, writer.in_english())),
    )


def _conclude(finding: Finding, writer: LineWriter) -> str:
    a, b, say = writer.a_name, writer.b_name, writer.say
    if finding.verdict is Verdict.INSUFFICIENT:
        acts = say("counts.acts", finding.stories)
        overtures = say("counts.overtures", finding.a.made + finding.b.made)
        return say("headline.insufficient", acts=acts, overtures=overtures, a=a, b=b)
    first, second = (a, finding.a), (b, finding.b)
    if finding.verdict is Verdict.B_MORE:
        first, second = second, first
    key = "headline.even" if finding.verdict is Verdict.EVEN else "headline.more"
    sentence = say(key, a=first[0], b=second[0], compared=_compare(first, second, writer))
    return sentence + _hostile(first, second, writer)


def _compare(first: tuple[Name, Tally], second: tuple[Name, Tally], writer: LineWriter) -> str:
    """The counts in brackets, then how each side's overtures were answered."""
    (one, ones), (other, others) = first, second
    fates = [_fate(other, one, ones, writer), _fate(one, other, others, writer)]
    return writer.say(
        "headline.compared",
        overtures=writer.say("counts.bare", ones.made),
        others=writer.say("counts.bare", others.made),
        days=writer.window_days,
        fates=writer.language.join([fate for fate in fates if fate]),
    )


def _hostile(first: tuple[Name, Tally], second: tuple[Name, Tally], writer: LineWriter) -> str:
    """How many of what each side did alone was hostile, as a sentence more."""
    (a, one), (b, other) = first, second
    if not (one.acts and other.acts):
        return ""
    counts = {"x": one.hostile, "n": one.acts, "y": other.hostile, "m": other.acts}
    return " " + capitalize(writer.say("headline.hostile", a=a, b=b, **counts))


def _fate(answerer: Name, maker: Name, tally: Tally, writer: LineWriter) -> str:
    """How one side's overtures fared: ``Russia answered 3 of NATO’s 5 in kind``."""
    if tally.made == 0:
        return ""
    if tally.judged == 0:
        return writer.say("headline.fate_open", answerer=answerer, maker=maker)
    key = "fate" if tally.judged > 1 else "fate_only" if tally.in_kind else "fate_only_not"
    return writer.say(
        f"headline.{key}",
        answerer=answerer,
        maker=maker,
        count=writer.say("counts.bare", tally.in_kind),
        made=tally.judged,
        late=writer.say("headline.late", tally.too_recent) if tally.too_recent else "",
    )


def glance(finding: Finding, total: BalanceRow, writer: LineWriter) -> tuple[GlanceRow, ...]:
    """The counts that a reader wants first: acts by kind, then overtures by outcome."""
    counts = {cell.direction: cell.by_quad for cell in total.cells}
    a, b, both = (counts[way] for way in DIRECTIONS)
    all_acts = (sum(len(s) for s in cell.values()) for cell in (a, b, both))
    rows = [GlanceRow(writer.say("glance.acts"), *all_acts)]
    for quad in QUADS:
        label = writer.say(f"quads.{quad}")
        rows.append(GlanceRow(label, len(a[quad]), len(b[quad]), len(both[quad])))
    for key, field in _TALLIES:
        label = writer.say(key)
        rows.append(GlanceRow(label, getattr(finding.a, field), getattr(finding.b, field)))
    return tuple(rows)


_TALLIES: Sequence[tuple[str, str]] = (
    ("glance.overtures", "made"),
    (f"outcomes.{Outcome.IN_KIND}", "in_kind"),
    (f"outcomes.{Outcome.OTHER_MATTER}", "other_matter"),
    (f"outcomes.{Outcome.REBUFFED}", "rebuffed"),
    (f"outcomes.{Outcome.NONE}", "unanswered"),
    (f"outcomes.{Outcome.TOO_RECENT}", "too_recent"),
)
