"""What the gate and the screen cost in entries, and what they save in time.

Usage: python benchmarks/gate.py INPUT... [--documents 3000] [--held-out]
Codes the same documents in one process with and without gate and screen, chunk by chunk in turn,
and prints how many entries both find (same parties, type, modality and place): by their confidence,
which is the chance that an entry is right; those that are trusted enough to count; all. And the
ratio of processor seconds, beside that of a perfect gate: only the documents that hold entries,
coded once more without gate and screen. `--held-out` takes only documents that `training/gate.py`
never fits on.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter, defaultdict
from itertools import islice
from zlib import crc32

from detente.coding.neural.coder import NeuralCoder
from detente.engine.tasks import chunked
from detente.records import Coding, Concern, Document, Event
from detente.sources import read

TRUSTED = 0.5


def signature(event: Event) -> tuple[object, ...]:
    return (
        event.document_id, event.type, event.modality, event.evidence.quote.start,
        tuple(sorted(a.id for a in event.source)), tuple(sorted(a.id for a in event.target)),
    )  # fmt: skip


def place(concern: Concern) -> tuple[object, ...]:
    return (concern.document_id, concern.evidence.start)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--documents", type=int, default=3000)
    parser.add_argument("--held-out", action="store_true")
    given = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"

    found = (
        item for item in read(given.inputs)
        if isinstance(item, Document) and (not given.held_out or crc32(item.id.encode()) % 5 == 0)
    )  # fmt: skip
    documents = list(islice(found, given.documents))
    coders = {"with": NeuralCoder(), "without": NeuralCoder(gated=False)}
    for coder in coders.values():
        list(coder.code(documents[:2]))  # load everything
    seconds: Counter[str] = Counter()
    kept: defaultdict[str, float] = defaultdict(float)
    for chunk in chunked(documents):
        part = [item for item in chunk if isinstance(item, Document)]
        codings: dict[str, list[Coding]] = {}
        for name, coder in coders.items():
            started = time.process_time()
            codings[name] = [result for result in coder.code(part) if isinstance(result, Coding)]
            seconds[name] += time.process_time() - started
        ours = {signature(e) for coding in codings["with"] for e in coding.events}
        fears = {place(c) for coding in codings["with"] for c in coding.concerns}
        for coding in codings["without"]:
            for event in coding.events:
                for what in ("entries", "trusted")[: 2 if event.confidence >= TRUSTED else 1]:
                    kept[what] += signature(event) in ours
                    kept[f"all {what}"] += 1
                kept["right"] += event.confidence * (signature(event) in ours)
                kept["all right"] += event.confidence
            kept["concerns"] += sum(place(concern) in fears for concern in coding.concerns)
            kept["all concerns"] += len(coding.concerns)
        full = [c.document for c in codings["without"] if c.events or c.concerns]
        started = time.process_time()
        list(coders["without"].code(full))
        seconds["perfect"] += time.process_time() - started
    print(f"{len(documents):,} documents")
    for what in ("right", "trusted", "entries", "concerns"):
        whole = kept[f"all {what}"]
        print(
            f"{what:9} {kept[what]:7,.0f} of {whole:7,.0f} kept ({kept[what] / max(1, whole):.1%})"
        )
    for name in coders:
        print(f"{name:9} {len(documents) / seconds[name]:8.1f} documents per processor second")
    print(f"{seconds['without'] / seconds['with']:.2f} times as fast with gate and screen")
    print(f"{seconds['without'] / seconds['perfect']:.2f} times as fast with a perfect gate")


if __name__ == "__main__":
    main()
