"""Content: the deed that a verbal act is about, read from its complement."""

from __future__ import annotations

from dataclasses import dataclass, replace

from detente.actors.recall import Reference
from detente.coding.arguments import complement, prepositional
from detente.coding.grammar import words
from detente.coding.predicates import Finder, Predicate
from detente.ontology import event_types

VERBAL = frozenset({"AGREE", "REQUEST", "REJECT", "THREATEN", "SUPPORT", "CONCEDE", "ACCUSE"})
_LIMIT = 5
_NOUN_LINKS = ("for", "on", "to", "of", "in", "with", "against", "about", "from", "over", "into")
_CARRIERS = ("light", "planning", "possible", "factual", "copula", "stopping")
_MODES = {
    "REQUEST": {
        "AID": "assist",
        "COOPERATE": "assist",
        "RETREAT": "yield",
        "CONCEDE": "yield",
        "CONSULT": "meet",
        "AGREE": "change",
        "SUPPORT": "change",
    },
    "REJECT": {
        "AID": "assist",
        "COOPERATE": "assist",
        "RETREAT": "yield",
        "CONCEDE": "yield",
        "CONSULT": "meet",
    },
    "THREATEN": {"ASSAULT": "violence", "SANCTION": "relations", "COERCE": "restrict"},
}


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed that is spoken of: its type, its parties, and the tokens that it takes up."""

    type: str
    source: list[Reference]
    target: list[Reference]
    tokens: tuple[int, ...]


def contents_of(finder: Finder, predicate: Predicate) -> list[Deed]:
    """What a verbal act is about, a deed for each type; empty where the text does not say.

    ``urged Russia to withdraw and to resume talks`` is about two deeds.
    """
    sense = predicate.sense
    if sense.type not in VERBAL:
        return []
    if sense.content and sense.content != "comp":
        return [Deed(sense.content, [], [], ())]
    found = _below(finder, predicate.token, predicate.extra, _LIMIT)
    if sense.type == "REJECT":
        found = [inner for deed in found for inner in _asked(finder, deed)]
    return _distinct(found)


def _asked(finder: Finder, deed: Deed) -> list[Deed]:
    """``rejected a request to withdraw``: what the request, offer or demand was for."""
    asks = deed.type in ("REQUEST", "AGREE") and deed.tokens
    inner = finder.at(deed.tokens[-1]) if asks else None
    if inner is None or not inner.noun:
        return [deed]
    below = _below(finder, inner.token, inner.extra, _LIMIT - 1)
    return [
        replace(d, tokens=(*deed.tokens, *d.tokens), source=d.source or deed.source)
        for d in below
        if d.type != deed.type
    ] or [deed]


def _distinct(deeds: list[Deed]) -> list[Deed]:
    by_type: dict[str, Deed] = {}
    for deed in deeds:
        known = by_type.get(deed.type)
        tokens = (*(known.tokens if known else ()), *deed.tokens)
        by_type[deed.type] = replace(known or deed, tokens=tokens)
    return list(by_type.values())


def _below(finder: Finder, token: int, extra: list[int], limit: int) -> list[Deed]:
    """The nearest deeds that complete ``token``: its clauses first, then its objects."""
    if limit == 0:
        return []
    tree = finder.tree
    clause = complement(tree, token)
    if clause is None:
        clause = next((c for e in extra for c in tree.under(e, "pcomp", "xcomp")), None)
    if clause is not None:
        found = _joined(finder, clause, limit)
        if found:
            return found
    hosts = [token, *extra]
    nouns = [o for host in hosts for o in tree.under(host, "dobj", "nsubjpass", "pobj", "attr")]
    links = _NOUN_LINKS if clause is None else ()
    nouns += [o for o in prepositional(tree, token, *links) if o not in nouns]
    for noun in nouns:
        if _occasion(finder, noun):
            continue
        found = _joined(finder, noun, limit)
        if found:
            return found
    return []


def _occasion(finder: Finder, noun: int) -> bool:
    """``agreed in talks``, ``at a summit``: where it was said, not what."""
    tree = finder.tree
    setting = tree.deps[noun] == "pobj" and tree.lower(tree.heads[noun]) in ("in", "at", "during")
    predicate = finder.at(noun) if setting else None
    return predicate is not None and predicate.sense.type == "CONSULT"


def _joined(finder: Finder, token: int, limit: int) -> list[Deed]:
    """Deeds at a token and at those joined to it by ``and``."""
    found = deeds_at(finder, token, limit - 1)
    for c in finder.tree.under(token, "conj"):
        found = found + _joined(finder, c, limit - 1) if limit > 1 else found
    return found


def deeds_at(finder: Finder, token: int, limit: int = _LIMIT) -> list[Deed]:
    """The deeds at a verb or noun, looking through words that only carry or colour them."""
    tree = finder.tree
    predicate = finder.at(token)
    if predicate is not None:
        return [Deed(predicate.sense.type, predicate.sources, predicate.targets, (token,))]
    if not (tree.is_verb(token) or tree.is_noun(token) or tree.tags[token].startswith("JJ")):
        return []
    if tree.is_verb(token) and not any(tree.lemma(token) in words(group) for group in _CARRIERS):
        below = _by_means(finder, token, limit)
    else:
        below = _below(finder, token, tree.under(token, "prt"), limit)
    below = [replace(deed, tokens=(token, *deed.tokens)) for deed in below]
    if tree.is_verb(token) and tree.lemma(token) in words("stopping"):
        return [replace(deed, type="RETREAT") for deed in below]  # "should stop arming"
    return below


def asked_deeds(finder: Finder, verb: int) -> list[Deed]:
    """The deeds that ``should VERB`` asks for, one for each type."""
    return _distinct(deeds_at(finder, verb))


def _by_means(finder: Finder, verb: int, limit: int) -> list[Deed]:
    """``respond by withdrawing``: of a verb that says nothing itself, the means say it."""
    tree = finder.tree
    found: list[Deed] = []
    for prep in tree.under(verb, "prep", "agent"):
        for gerund in tree.under(prep, "pcomp"):
            found += _joined(finder, gerund, limit)
    for clause in tree.under(verb, "xcomp"):
        found += _joined(finder, clause, limit)
    return found


def mode_by_content(type: str, mode: str | None, content: str | None) -> str | None:
    """A verbal act's mode: its sense's, else the one that its content makes it."""
    if mode is not None or content is None:
        return mode
    found = _MODES.get(type, {}).get(content)
    return found if found in event_types()[type].modes else None
