"""Sliced: what a worker makes of a slice, by a local run into a ledger in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.actors.names import name_actor
from detente.coding.protocol import Pair, TypeScores
from detente.engine.attempts import Failed
from detente.engine.local import run
from detente.engine.partitioned import Held, Partitioned
from detente.engine.parts import Slice
from detente.engine.pool import Pool
from detente.engine.tasks import Task
from detente.engine.worker import Factory
from detente.ledger import Ledger
from detente.records import Actor, Coding, Document, Reject


class SliceCoder:
    """Codes slices and writes them out; the coder proper is in a process of its own.

    So a document that kills it costs this process nothing, and is found as in a local run.
    """

    def __init__(self, factory: Factory, output: Partitioned) -> None:
        self._output = output
        self._pool = Pool(factory, 1, output.coder).__enter__()
        self._asked = _Asked(self._pool, output.coder)

    def close(self) -> None:
        self._pool.__exit__(None, None, None)

    def code(self, part: int, one: Slice) -> Held:
        """What the slice comes to, once all its tables are written."""
        self._asked.failed, self._asked.fault = 0, None
        base = self._output.base(part, one.index)
        with Ledger.open(":memory:") as ledger:
            summary = run(one.items, ledger, lambda: self._asked, workers=1)
            if self._asked.fault is not None:  # the run has put it down to its documents
                raise self._asked.fault
            ids = [row["actor"] for row in ledger.actors()]
            ledger.name_actors({id: name_actor(Actor.parse(id)) for id in ids})
            tables = ledger.lay_out(base)
        held = Held(
            summary.documents, summary.skipped, summary.events, summary.concerns,
            summary.rejects, self._asked.failed,
        )  # fmt: skip
        self._output.write(part, one.index, tables, held)
        return held


class _Asked:
    """A coder that has another process do the work, and says what broke there."""

    def __init__(self, pool: Pool, coder: str) -> None:
        self._pool = pool
        self.name, _, self.version = coder.partition("/")
        self.failed = 0
        self.fault: Exception | None = None

    def code(self, documents: Sequence[Document]) -> Iterator[Coding | Reject]:
        if self.fault is not None:
            raise self.fault
        try:
            [[(_, outcomes)]] = self._pool.map(iter([Task(0, tuple(documents))]))
        except Exception as error:
            self.fault = error
            raise
        for outcome in outcomes:
            result = outcome.result
            if outcome.failed and isinstance(result, Reject):
                self.failed += 1
                result = Failed(result.source, result.stage, result.code, result.detail)
            yield result

    def judge(self, pairs: Sequence[Pair]) -> list[TypeScores]:
        raise NotImplementedError("slices hold documents")
