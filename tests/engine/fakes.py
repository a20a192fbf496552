"""Coders that break in every way, and documents for them; importable by worker processes."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from detente.errors import ModelError
from detente.records import Coding, Document, Reject
from ledger.samples import coding, document, event


class FakeCoder:
    """Finds as many events as the text has the word ``met``; some words break it."""

    name = "fake"
    version = "1"
    pause_seconds = 0.0

    def code(self, documents: Sequence[Document]) -> Iterator[Coding | Reject]:
        for one in documents:
            time.sleep(self.pause_seconds)
            if "raise" in one.text:
                raise RuntimeError(f"cannot read {one.id}")
            if "crash" in one.text:
                os.kill(os.getpid(), signal.SIGKILL)
            if "decline" in one.text:
                yield Reject(one.id, "code", "language", "not English")
                continue
            kinds = ("CONSULT", "AID", "SUPPORT")[: one.text.count("met")]
            version = f"{self.name}/{self.version}"
            yield coding(one, *(event(one, type=kind, coder=version) for kind in kinds))


class NewerCoder(FakeCoder):
    version = "2"


class SlowCoder(FakeCoder):
    pause_seconds = 0.008


class TellingCoder(SlowCoder):
    """Says which process started the one that it is in."""

    def code(self, documents: Sequence[Document]) -> Iterator[Coding | Reject]:
        Path(os.environ["DETENTE_TEST_FOLDER"], str(os.getppid())).touch()
        return super().code(documents)


class StuckCoder(FakeCoder):
    """Says where it is at work, and stays there."""

    def code(self, documents: Sequence[Document]) -> Iterator[Coding | Reject]:
        Path(os.environ["DETENTE_TEST_FOLDER"], str(os.getpid())).touch()
        time.sleep(60)
        return super().code(documents)


class ForgetfulCoder(FakeCoder):
    """Gives one result too few."""

    def code(self, documents: Sequence[Document]) -> Iterator[Coding | Reject]:
        return iter(list(super().code(documents))[1:])


class UnsendableCoder(FakeCoder):
    """One of its results cannot be sent between processes."""

    def code(self, documents: Sequence[Document]) -> Iterator[Coding | Reject]:
        for one, result in zip(documents, super().code(documents), strict=True):
            if "unsendable" in one.text:
                yield Reject("x", "code", "y", threading.Lock())  # type: ignore[arg-type]
            else:
                yield result


class WorkerlessCoder(FakeCoder):
    """Cannot be built but in the process that this module was first imported in."""

    def __init__(self) -> None:
        if os.getpid() != int(os.environ["DETENTE_TEST_PID"]):
            raise ModelError("the model is missing here")


class StillbornCoder(FakeCoder):
    """Kills any other process that tries to build it."""

    def __init__(self) -> None:
        if os.getpid() != int(os.environ["DETENTE_TEST_PID"]):
            os.kill(os.getpid(), signal.SIGKILL)


class ThreadsCoder(FakeCoder):
    """Says how many threads its libraries were allowed."""

    def code(self, documents: Sequence[Document]) -> Iterator[Coding | Reject]:
        for one in documents:
            yield Reject(one.id, "code", "threads", os.environ.get("OMP_NUM_THREADS", "any"))


def corpus(count: int, broken: dict[int, str] | None = None) -> list[Document]:
    """Documents of up to three events each; ``broken`` puts a word into some of them."""
    return [
        document(
            f"d{i:05}",
            f"{i}: Russia {' '.join(['met'] * (i % 4))} NATO. {(broken or {}).get(i, '')}",
            f"2009-{i % 12 + 1:02}-{i % 28 + 1:02}",
        )
        for i in range(count)
    ]
