"""Sides: which nouns of a sentence are the source, and which the target, of an act.

    python -m training.sides NEWS_FOLDER

Fits the two regressions of `detente.coding.neural.sides` on the labelled real sentences, all of
which were read in full: nouns and pronouns that head a source (a target) of an act against all
others. Prints what they tell of the documents held out. Three minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from detente.coding.neural.sides import features
from detente.coding.sentence import SentenceReader
from detente.records import Passage
from detente.text.hashed import places
from training import real
from training.asked import alone, asked
from training.examples import HERE, MODEL, Span, held_out
from training.regression import logistic, store, tabled

STRENGTH = 2.0  # of the regressions' L2
# Log odds that make a party of a noun which no table knows.
LEAST = {"sources": -2.2, "targets": -2.2}


class Noun(NamedTuple):
    """A noun of a labelled sentence: its features by place, and what a reader made of it."""

    features: list[int]
    sources: bool
    targets: bool
    known: bool  # whether the tables know whom it means
    held: bool


def nouns(news: Path) -> Iterator[Noun]:
    """All nouns, and pronouns that stand for somebody, of the labelled sentences."""
    labels = real.by_sentence(HERE / "real")
    where = list(labels)
    sentences = real.sentences(news, where)
    for sentence, passage, reader, _ in asked(map(alone, range(len(sentences)), sentences)):
        document, start, _ = place = where[int(sentence.id)]
        sources: set[int | None] = set()
        targets: set[int | None] = set()
        for one in labels[place]:
            if one.label and not one.label.startswith("NONE"):
                source, target = (
                    _head(reader, passage, (span[0] - start, span[1] - start)) if span else None
                    for span in (one.source, one.target)
                )
                answered = "mutual" in one.flags or "back" in one.flags
                both = {source, target} if answered else set()
                sources |= {source} | both
                targets |= {target} | both
        discourse, tree = reader.reader.discourse, reader.tree
        for i in range(reader.first, reader.last):
            known = discourse.phrase(i) is not None
            if tree.is_noun(i) or (known and tree.tags[i].startswith(("PRP", "JJ"))):
                seen = places(features(discourse, tree, i))
                yield Noun(seen, i in sources, i in targets, known, held_out(document))


def _head(reader: SentenceReader, passage: Passage, span: Span) -> int | None:
    """The token of a marked phrase on which the others hang."""
    tree = reader.tree
    inside = [
        i for i in range(reader.first, reader.last)
        if span[0] <= passage.locate(*tree.span(i, i))[0] < span[1]
    ]  # fmt: skip
    tops = [i for i in inside if tree.heads[i] == i or tree.heads[i] not in inside]
    return next((i for i in tops if tree.is_noun(i)), tops[0] if tops else None)


def area(odds: np.ndarray, right: np.ndarray) -> float:
    """Area under the curve: how often what is right has the higher odds of two."""
    rank = np.argsort(np.argsort(odds))
    count = right.sum()
    return float((rank[right].sum() - count * (count - 1) / 2) / (count * (len(right) - count)))


def main(news: Path) -> None:
    told = list(nouns(news))
    held = np.array([one.held for one in told])
    unknown = ~np.array([one.known for one in told])[held]
    table = tabled([one.features for one in told])
    passes, party = np.zeros(held.sum(), bool), np.zeros(held.sum(), bool)
    for name, least in LEAST.items():
        right = np.array([getattr(one, name) for one in told])
        weights, bias = logistic(table[~held], right[~held].astype(float), STRENGTH)
        store(MODEL / f"{name}.npz", weights, bias, least)
        odds = table[held] @ weights + bias
        print(f"{name}: area under the curve {area(odds, right[held]):.3f} of {len(odds):,} nouns")
        passes |= odds >= least
        party |= right[held]
    found, others = (unknown & passes & party).sum(), (unknown & passes & ~party).sum()
    print(f"of {(unknown & party).sum():,} parties that no table knows {found:,} pass, "
          f"and {others:,} others")  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]))
