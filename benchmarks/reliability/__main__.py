"""Measures what detente stands, and writes the tables of docs/reliability.md.

    python -m benchmarks.reliability [TOPIC ...] [--shared ../shared] [--write]

Without topics, all of them. Prints a table a topic; with `--write` puts it into
docs/reliability.md between `<!-- measured TOPIC -->` and `<!-- end -->`. Exits 1 if anything
did not hold.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import re
import sys
import tempfile
from pathlib import Path

import benchmarks.reliability as package
from benchmarks.reliability.measured import Measured, Place

PAGE = Path("docs/reliability.md")
TOPICS = sorted(
    module.name
    for module in pkgutil.iter_modules(package.__path__)
    if module.name not in ("__main__", "measured")
)


def table(found: list[Measured]) -> str:
    rows = [
        f"| {m.what} | {m.asked} | {m.found}{'' if m.held else ' **(not held)**'} |" for m in found
    ]
    return "\n".join(("| Tried | Asked | Found |", "|---|---|---|", *rows))


def write(topic: str, text: str) -> None:
    block = re.compile(rf"(<!-- measured {topic} -->\n).*?(<!-- end -->)", re.S)
    page = PAGE.read_text("utf-8")
    if not block.search(page):
        raise SystemExit(f"{PAGE} has no place for {topic}: <!-- measured {topic} -->")
    PAGE.write_text(block.sub(lambda m: f"{m[1]}{text}\n{m[2]}", page), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("topics", nargs="*", choices=[*TOPICS, []], metavar="TOPIC")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    held = True
    for topic in given.topics or TOPICS:
        measure = importlib.import_module(f"benchmarks.reliability.{topic}").measure
        with tempfile.TemporaryDirectory() as scratch:
            found = list(measure(Place(given.shared.resolve(), Path(scratch))))
        held = held and all(one.held for one in found)
        print(f"\n## {topic}\n\n{table(found)}", flush=True)
        if given.write:
            write(topic, table(found))
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
