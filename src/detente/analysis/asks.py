"""Asks: what is demanded of somebody, by whom, how often, and what became of it (rule 5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from detente.analysis.answers import End, Wanted, guess_deed
from detente.analysis.corrections import Correction, overrule
from detente.analysis.meaning import Meanings
from detente.analysis.pair import Pair
from detente.analysis.settling import LEAST, Evidence, explain, find_evidence, is_same_matter, rate
from detente.analysis.stories import Story
from detente.records import Actor, Modality

REPEAT_DAYS = 30
"""An ask made again so long after the deed was not wholly met by it."""


class AskStatus(StrEnum):
    """What became of an ask, as far as the material tells."""

    OPEN = "open"
    MET = "met"
    PARTLY_MET = "partly met"
    REFUSED = "refused"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Ask:
    """One deed asked of one addressee on one matter, with every time it was asked.

    ``deed`` is the type asked for (``None`` where the text does not tell); ``settled_by`` is the
    act that ends it, with the ``reason`` in words and a ``confidence`` (of an open ask: how sure
    it is that nothing found ends it). ``echoed_by`` are others who ask the same of the same.
    ``correction`` is there if a user has said otherwise than the rules.
    """

    asker: tuple[Actor, ...]
    addressee: Actor
    deed: str | None
    issue: str | None
    stories: tuple[Story, ...]
    status: AskStatus
    settled_by: Story | None
    reason: str = ""
    confidence: float = 0.0
    echoed_by: tuple[Actor, ...] = ()
    correction: Correction | None = None

    @property
    def id(self) -> str:
        """The entry that first makes it; any other entry that makes it names the ask as well."""
        return self.stories[0].entries[0].event.id

    @property
    def times(self) -> int:
        return len(self.stories)


def group_asks(
    asking: Iterable[Story],
    acts: Sequence[Story],
    pair: Pair,
    *,
    meanings: Meanings | None = None,
    corrections: Sequence[Correction] = (),
    is_wanted: Callable[[Ask], bool] | None = None,
) -> list[Ask]:
    """Follow the requests of either side of ``pair``; the most repeated first, those of anybody
    but the two sides last.

    Askings are one ask where asker, addressee and deed are the same and so is an issue (of
    those without one, the wording). ``acts`` are searched for what ends them, by the rules of
    ``settling`` and ``judge``. ``meanings`` were made of ``acts`` (default: from their quotes
    alone). Of what is not wanted only the echo is heard: it is not followed, and left out.
    """
    heard = HeardAsks(asking, acts, pair, meanings=meanings, corrections=corrections)
    return [heard.follow(ask) for ask in heard if is_wanted is None or is_wanted(ask)]


class HeardAsks:
    """The same, each as nobody has followed it until ``follow`` is asked to; that is kept."""

    def __init__(
        self,
        asking: Iterable[Story],
        acts: Sequence[Story],
        pair: Pair,
        *,
        meanings: Meanings | None = None,
        corrections: Sequence[Correction] = (),
    ) -> None:
        self._acts, self._corrections = acts, corrections
        self._meanings = meanings or Meanings(acts)
        groups = _Groups(pair, self._meanings)
        for story in _one_a_sentence(asking, pair):
            groups.add(story)
        begun = [(_begin(group), group) for group in groups.found]
        self._groups = {id(ask): group for ask, group in begun}
        self._asks = sorted(
            (ask for ask, _ in begun),
            key=lambda ask: (_is_foreign(ask, pair), -ask.times, ask.stories[0].id),
        )
        self._followed: dict[int, Ask] = {}

    def __iter__(self) -> Iterator[Ask]:
        return iter(self._asks)

    def follow(self, ask: Ask) -> Ask:
        """What became of one of them."""
        if id(ask) not in self._followed:
            group = self._groups[id(ask)]
            found = _follow(group, ask, self._acts, self._meanings, self._corrections)
            self._followed[id(ask)] = replace(found, echoed_by=_echoes(ask, self._asks))
        return self._followed[id(ask)]


def _one_a_sentence(asking: Iterable[Story], pair: Pair) -> list[Story]:
    """The requests to either side, of those with the same asker in one sentence the plainest."""
    best: dict[object, Story] = {}
    for story in asking:
        addressee = _addressee(story, pair)
        if story.type == "REQUEST" and story.modality is Modality.ACTUAL and addressee is not None:
            quote = story.event.evidence.quote
            key = story.lead.document.id, quote.start, _askers(story, pair), addressee
            if key not in best or _plainness(story) > _plainness(best[key]):
                best[key] = story
    return list(best.values())


def _plainness(story: Story) -> tuple[bool, float]:
    return story.content_type is not None, story.event.confidence


def _askers(story: Story, pair: Pair) -> tuple[Actor, ...]:
    return tuple(sorted({pair.side(a) or a for a in story.event.source}, key=str))


@dataclass(slots=True)
class _Group:
    key: tuple[tuple[Actor, ...], Actor, str | None]
    issues: tuple[str, ...]
    stories: list[Story]


class _Groups:
    """Askings by the ask that they make; what shares neither an issue nor a word is none."""

    def __init__(self, pair: Pair, meanings: Meanings) -> None:
        self.found: list[_Group] = []
        self._pair, self._meanings = pair, meanings
        self._places: dict[object, set[int]] = defaultdict(set)

    def add(self, story: Story) -> None:
        """Put an asking into the latest group that it belongs to, or into one of its own."""
        addressee, askers = _addressee(story, self._pair), _askers(story, self._pair)
        if addressee is None or addressee in askers:
            return
        key = askers, addressee, guess_deed(story)
        marks = [(key, mark) for mark in (*story.issues, *self._meanings.words(story))]
        near = sorted(set().union(*(self._places[mark] for mark in marks)), reverse=True)
        place = next((one for one in near if self._is_same(self.found[one], story)), None)
        if place is None:
            place = len(self.found)
            self.found.append(_Group(key, self._meanings.issues(story), []))
        self.found[place].stories.append(story)
        for mark in marks:
            self._places[mark].add(place)

    def _is_same(self, group: _Group, story: Story) -> bool:
        return any(is_same_matter(one, story, self._meanings) for one in group.stories)


def _is_foreign(ask: Ask, pair: Pair) -> bool:
    return not any(pair.side(actor) for actor in ask.asker)


def _addressee(story: Story, pair: Pair) -> Actor | None:
    event = story.event
    parties = event.target or (event.content.source if event.content else ())
    sides = (pair.side(actor) for actor in parties)
    return next((side for side in sides if side is not None), None)


def _echoes(ask: Ask, asks: Iterable[Ask]) -> tuple[Actor, ...]:
    """Who else asks the same deed of the same addressee on the same issue."""
    same = (ask.addressee, ask.deed, ask.issue)
    others = {
        actor
        for other in asks
        if ask.issue and (other.addressee, other.deed, other.issue) == same
        for actor in other.asker
    }
    return tuple(sorted(others - set(ask.asker), key=str))


def _begin(group: _Group) -> Ask:
    """An ask that nobody has followed yet."""
    askers, addressee, deed = group.key
    issue = next(iter(group.issues), None)
    return Ask(askers, addressee, deed, issue, tuple(group.stories), AskStatus.OPEN, None)


def _follow(
    group: _Group,
    ask: Ask,
    acts: Sequence[Story],
    meanings: Meanings,
    corrections: Sequence[Correction],
) -> Ask:
    partners = _partners(ask.asker)
    wanted = Wanted(ask.addressee, ask.asker, ask.deed, group.issues, ask.stories, partners)
    status, decisive = judge(wanted, find_evidence(wanted, acts, meanings))
    ended = status is not AskStatus.OPEN
    followed = replace(
        ask,
        status=status,
        settled_by=decisive.story if decisive and ended else None,
        reason=explain(decisive, ended=ended),
        confidence=rate(decisive, ended=ended),
    )
    return overrule(followed, AskStatus, acts, corrections)


def _partners(askers: tuple[Actor, ...]) -> tuple[Actor, ...]:
    return tuple(actor for actor in askers if actor.code != "MED")


def judge(wanted: Wanted, evidence: Sequence[Evidence]) -> tuple[AskStatus, Evidence | None]:
    """What became of an ask, and the evidence that decides it, by these rules.

    - Nothing is surer than ``LEAST``: open (the surest is given all the same).
    - The asker took it back, and did not ask again: dropped.
    - Done: met; but partly met if the deed is denied or undone later, or if the same ask is made
      again more than ``REPEAT_DAYS`` later (talks aside, which one asks for anew).
    - Else refused, if the doer refused; else partly met, by what was promised or begun.

    Of several the surest decides; a refusal gives way to a deed that is surer or later.
    """
    sure = [one for one in evidence if one.confidence >= LEAST]
    if not sure:
        return AskStatus.OPEN, max(evidence, key=_sureness, default=None)
    best = {end: max((e for e in sure if e.end is end), key=_sureness, default=None) for end in End}
    dropped, done, undone = best[End.DROPPED], best[End.DONE], best[End.UNDONE]
    if dropped is not None and not _asked_after(wanted, dropped, 0):
        return AskStatus.DROPPED, dropped
    if done is not None and (undone is None or _outweighs(done, undone)):
        again = wanted.deed != "CONSULT" and _asked_after(wanted, done, REPEAT_DAYS)
        after = any(e.end is End.UNDONE and _day(e) > _day(done) for e in sure)
        return (AskStatus.PARTLY_MET if again or after else AskStatus.MET), done
    if undone is not None:
        return AskStatus.REFUSED, undone
    return (AskStatus.PARTLY_MET, best[End.PARTLY]) if best[End.PARTLY] else (AskStatus.OPEN, None)


def _outweighs(done: Evidence, undone: Evidence) -> bool:
    return done.confidence >= undone.confidence or _day(done) > _day(undone)


def _sureness(evidence: Evidence) -> float:
    return evidence.confidence


def _day(evidence: Evidence) -> int:
    return evidence.story.date.toordinal() if evidence.story.date else 0


def _asked_after(wanted: Wanted, evidence: Evidence, days: int) -> bool:
    since = _day(evidence) + days
    return any(story.date and story.date.toordinal() > since for story in wanted.stories)
