"""The pages, one module each; every one is entered in ``PAGES`` or ``DOWNLOADS`` and nowhere else.

A page's module has a query and a data dataclass, a function that turns the one into the other,
and a ``Page`` that names them (``web/page.py``); its template bears the page's name.
"""

from __future__ import annotations

from detente.web.pages import (
    actor,
    brief,
    document,
    dyad,
    event,
    finding,
    issue,
    issues,
    network,
    review,
    reviews,
    search,
    story,
    world,
)

PAGES = (
    world.PAGE,
    search.PAGE,
    finding.PAGE,
    dyad.PAGE,
    actor.PAGE,
    issue.PAGE,
    issues.PAGE,
    event.PAGE,
    document.PAGE,
    story.PAGE,
    network.PAGE,
    review.PAGE,
    reviews.PAGE,
)
DOWNLOADS = brief.DOWNLOADS

__all__ = ["DOWNLOADS", "PAGES"]
