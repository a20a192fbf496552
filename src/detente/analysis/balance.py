"""Balance sheet: what each side did to the other, by issue, in words and in deeds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from detente.analysis.pair import Direction, Pair
from detente.analysis.stories import Story

DIRECTIONS = (Direction.A_TO_B, Direction.B_TO_A, Direction.TOGETHER)


@dataclass(frozen=True, slots=True)
class Cell:
    """The stories of one issue and direction, by quad (1 to 4)."""

    direction: Direction
    by_quad: dict[int, tuple[Story, ...]]


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One issue (``None``: no issue named) with a cell for each direction."""

    issue: str | None
    cells: tuple[Cell, ...]

    @property
    def stories(self) -> int:
        return sum(len(some) for cell in self.cells for some in cell.by_quad.values())


def draw_balance(stories: Iterable[Story], pair: Pair) -> tuple[list[BalanceRow], BalanceRow]:
    """Rows by issue, the fullest first and the nameless last, and the row of totals.

    Only what happened counts (``modality.happened``). A story under two issues stands in both
    rows and once in the totals.
    """
    sheet: dict[str | None, list[tuple[Direction, Story]]] = defaultdict(list)
    whole: list[tuple[Direction, Story]] = []
    for story in stories:
        direction = pair.direction(story.event)
        if direction not in DIRECTIONS or not story.happened:
            continue
        whole.append((direction, story))
        for issue in story.issues or (None,):
            sheet[issue].append((direction, story))
    rows = [_row(issue, placed) for issue, placed in sheet.items()]
    rows.sort(key=lambda row: (row.issue is None, -row.stories, row.issue or ""))
    return rows, _row(None, whole)


def _row(issue: str | None, placed: Iterable[tuple[Direction, Story]]) -> BalanceRow:
    cells: dict[Direction, dict[int, list[Story]]] = {
        way: {quad: [] for quad in (1, 2, 3, 4)} for way in DIRECTIONS
    }
    for direction, story in placed:
        cells[direction][story.quad].append(story)
    return BalanceRow(
        issue,
        tuple(
            Cell(way, {quad: tuple(some) for quad, some in by_quad.items()})
            for way, by_quad in cells.items()
        ),
    )
