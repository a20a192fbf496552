"""Reviewed entries as gold data, in the forms that the tasks of ``detente evaluate`` read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from detente.ledger import Entry, Ledger, ReviewState
from detente.ledger.filters import REVIEW
from detente.records import Document, Modality, Span
from detente.records_json import event_dict

CERTAINTY = {
    Modality.ACTUAL: 3.0,
    Modality.PLANNED: 2.0,
    Modality.POSSIBLE: 1.0,
    Modality.CONDITIONAL: 0.0,
    Modality.NEGATED: -3.0,
}
"""Modalities on the scale of the task ``modality``, from certainly not (-3) to certainly (3)."""

_KEPT = ("source", "target", "type", "mode", "content", "modality", "mutual", "issue")


@dataclass(frozen=True, slots=True)
class Gold:
    """Rows of a gold file, and what was left out of it.

    ``unread`` are documents with entries that nobody has reviewed, of which nobody can say what
    they miss or have too much; ``disputed`` are entries, and the documents of the task
    ``events`` with such, that reviewers see differently.
    """

    rows: tuple[dict[str, Any], ...]
    unread: int = 0
    disputed: int = 0


def make_gold(ledger: Ledger, task: str = "events") -> Gold:
    """What reviewers have established in a ledger, as gold data of a task.

    ``events`` has the documents in which every entry was reviewed, with all that stands in them;
    ``type`` and ``modality`` have a row for each reviewed entry. Raises ``ValueError`` for
    another task.
    """
    if task not in GOLD_TASKS:
        raise ValueError(f"gold is made for {', '.join(GOLD_TASKS)}, not {task!r}")
    return GOLD_TASKS[task](ledger)


def _make_events(ledger: Ledger) -> Gold:
    documents, contested = _reviewed_documents(ledger), _disputed(ledger)
    rows, unread, disputed = [], 0, 0
    for document_id, ids in documents.items():
        entries = {e.event.id: e for e in Ledger.events(ledger, document=document_id)}
        document = ledger.document(document_id)
        if not all(map(_is_reviewed, entries.values())):
            unread += 1
        elif ids & contested:
            disputed += 1
        elif document is not None:
            rows.append(_events_row(document, list(entries.values())))
    return Gold(tuple(rows), unread, disputed)


def _events_row(document: Document, entries: Sequence[Entry]) -> dict[str, Any]:
    first = (document.outlet,) if document.outlet else ()
    return {
        "id": document.id,
        "text": document.text,
        "date": document.date and document.date.isoformat(),
        "outlets": list(dict.fromkeys((*first, *document.outlets))),
        "events": [_event_row(entry, document) for entry in entries],
    }


def _event_row(entry: Entry, document: Document) -> dict[str, Any]:
    row = event_dict(entry.event, document)
    words = {part: row[part]["text"] for part in ("evidence", "trigger")}
    return {**{key: row[key] for key in _KEPT}, **words, "reviewer": _reviewer(entry)}


def _make_types(ledger: Ledger) -> Gold:
    def row(entry: Entry) -> dict[str, Any] | None:
        proof = entry.event.evidence
        if not (proof.source and proof.target):
            return None  # the task asks for the act between two marked parties
        sides = {"source": proof.source, "target": proof.target}
        places = {side: [_within(s, proof.quote) for s in spans] for side, spans in sides.items()}
        return {"text": proof.quote.text, **places, "types": [entry.event.type]}

    return _by_entry(ledger, row)


def _make_modalities(ledger: Ledger) -> Gold:
    def row(entry: Entry) -> dict[str, Any]:
        proof = entry.event.evidence
        start, end = _within(proof.trigger, proof.quote)
        target = {"start": start, "end": end, "label": CERTAINTY[entry.event.modality]}
        return {"text": proof.quote.text, "targets": [target]}

    return _by_entry(ledger, row)


def _by_entry(ledger: Ledger, make: Callable[[Entry], dict[str, Any] | None]) -> Gold:
    contested, rows, disputed = _disputed(ledger), [], 0
    entries = {e.event.id: e for e in Ledger.events(ledger, coder=REVIEW)}
    for id, entry in entries.items():
        row = make(entry)
        if row is None:
            continue
        if id in contested:
            disputed += 1
        else:
            rows.append({"id": id, **row, "reviewer": _reviewer(entry)})
    return Gold(tuple(rows), 0, disputed)


GOLD_TASKS: dict[str, Callable[[Ledger], Gold]] = {
    "events": _make_events,
    "type": _make_types,
    "modality": _make_modalities,
}


def _reviewed_documents(ledger: Ledger) -> dict[str, set[str]]:
    """Documents with a review that counts, and the ids of all entries reviewed in each."""
    found = defaultdict[str, set[str]](set)
    for note in ledger.reviews():
        of = note.review.document_id
        stands = note.state in (ReviewState.COUNTS, ReviewState.ABSENT)
        if of and stands and note.review.kind.judges and note.review.concern is None:
            found[of] |= set(_ids(note.review.entries, note.event_id))
    return found


def _disputed(ledger: Ledger) -> set[str]:
    return {
        id
        for note in ledger.reviews()
        if note.disputed
        for id in _ids(note.review.entries, note.event_id)
    }


def _ids(entries: Sequence[str], event_id: str | None) -> Iterator[str]:
    yield from entries
    if event_id is not None:
        yield event_id


def _is_reviewed(entry: Entry) -> bool:
    return entry.event.coder.startswith(f"{REVIEW}/")


def _reviewer(entry: Entry) -> str:
    return entry.event.coder.partition("/")[2]


def _within(span: Span, quote: Span) -> list[int]:
    return [span.start - quote.start, span.end - quote.start]
