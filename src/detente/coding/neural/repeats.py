"""What is told twice: entries that say again, in fewer words or others, what another says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from detente.actors.recall import Reference
from detente.coding.reader import codes
from detente.coding.sentence import Draft
from detente.records import Actor, Event


def told_fully(events: Iterable[Event]) -> Iterator[Event]:
    """Without the deeds whose target one sentence leaves out and another names (rule 12), and
    the asks of which the same words tell more.
    """
    known = list(events)
    whole = {(codes(e.source), e.type, e.modality) for e in known if e.target}
    for event in known:
        told = event.target or (codes(event.source), event.type, event.modality) not in whole
        if told and not any(_tells_more(other, event) for other in known):
            yield event


def _tells_more(other: Event, ask: Event) -> bool:
    """Whether another entry names the deed that an ask of the same words leaves open."""
    asked, marked = ask.evidence.trigger, other.evidence.trigger
    return (
        ask.type == other.type == "REQUEST"
        and ask.content is None is not other.content
        and (codes(ask.source), codes(ask.target)) == (codes(other.source), codes(other.target))
        and asked.start < marked.end
        and marked.start < asked.end
    )


def joins(told: Draft, pair: Draft) -> bool:
    """Whether an entry already joins the two phrases of a pair, in either direction."""
    one, other = pair.sources[0], pair.targets[0]
    both = [*told.sources, *told.targets]
    if told.mutual and all(any(_touch(p, r) for r in both) for p in (one, other)):
        return True
    return any(
        any(_touch(one, r) for r in near) and any(_touch(other, r) for r in far)
        for near, far in ((told.sources, told.targets), (told.targets, told.sources))
    )


def _touch(one: Reference, other: Reference) -> bool:
    """Whether two references are, or share, a phrase."""
    return one.head == other.head or (one.start < other.end and other.start < one.end)


def completes(told: Draft, half: Draft) -> bool:
    """Whether an entry says of a deed without a target whom it was done to."""
    heads = {r.head for r in half.sources}
    return told.type == half.type and any(r.head in heads for r in told.sources)


def repeats(told: Draft, draft: Draft) -> bool:
    """Whether an entry already says this type of act of the same actors, in other words.

    Between countries it does not matter by which of their organs, nor whether one tells of some
    on a side and the other of all. What is asked of one party in one sentence may be several
    deeds, and each is an ask of its own.
    """
    if told.type != draft.type or _asks_another(told, draft):
        return False
    if _sides(told, lambda a: a.id) == _sides(draft, lambda a: a.id):
        return True
    (source, target), (doer, done) = (_sides(d, lambda a: a.code) for d in (told, draft))
    if not source.isdisjoint(target) or not doer.isdisjoint(done):
        return False
    return (source == doer and bool(target & done)) or (target == done and bool(source & doer))


def _asks_another(told: Draft, draft: Draft) -> bool:
    """Whether both are requests that the grammar found, for deeds of different types."""
    if draft.type != "REQUEST" or told.deed is None or draft.deed is None:
        return False
    found = told.deed.tokens and draft.deed.tokens
    return bool(found) and told.deed.type != draft.deed.type


def _sides(draft: Draft, told: Callable[[Actor], str]) -> tuple[frozenset[str], frozenset[str]]:
    one, other = (
        frozenset(told(a) for r in side for a in r.actors)
        for side in (draft.sources, draft.targets)
    )
    return one, other
