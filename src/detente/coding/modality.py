"""Modality: whether a deed is asserted, planned, possible, conditional or negated.

First depth, from grammar and word lists (codebook, field ``modality``): auxiliaries,
negation, the verb, noun or adjective that governs the deed, and if-clauses.
"""

from __future__ import annotations

from detente.coding.grammar import words
from detente.records import Modality
from detente.text.syntax import Tree

_NEGATORS = frozenset(
    {"not", "n't", "never", "no", "neither", "nor", "without", "hardly", "barely"}
)
_FUTURE = frozenset({"will", "shall", "'ll", "wo"})
_MAY = frozenset({"may", "might", "could", "can", "ca"})
_OUGHT = frozenset({"should", "must", "ought"})
_IF = frozenset({"if", "unless", "until", "provided", "whether", "lest", "should", "till"})
_LIMIT = 8
_ADVERBS = {
    "possibly": Modality.POSSIBLE,
    "perhaps": Modality.POSSIBLE,
    "potentially": Modality.POSSIBLE,
    "maybe": Modality.POSSIBLE,
}
_NOUN_MARKS = {
    "planned": Modality.PLANNED,
    "upcoming": Modality.PLANNED,
    "forthcoming": Modality.PLANNED,
    "future": Modality.PLANNED,
    "scheduled": Modality.PLANNED,
    "coming": Modality.PLANNED,
    "proposed": Modality.POSSIBLE,
    "possible": Modality.POSSIBLE,
    "potential": Modality.POSSIBLE,
    "threatened": Modality.POSSIBLE,
    "alleged": Modality.POSSIBLE,
    "suspected": Modality.POSSIBLE,
    "would-be": Modality.POSSIBLE,
    "attempted": Modality.POSSIBLE,
    "failed": Modality.NEGATED,
    "cancelled": Modality.NEGATED,
    "canceled": Modality.NEGATED,
    "aborted": Modality.NEGATED,
    "foiled": Modality.NEGATED,
    "no": Modality.NEGATED,
}


def is_ought(tree: Tree, verb: int) -> bool:
    """Whether the verb stands under ``should``, ``must``, ``needs to``, ``has to``."""
    if any(tree.lower(c) in _OUGHT for c in tree.under(verb, "aux")):
        return True
    head = tree.heads[verb]
    if tree.deps[verb] == "xcomp" and tree.lower(head) == "ought":
        return True
    if tree.deps[verb] == "xcomp" and tree.is_verb(head):
        if tree.lemma(head) in ("need", "have") and tree.child(head, "neg") is None:
            return any(tree.lower(c) == "to" for c in tree.under(verb, "aux"))
        return False
    return tree.deps[verb] == "conj" and _bare(tree, verb) and is_ought(tree, head)


def verb_modality(tree: Tree, verb: int) -> Modality:
    """Modality of a verb's deed where it stands."""
    return _verb(tree, verb, _LIMIT)


def _verb(tree: Tree, verb: int, limit: int) -> Modality:
    own = _own(tree, verb)
    if own is not None:
        return own
    if _conditional(tree, verb):
        return Modality.CONDITIONAL
    if limit == 0:
        return Modality.ACTUAL
    return _governed(tree, verb, limit)


def _own(tree: Tree, verb: int) -> Modality | None:
    """What the verb's own auxiliaries and adverbs say."""
    found: Modality | None = None
    for c in tree.children[verb]:
        dep, word = tree.deps[c], tree.lower(c)
        if (dep == "neg" or word in _NEGATORS) and dep in ("neg", "advmod", "preconj", "aux"):
            return Modality.NEGATED
        if dep in ("aux", "auxpass"):
            if word in _FUTURE:
                found = Modality.PLANNED
            elif word == "would" or word == "'d":
                found = _would(tree, verb)
            elif word in _MAY:
                found = Modality.POSSIBLE
            elif word in _OUGHT:
                found = Modality.CONDITIONAL
        elif dep == "advmod" and word in _ADVERBS:
            found = _ADVERBS[word]
        elif dep in ("nsubj", "nsubjpass", "dobj") and _is_none(tree, c):
            return Modality.NEGATED
        elif word in ("on", "to") and any(_is_none(tree, o) for o in tree.under(c, "pobj")):
            return Modality.NEGATED  # "agreed on no rules"
    return found


def _is_none(tree: Tree, i: int) -> bool:
    """``no rules``, ``neither side``."""
    determiner = tree.child(i, "det")
    return determiner is not None and tree.lower(determiner) in ("no", "neither")


def _would(tree: Tree, verb: int) -> Modality:
    """``said it would``: a plan reported in the past; otherwise a condition."""
    head = tree.heads[verb]
    reported = tree.deps[verb] in ("ccomp", "relcl", "conj") and head != verb
    if reported and tree.is_verb(head) and tree.tags[head] in ("VBD", "VBN", "VBZ", "VBP"):
        return Modality.PLANNED
    return Modality.CONDITIONAL


def _conditional(tree: Tree, verb: int) -> bool:
    """Whether the clause, or one around it, opens with ``if`` or its like."""
    for i in (verb, *tree.ancestors(verb)[:3]):
        mark = tree.child(i, "mark")
        if mark is not None and tree.lower(mark) in _IF and tree.deps[i] in ("advcl", "ccomp"):
            return True
        if tree.deps[i] in ("ccomp", "ROOT", "relcl"):
            return False
    return False


def _governed(tree: Tree, verb: int, limit: int) -> Modality:
    """What the word that governs the verb makes of it."""
    dep, head = tree.deps[verb], tree.heads[verb]
    if head == verb:
        return Modality.ACTUAL
    if dep == "conj" and tree.is_verb(head) and _bare(tree, verb):
        return _verb(tree, head, limit - 1)
    infinitive = any(tree.lower(c) == "to" for c in tree.under(verb, "aux"))
    if dep == "pcomp":
        governor = tree.heads[head]
        if tree.lower(head) == "without":
            return Modality.NEGATED
        if tree.is_noun(governor):  # "the penalty of suspending"
            return noun_modality(tree, governor, governor)
        return _by_governor(tree, governor, limit, default=Modality.ACTUAL)
    if dep in ("xcomp", "acl", "ccomp", "advcl", "relcl") and infinitive:
        default = Modality.PLANNED if dep in ("acl", "advcl", "relcl") else Modality.ACTUAL
        return _by_governor(tree, head, limit, default=default)
    if dep == "xcomp":
        return _by_governor(tree, head, limit, default=Modality.ACTUAL)
    if dep == "ccomp" and tree.is_verb(head) and tree.lemma(head) == "deny":
        return Modality.NEGATED
    return Modality.ACTUAL


def _by_governor(tree: Tree, governor: int, limit: int, default: Modality) -> Modality:
    lemma = tree.lemma(governor)
    if lemma == "be" or tree.lower(governor) in ("yet",):
        return Modality.PLANNED  # "is to visit"
    for group, meaning in (
        ("denying", Modality.NEGATED),
        ("planning", Modality.PLANNED),
        ("possible", Modality.POSSIBLE),
    ):
        if lemma in words(group) or tree.lower(governor) in words(group):
            above = _own(tree, governor)
            if above is Modality.NEGATED:
                return Modality.ACTUAL if meaning is Modality.NEGATED else Modality.NEGATED
            return meaning
    if tree.is_verb(governor):
        if lemma in words("object_control") and lemma not in words("factual"):
            return Modality.POSSIBLE
        return _verb(tree, governor, limit - 1)
    return default


def _bare(tree: Tree, verb: int) -> bool:
    return tree.child(verb, "nsubj", "nsubjpass", "aux", "auxpass", "neg") is None


def noun_modality(tree: Tree, noun: int, carrier: int) -> Modality:
    """Modality of an event noun: its own modifiers, its carrier's, or what it is governed by."""
    for c in tree.under(noun, "amod", "det", "compound"):
        mark = _NOUN_MARKS.get(tree.lower(c))
        if mark is not None:
            return mark
    if carrier != noun:
        return verb_modality(tree, carrier)
    head = tree.heads[noun]
    if tree.deps[noun] == "pobj":
        preposition = tree.lower(head)
        if preposition == "without":
            return Modality.NEGATED
        governor = tree.heads[head]
        if preposition == "for" and tree.is_verb(governor):
            return Modality.PLANNED
        if preposition in ("of", "for", "to", "on") and tree.is_noun(governor):
            return _by_governor(tree, governor, 1, default=Modality.ACTUAL)
        if preposition in ("to", "for", "on", "about", "against") and not tree.is_noun(governor):
            return _weigh(tree, governor)
        return Modality.ACTUAL
    if tree.deps[noun] in ("nsubj", "nsubjpass") and tree.lemma(head) in words("happening"):
        return verb_modality(tree, head)  # "meetings may follow", "did not take place"
    if tree.deps[noun] in ("dobj", "attr") and tree.is_verb(head):
        return _weigh(tree, head)
    return Modality.ACTUAL


def _weigh(tree: Tree, governor: int) -> Modality:
    """What a verb that takes a deed as its object makes of it (``plans talks``)."""
    lemma = tree.lemma(governor)
    if lemma in words("denying"):
        return Modality.NEGATED
    if lemma in words("planning"):
        return Modality.PLANNED
    if lemma in words("possible"):
        return Modality.POSSIBLE
    return Modality.ACTUAL
