"""What the coder asks its classifier about: the parties of real sentences, as it marks them.

Needs the parser; all else of training only reads the files of examples that are made from it.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from itertools import islice, permutations
from pathlib import Path

from detente.actors.strangers import home_state
from detente.coding.gate import named
from detente.coding.neural.proposals import propose
from detente.coding.reader import Reader
from detente.coding.sentence import SentenceReader
from detente.records import Document, Passage
from detente.sources import read
from detente.text.parse import parse
from detente.text.syntax import Tree
from training import real
from training.examples import HERE, Example, Spans, hashed, held_out, labels_of, same

SEED = 20261125
SHARES = {"current_events": 0.75, "wikinews": 0.07, "kremlin": 0.09, "whitehouse": 0.09}
_BATCH = 64
_MOST = 12  # passages of one document


def asked(
    documents: Iterable[Document],
) -> Iterator[tuple[Document, Passage, SentenceReader, list[Spans]]]:
    """What the coder would ask about, sentence by sentence; spans are offsets into the sentence."""
    rest = iter(documents)
    while batch := [(d, named(d.text)[:_MOST]) for d in islice(rest, _BATCH)]:
        trees = parse([p.text for _, found in batch for p, _ in found])
        for document, found in batch:
            reader = Reader(document, "", home_state(m for _, mentions in found for m in mentions))
            for passage, mentions in found:
                for sentence in reader.read(passage, Tree(next(trees)), mentions):
                    yield document, passage, sentence, propose(reader, sentence)


def draw(news: Path, barred: set[str], wanted: int) -> Iterator[Example]:
    """Unlabelled pairs, a quarter turned round; documents in `barred` (for measuring) give none."""
    chance = random.Random(SEED)
    for name, share in SHARES.items():
        path = next(news.glob(f"{name}*.jsonl.gz"))
        documents = [d for d in read([path]) if isinstance(d, Document) and _free(d, barred)]
        chance.shuffle(documents)
        yield from islice(_pairs(documents, chance), int(wanted * share))


def _free(document: Document, barred: set[str]) -> bool:
    """Whether a document neither measures nor is held out."""
    return document.id not in barred and not held_out(document.id)


def _pairs(documents: list[Document], chance: random.Random) -> Iterator[Example]:
    for document, _, sentence, found in asked(documents):
        for spans in found:
            if spans[1] is not None and chance.random() < 0.25:
                spans = (spans[1], spans[0], spans[2])
            yield Example(sentence.text, spans, {}, "drawn", document.id)


def from_real(news: Path, folder: Path = HERE / "real") -> Iterator[Example]:
    """Real labels joined with their text; what the coder would ask about besides is NONE.

    A reader marks other words than the coder does (`the Syrian army's 4th division`, `army`). Every
    other label has the coder's marks, and pairs of a reader's marks are NONE, too: else the marks
    alone would give an act away.
    """
    by_sentence, doubted = real.by_sentence(folder), real.doubted(folder)
    sentences = real.sentences(news, by_sentence)
    questions: list[list[Spans]] = [[] for _ in sentences]
    for sentence, passage, reader, found in asked(map(alone, range(len(sentences)), sentences)):
        first, _ = reader.tree.span(reader.first, reader.first)
        questions[int(sentence.id)] += [
            tuple(s and passage.locate(first + s[0], first + s[1]) for s in spans)  # type: ignore[misc]
            for spans in found
        ]
    for (place, labels), text, here in zip(by_sentence.items(), sentences, questions, strict=True):
        document, start, _ = place
        told: list[Spans] = []
        for one in labels:
            if not one.label:
                continue
            spans = tuple(
                None if s is None else (s[0] - start, s[1] - start)
                for s in (one.source, one.target, one.trigger)
            )
            name, _, content = one.label.partition("/")
            name, _, mode = name.partition(":")
            mutual = "mutual" in one.flags
            told_of = labels_of(name, mode or None, content or None, one.modality, mutual)
            shown = _as_asked(spans, here) if hashed(f"marks:{document}:{spans}") < 0.5 else spans  # type: ignore[arg-type]
            yield Example(text, shown, told_of, "real", document)  # type: ignore[arg-type]
            told.append(spans)  # type: ignore[arg-type]
            if mutual or "back" in one.flags:
                told.append((spans[1], spans[0], None))  # type: ignore[arg-type]
        origin = "doubted" if place in doubted else "silent"
        for spans, kind in _silent([*here, *_crossed(told)], told):
            yield Example(text, spans, labels_of("NONE", kind, None, "", False), origin, document)


def alone(number: int, sentence: str) -> Document:
    """A sentence as a document of its own, numbered."""
    return Document(str(number), sentence)


def _as_asked(spans: Spans, asked: list[Spans]) -> Spans:
    """A label's spans as the coder would mark them, if it has a mark there."""
    marks = [s for one in asked for s in one[:2] if s is not None]
    source, target = (next((m for m in marks if same(m, s)), s) for s in spans[:2])
    return spans if same(source, target) else (source, target, spans[2])


def _crossed(told: list[Spans]) -> Iterator[Spans]:
    """Every two marks of a reader."""
    marks = dict.fromkeys(s for one in told for s in one[:2] if s is not None)
    for one, other in permutations(marks, 2):
        if not same(one, other):
            yield one, other, None


def _silent(asked: list[Spans], told: list[Spans]) -> Iterator[tuple[Spans, str | None]]:
    """What would be asked and no label says, and whether a label says it the other way round."""
    for spans in dict.fromkeys(asked):
        source, target, _ = spans
        if any(same(source, t[0]) and (target is None or same(target, t[1])) for t in told):
            continue
        turned = any(same(source, t[1]) and same(target, t[0]) for t in told)
        yield spans, "reversed" if turned else None
