"""Export: a ledger's entries as JSON-able dictionaries, and one hash for all of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from detente.ledger.concerns import ConcernEntry
from detente.ledger.entries import Entry
from detente.records_json import concern_dict, event_dict


def export_events(entries: Iterable[Entry]) -> Iterator[dict[str, Any]]:
    """Events in the fields of ``detente code``."""
    for entry in entries:
        yield event_dict(entry.event, entry.document)


def export_concerns(entries: Iterable[ConcernEntry]) -> Iterator[dict[str, Any]]:
    """Concerns, likewise."""
    for entry in entries:
        yield concern_dict(entry.concern, entry.document)


def hash_rows(rows: Iterable[dict[str, Any]]) -> str:
    """SHA-256 (hex) over the sorted SHA-256 digests of the rows' JSON.

    The order of the rows does not matter, nor when or in how many runs they were written.
    """
    encode = json.JSONEncoder(sort_keys=True).encode
    digests = sorted(hashlib.sha256(encode(row).encode()).digest() for row in rows)
    return hashlib.sha256(b"".join(digests)).hexdigest()
