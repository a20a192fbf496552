"""Build: from a pair's entries and concerns to its brief."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace

from detente.analysis.coverage import measure_coverage
from detente.analysis.finding import draw_finding
from detente.analysis.judgements import is_by_outlet, is_judgement
from detente.analysis.meaning import Encode, Meanings, cut_paragraphs
from detente.analysis.pair import Direction, Pair
from detente.analysis.plans import follow_promises
from detente.analysis.press import Owners
from detente.analysis.replies import WINDOW_DAYS, follow_overtures
from detente.analysis.series import Stretch, cut_stretches
from detente.analysis.stories import Story, merge_stories
from detente.analysis.trust import MIN_CONFIDENCE, sift
from detente.ledger.concerns import ConcernEntry
from detente.ledger.entries import Entry
from detente.records import Actor, Document, Event
from detente.report.brief import Became, Brief, Section, SeriesBin
from detente.report.dates import write_period, write_stretch
from detente.report.language import DEFAULT, Language, load_language
from detente.report.lines import LineWriter
from detente.report.names import Names, Naming
from detente.report.sections.asks import write_asks
from detente.report.sections.balance import write_balance
from detente.report.sections.changes import write_changes
from detente.report.sections.concerns import write_concerns
from detente.report.sections.coverage import write_coverage
from detente.report.sections.headline import glance, write_headline
from detente.report.sections.measured import write_measured
from detente.report.sections.overtures import write_overtures
from detente.report.sections.press import write_press
from detente.report.sections.voices import write_voices


def build_brief(
    a: str,
    b: str,
    entries: Iterable[Entry],
    *,
    concerns: Iterable[ConcernEntry] = (),
    names: Naming | None = None,
    owners: Owners | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    window_days: int = WINDOW_DAYS,
    read: Mapping[dt.date, int] | None = None,
    read_until: dt.date | None = None,
    min_confidence: float = MIN_CONFIDENCE,
    language: str = DEFAULT,
    documents: Iterable[Document] = (),
    encode: Encode | None = None,
) -> Brief:
    """The brief on actors ``a`` and ``b`` (ids), resting on nothing but ``entries``.

    ``entries`` hold both directions, and what outlets say of either side; those dated outside
    ``since`` and ``until`` are left out. ``names`` maps actor ids to words, or is a function of
    an actor; ``owners`` tells whose an outlet is, where that is known. ``read`` has the
    documents that were read, on whatever subject, by the first day of their month;
    ``read_until`` is the last day that they cover (default: the last report on the pair), and
    an overture whose window reaches beyond it is too recent to tell. Acts of which no report is
    trusted at least ``min_confidence`` (0 to 1) are shown apart and count nowhere. Opinions and
    concerns are on the pair where the entries of their document name both sides, a concern also
    where it names the side that does not hold it. ``documents`` with their texts and ``encode``
    (sentences to vectors) help to tell what ends an ask or a plan. ``language`` is a code: en,
    de. Raises ``ValueError`` where an id is none, both are one side, the window is empty, or
    there is no such language.
    """
    pair = Pair.parse(a, b)
    given = [entry for entry in entries if _is_within(entry, since, until)]
    found = [e for e in given if not is_judgement(e) and pair.direction(e.event) is not None]
    on_pair = _name_both(given, pair)
    opinions = [e for e in given if is_judgement(e) and e.document.id in on_pair]
    opinions = [e for e in opinions if _sides(e.event, pair)]
    stories, weak = sift(merge_stories(found), min_confidence)
    judged, weak_judged = sift(merge_stories(opinions), min_confidence)
    between = [entry for story in stories for entry in story.entries]
    coverage = measure_coverage(
        between + [entry for story in judged for entry in story.entries], since, until, read
    )
    horizon = min(read_until or coverage.last or dt.date.max, until or dt.date.max)
    writer = LineWriter(
        pair, Names(names, load_language(language)), since, until, horizon, window_days
    )

    done = [story for story in stories if story.happened]
    meanings = Meanings(stories, cut_paragraphs([*stories, *judged], documents), encode)
    official = [s for s in done if pair.direction(s.event) is not Direction.APART]
    followed = follow_overtures(official, pair, horizon, window_days)
    finding = draw_finding([(pair.direction(s.event), s.quad) for s in official], followed)
    balance, total = write_balance(official, writer)
    asked_by_outlets = [s for s in judged if s.type == "REQUEST" and is_by_outlet(s.lead)]
    return Brief(
        language=language,
        a=str(pair.a),
        b=str(pair.b),
        a_name=writer.a_heading,
        b_name=writer.b_heading,
        period=write_period(since or coverage.first, until or coverage.last, writer.language),
        since=since,
        until=until,
        window_days=window_days,
        min_confidence=min_confidence,
        headline=write_headline(finding, writer),
        glance=glance(finding, total, writer),
        series=tuple(
            _bin(one, writer.language) for one in cut_stretches(official, pair, since, until)
        ),
        changes=write_changes(official, writer),
        balance=balance,
        overtures=write_overtures(followed, writer),
        measured=write_measured(
            official, followed, writer, _first_day(since, read, coverage.first), horizon
        ),
        asks=write_asks([*official, *asked_by_outlets], stories, meanings, writer),
        concerns=write_concerns(_on_pair(concerns, pair, on_pair), writer),
        voices=write_voices(between, writer),
        press=write_press(official, owners or (lambda outlet: None), writer),
        judgements=_section(
            [s for s in judged if s.id not in {asked.id for asked in asked_by_outlets}],
            writer,
            "judgements.none",
        ),
        unrealised=_plans(stories, meanings, writer),
        coverage=write_coverage(
            coverage,
            finding,
            writer.language,
            apart=len(done) - len(official),
            weak=len(weak) + len(weak_judged),
            min_confidence=min_confidence,
        ),
        chronology=_section(done, writer, "balance.none"),
        weak=_section(weak, writer, "weak.none"),
    )


def _on_pair(
    concerns: Iterable[ConcernEntry], pair: Pair, documents: Set[str]
) -> Iterator[ConcernEntry]:
    """Concerns told where both sides are named, or that name the side not holding them."""
    for one in concerns:
        holders = {pair.side(actor) for actor in one.concern.holder}
        named = {pair.side(actor) for actor in one.concern.actors} - {None}
        if one.document.id in documents or named - holders:
            yield one


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


def _name_both(entries: Iterable[Entry], pair: Pair) -> set[str]:
    """Documents whose entries name both sides."""
    named: dict[str, set[Actor]] = defaultdict(set)
    for entry in entries:
        named[entry.document.id] |= _sides(entry.event, pair)
    return {document for document, sides in named.items() if len(sides) > 1}


def _sides(event: Event, pair: Pair) -> set[Actor]:
    content = event.content.source + event.content.target if event.content else ()
    actors = event.source + event.target + event.object + content
    return {side for actor in actors if (side := pair.side(actor)) is not None}


def _section(stories: Sequence[Story], writer: LineWriter, nothing: str) -> Section:
    note = None if stories else writer.say(nothing, a=writer.a_name, b=writer.b_name)
    return Section(tuple(writer.write(story) for story in stories), note)


def _plans(stories: Sequence[Story], meanings: Meanings, writer: LineWriter) -> Section:
    """What did not happen when it was told, with what became of it where that was found."""
    section = _section([s for s in stories if not s.happened], writer, "unrealised.none")
    became: dict[str, Became] = {}
    for promise in follow_promises(stories, writer.pair, meanings=meanings):
        if promise.settled_by is not None:
            settled = writer.write(promise.settled_by)
            became |= {s.id: Became(str(promise.status), settled.when, settled.id)
                       for s in promise.stories}  # fmt: skip
    lines = (replace(line, became=became.get(line.id)) for line in section.lines)
    return replace(section, lines=tuple(lines))


def _bin(one: Stretch, language: Language) -> SeriesBin:
    a, b, both = Direction.A_TO_B, Direction.B_TO_A, Direction.TOGETHER
    return SeriesBin(
        write_stretch(one.start, one.months, language),
        {1: "month", 12: "year"}.get(one.months, "quarter"),
        one.start.year,
        one.cooperative(a),
        one.conflictual(a),
        one.cooperative(b),
        one.conflictual(b),
        len(one.acts[both]),
    )
