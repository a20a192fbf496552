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

_PLACED = frozenset({"state", "demonym", "city", "place", "seat", "person", "institution"})
_ROLES = ("nsubj", "nsubjpass", "dobj", "pobj", "dative", "conj", "appos", "poss", "attr")
_MODIFIERS = ("amod", "compound", "nmod", "det", "poss", "nummod")
_COUNTED = frozenset("dozens hundreds thousands scores members supporters others".split())
# What a deed may be done to in place of the people there.
_STRUCK = dict.fromkeys(
    "city town village settlement suburb neighbourhood neighborhood district market mosque church "
    "synagogue temple school university hospital hotel restaurant home house building camp station "
    "airport plant factory pipeline bus train aircraft plane airliner tanker freighter ferry "
    "convoy crowd website".split(),
    "CIV",
) | dict.fromkeys(
    "base barracks checkpoint outpost garrison warship frigate helicopter".split(), "MIL"
)
# Capitalised names that end so are nobody's.
_THINGS = frozenset(
    "war ii i treaty act agreement accord accords pact deal declaration resolution convention "
    "protocol charter constitution amendment plan law bill code cup games league championship "
    "olympics square street avenue road highway bridge river lake sea ocean gulf bay strait canal "
    "island islands mountain mountains valley heights desert forest coast airport base university "
    "college school hospital stadium theatre theater hall park building tower centre center prison "
    "day week month year award prize medal festival conference summit virus vaccine hurricane "
    "typhoon earthquake news times post journal award flight operation project programme program "
    "province region district county state city town village governorate oblast territory".split()
)
_UPON = frozenset("on upon at against towards".split())


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
    role = _role(discourse, tree, i)
    if role is None:
        return None
    before = [c for c in tree.children[i] if tree.deps[c] in _MODIFIERS and c < i]
    state = _owner(discourse, before) or discourse.located() or home or discourse.last_state()
    if state is None:
        return None
    span = tree.span(min([i, *before]), i)
    return Reference((Actor(state.code, role),), i, *span, "description", 0.4, True)


def _owner(discourse: Discourse, modifiers: list[int]) -> Actor | None:
    """Whose a thing is, if its modifiers say so: ``a Pakistan Army checkpoint``."""
    named = map(discourse.phrase, modifiers)
    actors = [a for reference in named if reference is not None for a in reference.actors]
    return next((a for a in actors if a.code in state_codes()), None)


def _role(discourse: Discourse, tree: Tree, i: int) -> str | None:
    known = discourse.role_word(i)
    if known is not None:
        return known.role
    if tree.tags[i] in ("NNP", "NNPS"):
        return "CIV" if _person(tree, i) else None
    if tree.lemma(i) in _STRUCK and _struck(tree, i):
        return _STRUCK[tree.lemma(i)]
    if tree.lower(i) in _COUNTED:
        of = tree.child(i, "prep")
        below = tree.child(of, "pobj") if of is not None else None
        counted = roles().get(tree.lemma(below)) if below is not None else None
        return counted.role if counted else None
    return None


def _struck(tree: Tree, i: int) -> bool:
    """Whether a noun stands where that stands which a deed is done to."""
    dep, head = tree.deps[i], tree.heads[i]
    return dep in ("dobj", "nsubjpass") or (dep == "pobj" and tree.lower(head) in _UPON)


def _person(tree: Tree, i: int) -> bool:
    """A name of two or more words that may be a person's, after a title or without one."""
    return (
        i > 0
        and tree.lower(i) not in _THINGS
        and tree.deps[i - 1] == "compound"
        and tree.heads[i - 1] == i
        and tree.tags[i - 1] == "NNP"
        and tree.words[i - 1][:1].isupper()
    )
