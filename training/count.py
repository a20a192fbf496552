"""Counts for the data card: `python -m training.count`."""

from __future__ import annotations

from collections import Counter

from training import real
from training.examples import HERE
from training.written import near_copies, read


def main() -> None:
    written = [s for path in sorted(HERE.glob("written/*.txt")) for s in read(path)[0]]
    contrast = [s for path in sorted(HERE.glob("contrast/*.txt")) for s in read(path)[0]]
    labels = real.load(HERE / "real")
    coded = [one for one in labels if one.label]
    print(f"{len(written)} written, {len(near_copies(written))} of them near-copies")
    print(f"{len(contrast)} in {len({s.block for s in contrast})} contrast blocks")
    places = {(one.document, one.start) for one in labels}
    print(f"{len(coded)} labels over {len(places)} real sentences, "
          f"{len(labels) - len(coded)} of them without any event")  # fmt: skip
    counts = [
        Counter(s.type for s in written),
        Counter(s.type for s in contrast),
        Counter(one.label.partition("/")[0].partition(":")[0] for one in coded),
    ]
    for name in sorted(set().union(*counts)):
        print(f"| {name} | " + " | ".join(f"{count[name]:,}" for count in counts) + " |")
    print("modality, written:", dict(Counter(s.modality for s in (*written, *contrast))))
    print("modality, real:", dict(Counter(one.modality for one in coded)))
    print("mutual:", sum(s.mutual for s in (*written, *contrast)),
          sum("mutual" in one.flags for one in coded))  # fmt: skip
    print("real, by source:", dict(Counter(one.document.split("-")[0] for one in coded)))


if __name__ == "__main__":
    main()
