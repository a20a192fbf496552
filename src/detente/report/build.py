"""Build: from a pair's entries and concerns to its brief."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from detente.analysis.coverage import measure_coverage
from detente.analysis.finding import draw_finding
from detente.analysis.judgements import is_by_outlet, is_judgement
from detente.analysis.pair import Direction, Pair
from detente.analysis.plans import follow_plans
from detente.analysis.replies import WINDOW_DAYS, follow_overtures
from detente.analysis.series import Bin, count_series
from detente.analysis.stories import Story, merge_stories
from detente.ledger.concerns import ConcernEntry
from detente.ledger.entries import Entry
from detente.records import Event
from detente.report.brief import Became, Brief, Section, SeriesBin
from detente.report.dates import write_month, write_period
from detente.report.lines import LineWriter
from detente.report.names import Names, Naming, head_name
from detente.report.sections.asks import write_asks
from detente.report.sections.balance import write_balance
from detente.report.sections.concerns import write_concerns
from detente.report.sections.coverage import write_coverage
from detente.report.sections.headline import glance, write_headline
from detente.report.sections.measured import write_measured
from detente.report.sections.overtures import write_overtures
from detente.report.sections.voices import write_voices


def build_brief(
    a: str,
    b: str,
    entries: Iterable[Entry],
    *,
    concerns: Iterable[ConcernEntry] = (),
    names: Naming | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    window_days: int = WINDOW_DAYS,
    read: Mapping[dt.date, int] | None = None,
    read_until: dt.date | None = None,
) -> Brief:
    """The brief on actors ``a`` and ``b`` (ids), resting on nothing but ``entries``.

    ``entries`` hold both directions, and what outlets say of either side; those dated outside
    ``since`` and ``until`` are left out. ``names`` maps actor ids to words, or is a function of
    an actor. ``read`` has the documents that were read, on whatever subject, by the first day
    of their month; ``read_until`` is the last day that they cover (default: the last report on
    the pair), and an overture whose window reaches beyond it is too recent to tell. Raises
    ``ValueError`` where an id is none, both are one side, or the window is empty.
    """
    pair = Pair.parse(a, b)
    given = [entry for entry in entries if _is_within(entry, since, until)]
    judged = [e for e in given if is_judgement(e) and _touches(e.event, pair)]
    between = [e for e in given if not is_judgement(e) and pair.direction(e.event) is not None]
    coverage = measure_coverage(between + judged, since, until, read)
    horizon = min(read_until or coverage.last or dt.date.max, until or dt.date.max)
    writer = LineWriter(pair, Names(names), since, until, horizon, window_days)

    stories = merge_stories(between)
    done = [story for story in stories if story.happened]
    official = [s for s in done if pair.direction(s.event) is not Direction.APART]
    followed = follow_overtures(official, pair, horizon, window_days)
    finding = draw_finding(len(official), followed)
    balance, total = write_balance(official, writer)
    opinions = merge_stories(judged)
    asked_by_outlets = [s for s in opinions if s.type == "REQUEST" and is_by_outlet(s.lead)]
    return Brief(
        a=str(pair.a),
        b=str(pair.b),
        a_name=head_name(writer.a_name),
        b_name=head_name(writer.b_name),
        period=write_period(since or coverage.first, until or coverage.last),
        since=since,
        until=until,
        window_days=window_days,
        headline=write_headline(finding, writer),
        glance=glance(finding, total),
        series=tuple(_bin(one) for one in count_series(official, pair, since, until)),
        chronology=_section(done, writer, "No act between {a} and {b} was found in this material."),
        balance=balance,
        overtures=write_overtures(followed, writer),
        measured=write_measured(
            official, followed, writer, _first_day(since, read, coverage.first), horizon
        ),
        asks=write_asks([*official, *asked_by_outlets], stories, writer),
        voices=write_voices(between, writer),
        judgements=_section(
            [s for s in opinions if s.id not in {asked.id for asked in asked_by_outlets}],
            writer,
            "No judgement of {a} or {b} by an outlet or author was found in this material.",
        ),
        concerns=write_concerns(concerns, writer),
        unrealised=_plans(stories, writer),
        coverage=write_coverage(
            coverage, apart=len(done) - len(official), elsewhere=len(given) - len(between + judged)
        ),
    )


def _first_day(
    since: dt.date | None, read: Mapping[dt.date, int] | None, first: dt.date | None
) -> dt.date | None:
    """From when on silence means something: the period's first day that papers were read for."""
    begun = min((month for month, number in (read or {}).items() if number), default=first)
    return max((day for day in (since, begun) if day is not None), default=None)


def _is_within(entry: Entry, since: dt.date | None, until: dt.date | None) -> bool:
    if entry.date is None:
        return True
    return (since is None or since <= entry.date) and (until is None or entry.date <= until)


def _touches(event: Event, pair: Pair) -> bool:
    content = event.content.source + event.content.target if event.content else ()
    actors = event.source + event.target + event.object + content
    return any(pair.side(actor) is not None for actor in actors)


def _section(stories: Sequence[Story], writer: LineWriter, nothing: str) -> Section:
    note = None if stories else nothing.format(a=writer.a_name, b=writer.b_name)
    return Section(tuple(writer.write(story) for story in stories), note)


def _plans(stories: Sequence[Story], writer: LineWriter) -> Section:
    """What did not happen when it was told, with what became of it where that was found."""
    nothing = "Nothing was reported as announced, possible, conditional or denied."
    section = _section([s for s in stories if not s.happened], writer, nothing)
    became = {}
    for plan in follow_plans(stories, writer.pair):
        if plan.settled_by is not None:
            settled = writer.write(plan.settled_by)
            became[plan.story.id] = Became(str(plan.outcome), settled.when, settled.id)
    lines = (replace(line, became=became.get(line.id)) for line in section.lines)
    return replace(section, lines=tuple(lines))


def _bin(one: Bin) -> SeriesBin:
    quarter = f"quarter {(one.start.month + 2) // 3} of {one.start.year}"
    label = {1: write_month(one.start), 12: str(one.start.year)}.get(one.months, quarter)
    return SeriesBin(
        label,
        {1: "month", 12: "year"}.get(one.months, "quarter"),
        one.start.year,
        one.a_cooperative,
        one.a_conflictual,
        one.b_cooperative,
        one.b_conflictual,
        one.together,
    )
