"""The reader: one document from its first passage to its last, its entries gathered on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from functools import partial

from detente.actors.gazetteer import Mention
from detente.actors.references import Discourse
from detente.coding.attribution import Speakers, frame, issuer
from detente.coding.hearing import Heard
from detente.coding.predicates import Finder
from detente.coding.sayings import Sayings
from detente.coding.sentence import SentenceReader
from detente.coding.voices import Voices
from detente.records import Actor, Concern, Document, Event, Genre, Passage, Voice
from detente.text.passages import paragraphs
from detente.text.quotes import quotations, quotes_in
from detente.text.syntax import Tree


class Reader:
    """Reads a document's passages in order and keeps what it asserts."""

    def __init__(
        self,
        document: Document,
        coder: str,
        home: Actor | None = None,
        listen: Callable[[str, Tree], Heard] | None = None,
    ) -> None:
        self.document = document
        self._listen = listen  # hears who vouches for what, where there is a listener
        self.coder = coder
        self.concerns: list[Concern] = []
        self._events: dict[tuple[object, ...], Event] = {}
        self.discourse = Discourse(document.date, home)
        self._frame = frame(document)
        self._quotations = quotations(document.text, paragraphs(document.text))
        self._voices = Voices(self.discourse)
        self._speaking: Voice | None = None  # of the last saying, for quotations that go on
        self._whole = False  # whether all that follows is theirs: a turn, or after "he said:"
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
        turns = self.document.genre is Genre.TRANSCRIPT
        sayings = Sayings(tree, quotes_in(passage, self._quotations), turns)
        hear = partial(self._listen, passage.text, tree) if self._listen else None
        speakers = Speakers(tree, sayings, self._voices, self._speaking, self._whole, hear)
        for first, last in tree.sentences:
            self.discourse.speaker = self._speaking.actor if self._speaking else self._issuer
            self.discourse.begin_sentence(first, last)
            heard = speakers.hear(first, last)
            if heard is not None:
                self._speaking, self.discourse.speaker = heard, heard.actor
            yield SentenceReader(self, passage, tree, finder, speakers, first, last)
            self.discourse.end_sentence()
        self._go_on(speakers)
        # what is asked of these sentences later is answered as things stood here
        finder.discourse = copy(self.discourse)
        speakers.settle()

    def _go_on(self, speakers: Speakers) -> None:
        """Whose the next passage is, if this one ends with a colon or is a turn in a transcript."""
        opening = speakers.opening(turns=self.document.genre is Genre.TRANSCRIPT)
        if opening is not None:
            self._speaking, self._whole = opening, True
        elif self.document.genre is not Genre.TRANSCRIPT:
            self._whole = False

    # -- what a sentence hands in ------------------------------------------------------------

    def keep(self, event: Event | None) -> None:
        if event is None:
            return
        key = (
            codes(event.source),
            codes(event.target),
            event.type,
            _deed(event),
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


def _deed(event: Event) -> str | None:
    """What a verbal act is about; of an ask that does not tell, its own words (*must name*)."""
    if event.content is not None or event.type != "REQUEST":
        return event.content.type if event.content else None
    return event.evidence.trigger.text.lower()


def codes(actors: Iterable[Actor]) -> tuple[str, ...]:
    return tuple(sorted({a.code for a in actors}))
