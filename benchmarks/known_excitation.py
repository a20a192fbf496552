"""Known answers for excitation: coverage, false positives and power over simulated dyads.

    python benchmarks/known_excitation.py [--simulations N] [--days D]

Every record is stamped by day, as event data are. `covered` is the share of 95% intervals of the
branching matrix that hold the truth, over its cells; `A<B` the share of records in which the test
says at the 5% level that A answers B, `B<A` the reverse, `both` the test of the two together.
Where the truth is that nobody answers, these are false positives. `misfit` is the share of streams
whose timing the true model is said not to fit, `seconds` of processor time a full analysis takes.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.analysis.reciprocity.excitation import Baseline, Excitation, fit_excitation
from detente.analysis.reciprocity.excitation.hawkes import simulate_hawkes

ALONE = ((0.0, 0.0), (0.0, 0.0))
OWN = ((0.4, 0.0), (0.0, 0.4))
NEARLY = ((0.3, 0.2), (0.05, 0.2))
FOUR_OWN = tuple(tuple(0.3 * (i == j) for j in range(4)) for i in range(4))


@dataclass(frozen=True)
class Design:
    """What is true of the records of one row of the table."""

    name: str
    baselines: Sequence[float]
    branching: Sequence[Sequence[float]]
    half_life_days: float = 3.0
    swing: float = 0.0
    baseline: Baseline = "constant"
    same_day: bool = True


DESIGNS = (
    Design("nobody answers or follows up", (0.25, 0.15), ALONE),
    Design("each follows up on its own", (0.2, 0.15), OWN),
    Design("same, from the next day on", (0.2, 0.15), OWN, same_day=False),
    Design("same, drifting baseline", (0.2, 0.15), OWN, baseline="drifting"),
    Design("same, a third of the acts", (0.07, 0.05), OWN),
    Design("A answers 0.2, B 0.05", (0.25, 0.2), NEARLY),
    Design("slow common driver", (0.25, 0.15), ALONE, swing=0.7),
    Design("same, drifting baseline", (0.25, 0.15), ALONE, swing=0.7, baseline="drifting"),
    Design("four streams, own follow-ups", (0.1, 0.08, 0.08, 0.06), FOUR_OWN),
)


def draw(design: Design, days: int, seed: int) -> list[np.ndarray]:
    """Day numbers of each stream; a slow driver thins a busier record by one wave a 500 days."""
    streams = simulate_hawkes(
        [rate * (1 + design.swing) for rate in design.baselines],
        design.branching,
        design.half_life_days,
        days,
        seed=seed,
    )
    rng = np.random.default_rng([seed, 2])
    phase = rng.uniform(0, 2 * np.pi)
    kept = []
    for times in streams:
        pace = (1 + design.swing * np.sin(2 * np.pi * times / 500 + phase)) / (1 + design.swing)
        kept.append(np.floor(times[rng.random(len(times)) < pace]))
    return kept


def fit(design: Design, days: int, seed: int) -> Excitation:
    count = len(design.baselines)
    return fit_excitation(
        draw(design, days, seed),
        start_day=0,
        end_day=days - 1,
        names=("A", "B") if count == 2 else ("A+", "A-", "B+", "B-"),
        sides=("A", "B") if count == 2 else ("A", "A", "B", "B"),
        baseline=design.baseline,
        same_day=design.same_day,
        seed=seed,
    )


def row(design: Design, simulations: int, days: int) -> str:
    started = time.process_time()
    fits = [fit(design, days, seed) for seed in range(simulations)]
    seconds = (time.process_time() - started) / simulations
    truth = np.array(design.branching)
    covered = np.mean([(f.low <= truth) & (truth <= f.high) for f in fits], axis=0)
    found = np.mean([[t.p_value < 0.05 for t in f.tests] for f in fits], axis=0)
    misfit = np.mean([f.fit_p_values < 0.05 for f in fits])
    acts = np.mean([sum(f.acts) for f in fits])
    return (
        f"{design.name:32} {acts:5.0f} {covered.min():6.3f} {covered.max():6.3f} "
        f"{found[0]:6.3f} {found[1]:6.3f} {found[2]:6.3f} {misfit:7.3f} {seconds:6.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--simulations", type=int, default=150)
    parser.add_argument("--days", type=int, default=1200)
    args = parser.parse_args()
    print(f"{'':32}  acts   covered       A<B    B<A    both  misfit seconds")
    for design in DESIGNS:
        print(row(design, args.simulations, args.days), flush=True)


if __name__ == "__main__":
    main()
