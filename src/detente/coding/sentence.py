"""The sentence: from its grammar and words the drafts of entries, and from drafts the entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from detente.actors.recall import Reference
from detente.actors.tables import state_codes
from detente.coding.arguments import patient
from detente.coding.attribution import Speakers, judge
from detente.coding.content import Deed, contents_of, mode_by_content
from detente.coding.modality import noun_modality, verb_modality
from detente.coding.opinion import Ask, Fear, Judgement, ask_at, fear_at, judgement_at
from detente.coding.predicates import Finder, Predicate, split_sides
from detente.coding.setting import Setting
from detente.coding.unnamed import unnamed
from detente.errors import EvidenceError
from detente.ontology import event_types, match_contexts, match_issues
from detente.records import (
    Actor,
    Concern,
    Content,
    Event,
    Evidence,
    Modality,
    Passage,
    Span,
    Voice,
)
from detente.text.syntax import Tree

if TYPE_CHECKING:
    from detente.coding.reader import Reader

_NEEDS_TARGET = frozenset({"COOPERATE", "AID", "SUPPORT", "CONSULT", "ACCUSE", "REQUEST"})
# "condemned Russia's invasion" asserts the invasion; "called for Russia's withdrawal" does not.
_PRESUPPOSING = frozenset({"ACCUSE", "SUPPORT"})
_UNSAID: tuple[None] = (None,)  # a verbal act whose deed the text does not say
_JOINT = frozenset({"AGREE", "COOPERATE"})  # "the two sides agreed" has no other target
# Of a deed only mentioned, with one party, it is too often unsure which side that is.
_HOSTILE = frozenset({"ASSAULT", "PROTEST", "SANCTION", "COERCE", "THREATEN", "AGREE"})
_ON_ITS_OWN = frozenset({"curfew", "martial-law"})  # falls on the people of whoever imposes it
# What is done to somebody where he is.
_SOMEWHERE = frozenset({"ASSAULT", "COERCE", "PROTEST"})
# Whose deed a verbal act is about, where the sentence does not say: the speaker's or the other's.
_OWN = frozenset({"AGREE", "THREATEN", "CONCEDE"})
_OTHERS = frozenset({"REQUEST", "ACCUSE", "SUPPORT"})
_SURE = 0.7  # a predicate less sure than this needs both parties to be a deed
_LONGEST_QUOTE = 600  # characters; evidence of a longer sentence is cut to its clause


@dataclass(slots=True)
class Draft:
    """A candidate for an entry: its parties, its words, and what grammar and lexicon say of it.

    ``trigger`` are its first and last token, ``at`` the token whose clause it stands in.
    ``presupposed`` tells of a deed that is only mentioned, ``weak`` of a word that needs both
    parties to be a deed.
    """

    sources: list[Reference]
    targets: list[Reference]
    type: str
    trigger: tuple[int, int]
    at: int
    mode: str | None
    modality: Modality
    confidence: float
    deed: Deed | None = None
    mutual: bool = False
    weak: bool = False
    presupposed: bool = False
    voices: list[Voice] | None = None


class SentenceReader:
    """One sentence being read."""

    def __init__(
        self,
        reader: Reader,
        passage: Passage,
        tree: Tree,
        finder: Finder,
        speakers: Speakers,
        first: int,
        last: int,
    ) -> None:
        self.reader = reader
        self.passage = passage
        self.tree = tree
        self.finder = finder
        self.speakers = speakers
        self.first, self.last = first, last
        start, end = tree.span(first, last - 1)
        self.text = passage.text[start:end]
        self.setting = Setting(tree, self.text, start, reader.document.date)
        self._taken: set[int] = set()
        self._drafts: list[Draft] = []
        self._unnamed: list[Draft] = []  # whose doer the sentence leaves out

    def drafts(self) -> list[Draft]:
        """What may be entries, by grammar and lexicon; concerns go to the reader at once."""
        tokens = range(self.first, self.last)
        asks = [ask for i in tokens if (ask := ask_at(self.finder, i)) is not None]
        for ask in asks:
            self._taken.update(t for deed in ask.deeds for t in deed.tokens)
            self._taken.update(range(ask.first, ask.last + 1))
            self._ask(ask)
        for predicate, deeds in list(self._deeds()):
            if not {predicate.token, predicate.carrier} & self._taken:
                self._report(predicate, deeds, self._modality(predicate))
        for i in range(self.first, self.last):
            self._opinions(i)
        named = {draft.type for draft in self._drafts}
        return [*self._drafts, *(d for d in self._unnamed if d.type not in named)]

    # -- deeds -------------------------------------------------------------------------------

    def _deeds(self) -> Iterator[tuple[Predicate, list[Deed]]]:
        for i in range(self.first, self.last):
            predicate = self.finder.at(i)
            if predicate is None:
                continue
            deeds = contents_of(self.finder, predicate)
            presupposes = predicate.sense.type in _PRESUPPOSING
            for deed in deeds:
                self._taken.update(
                    t for t in deed.tokens if not (presupposes and self.tree.is_noun(t))
                )
            self._taken.update(self.finder.absorbed(predicate))
            yield predicate, deeds

    def _modality(self, predicate: Predicate) -> Modality:
        if predicate.noun:
            found = noun_modality(self.tree, predicate.token, predicate.carrier)
        else:
            found = verb_modality(self.tree, predicate.token)
        if found is Modality.ACTUAL and self.tree.words[self.last - 1] == "?":
            return Modality.POSSIBLE
        return found

    def _report(self, predicate: Predicate, deeds: list[Deed], modality: Modality) -> None:
        for deed in deeds or _UNSAID:
            self._report_one(predicate, deed, modality)

    def _report_one(self, predicate: Predicate, deed: Deed | None, modality: Modality) -> None:
        sense, drafts = predicate.sense, self._drafts
        if not predicate.sources:
            sides = self._left_out(predicate)
            if sides is None:
                return
            predicate = replace(predicate, sources=sides[0], targets=sides[1], confidence=_SURE)
            drafts = self._unnamed
        type, target = sense.type, predicate.targets
        hostile = deed is not None and event_types()[deed.type].quad == 4
        if type == "AGREE" and hostile and not (predicate.noun or sense.mutual):
            type = "THREATEN"  # "vowed to attack"
        if self._ordered(predicate, deed):
            type, target, deed = deed.type, deed.target, None  # type: ignore[union-attr]
        if not target and deed is not None:
            # whom it is said to: who is to do the deed, or whom the promised deed concerns
            target = deed.source if type in ("REQUEST", "ACCUSE", "SUPPORT") else deed.target
        sources, mutual = predicate.sources, predicate.mutual
        if not predicate.targets and type in _JOINT and len(_actors(sources)) > 1:
            sources, target = split_sides(sources)
            mutual = True
        drafts.append(
            Draft(
                sources,
                target,
                type,
                self._trigger(predicate),
                predicate.carrier,
                sense.mode if type == sense.type else None,
                modality,
                predicate.confidence,
                deed,
                mutual,
                sense.weak or predicate.confidence < _SURE,
                presupposed=predicate.noun and predicate.carrier == predicate.token,
            )
        )

    def _left_out(self, predicate: Predicate) -> tuple[list[Reference], list[Reference]] | None:
        discourse = self.reader.discourse
        place = discourse.scene() or discourse.home or discourse.last_state()
        return unnamed(self.tree, predicate, place, range(self.first, self.last))

    def _ordered(self, predicate: Predicate, deed: Deed | None) -> bool:
        """``Obama orders airstrikes on``: who orders his own to act, acts."""
        return (
            deed is not None
            and self.tree.lemma(predicate.token) in ("order", "authorise", "authorize")
            and event_types()[deed.type].quad in (2, 4)
            and patient(self.tree, predicate.token) in deed.tokens
        )

    def _trigger(self, predicate: Predicate) -> tuple[int, int]:
        tokens = [predicate.token, *predicate.extra]
        low, high = min(tokens), max(tokens)
        return (low, high) if high - low <= 3 else (predicate.token, predicate.token)

    # -- opinions ----------------------------------------------------------------------------

    def _opinions(self, i: int) -> None:
        judgement = judgement_at(self.finder, i)
        if judgement is not None:
            self._judge(judgement)
        fear = fear_at(self.finder, i)
        if fear is not None:
            self._fear(fear)

    def _ask(self, ask: Ask) -> None:
        voices = self.speakers.chain(ask.last)
        asker = judge(self.reader.document, voices)
        if asker is None:
            return
        for deed in ask.deeds or _UNSAID:
            self._drafts.append(
                Draft(
                    [self._as_reference(asker, ask.last)],
                    ask.addressee,
                    "REQUEST",
                    (ask.first, ask.last),
                    ask.last,
                    None,
                    Modality.ACTUAL,
                    0.75 if deed else 0.6,
                    deed,
                    weak=deed is None,
                    voices=voices,
                )
            )

    def _judge(self, judgement: Judgement) -> None:
        voices = self.speakers.chain(judgement.first)
        critic = judge(self.reader.document, voices)
        if critic is None:
            return
        favourable = judgement.favourable
        modality = verb_modality(self.tree, judgement.first) if favourable else Modality.ACTUAL
        self._drafts.append(
            Draft(
                [self._as_reference(critic, judgement.first)],
                judgement.about,
                "SUPPORT" if favourable else "ACCUSE",
                (judgement.first, judgement.last),
                judgement.first,
                None if favourable else "disapprove",
                modality,
                0.6,
                weak=True,
                voices=voices,
            )
        )

    def _fear(self, fear: Fear) -> None:
        quote = self._quote(fear.cue, min(fear.first, fear.cue), max(fear.last, fear.cue))
        about = self._span(fear.first, fear.last)
        holder = _actors(fear.holder)
        if quote is None or about is None or any(a.code == "MED" for a in holder):
            return
        self.reader.concerns.append(
            Concern(
                self.reader.document.id,
                holder,
                about,
                quote,
                self.reader.coder,
                tuple(a for a in _actors(fear.actors) if a.code != "MED"),
                match_issues(self.text),
                self.reader.chain(self.speakers.chain(fear.cue)),
                0.7,
            )
        )

    @staticmethod
    def _as_reference(actor: Actor, token: int) -> Reference:
        return Reference((actor,), token, 0, 0, "implied")

    # -- one entry ---------------------------------------------------------------------------

    def event(self, draft: Draft) -> Event | None:
        """The entry that a draft makes, if its parties and words suffice for one."""
        sources, targets, type = draft.sources, draft.targets, draft.type
        material = event_types()[type].quad in (2, 4)
        source = _parties(sources, material, opinion=type in ("ACCUSE", "SUPPORT", "REQUEST"))
        target = tuple(
            a for a in _parties(targets, material) if not any(a.same_side(s) for s in source)
        )
        if not target and type == "COERCE" and draft.mode in _ON_ITS_OWN:
            target = tuple(Actor(a.code, "CIV") for a in source if a.code in state_codes())
        alone = _NEEDS_TARGET | _HOSTILE if draft.presupposed else _NEEDS_TARGET
        needed = draft.weak or draft.mutual or type in alone
        if not source or (needed and not target):
            return None
        at, trigger, deed, modality = draft.at, draft.trigger, draft.deed, draft.modality
        voices = self.speakers.chain(at) if draft.voices is None else draft.voices
        spans = [r for r in (*sources, *targets) if r.end > r.start]
        tokens = [self.tree.token_at(r.start) for r in spans]
        quote = self._quote(at, *trigger, *tokens)
        cue = self._span(*trigger)
        if quote is None or cue is None:
            return None
        own = _inside(self._reference_spans(sources), quote)
        told = [r for r in targets if set(r.actors) & set(target)]
        other = _inside(self._reference_spans(told), quote)
        used = [r for r in (*sources, *targets) if set(r.actors) & {*source, *target}]
        text = quote.text
        try:
            return Event(
                document_id=self.reader.document.id,
                source=source,
                target=target,
                type=type,
                evidence=Evidence(quote, cue, own, other),
                coder=self.reader.coder,
                mode=mode_by_content(type, draft.mode, deed.type if deed else None),
                content=_content(deed, type, source, target),
                modality=modality,
                mutual=draft.mutual and bool(target),
                object=self._object(deed, source, target),
                issues=match_issues(text),
                contexts=match_contexts(text),
                when=self.setting.when(at, trigger[0], modality, draft.presupposed),
                where=self.setting.where(at, wide=type in _SOMEWHERE),
                amount=self.setting.amount(at),
                attribution=self.reader.chain(voices),
                confidence=round(self._trust(draft.confidence, used, modality), 3),
            )
        except (EvidenceError, ValueError):
            return None

    def _object(
        self, deed: Deed | None, source: tuple[Actor, ...], target: tuple[Actor, ...]
    ) -> tuple[Actor, ...]:
        """The third party that the deed falls on: ``asks Russia to press Iran``."""
        if deed is None:
            return ()
        sides = (*source, *target)
        return tuple(a for a in _actors(deed.target) if not any(a.same_side(s) for s in sides))

    @staticmethod
    def _trust(confidence: float, references: list[Reference], modality: Modality) -> float:
        for reference in references:
            confidence *= reference.confidence**0.5
        return confidence * (1.0 if modality is Modality.ACTUAL else 0.9)

    # -- words and places --------------------------------------------------------------------

    def _span(self, first: int, last: int) -> Span | None:
        start, end = self.passage.locate(*self.tree.span(first, last))
        return Span(start, end, self.reader.document.text[start:end]) if end > start else None

    def _quote(self, at: int, *tokens: int) -> Span | None:
        """The sentence, or of a very long one the clause that holds all the parts."""
        whole = self._span(self.first, self.last - 1)
        if whole is None or whole.end - whole.start <= _LONGEST_QUOTE:
            return whole
        low, high = self.tree.edges(at)
        low = max(self.first, min(low, *tokens))
        high = min(self.last - 1, max(high, *tokens))
        return self._span(low, high)

    def _reference_spans(self, references: list[Reference]) -> tuple[Span, ...]:
        spans = []
        for reference in references:
            if reference.end > reference.start:
                start, end = self.passage.locate(reference.start, reference.end)
                spans.append(Span(start, end, self.reader.document.text[start:end]))
        return tuple(dict.fromkeys(spans))


def _content(
    deed: Deed | None, type: str, source: tuple[Actor, ...], target: tuple[Actor, ...]
) -> Content | None:
    """The deed that an act is about, with its parties; none of ``reached an agreement``."""
    if deed is None or (deed.type == type and type in ("AGREE", "ACCUSE")):
        return None
    doers, others = _actors(deed.source), _actors(deed.target)
    if not doers and type in _OWN:
        doers, others = source, others or target
    elif not doers and type in _OTHERS:
        doers = target
    return Content(deed.type, doers, others)


def _inside(spans: tuple[Span, ...], quote: Span) -> tuple[Span, ...]:
    return tuple(s for s in spans if quote.start <= s.start and s.end <= quote.end)


def _actors(references: list[Reference]) -> tuple[Actor, ...]:
    return tuple(dict.fromkeys(a for r in references for a in r.actors))


def _parties(
    references: list[Reference], material: bool, opinion: bool = False
) -> tuple[Actor, ...]:
    """Actors of an entry: an outlet acts only by opinion; a bombed capital is its country."""
    found: list[Actor] = []
    for reference in references:
        if reference.kind == "outlet" and not opinion:
            continue
        for actor in reference.actors:
            party = Actor(actor.code) if material and reference.place else actor
            if not any(party.same_side(known) for known in found):
                found.append(party)
    return tuple(found)
