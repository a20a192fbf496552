"""How often the rules coder finds an event of the right type in sentences of the gold sets.

Usage: python benchmarks/gold.py GOLD_FOLDER
Counts sentences with any event, and with one whose type the gold set names. It says nothing of
precision; the evaluation harness will.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from detente.coding.rules import RulesCoder
from detente.records import Coding, Document

SETS = ("type_dev.jsonl", "events_plover_gsr.jsonl")
BATCH = 64


def main() -> None:
    for name in SETS:
        lines = (Path(sys.argv[1]) / name).read_text("utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        documents = [Document(row["id"], row["text"]) for row in rows]
        found = some = right = 0
        for first in range(0, len(rows), BATCH):
            codings = RulesCoder().code(documents[first : first + BATCH])
            for row, coding in zip(rows[first : first + BATCH], codings, strict=True):
                types = {e.type for e in coding.events} if isinstance(coding, Coding) else set()
                found += 1
                some += bool(types)
                right += bool(types & set(row["types"]))
        print(f"{name}: {found} sentences, {some} with an event, {right} with the right type")


if __name__ == "__main__":
    main()
