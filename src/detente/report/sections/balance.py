"""Balance sheet: counts by issue and direction, each with the stories behind it."""

from __future__ import annotations

from collections.abc import Iterable

from detente.analysis.balance import BalanceRow, draw_balance
from detente.analysis.stories import Story
from detente.report.brief import BalanceCell, BalanceCount, BalanceLine, BalanceSheet
from detente.report.lines import LineWriter


def write_balance(stories: Iterable[Story], writer: LineWriter) -> tuple[BalanceSheet, BalanceRow]:
    """The sheet for the brief, and its row of totals for the counts at a glance."""
    rows, total = draw_balance(stories, writer.pair)
    note = None
    if not rows:
        note = writer.say("balance.none", a=writer.a_name, b=writer.b_name)
    elif any(row.issue for row in rows):
        note = writer.say("balance.twice")
    lines = tuple(_line(row, _label(row.issue, writer)) for row in rows)
    return BalanceSheet(lines, _line(total, writer.say("balance.all")), note), total


def _label(issue: str | None, writer: LineWriter) -> str:
    return writer.language.issue(issue) if issue else writer.say("balance.no_issue")


def _line(row: BalanceRow, label: str) -> BalanceLine:
    cells = tuple(
        BalanceCell(
            str(cell.direction),
            tuple(
                BalanceCount(quad, len(some), tuple(story.id for story in _strongest(some)))
                for quad, some in cell.by_quad.items()
            ),
        )
        for cell in row.cells
    )
    return BalanceLine(row.issue, label, cells)


def _strongest(stories: Iterable[Story]) -> list[Story]:
    return sorted(stories, key=lambda story: -story.strength)
