"""Columns: which column of a table holds the text, the date, the outlet and the rest.

Usual names are data (``data/columns.toml``); a mapping from the caller overrides them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from detente.errors import SourceError

__all__ = ["Columns", "fields"]


@cache
def _usual() -> dict[str, tuple[str, ...]]:
    path = files("detente.sources").joinpath("data", "columns.toml")
    rows = tomllib.loads(path.read_text("utf-8"))
    return {field: tuple(names) for field, names in rows.items()}


def fields() -> tuple[str, ...]:
    """The fields of a document that a column can fill."""
    return tuple(_usual())


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


class Columns:
    """Finds the column of each field, by ``mapping`` (field to column) or else by usual name.

    Raises ``ValueError`` where ``mapping`` names a field that no document has.
    """

    def __init__(self, mapping: Mapping[str, str] | None = None) -> None:
        self.mapping = dict(mapping or {})
        unknown = sorted(set(self.mapping) - set(fields()))
        if unknown:
            raise ValueError(f"no such field: {', '.join(unknown)} (known: {', '.join(fields())})")
        self._plans: dict[tuple[str, ...], dict[str, str]] = {}

    def plan(self, names: tuple[str, ...]) -> dict[str, str]:
        """Field to column, for a row that has the columns ``names``."""
        plan = self._plans.get(names)
        if plan is None:
            plan = self._make_plan(names)
            if len(self._plans) < 1000:  # rows of hostile files may all differ
                self._plans[names] = plan
        return plan

    def _make_plan(self, names: tuple[str, ...]) -> dict[str, str]:
        by_plain: dict[str, str] = {}
        for name in names:
            by_plain.setdefault(_plain(name), name)
        plan = {}
        for field, usual in _usual().items():
            if field in self.mapping:
                if self.mapping[field] in names:
                    plan[field] = self.mapping[field]
            else:
                found = next((by_plain[name] for name in usual if name in by_plain), None)
                if found is not None:
                    plan[field] = found
        return plan

    def no_text(self, source: str, names: Iterable[str]) -> SourceError:
        """The error to raise where no column of a file holds the text."""
        wanted = self.mapping.get("text")
        lack = f"no column {wanted!r}" if wanted else "no column holds the text"
        listed = ", ".join(repr(name[:60]) for name in list(names)[:40]) or "none"
        detail = f"{lack}; columns found: {listed}. Name it with --map text=COLUMN"
        return SourceError(source, detail, code="no-text-column")

    def missing(self, names: Iterable[str]) -> dict[str, str]:
        """What of ``mapping`` names a column that is not among ``names``."""
        have = set(names)
        return {field: column for field, column in self.mapping.items() if column not in have}
