"""Aside: what takes longer than a reader waits is worked out in a process of its own.

So that pages answer at once meanwhile: threads of one process would take turns with it. It is a
Python that knows this module only, not ``multiprocessing``, whose processes begin by running anew
the script that serves.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import IO, Any, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")

_NICENESS = 5


class AsideError(Exception):
    """The process was lost with what it was at."""


class Aside:
    """One process that works in the order in which it is asked; it starts when first needed.

    It ends with this one, and another takes its place if it is lost.
    """

    def __init__(self) -> None:
        self._line = ThreadPoolExecutor(1, "aside")
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def ask(self, work: Callable[P, T], /, *given: P.args, **named: P.kwargs) -> Future[T]:
        """The outcome, once it is there, of a module's own function; all must pickle.

        It is the error that the function raises, or ``AsideError``.
        """
        return self._line.submit(self._have_done, (work, given, named))

    def close(self) -> None:
        """End the process, and what it is at."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.kill()
        self._line.shutdown(cancel_futures=True)
        self._bury()

    def _have_done(self, task: tuple[Any, ...]) -> Any:
        sent, received = self._pipes()
        try:
            pickle.dump(task, sent)
            sent.flush()
            error, outcome = pickle.load(received)
        except (OSError, EOFError) as lost:
            self._bury()
            raise AsideError("the process aside was lost") from lost
        if error is not None:
            raise error
        return outcome

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        with self._lock:
            if self._closed:
                raise AsideError("the explorer ends")
            if self._process is None:
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-m", __name__],
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                )  # fmt: skip
                weakref.finalize(self, _end, self._process)  # for whoever forgets to close it
            sent, received = self._process.stdin, self._process.stdout
        assert sent is not None
        assert received is not None
        return sent, received

    def _bury(self) -> None:
        with self._lock:
            if self._process is not None:
                _end(self._process)
            self._process = None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):  # what was never sent
                pipe.close()


def work() -> None:
    """Do what comes in, and answer it, until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the explorer, which ends this
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing that is printed is an answer
    with suppress(EOFError, BrokenPipeError):
        while True:
            task, given, named = pickle.load(sys.stdin.buffer)
            answers.write(_answer(task, given, named))
            answers.flush()


def _answer(task: Callable[..., object], given: Any, named: Any) -> bytes:
    try:
        return pickle.dumps((None, task(*given, **named)))
    except Exception as error:
        return _answer_error(error)


def _answer_error(error: Exception) -> bytes:
    try:
        answer = pickle.dumps((error, None))
        pickle.loads(answer)
    except Exception:
        return pickle.dumps((RuntimeError(f"{type(error).__name__}: {error}"), None))
    return answer


if __name__ == "__main__":
    work()
