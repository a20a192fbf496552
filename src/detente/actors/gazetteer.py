"""The gazetteer: every mention of a known actor in a text, in one pass over it."""

from __future__ import annotations

import datetime as dt
import gc
from dataclasses import dataclass
from functools import cache
from typing import Any

from detente.actors.tables import Name, cautions, names
from detente.records import Actor

_PRIORITY = {
    kind: rank
    for rank, kind in enumerate(
        (
            "person",
            "state",
            "organisation",
            "seat",
            "institution",
            "demonym",
            "group",
            "city",
            "place",
            "surname",
            "outlet",
        )
    )
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A form of an actor's name at ``start:end`` of a passage, with all that it may mean."""

    start: int
    end: int
    form: str
    readings: tuple[Name, ...]

    @property
    def kind(self) -> str:
        return self.readings[0].kind

    def actor(self, date: dt.date | None) -> Actor | None:
        """Who is meant on ``date``: the office holder of that day, the state that then was.

        A person out of office keeps name and country, as a private citizen (``CIV``). Without a
        date the latest reading is taken. ``None`` if the name meant nobody on that day.
        """
        return resolve(self.readings, date)


def resolve(readings: tuple[Name, ...], date: dt.date | None) -> Actor | None:
    """The reading that holds on ``date`` (see ``Mention.actor``)."""
    if date is None:
        latest = max(readings, key=lambda n: n.until or dt.date.max)
        return latest.actor
    for name in readings:
        if name.holds(date):
            return name.actor
    persons = [n for n in readings if n.kind in ("person", "surname")]
    if not persons:
        return None
    past = [n for n in persons if n.until is not None and n.until < date]
    nearest = max(past, key=lambda n: n.until or date) if past else persons[0]
    return Actor(nearest.actor.code, "CIV", nearest.actor.person)


class Gazetteer:
    """All names in one Aho-Corasick automaton: a text is read once, however many names."""

    def __init__(self, entries: list[Name]) -> None:
        import ahocorasick

        readings: dict[str, list[Name]] = {}
        for name in entries:
            readings.setdefault(name.form.replace("’", "'"), []).append(name)
        self._automaton: Any = ahocorasick.Automaton()
        for form, found in readings.items():
            if len(found) > 1:
                found.sort(key=lambda n: (_PRIORITY[n.kind], -(n.since or dt.date.min).toordinal()))
            self._automaton.add_word(form, (form, tuple(found)))
        self._automaton.make_automaton()
        self.forms = readings

    def find(self, text: str) -> list[Mention]:
        """Mentions in ``text``, longest first at each place, none overlapping, in order."""
        hits: list[tuple[int, int, str, tuple[Name, ...]]] = []
        length = len(text)
        for last, (form, readings) in self._automaton.iter(text.replace("’", "'")):
            end = last + 1
            start = end - len(form)
            if start and (text[start - 1].isalnum() or text[start - 1] in "_@#"):
                continue
            if end < length and (text[end].isalnum() or text[end] == "_"):
                continue
            hits.append((start, -end, form, readings))
        hits.sort()
        found: list[Mention] = []
        covered = 0
        for start, negative_end, form, readings in hits:
            if start < covered:
                continue
            covered = -negative_end  # nor is "Mexico" meant by a "Mexico City" held back
            if _is_other(text, start, covered, form):
                continue
            found.append(Mention(start, covered, form, readings))
        return found


def _is_other(text: str, start: int, end: int, form: str) -> bool:
    caution = cautions().get(form)
    if caution is None:
        return False
    return bool(
        (caution.before and caution.before.search(text[max(0, start - 40) : start]))
        or (caution.after and caution.after.match(text[end : end + 40]))
        or (caution.anywhere and caution.anywhere.search(text))
    )


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of all tables, built once a process."""
    collects = gc.isenabled()
    gc.disable()  # among hundreds of thousands of new objects, none of which goes again
    try:
        return Gazetteer(list(names()))
    finally:
        if collects:
            gc.enable()
