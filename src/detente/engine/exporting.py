"""Exporting: a ledger's entries, stories and acts out to other tools, actors by name or id."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from detente.actors.coded import Parties, home_state
from detente.actors.names import ROLE_LABELS, find_actor, name_actor
from detente.ledger import Ledger
from detente.ontology import event_types
from detente.records import Actor
from detente.report.export import Exported, PartyCells, export, find_format
from detente.sources.eventdata import Party

# What ICEWS calls a sector that `detente import` reads as this role.
_ICEWS_SECTORS = {
    "HOS": "Executive", "HOG": "Executive", "MFA": "Foreign Ministry", "MIL": "Military",
    "GOV": "Government", "LEG": "Legislative / Parliamentary", "JUD": "Judicial",
    "OPP": "Parties", "REB": "Rebel", "BUS": "Business", "MED": "Media",
    "CIV": "General Population / Civilian / Social",
    "IGO": "International Government Organization",
    "NGO": "Nongovernmental Organizations / Activists",
}  # fmt: skip
_POLECAT_SECTORS = {"OPP": "PTY", "CIV": "CVL", "MED": "JRN", "HOS": "GOV", "HOG": "GOV",
                    "MFA": "GOV"}  # fmt: skip


def export_ledger(
    ledger: Ledger,
    format: str,
    output: str | Path,
    *,
    source: str | None = None,
    target: str | None = None,
    force: bool = False,
    **filters: Any,
) -> Exported:
    """Write what the filters of ``Ledger.select`` choose as a file or folder of a format.

    Formats that know no modality hold what is said to have happened, unless ``modality`` says
    otherwise; ``polecat`` and ``icews`` nothing without a date. Raises ``ValueError`` for an
    unknown format or filter, ``FileExistsError`` where something stands already, and
    ``UnknownActorError`` naming the nearest known actors.
    """
    if Path(ledger.path).exists() and Path(output).resolve() == Path(ledger.path).resolve():
        raise ValueError(f"{output} is the ledger itself; name another file")
    if find_format(format).asserted:
        filters["modality"] = filters.get("modality") or "actual"
    if format in ("polecat", "icews"):
        filters["since"] = filters.get("since") or dt.date.min  # which no undated event reaches
    if format == "polecat":
        filters["type"] = filters.get("type") or list(event_types())  # which statements have not
    selection = ledger.select(
        source and find_actor(source), target and find_actor(target), **filters
    )
    return export(selection, format, output, force=force, naming=CodedNames(format))


class CodedNames:
    """Actors as POLECAT or ICEWS would write them, as far as an import reads them back as such.

    Where a name in words would be read as somebody else, the actor's id stands in its place.
    """

    def __init__(self, format: str) -> None:
        self._icews = format == "icews"
        self._parties = Parties()
        self._known: dict[tuple[str, str, dt.date | None], PartyCells] = {}

    def __call__(self, id: str | None, name: str, day: dt.date) -> PartyCells:
        """See ``report.export.Naming``."""
        if id is None:
            return PartyCells(name)
        actor = Actor.parse(id)
        key = (id, name, day if actor.person else None)  # only persons change with the day
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._find(actor, name, day)
        return found

    def _find(self, actor: Actor, name: str, day: dt.date) -> PartyCells:
        for cells in self._candidates(actor, name):
            party = Party(cells.name, "", cells.country, cells.sector)
            if self._parties.find(party, day).id == actor.id:
                return cells
        return PartyCells(actor.id)

    def _candidates(self, actor: Actor, given: str) -> Iterator[PartyCells]:
        """Its own name first, and the fullest first of every name."""
        state = home_state(actor) or ""
        country = name_actor(Actor(state)) if state and self._icews else state
        sectors = _ICEWS_SECTORS if self._icews else _POLECAT_SECTORS
        role = actor.role or ""
        sector = sectors.get(role, role)
        words = name_actor(actor)
        if actor.role and not actor.person:
            label = ROLE_LABELS.get(actor.role, actor.role)
            words = f"{label[0].upper()}{label[1:]} ({name_actor(Actor(actor.code))})"
        for name in filter(None, (given, words, actor.id)):
            yield PartyCells(name, country, sector)
            yield PartyCells(name, country)
            yield PartyCells(name)
