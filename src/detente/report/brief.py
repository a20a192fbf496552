"""Brief: what is known of a pair over a period, as plain values that any renderer can show.

Nothing here computes: every number and sentence comes from ``detente.analysis`` or
``detente.report.sections``, and every line carries its quote.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from detente.report.quotes import Quote

QUAD_WORDS = {
    1: "cooperation in words",
    2: "cooperation in deeds",
    3: "conflict in words",
    4: "conflict in deeds",
}
MODALITY_WORDS = {
    "actual": "happened",
    "planned": "announced for later",
    "possible": "possible",
    "conditional": "conditional",
    "negated": "denied or not done",
}
TITLES = {
    "glance": "At a glance",
    "chronology": "What happened",
    "balance": "Balance sheet",
    "overtures": "Overtures, and what followed",
    "measured": "Is it returned? Measured",
    "asks": "Open asks",
    "voices": "Who says so",
    "judgements": "Judgements by outlets and authors",
    "concerns": "Stated concerns",
    "unrealised": "Announced, possible, denied",
    "coverage": "What this rests on",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One story as a sentence, with its date, its weight and its proof.

    ``direction``: ``a_to_b``, ``b_to_a``, ``together``, ``apart``, or empty where it is not
    between the two. ``quote`` is the surest report's; ``others`` those of the further reports.
    ``became`` is, of a plan, the line of the act that carried it out or called it off.
    """

    id: str
    date: dt.date | None
    when: str
    direction: str
    sentence: str
    according_to: str | None
    type: str
    content: str | None
    modality: str
    happened: bool
    quad: int
    score: float
    issues: tuple[str, ...]
    reports: int
    outlets: tuple[str, ...]
    confidence: float
    strength: float
    quote: Quote
    others: tuple[Quote, ...] = ()
    became: Became | None = None


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a plan: ``happened later`` or ``did not happen``, when, and by which story."""

    outcome: str
    when: str
    id: str


@dataclass(frozen=True, slots=True)
class Section:
    """Lines, with a plain remark where there are none or few."""

    lines: tuple[Line, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Headline:
    """The finding in one sentence; ``conclusive`` is false where none is drawn."""

    sentence: str
    verdict: str
    conclusive: bool
    rule: str


@dataclass(frozen=True, slots=True)
class GlanceRow:
    """One count for A, for B and, where it applies, for both together."""

    label: str
    a: int
    b: int
    together: int | None = None


@dataclass(frozen=True, slots=True)
class SeriesBin:
    """Counts of one stretch of the period, for the figure."""

    label: str
    stretch: str
    year: int
    a_cooperative: int
    a_conflictual: int
    b_cooperative: int
    b_conflictual: int
    together: int


@dataclass(frozen=True, slots=True)
class BalanceCount:
    """How many stories of one quad, and which (ids of chronology lines)."""

    quad: int
    count: int
    story_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BalanceCell:
    """One issue and direction: four counts, by quad."""

    direction: str
    counts: tuple[BalanceCount, ...]


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """One issue across the three directions."""

    issue: str | None
    label: str
    cells: tuple[BalanceCell, ...]


@dataclass(frozen=True, slots=True)
class BalanceSheet:
    rows: tuple[BalanceLine, ...]
    total: BalanceLine
    note: str | None


@dataclass(frozen=True, slots=True)
class Following:
    """An act that followed an overture, and after how many days."""

    line: Line
    lag_days: int


@dataclass(frozen=True, slots=True)
class OvertureItem:
    """An overture, its outcome in words, and the other side's first acts."""

    line: Line
    outcome: str
    explanation: str
    followed_by: tuple[Following, ...]


@dataclass(frozen=True, slots=True)
class OvertureSide:
    """One side's overtures, with counts by outcome; ``note`` says what is absent or left out."""

    direction: str
    name: str
    items: tuple[OvertureItem, ...]
    outcomes: tuple[tuple[str, int], ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class AskItem:
    """One ask with every time that it was made."""

    sentence: str
    asker: str
    addressee: str
    issue: str | None
    times: int
    first: str
    last: str
    status: str
    settled_by: Line | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Asks:
    items: tuple[AskItem, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class VoiceGroup:
    """Lines that rest on one kind of voice."""

    kind: str
    explanation: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ContradictionItem:
    """Two versions of one thing, each with the side that tells it."""

    text: str
    one_side: str
    one: Line
    other_side: str
    other: Line


@dataclass(frozen=True, slots=True)
class Voices:
    groups: tuple[VoiceGroup, ...]
    contradictions: tuple[ContradictionItem, ...]
    note: str | None
    contradiction_note: str | None

    def told_by_others(self) -> tuple[Line, ...]:
        """Lines that rest on the word of somebody who neither acts nor publishes."""
        kinds = ("adversary-reported", "third-party", "unidentified source")
        return tuple(line for group in self.groups if group.kind in kinds for line in group.lines)


@dataclass(frozen=True, slots=True)
class MeasuredAnswer:
    """Whether one side answers the other, as a sentence, and what it rests on."""

    sentence: str
    basis: str


@dataclass(frozen=True, slots=True)
class LagCurve:
    """Share of one side's overtures that were answered in kind by so many days."""

    name: str
    overtures: int
    days: tuple[float, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class AccountCurve:
    """One side's scores towards the other, summed up day by day."""

    name: str
    days: tuple[dt.date, ...]
    totals: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """The measured finding: verdict, either direction, cautions, the sample, and two curves."""

    verdict: str
    answers: tuple[MeasuredAnswer, MeasuredAnswer]
    notes: tuple[str, ...]
    sample: str
    window_days: int
    accounts: tuple[AccountCurve, AccountCurve]
    lags: tuple[LagCurve, ...]


@dataclass(frozen=True, slots=True)
class ConcernItem:
    """One concern in the holder's reported words."""

    about: str
    issues: tuple[str, ...]
    times: int
    quote: Quote


@dataclass(frozen=True, slots=True)
class ConcernSide:
    name: str
    items: tuple[ConcernItem, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class CoverageView:
    """How much material there is, and where it is silent."""

    reports: int
    read: int | None
    outlets: tuple[tuple[str, int], ...]
    span: str
    months: int
    silent: tuple[str, ...]
    silent_months: int
    unread: tuple[str, ...]
    modalities: tuple[tuple[str, int], ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """All sections of one brief."""

    a: str
    b: str
    a_name: str
    b_name: str
    period: str
    since: dt.date | None
    until: dt.date | None
    window_days: int
    headline: Headline
    glance: tuple[GlanceRow, ...]
    series: tuple[SeriesBin, ...]
    chronology: Section
    balance: BalanceSheet
    overtures: tuple[OvertureSide, OvertureSide]
    measured: Measured
    asks: Asks
    voices: Voices
    judgements: Section
    concerns: tuple[ConcernSide, ConcernSide]
    unrealised: Section
    coverage: CoverageView

    def way(self, direction: str) -> str:
        """A direction in words: ``NATO → Russia``."""
        return {
            "a_to_b": f"{self.a_name} → {self.b_name}",
            "b_to_a": f"{self.b_name} → {self.a_name}",
            "together": "Together",
            "apart": "Others",
        }.get(direction, "")

    def lines_by_id(self) -> dict[str, Line]:
        """The chronology's lines by story id, as the balance sheet names them."""
        return {line.id: line for line in self.chronology.lines}

    def quotes(self) -> Iterator[Quote]:
        """Every quote of every line of the chronology and of what did not happen."""
        for section in (self.chronology, self.unrealised, self.judgements):
            for line in section.lines:
                yield line.quote
                yield from line.others
