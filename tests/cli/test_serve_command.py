"""``detente publish`` and ``detente serve``: from a ledger to a page, and a clean end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from detente.cli import main
from detente.ledger import Ledger
from ledger.samples import CODER, full_coding


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "a.duckdb"
    with Ledger.open(path) as ledger:
        ledger.write([full_coding()], coder=CODER)
    return path


def call(*words: object) -> int:
    with pytest.raises(SystemExit) as end:
        main([str(word) for word in words])
    return int(str(end.value.code or 0))


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


@contextmanager
def serving(*words: object) -> Iterator[subprocess.Popen[str]]:
    """A server of its own process, ended at last."""
    command = [sys.executable, "-m", "detente", "serve", *map(str, words)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def fetch(port: int, path: str = "/", process: subprocess.Popen[str] | None = None) -> str:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
                return str(answer.read().decode())
        except OSError:
            assert process is None or process.poll() is None, process.communicate()
            time.sleep(0.1)
    raise AssertionError("the server did not come up")


def test_publish_says_what_it_made(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("publish", "--db", db) == 0
    assert capsys.readouterr().out.startswith(f"published {db}.published: ")
    assert call("publish", "--db", db.with_name("b.duckdb")) == 1
    assert "there is no ledger" in capsys.readouterr().err


def test_serve_publishes_shows_and_ends_on_an_interrupt(db: Path) -> None:
    port = free_port()
    with serving("--db", db, "--port", port) as process:
        assert "1 document" in fetch(port, process=process)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=20)
        assert f"http://127.0.0.1:{port}" in out
        assert process.returncode == 130


def test_serve_shows_the_last_snapshot_while_the_ledger_is_held(db: Path) -> None:
    port = free_port()
    assert call("publish", "--db", db) == 0
    with Ledger.open(db) as held:
        held.start_run("fake", "2")
        os.utime(db)
        with serving("--db", db, "--port", port) as process:
            assert "1 document" in fetch(port, process=process)


def test_without_a_snapshot_of_a_held_ledger_it_says_what_to_do(db: Path) -> None:
    with Ledger.open(db), serving("--db", db, "--port", free_port()) as process:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 1
        assert "start the run with --publish" in said


def test_reviews_are_taken_where_that_is_wanted(db: Path, tmp_path: Path) -> None:
    port, file = free_port(), tmp_path / "password"
    file.write_text("sesame\n")
    with serving("--db", db, "--port", port, "--review", "--password-file", file) as process:
        html = fetch(port, "/reviews", process)
        assert 'type="password"' in html
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
        assert process.returncode == 130


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--password-file", "{file}"), "goes with --review"),
        (("--review", "--password-file", "{file}"), "holds no password"),
        (("--review", "--password-file", "{file}.not"), "No such file"),
    ],
)
def test_a_password_file_that_is_no_use_is_told(
    words: tuple[str, ...], said: str, db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "password"
    file.write_text(" \n")
    assert call("serve", "--db", db, *(word.format(file=file) for word in words)) in (1, 2)
    assert said in capsys.readouterr().err


def test_what_was_reviewed_at_the_command_line_is_shown_at_the_next_start(db: Path) -> None:
    assert call("publish", "--db", db) == 0
    with Ledger.open(db, read_only=True) as ledger:
        id = next(iter(ledger.events())).event.id
    assert call("review", "reject", id, "--db", db, "--reviewer", "anna") == 0
    port = free_port()
    with serving("--db", db, "--port", port) as process:
        assert "counts nowhere" in fetch(port, f"/review/{id}", process)
