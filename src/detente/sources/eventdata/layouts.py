"""Layouts: which column of a format holds what, by its header or by its place.

The columns are data (``sources/data/eventdata.toml``).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from detente.errors import SourceError

FORMATS = ("icews", "gdelt", "gdelt-mentions", "polecat", "phoenix", "cameo")


@dataclass(frozen=True, slots=True)
class Layout:
    """One format: the names that each field's column may have, and columns without a header."""

    name: str
    fields: dict[str, tuple[str, ...]]
    needs: tuple[tuple[str, ...], ...]
    headless: dict[int, tuple[str, ...]]

    def header(self, cells: Sequence[str]) -> tuple[tuple[str, ...], bool] | None:
        """The columns' names, and whether ``cells`` are a header that names them.

        ``None`` where they are none and no files of the format have so many columns without one.
        """
        names = tuple(map(plain, cells))
        known = {name for usual in self.fields.values() for name in usual}
        if len(known & set(names)) >= len(self.needs):
            return names, True
        headless = self.headless.get(len(cells))
        return None if headless is None else (headless, False)

    def plan(self, names: Sequence[str], source: str) -> dict[str, tuple[int, ...]]:
        """Where each field stands: places in order of preference.

        Raises ``SourceError`` where a field is missing that no row can do without.
        """
        at = {name: place for place, name in reversed(list(enumerate(names))) if name}
        found = {
            field: tuple(at[name] for name in usual if name in at)
            for field, usual in self.fields.items()
        }
        plan = {field: places for field, places in found.items() if places}
        lack = [" or ".join(group) for group in self.needs if not any(f in plan for f in group)]
        if lack:
            detail = f"no column for {', '.join(lack)}: not a table of {self.name}"
            raise SourceError(source, detail, code="no-column")
        return plan


def plain(name: str) -> str:
    """A column's name without case, blanks and marks."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


@cache
def find_layout(name: str) -> Layout:
    """The layout of a format; raises ``ValueError`` naming those that there are."""
    if name not in FORMATS:
        raise ValueError(f"no such format: {name!r} (there are {', '.join(FORMATS)})")
    text = files("detente.sources").joinpath("data", "eventdata.toml").read_text("utf-8")
    row = tomllib.loads(text)[name]
    needs = tuple(tuple(group) for group in row.pop("needs"))
    headless = {int(k): tuple(v.split()) for k, v in row.pop("headless", {}).items()}
    return Layout(name, {field: tuple(usual) for field, usual in row.items()}, needs, headless)
