"""Examples: written sentences and real labels in the one form that training reads."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from detente.ontology import event_types
from training import written
from training.names import fill
from training.written import MODALITIES, NONE_KINDS, modes_of

HERE = Path(__file__).parent
MODEL = HERE.parent / "src" / "detente" / "coding" / "neural" / "model"
REPORTS = HERE.parent / "tests" / "gold" / "reports.jsonl"
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
# Share that an epoch shows of what no label of a real sentence speaks of; more of it where the
# sentence was drawn because the coder doubted (`training.draw doubted`).
SILENT = {"silent": 0.4, "doubted": 1.0}
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


def barred() -> set[str]:
    """Documents kept for measuring."""
    return {json.loads(line)["id"] for line in REPORTS.read_text("utf-8").splitlines()}


def telling(example: Example) -> bool:
    """Whether an epoch shows an example always: labels, and words that the grammar mistook."""
    return example.origin not in SILENT or example.spans[2] is not None


def labels_of(
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
    labels = labels_of(
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
    labels = labels_of("NONE", "reversed", None, "", False)
    return replace(example, spans=(target, source, trigger), labels=labels)


def store(examples: Iterable[Example], path: Path) -> None:
    """Write examples as JSON lines."""
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as sink:
        for example in examples:
            sink.write(json.dumps(asdict(example), ensure_ascii=False) + "\n")
    part.replace(path)


def load(path: Path) -> list[Example]:
    """The examples of a file of JSON lines."""
    found = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            row["spans"] = tuple(tuple(s) if s else None for s in row["spans"])
            found.append(Example(**row))
    return found


def same(one: Span | None, other: Span | None) -> bool:
    """Whether two spans share words."""
    return one is not None and other is not None and one[0] < other[1] and other[0] < one[1]
