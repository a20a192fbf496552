"""Press: outlets side by side, and whether state media tell the same acts as others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from detente.analysis.changes import SIGNIFICANCE
from detente.analysis.pair import Direction
from detente.analysis.press import MIN_ACTS, Owner, Owners, Telling, compare_outlets, compare_state
from detente.analysis.stories import Story
from detente.records import Actor
from detente.report.brief import Press, PressRow
from detente.report.lines import LineWriter


def write_press(stories: Sequence[Story], owners: Owners, writer: LineWriter) -> Press:
    """The acts that each outlet tells; a difference only where chance does not explain it."""
    rows = tuple(_row(one, writer) for one in compare_outlets(stories, owners))
    return Press(rows, _compare(stories, owners, writer))


def _row(telling: Telling, writer: LineWriter) -> PressRow:
    a, b, both = (
        _count(s for s in telling.stories if writer.pair.direction(s.event) is way)
        for way in (Direction.A_TO_B, Direction.B_TO_A, Direction.TOGETHER)
    )
    owner = _owner(telling.owner, writer)
    return PressRow(telling.outlet, owner, len(telling.stories), a, b, both, telling.alone)


def _owner(owner: Owner | None, writer: LineWriter) -> str:
    if owner is None:
        return writer.say("owners.unknown")
    kind, country = writer.language.word("owners", owner.kind), writer.names(Actor(owner.country))
    return writer.say("owners.known", kind=kind, country=country)


def _count(stories: Iterable[Story]) -> tuple[int, int]:
    signs = [story.cooperative for story in stories]
    return sum(signs), len(signs) - sum(signs)


def _compare(stories: Sequence[Story], owners: Owners, writer: LineWriter) -> str:
    found = compare_state(stories, owners)
    if not found.state and not found.others:
        return writer.say("press.unknown")
    if found.p is None:
        told = {"state": len(found.state), "others": len(found.others)}
        return writer.say("press.few", **told, least=MIN_ACTS)
    state, others = _count(found.state), _count(found.others)
    counts = writer.say(
        "press.counts",
        state=state[0],
        all_state=sum(state),
        others=others[0],
        all_others=sum(others),
        p=found.p,
    )
    warmer = state[0] / sum(state) > others[0] / sum(others)
    key = "same" if found.p >= SIGNIFICANCE else "warmer" if warmer else "colder"
    return writer.say(f"press.{key}", counts=counts)
