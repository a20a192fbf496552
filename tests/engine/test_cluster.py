"""Cluster runs: what Ray's workers write is what a local run writes, whatever dies on the way."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from detente.engine.cluster import run_cluster
from detente.engine.local import run
from detente.engine.partitioned import Partitioned
from detente.engine.summary import RunSummary
from detente.engine.worker import Factory
from detente.errors import ClusterError, ModelError, SourceError
from detente.ledger import Ledger
from detente.sources import read
from engine.fakes import FakeCoder, SlowCoder, TellingCoder, WorkerlessCoder, corpus
from engine.test_parts import taken, told, write_jsonl

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        find_spec("ray") is None, reason="Ray is not here: pip install 'detente[ray]'"
    ),
    pytest.mark.filterwarnings("default"),
]

BROKEN = {10: "raise", 75: "decline", 700: "crash"}


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("news")
    documents = corpus(1500, BROKEN)
    return [
        write_jsonl(folder / "a.jsonl", documents[:1100]),
        write_jsonl(folder / "b.jsonl", documents[900:]),
    ]


@pytest.fixture(scope="module")
def expected(inputs: list[str]) -> tuple[str, list[tuple[Any, ...]]]:
    with Ledger.open(":memory:") as alone:
        run(read(inputs), alone, FakeCoder, workers=2)
        return told(alone)


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with Ledger.open(":memory:") as opened:
        yield opened


@pytest.fixture
def out(tmp_path: Path) -> str:
    return str(tmp_path / "out")


@pytest.mark.parametrize(("workers", "factory"), [(1, FakeCoder), (4, SlowCoder)])
def test_it_writes_what_a_local_run_writes(
    workers: int,
    factory: Factory,
    inputs: list[str],
    expected: tuple[str, list[tuple[Any, ...]]],
    out: str,
    ledger: Ledger,
) -> None:
    seen: list[RunSummary] = []
    summary = run_cluster(inputs, out, factory, workers=workers, progress=seen.append)
    assert summary.rejects == 5
    assert len(seen) == 7
    assert taken(Partitioned.open(out), ledger) == expected
    assert ledger.counts().documents == 1497 <= summary.documents


def test_a_killed_worker_costs_nothing(
    inputs: list[str],
    expected: tuple[str, list[tuple[Any, ...]]],
    out: str,
    tmp_path: Path,
    ledger: Ledger,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "pids").mkdir()
    monkeypatch.setenv("DETENTE_TEST_FOLDER", str(tmp_path / "pids"))
    killed: list[int] = []

    def kill(progress: RunSummary) -> None:
        if not killed:
            killed.append(int(next((tmp_path / "pids").iterdir()).name))
            assert "ray::" in Path(f"/proc/{killed[0]}/cmdline").read_text("utf-8")
            os.kill(killed[0], signal.SIGKILL)

    summary = run_cluster(inputs, out, TellingCoder, workers=2, progress=kill)
    assert killed
    assert len(list((tmp_path / "pids").iterdir())) > 2  # somebody took its place
    assert summary.documents >= 1497
    assert taken(Partitioned.open(out), ledger) == expected


def test_it_goes_on_where_it_was(
    inputs: list[str], expected: Any, out: str, ledger: Ledger
) -> None:
    class Enough(Exception):
        pass

    def stop(progress: RunSummary) -> None:
        if progress.documents > 500:
            raise Enough

    with pytest.raises(Enough):
        run_cluster(inputs, out, SlowCoder, workers=1, progress=stop)
    done = list(Path(out).glob("slices/*/*.json"))
    assert 2 <= len(done) < 7
    summary = run_cluster(inputs, out, FakeCoder, workers=1)
    assert summary.skipped > 0
    assert summary.documents < 1497
    assert taken(Partitioned.open(out), ledger) == expected


@pytest.mark.shared
def test_every_format_from_everywhere(
    shared: Path, tmp_path: Path, out: str, ledger: Ledger
) -> None:
    table = pa.table({"id": ["p1", "p2"], "text": ["Russia met NATO.", " "]})
    pq.write_table(table, tmp_path / "a.parquet")
    pages = sorted((shared / "html" / "kremlin").glob("*.html"))[:4]
    inputs = [str(shared / "warc" / "warcio"), *map(str, pages), f"file://{tmp_path}/a.parquet"]
    with Ledger.open(":memory:") as alone:
        run(read(inputs), alone, FakeCoder, workers=1)
        expected = told(alone)
        assert alone.counts().documents > 5
    run_cluster(inputs, out, FakeCoder, workers=2)
    assert taken(Partitioned.open(out), ledger) == expected


def test_what_is_whole_starts_no_cluster(tmp_path: Path, out: str) -> None:
    source = write_jsonl(tmp_path / "a.jsonl", corpus(8))
    run_cluster([source], out, FakeCoder, workers=1)
    started = time.monotonic()
    summary = run_cluster([source], out, FakeCoder, workers=1)
    assert time.monotonic() - started < 1
    assert (summary.documents, summary.skipped, summary.rejects) == (0, 8, 0)


def test_a_coder_that_workers_cannot_build_is_told_of(
    tmp_path: Path, out: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DETENTE_TEST_PID", str(os.getpid()))
    source = write_jsonl(tmp_path / "a.jsonl", corpus(8))
    with pytest.raises(ModelError, match="the model is missing here"):
        run_cluster([source], out, WorkerlessCoder, workers=1)


def test_a_table_without_text_is_told_of(tmp_path: Path, out: str) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n", "utf-8")
    with pytest.raises(SourceError, match=r"a\.csv"):
        run_cluster([tmp_path / "a.csv"], out, FakeCoder, workers=1)


def test_a_cluster_that_is_not_there(tmp_path: Path, out: str) -> None:
    source = write_jsonl(tmp_path / "a.jsonl", corpus(8))
    with pytest.raises(ClusterError, match=r"no Ray cluster at 127\.0\.0\.1:1"):
        run_cluster([source], out, FakeCoder, address="127.0.0.1:1")


COMMAND = [sys.executable, "-m", "detente", "run", "--engine", "ray", "--coder", "rules",
           "--workers", "2"]  # fmt: skip


def test_the_command_says_nothing_of_ray_and_leaves_the_ledger(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "a.jsonl", corpus(300))
    db = tmp_path / "l.duckdb"
    done = subprocess.run([*COMMAND, source, "--db", db], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("300 documents coded")
    assert lines[1] == f"Parquet, with views.sql to read it in DuckDB: {db}.parts"
    assert lines[2].startswith(f"300 documents taken into {db}, 0 known already")
    assert len(lines) == 4
    with Ledger.open(db) as kept, Ledger.open(":memory:") as alone:
        run(read([source]), alone, "rules", workers=1)
        assert kept.content_hash() == alone.content_hash()


def test_ctrl_c_ends_it_and_what_was_started(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "a.jsonl", corpus(20_000))
    process = subprocess.Popen(
        [*COMMAND, source, "--out", tmp_path / "out"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0,
        env=os.environ | {"DETENTE_TEST_MARK": str(tmp_path)},
    )  # fmt: skip
    deadline = time.monotonic() + 100
    while not list(tmp_path.glob("out/slices/*/*.json")) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(_started_with(str(tmp_path))) > 3
    os.killpg(process.pid, signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert stdout == ""
    assert stderr.strip() == ("Interrupted: what was coded is kept. Run the same command to go on.")
    deadline = time.monotonic() + 30
    while _started_with(str(tmp_path)) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not _started_with(str(tmp_path))


def _started_with(mark: str) -> list[str]:
    """Processes that have inherited a mark in their environment."""
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"DETENTE_TEST_MARK={mark}".encode() in environ.read_bytes():
                found.append(environ.parent.name)
        except OSError:  # it has ended, or is another's
            continue
    return found


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[str, dict[str, str]]]:
    """A cluster that somebody else has started: its address, and how to be let in."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # loopback alone
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": "x" * 64,
    }
    head = subprocess.Popen(
        [Path(sys.executable).with_name("ray"), "start", "--head", "--block", f"--port={port}",
         "--node-ip-address=127.0.0.1", "--num-cpus=2", "--include-dashboard=false",
         "--object-store-memory=100000000"],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _wait_for(port)
    yield f"127.0.0.1:{port}", environment
    head.terminate()
    head.wait(60)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.2)


def test_a_running_cluster_is_joined_and_left(
    running: tuple[str, dict[str, str]], tmp_path: Path, ledger: Ledger
) -> None:
    address, environment = running
    source = write_jsonl(tmp_path / "a.jsonl", corpus(300))
    for name in ("a", "b"):
        done = subprocess.run(
            [*COMMAND, source, "--out", tmp_path / name, "--address", address],
            capture_output=True, text=True, env=environment,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("300 documents coded")
    with Ledger.open(":memory:") as alone:
        run(read([source]), alone, "rules", workers=1)
        assert taken(Partitioned.open(str(tmp_path / "b")), ledger) == told(alone)


def test_nodes_with_another_version_are_named(
    running: tuple[str, dict[str, str]], tmp_path: Path
) -> None:
    address, environment = running
    source = write_jsonl(tmp_path / "a.jsonl", corpus(8))
    words = ["run", source, "--engine", "ray", "--coder", "rules", "--out", str(tmp_path / "out"),
             "--address", address]  # fmt: skip
    newer = (
        "from detente.cli import main; from detente.engine import joining;"
        f" joining.version = lambda: 'detente 99'; main({words})"
    )
    done = subprocess.run(
        [sys.executable, "-c", newer], capture_output=True, text=True, env=environment
    )
    assert done.returncode == 1
    assert done.stderr.startswith("detente: every node needs what is here, detente 99: pip install")
    assert "(127.0.0.1 has detente 0" in done.stderr


def test_who_is_not_let_in_is_told_what_to_set(
    running: tuple[str, dict[str, str]], tmp_path: Path
) -> None:
    address, environment = running
    source = write_jsonl(tmp_path / "a.jsonl", corpus(8))
    done = subprocess.run(
        [*COMMAND, source, "--out", tmp_path / "out", "--address", address],
        capture_output=True, text=True, env=environment | {"RAY_AUTH_MODE": "disabled"},
    )  # fmt: skip
    assert done.returncode == 1
    assert "asks for a token: set RAY_AUTH_MODE=token" in done.stderr
