"""Times counted from the day of writing: yesterday, on Friday, last week, two days ago."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detente.text.calendar import Expression
from detente.text.numbers import read_number
from detente.text.timewords import (
    PART,
    SHIFT,
    TRAP,
    Match,
    Pattern,
    any_of,
    before,
    group,
    part,
    pattern,
    shift,
    table,
    weekday,
)

_COUNT = (
    r"(?P<count>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|fifteen|eighteen|twenty|thirty|forty|fifty|several|(?:a\s+)?few|many|some"
    r"|(?:a\s+)?couple\s+of)\s+"
)
_LONG_UNIT = r"(?P<unit>week|month|quarter|year)"
_UNIT = r"(?P<unit>day|week|month|quarter|year|decade)"
_UNITS = {"day", "week", "month", "quarter", "year", "decade", "hour", "minute"}
_UNIT_WORDS = frozenset(_UNITS | {f"{unit}s" for unit in _UNITS})


def patterns() -> Iterator[Pattern]:
    """What to search for; of two that fit the same words, the first holds."""
    weekdays = any_of(table("weekdays"), capital=True)
    traps = table("traps")
    yield pattern(
        table("weekdays"),
        rf"\b(?:(?i:every|each|most|all|{any_of(traps['before'])})\s+{weekdays}"
        rf"|{weekdays}\s+{any_of(traps['after'])})\b",
        lambda match: TRAP,
        cased=True,
    )
    yield pattern(
        table("weekdays"),
        rf"\b(?i:{SHIFT})?(?P<weekday>{weekdays})\b(?:\s+(?:of\s+)?(?P<week_shift>last|this|next)"
        r"\s+week\b)?(?:\s+(?:morning|afternoon|evening|night)\b)?",
        _read_weekday,
        cased=True,
    )
    yield pattern(
        {name.split()[-1] for name in table("days")},
        rf"\b{any_of(table('days'))}\b",
        _read_days,
    )
    yield pattern(
        _UNIT_WORDS,
        r"\b(?:the\s+(?:same|following)\s+|that\s+(?:same\s+)?)(?:day|week|month|year)\b"
        r"|\bthe\s+(?:day|week|month|year)\s+(?:before|after)\b(?!\s+(?:yesterday|tomorrow))",
        _read_vague,
    )
    yield pattern(
        _UNIT_WORDS,
        rf"\b(?P<than>(?:more|less|fewer)\s+than\s+)?{_COUNT}(?P<unit>{'|'.join(sorted(_UNITS))})s?"
        r"\s+(?P<which>ago|earlier|later|from\s+now)\b",
        _read_ago,
    )
    yield pattern(
        {"fortnight"},
        r"\ba\s+fortnight\s+(?P<which>ago|earlier)\b",
        lambda match: Expression("ago", unit="week", number=-2),
    )
    yield pattern(
        _UNIT_WORDS,
        rf"(?:(?<=\bin\s)|(?<=\bwithin\s)){_COUNT}{_UNIT}s?(?:['’]?\s+time)?\b(?!\s+of|-)",
        _read_ahead,
    )
    yield pattern(
        _UNIT_WORDS,
        rf"\b(?:the\s+|these\s+)(?P<which>last|past|previous|next|coming)\s+(?:{_COUNT})?{_UNIT}s?\b",
        _read_span,
    )
    yield pattern(
        _UNIT_WORDS,
        rf"\b(?P<which>last|past|previous|next|coming)\s+{_COUNT}{_UNIT}s\b",
        _read_span,
    )
    yield pattern(_UNIT_WORDS, rf"\b{PART}?{SHIFT}{_UNIT}\b(?!-)", _read_unit)
    yield pattern(_UNIT_WORDS, rf"\b{PART}(?:this\s+)?{_LONG_UNIT}\b(?!\s+\d|-)", _read_unit)
    yield pattern(
        _UNIT_WORDS,
        rf"\b(?P<when>earlier|later)\s+(?:in\s+)?(?:the|this)\s+{_LONG_UNIT}\b(?!-)",
        _read_unit,
    )
    yield pattern({"weekend"}, rf"\b(?:{SHIFT}|the\s+)weekend\b", _read_weekend)


def _read_weekday(match: Match) -> Expression | None:
    if match["week_shift"]:
        week = shift(match, "week_shift")
        return Expression("weekday", weekday=weekday(match), shift=week, unit="week")
    return Expression("weekday", weekday=weekday(match), shift=shift(match))


def _read_days(match: Match) -> Expression | None:
    words = " ".join(match[0].lower().split())
    ahead = before(match).rstrip()
    if match[0] == "Today" and ahead and ahead[-1] not in ".!?:;\"'”“‘’–—-(":
        return None  # Pakistan Today
    return Expression("days", number=int(table("days")[words]))


def _read_vague(match: Match) -> Expression | None:
    return Expression("vague")


def _count(words: str | None) -> int | None:
    """A count of units, or ``None`` for several and a few."""
    number = 1.0 if words in ("a", "an", None) else read_number(words)
    return int(number) if number else None


def _read_ago(match: Match) -> Expression | None:
    """Days and the like away; what is only about so far away is vague."""
    unit, which = group(match, "unit") or "", group(match, "which")
    count = _count(group(match, "count"))
    if count is None or unit in ("decade", "hour", "minute") or match["than"]:
        return Expression("vague")
    forward = which in ("later", "from now")
    return Expression("ago", unit=unit, number=count if forward else -count)


def _read_ahead(match: Match) -> Expression | None:
    unit, count = group(match, "unit") or "", _count(group(match, "count"))
    if count is None or unit == "decade":
        return Expression("vague")
    return Expression("ago", unit=unit, number=count)


_SPAN_CUE = re.compile(r"\b(?:over|in|within|during|for|of|through)\s+$", re.I)


def _read_span(match: Match) -> Expression | None:
    """Weeks to or from now; ``the next day`` is of a story, unless it is ``over the next``."""
    unit, which = group(match, "unit") or "", group(match, "which")
    words = group(match, "count")
    plural = match[0].lower().endswith("s")
    if words is None and (plural or (which in ("next", "previous") and not _cued(match))):
        return Expression("vague")
    count = _count(words)
    if count is None or unit == "decade":
        return Expression("vague")
    forward = which in ("next", "coming")
    return Expression("span", unit=unit, number=count if forward else -count)


def _cued(match: Match) -> bool:
    return _SPAN_CUE.search(before(match)) is not None


def _read_unit(match: Match) -> Expression | None:
    unit, when = group(match, "unit") or "", group(match, "when")
    cut = {"earlier": "so-far", "later": "rest"}[when] if when else part(match)
    if unit in ("decade", "day"):
        return Expression("vague")
    return Expression("unit", unit=unit, shift=shift(match) or 0, part=cut)


def _read_weekend(match: Match) -> Expression | None:
    return Expression("weekend", shift=shift(match))
