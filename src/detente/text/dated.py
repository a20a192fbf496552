"""Dates that the calendar knows: days, months, quarters, seasons and years."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detente.text.calendar import Expression
from detente.text.timewords import (
    OF_YEAR,
    ORDINAL,
    PART,
    SHIFT,
    TRAP,
    YEAR,
    Match,
    Pattern,
    any_of,
    before,
    first_words,
    group,
    is_counted,
    number,
    part,
    pattern,
    shift,
    table,
    weekday,
)

_YEARS = frozenset(map(str, range(1500, 2100)))
_DECADES = frozenset(map(str, range(1500, 2100, 10)))
_SURE_OF_YEAR = ("in", "since", "until", "till", "during", "early", "late", "mid", "year", "fiscal")
_SURE_OF_MONTH = ("in", "since", "last", "next", "this", "until", "till", "early", "late", "mid")
_UNSURE_OF_YEAR = ("the", "of", "by", "from", "to", "and", "after", "before", "s")


def patterns() -> Iterator[Pattern]:
    """What to search for, in no order."""
    months, short = (
        any_of(table("months"), capital=True),
        any_of(table("short_months"), capital=True),
    )
    names = {*table("months"), *table("short_months")}
    month = rf"(?P<month>{months}\b|{short}\b\.?)"
    year = rf"(?:,?\s+(?:of\s+)?(?P<year>{YEAR})|,?\s+{OF_YEAR})?"
    lead = rf"(?:\b(?P<weekday>{any_of(table('weekdays'), capital=True)}),?\s+(?:the\s+)?)?"
    day = rf"(?P<day>\d{{1,2}}){ORDINAL}"
    last = rf"(?:(?:\s*[-–—]\s*|\s+(?:to|and)\s+)(?P<last>\d{{1,2}}){ORDINAL})?"
    yield pattern(
        names,
        rf"{lead}(?<![\w.,/:$€£-]){day}{last}\s+(?:of\s+)?{month}{year}",
        _read_day,
        cased=True,
    )
    yield pattern(
        names,
        rf"{lead}\b{month}\s+(?:the\s+)?{day}(?![\w%:]|[.,]\d){last}(?!\w|[.,]\d{{3}}\b){year}",
        _read_day,
        cased=True,
    )
    yield pattern(
        names,
        rf"\b(?i:{PART})?(?i:{SHIFT})?(?P<month>{months}\b){year}",
        _read_month,
        cased=True,
    )
    yield pattern(names, rf"\b(?P<month>{short}\.?),?\s+(?P<year>{YEAR})", _read_month, cased=True)
    yield pattern(
        names,
        rf"(?<=\b(?i:in|by)\s)(?P<month>{short})\.(?!\s+\d)",
        lambda match: Expression("month", month=_month(match)),
        cased=True,
    )
    yield pattern(
        _YEARS,
        r"(?<![\w/.-])(?P<year>\d{4})(?P<mark>[-/.])(?P<one>\d{1,2})(?P=mark)(?P<two>\d{1,2})"
        r"(?![\w/-])",
        _read_iso,
    )
    yield pattern(
        _YEARS,
        r"(?<![\w/.-])(?P<one>\d{1,2})(?P<mark>[-/.])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4})"
        r"(?![\w/-])",
        _read_figures,
    )
    yield pattern(
        _YEARS,
        rf"\b{PART}?(?<![\w$€£¥#.,/:])(?P<year>{YEAR})(?!,\d|\.\d|-[A-Za-z])"
        r"(?:\s?[-–—/]\s?(?P<final>\d{4}|\d\d)(?![\w-]))?",
        _read_year,
    )
    yield pattern(
        {f"{decade}s" for decade in _DECADES} | _DECADES,
        r"\b(?:the\s+)?(?:(?:early|mid|late)[\s-]+)?(?:1[5-9]|20)\d0['’]?s\b",
        lambda match: Expression("vague"),
    )
    yield pattern(
        {"quarter", "half", "q"},
        rf"\b(?:the\s+)?(?:(?P<nth>{any_of(table('ordinals'))}|final|last|latter)[\s-]+"
        r"(?P<size>quarter|half)(?![-\w])|Q(?P<q>[1-4]))(?!\s*-?finals?\b)"
        rf"(?:,?\s+(?:of\s+)?(?:the\s+)?(?:fiscal\s+)?(?:year\s+)?(?P<year>{YEAR})|\s+{OF_YEAR}"
        r"|\s+of\s+(?P<own>the)\s+year)?",
        _read_quarter,
    )
    yield pattern(
        table("seasons"),
        rf"\b{PART}?(?:the\s+)?(?:{SHIFT})?(?P<season>{any_of(table('seasons'))})\b"
        rf"(?:,?\s+(?:of\s+)?(?P<year>{YEAR})(?:\s?[-–/]\s?\d\d(?:\d\d)?\b)?|\s+{OF_YEAR})?",
        _read_season,
    )
    yield from _fixed(months, year)


def _fixed(months: str, year: str) -> Iterator[Pattern]:
    """Feasts, days known by their names, and names that only look like days."""
    yield pattern(
        first_words(table("feasts")) | {"may", "year", "day", "eve"},
        rf"\b(?P<feast>{any_of(table('feasts'))})\b(?!\s+(?:island|trees?)\b){year}",
        _read_feast,
    )
    yield pattern(
        first_words(table("named")) | {"september", "9", "7"},
        rf"(?<![\w/]){any_of(table('named'))}(?![\w/])",
        _read_named,
    )
    traps = table("traps")
    names = {*table("months")}
    ahead = rf"(?:{any_of(traps['before'])})\s+{months}\b(?!\s+\d)"
    behind = rf"(?:\d{{1,2}}\s+{months}|{months}(?:\s+\d{{1,2}})?)\s+{any_of(traps['after'])}\b"
    yield pattern(names, rf"\b(?:{ahead}|{behind})", lambda match: TRAP, cased=True)
    yield pattern(
        first_words(traps["phrases"]),
        rf"\b{any_of(traps['phrases'])}\b",
        lambda match: TRAP,
        cased=True,
    )


def _month(match: Match) -> int:
    name = (group(match, "month") or "").rstrip(".")
    return int(table("months").get(name) or table("short_months")[name])


def _read_day(match: Match) -> Expression | None:
    day, last = int(match["day"]), number(match, "last")
    year, year_shift = number(match, "year"), shift(match, "year_shift")
    if not 1 <= day <= 31 or (last is not None and not day < last <= 31):
        return None
    if match.end() == match.end("day") and is_counted(match, match.end()):
        return None  # In March 20 soldiers were killed
    return Expression(
        "day",
        year=year,
        month=_month(match),
        day=day,
        end_day=last,
        weekday=weekday(match),
        year_shift=year_shift,
    )


_DAY_FOLLOWS = re.compile(rf"\s+\d{{1,2}}{ORDINAL}(?![\w%:]|[.,]\d)")


def _read_month(match: Match) -> Expression | None:
    name = group(match, "month") or ""
    says = Expression(
        "month",
        year=number(match, "year"),
        month=_month(match),
        part=part(match),
        shift=shift(match),
        year_shift=shift(match, "year_shift"),
    )
    if match.start() < match.start("month"):
        follows = _DAY_FOLLOWS.match(match.string, match.end())
        return None if follows and not is_counted(match, follows.end()) else says
    if says.year is not None or says.year_shift is not None or name not in table("careful"):
        return says
    return says if _is_month(match, table("careful")[name]) else None


_MONTHS = any_of(table("months"), capital=True)
_WORD_BEFORE = re.compile(r"([A-Za-z]+)[\s-]+(?:the\s+)?$")
_MONTH_BEFORE = re.compile(rf"\b{_MONTHS}\s*(?:and|to|or|until|through|[-–—,])\s*$")
_MONTH_AFTER = re.compile(rf"\s*(?:and|to|or|until|through|[-–—,])\s*{_MONTHS}\b")
_NAME_AFTER = re.compile(r"\s+(?!President|Prime|Minister|Secretary)[A-Z][a-z]+")


def _is_month(match: Match, cues: list[str]) -> bool:
    """Whether a month that may be a name stands after a cue or beside another month."""
    ahead = before(match)
    word = _WORD_BEFORE.search(ahead)
    if word and word[1].lower() in cues:
        sure = word[1].lower() in _SURE_OF_MONTH
        return sure or not _NAME_AFTER.match(match.string, match.end())  # by June Carter
    return bool(_MONTH_BEFORE.search(ahead) or _MONTH_AFTER.match(match.string, match.end()))


def _read_iso(match: Match) -> Expression | None:
    return _day(match["year"], match["one"], match["two"])


def _read_figures(match: Match) -> Expression | None:
    one, two = match["one"], match["two"]
    if int(one) > 12 or one == two:
        return _day(match["year"], two, one)
    return _day(match["year"], one, two) if int(two) > 12 else None  # 3/4 has two readings


def _day(year: str, month: str, day: str) -> Expression | None:
    return Expression("day", year=int(year), month=int(month), day=int(day))


def _read_year(match: Match) -> Expression | None:
    year, last = int(match["year"]), match["final"]
    if match.start() == match.start("year") and not _is_year(match, year):
        return None
    if last is None:
        return Expression("year", year=year, part=part(match))
    end_year = int(last) if len(last) == 4 else year // 100 * 100 + int(last)
    return Expression("year", year=year, end_year=end_year) if 0 < end_year - year <= 100 else None


_CUE = re.compile(r"([\w.]+)\W*(?:\d+(?:,|,?\s+and)\s+)*$")
_PLURAL = re.compile(r"\s+[a-z]+s\b")


def _is_year(match: Match, year: int) -> bool:
    """Whether four digits are a year, by the words on both sides.

    2009 is one unless a word speaks against it; 2000 and 1950 need a word that speaks for it.
    """
    ahead = before(match)
    found = _CUE.search(ahead)
    cue = found[1].lower() if found else ""
    if ahead[-1:] in ("-", "–") or is_counted(match, match.end()):
        return False
    if cue in table("numbers")["numbered"]:
        return False
    if cue in _SURE_OF_YEAR or ahead[-1:] == "(":
        return True
    if year % 50 == 0:
        return cue in _UNSURE_OF_YEAR and not _PLURAL.match(match.string, match.end())
    return year >= 1900


def _read_quarter(match: Match) -> Expression | None:
    nth, half = group(match, "nth"), group(match, "size") == "half"
    year, year_shift = number(match, "year"), shift(match, "year_shift")
    if match["own"]:
        year_shift = 0
    dated = year is not None or year_shift is not None
    if not dated and (half or nth in ("last", "latter")):
        return None  # of a match, as likely as not; last quarter is another expression
    length, count = (6, 2) if half else (3, 4)
    ordinal = int(match["q"]) if match["q"] else table("ordinals").get(nth or "", count)
    if ordinal > count:
        return None
    return Expression(
        "half" if half else "quarter",
        year=year,
        month=1 + length * (ordinal - 1),
        year_shift=year_shift,
    )


_SEASON_CUE = re.compile(
    r"\b(?:in|since|by|until|over|during|throughout|early|late|mid)[\s-]+(?:the\s+)?$", re.I
)
_MORE = re.compile(r"\s+[a-z]")


def _read_season(match: Match) -> Expression | None:
    name = group(match, "season") or ""
    says = Expression(
        "season",
        year=number(match, "year"),
        month=int(table("seasons")[name]),
        part=part(match),
        shift=shift(match),
        year_shift=shift(match, "year_shift"),
    )
    if (says.year, says.shift, says.year_shift) != (None, None, None):
        return says
    if name == "fall" and _MORE.match(match.string, match.end()):
        return None  # in the fall of Saigon
    return says if says.part or _SEASON_CUE.search(before(match, match.start("season"))) else None


def _read_feast(match: Match) -> Expression | None:
    feast = (group(match, "feast") or "").replace("’", "'")
    month, day = table("feasts")[feast]
    year, year_shift = number(match, "year"), shift(match, "year_shift")
    return Expression("day", year=year, month=month, day=day, year_shift=year_shift)


def _read_named(match: Match) -> Expression | None:
    day = table("named")[" ".join(match[0].lower().split())]
    return Expression("day", year=day.year, month=day.month, day=day.day)
