"""Report: findings -> brief, as a page, a text, a terminal print or JSON.

The renderers' libraries are loaded when a brief is rendered, not before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analysis.trust import MIN_CONFIDENCE
from detente.report.brief import Brief
from detente.report.build import build_brief
from detente.report.jsonable import brief_dict, render_json
from detente.report.markdown import render_markdown
from detente.report.names import Names
from detente.report.reading import read_brief

if TYPE_CHECKING:
    from rich.console import Console

__all__ = [
    "MIN_CONFIDENCE",
    "Brief",
    "Names",
    "brief_dict",
    "build_brief",
    "print_brief",
    "read_brief",
    "render_html",
    "render_json",
    "render_markdown",
]


def render_html(brief: Brief) -> str:
    """The brief as one HTML file without script or request."""
    from detente.report.html import render_html as render

    return render(brief)


def print_brief(brief: Brief, console: Console | None = None, *, most: int = 10) -> None:
    """Print the brief to a terminal; sections keep their ``most`` strongest lines."""
    from detente.report.terminal import print_brief as print_

    print_(brief, console, most=most)
