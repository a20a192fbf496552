"""The screen: a quick look at every proposal, so that the classifier is asked only about some.

Four in five proposals come to nothing, and the classifier takes some thirty times as long over each
as this does: a regression over the words and the grammar around the parties, taught what became of
proposals of unlabelled news (``training/gate.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

from detente.actors.recall import Reference
from detente.coding.neural.proposals import Proposal, spans_of
from detente.text.hashed import Hashed
from detente.text.syntax import Tree

_STEPS = 6  # labels of a path through the tree that are told apart
_BETWEEN = 12  # words between two parties that are looked at
_BUCKETS = (1, 2, 3, 5, 8, 12, 20, 40)


def worth_asking(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Those of these proposals that may become entries, and those that nobody is asked about."""
    regression = _regression()
    return [p for p in proposals if spans_of(p) is None or regression.passes(features(p))]


def features(proposal: Proposal) -> Iterator[str]:
    """What the screen sees of a proposal, as names of features."""
    draft, tree = proposal.draft, proposal.sentence.tree
    source = draft.sources[0]
    target = draft.targets[0] if draft.targets else None
    kind = proposal.kind if target is not None or proposal.kind != "draft" else "half"
    yield kind
    yield f"{kind} many={len(draft.sources)}{len(draft.targets)}"
    yield from (f"{kind} s {name}" for name in _party(source, tree))
    if target is not None:
        yield from (f"{kind} t {name}" for name in _party(target, tree))
        yield f"{kind} {source.kind} {target.kind}"
        yield f"{kind} {_role(source)} {_role(target)}"
        yield from (f"{kind[0]} {name}" for name in _between(source, target, tree))
    if proposal.known:
        yield from _deed(proposal)
    for i in range(proposal.sentence.first, proposal.sentence.last):
        if tree.tags[i][:2] in ("VB", "NN", "JJ"):
            yield f"in {tree.lemma(i)}"


def _party(reference: Reference, tree: Tree) -> Iterator[str]:
    i = tree.series(reference.head)
    dep, above = tree.deps[i], tree.heads[i]
    yield f"kind={reference.kind}"
    yield f"role={_role(reference)}"
    yield f"dep={dep}"
    yield f"series={i != reference.head}"
    yield f"sure={int(reference.confidence * 5)}"
    yield f"tag={tree.tags[reference.head]}"
    word = tree.lemma(above)
    yield f"{dep} {word}"
    yield f"dep={dep}<{tree.deps[above]}"
    if dep in ("pobj", "pcomp"):
        top = tree.heads[above]
        yield f"{word} {tree.lemma(top)}"
    elif not tree.is_verb(above) and above != i:
        yield f"{dep} {word} {tree.deps[above]} {tree.lemma(tree.heads[above])}"
    for c in tree.children[above] if tree.is_verb(above) else ():
        if tree.deps[c] in ("dobj", "aux", "neg", "attr", "prt", "xcomp", "ccomp"):
            yield f"{dep} {word} {tree.deps[c]} {tree.lemma(c)}"
    for step in (-2, -1, 1, 2):
        at = reference.head + step
        if 0 <= at < len(tree):
            yield f"{step} {tree.lower(at)}"


def _role(reference: Reference) -> str:
    actor = reference.actors[0]
    return f"{actor.role}{'+' if actor.person else ''}"


def _between(source: Reference, target: Reference, tree: Tree) -> Iterator[str]:
    """The path through the tree from one party to the other, and the words on the way."""
    up = [source.head, *tree.ancestors(source.head)]
    down = [target.head, *tree.ancestors(target.head)]
    low, high = sorted((source.head, target.head))
    way = "<" if source.head < target.head else ">"
    yield f"{way} far={sum(high - low > b for b in _BUCKETS)}"
    meeting = next((i for i in up if i in set(down)), None)
    if meeting is None:
        yield "apart"
    else:
        rise = [tree.deps[i] for i in up[: up.index(meeting)]]
        fall = [tree.deps[i] for i in down[: down.index(meeting)]]
        steps = "^".join(rise) + "." + "v".join(reversed(fall))
        word = tree.lemma(meeting)
        if len(rise) + len(fall) <= _STEPS:
            yield f"path {steps}"
            yield f"path {steps} {word}"
        yield f"meet {word}"
        yield f"meet {way} {word} {''.join(rise[-1:])} {''.join(fall[-1:])}"
        yield f"long={len(rise)},{len(fall)}"
        for i in (*up[: up.index(meeting)][1:], *down[: down.index(meeting)][1:]):
            yield f"on {tree.lemma(i)} {tree.deps[i]}"
    words = [tree.lower(i) for i in range(low + 1, high)][:_BETWEEN]
    yield from (f"btw {word}" for word in words)
    yield from (f"btw {way} {one} {two}" for one, two in pairwise(words))


def _deed(proposal: Proposal) -> Iterator[str]:
    draft, tree = proposal.draft, proposal.sentence.tree
    word = tree.lemma(draft.at)
    yield f"d {word} {draft.type}"
    yield f"d {draft.type}"
    yield f"d {draft.type} {draft.modality} {bool(draft.targets)}"
    yield f"d {word} {tree.deps[draft.at]}"
    yield f"d sure={int(draft.confidence * 10)}"
    yield f"d weak={draft.weak} {draft.presupposed} {draft.mutual}"
    yield f"d {draft.type} {draft.deed.type if draft.deed else None}"
    yield f"d {draft.type} left out={proposal.left_out}"


@cache
def _regression() -> Hashed:
    return Hashed.load("detente.coding.neural", "model", "screen.npz")
