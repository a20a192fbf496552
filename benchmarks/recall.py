"""How many names of the Phoenix dictionaries the tables of actors know.

    python benchmarks/recall.py PHOENIX_FOLDER [--missing N]

Countries, leaders and other officials in office at some time of 1990 to 2014, organisations and
armed groups; first names of an entry only, since its synonyms are largely misspellings. Folded for
comparing: case, accents, hyphens. `--missing N` lists N of each kind that are not known.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from detente.actors.dictionaries import Entry, read_cameo
from detente.actors.tables import fold, names
from detente.records import Actor

FROM, TO = dt.date(1990, 1, 1), dt.date(2014, 1, 31)
FILES = {
    "Countries": "Phoenix.Countries.actors.txt",
    "International": "Phoenix.International.actors.txt",
    "Armed groups": "Phoenix.MilNonState.actors.txt",
}


def plain(form: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(form)).split())


def entries(path: Path) -> Iterator[tuple[Entry, str]]:
    """The first name of every entry, with the first letters of its code in the dictionary."""
    lines = path.read_text("utf-8", errors="replace").splitlines()
    firsts: dict[str, str] = {}
    name = ""
    for line in lines:
        if line[:1] not in ("+", "#", "\t", " ", "&", ""):
            name = plain(line.split("[")[0].split(";")[0].replace("_", " "))
        code = re.search(r"\[\s*([A-Z]{3})", line)
        if code and not line.startswith("#"):
            firsts.setdefault(name, code[1])
    for entry in read_cameo(lines, path.name):
        if isinstance(entry, Entry) and plain(entry.form) in firsts:
            yield entry, firsts[plain(entry.form)]


def kind(entry: Entry, code: str, name: str) -> str | None:
    if name == "International":
        return _BODIES.get(code) if not entry.since else None
    if name == "Armed groups":
        return "armed groups"
    if entry.kind == "state":
        return "countries and territories"
    if entry.kind != "person" or (entry.since or FROM) > TO or (entry.until or TO) < FROM:
        return None
    return "officials of governments" if Actor.parse(entry.actor).role == "GOV" else None


_BODIES = {"IGO": "international organisations", "NGO": "non-governmental organisations",
           "NGM": "non-governmental organisations", "MNC": "firms"}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--missing", type=int, default=0)
    arguments = parser.parse_args()
    known: dict[str, set[str]] = defaultdict(set)
    for name in names():
        known[plain(name.form)].add(name.actor.code)
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    for title, file in FILES.items():
        for entry, first in entries(arguments.folder / file):
            what = kind(entry, first, title)
            if what is None:
                continue
            form, code = plain(entry.form), Actor.parse(entry.actor).code
            codes = known.get(form, set())
            same = code in codes if entry.kind == "person" else bool(codes)
            key = f"{code} {entry.form}"
            found[what][key] = found[what].get(key, False) or same
    for what, hits in found.items():
        right = sum(hits.values())
        print(f"{what}: {right:,} of {len(hits):,} ({right / len(hits):.1%})")
        missing = [key for key, hit in sorted(hits.items()) if not hit]
        for key in (
            missing[:: max(1, len(missing) // arguments.missing)] if arguments.missing else ()
        ):
            print(f"    {key}")


if __name__ == "__main__":
    main()
