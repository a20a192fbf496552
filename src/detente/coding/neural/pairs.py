"""Pairs: actors of one sentence that may deal with each other, whatever the grammar says.

Where the parse or the lexicon fails, the classifier still sees every likely pair.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from detente.actors.recall import Reference
from detente.actors.references import Discourse
from detente.actors.strangers import stranger
from detente.coding.neural.sides import Odds, Sides
from detente.records import Actor
from detente.text.syntax import Tree

MOST = 12  # pairs of one sentence, the likeliest first
NEAR = 6  # and so many nearest, since a wrong parse makes a party unlikely
FAR = 40  # tokens between two parties at most
_BECOMING = frozenset({"become", "elect", "name", "appoint"})


def parties(
    discourse: Discourse, tree: Tree, first: int, last: int, sides: Sides
) -> list[Reference]:
    """The references of a sentence, in order: the widest phrase of each, no outlets.

    Nouns that no table knows are parties, too, where they are like a source or a target.
    """
    found: list[Reference] = []
    for i in range(first, last):
        if not (tree.is_noun(i) or tree.tags[i].startswith(("PRP", "JJ", "CD"))):
            continue
        reference = discourse.phrase(i)
        if (
            reference is None
            and tree.is_noun(i)
            and sides.party(i)
            and not _known(discourse, tree, i)
        ):
            reference = stranger(discourse, tree, i)
        if reference is None or reference.kind == "outlet" or reference.end <= reference.start:
            continue
        if reference.kind == "role" and _is_office(tree, i):
            continue
        found.append(reference)
    found.sort(key=lambda r: (r.start, -r.end, _inside(r, tree)))
    widest: list[Reference] = []
    for reference in found:
        if not widest or reference.start >= widest[-1].end:
            widest.append(reference)
    widest = [r for r in widest if not any(_names(other, r, tree) for other in widest)]
    return [_people(r, widest, tree) for r in widest]


def _known(discourse: Discourse, tree: Tree, i: int) -> bool:
    """Whether a noun is no stranger: beside somebody known, or a name of nobody on that day."""
    beside = tree.deps[i] == "appos" and discourse.phrase(tree.heads[i]) is not None
    return beside or discourse.is_void(i)


def _is_office(tree: Tree, i: int) -> bool:
    """Whether a role is what somebody becomes: ``was elected president``."""
    above = tree.lemma(tree.heads[i])
    return tree.deps[i] == "oprd" or (tree.deps[i] == "attr" and above in _BECOMING)


def _inside(reference: Reference, tree: Tree) -> bool:
    """Whether a reference's head is not its phrase's own (``United`` of ``United States``)."""
    above = tree.heads[reference.head]
    low, _ = tree.span(above, above)
    return above != reference.head and reference.start <= low < reference.end


def _names(one: Reference, other: Reference, tree: Tree) -> bool:
    """Whether two phrases beside one another name one party, and the first says more of it.

    ``Iraqi Prime Minister Haider al-Abadi``; ``the group, Ansar al-Sunna``.
    """
    beside = ("appos", "compound", "nmod")
    shared = not {a.code for a in one.actors}.isdisjoint(a.code for a in other.actors)
    if _is_of(one, other, shared, tree):
        return True
    above, below = (one, other) if tree.heads[other.head] == one.head else (other, one)
    if above is below or tree.heads[below.head] != above.head or one.head == other.head:
        return False
    titled = one.person and other.person and tree.deps[below.head] != "appos"
    if tree.deps[below.head] not in beside or not (shared or titled):
        return False
    return (_said(one), -one.start) > (_said(other), -other.start)


def _is_of(one: Reference, place: Reference, shared: bool, tree: Tree) -> bool:
    """Whether the other only says where one is from: ``Christiana Figueres of Costa Rica``, ``the
    parliaments of Russia and Crimea``.
    """
    i = tree.series(place.head)
    link = tree.heads[i]
    if tree.deps[i] != "pobj" or tree.heads[link] != one.head:
        return False
    if one.actors[0].person is not None and not place.person:
        return tree.lower(link) in ("of", "from")
    organ = one.actors[0].role is not None and place.actors[0].role is None
    return shared and organ and tree.lower(link) == "of"


def _said(reference: Reference) -> tuple[bool, bool]:
    """How much a reference says of its party: a person by name, a role."""
    actor = reference.actors[0]
    return actor.person is not None, actor.role is not None


def _people(reference: Reference, beside: list[Reference], tree: Tree) -> Reference:
    """Beside their own government, army or courts, ``Serbians`` are people and not the state."""
    if reference.kind != "demonym" or tree.tags[reference.head] not in ("NNS", "NNPS"):
        return reference
    organs = {a.code for r in beside if r is not reference for a in r.actors if a.role}
    if not any(a.role is None and a.code in organs for a in reference.actors):
        return reference
    people = tuple(Actor(a.code, "CIV") if a.role is None else a for a in reference.actors)
    return replace(reference, actors=people)


def pairs(references: list[Reference], sides: Sides) -> list[tuple[Reference, Reference]]:
    """Pairs of references to different wills: the likeliest of a sentence, and the nearest."""
    apart = [
        (one, other)
        for one, other in combinations(references, 2)
        if other.head - one.head <= FAR
        and not any(a.same_side(b) for a in one.actors for b in other.actors)
    ]
    nearest = sorted(apart, key=lambda pair: pair[1].head - pair[0].head)[:NEAR]
    apart.sort(key=lambda pair: -_like(*(sides.odds(reference.head) for reference in pair)))
    likeliest = apart[:MOST]
    return [*likeliest, *(pair for pair in nearest if pair not in likeliest)]


def _like(one: Odds, other: Odds) -> float:
    """How like source and target two parties are, whichever of them acts."""
    return max(one.source + other.target, one.target + other.source)


def doers(references: list[Reference], tree: Tree, sides: Sides) -> list[Reference]:
    """References that may be who acts: subjects, agents, owners of a noun, and likely sources."""
    return [r for r in references if does(r.head, tree) or sides.does(r.head)]


def does(i: int, tree: Tree) -> bool:
    """Whether a token stands where a doer does."""
    i = tree.series(i)
    dep, head = tree.deps[i], tree.heads[i]
    return dep in ("nsubj", "poss") or (dep == "pobj" and tree.lower(head) == "by")
