"""Certainty: how firmly a text asserts what one of its words names, from -3 to 3.

The scale is that of factuality (Saurí and Pustejovsky 2009, FactBank; Stanovsky et al. 2017): 3 is
certain, 2 probable, 1 possible, 0 left open, below 0 the same against it. A logistic regression
over what grammar and lexicon say of the word, the words that govern it, and what the classifier
makes of it; taught on this project's own labels (``training/certainty.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from detente.coding.modality import noun_modality, verb_modality
from detente.coding.neural.classifier import Candidate, Judged, classifier, softmax
from detente.records import Modality
from detente.text.parse import parse
from detente.text.syntax import Tree

# The steps of the scale that are told apart, and what stands for each. `Planned` lies between
# probable and certain: some take a plan for a fact to come.
STEPS = (3.0, 2.25, 1.0, 0.0, -2.75)
_BELOW = ("aux", "auxpass", "neg", "mark", "det", "prep", "advmod", "amod", "poss")
_ABOVE = ("aux", "neg", "mark")
_HEADS_UP = 3  # heads above the word whose words count


def words_of(tree: Tree, i: int) -> Iterator[str]:
    """The word, its own helpers, and the words that govern it, as names of features."""
    yield f"tag={tree.tags[i]}"
    yield f"dep={tree.deps[i]}"
    yield f"lemma={tree.lemma(i)}"
    for c in tree.children[i]:
        dep = tree.deps[c]
        if dep in _BELOW:
            yield f"{dep}={tree.lower(c)}"
            yield f"has {dep}"
        elif dep == "nsubj":
            yield "has nsubj"
    infinitive = any(tree.lower(c) == "to" for c in tree.under(i, "aux"))
    yield f"to={infinitive}"
    path = tree.deps[i] + ("+to" if infinitive else "")
    for up, head in enumerate(tree.ancestors(i)[:_HEADS_UP]):
        yield f"{up} {path} {tree.lemma(head)}"
        yield f"{up} {tree.lemma(head)}"
        yield f"{up} {path} {tree.tags[head]}"
        for c in tree.under(head, *_ABOVE):
            yield f"{up} {tree.deps[c]}={tree.lower(c)}"
        path += f">{tree.deps[head]}"


def features(tree: Tree, i: int, judged: Judged, vocabulary: dict[str, int]) -> np.ndarray:
    """What the regression sees of a word: its grammar, its words, the classifier's view."""
    modality = verb_modality(tree, i) if tree.is_verb(i) else noun_modality(tree, i, i)
    known = np.zeros(len(vocabulary), np.float32)
    known[[vocabulary[name] for name in words_of(tree, i) if name in vocabulary]] = 1.0
    grammar = np.array([modality is m for m in Modality], np.float32)
    view = np.log(judged.heads["modality"] + 1e-3) / 2
    hidden = judged.hidden / 2 if judged.hidden is not None else np.zeros(0)
    return np.concatenate([grammar, view, known, hidden]).astype(np.float32)


def judged_words(
    texts: Sequence[str], words: Sequence[tuple[int, int, int]]
) -> Iterator[tuple[Tree, int, Judged]]:
    """For each word (number of its text, start, end): tree, token and the classifier's view."""
    trees = [Tree(doc) for doc in parse(texts)]
    candidates = [Candidate(n, (None, None, (start, end))) for n, start, end in words]
    judged = classifier().judge(texts, candidates, hidden=True)
    for (n, start, _), one in zip(words, judged, strict=True):
        yield trees[n], trees[n].token_at(start), one


@cache
def _model() -> tuple[np.ndarray, np.ndarray, dict[str, int]]:
    path = files("detente.coding.neural").joinpath("model", "certainty.npz")
    with path.open("rb") as source, np.load(source) as stored:
        vocabulary = {str(name): n for n, name in enumerate(stored["vocabulary"])}
        return stored["weights"].astype(np.float32), stored["bias"], vocabulary


def certainties(texts: Sequence[str], words: Sequence[tuple[int, int, int]]) -> list[float]:
    """The certainty of every word, given as (number of its text, start, end in characters).

    The middle of the distribution over the steps, which errs least in absolute terms.
    """
    weights, bias, vocabulary = _model()
    found = []
    for tree, i, judged in judged_words(texts, words):
        chances = softmax(features(tree, i, judged, vocabulary) @ weights + bias)
        upwards = np.cumsum(chances[::-1])
        found.append(STEPS[len(STEPS) - 1 - int(np.searchsorted(upwards, 0.5))])
    return found
