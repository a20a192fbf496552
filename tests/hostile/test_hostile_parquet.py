"""Parquet of strangers: whatever its reading does, it does alone, and the run goes on."""

from __future__ import annotations

import io
import os
import socket
import threading
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from detente.records import Document, Reject
from detente.sources import read
from detente.sources.eventdata import EventRow, read_events

ROWS = 1000
GROUP = 250


def table() -> bytes:
    """Rows in four groups, of texts that do not pack away."""
    texts = [f"Report {n}: {(n * 2654435761) % 2**32} Russia met NATO." * 4 for n in range(ROWS)]
    out = io.BytesIO()
    columns = {"id": [str(n) for n in range(ROWS)], "text": texts}
    pq.write_table(pa.table(columns), out, row_group_size=GROUP, use_dictionary=False)
    return out.getvalue()


def read_beside(folder: Path, data: bytes) -> tuple[list[Document], list[Reject]]:
    """What a file gives; the next in the folder must be read, too."""
    (folder / "a.parquet").write_bytes(data)
    (folder / "b.txt").write_text("Russia met NATO.", "utf-8")
    *found, last = read([folder])
    assert isinstance(last, Document)
    good = [one for one in found if isinstance(one, Document)]
    return good, [one for one in found if isinstance(one, Reject)]


def program(monkeypatch: pytest.MonkeyPatch, folder: Path, code: str) -> None:
    """Another program in the place of the one that reads."""
    path = folder / "program.py"
    path.write_text(code, "utf-8")
    monkeypatch.setattr("detente.sources.parquet._PROGRAM", path)


def test_a_damaged_page_costs_its_rows_and_no_others(tmp_path: Path) -> None:
    data = bytearray(table())
    at = len(data) * 3 // 8
    data[at : at + 200] = b"\xff" * 200
    good, rejects = read_beside(tmp_path, bytes(data))
    ids = {int(one.id) for one in good}
    assert ids >= {*range(GROUP), *range(2 * GROUP, ROWS)}
    (reject,) = rejects
    assert reject.code == "malformed"
    assert reject.source.startswith(f"{tmp_path}/a.parquet:")
    assert f"to {2 * GROUP}: " in reject.detail


@pytest.mark.parametrize("cut", [0, 3, 50, -9, -1])
def test_a_file_without_its_end_is_one_reject(tmp_path: Path, cut: int) -> None:
    good, rejects = read_beside(tmp_path, table()[:cut] or b"PAR1")
    assert good == []
    assert [one.code for one in rejects] == ["unreadable"]
    assert "not Parquet" in rejects[0].detail


def test_text_that_is_no_utf_8_is_a_reject_of_its_row(tmp_path: Path) -> None:
    raw = pa.array([b"one", b"\xff\xfe", b"three"])
    texts = pa.StringArray.from_buffers(3, raw.buffers()[1], raw.buffers()[2])
    out = io.BytesIO()
    pq.write_table(pa.table({"text": texts}), out)
    good, (reject,) = read_beside(tmp_path, out.getvalue())
    assert [one.text for one in good] == ["one", "three"]
    assert reject.source == f"{tmp_path}/a.parquet:2"


def test_days_beyond_the_calendar_are_rejects_of_their_rows(tmp_path: Path) -> None:
    days = pa.array([0, 10**17, 86_400_000], pa.timestamp("ms"))
    out = io.BytesIO()
    pq.write_table(pa.table({"text": ["a", "b", "c"], "date": days}), out)
    good, (reject,) = read_beside(tmp_path, out.getvalue())
    assert [(one.text, str(one.date)) for one in good] == [("a", "1970-01-01"), ("c", "1970-01-02")]
    assert (reject.code, reject.source) == ("malformed", f"{tmp_path}/a.parquet:2")


def test_a_bomb_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.sources.parquet.FREE_BYTES", 1 << 20)
    out = io.BytesIO()
    pq.write_table(pa.table({"text": ["x" * 1000] * 30_000}), out)
    good, (reject,) = read_beside(tmp_path, out.getvalue())
    assert len(good) * 1000 <= (1 << 20) + 200 * len(out.getvalue())
    assert (reject.code, "200 times its size" in reject.detail) == ("too-long", True)


@pytest.mark.long
def test_a_row_that_fills_memory_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    rows = pa.table({"text": ["x" * (65 << 20), "small"]})
    pq.write_table(rows, out, compression="zstd", use_dictionary=False, row_group_size=1)
    good, (reject,) = read_beside(tmp_path, out.getvalue())
    assert [one.text for one in good] == ["small"]
    assert "a row of more than 64 MiB" in reject.detail


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "signal 11"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "signal 9"),
        ("raise SystemExit(3)", "exit code 3"),
        ("print('{\"names\": [\"text\"]}', flush=True); input(); print('garbage' * 999)", "failed"),
        ('print(\'{"names": ["text"]}\', flush=True); input()', "failed"),
    ],
)
def test_a_reading_that_dies_is_a_reject(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, told: str
) -> None:
    (tmp_path / "in").mkdir()
    program(monkeypatch, tmp_path, code)
    good, (reject,) = read_beside(tmp_path / "in", table())
    assert good == []
    assert reject.code == "unreadable"
    assert told in reject.detail


def test_a_reading_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    program(monkeypatch, tmp_path, "import time; time.sleep(60)")
    monkeypatch.setattr("detente.sources.parquet.DEADLINE_SECONDS", 0.3)
    started = time.monotonic()
    _, (reject,) = read_beside(tmp_path / "in", table())
    assert time.monotonic() - started < 20
    assert "no rows within 0 s" in reject.detail


def test_the_reading_process_can_open_nothing_and_take_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real limits, with another program behind them that tries everything."""
    (tmp_path / "in").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        tries = {
            "file": "open('/etc/hostname')",
            "write": f"open({str(tmp_path / 'written')!r}, 'w')",
            "net": f"socket.create_connection(('127.0.0.1', {port}))",
            "run": "subprocess.run(['true'])",
            "memory": "bytearray(3 << 30)",
        }
        code = (
            "import json, socket, subprocess, sys\n"
            "from detente.sources import confined\n"
            "confined._confine(60)\n"
            "done = []\n"
            + "".join(
                f"try:\n {act}\n done.append({name!r})\nexcept (OSError, MemoryError): pass\n"
                for name, act in tries.items()
            )
            + "print(json.dumps({'error': 'did ' + ','.join(done)}), flush=True)\n"
        )
        program(monkeypatch, tmp_path, code)
        _, (reject,) = read_beside(tmp_path / "in", table())
    assert reject.detail == "not Parquet: did "
    assert not (tmp_path / "written").exists()


def test_a_stream_that_is_no_file_is_read_as_well(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("in/a.parquet", table())
    found = list(read([tmp_path / "a.zip"]))
    assert len(found) == ROWS
    assert all(isinstance(one, Document) for one in found)


def children() -> set[str]:
    """Processes that this one has started, ended ones that nobody has waited for included."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = stat.read_text().rpartition(")")[2].split()[1]
            if parent == str(os.getpid()):
                found.add(stat.parent.name)
    return found


@pytest.mark.skipif(not Path("/proc").exists(), reason="processes are looked up in /proc")
def test_reading_can_stop_anywhere_and_leaves_no_process(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(table())
    threads, before = threading.active_count(), children()
    found = read([tmp_path])
    assert isinstance(next(found), Document)
    assert len(children()) == len(before) + 1
    del found
    until = time.monotonic() + 5
    while threading.active_count() > threads and time.monotonic() < until:
        time.sleep(0.01)
    assert threading.active_count() == threads
    assert children() == before


def test_event_data_in_parquet_is_read_alike(tmp_path: Path) -> None:
    columns = {"source": ["RUS", None], "target": ["USA", "USA"], "code": [42, 42]}
    rows = pa.table({**columns, "date": ["2009-03-12", "no day"]})
    pq.write_table(rows, tmp_path / "a.parquet")
    (tmp_path / "b.parquet").write_bytes(table()[:-20])
    found = [row for _, row in read_events("cameo", [tmp_path])]
    assert [type(row) for row in found] == [EventRow, Reject, Reject]
    assert "not Parquet" in str(found[-1])
