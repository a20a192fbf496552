"""Local runs: documents through a coder into the ledger, on the cores of one machine."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from functools import partial
from itertools import chain

from detente.coding import DEFAULT_CODER, load_coder
from detente.coding.protocol import Coder
from detente.engine.attempts import code_chunk
from detente.engine.interrupts import Interrupts
from detente.engine.pool import Done, Pool
from detente.engine.summary import RunSummary
from detente.engine.tasks import Task, chunked, plan
from detente.engine.worker import Factory
from detente.errors import LedgerError
from detente.ledger import Ledger, Run, Written
from detente.records import Coding, Document, Reject

__all__ = ["Progress", "RunSummary", "run"]

Progress = RunSummary
"""What ``progress`` is told after each transaction: the summary so far."""

SMALL = 200
"""Fewer documents to code than this do not pay for starting workers."""


def run(
    documents: Iterable[Document | Reject],
    ledger: Ledger,
    coder: str | Factory = DEFAULT_CODER,
    *,
    workers: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    options: Mapping[str, object] | None = None,
    between: Callable[[], None] | None = None,
) -> RunSummary:
    """Code documents and write what comes of them, a transaction for every few chunks.

    ``coder`` is the name of an installed coder, or a factory: a coder class, or another
    importable callable without arguments that builds one. It is built here to learn its version;
    with ``workers`` of 2 and more (default: one a core), and documents enough, each worker
    process builds its own. The input is read as it is needed, and entries enter in its order.
    Documents that this coder has read before are passed over, so a run that was interrupted or
    killed is resumed by running it again. A document that breaks the coder becomes a reject; one
    that kills its process does so where there are workers. ``between`` is called after every
    transaction; unlike those, it may be interrupted.

    Raises ``KeyboardInterrupt`` on Ctrl-C, once the transaction under way is finished;
    ``LedgerError`` where the ledger cannot be written; and what ``documents`` or the factory
    raise. The run is marked ``interrupted`` or ``failed`` then.
    """
    factory: Factory = partial(load_coder, coder) if isinstance(coder, str) else coder
    own = factory()
    with Interrupts() as interrupts:
        opened = ledger.start_run(own.name, own.version, options)
        tally = _Tally(opened, progress)
        try:
            tasks = plan(chunked(documents), opened.settled, opened.rereads)
            with closing(_outcomes(tasks, factory, own, workers or _cores())) as outcomes:
                for done in outcomes:
                    with interrupts.held():
                        tally.commit(done)
                    if between is not None:
                        between()
            with interrupts.held():
                opened.finish()
        except BaseException as error:
            status = "interrupted" if isinstance(error, KeyboardInterrupt) else "failed"
            with suppress(LedgerError, KeyboardInterrupt), interrupts.held():
                opened.stop(status)
            raise
    return tally.summary()


class _Tally:
    """Commits what is done, and counts it."""

    def __init__(self, opened: Run, progress: Callable[[RunSummary], None] | None) -> None:
        self._run = opened
        self._progress = progress
        self._started = time.monotonic()
        self._counts = [0, 0, 0, 0, 0]

    def commit(self, done: list[Done]) -> None:
        outcomes = [
            (outcome, document)
            for task, found in done
            for outcome, document in zip(found, task.documents, strict=True)
        ]
        rejects = [reject for task, _ in done for reject in task.rejects]
        rejects += [o.result for o, _ in outcomes if o.failed and isinstance(o.result, Reject)]
        written = self._run.write(
            [o.result for o, _ in outcomes if isinstance(o.result, Coding)],
            rejects,
            [(d, o.result) for o, d in outcomes if not o.failed and isinstance(o.result, Reject)],
        )
        self._add(written, sum(task.skipped for task, _ in done))
        if self._progress is not None:
            self._progress(self.summary())

    def _add(self, written: Written, skipped: int) -> None:
        new = (
            written.documents,
            written.skipped + skipped,
            written.events,
            written.concerns,
            written.rejects,
        )
        self._counts = [old + more for old, more in zip(self._counts, new, strict=True)]

    def summary(self) -> RunSummary:
        seconds = time.monotonic() - self._started
        documents, skipped, events, concerns, rejects = self._counts
        return RunSummary(documents, skipped, events, concerns, rejects, seconds, self._run.run_id)


def _outcomes(
    tasks: Iterator[Task], factory: Factory, own: Coder, workers: int
) -> Generator[list[Done]]:
    head: list[Task] = []
    if workers > 1:
        for task in tasks:
            head.append(task)
            if sum(len(one.documents) for one in head) >= SMALL:
                with Pool(factory, workers, f"{own.name}/{own.version}") as pool:
                    yield from pool.map(chain(head, tasks))
                return
    for task in chain(head, tasks):
        yield [(task, code_chunk(own, task.documents) if task.documents else [])]


def _cores() -> int:
    """Cores that this process may use, which is not always all that there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
