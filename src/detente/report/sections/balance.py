"""Balance sheet: counts by issue and direction, each with the stories behind it."""

from __future__ import annotations

from collections.abc import Iterable

from detente.analysis.balance import BalanceRow, draw_balance
from detente.analysis.stories import Story
from detente.ontology import issue_label
from detente.report.brief import BalanceCell, BalanceCount, BalanceLine, BalanceSheet
from detente.report.lines import LineWriter

NO_ISSUE = "no issue named"
ALL = "all acts"


def write_balance(stories: Iterable[Story], writer: LineWriter) -> tuple[BalanceSheet, BalanceRow]:
    """The sheet for the brief, and its row of totals for the counts at a glance."""
    rows, total = draw_balance(stories, writer.pair)
    note = None
    if not rows:
        note = f"No act between {writer.a_name} and {writer.b_name} was found in this material."
    elif any(row.issue for row in rows):
        note = "An act under two issues stands in both rows, and once in the total."
    lines = tuple(_line(row, issue_label(row.issue) if row.issue else NO_ISSUE) for row in rows)
    return BalanceSheet(lines, _line(total, ALL), note), total


def _line(row: BalanceRow, label: str) -> BalanceLine:
    cells = tuple(
        BalanceCell(
            str(cell.direction),
            tuple(
                BalanceCount(quad, len(some), tuple(story.id for story in some))
                for quad, some in cell.by_quad.items()
            ),
        )
        for cell in row.cells
    )
    return BalanceLine(row.issue, label, cells)
