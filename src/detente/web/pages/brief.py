"""Brief: the brief on two actors for a period, to be taken away as a page, Markdown or JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from detente.report import (
    MIN_CONFIDENCE,
    Brief,
    read_brief,
    render_html,
    render_json,
    render_markdown,
)
from detente.web.actors import find_ids
from detente.web.page import Download
from detente.web.parameters import asked, of_path
from detente.web.snapshot import View


@dataclass(frozen=True, slots=True)
class BriefQuery:
    """What may be asked."""

    a: str = of_path("One side: an actor's id, or a name.")
    b: str = of_path("The other side.")
    since: dt.date | None = asked("First day: YYYY, YYYY-MM or YYYY-MM-DD.")
    until: dt.date | None = asked("Last day, included.", last=True)
    confidence: float = asked(
        "Acts trusted less are shown and not counted.", MIN_CONFIDENCE, least=0, most=1
    )


def make_brief(view: View, query: BriefQuery, render: Callable[[Brief], str]) -> bytes:
    """The brief, made at the first call and kept with the edition."""
    a, b = find_ids(view, query.a, query.b)
    brief = view.edition.keep(
        ("brief", a, b, query.since, query.until, query.confidence),
        lambda: read_brief(
            view.snapshot,
            a,
            b,
            names=view.edition.prose,
            since=query.since,
            until=query.until,
            min_confidence=query.confidence,
        ),
    )
    return render(brief).encode()


def _name(query: BriefQuery, suffix: str) -> str:
    period = "-".join(str(day) for day in (query.since, query.until) if day)
    words = f"{query.a}-{query.b}" + (f"-{period}" if period else "")
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in words)
    return f"brief-{safe}.{suffix}"


def _download(suffix: str, media_type: str, render: Callable[[Brief], str]) -> Download:
    return Download(
        name=f"brief-{suffix}",
        path=f"/dyad/{{a}}/{{b}}/brief.{suffix}",
        title=f"The brief on two actors ({suffix})",
        query=BriefQuery,
        make=partial(make_brief, render=render),
        media_type=media_type,
        filename=partial(_name, suffix=suffix),
    )


DOWNLOADS = (
    _download("html", "text/html; charset=utf-8", render_html),
    _download("md", "text/markdown; charset=utf-8", render_markdown),
    _download("json", "application/json", render_json),
)
