"""Strangers: people, bodies and things that no table names, taken for somebody's who is named.

``police``, ``a court``, ``two villagers``, ``Jane Foobar``: whoever they are, they are of a state
or of a body, and which the text tells (``homes``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from detente.actors.gazetteer import Mention
from detente.actors.recall import Reference
from detente.actors.references import Discourse, with_role
from detente.actors.tables import parties, state_codes
from detente.records import Actor
from detente.text.syntax import Tree

_PLACED = frozenset({"state", "demonym", "city", "place", "seat", "person", "institution"})
_MODIFIERS = ("amod", "compound", "nmod", "det", "poss", "nummod")
# Nouns that stand for what they count: "hundreds of soldiers".
_COUNTING = frozenset("dozens hundreds thousands scores tens millions members supporters".split())
# Things that stand for those who hold them.
_MILITARY = frozenset(
    "base barracks checkpoint outpost garrison warship frigate destroyer submarine helicopter "
    "drone jet tank missile".split()
)


def home_state(mentions: Iterable[Mention]) -> Actor | None:
    """The state that a document names most, the first of several."""
    counted: Counter[str] = Counter()
    for mention in mentions:
        if mention.kind in _PLACED and mention.readings:
            counted[mention.readings[0].actor.code] += 1
    return next((Actor(code) for code, _ in counted.most_common() if code in state_codes()), None)


def stranger(discourse: Discourse, tree: Tree, i: int) -> Reference | None:
    """Whom the noun at ``i`` means, whose name no table has; a guess, and said so."""
    role = role_of(discourse, tree, i)
    owners = [a for a in discourse.owners(i) if a.code != "MED"]
    owner = owners[0] if owners else discourse.belongs(i, role)
    if owner is None:
        return None
    before = [c for c in tree.children[i] if tree.deps[c] in _MODIFIERS and c < i]
    actors = tuple(with_role(a, role) for a in parties().get(owner.code, (owner,)))
    span = tree.span(min([i, *before]), i)
    return Reference(actors, i, *span, "description", 0.4, True)


def role_of(discourse: Discourse, tree: Tree, i: int) -> str:
    """What the people are whom a noun means: by its own word, or by that which it counts."""
    known = discourse.role_word(i)
    if known is None and tree.lower(i) in _COUNTING:
        objects = (o for of in tree.under(i, "prep") for o in tree.under(of, "pobj"))
        known = next(filter(None, map(discourse.role_word, objects)), None)
    if known is not None:
        return known.role
    return "MIL" if tree.lemma(i) in _MILITARY else "CIV"
