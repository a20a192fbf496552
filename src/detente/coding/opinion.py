"""Opinion: asks (``should``, ``must``), judgements of conduct, and stated concerns."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from detente.actors.recall import Reference
from detente.coding.arguments import agent, patient, prepositional
from detente.coding.content import Deed, asked_deeds
from detente.coding.grammar import words
from detente.coding.modality import is_ought
from detente.coding.predicates import Finder
from detente.text.syntax import Tree

_OUGHT = frozenset({"should", "must", "ought"})
_HOLDING = frozenset({"have", "voice", "express", "raise", "share", "harbour", "harbor"})


@cache
def _words(part: str) -> dict[str, frozenset[str]]:
    text = files("detente.coding").joinpath("data", "opinion.toml").read_text("utf-8")
    tables: dict[str, Any] = tomllib.loads(text)
    return {name: frozenset(entries) for name, entries in tables[part].items()}


@dataclass(frozen=True, slots=True)
class Ask:
    """``X should do Y``: its addressee, its deeds, and the tokens from modal to verb."""

    addressee: list[Reference]
    deeds: list[Deed]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """A party's conduct judged: whom, well or ill, and the tokens that say so."""

    about: list[Reference]
    favourable: bool
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Fear:
    """A stated concern: whose, about what (tokens ``first`` to ``last``), and who is in it."""

    holder: list[Reference]
    first: int
    last: int
    cue: int
    actors: list[Reference]


def ask_at(finder: Finder, i: int) -> Ask | None:
    """The ask whose deed is verb ``i``."""
    tree = finder.tree
    if not tree.is_verb(i) or not is_ought(tree, i):
        return None
    doer = agent(tree, i)
    if doer is None:
        return None
    addressee = finder.discourse.phrases(doer)
    if not addressee or tree.child(i, "expl") is not None:
        return None
    auxiliaries = tree.under(i, "aux")
    if any(tree.lower(c) == "have" for c in auxiliaries) and tree.tags[i] == "VBN":
        return None  # what somebody should have done is asked of nobody
    marks = [c for c in auxiliaries if tree.lower(c) in _OUGHT]
    first = marks[0] if marks else (tree.heads[i] if tree.deps[i] == "xcomp" else i)
    # what is not to be done is not the deed that is asked for
    deeds = [] if tree.child(i, "neg") is not None else asked_deeds(finder, i)
    return Ask(addressee, deeds, first if 0 <= i - first <= 4 else i, i)


def judgement_at(finder: Finder, i: int) -> Judgement | None:
    """A judgement whose linking verb is token ``i``, or ``has done little to``."""
    tree, lists = finder.tree, _words("judgement")
    if not tree.is_verb(i):
        return None
    doer = agent(tree, i)
    if doer is None:
        return None
    about = finder.discourse.phrases(doer)
    if not about:
        return None
    if tree.lemma(i) in ("do", "offer", "give", "show"):
        given = tree.child(i, "dobj")
        if given is not None and tree.lower(given) in lists["little"]:
            return Judgement(about, False, i, given)
        return None
    if tree.lemma(i) not in lists["linking"]:
        return None
    for quality in tree.under(i, "acomp", "attr", "oprd", "advmod", "ccomp"):
        word = tree.lower(quality)
        if word not in lists["positive"] and word not in lists["negative"]:
            continue
        turned = _negated(finder, i, quality)
        favourable = (word in lists["positive"]) != turned
        return Judgement(about, favourable, min(i, quality), max(i, quality))
    return None


def _negated(finder: Finder, verb: int, quality: int) -> bool:
    tree = finder.tree
    near = [*tree.children[verb], *tree.children[quality]]
    return any(
        tree.deps[c] == "neg" or tree.lower(c) in ("neither", "hardly", "never", "no", "nor")
        for c in near
    )


def fear_at(finder: Finder, i: int) -> Fear | None:
    """The stated concern whose cue is token ``i``: a verb, an adjective or a noun."""
    tree = finder.tree
    if tree.is_verb(i):
        return _feared(finder, i) or _seen(finder, i)
    if tree.tags[i] in ("JJ", "VBN") and tree.lower(i) in _words("concern")["adjectives"]:
        return _felt(finder, i)
    if tree.is_noun(i) and tree.lemma(i) in _words("concern")["nouns"]:
        return _held(finder, i)
    return None


def _holder(finder: Finder, token: int | None) -> list[Reference]:
    return finder.discourse.phrases(token) if token is not None else []


def _fear(finder: Finder, holder: list[Reference], about: int | None, cue: int) -> Fear | None:
    if not holder or about is None:
        return None
    first, last = _extent(finder.tree, about, cue)
    held = {a for r in holder for a in r.actors}
    others = [r for r in _references(finder, first, last) if not held & set(r.actors)]
    return Fear(holder, first, last, cue, others)


def _extent(tree: Tree, about: int, cue: int) -> tuple[int, int]:
    """The tokens of what is feared, without what says so: ``a project that Moscow feared``, ``sees
    enlargement as a threat``.
    """
    first, last = tree.edges(about)
    for c in _after(tree, about, "relcl", "acl", "prep"):
        low, high = tree.edges(c)
        if low <= cue <= high or _is_threat(tree, c):
            return first, low - 1 - (tree.words[low - 1] == ",")
    return first, last


def _after(tree: Tree, i: int, *deps: str) -> list[int]:
    """What stands behind ``i`` under these labels, on it or on what it is joined with by `and`."""
    behind = range(i + 1, tree.edges(i)[1] + 1)
    return [c for c in behind if tree.deps[c] in deps and tree.series(tree.heads[c]) == i]


def _is_threat(tree: Tree, prep: int) -> bool:
    threats = _words("concern")["threats"]
    named = tree.under(prep, "pobj")
    return tree.lower(prep) == "as" and any(tree.lemma(n) in threats for n in named)


def _references(finder: Finder, first: int, last: int) -> list[Reference]:
    found: list[Reference] = []
    for j in range(first, last + 1):
        reference = finder.discourse.phrase(j) if finder.tree.is_noun(j) else None
        if reference is not None and reference not in found:
            found.append(reference)
    return found


def _feared(finder: Finder, i: int) -> Fear | None:
    tree = finder.tree
    if tree.lemma(i) not in _words("concern")["verbs"]:
        return None
    return _fear(finder, _holder(finder, agent(tree, i)), _thing(finder, i), i)


def _thing(finder: Finder, i: int) -> int | None:
    tree = finder.tree
    clause = tree.child(i, "ccomp", "xcomp")
    return clause if clause is not None else patient(tree, i)


def _seen(finder: Finder, i: int) -> Fear | None:
    """``sees enlargement as a threat``, ``is seen by Moscow as a threat``."""
    tree, lists = finder.tree, _words("concern")
    if tree.lemma(i) not in lists["seeing"]:
        return None
    named = prepositional(tree, i, "as") + tree.under(i, "oprd", "attr")
    clause = tree.child(i, "ccomp")
    if clause is not None:
        named.append(clause)
    thing = patient(tree, i)
    threatening = any(tree.lemma(n) in lists["threats"] for n in named)
    if thing is not None and not threatening:  # the parser may hang "as a threat" on the noun
        threatening = any(_is_threat(tree, c) for c in _after(tree, thing, "prep"))
    if not threatening:
        return None
    if thing is None and clause is not None:
        thing = tree.child(clause, "nsubj")
    return _fear(finder, _holder(finder, agent(tree, i)), thing, i)


def _felt(finder: Finder, i: int) -> Fear | None:
    """``is worried about``: the copula's or the noun's own subject is afraid."""
    tree = finder.tree
    head = tree.heads[i]
    holder = tree.child(i, "nsubjpass", "nsubj")
    if holder is None and tree.is_verb(head):
        holder = agent(tree, head)
    return _fear(finder, _holder(finder, holder), _linked(finder, i), i)


def _linked(finder: Finder, i: int) -> int | None:
    tree, links = finder.tree, _words("concern")["links"]
    for c in tree.children[i]:
        if tree.deps[c] == "prep" and tree.lower(c) in links:
            found = tree.child(c, "pobj", "pcomp")
            if found is not None and tree.lower(found) not in words("times"):
                return found
        if tree.deps[c] in ("ccomp", "acl"):
            return c
    return None


def _held(finder: Finder, i: int) -> Fear | None:
    """``Russia's concern about``, ``NATO has concerns over``, ``legitimate security concerns``."""
    tree = finder.tree
    owner = tree.child(i, "poss") or tree.child(i, "amod", "compound")
    holder = _holder(finder, owner)
    head = tree.heads[i]
    held = tree.deps[i] == "dobj" and tree.is_verb(head) and tree.lemma(head) in _HOLDING
    if held and not holder:
        holder = _holder(finder, agent(tree, head))
    about = _linked(finder, i)
    if about is None and held:  # "voiced concern on Monday over": it may hang on the verb
        about = _linked(finder, head)
    return _fear(finder, holder, about or (i if holder else None), i)
