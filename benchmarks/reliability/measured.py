"""One figure of docs/reliability.md."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Measured:
    """What was tried, what is asked of it, what came of it, and whether that is enough."""

    what: str
    asked: str
    found: str
    held: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a topic measures: the data folder beside the checkout, and a folder to write in."""

    shared: Path
    scratch: Path


Topic = Callable[[Place], Iterator[Measured]]


@dataclass(slots=True)
class Clock:
    seconds: float = 0.0
    grown_mb: float = 0.0


@contextmanager
def timed() -> Iterator[Clock]:
    """Wall seconds of a block, and by how much the process's peak memory grew in it."""
    clock = Clock()
    peak, started = _peak_mb(), time.monotonic()
    try:
        yield clock
    finally:
        clock.seconds = time.monotonic() - started
        clock.grown_mb = _peak_mb() - peak


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
