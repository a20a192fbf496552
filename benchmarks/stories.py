"""How fast documents are put into stories, what that takes, and a sample of stories to read.

Usage: python benchmarks/stories.py INPUT... [--later 100] [--sample 20] [--copies 10]
The last ``--later`` documents are placed by themselves, after all others: that is what a day's
new articles cost. The samples show what no gold data can: whether items of one or two sentences
that were put together tell one event, and whether what counts as a copy is one.

The settings in ``analysis/storylines`` rest on three kinds of text. On articles of many outlets
(``detente evaluate stories``, chosen on halves of the stories and checked on the others) every
threshold from 2.5 to 4 words in common does about as well. On the demonstration corpus, whose
README says which dispatches tell one event, nothing may join that is months apart: that sets the
decay. Of current events, one to three sentences each, 14 of 24 pairs read by eye that have 5 to 6
words in common tell one event, and 12 of 26 of those with 4.5 to 5: short texts need more.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from detente.engine.placing import place_documents
from detente.ledger import Ledger
from detente.records import Coding, Document
from detente.sources import read

STORED = 5000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--later", type=int, default=100)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--copies", type=int, default=0)
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        Ledger.open(Path(folder) / "stories.duckdb") as ledger,
    ):
        later: list[Document] = []
        store(ledger, hold_back(read(given.inputs), given.later, later))
        time_placing(ledger, "all but the last")
        store(ledger, later)
        time_placing(ledger, "the last")
        show_sizes(ledger)
        show_stories(ledger, given.sample, copies=False)
        show_stories(ledger, given.copies, copies=True)


def hold_back(items: Iterable[object], number: int, later: list[Document]) -> Iterable[Document]:
    """All documents but the last ``number``, which are left in ``later``."""
    for item in items:
        if isinstance(item, Document):
            later.append(item)
        if len(later) > number:
            yield later.pop(0)


def store(ledger: Ledger, documents: Iterable[Document]) -> None:
    """Documents without any entry: what is measured here needs none."""
    run = ledger.start_run("none", "1")
    rest = iter(documents)
    while some := list(islice(rest, STORED)):
        run.write(map(Coding, some))
    run.finish()


def time_placing(ledger: Ledger, what: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started, worked = time.monotonic(), time.process_time()
    count = place_documents(ledger)
    seconds, work = time.monotonic() - started, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{what}: {count:,} documents placed in {seconds:.1f} s ({work:.1f} s of work),"
        f" peak {peak:.0f} MiB ({before:.0f} before)"
    )


def show_sizes(ledger: Ledger) -> None:
    rows = list(ledger.storylines())
    sizes = Counter(min(row.documents, 10) for row in rows)
    copies = sum(row.documents - row.independent for row in rows)
    print(f"{len(rows):,} stories, the largest of {max(row.documents for row in rows)} documents;"
          f" {copies:,} documents repeat another's text")  # fmt: skip
    print("stories by documents:", ", ".join(f"{n}: {sizes[n]:,}" for n in sorted(sizes)))


def show_stories(ledger: Ledger, number: int, *, copies: bool) -> None:
    """Some stories with their documents, a copy marked with ``=``."""
    wanted = [
        row.story
        for row in ledger.storylines()
        if (row.independent < row.documents if copies else row.independent > 1)
    ]
    for story in random.Random(1).sample(wanted, min(number, len(wanted))):
        print()
        for one in ledger.storyline(story)[:5]:
            document = ledger.document(one.document_id)
            if document is not None:
                words = f"{document.title or ''} {document.text}".split()
                print("=" if one.copy_of else " ", document.date, " ".join(words)[:170])


if __name__ == "__main__":
    main()
