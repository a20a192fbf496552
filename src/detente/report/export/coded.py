"""Coded: events and acts in the columns of POLECAT and of ICEWS, one row a report and pair.

Acts of imported data go out as the rows that they were made of. What two do together goes out in
both directions, as these data sets have it. Cells hold no tab and no line end, which become
spaces, and no NUL, which becomes U+FFFD.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TextIO

from detente.ledger.entries import Entry
from detente.ledger.selection import Selection
from detente.records import Actor
from detente.report.export.codes import find_code, find_relation
from detente.report.export.files import text_file
from detente.report.export.flat import rows_of
from detente.report.safety import REPLACEMENT

POLECAT = (
    "Event ID|Event Date|Event Type|Event Mode|Intensity|Quad Code|Contexts|Actor Name|"
    "Actor Country|Actor COW|Primary Actor Sector|Actor Sectors|Actor Title|Actor Name Raw|"
    "Wikipedia Actor ID|Recipient Name|Recipient Country|Recipient COW|"
    "Primary Recipient Sector|Recipient Sectors|Recipient Title|Recipient Name Raw|"
    "Wikipedia Recipient ID|Placename|City|District|Province|Country|Latitude|Longitude|"
    "GeoNames ID|Raw Placename|Feature Type|Source|Publication Date|Story People|"
    "Story Organizations|Story Locations|Language|Version"
).split("|")
ICEWS = (
    "Event ID|Event Date|Source Name|Source Sectors|Source Country|Event Text|CAMEO Code|"
    "Intensity|Target Name|Target Sectors|Target Country|Story ID|Sentence Number|Publisher|"
    "City|District|Province|Country|Latitude|Longitude"
).split("|")

_CELL = str.maketrans({"\t": " ", "\n": " ", "\r": " ", "\0": REPLACEMENT})


class PartyCells(NamedTuple):
    """How a data set writes an actor: by name, with country and sector where it gives them."""

    name: str
    country: str = ""
    sector: str = ""


class Naming(Protocol):
    """Writes an actor as on that day: by id, or by ``name``, as its data set has it, if known."""

    def __call__(self, id: str | None, name: str, day: dt.date) -> PartyCells: ...


class _Row(NamedTuple):
    record: str
    date: dt.date
    source: PartyCells
    target: PartyCells
    type: str | None
    mode: str | None
    content: str | None
    contexts: Iterable[str]
    code: str | None
    quad: int | None
    score: float | None
    goldstein: float | None
    story: str
    sentence: str
    publisher: str | None
    place: str | None
    published: dt.date | None = None
    version: str | None = None


def plain_name(id: str | None, name: str, day: dt.date) -> PartyCells:
    """An actor by its id, which ``detente import`` reads as what it is."""
    return PartyCells(id or name)


def write_polecat(selection: Selection, path: Path, naming: Naming = plain_name) -> list[Path]:
    """Write POLECAT's 40 columns, parted by tabs, ``None`` where nothing is known."""
    return _write(selection, path, naming, POLECAT, _polecat, "None")


def write_icews(selection: Selection, path: Path, naming: Naming = plain_name) -> list[Path]:
    """Write ICEWS's 20 columns, parted by tabs; PLOVER types go out under their CAMEO codes.

    ``Story ID`` is a number made of the document's id, ``Sentence Number`` the place where the
    quote begins.
    """
    return _write(selection, path, naming, ICEWS, _icews, "NA")


def _write(
    selection: Selection,
    path: Path,
    naming: Naming,
    header: list[str],
    cells: Callable[[_Row], dict[str, object] | None],
    nothing: str,
) -> list[Path]:
    def write(stream: TextIO, values: Iterable[object]) -> None:
        words = (str(value).translate(_CELL) if value is not None else "" for value in values)
        stream.write("\t".join(word or nothing for word in words) + "\n")

    with text_file(path) as stream:
        stream.write("\t".join(header) + "\n")
        for row in _rows(selection, naming):
            found = cells(row)
            if found is not None:
                write(stream, (found.get(name) for name in header))
    return [path]


def _rows(selection: Selection, naming: Naming) -> Iterator[_Row]:
    for entries in selection.entries():
        for entry in entries:
            if entry.date is not None:
                yield from _event_rows(entry, entry.date, naming)
    for row in rows_of(selection.reports()):
        yield _report_row(row, naming)


def _event_rows(entry: Entry, day: dt.date, naming: Naming) -> Iterator[_Row]:
    event, document = entry.event, entry.document
    for number, (source, target) in enumerate(_pairs(entry)):
        yield _Row(
            f"{int(event.id[:12], 16)}{number:02}", day,
            naming(source.id, "", day),
            naming(target.id, "", day) if target else PartyCells(""),
            event.type, event.mode, event.content.type if event.content else None,
            event.contexts, None, entry.quad, entry.score, None,
            str(_number(document.id)), str(event.evidence.quote.start),
            document.outlet, event.where, document.date, event.coder,
        )  # fmt: skip


def _pairs(entry: Entry) -> Iterator[tuple[Actor, Actor | None]]:
    """Who acts towards whom, every two of them; what is mutual holds both ways."""
    event = entry.event
    if not event.mutual:
        yield from product(event.source, event.target or (None,))
        return
    parties = dict.fromkeys((*event.source, *event.target))
    for one, other in combinations(parties, 2):
        yield one, other
        yield other, one
    if len(parties) == 1:
        yield event.source[0], None


def _report_row(row: dict[str, Any], naming: Naming) -> _Row:
    day = row["date"]
    return _Row(
        row["record"], day,
        naming(row["source"], row["source_name"], day),
        naming(row["target"], row["target_name"], day),
        row["type"], row["mode"], None, row["context"], row["code"], row["quad"], row["score"],
        row["goldstein"], row["story"] or "", row["sentence"] or "", row["publisher"], row["place"],
    )  # fmt: skip


def _number(id: str) -> int:
    """A number for a text that fits into a float, as readers of numbers want it."""
    digest = hashlib.sha256(id.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:6], "big")


def _polecat(row: _Row) -> dict[str, object] | None:
    if row.type is None:  # a statement, which is no act of PLOVER's
        return None
    cells: dict[str, object] = {
        "Event ID": row.record, "Event Date": row.date, "Event Type": row.type,
        "Event Mode": row.mode, "Intensity": row.score, "Quad Code": row.quad,
        "Contexts": ";".join(row.contexts), "Placename": row.place, "Raw Placename": row.place,
        "Source": row.publisher, "Publication Date": row.published, "Version": row.version,
    }  # fmt: skip
    for side, party in (("Actor", row.source), ("Recipient", row.target)):
        cells[f"{side} Name"] = cells[f"{side} Name Raw"] = party.name
        cells[f"{side} Country"] = party.country
        cells[f"Primary {side} Sector"] = cells[f"{side} Sectors"] = party.sector
    return cells


def _icews(row: _Row) -> dict[str, object] | None:
    code, goldstein = row.code, row.goldstein
    if code is None or not code.isdigit():
        deed = find_code(row.type, row.mode, row.content, row.score) if row.type else None
        if deed is None:
            return None
        code, goldstein = deed.code, deed.goldstein
    cells: dict[str, object] = {
        "Event ID": row.record, "Event Date": row.date, "Event Text": find_relation(code),
        "CAMEO Code": code, "Intensity": goldstein, "Story ID": row.story,
        "Sentence Number": row.sentence, "Publisher": row.publisher, "City": row.place,
    }  # fmt: skip
    for side, party in (("Source", row.source), ("Target", row.target)):
        cells[f"{side} Name"], cells[f"{side} Country"] = party.name, party.country
        cells[f"{side} Sectors"] = party.sector
    return cells
