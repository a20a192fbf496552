"""Doers that the text leaves out: ``two Israelis were shot``, ``the editor was sentenced``.

Whoever did it is somebody of the place: a court sentences, an authority arrests, armed unknowns
attack (ICEWS codes them as ``Unidentified Armed Assailant`` of the country in the same way).
"""

from __future__ import annotations

from detente.actors.recall import Reference
from detente.actors.tables import state_codes
from detente.coding.arguments import agent, patient
from detente.coding.grammar import words
from detente.coding.predicates import Predicate
from detente.records import Actor
from detente.text.syntax import Tree

# Who does a deed of this kind, if the text does not say. Other kinds of deed stay without a doer.
_ROLE_OF = {
    ("SANCTION", "convict"): "JUD",
    ("ACCUSE", "allege"): "JUD",
    ("COERCE", "arrest"): "GOV",
    ("COERCE", "martial-law"): "GOV",
    ("COERCE", "curfew"): "GOV",
    ("COERCE", "restrict"): "GOV",
    ("PROTEST", "demo"): "CIV",
    ("PROTEST", "riot"): "CIV",
    ("PROTEST", "strike"): "CIV",
    ("ASSAULT", "primitive"): "CIV",
    ("ASSAULT", "sexual"): "CIV",
}
_ARMED = "REB"


def unnamed(
    tree: Tree, predicate: Predicate, place: Actor | None, sentence: range
) -> tuple[list[Reference], list[Reference]] | None:
    """Who must have done a deed of which only the victim is told, and the victim; or ``None``.

    ``place`` is the state in which it happened as far as the text says.
    """
    i, sense = predicate.token, predicate.sense
    heading = predicate.noun and not any(tree.is_verb(t) for t in sentence)
    if heading and sense.type == "ASSAULT":
        return None  # "Mass shootings in the United States"
    doer = None if predicate.noun else agent(tree, i)
    if doer is not None and tree.lemma(doer) not in words("attacks"):
        return None
    role = _ROLE_OF.get((sense.type, sense.mode or ""))
    if sense.type == "ACCUSE" and not _is_charge(tree, predicate):
        return None
    if role is None and sense.type == "ASSAULT" and _armed(tree, sentence):
        role = _ARMED
    there = [r for r in predicate.targets if sense.type == "ASSAULT" and _is_place(tree, r)]
    codes = [a.code for r in predicate.targets for a in r.actors]
    here = [place.code] if place else []
    earlier = sense.type == "SANCTION" and tree.deps[i] == "amod"  # "a convicted Briton"
    order = [*codes, *here] if earlier else [*here, *codes]
    state = next((c for c in order if c in state_codes()), None)
    if role is None or state is None or (sense.type == "COERCE" and tree.deps[i] == "amod"):
        return None  # "the besieged city" tells a state of things
    targets = [r for r in predicate.targets if r not in there]
    if not targets and sense.type == "PROTEST":
        if any(tree.lemma(t) in words("authorities") for t in sentence):
            targets = [_somebody(state, "GOV", i)]
    elif not targets:
        victim = (_hurt(tree, i) if there else None) if predicate.noun else patient(tree, i)
        if victim is None or tree.lemma(victim) in words("attacks"):
            return None
        if sense.type in ("ASSAULT", "SANCTION", "ACCUSE") or sense.mode == "arrest":
            targets = [_somebody(state, "CIV", victim)]
    return [_somebody(state, role, i)], targets


def _somebody(state: str, role: str, token: int) -> Reference:
    return Reference((Actor(state, role),), token, 0, 0, "implied", 0.5)


def _is_charge(tree: Tree, predicate: Predicate) -> bool:
    """Whether somebody is brought before a court, not charged with a task as a ministry is."""
    charged = not predicate.noun and tree.lemma(predicate.token) in words("courts")
    return charged and all(target.person for target in predicate.targets)


def _is_place(tree: Tree, target: Reference) -> bool:
    """Whether a target is only where it was: ``killed in Thessaloniki``."""
    i = tree.series(target.head)
    return (
        target.end > target.start
        and tree.deps[i] == "pobj"
        and tree.lower(tree.heads[i]) in words("where")
    )


def _hurt(tree: Tree, noun: int) -> int:
    """Whom an attack named by a noun hurt: ``22 people die in a bombing``; itself, if not said."""
    verb = next((i for i in tree.ancestors(noun) if tree.is_verb(i)), None)
    if verb is None or tree.lemma(verb) not in words("effects"):
        return noun
    hurt = patient(tree, verb)
    hurt = tree.child(verb, "nsubj", "nsubjpass") if hurt is None else hurt
    return noun if hurt is None else hurt


def _armed(tree: Tree, sentence: range) -> bool:
    """Whether the sentence speaks of an attack at all, and not of an accident."""
    return any(tree.lemma(i) in words("attacks") for i in sentence)
