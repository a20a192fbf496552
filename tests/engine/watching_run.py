"""A watch in a process of its own: ``watching_run.py FEED LEDGER``; says which signal ended it.

``DETENTE_TEST_KILL`` kills it at its first batch: ``before`` that is written, or ``after``.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence

from benchmarks.sites import LOOPBACK

from detente.engine.feeds_file import FeedSpec, WatchPlan
from detente.engine.summary import RunSummary
from detente.engine.watch_writing import Writer
from detente.engine.watching import watch
from detente.records import Document, Reject
from detente.sources.fetching import Fetcher
from engine.fakes import FakeCoder

_write = Writer.write


def write_and_die(self: Writer, items: Sequence[Document | Reject]) -> RunSummary:
    if os.environ["DETENTE_TEST_KILL"] == "after":
        _write(self, items)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("nobody lives to see this")


if __name__ == "__main__":
    url, db = sys.argv[1:]
    if "DETENTE_TEST_KILL" in os.environ:
        Writer.write = write_and_die  # type: ignore[method-assign]
    done = watch(
        WatchPlan((FeedSpec(url, full_text=True),), delay_seconds=0.0),
        db,
        fetcher=Fetcher(allow=LOOPBACK, resolver=lambda host, port: ["127.0.0.1"]),
        coder=FakeCoder,
    )
    print(done.signal)
