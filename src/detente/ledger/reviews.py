"""Reviews: what analysts say of the machine's coding, each a record of who said what when."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from detente.ledger.checks import storable
from detente.ledger.filters import REVIEW
from detente.records import Concern, Document, Event
from detente.records_json import concern_dict, event_dict
from detente.records_reading import read_concern, read_event

LONGEST_NAME = 80
LONGEST_NOTE = 4_000
LARGEST_RECORD = 200_000
"""Characters of a reviewer's name, of a note, and bytes of a whole record."""


class ReviewKind(StrEnum):
    """What a review says: of an entry, of which entries are one act, or of another review."""

    CONFIRM = "confirm"
    CORRECT = "correct"
    REJECT = "reject"
    ADD = "add"
    MERGE = "merge"
    SPLIT = "split"
    WITHDRAW = "withdraw"

    @property
    def judges(self) -> bool:
        """Whether it says of an entry whether and how it stands."""
        others = (ReviewKind.MERGE, ReviewKind.SPLIT, ReviewKind.WITHDRAW)
        return self not in others


@dataclass(frozen=True, slots=True)
class Review:
    """One review as the journal keeps it; ``Review.make`` gives it its id and time.

    ``entries`` are the ids of what it speaks of. ``found`` is the event (or ``concern``) as it
    stood then, and ``beside`` the ids of others at the same words, so that the review is
    understood when another coding has changed them. ``event`` is how it should read, of a
    correction or an addition. ``apart`` are the entries that those of a split are not one act
    with, ``withdraws`` the id of the review that is taken back.

    Raises ``ValueError`` where the kind lacks what it needs, or where a text is too long or
    cannot be stored.
    """

    id: str
    reviewer: str
    when: dt.datetime
    kind: ReviewKind
    entries: tuple[str, ...] = ()
    event: Event | None = None
    found: Event | None = None
    concern: Concern | None = None
    beside: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    withdraws: str | None = None
    note: str = ""

    def __post_init__(self) -> None:
        _check_name(self.reviewer)
        if len(self.note) > LONGEST_NOTE:
            raise ValueError(f"a note has at most {LONGEST_NOTE:,} characters")
        lacking = _LACKING[self.kind](self)
        if lacking:
            raise ValueError(f"a review of the kind {self.kind} needs {lacking}")

    @classmethod
    def make(cls, kind: ReviewKind | str, reviewer: str, **parts: Any) -> Review:
        """A new review, of this moment; an added event is its own entry."""
        event = parts.get("event")
        if kind == ReviewKind.ADD and event is not None:
            parts["entries"] = (event.id,)
        when = dt.datetime.now(dt.UTC).replace(microsecond=0, tzinfo=None)
        return cls(secrets.token_hex(10), " ".join(reviewer.split()), when, ReviewKind(kind),
                   **parts)  # fmt: skip

    @property
    def stands(self) -> Event | None:
        """The event that it establishes, by its reviewer and beyond doubt; ``None`` of none."""
        event = self.found if self.kind is ReviewKind.CONFIRM else self.event
        return event and replace(event, coder=f"{REVIEW}/{self.reviewer}", confidence=1.0)

    @property
    def document_id(self) -> str | None:
        """The document that it judges an entry of."""
        of = self.found or self.event or self.concern
        return of.document_id if of else None


_LACKING: dict[ReviewKind, Callable[[Review], str]] = {
    ReviewKind.CONFIRM: lambda r: (
        "" if len(r.entries) == 1 and (r.found or r.concern) else "one entry, as it was found"
    ),
    ReviewKind.CORRECT: lambda r: (
        "" if len(r.entries) == 1 and r.event else "one entry, and the event as it should be"
    ),
    ReviewKind.REJECT: lambda r: "" if len(r.entries) == 1 else "one entry",
    ReviewKind.ADD: lambda r: "" if len(r.entries) == 1 and r.event else "the event",
    ReviewKind.MERGE: lambda r: "" if len(set(r.entries)) > 1 else "two entries or more",
    ReviewKind.SPLIT: lambda r: (
        ""
        if r.entries and r.apart and not set(r.entries) & set(r.apart)
        else "entries, and others that they are not one act with"
    ),
    ReviewKind.WITHDRAW: lambda r: "" if r.withdraws else "the id of a review",
}


def _check_name(name: str) -> None:
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or "/" in name:
        raise ValueError(
            f"a reviewer's name has 1 to {LONGEST_NAME} printable characters and no '/',"
            f" not {name[:LONGEST_NAME]!r}"
        )


def write_review(review: Review) -> str:
    """The review as one line of JSON, without its end; raises ``ValueError`` for what is too
    large to be one, or holds characters that cannot be stored."""
    of = Document(review.document_id or "", "")
    row = {
        "id": review.id,
        "reviewer": review.reviewer,
        "when": f"{review.when.isoformat()}Z",
        "kind": review.kind.value,
        "entries": list(review.entries),
        "event": review.event and _own(event_dict(review.event, of)),
        "found": review.found and _own(event_dict(review.found, of)),
        "concern": review.concern and _own(concern_dict(review.concern, of)),
        "beside": list(review.beside),
        "apart": list(review.apart),
        "withdraws": review.withdraws,
        "note": review.note,
    }
    _check_texts(row)
    line = json.dumps({name: value for name, value in row.items() if value}, ensure_ascii=False)
    if len(line.encode()) > LARGEST_RECORD:
        raise ValueError(f"a review has at most {LARGEST_RECORD:,} bytes, not {len(line):,}")
    return line


def _own(row: dict[str, Any]) -> dict[str, Any]:
    """Without what is the document's, which is not reviewed."""
    return {k: v for k, v in row.items() if k not in ("outlet", "outlets", "date", "url")}


def _check_texts(row: Mapping[str, Any]) -> None:
    for text in _texts(row):
        if "\0" in text or not storable(text):
            raise ValueError(f"a character of {text[:60]!r} cannot be stored (NUL or a surrogate)")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


def read_review(line: str) -> Review:
    """The review that a line holds; raises ``ValueError`` saying what is wrong with it."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON: {error}") from None
    if not isinstance(row, dict):
        raise ValueError(f"not an object: {line[:60]!r}")
    _check_texts(row)
    texts = {name: _text(row, name) for name in ("id", "reviewer", "when", "kind")}
    event, found, concern = row.get("event"), row.get("found"), row.get("concern")
    return Review(
        texts["id"],
        texts["reviewer"],
        _moment(texts["when"]),
        ReviewKind(texts["kind"]),
        entries=_ids(row, "entries"),
        event=read_event(event) if event else None,
        found=read_event(found) if found else None,
        concern=read_concern(concern) if concern else None,
        beside=_ids(row, "beside"),
        apart=_ids(row, "apart"),
        withdraws=_text(row, "withdraws", needed=False) or None,
        note=_text(row, "note", needed=False),
    )


def _text(row: Mapping[str, Any], field: str, *, needed: bool = True) -> str:
    value = row.get(field, "")
    if not isinstance(value, str) or (needed and not value):
        raise ValueError(f"{field} is missing, or is not text")
    return value


def _ids(row: Mapping[str, Any], field: str) -> tuple[str, ...]:
    ids = row.get(field, [])
    if not isinstance(ids, list) or not all(isinstance(id, str) and id for id in ids):
        raise ValueError(f"{field} is not a list of ids")
    return tuple(ids)


def _moment(text: str) -> dt.datetime:
    """A time in UTC; one without a zone is taken for UTC."""
    when = dt.datetime.fromisoformat(text)
    return when.astimezone(dt.UTC).replace(tzinfo=None) if when.tzinfo else when
