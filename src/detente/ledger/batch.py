"""Batches: records laid out as the rows of the ledger's tables, to be written at one stroke."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import pyarrow as pa

from detente.ledger.checks import escaped
from detente.ontology import quad, score
from detente.records import Actor, Concern, Document, Event, Passage, Reject, Span, Voice

_TEXT, _INT, _KEY, _FLAG, _REAL, _DAY = "string", "int32", "int64", "bool", "double", "date32"
_LIST = "list<string>"
_SCHEMAS: dict[str, dict[str, str]] = {
    "documents": {
        "document_id": _TEXT, "digest": _TEXT, "text": _TEXT, "title": _TEXT, "outlet": _TEXT,
        "outlets": _LIST, "author": _TEXT, "date": _DAY, "genre": _TEXT, "url": _TEXT,
        "source": _TEXT,
    },
    "codings": {
        "coding": _KEY, "document_id": _TEXT, "coder": _TEXT, "version": _TEXT, "run_id": _INT,
        "live": _FLAG,
    },
    "passages": {
        "coding": _KEY, "document_id": _TEXT, "idx": _INT, "start_char": _INT, "end_char": _INT,
    },
    "actors": {"actor_id": _TEXT, "code": _TEXT, "role": _TEXT, "person": _TEXT},
    "events": {
        "entry": _KEY, "event_id": _TEXT, "coding": _KEY, "document_id": _TEXT, "coder": _TEXT,
        "version": _TEXT, "type": _TEXT, "mode": _TEXT, "quad": _INT, "score": _REAL,
        "content": _TEXT, "modality": _TEXT, "mutual": _FLAG, "issues": _LIST, "contexts": _LIST,
        "date": _DAY, "date_start": _DAY, "date_end": _DAY, "granularity": _TEXT,
        "date_origin": _TEXT, "place": _TEXT, "amount_value": _REAL, "amount_unit": _TEXT,
        "amount_currency": _TEXT, "amount_text": _TEXT, "confidence": _REAL, "run_id": _INT,
    },
    "concerns": {
        "entry": _KEY, "concern_id": _TEXT, "coding": _KEY, "document_id": _TEXT, "coder": _TEXT,
        "version": _TEXT, "issues": _LIST, "date": _DAY, "confidence": _REAL, "run_id": _INT,
    },
    "participants": {
        "entry": _KEY, "side": _TEXT, "position": _INT, "actor_id": _TEXT, "code": _TEXT,
        "role": _TEXT, "person": _TEXT,
    },
    "attributions": {
        "entry": _KEY, "depth": _INT, "kind": _TEXT, "name": _TEXT, "actor_id": _TEXT,
        "cue": _TEXT, "quoted": _FLAG, "named": _FLAG, "form": _TEXT,
    },
    "evidence": {
        "entry": _KEY, "part": _TEXT, "position": _INT, "start_char": _INT, "end_char": _INT,
        "text": _TEXT,
    },
    "rejects": {
        "run_id": _INT, "source": _TEXT, "stage": _TEXT, "code": _TEXT, "detail": _TEXT,
        "digest": _TEXT,
    },
    "reports": {
        "record": _TEXT, "date": _DAY, "source_name": _TEXT, "source_id": _TEXT,
        "source_state": _TEXT, "target_name": _TEXT, "target_id": _TEXT, "target_state": _TEXT,
        "code": _TEXT, "act": _TEXT, "turned": _FLAG, "stem": _TEXT, "type": _TEXT,
        "mode": _TEXT, "content": _TEXT, "quad": _INT, "score": _REAL, "goldstein": _REAL,
        "contexts": _LIST, "issues": _LIST, "story": _TEXT, "sentence": _TEXT,
        "publisher": _TEXT, "url": _TEXT, "place": _TEXT, "confidence": _REAL,
        "articles": _INT, "outlets": _INT, "complete": _FLAG, "file": _TEXT, "line": _INT,
    },
    "mentions": {
        "record": _TEXT, "date": _DAY, "publisher": _TEXT, "url": _TEXT, "sentence": _TEXT,
        "confidence": _REAL, "file": _TEXT, "line": _INT,
    },
}  # fmt: skip


@cache
def _schema(table: str) -> pa.Schema:
    kinds = {
        _TEXT: pa.string(), _INT: pa.int32(), _KEY: pa.int64(), _FLAG: pa.bool_(),
        _REAL: pa.float64(), _DAY: pa.date32(), _LIST: pa.list_(pa.string()),
    }  # fmt: skip
    return pa.schema([(name, kinds[kind]) for name, kind in _SCHEMAS[table].items()])


def as_table(table: str, rows: Sequence[tuple[object, ...]]) -> pa.Table:
    """Rows of one table as Arrow, a column at a time."""
    schema = _schema(table)
    columns = zip(*rows, strict=True)
    arrays = [pa.array(column, kind.type) for column, kind in zip(columns, schema, strict=True)]
    return pa.table(arrays, schema=schema)


# What a text is about is asked again and again of the same few combinations.
_quad, _score = cache(quad), cache(score)


class Batch:
    """Rows for each table, in the order in which they came."""

    def __init__(self, run_id: int, coder: str, version: str) -> None:
        self._run = run_id
        self._by = (coder, version)
        self._rows: dict[str, list[tuple[object, ...]]] = defaultdict(list)

    def tables(self) -> Iterator[tuple[str, pa.Table]]:
        """The tables that got rows, as Arrow."""
        for name in _SCHEMAS:
            if self._rows[name]:
                yield name, as_table(name, self._rows[name])

    def add_document(self, document: Document, document_id: str, digest: str) -> None:
        self._rows["documents"].append(document_row(document, document_id, digest))

    def add_coding(
        self, coding: int, document_id: str, passages: Iterable[Passage], *, live: bool
    ) -> None:
        self._rows["codings"].append((coding, document_id, *self._by, self._run, live))
        self._rows["passages"].extend(
            (coding, document_id, passage.index, passage.start, passage.end) for passage in passages
        )

    def add_event(self, entry: int, coding: int, event: Event, published: dt.date | None) -> None:
        when, amount, content = event.when, event.amount, event.content
        about = content.type if content else None
        self._rows["events"].append((
            entry, event.id, coding, event.document_id, *self._by, event.type, event.mode,
            _quad(event.type, about), _score(event.type, event.mode, about), about,
            event.modality.value, event.mutual, event.issues, event.contexts,
            when.start if when else published,
            *((when.start, when.end, when.granularity, when.origin) if when else (None,) * 4),
            event.where,
            *((amount.value, amount.unit, amount.currency, amount.text) if amount else (None,) * 4),
            event.confidence, self._run,
        ))  # fmt: skip
        self._participants(entry, "source", event.source)
        self._participants(entry, "target", event.target)
        self._participants(entry, "object", event.object)
        if content is not None:
            self._participants(entry, "content_source", content.source)
            self._participants(entry, "content_target", content.target)
        self._attribution(entry, event.attribution)
        self._spans(entry, "quote", (event.evidence.quote,))
        self._spans(entry, "trigger", (event.evidence.trigger,))
        self._spans(entry, "source", event.evidence.source)
        self._spans(entry, "target", event.evidence.target)

    def add_concern(
        self, entry: int, coding: int, concern: Concern, published: dt.date | None
    ) -> None:
        self._rows["concerns"].append((
            entry, concern.id, coding, concern.document_id, *self._by, concern.issues, published,
            concern.confidence, self._run,
        ))  # fmt: skip
        self._participants(entry, "holder", concern.holder)
        self._participants(entry, "actor", concern.actors)
        self._attribution(entry, concern.attribution)
        self._spans(entry, "quote", (concern.evidence,))
        self._spans(entry, "about", (concern.about,))

    def add_actor(self, actor: Actor) -> None:
        self._rows["actors"].append((actor.id, actor.code, actor.role, actor.person))

    def add_reject(self, reject: Reject, digest: str | None) -> None:
        self._rows["rejects"].append(
            (self._run, reject.source, reject.stage, reject.code, reject.detail, digest)
        )

    def _participants(self, entry: int, side: str, actors: Iterable[Actor]) -> None:
        self._rows["participants"].extend(
            (entry, side, position, actor.id, actor.code, actor.role, actor.person)
            for position, actor in enumerate(actors)
        )

    def _attribution(self, entry: int, voices: Iterable[Voice]) -> None:
        self._rows["attributions"].extend((
            entry, depth, voice.kind, voice.name, voice.actor.id if voice.actor else None,
            voice.cue, voice.quoted, voice.named, voice.form,
        ) for depth, voice in enumerate(voices))  # fmt: skip

    def _spans(self, entry: int, part: str, spans: Iterable[Span]) -> None:
        self._rows["evidence"].extend(
            (entry, part, position, span.start, span.end, span.text)
            for position, span in enumerate(spans)
        )


def document_row(document: Document, document_id: str, digest: str) -> tuple[object, ...]:
    """A document as a row of its table."""
    return (
        document_id, digest, document.text, _clean(document.title), _clean(document.outlet),
        [escaped(outlet) for outlet in document.outlets], _clean(document.author),
        document.date, document.genre.value, _clean(document.url), escaped(document.source),
    )  # fmt: skip


def _clean(text: str | None) -> str | None:
    return None if text is None else escaped(text)
