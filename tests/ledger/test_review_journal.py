"""The journal of reviews: whole lines, whoever writes, and whatever was broken before."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from detente.errors import LedgerError
from detente.ledger import Review, ReviewKind
from detente.ledger.journal import append_review, journal_path, read_journal
from detente.ledger.reviews import LARGEST_RECORD, read_review, write_review
from ledger.samples import document, event, full_coding

DOCUMENT = document("d1", "Russia met NATO, and NATO urged Russia to withdraw.")


def rejection(reviewer: str = "anna", note: str = "") -> Review:
    found = event(DOCUMENT)
    return Review.make("reject", reviewer, entries=(found.id,), found=found, note=note)


@pytest.mark.parametrize("kind", list(ReviewKind))
def test_a_review_of_every_kind_comes_back_as_it_was(kind: ReviewKind, tmp_path: Path) -> None:
    coding = full_coding()
    found, concern = coding.events[0], coding.concerns[0]
    parts: dict[str, object] = {"found": found, "event": found, "beside": ("x",), "note": "ü\n“a”"}
    if kind is ReviewKind.REJECT:
        parts = {"concern": concern}
    if kind is ReviewKind.SPLIT:
        parts = {"apart": ("b", "c")}
    if kind is ReviewKind.WITHDRAW:
        parts = {"withdraws": "some"}
    entries = ("a", "b") if kind is ReviewKind.MERGE else ("a",)
    review = Review.make(kind, "  Anna   Ж. ", entries=entries, **parts)
    assert review.reviewer == "Anna Ж."
    path = tmp_path / "l.reviews.jsonl"
    append_review(path, review)
    assert read_journal(path).reviews == (review,)


def test_broken_lines_are_told_of_by_number_and_left_where_they_are(tmp_path: Path) -> None:
    path = tmp_path / "l.reviews.jsonl"
    first, last = rejection("anna"), rejection("ben")
    append_review(path, first)
    no_reviewer = json.dumps({**json.loads(write_review(first)), "id": "n", "reviewer": ""})
    repeated = write_review(first)
    broken = [b'{"id": "x", "revi', b"[1]", b"\xff\xfe", b"[" * 100_000, no_reviewer.encode(),
              repeated.encode(), b'{"kind": "praise"}']  # fmt: skip
    with path.open("ab") as file:
        file.write(b"\n".join(broken) + b"\n\n")
    before = path.read_bytes()
    append_review(path, last)
    journal = read_journal(path)
    assert journal.reviews == (first, last)
    assert [fault.line for fault in journal.faults] == [2, 3, 4, 5, 6, 7, 8]
    assert "used before" in journal.faults[5].detail
    assert path.read_bytes().startswith(before)


def test_a_line_cut_off_by_a_kill_loses_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "l.reviews.jsonl"
    script = """
import os, sys
from pathlib import Path
from detente.ledger import journal
from ledger.test_review_journal import rejection
path = Path(sys.argv[1])
journal.append_review(path, rejection("first"))
write = os.write
def torn(file, data):
    write(file, data[: len(data) // 2])
    os.kill(os.getpid(), 9)
os.write = torn
journal.append_review(path, rejection("torn"))
"""
    killed = subprocess.run([sys.executable, "-c", script, str(path)], env=environment())
    assert killed.returncode == -signal.SIGKILL
    append_review(path, rejection("last"))
    journal = read_journal(path)
    assert [review.reviewer for review in journal.reviews] == ["first", "last"]
    assert [fault.line for fault in journal.faults] == [2]


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "l.reviews.jsonl"
    script = """
import sys
from pathlib import Path
from detente.ledger.journal import append_review
from ledger.test_review_journal import rejection
for number in range(60):
    append_review(Path(sys.argv[1]), rejection(sys.argv[2], note=f"{number} " * 700))
"""
    writers = [
        subprocess.Popen([sys.executable, "-c", script, str(path), name], env=environment())
        for name in ("anna", "ben", "cleo")
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    journal = read_journal(path)
    assert not journal.faults
    for name in ("anna", "ben", "cleo"):
        own = [review.note.split()[0] for review in journal.reviews if review.reviewer == name]
        assert own == [str(number) for number in range(60)]


def test_a_review_that_does_not_fit_on_the_disk_leaves_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "l.reviews.jsonl"
    append_review(path, rejection())
    before = path.read_bytes()
    write, calls = os.write, []

    def full(file: int, data: bytes) -> int:
        calls.append(data)
        if len(calls) == 1:
            return write(file, data[:10])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(LedgerError, match="No space left"):
            append_review(path, rejection())
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("note", "reviewer", "match"),
    [
        ("x" * 4001, "anna", "at most 4,000"),
        ("a\0b", "anna", "cannot be stored"),
        ("a\ud800b", "anna", "cannot be stored"),
        ("", "", "reviewer's name"),
        ("", "a/b", "reviewer's name"),
        ("", "a\x1bb", "reviewer's name"),
        ("", "x" * 81, "reviewer's name"),
    ],
)
def test_what_no_journal_can_hold_is_refused(
    note: str, reviewer: str, match: str, tmp_path: Path
) -> None:
    path = tmp_path / "l.reviews.jsonl"
    with pytest.raises(ValueError, match=match):
        append_review(path, rejection(reviewer, note))
    assert not path.exists()


def test_a_huge_entry_is_refused(tmp_path: Path) -> None:
    long = document("d2", "Russia met NATO. " + "x" * LARGEST_RECORD)
    found = event(long)
    review = Review.make("reject", "anna", entries=(found.id,), found=found)
    with pytest.raises(ValueError, match="bytes"):
        append_review(tmp_path / "l.reviews.jsonl", review)


@pytest.mark.parametrize(
    ("kind", "parts", "needs"),
    [
        ("confirm", {"entries": ("a",)}, "as it was found"),
        ("correct", {"entries": ("a",)}, "as it should be"),
        ("reject", {"entries": ("a", "b")}, "one entry"),
        ("add", {}, "the event"),
        ("merge", {"entries": ("a", "a")}, "two entries"),
        ("split", {"entries": ("a",), "apart": ("a",)}, "not one act"),
        ("withdraw", {}, "id of a review"),
    ],
)
def test_a_review_without_what_it_needs_is_none(
    kind: str, parts: dict[str, tuple[str, ...]], needs: str
) -> None:
    with pytest.raises(ValueError, match=needs):
        Review.make(kind, "anna", **parts)


@pytest.mark.parametrize(
    ("field", "value", "match"),
    [
        ("when", "yesterday", "isoformat"),
        ("entries", "abc", "list of ids"),
        ("found", {"type": "CONSULT"}, "document_id is missing"),
        ("kind", "praise", "praise"),
    ],
)
def test_a_field_of_another_form_is_named(field: str, value: object, match: str) -> None:
    row = {**json.loads(write_review(rejection())), field: value}
    with pytest.raises(ValueError, match=match):
        read_review(json.dumps(row))


def test_a_ledger_in_memory_has_no_journal() -> None:
    assert journal_path(":memory:") is None
    assert read_journal(None).reviews == ()


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
