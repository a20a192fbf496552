"""Kills a run with -9 at random moments, resumes it, and compares with an uninterrupted one.

Usage: python benchmarks/killed.py INPUT... --db KILLED.duckdb --against WHOLE.duckdb
       [--kills 5] [--within 60] [--seed 1]
WHOLE.duckdb is made by an uninterrupted `detente run` over the same inputs; it is made here if it
does not exist. Prints the content hash of both; exits 1 if they differ.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from detente.ledger import Ledger


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--against", type=Path, required=True)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--within", type=float, default=60.0, help="seconds, at most, to a kill")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()

    dice = random.Random(given.seed)
    command = [sys.executable, "-m", "detente", "run", *given.inputs, "-q", "--db"]
    for number in range(1, given.kills + 1):
        seconds = dice.uniform(3, given.within)
        process = subprocess.Popen([*command, str(given.db)], stdout=subprocess.DEVNULL)
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()
        with Ledger.open(given.db) as ledger:
            counts = ledger.counts()
        print(f"kill {number} after {seconds:5.1f} s: {counts.documents:,} documents are safe",
              flush=True)  # fmt: skip
    subprocess.run([*command, str(given.db)], check=True)
    if not given.against.exists():
        subprocess.run([*command, str(given.against)], check=True)
    hashes = []
    for path in (given.db, given.against):
        with Ledger.open(path, read_only=True) as ledger:
            counts, integrity = ledger.counts(), ledger.integrity()
            hashes.append(ledger.content_hash())
        print(f"{path.name}: {counts.documents:,} documents, {counts.events:,} events, "
              f"{integrity.violations} spans that do not stand, {hashes[-1]}")  # fmt: skip
    sys.exit(0 if hashes[0] == hashes[1] else "the two ledgers differ")


if __name__ == "__main__":
    main()
