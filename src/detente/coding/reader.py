"""The reader: one document from its first passage to its last, its entries gathered on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy

from detente.actors.gazetteer import Mention, gazetteer
from detente.actors.references import Discourse
from detente.coding.attribution import Saying, Speakers, frame, issuer
from detente.coding.predicates import Finder
from detente.coding.sentence import SentenceReader
from detente.records import Actor, Concern, Document, Event, Passage, Voice
from detente.text.passages import paragraphs, passages
from detente.text.quotes import Quotation, quotations
from detente.text.syntax import Tree

_PARTY = frozenset(
    {"state", "demonym", "city", "seat", "organisation", "group", "institution", "person"}
)


def readable(document: Document) -> list[tuple[Passage, list[Mention]]]:
    """The passages that may hold an event: those that name an actor who can act."""
    find = gazetteer().find
    found = []
    for passage in passages(document.text):
        mentions = find(passage.text)
        if any(m.kind in _PARTY or m.kind == "surname" for m in mentions):
            found.append((passage, mentions))
    return found


class Reader:
    """Reads a document's passages in order and keeps what it asserts."""

    def __init__(self, document: Document, coder: str, home: Actor | None = None) -> None:
        self.document = document
        self.home = home  # the state that the document is about
        self.coder = coder
        self.concerns: list[Concern] = []
        self._events: dict[tuple[object, ...], Event] = {}
        self.discourse = Discourse(document.date)
        self._frame = frame(document)
        self._quotations = quotations(document.text, paragraphs(document.text))
        self.last_speaker: Voice | None = None  # of the last saying, for quotations that follow it
        self._issuer = issuer(document)  # who says `we` in a release or transcript

    def events(self) -> Iterable[Event]:
        """The document's events, each once however often it is repeated (guide, rule 12)."""
        return self._events.values()

    def read(
        self, passage: Passage, tree: Tree, mentions: list[Mention]
    ) -> Iterator[SentenceReader]:
        """Read one parsed passage, sentence by sentence; each is to be taken up in its turn."""
        self.discourse.enter(tree, mentions)
        finder = Finder(tree, self.discourse)
        speakers = Speakers(tree, self.discourse)
        for first, last in tree.sentences:
            self.discourse.speaker = self.last_speaker.actor if self.last_speaker else self._issuer
            self.discourse.begin_sentence(first, last)
            yield SentenceReader(self, passage, tree, finder, speakers, first, last)
            self.discourse.end_sentence()
        # what is asked of these sentences later is answered as things stood here
        finder.discourse = speakers.discourse = copy(self.discourse)

    # -- what a sentence hands in ------------------------------------------------------------

    def keep(self, event: Event | None) -> None:
        if event is None:
            return
        key = (
            codes(event.source),
            codes(event.target),
            event.type,
            event.content.type if event.content else None,
            event.modality,
            (event.when.start, event.when.end)
            if event.when and event.when.origin != "publication"
            else None,
        )
        known = self._events.get(key)
        if known is None or event.confidence > known.confidence + 0.15:
            self._events[key] = event

    def chain(self, voices: list[Voice]) -> tuple[Voice, ...]:
        return (*self._frame, *voices)

    def quotation_at(self, place: int) -> Quotation | None:
        """The statement in quotation marks around a character of the document."""
        for quotation in self._quotations:
            if quotation.start <= place < quotation.end and quotation.is_statement:
                return quotation
            if quotation.start > place:
                break
        return None

    def heard(self, saying: Saying | None) -> None:
        if saying is not None and saying.speaker is not None:
            self.last_speaker = saying.voice
            self.discourse.speaker = saying.voice.actor


def codes(actors: Iterable[Actor]) -> tuple[str, ...]:
    return tuple(sorted({a.code for a in actors}))
