"""The second reading: another reader labels the same marked sentences blind; both are compared.

    python -m training.second show FILE                   sentences with marks, labels hidden
    python -m training.second show READING SENTENCES      the same for real sentences
    python -m training.second compare FILE SECOND         agreement, and where the two differ

A second reading has one line a sentence: `number | LABEL MODALITY [flags]`. FILE is a written file;
for real sentences give READING and SENTENCES in its place. Agreement is the share of equal labels
and Cohen's kappa (Cohen 1960), head by head, over sentences that both labelled.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from training.real import Labelled, read_reading
from training.written import Written, parse, read

HEADS = ("type", "mode", "content", "modality", "mutual")
Labels = dict[str, str | None]


def items(paths: list[Path]) -> dict[int, tuple[str, Labels]]:
    """Sentences with marks, and their labels, by line (written) or order (real)."""
    if len(paths) == 1:
        written, _ = read(paths[0])
        return {one.line: (one.template, labels_of(one)) for one in written}
    labelled, _ = read_reading(*paths)
    text = {row["n"]: row for row in _rows(paths[1])}
    by_place = {(row["id"], row["start"]): row for row in text.values()}
    found = {}
    for number, one in enumerate((x for x in labelled if x.label), 1):
        row = by_place[one.document, one.start]
        parsed = parse(f"{_head(one)} | [S x] [T y] [V z]")
        found[number] = (_marked(row["text"], one, row["start"]), labels_of(parsed))
    return found


def _head(one: Labelled) -> str:
    return f"{one.label} {one.modality} {one.flags}".strip()


def _rows(path: Path) -> list[dict[str, object]]:
    import json

    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _marked(text: str, one: Labelled, start: int) -> str:
    marks = []
    for name, span in (("S", one.source), ("T", one.target), ("V", one.trigger)):
        if span is not None:
            marks += [(span[0] - start, f"[{name} "), (span[1] - start, "]")]
    for at, mark in sorted(marks, key=lambda m: (-m[0], m[1] != "]")):
        text = text[:at] + mark + text[at:]
    return text


def labels_of(one: Written) -> Labels:
    return {"type": one.type, "mode": one.mode, "content": one.content,
            "modality": one.modality, "mutual": "yes" if one.mutual else "no"}  # fmt: skip


def kappa(pairs: list[tuple[str | None, str | None]]) -> float:
    """Cohen's kappa of two readers' labels."""
    agreed = sum(a == b for a, b in pairs) / len(pairs)
    ours, theirs = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(ours[k] * theirs[k] for k in ours) / len(pairs) ** 2
    return (agreed - chance) / (1 - chance) if chance < 1 else 1.0


def compare(first: dict[int, tuple[str, Labels]], second: Path) -> list[str]:
    """Agreement head by head, then every sentence whose types or modalities differ."""
    theirs: dict[int, Labels] = {}
    lines = []
    for raw in second.read_text(encoding="utf-8").splitlines():
        number, _, head = raw.partition(" | ")
        if not number.strip().isdigit():
            continue
        try:
            theirs[int(number)] = labels_of(parse(f"{head.strip()} | [S x] [T y] [V z]"))
        except ValueError as wrong:
            lines.append(f"not read: {raw[:80]}: {wrong}")
    both = [n for n in first if n in theirs]
    for head in HEADS:
        pairs = [
            (first[n][1][head], theirs[n][head])
            for n in both
            if head == "type" or first[n][1]["type"] == theirs[n]["type"] != "NONE"
        ]
        agreed = sum(a == b for a, b in pairs) / len(pairs)
        lines.append(
            f"{head}: agreement {agreed:.3f}, kappa {kappa(pairs):.3f}, {len(pairs)} read twice"
        )
    for n in both:
        ours = first[n][1]
        apart = [h for h in ("type", "modality", "mutual") if ours[h] != theirs[n][h]]
        if ours["type"] == theirs[n]["type"] and ours["content"] and theirs[n]["content"]:
            apart += ["content"] if ours["content"] != theirs[n]["content"] else []
        if apart and not (ours["type"] == theirs[n]["type"] == "NONE"):
            told = ", ".join(f"{h} {ours[h]} / {theirs[n][h]}" for h in apart)
            lines.append(f"{n}: {told} | {first[n][0]}")
    return lines


def main(command: str, paths: list[str]) -> None:
    if command == "show":
        for number, (text, _) in items([Path(p) for p in paths]).items():
            print(f"{number} | {text}")
    else:
        print("\n".join(compare(items([Path(p) for p in paths[:-1]]), Path(paths[-1]))))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
