"""Options that several commands share, and how their words become values."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from detente.records import Genre

Inputs = Annotated[
    list[str],
    typer.Argument(metavar="INPUT...", help="Files, folders, globs, or - for standard input."),
]
Database = Annotated[Path, typer.Option("--db", help="The ledger, one DuckDB file.")]
Outlet = Annotated[str | None, typer.Option(help="Outlet of documents that do not name theirs.")]
Author = Annotated[str | None, typer.Option(help="Author of documents that do not name theirs.")]
Date = Annotated[str | None, typer.Option(help="Date of documents that have none (YYYY-MM-DD).")]
GenreName = Annotated[
    str | None, typer.Option(help="Genre: report, editorial, commentary, release, transcript.")
]
Mapping = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=COLUMN", help="Column of a table, e.g. text=body."),
]
CoderName = Annotated[str, typer.Option("--coder", help="Which coder reads the text.")]
Publishing = Annotated[
    bool,
    typer.Option("--publish", help="Keep a snapshot for detente serve (LEDGER.published)."),
]
Since = Annotated[str | None, typer.Option(help="First day: YYYY, YYYY-MM or YYYY-MM-DD.")]
Until = Annotated[str | None, typer.Option(help="Last day, included: YYYY, YYYY-MM, YYYY-MM-DD.")]

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def check_format(format: str) -> None:
    """Raise ``ValueError`` for a format of tables that there is not."""
    if format not in ("table", "json", "csv"):
        raise ValueError(f"--format takes table, json or csv, not {format!r}")


def read_day(text: str | None, *, last: bool = False) -> dt.date | None:
    """A day from ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``: the first of the period, or the last.

    Raises ``ValueError`` on anything else.
    """
    if text is None:
        return None
    match = _DAY.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a date: {text!r} (give YYYY, YYYY-MM or YYYY-MM-DD)")
    year = int(match[1])
    month = int(match[2] or (12 if last else 1))
    try:
        day = int(match[3] or (calendar.monthrange(year, month)[1] if last else 1))
        return dt.date(year, month, day)
    except ValueError as error:
        raise ValueError(f"not a date: {text!r} ({error})") from None


def read_mapping(pairs: list[str] | None) -> dict[str, str]:
    """``["text=body"]`` as ``{"text": "body"}``; raises ``ValueError`` on other forms."""
    mapping = {}
    for pair in pairs or []:
        field, equals, column = pair.partition("=")
        if not (field and equals and column):
            raise ValueError(f"--map takes FIELD=COLUMN, not {pair!r}")
        mapping[field.strip()] = column.strip()
    return mapping


def read_genre(name: str | None) -> Genre | None:
    """A genre by its name; raises ``ValueError`` naming those that there are."""
    from detente.records import Genre

    if name is None:
        return None
    try:
        return Genre(name)
    except ValueError:
        raise ValueError(f"--genre takes {', '.join(Genre)}, not {name!r}") from None
