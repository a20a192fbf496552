"""Dyads made for tests: tables of acts whose answer is known."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa

from detente.analysis.reciprocity.acts import Acts, from_table

START = dt.date(2005, 1, 3)
DAYS = 1500
Days = np.ndarray


def make_acts(*streams: tuple[str, float, Days], days: int = DAYS, **columns: object) -> Acts:
    """Acts of streams of (``>`` a to b or ``<`` back, score, days from the start)."""
    sides = {">": ("A", "B"), "<": ("B", "A")}
    rows = [
        (START + dt.timedelta(days=int(day)), *sides[way], score)
        for way, score, some in streams
        for day in some
        if 0 <= day < days
    ]
    date, source, target, score = zip(*rows, strict=True) if rows else ((),) * 4
    table = pa.table({
        "date": pa.array(date, pa.date32()), "source": pa.array(source, pa.string()),
        "target": pa.array(target, pa.string()), "score": pa.array(score, pa.float64()),
        "mutual": [False] * len(rows), **columns,
    })  # fmt: skip
    return from_table(table, "A", "B", START, START + dt.timedelta(days=days - 1))


def answer(rng: np.random.Generator, days: Days, chance: float, after: float = 7.0) -> Days:
    """Answers to some of the acts, about so many days later."""
    some = days[rng.random(len(days)) < chance]
    return some + rng.gamma(4, after / 4, len(some))


def at_random(rng: np.random.Generator, number: int, days: int = DAYS) -> Days:
    return rng.uniform(0, days, number)


def in_good_times(rng: np.random.Generator, number: int) -> tuple[Days, Days]:
    """Two sides that act in the same thirty stretches of three weeks."""
    starts = rng.uniform(0, DAYS - 21, 30)
    a, b = (rng.choice(starts, number) + rng.uniform(0, 21, number) for _ in range(2))
    return a, b
