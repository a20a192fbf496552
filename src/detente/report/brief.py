"""Brief: what is known of a pair over a period, as plain values that any renderer can show.

Nothing here computes: every number and sentence comes from ``detente.analysis`` or
``detente.report.sections``, and every line carries its quote.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from detente.report.language import load_language
from detente.report.quotes import Quote

SECTIONS = (
    "glance", "changes", "balance", "overtures", "measured", "asks", "concerns", "voices", "press",
    "judgements", "unrealised", "coverage", "chronology", "weak",
)  # fmt: skip
"""The keys of the sections, in their order."""


@dataclass(frozen=True, slots=True)
class Line:
    """One story as a sentence, with its date, its weight and its proof.

    ``direction``: ``a_to_b``, ``b_to_a``, ``together``, ``apart``, or empty where it is not
    between the two. ``quote`` is the surest report's; ``others`` those of the further reports.
    ``independent`` counts outlets that tell it in a text of their own. ``became`` is, of a
    plan, the line of the act that carried it out or called it off.
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
    independent: int
    confidence: float
    strength: float
    quote: Quote
    others: tuple[Quote, ...] = ()
    became: Became | None = None


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a plan: ``kept`` or ``broken``, when, and by which story."""

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
    """The finding in one sentence; ``conclusive`` is false where none is drawn.

    ``noted`` is the sentence in English: briefs in any language are compared by it.
    """

    sentence: str
    verdict: str
    conclusive: bool
    rule: str
    noted: str


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
class ChangeRow:
    """Cooperative and conflictual acts of one stretch: A's, B's, and both together."""

    label: str
    a: tuple[int, int]
    b: tuple[int, int]
    together: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ChangeItem:
    """Whether one side's acts changed, as a sentence, and the strongest acts that show it."""

    sentence: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Acts by ``stretch`` (month, quarter, year), and what changed from one to the next."""

    stretch: str
    rows: tuple[ChangeRow, ...]
    items: tuple[ChangeItem, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class BalanceCount:
    """How many stories of one quad, and which (ids of the record's lines), strongest first."""

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
    """One ask with every time that it was made, and why it stands as it does.

    ``confidence`` is that of the status; of an open ask, that nothing found ends it.
    """

    sentence: str
    asker: str
    addressee: str
    issue: str | None
    times: int
    first: str
    last: str
    status: str
    reason: str
    confidence: float
    settled_by: Line | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Asks:
    """The sides' own asks, then those of outlets; of each open ones first, the oldest on top."""

    items: tuple[AskItem, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class VoiceGroup:
    """Lines that rest on one kind of voice."""

    kind: str
    explanation: str
    lines: tuple[Line, ...]

    @property
    def is_of_others(self) -> bool:
        """Whether somebody who neither acts nor publishes tells it."""
        return self.kind in ("adversary-reported", "third-party", "unidentified source")


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
        return tuple(line for group in self.groups if group.is_of_others for line in group.lines)


@dataclass(frozen=True, slots=True)
class PressRow:
    """What one outlet tells: acts, cooperative and conflictual of either side, told alone."""

    outlet: str
    owner: str
    acts: int
    a: tuple[int, int]
    b: tuple[int, int]
    together: tuple[int, int]
    alone: int


@dataclass(frozen=True, slots=True)
class Press:
    """Outlets side by side, and whether state media tell it differently from others."""

    rows: tuple[PressRow, ...]
    sentence: str


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
class Then:
    """What an earlier brief said, and what is said now."""

    then: str
    now: str


@dataclass(frozen=True, slots=True)
class OvertureChange:
    """An overture that the earlier brief had, with another outcome now."""

    item: OvertureItem
    then: str


@dataclass(frozen=True, slots=True)
class AskChange:
    """An ask that is new (``then`` is ``None``) or whose status is another now."""

    item: AskItem
    then: str | None


@dataclass(frozen=True, slots=True)
class News:
    """What is new since the last brief on the pair; ``made`` is ``None`` where there is none.

    ``lines`` are acts, announced ones too, that no earlier brief had, newest first.
    ``further_reports`` tell of acts that were known. ``elsewhere`` counts new entries of other
    sections, by the key of the section. ``note`` says in words what there is and is not.
    """

    title: str
    made: dt.datetime | None
    note: str
    finding: Then | None = None
    verdict: Then | None = None
    lines: tuple[Line, ...] = ()
    further_reports: int = 0
    overtures: tuple[OvertureChange, ...] = ()
    asks: tuple[AskChange, ...] = ()
    elsewhere: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """All sections of one brief.

    Entries trusted less than ``min_confidence`` are in no count: they stand under ``weak``.
    ``language`` is the code of the language that its sentences and labels are in; verdicts,
    outcomes, statuses and the like are codes in English, and a renderer finds their words.
    """

    language: str
    a: str
    b: str
    a_name: str
    b_name: str
    period: str
    since: dt.date | None
    until: dt.date | None
    window_days: int
    min_confidence: float
    headline: Headline
    glance: tuple[GlanceRow, ...]
    series: tuple[SeriesBin, ...]
    changes: Changes
    balance: BalanceSheet
    overtures: tuple[OvertureSide, OvertureSide]
    measured: Measured
    asks: Asks
    concerns: tuple[ConcernSide, ConcernSide]
    voices: Voices
    press: Press
    judgements: Section
    unrealised: Section
    coverage: CoverageView
    chronology: Section
    weak: Section
    news: News | None = None

    def _repr_markdown_(self) -> str:
        """The brief as a notebook shows it."""
        from detente.report.markdown import render_markdown

        return render_markdown(self)

    def way(self, direction: str) -> str:
        """A direction in words: ``NATO → Russia``."""
        say = load_language(self.language).say
        if direction in ("together", "apart"):
            return say(f"ways.{direction}")
        sides = {"a_to_b": (self.a_name, self.b_name), "b_to_a": (self.b_name, self.a_name)}
        a, b = sides.get(direction, ("", ""))
        return say("ways.towards", a=a, b=b) if a else ""

    def lines_by_id(self) -> dict[str, Line]:
        """The record's lines by story id, as the balance sheet names them."""
        return {line.id: line for line in self.chronology.lines}

    def quotes(self) -> Iterator[Quote]:
        """Every quote of every line of the record and of what did not happen."""
        for section in (self.chronology, self.unrealised, self.judgements, self.weak):
            for line in section.lines:
                yield line.quote
                yield from line.others
