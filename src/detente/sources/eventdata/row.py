"""Rows of event data: what one line of any of the formats says.

They are named tuples, which are made and compared several times faster than frozen dataclasses:
a file has millions.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple


class Party(NamedTuple):
    """Who acts or is acted on, in the file's own words; empty where it does not say.

    ``code`` is a CAMEO actor code (``AFGINSTAL``), ``country`` a name or ISO code, ``sectors``
    as the file has them, parted by commas or semicolons.
    """

    name: str = ""
    code: str = ""
    country: str = ""
    sectors: str = ""


class EventRow(NamedTuple):
    """One row: who did what to whom on which day, and who says so.

    ``code`` is a CAMEO code or a relation's name, ``type`` and ``mode`` are PLOVER's; a file has
    one or the other. ``articles`` and ``outlets`` count the reports that the file itself says
    stand behind the row. ``confidence`` lies between 0 and 1. ``complete`` is false of a row
    drawn from more of its kind, where the absence of another row means nothing. A mention of an
    event known by its ``record`` has neither ``code`` nor ``type``.
    """

    line: int
    record: str
    date: dt.date
    source: Party
    target: Party
    code: str = ""
    type: str = ""
    mode: str = ""
    contexts: tuple[str, ...] = ()
    goldstein: float | None = None
    story: str | None = None
    sentence: str | None = None
    publisher: str | None = None
    url: str | None = None
    place: str | None = None
    confidence: float | None = None
    articles: int = 1
    outlets: int = 0
    complete: bool = True
