"""Corrections: what a user knows better about an ask or a promise, read from a small file."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from detente.analysis.stories import Story
from detente.errors import SourceError

if TYPE_CHECKING:
    from detente.analysis.asks import Ask
    from detente.analysis.plans import Promise

Item = TypeVar("Item", "Ask", "Promise")
FIELDS = ("id", "status", "event", "who", "when")
SHORTEST_ID = 6


@dataclass(frozen=True, slots=True)
class Correction:
    """An ask or promise (by the id of any entry that makes it) and what became of it.

    ``event`` is the id of the entry that ends it, if there is one; ``who`` says so, ``when``.
    Ids may be cut to their first letters (``SHORTEST_ID`` at least).
    """

    id: str
    status: str
    event: str = ""
    who: str = ""
    when: str = ""

    @property
    def words(self) -> str:
        by = f" by {self.who}" if self.who else ""
        on = f" on {self.when}" if self.when else ""
        return f"corrected{by}{on}"

    def find_story(self, stories: Iterable[Story]) -> Story | None:
        """The story that holds the entry named; raises ``ValueError`` if none does."""
        if not self.event:
            return None
        for story in stories:
            if any(entry.event.id.startswith(self.event) for entry in story.entries):
                return story
        raise ValueError(
            f"the correction of {self.id} names an entry {self.event} that is not here"
        )


def read_corrections(path: Path, statuses: Collection[str]) -> list[Correction]:
    """The corrections of a CSV file with a head, or of a TOML file of ``[[correction]]`` tables.

    Raises ``SourceError`` for a file that cannot be read, a row without an id, or a status that
    is none of ``statuses``.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = _read_toml(text) if path.suffix.lower() == ".toml" else _read_csv(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, csv.Error) as error:
        raise SourceError(str(path), f"cannot be read as corrections ({error})") from None
    return [_make(str(path), row, statuses) for row in rows]


def find_correction(corrections: Sequence[Correction], ids: Iterable[str]) -> Correction | None:
    """The last correction that names one of the entries ``ids``."""
    known = list(ids)
    hits = (c for c in reversed(corrections) if any(one.startswith(c.id) for one in known))
    return next(hits, None)


def overrule(
    item: Item, statuses: type[StrEnum], acts: Iterable[Story], corrections: Sequence[Correction]
) -> Item:
    """An ask or promise as the user says it is, if a correction names an entry that makes it.

    ``statuses`` are those of the item.
    """
    ids = (entry.event.id for story in item.stories for entry in story.entries)
    found = find_correction(corrections, ids)
    if found is None:
        return item
    known: dict[str, Any] = {
        "status": statuses(found.status),
        "settled_by": found.find_story(acts),
        "reason": found.words,
        "confidence": 1.0,
        "correction": found,
    }
    return replace(item, **known)


def _read_csv(text: str) -> list[dict[str, str]]:
    return [{k: v or "" for k, v in row.items() if k} for row in csv.DictReader(text.splitlines())]


def _read_toml(text: str) -> list[dict[str, str]]:
    rows = tomllib.loads(text).get("correction", [])
    return [{key: str(value) for key, value in row.items()} for row in rows]


def _make(path: str, row: dict[str, str], statuses: Collection[str]) -> Correction:
    found = Correction(**{name: row.get(name, "").strip() for name in FIELDS})
    if len(found.id) < SHORTEST_ID:
        raise SourceError(path, f"a correction needs an id of {SHORTEST_ID} letters or more")
    if found.status not in statuses:
        known = ", ".join(statuses)
        raise SourceError(path, f"{found.status!r} is no status of {found.id}; give one of {known}")
    return found
