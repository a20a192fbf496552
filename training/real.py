"""Labels over real sentences: read by hand, stored as document, offsets and labels without text.

A reading is written by hand as `number | source | target | trigger | LABEL MODALITY [flags]`, parts
as verbatim words of the sentence (`words#2` is their second occurrence; `-` is no target or no
trigger), `number | -` for a sentence without any event.

    python -m training.real check READING SENTENCES     what is wrong in a reading
    python -m training.real store READING SENTENCES     the reading as rows of offsets
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.written import parse as parse_written

COLUMNS = ("document", "start", "end", "source", "target", "trigger", "label", "modality", "flags")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled pair of a real sentence; spans are offsets into the document."""

    document: str
    start: int
    end: int
    source: tuple[int, int] | None
    target: tuple[int, int] | None
    trigger: tuple[int, int] | None
    label: str  # "" for a sentence without any event
    modality: str
    flags: str

    def row(self) -> list[str | int]:
        spans = (self.source, self.target, self.trigger)
        places = ["" if s is None else f"{s[0]}-{s[1]}" for s in spans]
        return [self.document, self.start, self.end, *places,
                self.label, self.modality, self.flags]  # fmt: skip


def read_reading(path: Path, sentences: Path) -> tuple[list[Labelled], list[str]]:
    """A reading and its faults; `sentences` is what `training.draw` wrote."""
    with sentences.open(encoding="utf-8") as lines:
        items = {row["n"]: row for row in map(json.loads, lines)}
    found, faults, done = [], [], set()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            parts = [p.strip() for p in line.split(" | ")]
            item = items[int(parts[0])]
            done.add(item["n"])
            found.append(_labelled(parts, item))
        except (ValueError, KeyError, IndexError) as wrong:
            faults.append(f"{path.name}:{number}: {wrong}: {line[:110]}")
    if done:
        missing = [n for n in range(min(done), max(done) + 1) if n not in done]
        if missing:
            faults.append(f"{path.name}: sentences not read: {missing[:20]}")
    return found, faults


def _labelled(parts: list[str], item: dict[str, Any]) -> Labelled:
    place = (item["id"], item["start"], item["end"])
    if len(parts) == 2 and parts[1] == "-":
        return Labelled(*place, None, None, None, "", "", "")
    _, source, target, trigger, head = parts
    if source == "-":
        raise ValueError("an event wants a source")
    label, modality, *flags = head.split()
    marks = "[S x] " + ("[T y] " if target != "-" else "") + ("[V z]" if trigger != "-" else "")
    parse_written(f"{head} | {marks}")
    spans = [_span(words, item) if words != "-" else None for words in (source, target, trigger)]
    known = [s for s in spans if s is not None]
    if any(a[0] < b[1] and b[0] < a[1] for i, a in enumerate(known) for b in known[:i]):
        raise ValueError("spans overlap")
    return Labelled(*place, *spans, label, modality, " ".join(sorted(flags)))


def _span(words: str, item: dict[str, Any]) -> tuple[int, int]:
    """Where the words stand, as offsets into the document.

    The text shown has its white space folded; `raw` has the document's own, so each shown
    character is followed back.
    """
    words, _, nth = words.partition("#")
    at = -1
    for _ in range(int(nth or 1)):
        at = item["text"].find(words, at + 1)
        if at < 0:
            raise ValueError(f"{words!r} does not stand in the sentence (often enough)")
    before, after = item["text"][:at][-1:], item["text"][at + len(words) :][:1]
    if (before and (before + words[:1]).isalnum()) or (after and (words[-1:] + after).isalnum()):
        raise ValueError(
            f"{words!r} is only a part of a word; which is meant? (words#2 is the second)"
        )
    places = item.get("places") or range(item["start"], item["end"])
    return places[at], places[at + len(words) - 1] + 1


def load(folder: Path) -> list[Labelled]:
    """All stored labels of a folder of CSV files."""
    return [one for path in sorted(folder.glob("*.csv")) for one in load_file(path)]


def load_file(path: Path) -> list[Labelled]:
    """The labels of one file."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Labelled(
                row["document"],
                int(row["start"]),
                int(row["end"]),
                *(_offsets(row[key]) for key in ("source", "target", "trigger")),
                row["label"],
                row["modality"],
                row["flags"],
            )
            for row in csv.DictReader(lines)
        ]


def doubted(folder: Path) -> set[tuple[str, int, int]]:
    """Document, start and end of the sentences that were drawn because the coder doubted."""
    return {
        (one.document, one.start, one.end)
        for path in folder.glob("doubted_*.csv")
        for one in load_file(path)
    }


def by_sentence(folder: Path) -> dict[tuple[str, int, int], list[Labelled]]:
    """The labels of a folder by document, start and end of their sentence."""
    found: dict[tuple[str, int, int], list[Labelled]] = {}
    for one in load(folder):
        found.setdefault((one.document, one.start, one.end), []).append(one)
    return found


def _offsets(text: str) -> tuple[int, int] | None:
    start, _, end = text.partition("-")
    return (int(start), int(end)) if end else None


def texts(news: Path, wanted: set[str]) -> Iterator[tuple[str, str]]:
    """Id and text of the wanted documents of the news folder."""
    for path in sorted(news.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                if row["id"] in wanted:
                    yield row["id"], row["text"]


def sentences(news: Path, places: Iterable[tuple[str, int, int]]) -> list[str]:
    """The text at each place (document, start, end), in order."""
    wanted = list(places)
    known = dict(texts(news, {document for document, _, _ in wanted}))
    return [known[document][start:end] for document, start, end in wanted]


def main(command: str, reading: Path, sentences: Path) -> int:
    found, faults = read_reading(reading, sentences)
    for fault in faults:
        print(fault, file=sys.stderr)
    if command == "store":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(one.row() for one in found)
    else:
        kinds = Counter(one.label.partition("/")[0].partition(":")[0] or "(none)" for one in found)
        print(len({(o.document, o.start) for o in found}), "sentences", dict(kinds.most_common()))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
