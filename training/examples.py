"""Examples: written sentences and real labels in the one form that training reads."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path

from detente.actors.strangers import home_state
from detente.coding.neural.coder import propose
from detente.coding.reader import Reader, readable
from detente.ontology import event_types
from detente.records import Document
from detente.text.parse import parse
from detente.text.syntax import Tree
from training import real, written
from training.names import fill
from training.written import MODALITIES, NONE_KINDS, modes_of

HERE = Path(__file__).parent
TYPES = ("NONE", *event_types())
MODES = ("-", *(f"{t}:{m}" for t in event_types() for m in sorted(modes_of(t))))
CONTENTS = ("-", *event_types())
HEADS = {
    "type": TYPES,
    "mode": MODES,
    "content": CONTENTS,
    "modality": MODALITIES,
    "mutual": ("no", "yes"),
    "none": NONE_KINDS,
}
SILENT = 0.2  # share that an epoch shows of what no label of a real sentence speaks of
Span = tuple[int, int]
Spans = tuple[Span | None, Span | None, Span | None]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with marked spans and its label for each head (``None``: not to be learned)."""

    text: str
    spans: Spans
    labels: dict[str, str | None]
    origin: str  # written, contrast, real, silent (real, without a label), drawn
    key: str  # of what is split together: a block, a document, a line
    twin: str | None = None  # contrast block


def held_out(key: str, share: float = 0.1) -> bool:
    """Whether what has this key is kept out of training (a fixed draw by hash)."""
    return hashed(key) < share


def hashed(key: str) -> float:
    """A number from 0 to 1 that a key always gives."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF


def telling(example: Example) -> bool:
    """Whether an epoch shows an example always: labels, and words that the grammar mistook."""
    return example.origin != "silent" or example.spans[2] is not None


def _labels(
    type: str, mode: str | None, content: str | None, modality: str, mutual: bool
) -> dict[str, str | None]:
    if type == "NONE":
        return {"type": "NONE", "none": mode, "mode": None, "content": None,
                "modality": None, "mutual": None}  # fmt: skip
    return {"type": type, "mode": f"{type}:{mode}" if mode else "-", "content": content or "-",
            "modality": modality, "mutual": "yes" if mutual else "no", "none": None}  # fmt: skip


def read_written(folder: Path = HERE) -> list[written.Written]:
    """All written sentences, contrast sets included, near-copies left out."""
    found = []
    for path in sorted([*folder.glob("written/*.txt"), *folder.glob("contrast/*.txt")]):
        sentences, faults = written.read(path)
        if faults:
            raise ValueError(faults[0])
        found += sentences
    plain = [s for s in found if s.block is None]
    copies = {id(second) for _, second in written.near_copies(plain)}
    return [s for s in found if id(s) not in copies]


def from_written(sentence: written.Written, chance: random.Random) -> Example:
    """One written sentence with names drawn for its slots."""
    text, spans = fill(sentence, chance)
    contrast = sentence.block is not None
    labels = _labels(
        sentence.type, sentence.mode, sentence.content, sentence.modality, sentence.mutual
    )
    if contrast and sentence.mode is None:
        labels["mode"] = None  # contrast sets leave it out where it does not matter
    return Example(
        text,
        (spans["S"], spans.get("T"), spans.get("V")),
        labels,
        "contrast" if contrast else "written",
        sentence.block or f"{sentence.file}:{sentence.template}",
        sentence.block,
    )


def reverse(example: Example, back: bool) -> Example | None:
    """The pair read in the other direction: no act, unless the deed is mutual or answered."""
    source, target, trigger = example.spans
    if (
        target is None
        or back
        or example.labels["mutual"] == "yes"
        or example.labels["type"] == "NONE"
    ):
        return None
    labels = _labels("NONE", "reversed", None, "", False)
    return replace(example, spans=(target, source, trigger), labels=labels)


def from_real(news: Path, folder: Path = HERE / "real") -> Iterator[Example]:
    """Real labels joined with their text; what the coder would ask about besides is NONE.

    A reader marks other words than the coder does (`the Syrian army's 4th division`, `army`). Every
    other label has the coder's marks, and pairs of a reader's marks are NONE, too: else the marks
    alone would give an act away.
    """
    by_sentence: dict[tuple[str, int, int], list[real.Labelled]] = {}
    for label in real.load(folder):
        by_sentence.setdefault((label.document, label.start, label.end), []).append(label)
    texts = dict(real.texts(news, {document for document, _, _ in by_sentence}))
    sentences = [texts[document][start:end] for document, start, end in by_sentence]
    for (place, labels), text, asked in zip(
        by_sentence.items(), sentences, _asked(sentences), strict=True
    ):
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
            labels_of = _labels(name, mode or None, content or None, one.modality, mutual)
            shown = _as_asked(spans, asked) if hashed(f"marks:{document}:{spans}") < 0.5 else spans  # type: ignore[arg-type]
            yield Example(text, shown, labels_of, "real", document)  # type: ignore[arg-type]
            told.append(spans)  # type: ignore[arg-type]
            if mutual or "back" in one.flags:
                told.append((spans[1], spans[0], None))  # type: ignore[arg-type]
        for spans, kind in _silent([*asked, *_crossed(told)], told):
            yield Example(text, spans, _labels("NONE", kind, None, "", False), "silent", document)


def _asked(sentences: list[str]) -> Iterator[list[Spans]]:
    """What the coder would ask about, sentence by sentence."""
    documents = [Document(str(n), text) for n, text in enumerate(sentences)]
    prepared = [(d, readable(d)) for d in documents]
    trees = parse([p.text for _, found in prepared for p, _ in found])
    for document, found in prepared:
        reader = Reader(document, "", home_state(m for _, mentions in found for m in mentions))
        asked: list[Spans] = []
        for passage, mentions in found:
            tree = Tree(next(trees))
            for sentence in reader.read(passage, tree, mentions):
                start, _ = tree.span(sentence.first, sentence.first)
                for spans in propose(reader, sentence):
                    asked.append(
                        tuple(s and passage.locate(start + s[0], start + s[1]) for s in spans)  # type: ignore[arg-type]
                    )
        yield asked


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


def same(one: Span | None, other: Span | None) -> bool:
    """Whether two spans share words."""
    return one is not None and other is not None and one[0] < other[1] and other[0] < one[1]
