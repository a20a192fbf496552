"""Plans and promises: what a side said that it would do, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from detente.analysis.answers import End, Wanted, guess_deed
from detente.analysis.corrections import Correction, overrule
from detente.analysis.meaning import Meanings
from detente.analysis.pair import Pair
from detente.analysis.settling import LEAST, Evidence, explain, find_evidence, is_same_matter, rate
from detente.analysis.stories import Story
from detente.records import Actor, Modality


class PromiseStatus(StrEnum):
    """What became of a promise, plan or threat, as far as the material tells."""

    KEPT = "kept"
    BROKEN = "broken"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Promise:
    """One deed that ``maker`` said it would do, with every time that it was said.

    ``kind`` is ``promise`` (AGREE), ``threat`` (THREATEN) or ``plan`` (any act told as planned).
    The rest is as in ``Ask``.
    """

    maker: tuple[Actor, ...]
    kind: str
    deed: str
    issue: str | None
    stories: tuple[Story, ...]
    status: PromiseStatus
    settled_by: Story | None
    reason: str = ""
    confidence: float = 0.0
    correction: Correction | None = None

    @property
    def id(self) -> str:
        """The entry that first tells it; any other entry that tells it names it as well."""
        return self.stories[0].entries[0].event.id

    @property
    def times(self) -> int:
        return len(self.stories)


def follow_promises(
    stories: Sequence[Story],
    pair: Pair,
    *,
    meanings: Meanings | None = None,
    corrections: Sequence[Correction] = (),
) -> list[Promise]:
    """The promises, plans and threats of either side of ``pair``, the most repeated first.

    Tellings are one promise where maker and deed are the same and so is an issue (of those
    without one, the wording). Kept: the deed was done, and not denied later by something surer.
    Broken: it was denied, rejected as such, or a deed of the maker goes the other way. A promise
    made again keeps nothing. Acts that both sides do count for either.
    """
    known = meanings or Meanings(stories)
    groups: dict[tuple[tuple[Actor, ...], str], list[list[Story]]] = {}
    for story in stories:
        sides = {side for a in _makers(story) if (side := pair.side(a)) is not None}
        maker = tuple(sorted(sides, key=str))
        deed = _promised(story)
        if not maker or deed is None:
            continue
        homes = groups.setdefault((maker, deed), [])
        home = next((h for h in reversed(homes) if is_same_matter(h[0], story, known)), None)
        homes.append([story]) if home is None else home.append(story)
    promises = [
        _follow_promise(maker, deed, home, stories, known, corrections)
        for (maker, deed), homes in groups.items()
        for home in homes
    ]
    return sorted(promises, key=lambda one: (-one.times, one.stories[0].id))


def _makers(story: Story) -> tuple[Actor, ...]:
    event = story.event
    return event.source + event.target if event.mutual else event.source


def _promised(story: Story) -> str | None:
    """The type of deed that the story says somebody will do, if it says so."""
    if story.type in ("AGREE", "THREATEN") and story.modality in (
        Modality.ACTUAL,
        Modality.PLANNED,
    ):
        return guess_deed(story)
    if story.modality is Modality.PLANNED:
        return story.content_type if story.type == "CONCEDE" and story.content_type else story.type
    return None


def _follow_promise(
    maker: tuple[Actor, ...],
    deed: str,
    told: Sequence[Story],
    acts: Sequence[Story],
    meanings: Meanings,
    corrections: Sequence[Correction],
) -> Promise:
    issues = meanings.issues(told[0])
    wanted = Wanted(maker[0], (), deed, issues, tuple(told), told[0].event.target)
    status, decisive = judge_promise(find_evidence(wanted, acts, meanings))
    kind = {"AGREE": "promise", "THREATEN": "threat"}.get(told[0].type, "plan")
    pending = status is PromiseStatus.PENDING
    promise = Promise(
        maker, kind, deed, next(iter(wanted.issues), None), tuple(told), status,
        None if pending or decisive is None else decisive.story,
        explain(decisive, ended=not pending),
        rate(decisive, ended=not pending),
    )  # fmt: skip
    return overrule(promise, PromiseStatus, acts, corrections)


def judge_promise(evidence: Sequence[Evidence]) -> tuple[PromiseStatus, Evidence | None]:
    """Kept by the surest deed, broken by the surest refusal, whichever is surer; else pending.

    The surest evidence comes with it, of a pending promise as well.
    """
    ends = {End.DONE: PromiseStatus.KEPT, End.UNDONE: PromiseStatus.BROKEN}
    best = max((e for e in evidence if e.end in ends), key=lambda e: e.confidence, default=None)
    if best is None or best.confidence < LEAST:
        return PromiseStatus.PENDING, best
    return ends[best.end], best
