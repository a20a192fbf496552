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
from detente.actors.tables import parties, sectors, state_codes
from detente.records import Actor
from detente.text.syntax import Tree

_PLACED = frozenset({"state", "demonym", "city", "place", "seat", "person", "institution"})
_MODIFIERS = ("amod", "compound", "nmod", "det", "poss", "nummod")
# Nouns that stand for what they count: "hundreds of soldiers".
_COUNTING = frozenset(
    "dozens hundreds thousands scores tens millions members supporters crew crews staff".split()
)
# Things that stand for those who hold them.
_MILITARY = frozenset(
    "base barracks checkpoint outpost garrison warship frigate destroyer submarine helicopter "
    "drone jet tank missile jetfighter warplane gunship cruiser cutter fighter battleship".split()
)
_THINGS = frozenset(
    "ship vessel boat tanker freighter trawler flotilla plane aircraft airliner airplane convoy "
    "camp goods website".split()
)
_FIRMS = frozenset({"Inc", "Corp", "Corporation", "Ltd", "Limited", "LLC", "plc", "AG", "SE", "Co"})
# What is no party, whatever a sentence does to it.
_NO_PARTY = frozenset(
    "news bill act law directive post virus vaccine footage letter message deal stock program "
    "programme lawsuit treatment expression command attack dream election war order cross medal "
    "award hand hardware target river event state power".split()
)

_OPPOSED = frozenset({"side", "party"})  # several of them are nobody's
_ABSTRACT = ("ment", "tion", "sion", "ness", "ity", "ism", "ance", "ence")
_BODIES = (
    "ganisation", "ganization", "institution", "federation", "gregation", "association",
    "settlement", "detachment", "audience", "commission", "mission", "personality", "majority",
)  # fmt: skip


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
    noun = tree.lemma(i).lower()
    if role == "CIV" and (noun in _NO_PARTY or _is_abstract(discourse, tree, i)):
        return None
    owners = [a for a in discourse.owners(i) if a.code != "MED"]
    if not owners and tree.tags[i] == "NNS" and noun in _OPPOSED:
        return None
    owner = owners[0] if owners else discourse.belongs(i, role)
    if owner is None:
        return None
    before = [c for c in tree.children[i] if tree.deps[c] in _MODIFIERS and c < i]
    bare = role == "CIV" and noun in _THINGS
    actors = tuple(
        Actor(a.code) if bare else with_role(a, role) for a in parties().get(owner.code, (owner,))
    )
    span = tree.span(min([i, *before]), i)
    return Reference(actors, i, *span, "description", 0.4, True)


def _is_abstract(discourse: Discourse, tree: Tree, i: int) -> bool:
    """Whether a noun is a deed or a quality by its ending, and no body that acts: ``decision``."""
    noun = tree.lemma(i).lower()
    ends = noun.endswith(_ABSTRACT) and not noun.endswith(_BODIES) and noun not in sectors()
    return ends and tree.tags[i] in ("NN", "NNS") and discourse.role_word(i) is None


def role_of(discourse: Discourse, tree: Tree, i: int) -> str:
    """What the people are whom a noun means: by its own word, or by that which it counts."""
    known = discourse.role_word(i)
    if known is None and tree.lower(i) in _COUNTING:
        objects = [o for of in tree.under(i, "prep") for o in tree.under(of, "pobj")]
        return next((role_of(discourse, tree, o) for o in objects), "CIV")
    if known is None and tree.tags[i] == "NNP":  # "Attorney General Jane Foobar"
        titles = [c for c in tree.children[i] if tree.deps[c] in ("compound", "nmod") and c < i]
        known = next(filter(None, map(discourse.role_word, reversed(titles))), None)
    if known is not None:
        return known.role
    if tree.words[i].rstrip(".") in _FIRMS:
        return "BUS"
    martial = tree.lemma(i) in _MILITARY
    if martial or tree.lemma(i).lower() in _THINGS:
        # "a police outpost", "a coast guard vessel", "a camp of the rebels"
        inside = [c for c in tree.children[i] if tree.deps[c] in ("compound", "nmod", "amod")]
        inside += [o for of in tree.under(i, "prep") for o in tree.under(of, "pobj")]
        known = next(filter(None, map(discourse.role_word, inside)), None)
        if known is not None:
            return known.role
    return "MIL" if martial else "CIV"
