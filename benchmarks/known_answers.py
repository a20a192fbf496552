"""Simulated dyads whose answer is known: how often the finding says so.

    python -m benchmarks.known_answers [--simulations 500] [--workers 2]

Each dyad is a table of acts (date, source, target, code, score) over 1,500 days, some 200 acts a
side, each side with bursts of its own. Prints how often each direction is read how, how often the
link is called significant, how often the interval of the lift holds its mean over all dyads, how
often co-movement is said, and how often the readings are the same after a third more acts were
added that are mutual and written twice, once in each direction.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np
import pyarrow as pa

from detente.analysis.reciprocity.acts import A_TO_B, B_TO_A, Acts, from_table
from detente.analysis.reciprocity.basis import decide, event_basis
from detente.analysis.reciprocity.excitation import fit_excitation
from detente.analysis.reciprocity.excitation.reply_rates import ReplyRates
from detente.analysis.reciprocity.finding import Answer, Direction, judge
from detente.analysis.reciprocity.replies.episodes import find_episodes

DAYS, WINDOW_DAYS = 1500, 14
START = dt.date(2005, 1, 3)
PACE, OWN = 0.15, 0.3  # acts a day, and how many more of its own an act draws
Days = np.ndarray
Delay = Callable[[np.random.Generator, int], Days]


def at_once(rng: np.random.Generator, size: int) -> Days:
    """Delays that are likeliest to be short (mean a week)."""
    return rng.exponential(7.0, size)


def after_a_week(rng: np.random.Generator, size: int) -> Days:
    """Delays of about a week: a reply has to be decided upon."""
    return rng.gamma(4, 7 / 4, size)


def answering(
    rng: np.random.Generator, a_by_b: float, b_by_a: float, delay: Delay
) -> tuple[Days, Days]:
    """Acts of A and B: each draws ``OWN`` more of the same side, and answers of the other."""
    paces = (max(PACE * (1 - OWN - rate), 0.03) for rate in (a_by_b, b_by_a))
    rates = ((OWN, a_by_b), (b_by_a, OWN))
    born = [rng.uniform(-200, DAYS, rng.poisson(pace * (DAYS + 200))) for pace in paces]
    everything: list[list[Days]] = [[], []]
    while any(len(days) for days in born):
        children: list[list[Days]] = [[], []]
        for side in (0, 1):
            everything[side].append(born[side])
            for parent in (0, 1):
                number = rng.poisson(rates[side][parent], len(born[parent]))
                total = int(number.sum())
                lag = delay(rng, total) if side != parent else rng.exponential(4.0, total)
                children[side].append(np.repeat(born[parent], number) + lag)
        born = [np.concatenate(days) for days in children]
    a, b = (np.concatenate(days) for days in everything)
    return a, b


def driven(rng: np.random.Generator, memory_days: float) -> tuple[Days, Days]:
    """Both sides act more in the same good times, whose memory is so many days."""
    mood, keep = np.zeros(DAYS), np.exp(-1 / memory_days)
    for day in range(1, DAYS):
        mood[day] = keep * mood[day - 1] + rng.normal() * np.sqrt(1 - keep**2)
    pace = PACE * np.exp(0.9 * mood - 0.4)
    a, b = (np.repeat(np.arange(DAYS), rng.poisson(pace)) for _ in range(2))
    return a.astype(float), b.astype(float)


def both_tones(rng: np.random.Generator, name: str) -> list[tuple[int, float, Days]]:
    """A scenario's acts as (side, tone, days)."""
    if name == "bullying: B answers A with hostility":
        a, hostile = answering(rng, 0.0, 0.4, after_a_week)
        return [(0, 1, a), (1, -1, hostile), (1, 1, answering(rng, 0.0, 0.0, at_once)[1])]
    a, b = SCENARIOS[name](rng)
    return [(0, 1, a), (1, 1, b)]


SCENARIOS: dict[str, Callable[[np.random.Generator], tuple[Days, Days]]] = {
    "none": lambda rng: answering(rng, 0.0, 0.0, at_once),
    "B answers A, 0.4 an act": lambda rng: answering(rng, 0.0, 0.4, after_a_week),
    "B answers A at once, 0.4": lambda rng: answering(rng, 0.0, 0.4, at_once),
    "both answer, 0.45 and 0.25": lambda rng: answering(rng, 0.25, 0.45, after_a_week),
    "both answer, 0.35 each": lambda rng: answering(rng, 0.35, 0.35, after_a_week),
    "both answer at once, 0.35 each": lambda rng: answering(rng, 0.35, 0.35, at_once),
    "common driver, 5 days": lambda rng: driven(rng, 5),
    "common driver, 20 days": lambda rng: driven(rng, 20),
    "common driver, 60 days": lambda rng: driven(rng, 60),
}


def make_acts(
    rng: np.random.Generator, streams: list[tuple[int, float, Days]], *, mirrored: bool
) -> Acts:
    """The acts as a table, with mutual ones at random days written twice if asked for."""
    parts = [
        (days[(days >= 0) & (days < DAYS)].astype(int), side, tone) for side, tone, days in streams
    ]
    codes = [rng.integers(0, 40, len(days)) for days, *_ in parts]
    if mirrored:
        meetings = rng.integers(0, DAYS, sum(len(days) for days, *_ in parts) // 6)
        parts += [(meetings, 0, 1.0), (meetings, 1, 1.0)]
        codes += [rng.integers(40, 50, len(meetings))] * 2
    side = np.concatenate([np.full(len(days), side) for days, side, _ in parts])
    table = pa.table({
        "date": [START + dt.timedelta(days=int(day)) for days, *_ in parts for day in days],
        "source": np.where(side == 0, "A", "B").tolist(),
        "target": np.where(side == 0, "B", "A").tolist(),
        "code": np.concatenate(codes).tolist(),
        "score": [2.0 * tone for days, _, tone in parts for _ in days],
    })  # fmt: skip
    return from_table(table, "A", "B", START, START + dt.timedelta(days=DAYS - 1))


def read(acts: Acts) -> list[Direction]:
    """The readings: whether B answers A, and whether A answers B."""
    pair = [find_episodes(acts, way, window_days=WINDOW_DAYS) for way in (A_TO_B, B_TO_A)]
    streams = [acts.days(way, cooperative=True) for way in (A_TO_B, B_TO_A)]
    drifting = fit_excitation(  # the only one of the three fits that may decide
        streams, start_day=acts.first_day, end_day=acts.last_day, names=("A", "B"),
        baseline="drifting",
    )  # fmt: skip
    rates = ReplyRates(drifting, drifting, drifting)
    return decide([event_basis(one) for one in pair], rates, None)


def simulate(name: str, seed: int) -> tuple[list[Direction], list[Direction]]:
    """The readings of one dyad of a scenario, without and with mirrors."""
    streams = both_tones(np.random.default_rng(seed), name)
    plain, mirrored = (
        read(make_acts(np.random.default_rng(seed), streams, mirrored=twice))
        for twice in (False, True)
    )
    return plain, mirrored


def tell(name: str, drawn: list[tuple[list[Direction], list[Direction]]]) -> None:
    """One scenario's figures."""
    found = [plain for plain, _ in drawn]
    same = np.mean([
        [one.answer for one in plain] == [one.answer for one in twice] for plain, twice in drawn
    ])  # fmt: skip
    print(f"\n{name}: readings unchanged by mirrors in {same:.1%}")
    for place, side in enumerate(("B answers A", "A answers B")):
        ones = [both[place] for both in found]
        readings = Counter(one.answer for one in ones)
        told = ", ".join(f"{answer} {n / len(ones):.1%}" for answer, n in readings.most_common())
        raw = np.mean([one.p < 0.05 for one in ones])
        mean = float(np.mean([one.size for one in ones]))
        held = np.mean([one.low <= mean <= one.high for one in ones])
        print(f"  {side}: lift {mean:.2f}, held by {held:.1%} of intervals; p < 0.05 in {raw:.1%}")
        print(f"    {told}")
    answers = [{one.answer for one in both} for both in found]
    moved = np.mean([Answer.TOGETHER in some and Answer.ANSWERS not in some for some in answers])
    verdicts = Counter(judge(both[0].answer, both[1].answer) for both in found)
    print(f"  co-movement said in {moved:.1%};", ", ".join(
        f"{verdict} {n / len(found):.1%}" for verdict, n in verdicts.most_common()))  # fmt: skip


def main() -> None:
    """Print some lines a scenario."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--simulations", type=int, default=500)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    start = time.perf_counter()
    with ProcessPoolExecutor(asked.workers) as pool:
        for name in (*SCENARIOS, "bullying: B answers A with hostility"):
            seeds = range(asked.simulations)
            tell(name, list(pool.map(partial(simulate, name), seeds, chunksize=10)))
    print(f"\n{asked.simulations} dyads a scenario, {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
