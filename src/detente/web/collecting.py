"""Collecting: Python looks through all that is kept for garbage between editions, not amid a page.

What a page keeps (a dyad's acts, a finding) are millions of objects in no cycle. To look through
them takes a tenth of a second, and Python would do so for every fifteenth page or so.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_THRESHOLDS = (10_000, 20, 1000)
"""So many new objects for a look at the youngest, such looks for one at older, those for all."""


@contextmanager
def collect_rarely() -> Iterator[None]:
    """Let Python look through everything a thousand times less often."""
    before = gc.get_threshold()
    gc.set_threshold(*_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def collect_soon() -> None:
    """Look through everything now, beside the page that gave the occasion."""
    threading.Thread(target=gc.collect, daemon=True).start()
