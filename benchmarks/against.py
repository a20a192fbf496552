"""The coder of this checkout against that of another, in turns on the same documents.

    python benchmarks/against.py OTHER/src INPUT [--documents N] [--rounds N]

Prints seconds a round and the ratio of the medians.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
from pathlib import Path

_TIMED = """
import sys, time
from detente.coding import load_coder
from detente.records import Document
from detente.sources import read
documents = [d for d in read([sys.argv[1]]) if isinstance(d, Document)][: int(sys.argv[2])]
coder = load_coder(sys.argv[3])
list(coder.code(documents[:20]))
start = time.perf_counter()
for first in range(0, len(documents), 50):
    list(coder.code(documents[first : first + 50]))
print(time.perf_counter() - start)
"""


def seconds(source: Path, arguments: argparse.Namespace) -> float:
    """Time to code the documents with the package in a folder, models loaded before."""
    done = subprocess.run(
        [sys.executable, "-c", _TIMED, arguments.input, str(arguments.documents), arguments.coder],
        env={**os.environ, "PYTHONPATH": str(source), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("other", type=Path, help="the src folder of the other checkout")
    parser.add_argument("input")
    parser.add_argument("--coder", default="neural")
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    here = Path(__file__).parents[1] / "src"
    times: dict[Path, list[float]] = {arguments.other: [], here: []}
    for _ in range(arguments.rounds):
        for source, taken in times.items():
            taken.append(seconds(source, arguments))
    for source, taken in times.items():
        print(f"{source}: " + ", ".join(f"{t:.1f} s" for t in taken))
    medians = [statistics.median(taken) for taken in times.values()]
    print(f"this checkout takes {medians[1] / medians[0]:.2f} times as long")


if __name__ == "__main__":
    main()
