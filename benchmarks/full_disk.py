"""A disk that is full, and what detente's commands make of it: first a run, then all else.

The disk is a small one in memory, which only root may mount.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from benchmarks.survival import corpus, install_fakes, table

from detente.cli import main
from detente.ledger import Ledger

_TEXT = " ".join(f"Word {number}." for number in range(250))
_DOCUMENTS = 700
_EXPORTS = ("parquet", "csv", "jsonl", "sqlite", "polecat", "icews", "gexf", "graphml",
            "annotations", "prodigy", "labelstudio")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tried:
    """A command on a full disk: its exit code, what it said, whether all that was there before
    could be read afterwards, and whether it went well once there was space."""

    command: str
    code: int
    said: str
    kept: bool
    resumed: bool

    @property
    def clear(self) -> bool:
        """Whether it failed in one line that says what to do."""
        return (
            self.code == 1
            and "the disk is full; free some space" in self.said
            and "Traceback" not in self.said
            and len(self.said.strip().splitlines()) == 1
        )


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """A disk of its own at a folder; raises ``PermissionError`` where that is not allowed."""
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise PermissionError(done.stderr.strip())
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def _enlarge(disk: Path, kilobytes: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", str(disk)], check=True)


def _fill(disk: Path) -> Path:
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            return filler


def attempts(scratch: Path) -> Iterator[Tried]:
    """Commands that write, tried on a disk that is full; raises ``PermissionError``."""
    install_fakes(scratch)
    sys.path.insert(0, str(scratch))
    try:
        with small_disk(scratch / "disk", 2_000) as disk:
            documents, ledger = scratch / "in.jsonl", disk / "a.duckdb"
            _write_documents(documents)
            run = ["run", documents, "--db", ledger, "--coder", "quick", "--workers", "1", "-q"]
            yield _try_run(run, disk, ledger)
            for words in _others(scratch, disk, ledger):
                yield _try(words, disk, ledger)
    finally:
        sys.path.remove(str(scratch))


def _write_documents(path: Path) -> None:
    with path.open("w") as file:
        for one in corpus(_DOCUMENTS):
            text = f"{one.text} {_TEXT}"
            file.write(json.dumps({"id": one.id, "text": text, "date": str(one.date)}) + "\n")


def _others(scratch: Path, disk: Path, ledger: Path) -> Iterator[list[object]]:
    rows = table(scratch / "in.tsv", *(f"RUS GEO 040 story={n}" for n in range(3000)))
    yield ["import", "cameo", rows, "--db", ledger, "-q"]
    yield ["publish", "--db", ledger]
    for format in _EXPORTS:
        yield ["export", format, "--db", ledger, "-o", disk / f"out.{format}", "--force"]
    month = ["--since", "2009-03", "--until", "2009-03", "--no-note"]
    for suffix in ("md", "html", "json"):
        brief = ["brief", "Russia", "NATO", "--db", ledger, "-o", disk / f"brief.{suffix}"]
        yield [*brief, *month]
    yield ["backup", disk / "out.duckdb", "--db", ledger]


def _try_run(words: list[object], disk: Path, ledger: Path) -> Tried:
    code, said = _call(words)
    with Ledger.open(ledger, read_only=True) as opened:
        kept = opened.counts().documents > 0 and opened.integrity().ok
    _enlarge(disk, 60_000)
    again, _ = _call(words)
    with Ledger.open(ledger, read_only=True) as opened:
        whole = opened.counts().documents == _DOCUMENTS and opened.integrity().ok
    return Tried("run", code, said, kept, again == 0 and whole)


def _try(words: list[object], disk: Path, ledger: Path) -> Tried:
    """Tried twice: the first may make what the second, on the full disk, must not spoil."""
    name = " ".join(map(str, words[:2])) if words[0] == "export" else str(words[0])
    name += f" {Path(str(words[6])).suffix}" if words[0] == "brief" else ""
    if words[0] in ("publish", "brief", "export"):
        _call(words)
    before = _state(disk, ledger)
    filler = _fill(disk)
    code, said = _call(words)
    kept = _state(disk, ledger, but=filler) == before
    filler.unlink()
    again, _ = _call(words)
    for file in disk.glob("out.*"):
        shutil.rmtree(file) if file.is_dir() else file.unlink()
    return Tried(name, code, said, kept, again == 0)


def _state(disk: Path, ledger: Path, but: Path | None = None) -> tuple[str, dict[str, bytes]]:
    """What the ledger holds, and all that was made of it."""
    with Ledger.open(ledger, read_only=True) as opened:
        content = opened.content_hash() + str(len(opened.acts()))
    files = [file for file in disk.rglob("*") if file.is_file() and file != but]
    made = {file.name: file.read_bytes() for file in files if not file.name.startswith("a.duckdb")}
    snapshot = Path(f"{ledger}.published")
    return content, made | ({"": snapshot.read_bytes()} if snapshot.exists() else {})


def _call(words: list[object]) -> tuple[int, str]:
    said = io.StringIO()
    try:
        with redirect_stderr(said), redirect_stdout(io.StringIO()):
            main([str(word) for word in words])
    except SystemExit as end:
        return int(end.code or 0), said.getvalue()
    raise AssertionError("a command always exits")


def limited(scratch: Path, kilobytes: int = 1500) -> Tried:
    """A run that may write no file larger than this, where no disk can be mounted."""
    install_fakes(scratch)
    documents, ledger = scratch / "in.jsonl", scratch / "a.duckdb"
    _write_documents(documents)
    words = ["run", documents, "--db", ledger, "--coder", "quick", "--workers", "1", "-q"]
    script = (
        "import resource, sys; from detente.cli import main;"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({kilobytes << 10},) * 2); main(sys.argv[1:])"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(scratch), *sys.path])}
    done = subprocess.run([sys.executable, "-c", script, *map(str, words)], env=environment,
                          capture_output=True, text=True, check=False)  # fmt: skip
    with Ledger.open(ledger, read_only=True) as opened:
        kept = opened.counts().documents > 0 and opened.integrity().ok
    sys.path.insert(0, str(scratch))
    try:
        again, _ = _call(list(words))
    finally:
        sys.path.remove(str(scratch))
    return Tried("run, files limited", done.returncode, done.stderr, kept, again == 0)
