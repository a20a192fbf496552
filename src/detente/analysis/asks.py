"""Asks: what is demanded of somebody, by whom, how often, and whether it was done (rule 5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from detente.analysis.pair import Direction, Pair, speaks_for
from detente.analysis.stories import Story
from detente.records import Actor, Modality


class AskStatus(StrEnum):
    """What became of an ask; at this depth only apparently."""

    OPEN = "open"
    MET = "apparently met"
    REFUSED = "apparently refused"


@dataclass(frozen=True, slots=True)
class Ask:
    """One deed asked of one addressee on one issue, with every time it was asked.

    ``deed`` is the type asked for (``None`` where the text was not coded so far); ``settled_by``
    the act that seems to meet or refuse it.
    """

    asker: tuple[Actor, ...]
    addressee: Actor
    deed: str | None
    issue: str | None
    stories: tuple[Story, ...]
    status: AskStatus
    settled_by: Story | None

    @property
    def times(self) -> int:
        return len(self.stories)


def group_asks(asking: Iterable[Story], acts: Sequence[Story], pair: Pair) -> list[Ask]:
    """Group requests by asker, addressee, deed and first-named issue; the most repeated
    first, those of anybody but the two sides last.

    ``acts`` are searched for what settles them: an act of the addressee, after the first
    asking and on the same issue, of the type that was asked for (met) or a REJECT that is not
    about something else (refused). Of several the latest decides. An ask without an issue
    stays open, since nothing could show that it was met.
    """
    groups: dict[tuple[object, ...], list[Story]] = defaultdict(list)
    for story in asking:
        addressee = _addressee(story, pair)
        if story.type == "REQUEST" and story.modality is Modality.ACTUAL and addressee is not None:
            askers = tuple(sorted({_side(actor, pair) for actor in story.event.source}))
            issue = next(iter(story.issues), None)
            groups[askers, addressee, story.content_type, issue].append(story)
    asks = [_settle(stories, acts, pair) for stories in groups.values()]
    return sorted(asks, key=lambda ask: (_is_foreign(ask, pair), -ask.times, ask.stories[0].id))


def _is_foreign(ask: Ask, pair: Pair) -> bool:
    return not any(pair.side(actor) for actor in ask.asker)


def _side(actor: Actor, pair: Pair) -> Actor:
    return pair.side(actor) or actor


def _addressee(story: Story, pair: Pair) -> Actor | None:
    event = story.event
    parties = event.target or (event.content.source if event.content else ())
    sides = (pair.side(actor) for actor in parties)
    return next((side for side in sides if side is not None), None)


def _settle(stories: Sequence[Story], acts: Sequence[Story], pair: Pair) -> Ask:
    first = stories[0]
    addressee = _addressee(first, pair)
    assert addressee is not None  # group_asks drops the others
    issue = next(iter(first.issues), None)
    status, settled_by = AskStatus.OPEN, None
    for act in acts:
        verdict = _verdict(act, first, issue, addressee, pair)
        if verdict is not None:
            status, settled_by = verdict, act
    return Ask(
        tuple(sorted({_side(actor, pair) for actor in first.event.source})),
        addressee,
        first.content_type,
        issue,
        tuple(stories),
        status,
        settled_by,
    )


def _verdict(
    act: Story, first: Story, issue: str | None, addressee: Actor, pair: Pair
) -> AskStatus | None:
    if issue is None or issue not in act.issues or not act.happened:
        return None
    if first.last_day is None or act.date is None or act.date <= first.last_day:
        return None
    together = pair.direction(act.event) is Direction.TOGETHER
    if not together and not any(speaks_for(actor, addressee) for actor in act.event.source):
        return None
    if act.type == first.content_type:
        return AskStatus.MET
    about = act.content_type in (None, "REQUEST", first.content_type)
    return AskStatus.REFUSED if act.type == "REJECT" and about and not together else None
