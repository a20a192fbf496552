"""How often the measures of third sides are right about worlds whose truth is known.

Usage: python benchmarks/known_triangles.py [--simulations 500]
Prints, for each world, how often 95% intervals hold the truth, how often the test at 5% finds an
influence, and what the reading says.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from itertools import permutations

import numpy as np

from detente.analysis.reciprocity.triangles import measure_influence, measure_triangle
from detente.analysis.reciprocity.triangles.diffuse import measure_diffuse
from detente.analysis.reciprocity.triangles.regression import Reading
from detente.analysis.reciprocity.triangles.triads import Series, Tie, Way, balance_triads

BURN = 100
WAYS = list(permutations("ABC", 2))
MOVED, MOVER = WAYS.index(("B", "A")), WAYS.index(("C", "A"))


def coupling(own: float, reciprocity: float, influence: float) -> Series:
    """What each way (row) takes from the last period of each way (column)."""
    matrix = own * np.eye(len(WAYS))
    for i, way in enumerate(WAYS):
        matrix[i, WAYS.index(way[::-1])] = reciprocity
    matrix[MOVED, MOVER] = influence
    return matrix


def gaussian(random: np.random.Generator, periods: int, influence: float) -> dict[Way, Series]:
    """Scores with normal errors."""
    matrix = coupling(0.4, 0.2, influence)
    score = random.normal(size=(periods + BURN, len(WAYS)))
    for t in range(1, len(score)):
        score[t] += matrix @ score[t - 1]
    return dict(zip(WAYS, score[BURN:].T, strict=True))


def counts(random: np.random.Generator, periods: int, influence: float) -> dict[Way, Series]:
    """Numbers of acts: negative binomial of size 1, the variance m + m² of a mean of about 2."""
    matrix = coupling(0.3, 0.15, influence)
    score = np.zeros((periods + BURN, len(WAYS)))
    for t in range(1, len(score)):
        score[t] = random.negative_binomial(1, 1 / (2 + matrix @ score[t - 1]))
    return dict(zip(WAYS, score[BURN:].T, strict=True))


def driven(random: np.random.Generator, periods: int, influence: float) -> dict[Way, Series]:
    """One slow cause behind all six ways, and no influence of any on another."""
    cause = random.normal(size=periods + BURN)
    for t in range(1, len(cause)):
        cause[t] += 0.8 * cause[t - 1]
    score = cause[BURN:] + random.normal(size=(len(WAYS), periods))
    return dict(zip(WAYS, score, strict=True))


def panel(
    random: np.random.Generator,
    actors: int,
    periods: int,
    specific: float,
    diffuse: float,
    of_counts: bool,
) -> dict[Way, Series]:
    """Acts among several; with normal errors, half of an actor's moods reach all its pairs."""
    shape = (actors, actors)
    acts = np.zeros((periods + BURN, *shape))
    level = np.ones(shape) if of_counts else random.normal(size=shape)
    for t in range(1, len(acts)):
        last = acts[t - 1]
        rest = ((last.sum(axis=1, keepdims=True) - last) / (actors - 2)).T
        mean = level + 0.3 * last + specific * last.T + diffuse * rest
        if of_counts:
            acts[t] = random.negative_binomial(1, 1 / (1 + mean))
        else:
            moods = random.normal(size=(actors, 1)) + random.normal(size=(1, actors))
            acts[t] = mean + random.normal(size=shape) + 0.5 * moods
        np.fill_diagonal(acts[t], 0)
    return {(f"{i}", f"{j}"): acts[BURN:, i, j] for i, j in permutations(range(actors), 2)}


def try_triangles(simulations: int) -> None:
    print(f"{'triangle':10} {'periods':>7} {'truth':>6} {'holds':>7} {'found':>7}  readings")
    worlds = (("gaussian", gaussian, 0.15), ("counts", counts, 0.15), ("driven", driven, 0.0))
    for name, make, size in worlds:
        for truth in sorted({0.0, size}):
            for periods in (100, 200, 500):
                found = [
                    measure_influence(
                        make(np.random.default_rng(seed), periods, truth), ("B", "A"), "C", "A"
                    )
                    for seed in range(simulations)
                ]
                holds = np.mean([f.influence.low <= truth <= f.influence.high for f in found])
                tested = np.mean([f.influence.p < 0.05 for f in found])
                readings = Counter(f.reading for f in found)
                shares = ", ".join(
                    f"{reading.name.lower()} {readings[reading] / simulations:.1%}"
                    for reading in Reading
                    if readings[reading]
                )
                print(f"{name:10} {periods:7} {truth:6} {holds:7.1%} {tested:7.1%}  {shares}")


def try_panels(simulations: int) -> None:
    print(
        f"\n{'panel':9} {'actors':>6} {'periods':>7} {'specific':>8} {'holds':>7} {'found':>7} "
        f"{'diffuse':>8} {'holds':>7} {'found':>7}  dominance"
    )
    for name, actors, periods in (("gaussian", 3, 200), ("gaussian", 6, 100), ("counts", 6, 200)):
        for truth in ((0.0, 0.0), (0.2, 0.0), (0.0, 0.2), (0.15, 0.15)):
            found = [
                measure_diffuse(
                    panel(np.random.default_rng(seed), actors, periods, *truth, name == "counts")
                )
                for seed in range(simulations)
            ]
            cells = []
            for size, effects in zip(
                truth, ([f.specific for f in found], [f.diffuse for f in found]), strict=True
            ):
                holds = np.mean([e.low <= size <= e.high for e in effects])
                tested = np.mean([e.p < 0.05 for e in effects])
                cells.append(f"{size:8} {holds:7.1%} {tested:7.1%}")
            dominance = Counter(f.dominance.name.lower() for f in found)
            shares = ", ".join(f"{k} {n / simulations:.1%}" for k, n in dominance.most_common())
            print(f"{name:9} {actors:6} {periods:7} {' '.join(cells)}  {shares}")


def try_triads(simulations: int) -> None:
    found = []
    for seed in range(simulations):
        random = np.random.default_rng(seed)
        signs = random.choice([-1.0, 1.0], 28)
        pairs = [(f"{i}", f"{j}") for i in range(8) for j in range(i + 1, 8)]
        ties = [Tie(*pair, 50, s, s - 0.5, s + 0.5) for pair, s in zip(pairs, signs, strict=True)]
        found.append(balance_triads(ties, permutations=500).p)
    share = np.mean([p is not None and p < 0.05 for p in found])
    print(f"\nsigns at random among 8 actors: called balanced (p < 0.05) in {share:.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--simulations", type=int, default=500)
    given = parser.parse_args()

    series = gaussian(np.random.default_rng(0), 500, 0.15)
    measure_triangle(series)
    started = time.perf_counter()
    measure_triangle(series)
    print(f"a triangle of 500 periods: {1000 * (time.perf_counter() - started):.0f} ms\n")
    try_triangles(given.simulations)
    try_panels(given.simulations)
    try_triads(given.simulations)


if __name__ == "__main__":
    main()
