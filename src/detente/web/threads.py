"""Threads: a dyad's overtures with what followed, and its open asks, of coded texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from detente.analysis.asks import Ask, AskStatus, HeardAsks
from detente.analysis.finding import draw_finding
from detente.analysis.replies import WINDOW_DAYS, FollowUp, follow_overtures
from detente.analysis.stories import Story
from detente.analysis.trust import sift
from detente.report.brief import Headline, OvertureSide
from detente.report.lines import LineWriter
from detente.report.names import capitalize
from detente.report.phrases import write_ask
from detente.report.sections.headline import write_headline
from detente.report.sections.overtures import write_overtures
from detente.web.deeds import Dealings
from detente.web.snapshot import Edition, View

_OVERTURES, _ASKS = 8, 8


class Narrowing(Protocol):
    """What a page asks for: a period, and perhaps an issue."""

    @property
    def since(self) -> dt.date | None: ...
    @property
    def until(self) -> dt.date | None: ...
    @property
    def issue(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class AskRow:
    """One open ask, by the act that last makes it (``id``), and how often it was made."""

    id: str
    sentence: str
    issue: str | None
    times: int
    first: dt.date | None
    last: dt.date | None


def make_writer(edition: Edition, found: Dealings, query: Narrowing) -> LineWriter:
    """What puts the dyad's stories into words."""
    return LineWriter(
        found.pair, edition.prose, query.since, query.until, _horizon(edition, found), WINDOW_DAYS
    )


def _horizon(edition: Edition, found: Dealings) -> dt.date:
    """The last day that the coder's material covers."""
    last = next((one.last for one in edition.coders if one.coder == found.coder), None)
    return last or dt.date.max


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """The stories of a dyad that are trusted enough, its overtures followed, its asks heard."""

    stories: tuple[Story, ...]
    followed: tuple[FollowUp, ...]
    asks: HeardAsks


def tell(view: View, found: Dealings, confidence: float) -> Told:
    """The stories trusted at least so much and what follows from them; kept with the edition."""

    def make() -> Told:
        trusted, _ = sift(found.stories, confidence)
        around, _ = sift(found.all_stories, confidence)
        followed = follow_overtures(trusted, found.pair, _horizon(view.edition, found))
        asks = HeardAsks([s for s in trusted if s.happened], around, found.pair)
        return Told(tuple(trusted), tuple(followed), asks)

    return view.edition.keep(("told", found.pair, found.coder, confidence), make)


def write_finding(told: Told, writer: LineWriter, query: Narrowing) -> Headline | None:
    """Which side made more overtures in the period and on the issue asked for, as a brief has it;
    nothing where nothing at all was told."""
    if not told.stories:
        return None
    done = [
        (writer.pair.direction(story.event), story.quad)
        for story in told.stories
        if story.happened and _is_inside(story, query)
    ]
    followed = [one for one in told.followed if _is_inside(one.overture, query)]
    return write_headline(draw_finding(done, followed), writer)


def find_overtures(
    followed: Iterable[FollowUp], writer: LineWriter, query: Narrowing
) -> tuple[OvertureSide, ...]:
    """The latest overtures of either side in the period and on the issue asked for."""
    inside = [one for one in followed if _is_inside(one.overture, query)]
    if not inside:
        return ()
    latest: list[FollowUp] = []
    for way in {one.direction for one in inside}:
        latest += [one for one in inside if one.direction is way][-_OVERTURES:]
    kept = {id(one) for one in latest}
    return write_overtures([one for one in inside if id(one) in kept], writer)


def _is_inside(story: Story, query: Narrowing) -> bool:
    since, until = query.since or dt.date.min, query.until or dt.date.max
    inside = since <= (story.date or dt.date.max) <= until
    return inside and (query.issue is None or query.issue in story.issues)


def find_asks(told: Told, writer: LineWriter, query: Narrowing) -> tuple[AskRow, ...]:
    """The asks that nothing found has met or refused, those asked latest first."""
    heard = [ask for ask in told.asks if _is_asked(ask, query)]
    latest = sorted(heard, key=lambda ask: ask.stories[-1].date or dt.date.min, reverse=True)
    still = (ask for ask in map(told.asks.follow, latest) if ask.status is AskStatus.OPEN)
    return tuple(_ask(ask, writer) for ask in islice(still, _ASKS))


def _is_asked(ask: Ask, query: Narrowing) -> bool:
    days = [story.date for story in ask.stories if story.date is not None]
    since, until = query.since or dt.date.min, query.until or dt.date.max
    inside = not days or any(since <= day <= until for day in days)
    return inside and query.issue in (None, ask.issue)


def _ask(ask: Ask, writer: LineWriter) -> AskRow:
    asker, addressee = writer.names.join(ask.asker), writer.names(ask.addressee)
    return AskRow(
        ask.stories[-1].id, capitalize(f"{asker} {write_ask(ask.deed, addressee, None)}"),
        ask.issue, ask.times, ask.stories[0].date, ask.stories[-1].date,
    )  # fmt: skip
