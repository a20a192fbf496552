"""Homes: of which state, body or group the people are whom a description means.

``police``, ``two villagers``, ``30,000 soldiers`` belong to somebody whom the text names, and not
always to the state named last. A regression ranks those who are named by where they stand to the
description; taught on descriptions of real news (``training/homes.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from detente.actors.tables import group_kinds, organisation_kinds, state_codes
from detente.text.hashed import Hashed
from detente.text.syntax import Tree

if TYPE_CHECKING:
    from detente.actors.recall import Reference

_OUTLETS = "MED"
_FAR = 4  # places in the order of naming that are told apart


class Known(NamedTuple):
    """Whom a text has named when it comes to a description, by code."""

    here: Sequence[Reference]  # references of the sentence
    codes: Sequence[str]  # states, bodies and groups so far, the last one last
    located: str | None  # where the sentence says that things happen
    scene: str | None  # where an earlier sentence said so
    home: str | None  # the state that the text is about


def likeliest(tree: Tree, i: int, role: str, known: Known) -> str | None:
    """The code whose people the description at token ``i`` means, if anybody is named."""
    seen = features(tree, i, role, known)
    return max(seen, key=lambda code: _ranking().score(seen[code]), default=None)


def features(tree: Tree, i: int, role: str, known: Known) -> dict[str, list[str]]:
    """What speaks for each who is named; the likeliest without that first."""
    order = [known.located, known.home, *reversed(known.codes), known.scene,
             *(a.code for r in known.here for a in r.actors)]  # fmt: skip
    found: dict[str, list[str]] = {c: [] for c in order if c is not None and c != _OUTLETS}
    last = {code: min(n, _FAR) for n, code in reversed([*enumerate(reversed(known.codes))])}
    for code, told in found.items():
        marks = [m for m in ("located", "scene", "home") if getattr(known, m) == code]
        told += _standing(tree, i, role, code, [*marks, f"last={last.get(code)}"])
    far: dict[str, int] = {}
    for reference in (r for r in known.here if r.head != i):
        beside = list(_beside(tree, i, role, reference))
        for code in {a.code for a in reference.actors} & found.keys():
            found[code] += beside
            far[code] = min(abs(reference.head - i), far.get(code, len(tree)))
    least = min((far[code] for code in far if code in state_codes()), default=None)
    for code, told in found.items():
        told.append(f"here={code in far}")
        told.append(f"nearest={code in far and far[code] == least}")
    return found


def _standing(tree: Tree, i: int, role: str, code: str, marks: list[str]) -> Iterator[str]:
    """What somebody named is, and what it is to the text."""
    lemma, dep = tree.lemma(i).lower(), tree.deps[tree.series(i)]
    _, group = group_kinds().get(code, ("", ""))
    kind = "state" if code in state_codes() else group or organisation_kinds().get(code, "other")
    yield kind
    yield f"{kind} {role}"
    yield f"{kind} {lemma}"
    for mark in marks:
        yield mark
        yield f"{mark} {role}"
        yield f"{mark} {dep}"
        yield f"{mark} {lemma}"


def _beside(tree: Tree, i: int, role: str, reference: Reference) -> Iterator[str]:
    """How a name of the sentence stands to the description."""
    first, other = tree.series(i), tree.series(reference.head)
    dep, its = tree.deps[first], tree.deps[other]
    word = tree.lower(tree.heads[other]) if its == "pobj" else ""
    apart = reference.head - i
    yield f"{reference.kind} {its}"
    yield f"far={'<' if apart < 0 else '>'}{min(abs(apart).bit_length(), 5)}"
    yield f"word {word} {its}"
    yield f"word {word} {role}"
    above, over = [i, *tree.ancestors(i)], [reference.head, *tree.ancestors(reference.head)]
    if i in over:
        yield f"below {its} {word}"
        yield f"below {role}"
    if reference.head in above:
        yield f"above {dep}"
    verb, its_verb = (next(filter(tree.is_verb, tree.ancestors(j)), None) for j in (first, other))
    if verb is not None and verb == its_verb:
        yield f"clause {its} {dep}"
        yield f"clause {its} {dep} {role}"
        yield f"clause {its} {dep} {tree.lemma(verb)}"
        yield f"clause {word} {dep} {role}"
    else:
        yield f"apart {its} {dep}"


@cache
def _ranking() -> Hashed:
    return Hashed.load("detente.actors", "data", "homes.npz")
