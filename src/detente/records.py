"""Records: the frozen, slotted values that flow from bytes to findings.

Both wings stand on this module and on nothing of each other: the reading wing makes these
records, the judging wing stores and weighs them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from bisect import bisect_left
from dataclasses import dataclass, field
from enum import StrEnum

from detente.errors import EvidenceError


class Genre(StrEnum):
    """What kind of text a document is; it decides whose voice unattributed judgement is."""

    REPORT = "report"
    EDITORIAL = "editorial"
    COMMENTARY = "commentary"
    RELEASE = "release"
    TRANSCRIPT = "transcript"


class Modality(StrEnum):
    """How firmly a deed is asserted (codebook, field ``modality``)."""

    ACTUAL = "actual"
    PLANNED = "planned"
    POSSIBLE = "possible"
    CONDITIONAL = "conditional"
    NEGATED = "negated"


class VoiceKind(StrEnum):
    """Whose word an entry rests on, seen from the side that is said to have acted."""

    SELF = "self-reported"
    ADVERSARY = "adversary-reported"
    THIRD = "third-party"
    UNIDENTIFIED = "unidentified source"
    OUTLET = "outlet's own voice"


@dataclass(frozen=True, slots=True)
class Document:
    """One article, dispatch or transcript, as it was read.

    ``text`` is never changed after reading: every span of every entry points into it, in
    characters (code points) from 0. ``outlet`` published it; ``outlets`` are further outlets
    that it cites as reporting the same (a news digest). ``source`` says where it was read
    from (``path`` or ``path:line``).
    """

    id: str
    text: str
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    date: dt.date | None = None
    genre: Genre = Genre.REPORT
    url: str | None = None
    source: str = ""
    outlets: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Hash of what makes two copies the same article: text, outlet, date (hex, 32)."""
        key = "\x1f".join((self.text, self.outlet or "", str(self.date or "")))
        return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Span:
    """A verbatim piece of a document: ``document.text[start:end] == text``."""

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or self.end - self.start != len(self.text):
            raise EvidenceError(f"not a span: [{self.start}:{self.end}] {self.text[:60]!r}")

    def stands_in(self, text: str) -> bool:
        """Whether the quote is in ``text`` at its offsets, to the letter."""
        return text[self.start : self.end] == self.text


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph made fit for parsing, with the way back to the document.

    ``text`` has its white space folded and odd characters mapped; ``offsets[i]`` is the place
    in the document of ``text[i]`` and ``offsets[len(text)]`` that of its end. ``offsets`` is
    ``None`` where the text stands unchanged and a shift by ``start`` is enough.
    """

    index: int
    start: int
    end: int
    text: str
    offsets: tuple[int, ...] | None = None

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the document of ``text[start:end]``."""
        if self.offsets is None:
            return self.start + start, self.start + end
        return self.offsets[start], self.offsets[end - 1] + 1

    def find(self, start: int, end: int) -> tuple[int, int] | None:
        """Where ``document.text[start:end]`` stands in ``text``, as far as it lies in it."""
        if start >= self.end or end <= self.start:
            return None
        low, high = max(start, self.start), min(end, self.end)
        if self.offsets is None:
            return low - self.start, high - self.start
        found = bisect_left(self.offsets, low), bisect_left(self.offsets, high)
        return found if found[0] < found[1] else None


_ACTOR_ID = re.compile(r"(?P<code>[A-Z][A-Z0-9_]*)(?:-(?P<role>[A-Z]{3}))?(?::(?P<person>.+))?")
_EXECUTIVE = frozenset({None, "GOV", "HOS", "HOG", "MFA"})


@dataclass(frozen=True, slots=True, order=True)
class Actor:
    """Who acts: ``CCC[-ROLE][:person]`` (codebook, section Actors).

    ``code`` is ISO 3166 alpha-3 for states, else a registered id (``NATO``, ``TALIBAN``);
    news outlets are ``MED:slug``, so that none speaks for its country.
    """

    code: str
    role: str | None = None
    person: str | None = None

    @property
    def id(self) -> str:
        role = f"-{self.role}" if self.role else ""
        person = f":{self.person}" if self.person else ""
        return f"{self.code}{role}{person}"

    @classmethod
    def parse(cls, text: str) -> Actor:
        """Read an actor id; raises ``ValueError`` on anything else."""
        match = _ACTOR_ID.fullmatch(text)
        if match is None:
            raise ValueError(f"not an actor id: {text!r} (expected CCC[-ROLE][:person])")
        return cls(match["code"], match["role"], match["person"])

    def same_side(self, other: Actor) -> bool:
        """Whether both are one will: a state and its executive or army do not act on each other.

        A government and its army may (a coup), and so may a state and its citizens or rebels.
        """
        if self.code != other.code:
            return False
        if self.code == "MED" or self == other:
            return self == other
        roles = {self.role, other.role}
        one_will = _EXECUTIVE | {"MIL"} if None in roles else _EXECUTIVE
        return self.role == other.role or roles <= one_will

    def __str__(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True)
class Voice:
    """One link of an attribution chain: an outlet, an author, or a speaker.

    ``name`` is the wording (``a NATO spokesman``); ``actor`` what it resolves to, if it does.
    ``cue`` is the word that introduces the assertion (``said``); ``quoted`` tells that the
    evidence stands in this voice's direct quotation; ``named`` that the source has a name.
    ``form`` is how its words are given: ``direct`` (all in quotation marks), ``mixed`` (some of
    them) or ``indirect``.
    """

    kind: str  # outlet | author | speaker
    name: str
    actor: Actor | None = None
    cue: str | None = None
    quoted: bool = False
    named: bool = True
    form: str = "indirect"


@dataclass(frozen=True, slots=True)
class When:
    """The days an entry speaks of, both included, never finer than the text says.

    ``granularity``: day, week, month, quarter, season, year. ``origin``: ``stated`` (in the
    text, absolute), ``relative`` (stated, resolved against the publication date and tense),
    ``publication`` (the publication date itself).
    """

    start: dt.date
    end: dt.date
    granularity: str = "day"
    origin: str = "publication"


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity: ``value`` in ``unit`` (``currency``, ``troops``, ``missiles`` ...)."""

    value: float
    unit: str
    currency: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a verbal act is about: the type of that deed, and whose it would be."""

    type: str
    source: tuple[Actor, ...] = ()
    target: tuple[Actor, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """The verbatim proof of an entry: the clause or sentence, and the parts inside it."""

    quote: Span
    trigger: Span
    source: tuple[Span, ...] = ()
    target: tuple[Span, ...] = ()

    def spans(self) -> tuple[Span, ...]:
        return (self.quote, self.trigger, *self.source, *self.target)


@dataclass(frozen=True, slots=True)
class Event:
    """One entry: who did what to whom, how firmly, according to whom (codebook).

    Raises ``EvidenceError`` where a part of the evidence does not lie inside its quote, and
    ``ValueError`` where the entry has no source or one actor on both sides.
    """

    document_id: str
    source: tuple[Actor, ...]
    target: tuple[Actor, ...]
    type: str
    evidence: Evidence
    coder: str
    mode: str | None = None
    content: Content | None = None
    modality: Modality = Modality.ACTUAL
    mutual: bool = False
    object: tuple[Actor, ...] = ()
    issues: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    when: When | None = None
    where: str | None = None
    amount: Amount | None = None
    attribution: tuple[Voice, ...] = ()
    confidence: float = 0.5

    def __post_init__(self) -> None:
        quote = self.evidence.quote
        for span in self.evidence.spans():
            if span.start < quote.start or span.end > quote.end:
                raise EvidenceError(f"span outside its quote: {span.text[:60]!r}")
        if not self.source:
            raise ValueError("an event needs a source")
        if any(one.same_side(other) for one in self.source for other in self.target):
            raise ValueError(f"the same actor on both sides: {self.source} {self.target}")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence is a probability, not {self.confidence}")

    @property
    def id(self) -> str:
        """Stable id: the same reading of the same words gives the same id (hex, 20)."""
        trigger = self.evidence.trigger
        sides = ("|".join(sorted(a.id for a in side)) for side in (self.source, self.target))
        content = self.content.type if self.content else ""
        place = (self.document_id, str(trigger.start), str(trigger.end))
        key = "\x1f".join((*place, self.type, content, self.modality, *sides))
        return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:20]

    @property
    def speaker(self) -> Voice | None:
        """The innermost speaker, if anybody but outlet or author is made to say it."""
        return next((v for v in reversed(self.attribution) if v.kind == "speaker"), None)

    @property
    def told_by(self) -> VoiceKind:
        """Whose word it rests on: of who acts, of whom it is done to, or of somebody else."""
        return told_by(self.speaker, self.source, self.target, self.mutual)


def told_by(
    speaker: Voice | None,
    source: tuple[Actor, ...],
    target: tuple[Actor, ...],
    mutual: bool,
) -> VoiceKind:
    """See ``Event.told_by``; a speaker that resolves to no actor stays unidentified."""
    if speaker is None:
        return VoiceKind.OUTLET
    if speaker.actor is None:
        return VoiceKind.UNIDENTIFIED
    actors = (*source, *target) if mutual else source
    if any(speaker.actor.same_side(actor) for actor in actors):
        return VoiceKind.SELF
    if any(speaker.actor.same_side(actor) for actor in target):
        return VoiceKind.ADVERSARY
    return VoiceKind.THIRD


@dataclass(frozen=True, slots=True)
class Concern:
    """A stated concern or perception: who sees what as a threat, according to whom."""

    document_id: str
    holder: tuple[Actor, ...]
    about: Span
    evidence: Span
    coder: str
    actors: tuple[Actor, ...] = ()
    issues: tuple[str, ...] = ()
    attribution: tuple[Voice, ...] = ()
    confidence: float = 0.5

    @property
    def id(self) -> str:
        """Stable id, as for events (hex, 20)."""
        holders = "|".join(sorted(a.id for a in self.holder))
        key = "\x1f".join((self.document_id, str(self.about.start), "concern", holders))
        return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Reject:
    """Something that could not be read or coded: kept, so that nothing is lost in silence."""

    source: str
    stage: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Coding:
    """All that one coder made of one document."""

    document: Document
    events: tuple[Event, ...] = ()
    concerns: tuple[Concern, ...] = ()
    passages: tuple[Passage, ...] = field(default=())
