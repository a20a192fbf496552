"""Runs on one machine: the same ledger whatever the number of processes, whatever breaks."""

from __future__ import annotations

import dataclasses
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.engine import local
from detente.engine.local import Progress, run
from detente.errors import DetenteError, LedgerError, ModelError, SourceError
from detente.ledger import Ledger
from detente.records import Document, Reject
from engine.fakes import (
    FakeCoder,
    ForgetfulCoder,
    NewerCoder,
    StillbornCoder,
    ThreadsCoder,
    UnsendableCoder,
    WorkerlessCoder,
    corpus,
)

MANY = 300  # enough for worker processes


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with Ledger.open(":memory:") as opened:
        yield opened


def statuses(ledger: Ledger) -> list[str]:
    return [row["status"] for row in ledger.runs()]


def order(ledger: Ledger) -> list[str]:
    """Ids of the documents in the order in which their events were written."""
    stored = ledger._connection.execute("SELECT document_id FROM events ORDER BY entry").fetchall()
    return list(dict.fromkeys(id for (id,) in stored))


def test_a_small_run_codes_everything_here(ledger: Ledger) -> None:
    summary = run(corpus(8), ledger, FakeCoder, workers=4)
    assert (summary.documents, summary.events, summary.rejects, summary.skipped) == (8, 12, 0, 0)
    assert (ledger.counts().documents, ledger.counts().events) == (8, 12)
    assert statuses(ledger) == ["done"]


def test_workers_write_what_one_process_writes_in_the_order_of_the_input(ledger: Ledger) -> None:
    documents = corpus(MANY)
    summary = run(documents, ledger, FakeCoder, workers=2)
    assert (summary.documents, summary.rejects) == (MANY, 0)
    assert order(ledger) == [one.id for i, one in enumerate(documents) if i % 4]
    with Ledger.open(":memory:") as alone:
        run(documents, alone, FakeCoder, workers=1)
        assert alone.content_hash() == ledger.content_hash()
    assert ledger.integrity().ok


def test_a_second_run_adds_nothing_and_asks_no_coder(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [*corpus(MANY), Reject("x.html", "source", "unreadable", "no text")]
    run(documents, ledger, FakeCoder, workers=1)
    before = ledger.content_hash(), ledger.counts().rejects
    monkeypatch.setattr(FakeCoder, "code", None)
    summary = run(documents, ledger, FakeCoder, workers=2)
    assert (summary.documents, summary.skipped, summary.rejects) == (0, MANY, 1)
    assert (ledger.content_hash(), ledger.counts().rejects) == before


def test_documents_twice_in_the_input_are_coded_once(ledger: Ledger) -> None:
    documents = corpus(70)
    renamed = [dataclasses.replace(one, id=f"other-{one.id}") for one in documents]
    summary = run([*documents, *renamed], ledger, FakeCoder)
    assert (summary.documents, summary.skipped) == (70, 70)
    assert ledger.counts().documents == 70


def test_a_newer_coder_takes_over_at_the_end(ledger: Ledger) -> None:
    documents = corpus(100)
    run(documents, ledger, FakeCoder)
    seen = []

    def watch(progress: Progress) -> None:
        seen.append({entry.event.coder for entry in ledger.events()})

    summary = run(documents, ledger, NewerCoder, progress=watch)
    assert summary.documents == 100
    assert len(seen) == 2
    assert all(coders == {"fake/1"} for coders in seen)
    assert {entry.event.coder for entry in ledger.events()} == {"fake/2"}
    assert ledger.counts().documents == 100


def test_documents_that_break_the_coder_become_rejects_and_are_tried_again(
    ledger: Ledger,
) -> None:
    documents = corpus(MANY, {10: "raise", 75: "decline", 76: "raise"})
    summary = run(documents, ledger, FakeCoder, workers=2)
    assert (summary.documents, summary.rejects) == (MANY - 3, 3)
    assert [(r.source, r.code, r.detail) for r in ledger.rejects()] == [
        ("d00010", "exception", "RuntimeError: cannot read d00010"),
        ("d00076", "exception", "RuntimeError: cannot read d00076"),
        ("d00075", "language", "not English"),
    ]
    again = run(documents, ledger, FakeCoder, workers=2)
    assert (again.documents, again.rejects, again.skipped) == (0, 2, MANY - 2)
    assert ledger.counts().rejects == 3


def test_documents_that_kill_a_worker_become_rejects_and_cost_no_other(ledger: Ledger) -> None:
    documents = corpus(MANY, {70: "crash", 299: "crash"})
    summary = run(documents, ledger, FakeCoder, workers=2)
    assert (summary.documents, summary.rejects) == (MANY - 2, 2)
    rejects = list(ledger.rejects())
    assert [(r.source, r.stage, r.code) for r in rejects] == [
        ("d00070", "code", "crash"),
        ("d00299", "code", "crash"),
    ]
    assert "signal 9" in rejects[0].detail
    assert order(ledger) == [
        one.id for i, one in enumerate(documents) if i % 4 and i not in (70, 299)
    ]


def test_a_coder_that_miscounts_is_found_out(ledger: Ledger) -> None:
    summary = run(corpus(3), ledger, ForgetfulCoder)
    assert (summary.documents, summary.rejects) == (0, 3)
    assert "0 results for 1 documents" in ledger.rejects()[0].detail


def test_a_result_that_cannot_be_sent_is_a_reject(ledger: Ledger) -> None:
    summary = run(corpus(MANY, {100: "unsendable"}), ledger, UnsendableCoder, workers=2)
    assert (summary.documents, summary.rejects) == (MANY - 1, 1)
    assert "cannot pickle" in ledger.rejects()[0].detail


def test_a_coder_that_workers_cannot_build_fails_the_run_with_its_own_error(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DETENTE_TEST_PID", str(os.getpid()))
    with pytest.raises(ModelError, match="the model is missing here"):
        run(corpus(MANY), ledger, WorkerlessCoder, workers=2)
    with pytest.raises(DetenteError, match=r"die before they are ready \(signal 9\).*__main__"):
        run(corpus(MANY), ledger, StillbornCoder, workers=2)
    assert statuses(ledger) == ["failed", "failed"]


def test_a_factory_that_workers_cannot_import_is_refused(ledger: Ledger) -> None:
    with pytest.raises(TypeError, match="cannot import the factory"):
        run(corpus(MANY), ledger, lambda: FakeCoder(), workers=2)


def test_an_unknown_coder_is_refused_with_those_that_there_are(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="no coder is named 'no-such-coder'"):
        run(corpus(1), ledger, "no-such-coder")


def test_workers_get_one_thread_each_and_this_process_keeps_its_own(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    run(corpus(MANY), ledger, ThreadsCoder, workers=2)
    assert {reject.detail for reject in ledger.rejects()} == {"1"}
    assert os.environ["OMP_NUM_THREADS"] == "7"


def test_the_input_is_read_as_it_is_needed(ledger: Ledger) -> None:
    ahead = []
    read = 0

    def stream() -> Iterator[Document]:
        nonlocal read
        for one in corpus(2000):
            read += 1
            yield one

    def watch(progress: Progress) -> None:
        ahead.append(read - progress.documents)

    run(stream(), ledger, FakeCoder, workers=2, progress=watch)
    assert ledger.counts().documents == 2000
    assert max(ahead) <= 8 * 64


def test_an_input_that_fails_midway_keeps_what_came_before(ledger: Ledger) -> None:
    def stream() -> Iterator[Document]:
        yield from corpus(128)
        raise SourceError("disk", "gone")

    with pytest.raises(SourceError):
        run(stream(), ledger, FakeCoder, workers=1)
    assert ledger.counts().documents == 128
    assert statuses(ledger) == ["failed"]
    assert run(corpus(130), ledger, FakeCoder).documents == 2
    assert statuses(ledger) == ["failed", "done"]


def test_an_interrupt_in_the_middle_of_a_commit_waits_for_it(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(progress: Progress) -> None:
        signalled.append(ledger.counts().documents)
        os.kill(os.getpid(), 2)
        after.append(progress.documents)

    signalled: list[int] = []
    after: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        run(corpus(200), ledger, FakeCoder, workers=1, progress=interrupt)
    assert signalled == after == [64]
    assert statuses(ledger) == ["interrupted"]
    assert run(corpus(200), ledger, FakeCoder, workers=1).documents == 136


def test_a_run_works_outside_the_main_thread(ledger: Ledger) -> None:
    thread = threading.Thread(target=run, args=(corpus(5), ledger, FakeCoder))
    thread.start()
    thread.join()
    assert ledger.counts().documents == 5


def test_a_read_only_ledger_takes_no_run(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "a.db").close()
    with (
        Ledger.open(tmp_path / "a.db", read_only=True) as ledger,
        pytest.raises(LedgerError, match="for reading only"),
    ):
        run(corpus(1), ledger, FakeCoder)


def test_long_documents_travel_in_smaller_chunks() -> None:
    from detente.engine.tasks import chunked

    long = [Document(str(i), "x" * 90_000) for i in range(7)]
    assert [len(chunk) for chunk in chunked(long)] == [3, 3, 1]
    assert [len(chunk) for chunk in chunked(corpus(130))] == [64, 64, 2]
    assert local.SMALL < MANY
