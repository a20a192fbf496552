"""Unlabelled pairs: what the coder would ask its classifier about, over the whole news folder.

A large teacher judges them, and a small student learns to judge as it does (Hinton, Vinyals and
Dean 2015, Distilling the Knowledge in a Neural Network).
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from detente.actors.strangers import home_state
from detente.coding.neural.coder import propose
from detente.coding.reader import Reader, readable
from detente.records import Document
from detente.sources import read
from detente.text.parse import parse
from detente.text.syntax import Tree
from training.examples import Example, held_out

SEED = 20261125
SHARES = {"current_events": 0.75, "wikinews": 0.07, "kremlin": 0.09, "whitehouse": 0.09}
_BATCH = 64


def draw(news: Path, barred: set[str], wanted: int, out: Path) -> None:
    """Write `wanted` pairs as JSON lines; documents in `barred` (kept for measuring) give none."""
    chance = random.Random(SEED)
    with out.open("w", encoding="utf-8") as sink:
        for name, share in SHARES.items():
            path = next(news.glob(f"{name}*.jsonl.gz"))
            documents = [d for d in read([path]) if isinstance(d, Document) and _free(d, barred)]
            chance.shuffle(documents)
            for row in islice(_pairs(documents, chance), int(wanted * share)):
                sink.write(json.dumps(row, ensure_ascii=False) + "\n")


def _free(document: Document, barred: set[str]) -> bool:
    """Whether a document neither measures nor is held out."""
    return document.id not in barred and not held_out(document.id)


def _pairs(documents: list[Document], chance: random.Random) -> Iterator[dict[str, object]]:
    for first in range(0, len(documents), _BATCH):
        batch = [(d, readable(d)[:12]) for d in documents[first : first + _BATCH]]
        trees = parse([p.text for _, found in batch for p, _ in found])
        for document, found in batch:
            reader = Reader(document, "", home_state(m for _, mentions in found for m in mentions))
            for passage, mentions in found:
                for sentence in reader.read(passage, Tree(next(trees)), mentions):
                    for spans in propose(reader, sentence):
                        if spans[1] is not None and chance.random() < 0.25:
                            spans = (spans[1], spans[0], spans[2])
                        yield {"id": document.id, "text": sentence.text, "spans": spans}


def load(path: Path) -> list[Example]:
    """The drawn pairs as examples without labels."""
    found = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            spans = tuple(tuple(s) if s else None for s in row["spans"])
            found.append(Example(row["text"], spans, {}, "drawn", row["id"]))  # type: ignore[arg-type]
    return found
