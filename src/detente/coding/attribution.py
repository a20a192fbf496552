"""Attribution: who says so, outermost first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from detente.actors.gazetteer import gazetteer
from detente.actors.tables import outlet_actor, slug
from detente.coding.grammar import words
from detente.coding.hearing import Heard, Hearing
from detente.coding.sayings import Saying, Sayings
from detente.coding.sayings.labels import LONGEST_TITLE
from detente.coding.voices import Voices
from detente.records import Actor, Document, Genre, Voice
from detente.text.syntax import Tree

_UNNAMED = "unnamed sources"
_PLACES = frozenset({"state", "city", "place", "demonym"})


def frame(document: Document) -> tuple[Voice, ...]:
    """The outer links that every entry of a document has: its outlet, and a commentary's author."""
    chain = []
    outlet = document.outlet or (document.outlets[0] if document.outlets else None)
    if outlet:
        chain.append(Voice("outlet", outlet, outlet_actor(outlet)))
    if document.author and document.genre is Genre.COMMENTARY:
        chain.append(Voice("author", document.author))
    return tuple(chain)


class Speakers:
    """The speakers of one passage's sayings, each named as its sentence is read.

    ``carried`` is who speaks as the passage begins: of a quotation that goes on, after
    ``he said:``, in a transcript. ``whole`` tells that all the passage is that speaker's.
    ``listen``, if there is a listener, asks it about the passage; only a chain does so.
    """

    def __init__(
        self,
        tree: Tree,
        sayings: Sayings,
        voices: Voices,
        carried: Voice | None = None,
        whole: bool = False,
        listen: Callable[[], Heard] | None = None,
    ) -> None:
        self._tree = tree
        self._sayings = sayings
        self._listen = listen
        self._voices = voices
        labelled = any(s.is_label for s in sayings)
        self._carried = None if labelled else carried
        self._whole = whole
        self._turn = whole or labelled  # whose words a paragraph gives without quotation marks
        self._named: dict[int, Voice | None] = {}

    def hear(self, first: int, last: int) -> Voice | None:
        """Name the sources in tokens ``first`` to ``last - 1``, whose sentence has begun.

        Returns the last one that may be quoted in what follows.
        """
        heard = None
        sources = {s.source for s in self._sayings if s.source is not None}
        self._voices.note(self._tree, first, last, sources, self._sayings.in_quotes)
        for saying in self._sayings:
            if first <= saying.head < last:
                voice = self._voice(saying)
                if voice is not None and saying.source is not None and saying.kind == "say":
                    heard = voice
        return heard

    def settle(self) -> None:
        """Answer from now on as things stood here, whatever is read after this passage."""
        if self._listen is not None:
            self._voices = self._voices.settled()

    def chain(self, i: int) -> list[Voice]:
        """Speakers of what is said at token ``i``, outermost first."""
        found: list[Voice] = []
        left = self._whole or self._sayings.is_left(i)
        if left and self._carried is not None:
            quoted = self._sayings.is_left(i)
            found.append(
                replace(self._carried, quoted=quoted, form="direct" if quoted else "indirect")
            )
        for saying in self._vouching(i):
            voice = self._voice(saying) or self._unnamed(saying)
            if voice is not None:
                found.append(replace(voice, quoted=saying.quotes_at(i), form=saying.form))
        return [v for n, v in enumerate(found) if n == 0 or not _same(v, found[n - 1])]

    def _vouching(self, i: int) -> list[Saying]:
        """The sayings whose sources vouch for what is said at token ``i``, outermost first."""
        if self._hearing is not None:
            return self._hearing.around(i)
        return [s for s in self._sayings.around(i) if s.asserts or s.quotes_at(i)]

    @cached_property
    def _hearing(self) -> Hearing | None:
        return Hearing(self._tree, self._sayings, self._listen()) if self._listen else None

    def opening(self, turns: bool) -> Voice | None:
        """Whose what follows is: of ``he added:``, and where speakers take turns of a label."""
        saying = self._sayings.opening
        if saying is None and turns:
            saying = next((s for s in self._sayings if s.is_label), None)
        return self._voice(saying) if saying is not None else None

    def _voice(self, saying: Saying) -> Voice | None:
        number = id(saying)
        if number not in self._named:
            self._named[number] = None  # sayings that hold each other stay unnamed
            self._named[number] = self._name(saying)
        return self._named[number]

    def _name(self, saying: Saying) -> Voice | None:
        tree = self._tree
        first, last = saying.cue
        cue = " ".join(tree.words[first : last + 1]) if saying.kind == "according" else None
        cue = cue or tree.words[saying.head]
        if saying.source is not None:
            source = self._antecedent(saying.source)
            outer = [s for s in self._sayings.around(saying.source) if s is not saying]
            outer = [s for s in outer if s.asserts or s.quotes_at(saying.source)]
            speaking = self._voice(outer[-1]) if outer else self._carried
            quoted = self._sayings.in_quotes(source) or self._turn
            voice = self._voices.voice(tree, source, cue, speaking, quoted, saying.holds)
            if saying.is_label:
                first, last = self._sayings.phrase_of_source(saying) or (source, source + 1)
                words_of = tree.words[first:last]
                voice = replace(voice, name=" ".join(words_of)) if voice.actor is None else voice
            return None if saying.is_label and self._is_dateline(voice) else voice
        if saying.kind == "noun":
            reported = tree.lemma(saying.head) in words("reporting_nouns")
            return Voice("speaker", cue, None, cue, named=False) if reported else None
        passive = tree.child(saying.head, "auxpass") is not None
        empty = tree.child(saying.head, "expl", "nsubj")
        if passive or (empty is not None and tree.lower(empty) == "it"):
            return Voice("speaker", _UNNAMED, None, cue, named=False)
        return None

    def _unnamed(self, saying: Saying) -> Voice | None:
        """Somebody whom the text does not name: of a cue without source that was heard to vouch."""
        if self._listen is None or saying.source is not None or saying.is_label:
            return None
        return Voice("speaker", _UNNAMED, None, self._tree.words[saying.head], named=False)

    def _is_dateline(self, voice: Voice) -> bool:
        """``Vienna: ...`` in front of a report; in a headline it is the government there."""
        title = len(self._tree) <= LONGEST_TITLE and self._tree.words[-1] != "."
        found = gazetteer().find(voice.name.title())
        return not title and any(m.kind in _PLACES for m in found)

    def _antecedent(self, source: int) -> int:
        """The noun that a relative pronoun stands for."""
        tree = self._tree
        clause = tree.heads[source]
        relative = tree.tags[source] in ("WP", "WDT") and tree.deps[clause] == "relcl"
        return tree.heads[clause] if relative else source


def _same(one: Voice, other: Voice) -> bool:
    return one.name == other.name or (one.actor is not None and one.actor == other.actor)


def speaker_actor(voices: list[Voice]) -> Actor | None:
    """Who the innermost speaker is, if that is known."""
    return voices[-1].actor if voices else None


def issuer(document: Document) -> Actor | None:
    """The public body that issues a release or transcript: ``The White House`` → USA-GOV."""
    if document.genre not in (Genre.RELEASE, Genre.TRANSCRIPT) or not document.outlet:
        return None
    for mention in gazetteer().find(document.outlet):
        if mention.kind not in ("outlet", "person", "surname"):
            return mention.actor(document.date)
    return None


def judge(document: Document, voices: list[Voice]) -> Actor | None:
    """Whose an opinion is (codebook, rules 5 and 8), or ``None``: in a report, nobody's.

    The speaker's, if one is named; else the outlet's in an editorial, the author's in a
    commentary, the issuing body's in a release.
    """
    if voices:
        return speaker_actor(voices)
    if document.genre is Genre.COMMENTARY and document.author:
        return Actor("MED", None, slug(document.author))
    if document.genre is Genre.RELEASE:
        return issuer(document)
    opinionated = document.genre in (Genre.EDITORIAL, Genre.COMMENTARY)
    return outlet_actor(document.outlet) if opinionated and document.outlet else None
