"""Voices: what the sources of sayings are called, and who they are.

A pronoun (``she added``), a surname and a role (``the spokesman``) take up somebody whom the
document has mentioned before, also one whom no table of actors knows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, replace

from detente.actors.recall import Reference
from detente.actors.references import Discourse
from detente.coding.grammar import words
from detente.records import Actor, Voice
from detente.text.syntax import Tree

_CORE = ("det", "amod", "compound", "poss", "nmod", "nummod", "case", "prep", "pobj", "punct")
_NAME_LIMIT = 80  # characters of a speaker's wording that are kept
_HE = frozenset("he him his".split())
_SHE = frozenset("she her hers".split())
_IT = frozenset("it its".split())
_THEY = frozenset("they them their".split())
_SPEAKING = frozenset("i we me us my our".split())
_MALE = frozenset("mr mr. sir king prince chairman spokesman man brother father lord".split())
_FEMALE = frozenset(
    "mrs mrs. ms ms. miss queen princess chairwoman spokeswoman woman sister mother lady".split()
)
_OUTLETS = frozenset("newspaper paper daily weekly magazine outlet broadcaster station".split())
_SUBJECTS = ("nsubj", "nsubjpass")
_ROLES = (*_SUBJECTS, "appos", "dobj", "pobj", "conj", "poss")
_REACH_SENTENCES = 6  # a pronoun takes up nobody mentioned longer ago


@dataclass(slots=True)
class _Mentioned:
    """Somebody whom the document has mentioned and whom later words may take up."""

    name: str
    head: str
    actor: Actor | None
    kind: str  # person, body or several
    gender: str
    named: bool
    sentence: int
    token: int
    speaks: int
    quoted: bool
    passage: int

    def voice(self, cue: str) -> Voice:
        return Voice("speaker", self.name, self.actor, cue, named=self.named)


class Voices:
    """Names the speakers of one document, sentence by sentence."""

    def __init__(self, discourse: Discourse) -> None:
        self._discourse = discourse
        self._known: list[_Mentioned] = []
        self._sentence = 0
        self._passage = 0
        self._tree: Tree | None = None  # of the passage that is read
        self._outlet: Voice | None = None  # named last: "the newspaper"

    def settled(self) -> Voices:
        """As things stand now, for what is asked of this passage when later ones have been read."""
        kept = Voices(copy(self._discourse))
        kept._known = [replace(m) for m in self._known]
        kept._sentence, kept._passage = self._sentence, self._passage
        kept._outlet = self._outlet
        return kept

    def voice(
        self,
        tree: Tree,
        source: int,
        cue: str,
        speaking: Voice | None = None,
        quoted: bool = False,
        said: Callable[[int], bool] | None = None,
    ) -> Voice:
        """The voice of the phrase headed by ``source``; ``speaking`` is who says ``I`` there.

        ``quoted`` tells that it stands in a quotation, ``said`` which tokens of ``tree`` the source
        says: no subject in there is meant by a pronoun (*Foobar, he said, had left*).
        """
        word = tree.lower(source)
        if tree.tags[source] in ("PRP", "PRP$", "WP", "WDT", "DT"):
            if word in _SPEAKING and speaking is not None:
                return speaking
            others = [m for m in self._known if not (said and self._acts_in(m, tree, said))]
            found = self._taken_up(others, word, source, quoted, speaking)
            if found is not None:
                if not quoted:  # who is spoken of is likely to be so again
                    self._place(found, source)
                return found.voice(cue)
        outlet = self._outlet if tree.lemma(source) in _OUTLETS else None
        if outlet is not None and _is_definite(tree, source):
            return replace(outlet, cue=cue)
        if word in ("latter", "former"):
            before = (m for m in self._known if m.sentence < self._sentence or m.token < source)
            pair = [m for m in before if m.kind == "person"][-2:]
            if len(pair) == 2:
                found = pair[word == "latter"]
                return found.voice(cue)
        reference = self._discourse.phrase(source)
        beside = tree.child(source, "appos")
        if reference is None and beside is not None:  # "the secretary general, Ada Foobar"
            reference = self._discourse.phrase(beside)
        actor = reference.actors[0] if reference is not None else None
        name = wording(tree, source)
        earlier = self._repeated(tree, source, name)
        if earlier is not None:
            known = earlier.actor or actor
            return Voice("speaker", earlier.name, known, cue, named=earlier.named)
        return Voice("speaker", name, actor, cue, named=self._is_named(tree, source, reference))

    def note(
        self, tree: Tree, first: int, last: int, speakers: set[int], quoted: Callable[[int], bool]
    ) -> None:
        """Remember whom a sentence mentions; ``speakers`` are the sources of its sayings."""
        self._sentence += 1
        if tree is not self._tree:
            self._tree, self._passage = tree, self._passage + 1
        for i in range(first, last):
            if tree.is_noun(i):
                if i in speakers or tree.deps[i] in _ROLES:
                    self._remember(tree, i, i in speakers, quoted(i))
            elif tree.lower(i) in _HE | _SHE and not quoted(i) and i not in speakers:
                found = self._taken_up(self._known, tree.lower(i), i, False, None)
                if found is not None:
                    self._place(found, i)

    # -- memory ----------------------------------------------------------------------------------

    def _remember(self, tree: Tree, i: int, speaks: bool, quoted: bool) -> None:
        reference = self._discourse.phrase(i)
        if reference is not None and reference.kind == "outlet":
            self._outlet = Voice("speaker", wording(tree, i), reference.actors[0])
        kind = self._kind(tree, i, reference)
        if kind is None or not (speaks or kind == "person" or tree.deps[i] in _SUBJECTS):
            return
        name = wording(tree, i)
        earlier = self._repeated(tree, i, name)
        if earlier is not None:
            name = earlier.name
            self._known.remove(earlier)
        low, _ = tree.edges(i)
        near = {tree.lower(j) for j in range(max(low, i - 6), i + 1)}
        gender = "m" if near & _MALE else "f" if near & _FEMALE else ""
        gender = gender or (earlier.gender if earlier is not None else "")
        actor = reference.actors[0] if reference is not None else None
        if earlier is not None and actor is None:
            actor = earlier.actor
        rank = 2 if speaks else int(tree.deps[i] in _SUBJECTS)
        named = self._is_named(tree, i, reference)
        self._known.append(
            _Mentioned(
                name,
                tree.lemma(i),
                actor,
                kind,
                gender,
                named,
                self._sentence,
                i,
                rank,
                quoted,
                self._passage,
            )
        )

    def _place(self, mentioned: _Mentioned, token: int) -> None:
        """Somebody is spoken of once more, at a token of the sentence that is read."""
        mentioned.sentence, mentioned.passage = self._sentence, self._passage
        mentioned.token = token

    def _acts_in(self, mentioned: _Mentioned, tree: Tree, said: Callable[[int], bool]) -> bool:
        """Whether somebody is a subject of what is said."""
        i = mentioned.token
        return mentioned.passage == self._passage and said(i) and tree.deps[i] in _SUBJECTS

    def _taken_up(
        self,
        known: Sequence[_Mentioned],
        word: str,
        token: int,
        quoted: bool,
        speaking: Voice | None,
    ) -> _Mentioned | None:
        """Whom a pronoun takes up: the nearest that fits, a subject or speaker first."""
        if word in _HE | _SHE:
            kind, gender = "person", "m" if word in _HE else "f"
        elif word in _IT:
            kind, gender = "body", ""
        elif word in _THEY:
            kind, gender = "several", ""
        else:
            return None
        fits = [
            m
            for m in known
            if m.kind in (kind, "name")
            and (m.kind != "name" or kind != "several")
            and (speaking is None or not quoted or m.name != speaking.name)
            and self._sentence - m.sentence < _REACH_SENTENCES
            and (m.passage < self._passage or m.token <= token)
            and (quoted or not m.quoted)
            and (not gender or m.gender in ("", gender))
        ]
        if not fits:
            return None
        found = max(fits, key=lambda m: (m.sentence, m.speaks, -m.token if m.speaks else m.token))
        found.gender = found.gender or gender
        return found

    def _repeated(self, tree: Tree, i: int, name: str) -> _Mentioned | None:
        """Somebody mentioned before under a fuller name: ``Foobar``, ``the minister``."""
        if tree.tags[i] in ("NNP", "NNPS"):
            last = tree.words[i]
            fuller = (m for m in reversed(self._known) if m.name.split()[-1:] == [last])
            return next((m for m in fuller if len(m.name) >= len(name.split()[-1])), None)
        determiner = tree.child(i, "det")
        if determiner is None or tree.lower(determiner) not in ("the", "this", "that"):
            return None
        head = tree.lemma(i)
        same = (m for m in reversed(self._known) if head in (m.head, *m.name.lower().split()))
        found = next(same, None)
        return found if found is not None and len(found.name) > len(name) - 4 else None

    def _kind(self, tree: Tree, i: int, reference: Reference | None) -> str | None:
        many = tree.tags[i] in ("NNS", "NNPS") and (
            reference is None or reference.kind not in ("name", "city", "outlet")
        )
        if many:
            return "several"
        if reference is not None:
            return "person" if reference.person else "body"
        lemma = tree.lemma(i)
        role = self._discourse.role_word(i)
        if role is not None:
            return "person" if role.kind == "person" else "body"
        if lemma in words("people_who_speak"):
            return "person"
        if tree.tags[i] == "NNP":
            titled = any(tree.lower(c) in _MALE | _FEMALE for c in tree.under(i, "compound"))
            full = any(tree.tags[c] == "NNP" for c in tree.under(i, "compound"))
            return "person" if titled or full else "name"
        beside = tree.child(i, "appos")
        if beside is not None and tree.tags[beside] == "NNP":
            return self._kind(tree, beside, self._discourse.phrase(beside))
        return "body" if lemma in words("unnamed") else None

    def _is_named(self, tree: Tree, i: int, reference: Reference | None) -> bool:
        if tree.tags[i] in ("NNP", "NNPS"):
            return True
        if reference is not None and reference.kind in ("name", "pronoun", "city", "outlet"):
            return True
        return reference is not None and tree.lemma(i) not in words("unnamed")


def _is_definite(tree: Tree, i: int) -> bool:
    determiner = tree.child(i, "det")
    return determiner is not None and tree.lower(determiner) == "the"


def wording(tree: Tree, i: int) -> str:
    """A noun phrase without relative clauses and appositions; a name beside a role alone."""
    beside = tree.child(i, "appos")
    if beside is not None and tree.tags[beside] == "NNP" and not tree.tags[i].startswith("NNP"):
        i = beside
    low = high = i
    stack = [i]
    while stack:
        for c in tree.children[stack.pop()]:
            if tree.deps[c] in _CORE and not (tree.deps[c] == "punct" and c > i):
                low, high = min(low, c), max(high, c)
                stack.append(c)
    while low < high and tree.tags[low] in (",", "``", "''", ":", "-LRB-", "WDT"):
        low += 1
    if low < high and tree.lower(low) == "that" and tree.tags[high] == "NNS":
        low += 1  # the clause's, not the noun's
    while low and tree.ends[low - 1] == tree.starts[low] and _joins(tree, low - 1):
        low -= 1  # "al-Watan"
    while high + 1 < len(tree) and tree.ends[high] == tree.starts[high + 1]:
        if not _joins(tree, high + 1):
            break
        high += 1
    text = ""
    for j in range(low, high + 1):
        gap = " " if text and tree.starts[j] > tree.ends[j - 1] else ""
        text += gap + tree.words[j]
    return text[:_NAME_LIMIT]


def _joins(tree: Tree, i: int) -> bool:
    """Whether a token belongs to a word that the tokenizer cut: the hyphen and what it joins."""
    return tree.words[i] in ("-", "–") or tree.words[i][:1].isalpha()
