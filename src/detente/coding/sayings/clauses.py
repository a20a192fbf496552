"""Clauses: where the content of a cue begins and ends, and who its source is.

The small parser errs on long sentences, so the words have their say: a ``that`` opens a clause
wherever the parser hangs it, and a finite verb without a subject has the noun phrase before it.
"""

from __future__ import annotations

from detente.coding.arguments import is_passive
from detente.coding.sayings.frames import is_telling
from detente.coding.sayings.saying import Span
from detente.text.syntax import Tree

MARKS = frozenset("\"“”„«»'‘’")
PAUSES = frozenset({",", ";", "-", "--", "–", "—", "(", ")"})
_EDGES = frozenset({",", ".", ":", "``", "''", "-LRB-", "-RRB-", "HYPH"})
_STOPS = PAUSES | {"and", "but", "or", "while", "as", ".", "!", "?"}
_GOING_ON = frozenset("add continue note stress conclude insist warn urge call".split())
_FINITE = ("VBD", "VBZ", "VBP")


def edges(tree: Tree, i: int) -> Span:
    """The words that hang on ``i``, half-open."""
    low, high = tree.edges(i)
    return low, high + 1


def trim(tree: Tree, span: Span) -> Span | None:
    """The span without punctuation at its edges; quotation marks stay."""
    first, last = span
    while first < last and _is_edge(tree, first):
        first += 1
    while first < last and _is_edge(tree, last - 1):
        last -= 1
    return (first, last) if first < last else None


def _is_edge(tree: Tree, i: int) -> bool:
    return tree.tags[i] in _EDGES and tree.words[i] not in MARKS


def sentence_of(tree: Tree, i: int) -> Span:
    return next((s for s in tree.sentences if s[0] <= i < s[1]), tree.sentences[-1])


def is_infinitive(tree: Tree, i: int) -> bool:
    return any(tree.lower(a) == "to" for a in tree.under(i, "aux"))


def is_finite(tree: Tree, i: int) -> bool:
    return tree.tags[i] in _FINITE and not tree.deps[i].startswith("aux")


def is_that(tree: Tree, j: int) -> bool:
    """Whether token ``j`` is a ``that`` which opens a clause that is told."""
    if tree.lower(j) != "that" or tree.tags[j] == "DT" or tree.heads[j] <= j:
        return False
    clause = tree.heads[j]
    below = {tree.deps[c] for c in tree.children[clause] if c != j}
    whole = "nsubj" in below and bool(below & {"dobj", "ccomp"})
    name = j > 0 and tree.tags[j - 1] in ("NNP", "NNPS") and tree.child(clause, "nsubj") != j
    return tree.deps[j] == "mark" or tree.deps[clause] in ("ccomp", "acl") or whole or name


def is_told(tree: Tree, i: int, clause: int) -> bool:
    """Whether a clause behind ``i`` opens with ``that``."""
    return clause > i and any(is_that(tree, j) for j in tree.children[clause])


def reach(tree: Tree, i: int, clause: int) -> Span:
    """The words of a clause told by ``i``: to the end of the sentence, where the parser breaks
    off in the middle of a phrase."""
    low, high = edges(tree, clause)
    last = sentence_of(tree, i)[1]
    broken = i < low and high < last and tree.words[high] not in _STOPS
    if broken and tree.deps[high] not in ("cc", "punct", "mark", "advmod"):
        high = last
    return low, high


def source_of(tree: Tree, verb: int) -> int | None:
    """The head of the phrase of whoever does the saying, in or around the clause."""
    head, dep = tree.heads[verb], tree.deps[verb]
    if tree.lemma(verb) == "know" and tree.lemma(head) in ("let", "make"):
        return source_of(tree, head)  # "let it be known"
    bare = dep in ("advcl", "acl") and tree.child(verb, "nsubj") is None
    if is_passive(tree, verb) and (bare or tree.child(verb, "auxpass", "agent") is not None):
        by = tree.child(verb, "agent")
        return tree.child(by, "pobj") if by is not None else None
    subject = tree.child(verb, "nsubj")
    if subject is not None:
        empty = tree.lower(subject) in ("it", "there") and tree.child(verb, "expl") is not None
        return None if empty else subject
    if dep == "conj" and tree.is_verb(head):
        return source_of(tree, tree.heads[head] if _goes_on(tree, verb, head) else head)
    if dep == "pcomp" and tree.lower(head) == "as":
        quoted = tree.under(tree.heads[head], "dobj", "nsubjpass")  # "quoted X as saying"
        return quoted[-1] if quoted else None
    if dep in ("advcl", "xcomp", "pcomp") and head != verb:
        return _inherited(tree, verb)
    if dep == "acl" and tree.tags[verb] == "VBG":
        return head
    return noun_before(tree, verb)


def _goes_on(tree: Tree, verb: int, head: int) -> bool:
    """``he notes that X marked ... and adds``: the parser joins ``adds`` to ``marked``."""
    outer = tree.heads[head]
    tense = tree.tags[verb] == tree.tags[outer] != tree.tags[head]
    goes_on = tree.lemma(verb) in _GOING_ON or (tense and tree.lemma(verb) != "say")
    return tree.deps[head] == "ccomp" and is_telling(tree.lemma(outer)) and goes_on


def _inherited(tree: Tree, verb: int) -> int | None:
    head = tree.heads[verb]
    while not tree.is_verb(head) and tree.heads[head] != head:
        head = tree.heads[head]
    passive = tree.child(head, "nsubjpass")
    if tree.deps[verb] == "xcomp" and passive is not None:
        return passive  # "X is said by Y to fear"
    return source_of(tree, head) if tree.is_verb(head) else None


def noun_before(tree: Tree, verb: int) -> int | None:
    """The noun phrase right before a finite verb that the parser left without a subject."""
    had = any(tree.lower(c) in ("had", "has", "have") for c in tree.under(verb, "aux"))
    if tree.tags[verb] not in _FINITE and not had:
        return None
    i = verb - 1
    while i >= 0 and tree.heads[i] == verb and tree.deps[i] in ("aux", "advmod", "neg"):
        i -= 1
    closed = i > 0 and tree.words[i] == ","
    if closed:
        i -= 1  # the comma that closes an apposition
    if i < 0 or not _is_nominal(tree, i):
        return None
    start = next((j for j in range(i, -1, -1) if tree.words[j] in PAUSES), -1)
    while tree.heads[i] < verb and tree.heads[i] != i:
        if tree.heads[i] < start:
            if not closed or tree.deps[i] != "appos":
                break
            closed = False
        i = tree.heads[i]
        if tree.is_verb(i):
            return tree.child(i, "nsubj")  # "a sergeant taken prisoner had admitted"
    return i if _is_nominal(tree, i) else None


def _is_nominal(tree: Tree, i: int) -> bool:
    return tree.is_noun(i) or tree.tags[i] == "PRP"
