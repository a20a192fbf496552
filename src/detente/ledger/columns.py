"""Columns: which column of somebody's table is what, and how it is read as what we need."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from textwrap import shorten

NEEDED = ("date", "source", "target", "score")
LARGEST = 1e12
"""Of a score: sums of squares beyond it would lose all others."""

# A comparison alone may be struck out, since the statistics of Parquet files pass over NaN.
_FINITE = "CASE WHEN isfinite(TRY_CAST({0} AS DOUBLE)) THEN TRY_CAST({0} AS DOUBLE) END"
_SCORE = (
    "CASE WHEN isfinite(TRY_CAST({0} AS DOUBLE)) AND"
    f" abs(TRY_CAST({{0}} AS DOUBLE)) <= {LARGEST} THEN TRY_CAST({{0}} AS DOUBLE) END"
)
_WORDS = "CAST({0} AS VARCHAR)"
# A visit (CAMEO 042) and its hosting (043) are one deed; a reader of CSV takes 042 for a number.
_CODE = f"""CASE WHEN lower({_WORDS}) IN ('42', '042', 'make a visit', '43', '043', 'host a visit')
    THEN '042' ELSE {_WORDS} END"""
_CASTS = {
    "source": _WORDS, "target": _WORDS, "score": _SCORE, "code": _CODE, "story": _WORDS,
    "confidence": _FINITE, "mutual": "TRY_CAST({0} AS BOOLEAN)", "id": _WORDS,
}  # fmt: skip
_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT",
             "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT")  # fmt: skip
NUMBERS = (*_INTEGERS, "DOUBLE", "FLOAT", "DECIMAL")
_NESTED = ("STRUCT", "MAP", "UNION")
SHAPES = {
    "date": "a date is written 2009-09-18 or 20090918", "score": "a score is a number such as 1.5"
}  # fmt: skip


@cache
def _usual() -> dict[str, tuple[str, ...]]:
    text = files("detente.ledger").joinpath("data", "table.toml").read_text("utf-8")
    return {field: tuple(map(_plain, names)) for field, names in tomllib.loads(text).items()}


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def find_columns(names: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Field to column, by the mapping and then by usual names (``table.toml``) in their order.

    Raises ``ValueError`` for a field or a column that there is not.
    """
    unknown = sorted(set(mapping) - set(_usual()))
    if unknown:
        raise ValueError(f"no such field: {', '.join(unknown)} (known: {', '.join(_usual())})")
    absent = [column for column in mapping.values() if column not in names]
    if absent:
        raise ValueError(f"no column {listed(absent)} (there are {listed(names)})")
    by_plain = {_plain(name): name for name in reversed(names)}
    found = dict(mapping)
    for field, usual in _usual().items():
        column = next((by_plain[name] for name in usual if name in by_plain), None)
        if field not in found and column is not None and column not in found.values():
            found[field] = column
    return found


def view_columns(columns: Mapping[str, str], kinds: Mapping[str, str]) -> str:
    """The query that reads the columns of ``given`` (with these types) as our fields."""
    parts = [f"{as_date(columns['date'], kinds[columns['date']])} AS date"]
    parts += [
        f"{cast.format(quoted(columns[field]))} AS {field}"
        for field, cast in _CASTS.items()
        if field in columns
    ]
    if "issue" in columns:
        issue, several = quoted(columns["issue"]), kinds[columns["issue"]].endswith("[]")
        split = issue if several else f"string_split(CAST({issue} AS VARCHAR), ';')"
        trimmed = f"list_transform({split}, lambda x: trim(CAST(x AS VARCHAR)))"
        parts.append(f"list_filter({trimmed}, lambda x: x <> '') AS issues")
    return f"SELECT {', '.join(parts)} FROM given"


def check_plain(columns: Mapping[str, str], kinds: Mapping[str, str]) -> None:
    """Lists of issues aside, a column holds plain values; raises ``ValueError`` else."""
    for field, column in columns.items():
        kind = kinds[column]
        several = kind.endswith("]") and field != "issue"
        if several or kind.split("(")[0] in _NESTED:
            raise ValueError(f"column {column!r} ({field}) holds {kind[:60]}, not plain values")


def as_date(column: str, kind: str) -> str:
    """The column as a date: of dates, of times, of ISO text, or of numbers like 20090918."""
    name = quoted(column)
    if kind.split("(")[0] in NUMBERS:
        whole = f"CAST(TRY_CAST({name} AS BIGINT) AS VARCHAR)"
        date = f"CAST(try_strptime({whole}, '%Y%m%d') AS DATE)"
    elif kind == "VARCHAR":
        short = f"CAST(try_strptime({name}, '%Y%m%d') AS DATE)"
        date = f"coalesce(TRY_CAST({name} AS DATE), {short})"
    else:
        date = f"TRY_CAST({name} AS DATE)"
    return f"CASE WHEN {date} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN {date} END"


def listed(names: Iterable[str]) -> str:
    """Names for a message: without characters that act on a screen, and not without end."""
    plain = [name if name.isprintable() else repr(name) for name in names]
    return shorten(", ".join(plain), 300)


def quoted(name: str) -> str:
    """A column's name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'
