"""Known dynamics: how often the tests of answers err on simulated dyads whose truth is known.

    python benchmarks/known_dynamics.py [--simulations 500]

False positives: A's acts do not move B's, yet a test at 5% says so. Nominal is 5%.
Coverage: how often the 95% interval of B's summed answer holds the true sum. Nominal is 95%.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from itertools import product

import numpy as np
from numpy.typing import NDArray

from detente.analysis.reciprocity.dynamics import choose_lags, fit_granger
from detente.analysis.reciprocity.dynamics.bayes import fit_bayes
from detente.analysis.reciprocity.dynamics.responses import trace_responses

Floats = NDArray[np.float64]
Noise = Callable[[np.random.Generator, int, int], Floats]

OWN = 0.3
WARM_UP = 60
PERIODS = 400


def even(rng: np.random.Generator, count: int, periods: int) -> Floats:
    """Normal noise, correlated at 0.3 within a period; (count, periods, 2)."""
    shared = np.linalg.cholesky(np.array([[1.0, 0.3], [0.3, 1.0]]))
    return rng.standard_normal((count, periods, 2)) @ shared.T


def bursts(rng: np.random.Generator, count: int, periods: int) -> Floats:
    """Normal noise whose size both sides share, and which comes in spells."""
    spell, noise = np.zeros((count, periods)), 0.5 * rng.standard_normal((count, periods))
    for t in range(1, periods):
        spell[:, t] = 0.9 * spell[:, t - 1] + noise[:, t]
    return np.exp(spell / 2)[:, :, None] * even(rng, count, periods)


def simulate(noise: Noise, cross: Floats, count: int, periods: int, seed: int) -> Floats:
    """Dyads in which B answers A with ``cross`` by lag, and A does not answer B."""
    y = noise(np.random.default_rng(seed), count, periods + WARM_UP)
    for t in range(len(cross), periods + WARM_UP):
        y[:, t] += OWN * y[:, t - 1]
        for lag, weight in enumerate(cross, 1):
            y[:, t, 1] += weight * y[:, t - lag, 0]
    return y[:, WARM_UP:]


def count_acts(rate: float, cross: Floats, count: int, periods: int, seed: int) -> Floats:
    """Overdispersed counts (Poisson, its mean gamma with shape 1 around what the past gives)."""
    rng = np.random.default_rng(seed)
    y = np.full((count, periods + WARM_UP, 2), rate)
    for t in range(len(cross), periods + WARM_UP):
        mean = rate * (1 - OWN) + OWN * y[:, t - 1]
        for lag, weight in enumerate(cross, 1):
            mean[:, 1] += weight * y[:, t - lag, 0]
        y[:, t] = rng.poisson(mean * rng.gamma(1.0, 1.0, mean.shape))
    return y[:, WARM_UP:]


def false_positives(count: int) -> None:
    print(f"{'false positives at 5%':38}{'classic F':>12}{'robust Wald':>13}{'sum (read)':>12}")
    worlds: dict[str, Callable[[int], Floats]] = {
        "even noise": lambda periods: simulate(even, np.zeros(1), count, periods, 1),
        "counts, 2 a period": lambda periods: count_acts(2.0, np.zeros(1), count, periods, 2),
        "counts, 0.5 a period": lambda periods: count_acts(0.5, np.zeros(1), count, periods, 3),
        "shared bursts": lambda periods: simulate(bursts, np.zeros(1), count, periods, 4),
    }
    for name, make in worlds.items():
        for periods, lags in ((200, 1), (200, 4), (300, 2), (500, 4), (500, 6)):
            found = [fit_granger(y, lags).b_answers for y in make(periods)]
            shares = (np.array([(a.f_p, a.wald_p, a.p) for a in found]) < 0.05).mean(axis=0)
            row = "".join(f"{share:12.1%}" for share in shares)
            print(f"{f'{name}, T={periods}, {lags} lags':38}{row}", flush=True)


def coverage(count: int) -> None:
    heads = ("true lags", "right sign", "lags taken", "lags by BIC")
    print(f"\n{'coverage of 95% intervals':42}" + "".join(f"{head:>12}" for head in heads))
    worlds: dict[str, Callable[[Floats, int], Floats]] = {
        "even noise": lambda cross, periods: simulate(even, cross, count, periods, 5),
        "shared bursts": lambda cross, periods: simulate(bursts, cross, count, periods, 6),
        "counts": lambda cross, periods: count_acts(2.0, cross, count, periods, 7),
    }
    shapes = [(np.full(p, 1 / p), f"{p} lags") for p in (1, 2, 4)]
    shapes.append((np.array([0, 0, 1.0]), "late, at lag 3"))
    for name, make in worlds.items():
        for total, (shape, label) in product((0.3, 0.0, -0.3), shapes):
            if (name == "counts" and total < 0) or (not total and label.startswith("late")):
                continue  # a count's mean cannot fall below zero; no answer comes late
            shares = cover(make(total * shape, PERIODS), total, len(shape))
            title = f"{name}, sum {total:+.1f}, {label}, T={PERIODS}"
            print(f"{title:42}" + "".join(f"{share:12.1%}" for share in shares), flush=True)


def cover(dyads: Floats, total: float, lags: int) -> list[float]:
    """Coverage with the true lags, how often the sign is found, coverage with lags chosen."""
    found = []
    for y in dyads:
        choice = choose_lags(y, 6)
        true, taken, by_bic = (
            choice.sensitivity[p - 1].b_answers for p in (lags, choice.take(), choice.best["bic"])
        )
        signed = true.p < 0.05 and true.total * total > 0
        inside = [a.low <= total <= a.high for a in (true, taken, by_bic)]
        found.append([inside[0], signed, inside[1], inside[2]])
    return [float(share) for share in np.mean(found, axis=0)]


def others(count: int) -> None:
    """Bands of the responses, and the posterior's intervals, which shrink towards no response."""
    truth = 0.3 + OWN * 0.3  # one period after A's surprise; the second through what B did with it
    inside = []
    for y in simulate(even, np.array([0.3]), count, 300, 8):
        traced = trace_responses(y, 1)
        inside.append(traced.low[0, 1, 1, 0] <= truth <= traced.high[0, 1, 1, 0])
    print(f"\nbands of B's generalised response one period after A: {np.mean(inside):.1%}")
    for total in (0.0, 0.3):
        held = []
        for y in simulate(even, np.array([total]), count, 300, 9):
            posterior = fit_bayes(y, 1)
            held.append(posterior.low[1] <= total <= posterior.high[1])
        print(f"Sims-Zha 95% interval, true sum {total:+.1f}: {np.mean(held):.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--simulations", type=int, default=500)
    count = parser.parse_args().simulations
    began = time.perf_counter()
    false_positives(count)
    coverage(count)
    others(count)
    print(f"\n{count} simulations each, {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
