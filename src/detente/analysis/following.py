"""Following: what the other side did after an opening, within a window of days.

A reply is what followed, not what was caused: two sides that warm to each other for a third
reason pass this test as well. Whoever shows the figures says so.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from detente.analysis.pair import Direction

_REBUFFS = frozenset({"REJECT", "THREATEN"})
_ANSWERS_IN_WORDS = frozenset({"AGREE", "REJECT", "SUPPORT", "CONCEDE"})
_WAYS = (Direction.A_TO_B, Direction.B_TO_A)


class Outcome(StrEnum):
    """What became of an opening (reciprocated, partial, rebuffed, ignored, censored)."""

    IN_KIND = "answered in kind"
    OTHER_MATTER = "answered on another matter"
    REBUFFED = "rebuffed"
    NONE = "no answer found"
    TOO_RECENT = "too recent to tell"


@dataclass(frozen=True, slots=True)
class Move:
    """What following needs to know of an act; ``place`` is the caller's own number for it.

    ``day`` and ``last_day`` (``date.toordinal``) bound the days it is dated to. ``type`` is
    ``None`` where only the sign of acts is known.
    """

    place: int
    day: int
    last_day: int
    direction: Direction
    type: str | None
    content: str | None
    quad: int
    issues: tuple[str, ...]
    opens: bool

    @property
    def cooperative(self) -> bool:
        return self.quad in (1, 2)

    @property
    def deed(self) -> str | None:
        """What is held out or asked for, else what is done."""
        return self.content or self.type


@dataclass(frozen=True, slots=True)
class Followed:
    """An opening and what followed it.

    ``answer`` is the act that decides the outcome; ``replies`` are all the other side's acts in
    the window, those on the same matter first; ``refused_first`` tells that a refusal on the
    matter came before the answer.
    """

    opening: Move
    outcome: Outcome
    answer: Move | None
    replies: tuple[Move, ...]
    refused_first: bool = False

    @property
    def lag_days(self) -> int | None:
        """Days from the opening's last day to the answer."""
        return None if self.answer is None else self.answer.day - self.opening.last_day


def follow_moves(
    moves: Sequence[Move], horizon: int, window_days: int, *, hostile: bool = False
) -> list[Followed]:
    """Say of every opening among ``moves`` (in order of day) what followed it, by these rules.

    - The window opens after the last day that the opening is dated to and lasts
      ``window_days``. On that very day only an act that answers in words on the same matter
      counts, since the order within a day is unknown.
    - Same matter: a shared issue; where either names no issue, the type that is held out; where
      types are not known, any act.
    - In kind: a cooperative act on the same matter. An act of both together counts only if it
      is the very deed held out or asked for; an ordinary meeting answers nothing.
    - Rebuffed: else, a refusal, threat or hostile deed on the same matter. Criticism alone is
      shown, and decides nothing; without types every hostile act refuses.
    - On another matter: else, a cooperative act on any other, meetings aside.
    - An opening that is itself the answer in kind to an earlier one is none: it stands with
      what it answers and is not followed on its own.
    - Too recent: else, if the window reaches beyond ``horizon``, the last day of the material.

    With ``hostile`` the openings are escalations: in kind is then what else rebuffs, nothing is
    a rebuff, and a hostile act on another matter is one on another matter.
    """
    if window_days < 1:
        raise ValueError(f"a window needs at least one day, not {window_days}")
    kind = _is_rebuff if hostile else _is_cooperative
    against: Callable[[Move], bool] = _never if hostile else _is_rebuff
    answers: set[int] = set()
    found = []
    for opening in moves:
        if not opening.opens or opening.direction not in _WAYS or opening.place in answers:
            continue
        one = _follow(opening, moves, horizon, window_days, kind, against)
        if one.outcome is Outcome.IN_KIND and one.answer is not None:
            answers.add(one.answer.place)
        found.append(one)
    return found


def _follow(
    opening: Move,
    moves: Sequence[Move],
    horizon: int,
    window_days: int,
    is_kind: Callable[[Move], bool],
    is_against: Callable[[Move], bool],
) -> Followed:
    closes = opening.last_day + window_days
    low = bisect_left(moves, opening.last_day, key=_day)
    within = moves[low : bisect_right(moves, closes, key=_day)]
    back = opening.direction.reverse
    replies = [
        move
        for move in within
        if move is not opening
        and (move.direction is back or _is_deed_of_both(move, opening))
        and (move.day != opening.last_day or _answers_at_once(move, opening))
    ]
    same = [move for move in replies if _same_matter(move, opening)]
    rest = [move for move in replies if not _same_matter(move, opening)]
    kind = next((move for move in same if is_kind(move)), None)
    rebuff = next((move for move in same if is_against(move)), None)
    other = next((move for move in rest if is_kind(move) and move.type != "CONSULT"), None)
    if kind is not None:
        outcome, answer = Outcome.IN_KIND, kind
    elif rebuff is not None:
        outcome, answer = Outcome.REBUFFED, rebuff
    elif other is not None:
        outcome, answer = Outcome.OTHER_MATTER, other
    else:
        outcome, answer = (Outcome.TOO_RECENT if closes > horizon else Outcome.NONE), None
    refused = kind is not None and rebuff is not None and same.index(rebuff) < same.index(kind)
    return Followed(opening, outcome, answer, (*same, *rest), refused)


def _day(move: Move) -> int:
    return move.day


def _is_deed_of_both(move: Move, opening: Move) -> bool:
    """Whether both together did what the opening held out or asked for."""
    if move.direction is not Direction.TOGETHER:
        return False
    very_deed = opening.deed is not None and opening.deed in (move.type, move.content)
    return move.cooperative and very_deed and _same_matter(move, opening)


def _answers_at_once(move: Move, opening: Move) -> bool:
    return move.type in _ANSWERS_IN_WORDS and _same_matter(move, opening)


def _same_matter(move: Move, opening: Move) -> bool:
    if move.issues and opening.issues:
        return bool(set(move.issues) & set(opening.issues))
    return move.type is None or opening.deed in (move.type, move.content)


def _is_cooperative(move: Move) -> bool:
    return move.cooperative


def _is_rebuff(move: Move) -> bool:
    if move.type is None:
        return not move.cooperative
    return move.quad == 4 or (move.quad == 3 and move.type in _REBUFFS)


def _never(move: Move) -> bool:
    return False
