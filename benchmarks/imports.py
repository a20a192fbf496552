"""Rows a second and peak memory of an import of ICEWS, on real rows repeated.

Usage: python benchmarks/imports.py SAMPLE.tab [--rows 1000000]
The sample is written again and again with other event and story ids, two days later each time,
until there are as many rows as asked; then the file is imported into an empty ledger.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import tempfile
import time
from pathlib import Path

from detente.engine.importing import import_events
from detente.ledger import Ledger

EVENT, DATE, STORY = 0, 1, 11  # columns of ICEWS


def repeat(sample: Path, output: Path, rows: int) -> int:
    """Write ``rows`` rows made of the sample's; how many days they span."""
    header, *lines = sample.read_text("utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line]
    written = turn = 0
    with output.open("w", encoding="utf-8") as sink:
        sink.write(header + "\n")
        while written < rows:
            shift = dt.timedelta(days=2 * turn - 10_000)
            for row in cells[: rows - written]:
                new = row.copy()
                new[EVENT] = f"{turn}{row[EVENT]}"
                new[DATE] = str(dt.date.fromisoformat(row[DATE]) + shift)
                new[STORY] = f"{turn}{row[STORY]}"
                sink.write("\t".join(new) + "\n")
                written += 1
            turn += 1
    return 2 * turn


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sample", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "icews.tab"
        days = repeat(given.sample, table, given.rows)
        with Ledger.open(Path(folder) / "imports.duckdb") as ledger:
            started, used = time.monotonic(), time.process_time()
            summary = import_events(ledger, "icews", [table])
            seconds, cpu = time.monotonic() - started, time.process_time() - used
        size = (Path(folder) / "imports.duckdb").stat().st_size / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{summary.rows:,} rows over {days:,} days, {summary.acts:,} acts, {size:,.0f} MB on disk"
    )
    print(
        f"{seconds:.1f} s ({cpu:.1f} s of processors), {summary.rows / seconds:,.0f} rows a second"
    )
    print(f"peak memory {peak:,.0f} MB")


if __name__ == "__main__":
    main()
