"""Building: the row that cells make, once it is known which column holds what."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter
from urllib.parse import urlsplit

from detente.records import Reject
from detente.sources.dates import parse_date
from detente.sources.eventdata.layouts import Layout
from detente.sources.eventdata.row import EventRow, Party
from detente.sources.rows import refuse

_NOTHING = frozenset({"", "NA", "NULL", "None", "nan", "\\N", "---"})
_FIELDS = (
    "record date source source_code source_country source_sectors target target_code"
    " target_country target_sectors code relation type mode contexts goldstein story sentence"
    " publisher url place confidence articles outlets complete"
).split()
_LIST = re.compile(r"[;,|]")
# POLECAT's columns from here on are counted from the end where a row has more than its header.
_FROM_THE_END = "placename"


@lru_cache(maxsize=131_072)  # the same few thousands act again and again
def _party(name: str, code: str, country: str, sectors: str) -> Party:
    return Party(name.strip(), code.strip(), country.strip(), sectors.strip())


class Builder:
    """Makes rows of the cells of one table."""

    def __init__(self, layout: Layout, names: Sequence[str], source: str) -> None:
        plan = layout.plan(names, source)
        width = len(names)  # where the empty cell stands that fields without a column get
        self._take = itemgetter(*(plan.get(field, (width,))[0] for field in _FIELDS))
        self._others = [(_FIELDS.index(f), places[1:]) for f, places in plan.items() if places[1:]]
        self._source, self._names = source, list(names)
        self._format = layout.name
        self._mentions = not ("code" in layout.fields or "type" in layout.fields)

    def build(self, line: int, cells: list[str]) -> EventRow | Reject:
        """The row, or what is wrong with it."""
        if len(cells) != len(self._names):
            fitted = self._fit(cells)
            if fitted is None:
                detail = f"{len(cells)} columns where there should be {len(self._names)}"
                return refuse(self._source, line, "malformed", detail)
            cells = fitted
        cells.append("")
        values = ["" if cell in _NOTHING else cell for cell in self._take(cells)]
        for at, places in self._others:
            if not values[at]:
                values[at] = next((cells[p] for p in places if cells[p] not in _NOTHING), "")
        day = parse_date(values[1])
        if day is None:
            return refuse(self._source, line, "date", f"not a date: {values[1]!r}")
        source, target = _party(*values[2:6]), _party(*values[6:10])
        if self._mentions and not values[0]:
            return refuse(self._source, line, "malformed", "no id of an event")
        if not self._mentions and source == target == _NOBODY:
            return refuse(self._source, line, "no-actor", "neither a source nor a target")
        return _row(line, day, source, target, values)

    def _fit(self, cells: list[str]) -> list[str] | None:
        """The cells of a row with too many of them, if it is certain which are too many."""
        extra = len(cells) - len(self._names)
        if extra > 0 and not any(cell.strip() for cell in cells[-extra:]):
            return cells[:-extra]
        if extra > 0 and self._format == "polecat" and _FROM_THE_END in self._names:
            cut = self._names.index(_FROM_THE_END)
            fitted = cells[:cut] + cells[cut + extra :]
            row = dict(zip(self._names, fitted, strict=True))
            countries = (row.get("actorcountry", ""), row.get("recipientcountry", ""))
            if row.get("quadcode", "1")[:1].isdigit() and all(map(_COUNTRY.fullmatch, countries)):
                return fitted
        return None


_NOBODY = Party("", "", "", "")
_COUNTRY = re.compile(r"(?:[A-Z]{2,4}|None|NA)?(?:[;,] ?[A-Z]{2,4})*")


def _row(line: int, day: dt.date, source: Party, target: Party, values: list[str]) -> EventRow:
    code, relation, type, mode, contexts, goldstein, story, sentence = values[10:18]
    publisher, url, place, confidence, articles, outlets, complete = values[18:]
    if len(code) < 3:  # it may have lost its zeros: 20 is a root, and what is left of 020
        code = relation or code
    return EventRow(
        line,
        values[0],
        day,
        source,
        target,
        code,
        type,
        mode,
        _names(contexts) if contexts else (),
        _number(goldstein) if goldstein else None,
        story or None,
        sentence or None,
        publisher or (_host(url) if url else None),
        url or None,
        place or None,
        _probability(confidence) if confidence else None,
        _count(articles, 1) if articles else 1,
        _count(outlets, 0) if outlets else 0,
        complete.lower() not in ("false", "0", "no"),
    )


@lru_cache(maxsize=65_536)
def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


@lru_cache(maxsize=4096)
def _count(text: str, least: int) -> int:
    return min(max(int(_number(text) or 0), least), 2**31 - 1)


@lru_cache(maxsize=4096)
def _probability(text: str) -> float | None:
    """Certainty between 0 and 1, or of 100."""
    value = _number(text)
    return None if value is None else min(max(value if value <= 1 else value / 100, 0.0), 1.0)


@lru_cache(maxsize=4096)
def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip().lower() for name in _LIST.split(text) if name.strip())


@lru_cache(maxsize=65_536)
def _host(url: str) -> str | None:
    """The outlet that an address tells, as GDELT names its outlets."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.") or None
    except ValueError:
        return None
