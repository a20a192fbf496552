"""Templating: pages as HTML; every text is escaped, and no character acts on the screen."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from detente.ontology import QUADS, issue_label, type_label
from detente.report.dates import write_day, write_month
from detente.report.quotes import safe_url
from detente.report.safety import show
from detente.web import links
from detente.web.articles import cut_short
from detente.web.columns import draw_years
from detente.web.drawing import draw_accounts, draw_interval, draw_timeline
from detente.web.graph import NARROW, WIDE, draw_network
from detente.web.marked import draw_article, draw_quote

_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_MINUS = re.compile(r"(?<![\w.])-(?=\d)")


@cache
def environment() -> Environment:
    """The templates, with the filters that they share."""
    made = Environment(
        loader=PackageLoader("detente.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    made.filters |= {
        "day": lambda day: write_day(day, short=True),
        "month": write_month,
        "number": lambda value: f"{value:,}",
        "signed": write_signed,
        "truncate": cut_short,
        "plural": write_plural,
        "issue": issue_label,
        "type": type_label,
        "safe_url": safe_url,
        "cell": write_cell,
        "prose": write_prose,
        "moment": lambda moment: f"{write_day(moment.date(), short=True)}, {moment:%H:%M} UTC",
    }
    made.globals |= {
        "to": links,
        "quads": QUADS,
        "span": write_span,
        "draw_timeline": draw_timeline,
        "draw_accounts": draw_accounts,
        "draw_interval": draw_interval,
        "draw_years": draw_years,
        "draw_article": draw_article,
        "draw_quote": draw_quote,
        "draw_network": draw_network,
        "sheets": (WIDE, NARROW),
    }
    return made


def write_cell(value: object) -> str:
    """One cell of a table of figures."""
    if value is None:
        return "–"
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def write_signed(value: float, digits: int = 1) -> str:
    """A number with its sign, the minus as long as the plus; what rounds to nothing has none."""
    sign = "+" if round(value, digits) else ""
    return f"{value:{sign}z,.{digits}f}".replace("-", "−")


def write_span(first: dt.date, last: dt.date) -> str:
    """``3 Mar 2014`` or ``3 Mar 2014 to 5 Mar 2014``."""
    days = [write_day(day, short=True) for day in (first, last)]
    return days[0] if first == last else " to ".join(days)


def write_prose(text: str) -> str:
    """A line made for a terminal with the signs and the days of a page."""
    text = _DAY.sub(lambda found: _write_iso_day(found[0]), text)
    return _MINUS.sub("−", text).replace("'", "’")


def _write_iso_day(written: str) -> str:
    try:
        return write_day(dt.date.fromisoformat(written), short=True)
    except ValueError:  # a number that only looks like a day
        return written


def write_plural(number: int, noun: str) -> str:
    """``1 act``, ``1,204 acts``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _finalize(value: object) -> object:
    return show(value) if isinstance(value, str) and not isinstance(value, Markup) else value
