"""Task ``attribution``: source, cue and content of what is attributed, by characters.

The gold sets of the field (PolNeAR: Newell, Margolin and Ruths 2018) are flat: an attribution
inside another's content is mostly left out, so it is here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from detente.coding.hearing import Hearing
from detente.coding.neural.listener import listener
from detente.coding.sayings import Saying, Sayings
from detente.coding.sayings.clauses import edges
from detente.errors import SourceError
from detente.evaluation.gold import read_rows
from detente.evaluation.outcome import Table
from detente.evaluation.scores import Score, bootstrap, precision_recall
from detente.records import Passage
from detente.text.parse import parse
from detente.text.passages import paragraphs, passages
from detente.text.quotes import quotations, quotes_in
from detente.text.syntax import Tree

Span = tuple[int, int]
Spans = tuple[Span, ...]

PARTS = ("source", "cue", "content")
# Without a source these are seldom meant as anybody's: "the talk about", "to push".
_OWNED = frozenset({"talk", "think", "urge", "pass", "blame"})
_BASELINE = frozenset(
    "say tell report add note state claim announce declare confirm insist argue explain "
    "acknowledge admit believe think write".split()
)


@dataclass(frozen=True, slots=True)
class Attributed:
    """One attribution as spans of the document's characters, each part possibly in pieces."""

    source: Spans
    cue: Spans
    content: Spans


@dataclass(frozen=True, slots=True)
class PartScore:
    """Precision, recall and F1 over the characters of one part."""

    precision: Score
    recall: Score
    f1: Score


@dataclass(frozen=True, slots=True)
class AttributionResult:
    """Scores by part, those of a plain list of verbs of saying beside them, and ``right_source``.

    ``right_source`` is the share of rightly found content whose source overlaps the gold one.
    """

    documents: int
    parts: dict[str, PartScore]
    baseline: dict[str, PartScore]
    right_source: Score
    predictions: list[dict[str, Any]]

    @property
    def size(self) -> str:
        return f"{self.documents} documents"

    def scores(self) -> dict[str, float]:
        found = {f"{part} f1": score.f1.value for part, score in self.parts.items()}
        return {**found, "right source": self.right_source.value}

    def tables(self) -> Sequence[Table]:
        rows = [
            (part, *map(str, (s.precision, s.recall, s.f1)), f"{self.baseline[part].f1.value:.3f}")
            for part, s in self.parts.items()
        ]
        columns = ("characters of", "precision", "recall", "F1", "F1 of a list of verbs")
        owned = ("source of the content that is right", "", "", str(self.right_source), "")
        return (Table("", columns, [*rows, owned]),)


def evaluate_attribution(path: Path) -> AttributionResult:
    """Find the attributions of every document of a gold file and compare characters.

    Rows are ``{id, text, attributions: [{source: [[start, end]], cue: [...], content: [...]}]}``;
    rows without ``attributions`` are predicted, not scored. Characters count once however many
    annotations cover them. Raises ``SourceError`` for rows of another form.
    """
    rows = read_rows(path, ("id", "text"))
    found = [attributions(row["text"]) for row in rows]
    plain = [list(_plain(row["text"])) for row in rows]
    gold = [_gold(path, row) for row in rows]
    parts = {part: _score(gold, found, part) for part in PARTS}
    baseline = {part: _score(gold, plain, part) for part in PARTS}
    owned = [_owned(g, f) for g, f in zip(gold, found, strict=True)]
    (right,) = bootstrap(len(rows), lambda drawn: (_share(owned, drawn),))
    predictions = [
        {"id": row["id"], "attributions": [_dict(one) for one in each]}
        for row, each in zip(rows, found, strict=True)
    ]
    return AttributionResult(len(rows), parts, baseline, right, predictions)


def attributions(text: str) -> list[Attributed]:
    """The attributions of a text, those inside another's content left out."""
    found: list[Attributed] = []
    last: Attributed | None = None  # whose quotations may go on in the next paragraph
    opened = False
    quotes = quotations(text, paragraphs(text))
    for passage, tree in _trees(text):
        here = quotes_in(passage, quotes)
        sayings = Sayings(tree, here)
        told = list(Hearing(tree, sayings, listener().hear(passage.text, tree)))
        outer = [s for s in told if not _inside(s, told)]
        each = [(s, _attributed(passage, tree, sayings, s)) for s in outer]
        if last is not None:
            goes_on = [(0, len(tree))] if opened and not here else sayings.left
            spans = tuple(_located(passage, tree, span) for span in goes_on)
            if spans:
                found.append(Attributed(last.source, last.cue, spans))
        found += [one for saying, one in each if one.content]
        opening = sayings.opening
        opened = opening is not None
        if opening is not None:
            last = _attributed(passage, tree, sayings, opening)
        elif said := [one for saying, one in each if saying.kind == "say" and one.source]:
            last = said[-1]
    return found


def _trees(text: str) -> Iterator[tuple[Passage, Tree]]:
    found = passages(text)
    return zip(found, map(Tree, parse([p.text for p in found])), strict=True)


def _inside(saying: Saying, sayings: Iterable[Saying]) -> bool:
    if saying.source is None and saying.kind in _OWNED:
        return True
    return any(s is not saying and s.asserts and s.holds(saying.head) for s in sayings)


def _attributed(passage: Passage, tree: Tree, sayings: Sayings, saying: Saying) -> Attributed:
    source = sayings.phrase_of_source(saying)
    first, last = saying.cue
    return Attributed(
        (_located(passage, tree, source),) if source is not None else (),
        (_located(passage, tree, (first, last + 1)),),
        tuple(_located(passage, tree, span) for span in saying.content),
    )


def _located(passage: Passage, tree: Tree, span: Span) -> Span:
    return passage.locate(*tree.span(span[0], span[1] - 1))


def _plain(text: str) -> Iterator[Attributed]:
    """The baseline: verbs of a list, their clausal complement and their subject."""
    for passage, tree in _trees(text):
        for i in range(len(tree)):
            clause, subject = tree.child(i, "ccomp"), tree.child(i, "nsubj")
            if tree.is_verb(i) and tree.lemma(i) in _BASELINE and clause is not None:
                tokens = [subject] if subject is not None else []
                source = tuple(_located(passage, tree, edges(tree, s)) for s in tokens)
                cue = _located(passage, tree, (i, i + 1))
                yield Attributed(source, (cue,), (_located(passage, tree, edges(tree, clause)),))


def _gold(path: Path, row: dict[str, Any]) -> list[Attributed]:
    try:
        return [
            Attributed(*(tuple((int(a), int(b)) for a, b in one.get(part) or []) for part in PARTS))
            for one in row.get("attributions") or []
        ]
    except (AttributeError, TypeError, ValueError):
        raise SourceError(
            str(path), f"row {row['id']}: attributions are objects of lists of [start, end]"
        ) from None


# -- scores --------------------------------------------------------------------------------------


def _characters(found: Iterable[Attributed], part: str) -> set[int]:
    return {c for one in found for start, end in getattr(one, part) for c in range(start, end)}


def _score(
    gold: Sequence[list[Attributed]], found: Sequence[list[Attributed]], part: str
) -> PartScore:
    counts = []
    for g, f in zip(gold, found, strict=True):
        wanted, got = _characters(g, part), _characters(f, part)
        counts.append((len(wanted & got), len(got), len(wanted)))
    return PartScore(*precision_recall(np.array(counts)))


def _owned(gold: list[Attributed], found: list[Attributed]) -> tuple[int, int]:
    """How many characters of rightly found content have the right source, and of how many."""
    sources: dict[int, set[int]] = {}
    for one in gold:
        characters = _characters([one], "source")
        for c in _characters([one], "content"):
            sources.setdefault(c, set()).update(characters)
    right: set[int] = set()
    every: set[int] = set()
    for one in found:
        mine = _characters([one], "source")
        content = _characters([one], "content") & sources.keys()
        every |= {c for c in content if sources[c]}
        right |= {c for c in content if mine & sources[c]}
    return len(right), len(every)


def _share(owned: Sequence[tuple[int, int]], drawn: np.ndarray) -> float:
    right, every = np.array(owned)[drawn].sum(0)
    return float(right / every) if every else 0.0


def _dict(one: Attributed) -> dict[str, Any]:
    return {part: [list(span) for span in getattr(one, part)] for part in PARTS}
