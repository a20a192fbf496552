"""Latest: the last acts of one actor, or on one issue, with their quotes, and the asks in them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from detente.analysis.asks import Ask, group_asks
from detente.analysis.judgements import is_judgement
from detente.analysis.pair import Direction, Pair
from detente.analysis.replies import WINDOW_DAYS
from detente.analysis.stories import Story, merge_stories
from detente.ledger.acts import Act
from detente.ledger.newest import Focus
from detente.records import Actor, Modality
from detente.report.dates import write_day
from detente.report.lines import LineWriter
from detente.report.names import capitalize
from detente.report.phrases import write_ask
from detente.report.quotes import cut_quote
from detente.web.deeds import say_imported
from detente.web.snapshot import Edition, View

_ACTS, _ENTRIES = 12, 40
_ASKS, _ASKING_ENTRIES = 8, 160
_BETWEEN = frozenset({Direction.A_TO_B, Direction.B_TO_A, Direction.TOGETHER})
_NOBODY = Pair(Actor("ZZA"), Actor("ZZB"))
"""What a line is written between that tells no way: codes that ISO gives to nobody."""


@dataclass(frozen=True, slots=True)
class LatestAct:
    """One act in words; ``quote`` is its surest report's, of coded texts only."""

    id: str
    date: dt.date | None
    when: str
    sentence: str
    type: str
    content: str | None
    quad: int
    score: float
    modality: str
    issues: tuple[str, ...]
    confidence: float
    reports: int
    outlets: tuple[str, ...]
    according_to: str | None
    quote: str | None
    document: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class FollowedAsk:
    """One ask by the act that last makes it (``id``), and what became of it.

    ``settled_by`` is the act that ended it, with the ``reason`` in words.
    """

    id: str
    asker: tuple[str, ...]
    addressee: str
    sentence: str
    issue: str | None
    status: str
    reason: str
    times: int
    first: dt.date | None
    last: dt.date | None
    quote: str
    settled_by: str | None
    settled_sentence: str | None
    settled_on: dt.date | None


def read_stories(view: View, focus: Focus, others: Sequence[str] = ()) -> list[Story]:
    """The stories that the last entries tell, of coded texts, and more of those with ``others``.

    What outlets judge is only told of themselves.
    """
    if not view.edition.made.events:
        return []
    judges = focus.actor is not None and focus.actor.startswith("MED")
    first = _ENTRIES if focus.issue is None else _ASKING_ENTRIES
    entries = view.snapshot.newest_entries(focus, first, others, _ASKING_ENTRIES)
    return merge_stories(entry for entry in entries if judges or not is_judgement(entry))


def find_latest(view: View, focus: Focus, stories: Sequence[Story]) -> tuple[LatestAct, ...]:
    """The last acts, the last first: of coded texts where there are any, else imported."""
    if stories:
        writer = make_writer(view.edition)
        return tuple(_act(story, writer) for story in stories[: -_ACTS - 1 : -1])
    if not view.edition.made.acts:
        return ()
    return tuple(_imported(view.edition, one) for one in view.snapshot.newest_acts(focus, _ACTS))


def make_writer(edition: Edition) -> LineWriter:
    """What puts acts into words where they are not those of one pair."""
    return LineWriter(_NOBODY, edition.prose, None, None, dt.date.max, WINDOW_DAYS)


def _act(story: Story, writer: LineWriter) -> LatestAct:
    line = writer.write(story)
    return LatestAct(
        line.id, line.date, line.when, line.sentence, line.type, line.content, line.quad,
        line.score, line.modality, story.issues, line.confidence, line.reports, line.outlets,
        line.according_to, line.quote.shown, line.quote.document_id, line.quote.url,
    )  # fmt: skip


def _imported(edition: Edition, act: Act) -> LatestAct:
    source, target = (
        edition.head(side) if side else "nobody known" for side in (act.source, act.target)
    )
    assert act.type is not None  # statements are left out
    assert act.quad is not None
    assert act.score is not None
    return LatestAct(
        act.id, act.date, write_day(act.date, short=True),
        say_imported(source, target, act.type, act.content, mutual=act.mutual),
        act.type, act.content, act.quad, act.score, Modality.ACTUAL.value, act.issues,
        act.confidence, act.reports, (), None, None, None, None,
    )  # fmt: skip


# Asks


def find_asks(
    edition: Edition, stories: Sequence[Story], pairs: Iterable[Pair], issue: str | None = None
) -> list[FollowedAsk]:
    """What the sides of each pair asked of each other, on an issue or any, the latest first, and
    what became of it as far as these stories tell."""
    writer = make_writer(edition)
    found = [
        _row(ask, writer)
        for pair in pairs
        for ask in _follow(stories, pair)
        if issue in (None, ask.issue)
    ]
    return sorted(found, key=lambda ask: (ask.last or dt.date.min, ask.id), reverse=True)


def asking_pairs(stories: Iterable[Story], limit: int) -> list[Pair]:
    """The codes between which most is asked."""
    counts: Counter[tuple[str, ...]] = Counter()
    for story in stories:
        if story.type == "REQUEST":
            parties = story.event.source + story.event.target
            counts[tuple(sorted({one.code for one in parties} - {"MED"}))] += 1
    ranked = sorted(counts, key=lambda codes: (-counts[codes], codes))
    return [Pair.parse(*codes) for codes in ranked if len(codes) == 2][:limit]


def newest_asks(asks: Sequence[FollowedAsk]) -> tuple[FollowedAsk, ...]:
    """As many as a page lists."""
    return tuple(asks[:_ASKS])


def _follow(stories: Sequence[Story], pair: Pair) -> Iterator[Ask]:
    told = [story for story in stories if pair.direction(story.event) in _BETWEEN]
    asking = [story for story in told if story.happened]
    return iter(group_asks(asking, told, pair, is_wanted=lambda ask: _is_between(ask, pair)))


def _is_between(ask: Ask, pair: Pair) -> bool:
    return all(actor in (pair.a, pair.b) for actor in ask.asker)


def _row(ask: Ask, writer: LineWriter) -> FollowedAsk:
    last, end = ask.stories[-1], ask.settled_by
    asked = write_ask(ask.deed, writer.names(ask.addressee), None)
    evidence = last.event.evidence
    return FollowedAsk(
        last.id, tuple(actor.id for actor in ask.asker), ask.addressee.id,
        capitalize(f"{writer.names.join(ask.asker)} {asked}"), ask.issue, ask.status.value,
        ask.reason, ask.times, ask.stories[0].date, last.date,
        cut_quote(evidence.quote, evidence.trigger, last.lead.document).shown,
        end.id if end else None, writer.write(end).sentence if end else None,
        end.date if end else None,
    )  # fmt: skip


def of_last_day(focus: Focus, horizon: dt.date) -> Focus:
    """The same up to the last day that the material covers: texts tell of later ones too."""
    return replace(focus, until=min(focus.until or horizon, horizon))
