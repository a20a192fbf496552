"""Changes: the acts of either side stretch by stretch, and what became warmer or colder."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analysis.changes import MIN_ACTS, MOST_STRETCHES, Change, find_change
from detente.analysis.pair import Direction
from detente.analysis.series import Stretch, cut_stretches
from detente.analysis.stories import Story
from detente.report.brief import ChangeItem, ChangeRow, Changes
from detente.report.dates import write_stretch
from detente.report.lines import LineWriter
from detente.report.names import capitalize

_SHOWN = 3


def write_changes(stories: Sequence[Story], writer: LineWriter) -> Changes:
    """The table of stretches, and a sentence for each side whose stretches can be compared."""
    stretches = cut_stretches(stories, writer.pair, most=MOST_STRETCHES)
    ways = (Direction.A_TO_B, Direction.B_TO_A)
    changes = [one for way in ways if (one := find_change(stretches, way)) is not None]
    unit = {1: "month", 3: "quarter"}.get(stretches[0].months, "year") if stretches else "year"
    told = {change.direction for change in changes}
    silent = writer.names.join(writer.pair.party(way) for way in ways if way not in told)
    return Changes(
        stretch=unit,
        rows=tuple(_row(one, writer) for one in stretches),
        items=tuple(_item(change, writer) for change in changes),
        note=writer.say(f"changes.unclear_{unit}", sides=silent, acts=MIN_ACTS) if silent else None,
    )


def _row(stretch: Stretch, writer: LineWriter) -> ChangeRow:
    a, b, both = (
        (stretch.cooperative(way), stretch.conflictual(way))
        for way in (Direction.A_TO_B, Direction.B_TO_A, Direction.TOGETHER)
    )
    label = write_stretch(stretch.start, stretch.months, writer.language)
    return ChangeRow(label, a, b, both)


def _item(change: Change, writer: LineWriter) -> ChangeItem:
    """The change, or that chance would do as much, with the strongest acts of the later stretch."""
    way = change.direction
    party = writer.pair.party(way)
    sides = {"actor": writer.names(party), "other": writer.names(writer.pair.other(party))}
    told = {"counts": _counts(change, writer), "test": _test(change, writer)}
    if not change.is_clear:
        return ChangeItem(capitalize(writer.say("changes.same", **sides, **told)), ())
    turned = "warmer" if change.is_warmer else "colder"
    shown = [s for s in change.after.acts[way] if s.cooperative is change.is_warmer]
    shown.sort(key=lambda story: -story.strength)
    return ChangeItem(
        capitalize(writer.say(f"changes.{turned}", **sides, **told)),
        tuple(writer.write(story) for story in shown[:_SHOWN]),
    )


def _counts(change: Change, writer: LineWriter) -> str:
    way, before, after = change.direction, change.before, change.after
    first, second = (write_stretch(o.start, o.months, writer.language) for o in (before, after))
    return writer.say(
        "changes.counts",
        before=before.cooperative(way),
        all_before=len(before.acts[way]),
        first=first,
        after=after.cooperative(way),
        all_after=len(after.acts[way]),
        second=second,
    )


def _test(change: Change, writer: LineWriter) -> str:
    """The chance of it, and of how many changes it is the plainest."""
    key = "changes.test_plainest" if change.compared > 1 else "changes.test"
    return writer.say(key, change.compared, p=change.p)
