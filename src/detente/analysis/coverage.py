"""Coverage: how much material there is, and where it is silent."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from detente.ledger.entries import Entry
from detente.records import Modality


@dataclass(frozen=True, slots=True)
class Coverage:
    """Reports, outlets, months and modalities behind a brief.

    ``reports`` counts documents that hold an entry on the pair; ``read`` all documents that
    were read for the period, where the ledger says so. ``silent_months`` are first days of
    months without any report on the pair, ``unread_months`` of those in which nothing at all
    was read: there silence means nothing.
    """

    reports: int
    read: int | None
    outlets: tuple[tuple[str, int], ...]
    first: dt.date | None
    last: dt.date | None
    months: int
    silent_months: tuple[dt.date, ...]
    unread_months: tuple[dt.date, ...]
    modalities: tuple[tuple[Modality, int], ...]
    undated: int


def measure_coverage(
    entries: Sequence[Entry],
    since: dt.date | None = None,
    until: dt.date | None = None,
    read: Mapping[dt.date, int] | None = None,
) -> Coverage:
    """Measure the entries of a pair between two days (default: their first and last)."""
    documents = {entry.document.id: entry for entry in entries}
    outlets = Counter(outlet for entry in documents.values() for outlet in entry.outlets)
    published = [e.document.date for e in documents.values() if e.document.date is not None]
    dates = sorted(published)
    months = _months(
        since or (dates[0] if dates else None), until or (dates[-1] if dates else None)
    )
    told = {day.replace(day=1) for day in dates}
    modalities = Counter(entry.event.modality for entry in entries)
    silent = [month for month in months if month not in told]
    return Coverage(
        reports=len(documents),
        read=None if read is None else sum(read.get(month, 0) for month in months),
        outlets=tuple(sorted(outlets.items(), key=lambda item: (-item[1], item[0]))),
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
        months=len(months),
        silent_months=tuple(m for m in silent if read is None or read.get(m)),
        unread_months=tuple(m for m in silent if read is not None and not read.get(m)),
        modalities=tuple((modality, modalities[modality]) for modality in Modality),
        undated=sum(entry.date is None for entry in entries),
    )


def _months(since: dt.date | None, until: dt.date | None) -> list[dt.date]:
    if since is None or until is None:
        return []
    first, last = since.year * 12 + since.month - 1, until.year * 12 + until.month - 1
    return [dt.date(number // 12, number % 12 + 1, 1) for number in range(first, last + 1)]


def month_runs(months: Iterable[dt.date]) -> list[tuple[dt.date, dt.date]]:
    """Fold months into runs of neighbours: first and last month of each."""
    runs: list[tuple[dt.date, dt.date]] = []
    for month in months:
        if runs and _months(runs[-1][1], month)[1:2] == [month]:
            runs[-1] = (runs[-1][0], month)
        else:
            runs.append((month, month))
    return runs
