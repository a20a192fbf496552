"""Excitation in real event data, with mirrors in and out.

    python benchmarks/real_excitation.py FACTS RELATIONS [--seeds N]

FACTS is a Parquet file of events (source, relation, target, date), RELATIONS a CSV of relation,
CAMEO code and Goldstein score. For three dyads it prints the likelihood ratio of the cross terms
(both directions; each) in the median of N draws of the order within a day, with the least and the
greatest:

- twins kept; out by the same relation between the same two names; out with `Host a visit` and
  `Make a visit` taken for one relation; the same between countries instead of names;
- replies of the same day allowed, or from the next day on only;
- the same with a drifting baseline, and with time reversed: where that is as strong, the days
  cannot tell reply from co-movement.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from detente.analysis.reciprocity.excitation.model import MIN_ACTS, Excitation, fit_excitation

FROM = "2012-08-07"
PALESTINE = "Palestinian Territory, Occupied"
PARTIES = {
    "Israeli Defense Forces": "Israel",
    "Benjamin Netanyahu": "Israel",
    "Shimon Peres": "Israel",
    "Hamas": PALESTINE,
    "Mahmoud Abbas": PALESTINE,
    "Palestinian Islamic Jihad": PALESTINE,
}
DYADS = (
    ("Israel", PALESTINE, "conflict"),
    ("China", "Japan", "cooperation"),
    ("Sudan", "South Sudan", "cooperation"),
)
MIRRORS = {
    "kept": None,
    "out: relation": ("source", "target", "relation"),
    "out: and visits": ("source", "target", "meeting"),
    "out: by country": ("a", "b", "meeting"),
}


def country(name: str) -> str:
    """The text in trailing brackets, or the name itself."""
    found = re.search(r"\(([^()]*)\)\s*$", name)
    return found.group(1) if found else name


def read(facts: Path, relations: Path) -> pd.DataFrame:
    table = pd.read_parquet(facts)
    table["date"] = pd.to_datetime(table["date"])
    table = table[table["date"] >= FROM]
    scores = pd.read_csv(relations, names=["relation", "code", "score"], header=0)
    table = table.merge(scores, on="relation")
    table["day"] = (table["date"] - pd.Timestamp(FROM)).dt.days
    table["a"], table["b"] = table["source"].map(country), table["target"].map(country)
    table["meeting"] = table["relation"].replace({"Host a visit": "Make a visit"})
    return table


def twin(table: pd.DataFrame, source: str, target: str, relation: str) -> pd.Series:
    """Which rows stand there the other way round as well."""
    keys = set(zip(table[source], table[target], table[relation], table["day"], strict=True))
    swapped = zip(table[target], table[source], table[relation], table["day"], strict=True)
    return pd.Series([key in keys for key in swapped], index=table.index)


def fits(streams: list[np.ndarray], days: int, seeds: int, **options: Any) -> list[Excitation]:
    return [
        fit_excitation(streams, start_day=0, end_day=days - 1, seed=seed, **options)
        for seed in range(seeds)
    ]


def middle(found: list[Excitation]) -> Excitation:
    """The fit with the median likelihood ratio of both directions."""
    return sorted(found, key=lambda fit: fit.tests[2].ratio)[len(found) // 2]


def line(streams: list[np.ndarray], days: int, seeds: int, same_day: bool) -> str:
    found = fits(streams, days, seeds, same_day=same_day)
    drift = middle(fits(streams, days, seeds, same_day=same_day, baseline="drifting"))
    back = middle(fits([days - 1 - s for s in streams], days, seeds, same_day=same_day))
    both = [fit.tests[2].ratio for fit in found]
    fit = middle(found)
    each = " and ".join(f"{t.ratio:.1f} (p {t.p_value:.3f})" for t in fit.tests[:2])
    drifting = " and ".join(f"{t.ratio:.1f}" for t in drift.tests[:2])
    return (
        f"both {fit.tests[2].ratio:.1f} ({min(both):.1f} to {max(both):.1f}), each {each}; "
        f"drifting {drift.tests[2].ratio:.1f}, each {drifting}; "
        f"reversed {back.tests[2].ratio:.1f}; half-life {fit.half_life_days:.1f} days, "
        f"replies per act {fit.branching[0, 1]:.2f} and {fit.branching[1, 0]:.2f}"
    )


def report(table: pd.DataFrame, a: str, b: str, kind: str, seeds: int) -> None:
    days = int(table["day"].max()) + 1
    wanted = table["score"] < 0 if kind == "conflict" else table["score"] > 0
    for mirrors, columns in MIRRORS.items():
        rows = table[wanted & ~twin(table, *columns)] if columns else table[wanted]
        there = rows[(rows["a"] == a) & (rows["b"] == b)]["day"].to_numpy()
        back = rows[(rows["a"] == b) & (rows["b"] == a)]["day"].to_numpy()
        print(f"{a} - {b}, {kind}, mirrors {mirrors}: {len(there)} and {len(back)} acts")
        if min(len(there), len(back)) < MIN_ACTS:
            print("  too few acts")
            continue
        for same_day in (True, False):
            name = "same day" if same_day else "next day"
            print(f"  {name}: {line([there, back], days, seeds, same_day)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("facts", type=Path)
    parser.add_argument("relations", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    args = parser.parse_args()
    table = read(args.facts, args.relations)
    for dyad in DYADS:
        report(table, *dyad, args.seeds)
    print("\nWith leaders, armies and parties of Israel and Palestine counted in:")
    for column, name in (("a", "source"), ("b", "target")):
        table[column] = table[name].map(lambda n: PARTIES.get(n, country(n)))
    report(table, *DYADS[0], args.seeds)


if __name__ == "__main__":
    main()
