"""False breaks, breaks found and coverage of their intervals, on series whose breaks are known.

    python benchmarks/known_regimes.py [--simulations 500] [--periods 200]

Levels: noise without a break, then with one at 40% of the series, by that many standard
deviations. Replies: the lagged reply of one side to the other, constant or changed at half of the
series. Coverage is of the true date, among series in which one change was found.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from detente.analysis.reciprocity.regimes.level_breaks import find_level_breaks
from detente.analysis.reciprocity.regimes.model import clip_spikes, find_regimes
from detente.analysis.reciprocity.regimes.response_breaks import find_response_break

Floats = NDArray[np.float64]
_WARM_UP = 50
_DRAWS = 99  # as right as more on average, and faster


def kinds(rng: np.random.Generator) -> dict[str, Callable[[int], Floats]]:
    """Noise by name: from a length to a series."""

    def remembering(shocks: Floats, *lags: float, echo: float = 0.0) -> Floats:
        series: Floats = lfilter([1, -echo], [1, *(-lag for lag in lags)], shocks)
        return series[_WARM_UP:]

    def counts(n: int) -> Floats:
        return rng.negative_binomial(0.5, 0.5 / 3.5, n).astype(float)

    return {
        "independent": lambda n: rng.normal(size=n),
        "AR(1) 0.4": lambda n: remembering(rng.normal(size=n + _WARM_UP), 0.4),
        "AR(1) 0.7": lambda n: remembering(rng.normal(size=n + _WARM_UP), 0.7),
        "counts, variance 7 x mean": counts,
        "counts, AR(1) 0.3": lambda n: remembering(counts(n + _WARM_UP), 0.3),
        "t(2) tails, AR(1) 0.4": lambda n: remembering(rng.standard_t(2, n + _WARM_UP), 0.4),
        "acts in 1 week of 5": lambda n: (rng.random(n) < 0.2) * rng.normal(-1, 4, n),
        "triple noise at the end": lambda n: rng.normal(size=n) * np.repeat(
            [1, 3], [n - n // 3, n // 3]
        ),
        "ARMA 0.85, -0.5": lambda n: remembering(rng.normal(size=n + _WARM_UP), 0.85, echo=0.5),
    }  # fmt: skip


def dyad(periods: int, before: float, after: float, noise: Callable[[int], Floats]) -> Floats:
    """Scores (periods, 2): column 1 replies to column 0, ``after`` as much from the middle on."""
    total = periods + _WARM_UP
    shocks = np.column_stack((noise(total), noise(total)))
    series = np.zeros((total, 2))
    for t in range(1, total):
        reply = before if t < _WARM_UP + periods // 2 else after
        series[t, 0] = 0.3 * series[t - 1, 0] + 0.2 * series[t - 1, 1] + shocks[t, 0]
        series[t, 1] = 0.3 * series[t - 1, 1] + reply * series[t - 1, 0] + shocks[t, 1]
    return series[_WARM_UP:]


def levels_without(count: int, periods: int, rng: np.random.Generator) -> None:
    print(f"\nlevels, {periods} periods, no break: series with a break; the last three, both sides")
    names = list(kinds(rng))
    for name, columns in (*((n, 1) for n in names), *((n, 2) for n in names[:6:2])):
        found = 0
        for _ in range(count):
            noise = kinds(rng)[name]
            series = np.column_stack([clip_spikes(noise(periods)) for _ in range(columns)])
            found += bool(find_level_breaks(series, rng, draws=_DRAWS)[1])
        print(f"  {name:28}{found / count:8.1%}", flush=True)


def levels_with(count: int, periods: int, rng: np.random.Generator) -> None:
    print(f"\nlevels, {periods} periods, one break: none, one, more found; intervals that hold it")
    at = round(0.4 * periods)
    for name in ("independent", "AR(1) 0.4", "counts, variance 7 x mean"):
        noise = kinds(rng)[name]
        for size, coverage in ((0.75, 0.95), (1.0, 0.95), (1.5, 0.95), (1.5, 0.9)):
            numbers, held, widths = np.zeros(3), [], []
            for _ in range(count):
                series = noise(periods)
                series[at:] += size * series.std()
                clipped = clip_spikes(series)[:, None]
                _, breaks = find_level_breaks(clipped, rng, coverage=coverage, draws=_DRAWS)
                numbers[min(len(breaks), 2)] += 1
                if len(breaks) == 1:
                    held.append(breaks[0].low <= at <= breaks[0].high)
                    widths.append(breaks[0].high - breaks[0].low + 1)
            shares = "".join(f"{share:8.1%}" for share in numbers / count)
            print(
                f"  {name:26} +{size:4} sd{shares}   {coverage:.0%} interval: "
                f"{np.mean(held):.1%}, {np.median(widths):.0f} periods wide",
                flush=True,
            )


def replies(count: int, rng: np.random.Generator) -> None:
    print("\nreplies: constant 0.2, found to change; 0 to 0.5, found to change, interval holds it")
    for periods in (100, 300):
        for name in ("independent", "counts, variance 7 x mean", "triple noise at the end"):
            false, true, held = 0, 0, []
            for _ in range(count):
                for before, after in ((0.2, 0.2), (0.0, 0.5)):
                    y = dyad(periods, before, after, kinds(rng)[name])
                    y = np.column_stack([clip_spikes(column) for column in y.T])
                    found = find_response_break(
                        y[:, 1], y[:, 0], np.ones(periods, bool), rng, draws=_DRAWS
                    )
                    changed = found is not None and found.p_value <= 0.05
                    if before == after:
                        false += changed
                    elif changed and found is not None:
                        true += 1
                        held.append(found.low <= periods // 2 <= found.high)
            print(
                f"  {periods} periods, {name:26}{false / count:8.1%}{true / count:8.1%}"
                f"{np.mean(held):8.1%}",
                flush=True,
            )


def together(count: int, periods: int, rng: np.random.Generator) -> None:
    print(f"\nboth sides warm at once by 1.5 sd, replies constant, {periods} periods, in %:")
    first = dt.date(2005, 1, 3)
    dates = [first + dt.timedelta(weeks=week) for week in range(periods)]
    tallies = np.zeros(5)
    took = time.monotonic()
    for seed in range(count):
        y = dyad(periods, 0.2, 0.2, kinds(rng)["independent"])
        y[periods // 2 :] += 1.5 * y.std(axis=0)
        found = find_regimes(y, dates, seed=seed)
        parts = (*found.levels, found.joint)
        tallies[:3] += [len(levels.changes) == 1 for levels in parts]
        tallies[3:] += [response.when is not None for response in found.responses]
    names = ("one change of A", "of B", "of both", "replies of A changed", "of B")
    for name, share in zip(names, tallies / count, strict=True):
        print(f"  {name:28}{share:8.1%}")
    print(f"  {(time.monotonic() - took) / count:.3f} s a dyad")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--simulations", type=int, default=500)
    parser.add_argument("--periods", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rng = np.random.default_rng(given.seed)
    started = time.monotonic()
    print(f"{given.simulations} simulations each")
    levels_without(given.simulations, given.periods, rng)
    levels_with(given.simulations, given.periods, rng)
    replies(given.simulations, rng)
    together(given.simulations // 5, given.periods, rng)
    print(f"{time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
