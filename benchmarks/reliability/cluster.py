"""Ray's workers beside a local run: how many they are, one of them killed, all of them stopped."""

from __future__ import annotations

import gzip
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from benchmarks.reliability.measured import Measured, Place

from detente.ledger import Ledger

CODER = "rules"
DOCUMENTS = 2400
FILES = 4
COMMAND = [sys.executable, "-m", "detente", "run", "-q", "--coder", CODER]
RAY = [*COMMAND, "--engine", "ray"]
SAME = "the same hash, documents and rejects as the local engine"


def measure(place: Place) -> Iterator[Measured]:
    inputs = str(_inputs(place))
    started = time.monotonic()
    subprocess.run([*COMMAND, inputs, "--db", place.scratch / "local.duckdb"],
                   check=True, stdout=subprocess.DEVNULL)  # fmt: skip
    local_seconds = time.monotonic() - started
    local = _told(place.scratch / "local.duckdb")
    yield Measured(
        f"local engine, {DOCUMENTS:,} reports in {FILES} files",
        "what the others are held against",
        f"{local[1]:,} documents, hash {local[0][:12]}…, {local_seconds:.0f} s", True,
    )  # fmt: skip
    for workers in (1, 4):
        yield _compared(place, inputs, local, f"`--workers {workers}`", workers)
    yield _compared(place, inputs, local, "2 workers, one killed with -9 while it codes", 2,
                    _kill_worker)  # fmt: skip
    yield _compared(place, inputs, local, "2 workers, the process that codes for one killed", 2,
                    _kill_coder)  # fmt: skip
    yield _resumed(place, inputs, local)


def _inputs(place: Place) -> Path:
    """Reports of all subjects in several files; each file begins with the end of the one before."""
    folder = place.scratch / "news"
    folder.mkdir()
    source = place.shared / "data/news/current_events_2002_2026.jsonl.gz"
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        taken = list(islice(lines, DOCUMENTS))
    each = DOCUMENTS // FILES
    for number in range(FILES):
        start = max(0, number * each - 50)
        text = "".join([*taken[start : (number + 1) * each], "{broken\n"])
        (folder / f"{number}.jsonl").write_text(text, "utf-8")
    return folder


Told = tuple[str, int, int]


def _told(db: Path) -> Told:
    with Ledger.open(db) as ledger:
        if not ledger.integrity().ok:
            raise SystemExit(f"{db} is not sound")
        counts = ledger.counts()
        return ledger.content_hash(), counts.documents, counts.rejects


def _compared(
    place: Place,
    inputs: str,
    local: Told,
    what: str,
    workers: int,
    harm: Callable[[int, Path], str] | None = None,
) -> Measured:
    db = place.scratch / "cluster.duckdb"
    started = time.monotonic()
    process = _start(inputs, db, workers)
    said = harm(process.pid, _out(db)) if harm else ""
    code = process.wait()
    seconds = time.monotonic() - started
    found = _told(db) if code == 0 else ("none", 0, 0)
    _clear(db)
    return Measured(
        what, SAME,
        f"{said}{found[1]:,} documents, hash {found[0][:12]}…, {seconds:.0f} s",
        code == 0 and found == local,
    )  # fmt: skip


def _resumed(place: Place, inputs: str, local: Told) -> Measured:
    """Killed as a whole after some slices, then run again."""
    db = place.scratch / "cluster.duckdb"
    process = _start(inputs, db, 2)
    _await(lambda: len(_slices(_out(db))) >= 3)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    before = _slices(_out(db))
    code = _start(inputs, db, 2).wait()
    untouched = sum(path.stat().st_mtime_ns == then for path, then in before.items())
    found = _told(db) if code == 0 else ("none", 0, 0)
    total = len(_slices(_out(db)))
    _clear(db)
    return Measured(
        "all processes of the run killed with -9, then the same command",
        f"{SAME}; nothing coded twice",
        f"{untouched} of {total} slices were there and stayed, hash {found[0][:12]}…",
        code == 0 and found == local and untouched == len(before) < total,
    )  # fmt: skip


def _start(inputs: str, db: Path, workers: int) -> subprocess.Popen[bytes]:
    command = [*RAY, inputs, "--db", db, "--workers", str(workers)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, process_group=0)


def _out(db: Path) -> Path:
    return db.with_name(f"{db.name}.parts")


def _clear(db: Path) -> None:
    shutil.rmtree(_out(db))
    db.unlink(missing_ok=True)


def _slices(out: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in out.glob("slices/*/*.json")}


def _kill_worker(driver: int, out: Path) -> str:
    return _kill(driver, out, lambda pid, name: "ray::MapWorker" in name, "worker")


def _kill_coder(driver: int, out: Path) -> str:
    return _kill(driver, out, lambda pid, name: "multiprocessing.spawn" in name, "coder")


def _kill(driver: int, out: Path, is_one: Callable[[int, str], bool], what: str) -> str:
    _await(lambda: len(_slices(out)) >= 2)
    for pid, name in _below(driver):
        if is_one(pid, name):
            os.kill(pid, signal.SIGKILL)
            return f"{what} killed after {len(_slices(out))} slices; "
    raise SystemExit(f"there is no {what} to kill")


def _below(top: int) -> Iterator[tuple[int, str]]:
    """All processes that ``top`` has started, and those of theirs, with their command lines."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text("utf-8").rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    waiting = [top]
    while waiting:
        for pid in parents.get(waiting.pop(), []):
            waiting.append(pid)
            try:
                yield pid, Path(f"/proc/{pid}/cmdline").read_text("utf-8")
            except OSError:
                continue


def _await(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 300
    while not ready():
        if time.monotonic() > deadline:
            raise SystemExit("nothing was coded in five minutes")
        time.sleep(0.05)
