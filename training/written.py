"""Written sentences: the line format of GUIDE.md, read and checked.

`python -m training.written FILE ...` prints what is wrong, line by line, and a count of labels.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from detente.ontology import event_types

EVENT_TYPES = event_types()
EXTRA_MODES = {"SANCTION": {"embargo"}, "COERCE": {"blockade"}, "SUPPORT": {"sign"}}
MODALITIES = ("actual", "planned", "possible", "conditional", "negated")
NONE_KINDS = ("no-act", "others", "reversed")
FLAGS = {"mutual", "back"}
STATE_FORMS = {"", "adj", "people", "capital", "leader", "surname", "person"}
OTHER_FORMS = {"org", "group", "party", "firm", "outlet"}
MARK = re.compile(r"\[([STV]) ([^\[\]]*)\]")
SLOT = re.compile(r"\{([A-E])(?:\.([a-z]+))?\}")


@dataclass(frozen=True, slots=True)
class Written:
    """One written sentence: a template with marks and slots, and its labels."""

    template: str
    type: str
    mode: str | None
    content: str | None
    modality: str
    mutual: bool
    back: bool
    file: str = ""
    line: int = 0
    block: str | None = None
    kind: str | None = None
    faults: tuple[str, ...] = field(default=())


def modes_of(name: str) -> set[str]:
    """The modes that a type may carry in training: PLOVER's and the three extra ones."""
    return set(EVENT_TYPES[name].modes) | EXTRA_MODES.get(name, set())


def parse(line: str) -> Written:
    """Read one line; raise `ValueError` with what is wrong."""
    head, bar, template = line.partition(" | ")
    if not bar:
        raise ValueError("no ' | ' between labels and sentence")
    label, *rest = head.split()
    name, _, content = label.partition("/")
    name, _, mode = name.partition(":")
    if not rest:
        raise ValueError("no modality")
    modality, flags = rest[0], set(rest[1:])
    if flags - FLAGS:
        raise ValueError(f"unknown flag {sorted(flags - FLAGS)}")
    if name == "NONE":
        if mode not in NONE_KINDS or content or modality != "-":
            raise ValueError(f"NONE wants one of {NONE_KINDS} and '-', not {head!r}")
    else:
        if name not in EVENT_TYPES:
            raise ValueError(f"unknown type {name!r}")
        if mode and mode not in modes_of(name):
            raise ValueError(f"{name} has no mode {mode!r}, only {sorted(modes_of(name))}")
        if content and content not in EVENT_TYPES:
            raise ValueError(f"unknown content {content!r}")
        if modality not in MODALITIES:
            raise ValueError(f"unknown modality {modality!r}")
    marks = Counter(m[0] for m in MARK.findall(template))
    if marks["S"] != 1 or marks["T"] > 1 or marks["V"] > 1 or (name != "NONE" and not marks["V"]):
        raise ValueError(f"wants one [S …], one [V …], at most one [T …]; has {dict(marks)}")
    if name == "NONE" and not marks["T"]:
        raise ValueError("NONE wants a [T …]")
    bare = MARK.sub(r"\2", template)
    if re.search(r"[\[\]]", bare):
        raise ValueError("brackets that are no mark, or marks within marks")
    forms: dict[str, set[str]] = {}
    for letter, form in SLOT.findall(bare):
        if form not in STATE_FORMS | OTHER_FORMS:
            raise ValueError(f"unknown slot form {{{letter}.{form}}}")
        forms.setdefault(letter, set()).add(form)
    if re.search(r"[{}]", SLOT.sub("", bare)):
        raise ValueError("braces that are no slot")
    for letter, used in forms.items():
        if used & OTHER_FORMS and len(used) > 1:
            raise ValueError(f"{letter} is two kinds of actor: {sorted(used)}")
    return Written(
        template.strip(), name, mode or None, content or None, modality, "mutual" in flags,
        "back" in flags,
    )  # fmt: skip


def read(path: Path) -> tuple[list[Written], list[str]]:
    """All sentences of one file and its faults as `file:line: what`."""
    sentences, faults = [], []
    block, kind = None, None
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.strip()
        if line.startswith("==="):
            kind, block = line.strip("= "), f"{path.stem}:{number}"
        elif line and not line.startswith("#"):
            try:
                one = parse(line)
            except ValueError as wrong:
                faults.append(f"{path.name}:{number}: {wrong}: {line[:90]}")
                continue
            sentences.append(
                Written(
                    one.template,
                    one.type,
                    one.mode,
                    one.content,
                    one.modality,
                    one.mutual,
                    one.back,
                    path.stem,
                    number,
                    block,
                    kind,
                )
            )
    return sentences, faults


def skeleton(template: str) -> frozenset[str]:
    """Word trigrams without marks, slots as one word: what near-copies share."""
    bare = SLOT.sub("#", MARK.sub(r"\2", template)).lower()
    words = re.findall(r"[#\w]+", bare)
    return frozenset(" ".join(words[i : i + 3]) for i in range(len(words) - 2)) or frozenset(words)


def near_copies(sentences: list[Written], limit: float = 0.6) -> list[tuple[Written, Written]]:
    """Pairs of one type and modality whose skeletons overlap by `limit` (Jaccard) or more."""
    skeletons = [skeleton(s.template) for s in sentences]
    holders: dict[str, list[int]] = {}
    copies = []
    for i, (one, mine) in enumerate(zip(sentences, skeletons, strict=True)):
        near = Counter(j for trigram in mine for j in holders.get(trigram, ()))
        for j, shared in near.items():
            same = (sentences[j].type, sentences[j].modality) == (one.type, one.modality)
            if same and shared / (len(mine) + len(skeletons[j]) - shared) >= limit:
                copies.append((sentences[j], one))
                break
        for trigram in mine:
            holders.setdefault(trigram, []).append(i)
    return copies


def main(paths: list[str]) -> int:
    faults: list[str] = []
    sentences: list[Written] = []
    for path in paths:
        good, bad = read(Path(path))
        sentences += good
        faults += bad
    for fault in faults:
        print(fault)
    for first, second in near_copies([s for s in sentences if s.block is None]):
        print(f"{second.file}:{second.line}: near-copy of {first.file}:{first.line}")
    labels = Counter(f"{s.type}:{s.mode}" if s.mode else s.type for s in sentences)
    print(", ".join(f"{label} {count}" for label, count in sorted(labels.items())))
    print(
        dict(Counter(s.modality for s in sentences)), f"mutual {sum(s.mutual for s in sentences)}"
    )
    words = [len(MARK.sub(r"\2", s.template).split()) for s in sentences] or [0]
    print(f"{len(sentences)} sentences, {sum(words) / len(words):.0f} words, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
