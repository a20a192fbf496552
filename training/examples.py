"""Examples: written sentences and real labels in the one form that training reads."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from detente.actors.gazetteer import gazetteer
from detente.ontology import event_types
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
_PARTIES = {"state", "demonym", "organisation", "group", "institution", "person", "seat"}


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with marked spans and its label for each head (``None``: not to be learned)."""

    text: str
    spans: tuple[tuple[int, int] | None, tuple[int, int] | None, tuple[int, int] | None]
    labels: dict[str, str | None]
    origin: str  # written, contrast, real, drawn
    key: str  # of what is split together: a block, a document, a line
    twin: str | None = None  # contrast block


def held_out(key: str, share: float = 0.1) -> bool:
    """Whether what has this key is kept out of training (a fixed draw by hash)."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF < share


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
    return Example(
        text,
        (spans["S"], spans.get("T"), spans.get("V")),
        _labels(sentence.type, sentence.mode, sentence.content, sentence.modality, sentence.mutual),
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
    """Real labels joined with their text; pairs of actors without a label are NONE."""
    by_sentence: dict[tuple[str, int, int], list[real.Labelled]] = {}
    for label in real.load(folder):
        by_sentence.setdefault((label.document, label.start, label.end), []).append(label)
    texts = dict(real.texts(news, {document for document, _, _ in by_sentence}))
    for (document, start, end), labels in by_sentence.items():
        text = texts[document][start:end]
        seen: set[tuple[tuple[int, int] | None, tuple[int, int] | None]] = set()
        for one in labels:
            spans = tuple(
                None if s is None else (s[0] - start, s[1] - start)
                for s in (one.source, one.target, one.trigger)
            )
            if one.label:
                name, _, content = one.label.partition("/")
                name, _, mode = name.partition(":")
                found = _labels(name, mode or None, content or None, one.modality,
                                "mutual" in one.flags)  # fmt: skip
                yield Example(text, spans, found, "real", document)  # type: ignore[arg-type]
                seen.add((spans[0], spans[1]))
                if "mutual" in one.flags or "back" in one.flags:
                    seen.add((spans[1], spans[0]))
        for first, second in _silent_pairs(text, seen):
            yield Example(text, (first, second, None), _labels("NONE", None, None, "", False),
                          "real-none", document)  # fmt: skip


def _silent_pairs(
    text: str, seen: set[tuple[tuple[int, int] | None, tuple[int, int] | None]]
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Ordered pairs of named actors that no label joins."""
    mentions = [(m.start, m.end) for m in gazetteer().find(text) if m.kind in _PARTIES]
    spoken = [span for pair in seen for span in pair if span is not None]
    places = list(dict.fromkeys([*spoken, *(m for m in mentions if not _touch(m, spoken))]))[:6]
    for first in places:
        for second in places:
            if first != second and (first, second) not in seen:
                yield first, second


def _touch(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)
