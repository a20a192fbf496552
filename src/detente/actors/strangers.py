"""Strangers: people and bodies that no table names, taken for some of the country spoken of.

``police``, ``a court``, ``two villagers``, ``Jane Foobar``: whoever they are, they are somebody of
a state, and mostly of the one that the text is about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from detente.actors.gazetteer import Mention
from detente.actors.recall import Reference
from detente.actors.references import Discourse
from detente.actors.tables import roles, state_codes
from detente.records import Actor
from detente.text.syntax import Tree

_PLACED = frozenset({"state", "demonym", "city", "seat", "person", "institution"})
_ROLES = ("nsubj", "nsubjpass", "dobj", "pobj", "dative", "conj", "appos", "poss", "attr")
_MODIFIERS = ("amod", "compound", "nmod", "det", "poss", "nummod")
_COUNTED = frozenset("dozens hundreds thousands scores members supporters others".split())


def home_state(mentions: Iterable[Mention]) -> Actor | None:
    """The state that a document names most, the first of several."""
    counted: Counter[str] = Counter()
    for mention in mentions:
        if mention.kind in _PLACED and mention.readings:
            counted[mention.readings[0].actor.code] += 1
    return next((Actor(code) for code, _ in counted.most_common() if code in state_codes()), None)


def stranger(discourse: Discourse, tree: Tree, i: int, home: Actor | None) -> Reference | None:
    """Somebody of the country spoken of, whom the noun at ``i`` means; a guess, and said so."""
    if tree.deps[i] not in _ROLES or not tree.is_noun(i):
        return None
    state = discourse.located() or home or discourse.last_state()
    if state is None:
        return None
    role = _role(discourse, tree, i)
    if role is None:
        return None
    low = min([i, *(c for c in tree.children[i] if tree.deps[c] in _MODIFIERS and c < i)])
    return Reference((Actor(state.code, role),), i, *tree.span(low, i), "description", 0.4, True)


def _role(discourse: Discourse, tree: Tree, i: int) -> str | None:
    known = discourse.role_word(i)
    if known is not None:
        return known.role
    if tree.tags[i] in ("NNP", "NNPS"):
        return "CIV" if _person(tree, i) else None
    if tree.lower(i) in _COUNTED:
        of = tree.child(i, "prep")
        below = tree.child(of, "pobj") if of is not None else None
        counted = roles().get(tree.lemma(below)) if below is not None else None
        return counted.role if counted else None
    return None


def _person(tree: Tree, i: int) -> bool:
    """A name of two or more words that may be a person's."""
    compounds = [c for c in tree.children[i] if tree.deps[c] == "compound" and c < i]
    return bool(compounds) and all(
        tree.tags[c] == "NNP" and tree.words[c][:1].isupper() for c in compounds
    )
