"""News: what is new since the last brief on a pair, told from the notes of those made before.

An act is new if no earlier brief on the pair rested on an entry that tells it, whatever period
those briefs were asked for. What lies before the first day that any of them looked at is not
new but was left out then, and is only counted.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace

from detente.ledger.briefs import BriefNote, NotedStatus
from detente.report.brief import (
    SECTIONS,
    AskChange,
    AskItem,
    Brief,
    Line,
    News,
    OvertureChange,
    OvertureItem,
    Then,
)
from detente.report.dates import write_day, write_period
from detente.report.language import Language, load_language
from detente.report.quotes import Quote

OVERTURE, ASK = "overture", "ask"
_WORD = re.compile(r"\w+")


def note_brief(brief: Brief, earlier: Sequence[BriefNote], made: dt.datetime) -> BriefNote:
    """What to remember of a brief made at ``made`` (UTC), behind its pair's ``earlier`` notes."""
    known = _known(earlier)
    overtures = (
        NotedStatus(OVERTURE, item.outcome, _entries(item.line)) for item in _overtures(brief)
    )
    asks = (NotedStatus(ASK, item.status, _entries(item.lines)) for item in brief.asks.items)
    return BriefNote(
        a=brief.a,
        b=brief.b,
        since=brief.since,
        until=brief.until,
        made=made,
        headline=brief.headline.noted,
        verdict=brief.measured.verdict,
        entries=tuple(sorted(set(_entries(brief)) - known)),
        statuses=(*overtures, *asks),
    )


def add_news(brief: Brief, earlier: Sequence[BriefNote]) -> Brief:
    """The brief with what is new in it since the last of its pair's ``earlier`` notes."""
    return replace(brief, news=write_news(brief, earlier))


def write_news(brief: Brief, earlier: Sequence[BriefNote]) -> News:
    """What is new in ``brief``; a remark alone where no brief was noted before."""
    language = load_language(brief.language)
    if not earlier:
        note = language.say("news.first", a=brief.a_name, b=brief.b_name)
        return News(language.say("news.no_brief"), None, note)
    last, past = earlier[-1], _Past.read(earlier)
    acts = (*brief.chronology.lines, *brief.unrealised.lines)
    new = [line for line in acts if past.is_new(line)]
    lines = [line for line in new if not past.is_early(line.date)]
    asks = tuple(_asks(brief, past))
    found = News(
        title=language.say("news.since", day=write_day(last.made.date(), language=language)),
        made=last.made,
        note="",
        finding=_then(last.headline, brief.headline.noted, brief.headline.sentence),
        verdict=_then(last.verdict, brief.measured.verdict, brief.measured.verdict),
        lines=tuple(sorted(lines, key=_newest)),
        further_reports=sum(_count_new_reports(one, past) for one in acts if not past.is_new(one)),
        overtures=tuple(_changed_overtures(brief, past)),
        asks=asks,
        elsewhere=_count_elsewhere(brief, past, {*_entries(acts), *_entries(asks)}),
    )
    remarks = _remark(found, last, len(new) - len(lines), past.reach, language)
    return replace(found, note=" ".join(remarks))


@dataclass(frozen=True, slots=True)
class _Past:
    """All that the earlier briefs knew and said; of statuses the last word counts."""

    entries: frozenset[str]
    statuses: dict[tuple[str, str], str]
    reach: dt.date | None

    @classmethod
    def read(cls, earlier: Sequence[BriefNote]) -> _Past:
        statuses = {
            (one.kind, entry): one.status
            for note in earlier
            for one in note.statuses
            for entry in one.entries
        }
        begun = [note.since for note in earlier]
        reach = None if None in begun else min(day for day in begun if day is not None)
        return cls(_known(earlier), statuses, reach)

    def is_new(self, value: object) -> bool:
        return self.entries.isdisjoint(_entries(value))

    def is_early(self, day: dt.date | None) -> bool:
        """Whether it lies before the first day that any earlier brief looked at."""
        return day is not None and self.reach is not None and day < self.reach

    def said(self, kind: str, entries: Iterable[str]) -> set[str]:
        """What was said last of those that these entries make: several where they were several."""
        return {self.statuses[kind, one] for one in entries if (kind, one) in self.statuses}


def _known(earlier: Iterable[BriefNote]) -> frozenset[str]:
    return frozenset(entry for note in earlier for entry in note.entries)


def _entries(value: object) -> tuple[str, ...]:
    """Ids of every entry that a part of a brief quotes."""
    return tuple(dict.fromkeys(quote.entry_id for quote in _quotes(value)))


def _quotes(value: object) -> Iterator[Quote]:
    if isinstance(value, Quote):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _quotes(one)
    elif is_dataclass(value) and not isinstance(value, News):
        for field in fields(value):
            yield from _quotes(getattr(value, field.name))


def _newest(line: Line) -> tuple[int, str]:
    return -line.date.toordinal() if line.date else 0, line.id


def _overtures(brief: Brief) -> Iterator[OvertureItem]:
    return (item for side in brief.overtures for item in side.items)


def _changed_overtures(brief: Brief, past: _Past) -> Iterator[OvertureChange]:
    for item in _overtures(brief):
        then = past.said(OVERTURE, _entries(item.line))
        if then and item.outcome not in then:
            yield OvertureChange(item, _join(then, "outcomes", brief))


def _asks(brief: Brief, past: _Past) -> Iterator[AskChange]:
    for item in brief.asks.items:
        then = past.said(ASK, _entries(item.lines))
        if then and item.status not in then:
            yield AskChange(item, _join(then, "statuses", brief))
        elif past.is_new(item.lines) and not past.is_early(_last_asked(item)):
            yield AskChange(item, None)


def _join(codes: set[str], words: str, brief: Brief) -> str:
    language = load_language(brief.language)
    return language.join([language.word(words, code) for code in sorted(codes)])


def _last_asked(item: AskItem) -> dt.date | None:
    return max((line.date for line in item.lines if line.date is not None), default=None)


def _count_new_reports(line: Line, past: _Past) -> int:
    quotes = (line.quote, *line.others)
    known = {one.document_id for one in quotes if one.entry_id in past.entries}
    return len({one.document_id for one in quotes} - known)


def _count_elsewhere(brief: Brief, past: _Past, told: set[str]) -> tuple[tuple[str, int], ...]:
    """New entries that stand in none of the parts before, by the first section that has them."""
    told = told | past.entries
    counts = []
    for key in SECTIONS:
        quotes = _quotes(getattr(brief, key))
        new = {one.entry_id for one in quotes if not past.is_early(one.date)} - told
        told |= new
        counts += [(key, len(new))] * bool(new)
    return tuple(counts)


def _then(then: str, noted: str, now: str) -> Then | None:
    """What was said then and is said now, where that differs from what is noted now.

    The sides may have been named the other way round: the same words in another order say the
    same.
    """
    return None if sorted(_WORD.findall(then)) == sorted(_WORD.findall(noted)) else Then(then, now)


def _remark(
    news: News, last: BriefNote, early: int, reach: dt.date | None, language: Language
) -> Iterator[str]:
    say = language.say
    asked = last.since is not None or last.until is not None
    period = write_period(last.since, last.until, language) if asked else say("news.everything")
    yield say("news.covered", time=f"{last.made:%H:%M}", period=period)
    if not (news.lines or news.further_reports or news.overtures or news.asks or news.elsewhere):
        yield say("news.nothing" if news.finding or news.verdict else "news.nothing_stands")
    elif not news.lines:
        yield say("news.no_act")
    if news.further_reports:
        yield say("news.further", news.further_reports)
    if news.elsewhere:
        others = [
            say("news.under", count=count, title=say(f"titles.{key}"))
            for key, count in news.elsewhere
        ]
        yield say("news.elsewhere", others=language.join(others))
    if early:
        yield say("news.early", early, day=write_day(reach, language=language))
