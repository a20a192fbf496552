"""Stories: several reports of one act count once, with the reports standing beside.

Entries are one act if their sides (at the level of codes), type, content and modality are the
same, their dates within three days, and they share an issue or have triggers that begin alike.
Where documents have been placed in news stories, those of one are compared more freely, and those
of two more strictly (``analysis/retelling``). Entries that contradict each other on whether it
happened, or on who did it to whom, are never one act. What a reviewer said of entries, that they
are one act or two, goes before all this.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from detente.analysis.marks import join_marked, kept_apart
from detente.analysis.modality import happened
from detente.analysis.pair import OFFICIAL_ROLES
from detente.analysis.retelling import Wording, join_retellings
from detente.ledger.entries import Entry
from detente.records import Actor, Event, Modality

NEAR_DAYS = 3
_FINE = frozenset({"day", "week"})
_STEM_LENGTH = 5


@dataclass(frozen=True, slots=True)
class Story:
    """One act with every entry that reports it, earliest first."""

    entries: tuple[Entry, ...]

    @property
    def lead(self) -> Entry:
        """The entry that is surest; of equals, the earliest."""
        if len(self.entries) == 1:  # as of most stories
            return self.entries[0]
        return max(self.entries, key=lambda entry: entry.event.confidence)

    @property
    def id(self) -> str:
        return self.lead.event.id

    @property
    def event(self) -> Event:
        return self.lead.event

    @property
    def type(self) -> str:
        return self.event.type

    @property
    def content_type(self) -> str | None:
        return self.event.content.type if self.event.content else None

    @property
    def modality(self) -> Modality:
        return self.event.modality

    @property
    def happened(self) -> bool:
        return happened(self.event)

    @property
    def quad(self) -> int:
        return self.lead.quad

    @property
    def score(self) -> float:
        return self.lead.score

    @property
    def cooperative(self) -> bool:
        return self.quad in (1, 2)

    @property
    def date(self) -> dt.date | None:
        """The first day that a report puts it on."""
        return self.entries[0].date

    @property
    def last_day(self) -> dt.date | None:
        """The last day of the span that the earliest report gives (a month, a year ...)."""
        return span_days(self.entries[0])[1]

    @property
    def granularity(self) -> str:
        when = self.entries[0].event.when
        return when.granularity if when else "day"

    @property
    def issues(self) -> tuple[str, ...]:
        """All issues that its reports put it under, in order of first mention."""
        return tuple(dict.fromkeys(i for entry in self.entries for i in entry.event.issues))

    @property
    def reports(self) -> int:
        """How many documents tell it."""
        return len({entry.document.id for entry in self.entries})

    @property
    def independent(self) -> int:
        """How many outlets tell it in a text of their own; repeated texts count once.

        Documents that name no outlet count as one each.
        """
        texts: dict[str, str] = {}
        for entry in self.entries:
            text = entry.copy_of or entry.document.id
            texts.setdefault(text, entry.document.outlet or text)
        return len(set(texts.values()))

    @property
    def outlets(self) -> tuple[str, ...]:
        """Distinct outlets, in order of first report."""
        return tuple(dict.fromkeys(o for entry in self.entries for o in entry.outlets))

    @property
    def strength(self) -> float:
        """Weight for choosing what to show first: size of the act, sureness, outlets."""
        return abs(self.score) * self.event.confidence * (1 + math.log(self.independent))


def merge_stories(entries: Iterable[Entry]) -> list[Story]:
    """Merge entries that report one act; stories come by date, undated ones last.

    A story's dates are measured from its earliest entry, so that a chain of reports does not
    creep. Entries dated no finer than a month merge only with the same span; undated ones do
    not merge at all.
    """
    unique = {entry.event.id: entry for entry in entries}
    order = {id(entry): _order(entry, name) for name, entry in unique.items()}

    def place(entry: Entry) -> tuple[dt.date, dt.date, str]:
        return order[id(entry)]

    wording = Wording(unique.values())
    groups: dict[tuple[object, ...], list[list[Entry]]] = defaultdict(list)
    for entry in sorted(unique.values(), key=place):
        stories = groups[_key(entry)]
        home = _find_home(stories, entry, wording)
        if home is None:
            stories.append([entry])
        else:
            home.append(entry)
    acts = join_retellings([act for acts in groups.values() for act in acts], wording)
    acts = join_marked(acts)
    merged = [Story(tuple(sorted(act, key=place))) for act in acts]
    return sorted(merged, key=lambda story: place(story.entries[0]))


def _find_home(
    stories: Sequence[list[Entry]], entry: Entry, wording: Wording
) -> list[Entry] | None:
    """The latest story near enough in time that is about the same."""
    near = takewhile(lambda story: _is_near(story[0], entry), reversed(stories))
    alike = (story for story in near if _is_about_same(story, entry, wording))
    return next((story for story in alike if not kept_apart(story, [entry])), None)


def span_days(entry: Entry) -> tuple[dt.date | None, dt.date | None]:
    """First and last day that the entry speaks of."""
    when = entry.event.when
    if entry.date is None or when is None:
        return entry.date, entry.date
    return entry.date, max(entry.date, when.end)


def _order(entry: Entry, event_id: str) -> tuple[dt.date, dt.date, str]:
    published = entry.document.date or dt.date.max
    return entry.date or dt.date.max, published, event_id


def _key(entry: Entry) -> tuple[object, ...]:
    event = entry.event
    source, target = _codes(event.source), _codes(event.target)
    sides = (source | target, frozenset()) if event.mutual else (source, target)
    about = event.content.type if event.content else None
    return *sides, event.type, about, event.modality, _span_key(entry)


def _span_key(entry: Entry) -> object:
    """What the spans of entries that may merge have in common."""
    when = entry.event.when
    if entry.date is None:
        return entry.event.id
    return (
        None
        if when is None or when.granularity in _FINE
        else (when.granularity, when.start, when.end)
    )


def _codes(actors: Iterable[Actor]) -> frozenset[str]:
    return frozenset(a.code if a.role in OFFICIAL_ROLES else f"{a.code}-{a.role}" for a in actors)


def _is_near(one: Entry, other: Entry) -> bool:
    if one.date is None or other.date is None:
        return False
    return abs((other.date - one.date).days) <= NEAR_DAYS


def _is_about_same(story: Sequence[Entry], entry: Entry, wording: Wording) -> bool:
    return any(
        (set(one.event.issues) & set(entry.event.issues) or _stems(one) & _stems(entry))
        and not wording.sets_apart(one, entry)
        for one in story
    )


def _stems(entry: Entry) -> set[str]:
    words = re.findall(r"[^\W\d_]{3,}", entry.event.evidence.trigger.text.lower())
    return {word[:_STEM_LENGTH] for word in words}
