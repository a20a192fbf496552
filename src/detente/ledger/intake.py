"""Intake: what of a batch is new, what of it is at fault, and what is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from detente.ledger.batch import Batch
from detente.ledger.checks import Fault, concern_fault, escaped, event_fault, storable
from detente.ledger.claims import Claims
from detente.ledger.holdings import Holdings, Standing
from detente.records import Actor, Coding, Concern, Document, Event, Reject, Span

Entry = TypeVar("Entry", Event, Concern)


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a batch: documents taken in, passed over; entries; rejects met."""

    documents: int = 0
    skipped: int = 0
    events: int = 0
    concerns: int = 0
    rejects: int = 0


class Intake:
    """One batch on its way in: it changes holdings and standing as if it were committed."""

    def __init__(
        self,
        holdings: Holdings,
        standing: Standing,
        claims: Claims,
        run_id: int,
        by: tuple[str, str],
    ) -> None:
        self._holdings, self._standing, self._claims = holdings, standing, claims
        self._coder = "/".join(by)
        self.rows = Batch(run_id, *by)
        self.unseen: set[int] = set()
        self.replaced: set[int] = set()
        """Codings of this very coder, of copies that another copy's coding takes the place of."""
        self._count = dict.fromkeys(("documents", "skipped", "events", "concerns", "rejects"), 0)

    @property
    def written(self) -> Written:
        return Written(**self._count)

    def take(self, coding: Coding) -> None:
        """A coding with its document, unless this version has read the article already."""
        document = coding.document
        digest = document.digest
        stored = self._holdings.stored_id(digest)
        self._claims.meet(document, digest, stored=stored is not None)
        if stored is not None and stored in self._standing.own:
            if not self._claims.take_again(document, digest):
                self._count["skipped"] += 1
                return
            self.replaced.add(self._standing.own[stored])
        if not storable(document.text):
            self._fault(document, ("encoding", "the text holds half a surrogate pair"))
            return
        if stored is None:
            stored = self._holdings.enter_document(escaped(document.id), digest)
            self.rows.add_document(document, stored, digest)
        self._read(coding, stored)

    def _read(self, coding: Coding, stored: str) -> None:
        number = self._holdings.next_coding()
        before = self._standing.own.get(stored)
        if before is None:
            live = stored not in self._standing.live
            self._count["documents"] += 1
        else:
            live = before not in self._standing.unseen
        if live:
            self._standing.live[stored] = 1
        else:
            self.unseen.add(number)
            self._standing.unseen.add(number)
        self._standing.own[stored] = number
        self.rows.add_coding(number, stored, coding.passages, live=live)
        self._events(coding, number, stored)
        self._concerns(coding, number, stored)

    def _events(self, coding: Coding, number: int, stored: str) -> None:
        sound = self._sound(
            coding.document, coding.events, event_fault, "entry", lambda e: e.evidence.quote
        )
        for event in sound:
            own = event if stored == event.document_id else replace(event, document_id=stored)
            self.rows.add_event(self._holdings.next_entry(), number, own, coding.document.date)
            self._actors((*own.source, *own.target, *own.object))
            if own.content is not None:
                self._actors((*own.content.source, *own.content.target))
            self._actors(voice.actor for voice in own.attribution if voice.actor)
            self._count["events"] += 1

    def _concerns(self, coding: Coding, number: int, stored: str) -> None:
        sound = self._sound(
            coding.document, coding.concerns, concern_fault, "concern", lambda c: c.about
        )
        for concern in sound:
            own = concern if stored == concern.document_id else replace(concern, document_id=stored)
            self.rows.add_concern(self._holdings.next_entry(), number, own, coding.document.date)
            self._actors((*own.holder, *own.actors))
            self._actors(voice.actor for voice in own.attribution if voice.actor)
            self._count["concerns"] += 1

    def _sound(
        self,
        document: Document,
        entries: Iterable[Entry],
        fault_of: Callable[[Entry, str, str, str], Fault | None],
        noun: str,
        words: Callable[[Entry], Span],
    ) -> Iterator[Entry]:
        """Those of a document's entries that may enter, each once; the others become rejects."""
        seen: dict[str, Entry] = {}
        for entry in entries:
            fault = fault_of(entry, document.id, document.text, self._coder)
            if fault is None and entry.id in seen:
                if entry == seen[entry.id]:
                    continue
                fault = "duplicate", f"another {noun} has its id: {words(entry).text[:80]!r}"
            if fault is not None:
                self._fault(document, fault)
                continue
            seen[entry.id] = entry
            yield entry

    def refuse(self, document: Document, reject: Reject) -> None:
        """A document that the coder itself declined."""
        digest = document.digest
        self.reject(reject, digest if digest not in self._standing.refused else None)
        self._standing.refused.add(digest)

    def reject(self, reject: Reject, digest: str | None = None) -> None:
        """A reject: counted whenever it is met, stored once."""
        self._count["rejects"] += 1
        fields = (reject.source, reject.stage, reject.code, reject.detail)
        own = Reject(*map(escaped, fields))
        if self._holdings.enter_reject(own) or digest is not None:
            self.rows.add_reject(own, digest)

    def _fault(self, document: Document, fault: Fault) -> None:
        self.reject(Reject(document.source or document.id, "ledger", *fault))

    def _actors(self, actors: Iterable[Actor]) -> None:
        for actor in actors:
            if self._holdings.enter_actor(actor):
                self.rows.add_actor(actor)
