"""Attribution: who says so, outermost first, from the verbs of saying and from quotations."""

from __future__ import annotations

from dataclasses import dataclass, replace

from detente.actors.gazetteer import gazetteer
from detente.actors.references import Discourse
from detente.actors.tables import outlet_actor, slug
from detente.coding.arguments import is_passive
from detente.coding.grammar import words
from detente.records import Actor, Document, Genre, Voice
from detente.text.syntax import Tree

_CORE = ("det", "amod", "compound", "poss", "nmod", "nummod", "case", "prep", "pobj", "punct")
_NAME_LIMIT = 80  # characters of a speaker's wording that are kept


def frame(document: Document) -> tuple[Voice, ...]:
    """The outer links that every entry of a document has: its outlet, and a commentary's author."""
    chain = []
    outlet = document.outlet or (document.outlets[0] if document.outlets else None)
    if outlet:
        chain.append(Voice("outlet", outlet, outlet_actor(outlet)))
    if document.author and document.genre is Genre.COMMENTARY:
        chain.append(Voice("author", document.author))
    return tuple(chain)


@dataclass(frozen=True, slots=True)
class Saying:
    """A verb of saying in a sentence: its token, its speaker's token (if any) and voice."""

    verb: int
    speaker: int | None
    voice: Voice


class Speakers:
    """Finds the speakers of one passage's clauses; remembers the last one for quotations."""

    def __init__(self, tree: Tree, discourse: Discourse) -> None:
        self.tree = tree
        self.discourse = discourse
        self._sayings: dict[int, Saying | None] = {}

    def chain(self, i: int) -> list[Voice]:
        """Speakers of the clause in which token ``i`` stands, outermost first."""
        tree = self.tree
        found: list[Voice] = []
        here = i
        while True:
            according = self._according(here)
            if according is not None:
                found.append(according)
            head = tree.heads[here]
            if head == here:
                break
            if tree.deps[here] in ("ccomp", "parataxis", "xcomp", "dep", "advcl", "intj"):
                saying = self.saying(head)
                if saying is not None and self._governs(saying, here):
                    found.append(saying.voice)
            elif tree.deps[here] in ("acl", "relcl") and tree.is_noun(head):
                reported = self._noun_of_saying(head)
                if reported is not None:
                    found.append(reported)
            here = head
        found.reverse()
        return [v for n, v in enumerate(found) if n == 0 or not _same(v, found[n - 1])]

    def saying(self, verb: int) -> Saying | None:
        """The saying that a verb is, or ``None`` if it asserts nothing or nobody says it."""
        if verb not in self._sayings:
            self._sayings[verb] = self._read(verb)
        return self._sayings[verb]

    def nearby(self, first: int, last: int) -> Saying | None:
        """A saying in tokens ``first`` to ``last - 1`` that may introduce a direct quotation."""
        for i in range(first, last):
            if self.tree.is_verb(i) and self.tree.lemma(i) in words("quote"):
                saying = self.saying(i)
                if saying is not None and saying.speaker is not None:
                    return saying
        return None

    # -- the steps -------------------------------------------------------------------------

    def _governs(self, saying: Saying, clause: int) -> bool:
        dep = self.tree.deps[clause]
        if dep == "xcomp":
            return is_passive(self.tree, saying.verb) or self.tree.lemma(saying.verb) == "claim"
        if dep == "advcl":
            return any(self.tree.lower(c) == "that" for c in self.tree.under(clause, "mark"))
        return True

    def _read(self, verb: int) -> Saying | None:
        tree = self.tree
        if not tree.is_verb(verb) or tree.lemma(verb) not in words("say"):
            return None
        cue = tree.words[verb]
        speaker = self._speaker(verb)
        if speaker is None:
            if is_passive(tree, verb) or tree.child(verb, "expl") is not None:
                return Saying(
                    verb, None, Voice("speaker", "unnamed sources", None, cue, named=False)
                )
            return None
        if tree.lower(speaker) == "it" and tree.child(verb, "nsubjpass") is not None:
            return Saying(verb, None, Voice("speaker", "unnamed sources", None, cue, named=False))
        return Saying(verb, speaker, self._voice(speaker, cue))

    def _speaker(self, verb: int) -> int | None:
        tree = self.tree
        if is_passive(tree, verb):
            by = tree.child(verb, "agent")
            return tree.child(by, "pobj") if by is not None else None
        subject = tree.child(verb, "nsubj")
        if subject is not None:
            if tree.lower(subject) in ("who", "which", "that") and tree.deps[verb] == "relcl":
                return tree.heads[verb]
            return subject
        head = tree.heads[verb]
        if head == verb:
            return None
        if tree.deps[verb] == "conj" and tree.is_verb(head):
            # "he notes that X marked ... and adds": the parser joins `adds` to `marked`
            outer = tree.heads[head]
            if tree.deps[head] == "ccomp" and self.saying(outer) is not None:
                return self._speaker(outer)
            return self._speaker(head)
        if tree.deps[verb] in ("advcl", "xcomp") and tree.is_verb(head):
            return self._speaker(head)
        if tree.deps[verb] == "acl":
            return head
        return None

    def _voice(self, speaker: int, cue: str) -> Voice:
        reference = self.discourse.phrase(speaker)
        actor = reference.actors[0] if reference is not None else None
        named = self.tree.tags[speaker] in ("NNP", "NNPS") or (
            reference is not None and reference.kind in ("name", "pronoun", "city", "outlet")
        )
        if not named and actor is not None:
            named = self.tree.lemma(speaker) not in words("unnamed")
        return Voice("speaker", self.wording(speaker), actor, cue, named=named)

    def wording(self, i: int) -> str:
        """The speaker's wording: the noun phrase without relative clauses and appositions."""
        tree = self.tree
        low = high = i
        stack = [i]
        while stack:
            for c in tree.children[stack.pop()]:
                if tree.deps[c] in _CORE and not (tree.deps[c] == "punct" and c > i):
                    low, high = min(low, c), max(high, c)
                    stack.append(c)
        while low < high and tree.tags[low] in (",", "``", "''", ":", "-LRB-"):
            low += 1
        text = ""
        for j in range(low, high + 1):
            gap = " " if text and tree.starts[j] > tree.ends[j - 1] else ""
            text += gap + tree.words[j]
        return text[:_NAME_LIMIT]

    def _according(self, clause: int) -> Voice | None:
        """``according to X`` on the clause."""
        tree = self.tree
        for c in tree.under(clause, "prep"):
            if tree.lower(c) == "according":
                to = tree.child(c, "prep")
                source = tree.child(to, "pobj") if to is not None else None
                if source is not None:
                    return self._voice(source, "according to")
        return None

    def _noun_of_saying(self, noun: int) -> Voice | None:
        """``X's claim that``: the noun's owner says so."""
        tree = self.tree
        if tree.lemma(noun) not in words("reporting_nouns"):
            return None
        owner = tree.child(noun, "poss")
        if owner is None:
            by = next(
                (c for c in tree.under(noun, "prep") if tree.lower(c) in ("by", "from")), None
            )
            owner = tree.child(by, "pobj") if by is not None else None
        return self._voice(owner, tree.words[noun]) if owner is not None else None


def _same(one: Voice, other: Voice) -> bool:
    return one.name == other.name or (one.actor is not None and one.actor == other.actor)


def quoted(voices: list[Voice]) -> list[Voice]:
    """The chain with its innermost speaker marked as quoted directly."""
    return [*voices[:-1], replace(voices[-1], quoted=True)] if voices else voices


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
    """Whose an opinion is (coding guide, rules 5 and 8), or ``None``: in a report, nobody's.

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
