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
    """Which side made more overtures, as far as the material goes."""

    INSUFFICIENT = "insufficient evidence"
    A_MORE = "A made more overtures"
    B_MORE = "B made more overtures"
    EVEN = "about as many overtures by both sides"


@dataclass(frozen=True, slots=True)
class Tally:
    """One side's own acts and overtures by outcome.

    ``answers`` counts distinct acts that answered in kind; ``acts`` all that the side did alone,
    ``hostile`` those of them that are conflictual.
    """

    acts: int
    hostile: int
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
    """The verdict with the counts that it rests on; ``stories`` are all acts, joint ones too."""

    verdict: Verdict
    stories: int
    a: Tally
    b: Tally


def draw_finding(
    acts: Sequence[tuple[Direction | None, int]], followed: Sequence[FollowUp]
) -> Finding:
    """Draw the finding from direction and quad of all that happened and the overtures followed.

    - Insufficient evidence: fewer than 8 acts, or fewer than 6 overtures of both sides
      together. No conclusion is drawn then.
    - One side made more if these are at least 2 overtures more than the other's, and at least
      half as many again. Else both made about as many.

    What is counted are overtures found in the material; sides that are reported on less look
    as if they made fewer.
    """
    a, b = (_tally(acts, followed, way) for way in (Direction.A_TO_B, Direction.B_TO_A))
    if len(acts) < MIN_STORIES or a.made + b.made < MIN_OVERTURES:
        verdict = Verdict.INSUFFICIENT
    elif _is_more(a.made, b.made):
        verdict = Verdict.A_MORE
    elif _is_more(b.made, a.made):
        verdict = Verdict.B_MORE
    else:
        verdict = Verdict.EVEN
    return Finding(verdict, len(acts), a, b)


def _is_more(one: int, other: int) -> bool:
    return one - other >= MORE_BY and one >= MORE_TIMES * other


def _tally(
    acts: Sequence[tuple[Direction | None, int]],
    followed: Sequence[FollowUp],
    direction: Direction,
) -> Tally:
    quads = [quad for way, quad in acts if way is direction]
    own = [f for f in followed if f.direction is direction]
    by = Counter(f.outcome for f in own)
    return Tally(
        acts=len(quads),
        hostile=sum(quad > 2 for quad in quads),
        made=len(own),
        in_kind=by[Outcome.IN_KIND],
        other_matter=by[Outcome.OTHER_MATTER],
        rebuffed=by[Outcome.REBUFFED],
        unanswered=by[Outcome.NONE],
        too_recent=by[Outcome.TOO_RECENT],
        answers=len({f.answer.id for f in own if f.outcome is Outcome.IN_KIND and f.answer}),
    )
