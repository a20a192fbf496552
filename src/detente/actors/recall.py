"""Recall: what a document has mentioned, and what its pronouns stand for.

First depth of coreference: a pronoun stands for the nearest subject that it fits, in its own
sentence or up to three back; for nobody, where the nearest fitting subject is unknown.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from detente.actors.homes import Known, likeliest
from detente.actors.tables import Role, armed_groups, state_codes
from detente.records import Actor
from detente.text.syntax import Tree

_HE = frozenset("he him his she her hers himself herself".split())
_IT = frozenset("it its itself".split())
_THEY = frozenset("they them their theirs themselves both".split())
_WE = frozenset("we us our ours i my me mine".split())


@dataclass(frozen=True, slots=True)
class Reference:
    """What a phrase stands for: one or more actors, where it stands, how sure that is.

    ``head`` is the token that carries it; ``start:end`` characters of the passage. ``kind``:
    name, city, place, demonym, role, description, pronoun, outlet. ``place`` tells that a city or
    region was named, a capital too, which may be meant as a place.
    """

    actors: tuple[Actor, ...]
    head: int
    start: int
    end: int
    kind: str
    confidence: float = 1.0
    person: bool = False
    plural: bool = False

    @property
    def place(self) -> bool:
        return self.kind in ("city", "place")


class Recall:
    """Remembers the references of one document, sentence by sentence."""

    def __init__(self, date: dt.date | None, home: Actor | None = None) -> None:
        self._date = date
        self.home = home  # the state that the document is about
        self.speaker: Actor | None = None  # whose words a quotation or transcript gives
        self._history: list[list[Reference]] = []  # by sentence, subjects first
        self._stranger: frozenset[str] = frozenset()  # pronouns for the last unknown subject
        self._current: list[Reference] = []
        self._scene: Actor | None = None  # where the last sentence that told a place took place
        self._bounds = (0, 0)
        self._states: list[Actor] = []  # by first mention, last mentioned last
        self._tree: Tree

    def phrase(self, i: int) -> Reference | None:
        """What the noun phrase headed by token ``i`` refers to, or ``None``."""
        raise NotImplementedError

    def phrases(self, i: int) -> list[Reference]:
        """References of the phrase headed by ``i`` and of those joined to it by and/or."""
        found = []
        own = self.phrase(i)
        if own is not None:
            found.append(own)
        for c in self._tree.children[i]:
            if self._tree.deps[c] == "conj":
                found.extend(self.phrases(c))
        return found

    def end_sentence(self) -> None:
        """Close the sentence: its references become what later pronouns may stand for."""
        self._scene = self.scene()
        self._stranger = frozenset()
        for i in range(*self._bounds):
            if self._tree.deps[i] == "ROOT":
                subject = self._tree.child(i, "nsubj", "nsubjpass")
                if subject is not None and self._tree.is_noun(subject):
                    unknown = self.phrase(subject) is None
                    self._stranger = self._pronouns_for(subject) if unknown else frozenset()
        taken_up = [r for r in map(self.phrase, self._pronouns()) if r is not None]
        if self._current or taken_up:
            here = sorted([*self._current, *taken_up], key=lambda r: r.head)
            subjects = [r for r in here if self._tree.deps[r.head].startswith("nsubj")]
            others = [r for r in taken_up if r not in subjects]
            rest = [r for r in self._current if r not in subjects]
            self._history.append(subjects + others + rest[::-1])

    def _pronouns(self) -> list[int]:
        """The pronouns of the sentence: whom they take up, the next is likely to be about."""
        return [i for i in range(*self._bounds) if self._tree.lower(i) in _HE]

    def _group(self, i: int) -> Reference | None:
        """``France and Germany`` as one, for a later ``they``."""
        together = self.phrases(i)
        if len(together) < 2:
            return None
        actors = tuple(dict.fromkeys(a for r in together for a in r.actors))
        sure = min(r.confidence for r in together)
        return Reference(actors, i, together[0].start, together[-1].end, "group", sure)

    def _earlier_role(self, role: Role) -> Actor | None:
        """``the president``, once a president was mentioned."""
        for sentence in reversed(self._history):
            for reference in sentence:
                for actor in reference.actors:
                    if actor.role == role.role and reference.person == (role.kind == "person"):
                        return actor
        return None

    def scene(self) -> Actor | None:
        """Where things happen as far as the text has said: here, or in a sentence before."""
        return self.located() or self._scene

    def located(self) -> Actor | None:
        """The state in which the sentence says that things happen (``in Iraq``)."""
        tree = self._tree
        for reference in self._current:
            i = reference.head
            head = tree.heads[i]
            if tree.deps[i] == "pobj" and tree.lower(head) in ("in", "near", "outside", "across"):
                return Actor(reference.actors[0].code)
        return None

    def belongs(self, i: int, role: str) -> Actor | None:
        """The state, body or group whose people the description at token ``i`` means."""
        code = likeliest(self._tree, i, role, self.known())
        return Actor(code) if code is not None else None

    def known(self) -> Known:
        """Whom the document has named so far."""
        located, scene, home = (
            a.code if a is not None else None for a in (self.located(), self._scene, self.home)
        )
        return Known(self._current, [a.code for a in self._states], located, scene, home)

    def last_state(self) -> Actor | None:
        return next((a for a in reversed(self._states) if a.code in state_codes()), None)

    def last_group(self) -> Actor | None:
        """The armed group mentioned last: ``the rebels``."""
        for sentence in reversed([*self._history, self._current]):
            for reference in sentence:
                for actor in reference.actors:
                    if actor.code in armed_groups():
                        return Actor(actor.code)
        return None

    def _was_mentioned(self, code: str) -> bool:
        sentences = [*self._history, self._current]
        return any(a.code == code for s in sentences for r in s for a in r.actors)

    def _pronoun(self, i: int) -> Reference | None:
        word = self._tree.lower(i)
        if word in _WE:
            return self._speaking(i)
        span = self._tree.span(i, i)
        subject = self._subject_beside(i)
        for reference in self._candidates(i):
            if reference.actors == subject:
                continue
            many = len(reference.actors) > 1
            if word in _HE:
                fits = reference.person and not many
            elif word in _IT:
                fits = not reference.person and not many and reference.kind != "outlet"
            elif word in _THEY:
                fits = not reference.person or reference.plural
            else:
                return None
            if fits:
                return Reference(reference.actors, i, *span, "pronoun", 0.7, reference.person)
        return None

    def _speaking(self, i: int) -> Reference | None:
        """``we`` and ``I``: who is speaking, if the reader has said so."""
        if self.speaker is None:
            return None
        return Reference((self.speaker,), i, *self._tree.span(i, i), "pronoun", 0.7)

    def _subject_beside(self, i: int) -> tuple[Actor, ...] | None:
        """The subject of the clause whose object a pronoun is: it is somebody else."""
        tree = self._tree
        if tree.deps[i] not in ("dobj", "dative", "pobj") or "sel" in tree.lower(i):
            return None
        verb = tree.heads[i] if tree.deps[i] != "pobj" else tree.heads[tree.heads[i]]
        subject = tree.child(verb, "nsubj")
        reference = self.phrase(subject) if subject is not None else None
        return reference.actors if reference is not None else None

    def _candidates(self, i: int) -> list[Reference]:
        """What a pronoun may stand for, likeliest first: this sentence's subject, then back."""
        tree = self._tree
        before = [r for r in self._current if r.head < i and r.kind != "outlet"]
        if self._stranger_before(i) or (not before and tree.lower(i) in self._stranger):
            return []
        subjects = [r for r in before if tree.deps[r.head].startswith("nsubj")]
        near = subjects[::-1] + [r for r in reversed(before) if r not in subjects]
        back = [r for sentence in self._history[-1:-4:-1] for r in sentence]
        return near + back

    def _stranger_before(self, i: int) -> bool:
        """Whether the nearest subject before a pronoun is somebody unknown whom it fits."""
        tree = self._tree
        for j in range(i - 1, max(-1, i - 40), -1):
            if tree.tags[j] == "." and tree.words[j] in ".!?":
                return False
            if tree.deps[j] in ("nsubj", "nsubjpass") and tree.is_noun(j):
                return self.phrase(j) is None and tree.lower(i) in self._pronouns_for(j)
        return False

    def _pronouns_for(self, i: int) -> frozenset[str]:
        """The pronouns that fit a noun by its number, and by its being a name or not."""
        tree = self._tree
        if tree.tags[i].endswith("S") or tree.child(i, "conj") is not None:
            return _THEY
        return _HE if tree.tags[i].startswith("NNP") else _IT

    def _remember_states(self, reference: Reference) -> None:
        for actor in reference.actors:
            if actor.code == "MED":
                continue
            state = Actor(actor.code)
            self._states = [*(s for s in self._states if s != state), state]
