"""The pool: worker processes that each hold a coder, and that may die without loss.

Standard pools break as a whole when one worker is killed and cannot say which task did it. Here
every worker has a pipe of its own, so that the chunk it had is known, tried again, and in the
end taken apart until the guilty document is found.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import Self

from detente.engine.attempts import broken
from detente.engine.tasks import Outcome, Task
from detente.engine.worker import Factory, Ready, Unbuilt, serve
from detente.errors import DetenteError
from detente.records import Document

Done = tuple[Task, list[Outcome]]

_STARTS = 3  # so many workers in a row may die before they are ready
_PATIENCE_SECONDS = 5.0
# One process a core: the libraries under a coder must not start threads on top.
_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


@dataclass(frozen=True, slots=True)
class _Job:
    """Documents of one task, from ``offset`` on; ``attempt`` counts from 1."""

    task: int
    offset: int
    documents: tuple[Document, ...]
    attempt: int = 1


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    connection: Connection
    ready: bool = False
    job: _Job | None = None


class Pool:
    """``workers`` processes, each with a coder of its own made by ``factory``.

    ``coder`` is the ``name/version`` that they must turn out to have. Raises ``TypeError`` for a
    factory that cannot be sent to another process, and what a factory itself raises.
    """

    def __init__(self, factory: Factory, workers: int, coder: str) -> None:
        try:
            self._factory = pickle.dumps(factory)
        except Exception as error:
            raise TypeError(f"workers cannot import the factory {factory!r}: {error}") from error
        self._coder = coder
        self._size = workers
        self._workers: list[_Worker] = []
        self._waiting: deque[_Job] = deque()
        self._outcomes: dict[int, list[Outcome | None]] = {}
        self._stillborn = 0

    def __enter__(self) -> Self:
        try:
            for _ in range(self._size):
                self._workers.append(self._start())
        except BaseException:
            self._kill()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            for worker in self._workers:
                worker.connection.close()
            for worker in self._workers:
                worker.process.join(_PATIENCE_SECONDS)
        self._kill()

    def map(self, tasks: Iterator[Task]) -> Iterator[list[Done]]:
        """Tasks with their outcomes in the order of the input, all that are ready at a time.

        Reads ahead by a few tasks a worker, no more, so that the input is never all in memory.
        """
        window = 4 * self._size
        order: deque[Task] = deque()
        exhausted = False
        while True:
            while not exhausted and len(order) < window:
                task = next(tasks, None)
                if task is None:
                    exhausted = True
                    break
                order.append(task)
                self._submit(task)
                self._collect(timeout=0)
            ready = list(self._finished(order))
            if ready:
                yield ready
            elif not order:
                return
            else:
                self._collect(timeout=None)

    def _submit(self, task: Task) -> None:
        self._outcomes[task.index] = [None] * len(task.documents)
        if task.documents:
            self._waiting.append(_Job(task.index, 0, task.documents))

    def _finished(self, order: deque[Task]) -> Iterator[Done]:
        while order:
            outcomes = self._outcomes[order[0].index]
            done = [outcome for outcome in outcomes if outcome is not None]
            if len(done) < len(outcomes):
                return
            task = order.popleft()
            del self._outcomes[task.index]
            yield task, done

    def _collect(self, timeout: float | None) -> None:
        """Hand out what waits, then take in what workers have to say."""
        self._dispatch()
        by_connection = {worker.connection: worker for worker in self._workers}
        for connection in wait(list(by_connection), timeout):
            worker = by_connection[connection]  # type: ignore[index]
            try:
                message = worker.connection.recv()
            except (EOFError, OSError):
                self._replace(worker)
                continue
            self._receive(worker, message)
        self._dispatch()

    def _dispatch(self) -> None:
        for worker in self._workers:
            if worker.ready and worker.job is None and self._waiting:
                worker.job = self._waiting.popleft()
                with suppress(OSError):  # a worker that has died is found by its silent pipe
                    worker.connection.send(worker.job.documents)

    def _receive(self, worker: _Worker, message: Ready | Unbuilt | list[Outcome]) -> None:
        if isinstance(message, Unbuilt):
            raise message.error or DetenteError(f"the coder could not be built: {message.detail}")
        if isinstance(message, Ready):
            if self._coder != f"{message.name}/{message.version}":
                raise ValueError(
                    f"the factory builds {message.name}/{message.version}, not {self._coder}"
                )
            worker.ready = True
            self._stillborn = 0
        elif worker.job is not None:
            job, worker.job = worker.job, None
            self._store(job, message)

    def _store(self, job: _Job, outcomes: list[Outcome]) -> None:
        self._outcomes[job.task][job.offset : job.offset + len(outcomes)] = outcomes

    def _replace(self, worker: _Worker) -> None:
        """Put a new worker in the place of a dead one, and see to the job that it had."""
        worker.process.join(_PATIENCE_SECONDS)
        worker.connection.close()
        if not worker.ready:
            self._stillborn += 1
            if self._stillborn >= _STARTS:
                raise DetenteError(
                    f"worker processes die before they are ready ({_manner(worker.process)});"
                    " a script that starts a run needs `if __name__ == '__main__':`, and each"
                    " worker needs memory for the coder's model"
                )
        self._workers[self._workers.index(worker)] = self._start()
        if worker.job is not None:
            self._retry(worker.job, _manner(worker.process))

    def _retry(self, job: _Job, manner: str) -> None:
        if job.attempt == 1:
            self._waiting.appendleft(replace(job, attempt=2))
        elif len(job.documents) > 1:
            self._waiting.extendleft(
                _Job(job.task, job.offset + i, (document,), attempt=2)
                for i, document in reversed(list(enumerate(job.documents)))
            )
        else:
            detail = f"the worker process died on it twice ({manner})"
            self._store(job, [broken(job.documents[0], "crash", detail)])

    def _start(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, self._factory), daemon=True)
        with _quiet_start():
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def _kill(self) -> None:
        for worker in self._workers:
            worker.process.kill()
            worker.connection.close()
        for worker in self._workers:
            worker.process.join(_PATIENCE_SECONDS)
        self._workers.clear()


def _manner(process: SpawnProcess) -> str:
    code = process.exitcode
    return f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"


@contextmanager
def _quiet_start() -> Iterator[None]:
    """Start a process with one thread a library, and deaf to Ctrl-C from its first moment."""
    before = {name: os.environ.get(name) for name in _ENVIRONMENT}
    os.environ.update(_ENVIRONMENT)
    blocks = hasattr(signal, "pthread_sigmask")
    if blocks:
        resource_tracker.ensure_running()  # starting it would unblock the signal again
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        if blocks:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
