"""Reading: the acts of a dyad out of a ledger or a table, with what limits them.

A ledger may hold coded texts and imported event data side by side. Both would tell the same
acts, so one coder at a time is measured: the one asked for, else the one with the most acts.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from detente.analysis.judgements import is_judgement
from detente.analysis.presence import warn_of_absences
from detente.analysis.reciprocity.acts import Acts, from_stories, from_table
from detente.analysis.reciprocity.series import UNITS, Series, cut_periods
from detente.analysis.stories import merge_stories
from detente.analysis.trust import MIN_CONFIDENCE, sift
from detente.ledger.columns import LARGEST
from detente.ledger.entries import Entry
from detente.ledger.filters import REVIEW, first_day, last_day
from detente.ledger.presence import Presence
from detente.ledger.tables import Table
from detente.records import Actor

if TYPE_CHECKING:
    from detente.analysis.reciprocity.acts import Floats

MAX_YEARS = 250
Hole = tuple[dt.date, dt.date]


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """Acts of a dyad, the stretches of days in which nothing was read, and words of caution."""

    acts: Acts
    holes: tuple[Hole, ...] = ()
    warnings: tuple[str, ...] = ()


class _Coverage(Protocol):
    @property
    def read(self) -> Mapping[dt.date, int]: ...


class _Rows(Protocol):
    def arrow(self) -> pa.Table: ...


class _Imported(Protocol):
    @property
    def first(self) -> dt.date | None: ...

    @property
    def last(self) -> dt.date | None: ...


class LedgerReading(Protocol):
    """The part of ``ledger.Ledger`` that measuring needs."""

    def entries(
        self, a: str, b: str, since: Any = None, until: Any = None, *, coder: str | None = None
    ) -> Iterable[Entry]: ...

    def acts(
        self,
        a: str,
        b: str,
        since: Any = None,
        until: Any = None,
        *,
        coder: str | None = None,
        either_way: bool = False,
    ) -> _Rows: ...

    def coverage(self, a: str, b: str, since: Any = None, until: Any = None) -> _Coverage: ...

    def imported(self, coder: str) -> _Imported: ...

    def presence(
        self, code: Any = None, since: Any = None, until: Any = None
    ) -> Iterable[Presence]: ...


def read_ledger(
    ledger: LedgerReading,
    a: str,
    b: str,
    *,
    since: dt.date | str | None = None,
    until: dt.date | str | None = None,
    issue: str | None = None,
    coder: str | None = None,
    mirrors: str = "out",
    min_confidence: float = MIN_CONFIDENCE,
    name: Callable[[str], str] = str,
) -> Material:
    """What a ledger holds between two actors (ids; ``RUS-*`` takes everybody with the code).

    Judgements of outlets, what only may happen, and acts of texts that are trusted less than
    ``min_confidence`` (0 to 1) are left out, as in a brief. ``mirrors``
    ``keep`` counts mutual acts in both directions; ``name`` turns codes into words for warnings.
    Raises ``ValueError`` for other words, or where ``since`` lies after ``until``.
    """
    _check_period(_first(since), _last(until))
    coded, texts = _read_texts(ledger, a, b, since, until, coder, min_confidence)
    table = ledger.acts(a, b, since, until, coder=coder, either_way=True).arrow()
    coders = Counter(table["coder"].to_pylist())
    taken, most = max(coders.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    notes: list[str] = []
    if most > len(coded.acts):
        ends = ledger.imported(taken)
        acts = from_table(
            table.filter(pc.equal(table["coder"], taken)), a, b,
            _later(_first(since), ends.first), _earlier(_last(until), ends.last),
        )  # fmt: skip
        material, used = Material(acts), {taken}
    else:
        material, used = coded, texts
    others = sorted({*coders, *texts} - used)
    if others:
        notes.append(
            f"Measured on {', '.join(sorted(used))} alone; the ledger also has"
            f" {', '.join(others)} on this dyad (--coder chooses)."
        )
    codes = [Actor.parse(id.removesuffix("-*")).code for id in (a, b)]
    lacking = [row for row in ledger.presence(codes, since, until) if row.coder in used]
    if coder is not None and not len(material.acts):
        notes.append(f"{coder} has coded no act of this dyad in this period.")
    if len(material.acts):
        notes += warn_of_absences(lacking, codes, name)
    return _narrow(material, issue, mirrors, notes)


def read_table(
    table: Table,
    a: str,
    b: str,
    *,
    since: dt.date | str | None = None,
    until: dt.date | str | None = None,
    issue: str | None = None,
    mirrors: str = "out",
) -> Material:
    """What a table of events holds between two actors, named as they are there.

    The period is that of the whole table, so that a silence of the two counts as such. Raises
    ``LedgerError`` for an actor that the table does not know, and ``ValueError`` where one actor
    is asked for twice or the period cannot be measured.
    """
    a, b = table.find(a), table.find(b)
    if a == b:
        raise ValueError(f"two actors are needed, not {a!r} twice")
    if issue is not None and "issue" not in table.columns:
        raise ValueError(f"{table.name} has no column of issues (name it with --map issue=COLUMN)")
    first, last = table.span()
    low, high = max(_first(since) or first, first), min(_last(until) or last, last)
    _check_period(_first(since), _last(until))
    if low > high:
        raise ValueError(f"{table.name} runs from {first} to {last}: nothing of it is asked for")
    if high.year - low.year > MAX_YEARS:
        raise ValueError(
            f"from {low} to {high} is too long to be measured; if single dates are wrong, cut them"
            " off with --since and --until"
        )
    acts = from_table(table.acts(a, b, since, until), a, b, low, high)
    notes = []
    if unusable := table.unusable():
        notes.append(
            f"{unusable:,} row{'' if unusable == 1 else 's'} of the table cannot be read, or lack a"
            " date, a party or a score, and were left out."
        )
    if high > dt.date.today():
        notes.append(f"The table runs to {high}, which is still to come (--until cuts dates off).")
    return _narrow(Material(acts), issue, mirrors, notes)


def _check_period(since: dt.date | None, until: dt.date | None) -> None:
    if since is not None and until is not None and since > until:
        raise ValueError(f"the period begins ({since}) after its end ({until})")


def read_series(
    table: Table,
    a: str,
    b: str,
    unit: str,
    *,
    since: dt.date | str | None = None,
    until: dt.date | str | None = None,
) -> Series:
    """A ready series: the first column is what ``a`` does to ``b``, the second what ``b`` does.

    With dates, rows are put in their order and periods without a row are gaps; an empty cell is a
    gap too. Raises ``ValueError`` for a value that is no finite number, dates that do not fit the
    unit, and a period asked for where there are no dates.
    """
    if unit not in UNITS:
        raise ValueError(f"{unit!r} is not one of {', '.join(UNITS)}")
    rows, names = table.series()
    values = np.stack([np.array(rows[c].to_pylist(), float) for c in ("a", "b")], axis=1)
    for name, column in zip(names, values.T, strict=True):
        if (wrong := np.flatnonzero(np.abs(column) > LARGEST)).size:
            raise ValueError(
                f"row {wrong[0] + 1} of column {name!r} holds {column[wrong[0]]:g}: values up to"
                f" {LARGEST:g} can be measured (leave the cell empty where nothing is known)"
            )
    starts = None
    if "date" in rows.column_names:
        starts, values = _place(rows["date"].to_pylist(), values, unit, _first(since), _last(until))
    elif since is not None or until is not None:
        raise ValueError(f"{table.name} has no dates to choose a period by")
    values[np.isnan(values).any(axis=1)] = np.nan
    return Series(
        a, b, unit, "given", "as given", starts, values, np.full(len(values), np.nan),
        np.zeros((len(values), 3), np.int64),
    )  # fmt: skip


def _place(
    days: list[dt.date | None],
    values: Floats,
    unit: str,
    since: dt.date | None,
    until: dt.date | None,
) -> tuple[tuple[dt.date, ...], Floats]:
    """Rows by period: the first days of all periods, and the values of each, NaN without a row."""
    if None in days:
        raise ValueError(f"row {days.index(None) + 1} of the series has no date that can be read")
    _check_period(since, until)
    known = [day.toordinal() for day in days if day is not None]
    low = max(min(known), since.toordinal() if since else 1)
    high = min(max(known), until.toordinal() if until else dt.date.max.toordinal())
    if low > high:
        raise ValueError("the series has no row in the period asked for")
    used = [row for row, day in enumerate(known) if low <= day <= high]
    starts = cut_periods(low, high, unit)
    place = (
        np.searchsorted([day.toordinal() for day in starts], [known[row] for row in used], "right")
        - 1
    )
    if len(np.unique(place)) < len(place):
        raise ValueError(f"several rows of the series fall into one {unit}: choose another --unit")
    if len(starts) > 2 * len(place):
        raise ValueError(
            f"{len(place):,} rows of the series in {len(starts):,} {unit}s: choose another --unit,"
            " or leave the dates out"
        )
    placed = np.full((len(starts), 2), np.nan)
    placed[place] = values[used]
    return tuple(starts), placed


def _read_texts(
    ledger: LedgerReading,
    a: str,
    b: str,
    since: dt.date | str | None,
    until: dt.date | str | None,
    coder: str | None,
    min_confidence: float,
) -> tuple[Material, set[str]]:
    """The acts that coded texts tell, and the coders that coded them."""
    entries = [e for e in ledger.entries(a, b, since, until, coder=coder) if not is_judgement(e)]
    months = sorted(month for month, n in ledger.coverage(a, b, since, until).read.items() if n)
    dates = [entry.document.date for entry in entries if entry.document.date]
    first = _later(_first(since), months[0] if months else None)
    last = _earlier(_last(until), max([*dates, *months[-1:]], default=None))
    stories, _ = sift(merge_stories(entries), min_confidence)
    acts = from_stories(stories, a, b, first, last)
    coders = {entry.event.coder.split("/")[0] for entry in entries} - {REVIEW}
    return Material(acts, tuple(_unread_months(months))), coders


def _later(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    return max((day for day in (one, other) if day is not None), default=None)


def _earlier(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    return min((day for day in (one, other) if day is not None), default=None)


def _unread_months(months: list[dt.date]) -> Iterable[Hole]:
    """Stretches of whole months between two read ones in which nothing was read."""
    for one, other in pairwise(months):
        after = (one.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
        if after < other:
            yield after, other - dt.timedelta(days=1)


def _narrow(material: Material, issue: str | None, mirrors: str, notes: list[str]) -> Material:
    if mirrors not in ("out", "keep"):
        raise ValueError(f"mirrors are 'out' or 'keep', not {mirrors!r}")
    acts = material.acts if issue is None else material.acts.on(issue)
    if issue is not None and not len(acts) and len(material.acts):
        known = sorted({one for some in material.acts.issues for one in some})
        notes = [*notes, f"No act of theirs is on {issue}, but on {', '.join(known) or 'none'}."]
    if mirrors == "keep":
        acts = acts.mirrored()
        notes = [*notes, "Mutual acts were counted in both directions, which fakes replies."]
    return Material(acts, material.holes, (*material.warnings, *notes))


def _first(day: dt.date | str | None) -> dt.date | None:
    return None if day is None else first_day(day)


def _last(day: dt.date | str | None) -> dt.date | None:
    return None if day is None else last_day(day)
