"""Finding: the one conclusion of a brief, drawn by written-down rules or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from detente.analysis.pair import Direction
from detente.analysis.replies import FollowUp, Outcome

MIN_STORIES = 8
MIN_OVERTURES = 6
MORE_BY = 2
MORE_TIMES = 1.5


class Verdict(StrEnum):
    """Which side gave more, as far as the material goes."""

    INSUFFICIENT = "insufficient evidence"
    A_MORE = "A gave more"
    B_MORE = "B gave more"
    EVEN = "about as much on both sides"


@dataclass(frozen=True, slots=True)
class Tally:
    """One side's overtures by outcome; ``answers`` counts distinct acts that answered in kind."""

    made: int
    in_kind: int
    other_matter: int
    rebuffed: int
    unanswered: int
    too_recent: int
    answers: int

    @property
    def judged(self) -> int:
        """Overtures old enough to tell."""
        return self.made - self.too_recent


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict with the counts that it rests on."""

    verdict: Verdict
    stories: int
    a: Tally
    b: Tally


def draw_finding(stories: int, followed: Sequence[FollowUp]) -> Finding:
    """Draw the finding from the number of stories that happened and the overtures followed.

    - Insufficient evidence: fewer than 8 stories, or fewer than 6 overtures of both sides
      together. No conclusion is drawn then.
    - One side gave more if it made at least 2 overtures more than the other, and at least half
      as many again. Else both gave about as much.

    What is counted are overtures found in the material; sides that are reported on less look
    as if they gave less.
    """
    a, b = _tally(followed, Direction.A_TO_B), _tally(followed, Direction.B_TO_A)
    if stories < MIN_STORIES or a.made + b.made < MIN_OVERTURES:
        verdict = Verdict.INSUFFICIENT
    elif _is_more(a.made, b.made):
        verdict = Verdict.A_MORE
    elif _is_more(b.made, a.made):
        verdict = Verdict.B_MORE
    else:
        verdict = Verdict.EVEN
    return Finding(verdict, stories, a, b)


def _is_more(one: int, other: int) -> bool:
    return one - other >= MORE_BY and one >= MORE_TIMES * other


def _tally(followed: Sequence[FollowUp], direction: Direction) -> Tally:
    own = [f for f in followed if f.direction is direction]
    by = Counter(f.outcome for f in own)
    return Tally(
        made=len(own),
        in_kind=by[Outcome.IN_KIND],
        other_matter=by[Outcome.OTHER_MATTER],
        rebuffed=by[Outcome.REBUFFED],
        unanswered=by[Outcome.NONE],
        too_recent=by[Outcome.TOO_RECENT],
        answers=len({f.answer.id for f in own if f.outcome is Outcome.IN_KIND and f.answer}),
    )
