"""Watched: files read in a process of their own, with what each cost and what it opened besides."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_AUDITED = ("open", "socket.connect", "socket.getaddrinfo", "socket.bind", "subprocess.Popen")
_ITS_OWN = (".py", ".pyc", ".so", "/proc/self/status")
"""What a process opens to import modules late, and what ``_peak_mb`` does."""
_WARM = {".html": "<html><body><p>Two warm words stand here.</p></body></html>", ".txt": "Words.",
         ".jsonl": '{"text": "Words."}', ".csv": "text,id\nWords.,1\n"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Watched:
    """Wall seconds, and the most megabytes that the process had till then, its modules included.

    ``opened`` are files and connections other than the file itself. ``documents`` and ``rejects``
    (their codes) are what came of it, ``text`` how the longest ends.
    """

    seconds: float
    peak_mb: float
    opened: tuple[str, ...]
    documents: int
    rejects: tuple[str, ...]
    text: str


def watch(*paths: Path, deadline_seconds: float = 60.0) -> list[Watched]:
    """Read files one by one; raises ``subprocess.TimeoutExpired`` past the deadline of all."""
    command = [sys.executable, "-m", "benchmarks.watched", *map(str, paths)]
    done = subprocess.run(
        command, capture_output=True, check=True, timeout=deadline_seconds, encoding="utf-8"
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return [
        Watched(**one | {"opened": tuple(one["opened"]), "rejects": tuple(one["rejects"])})
        for one in found
    ]


def main(paths: list[Path]) -> None:
    from detente.sources import read

    for path in paths:  # what is imported while it is first needed is no sign of mischief
        warm = path.with_name(f".warm{path.suffix}")
        if path.suffix in _WARM:
            warm.write_text(_WARM[path.suffix], "utf-8")
            list(read([warm]))
            warm.unlink()
    opened: list[str] = []
    own = set(map(str, paths))

    def hear(event: str, given: tuple[Any, ...]) -> None:
        name = str(given[0])
        if event in _AUDITED and name not in own and not name.endswith(_ITS_OWN):
            opened.append(f"{event} {given[0] if event == 'open' else given}")

    sys.addaudithook(hear)
    print(json.dumps([_read(path, opened) for path in paths]))


def _read(path: Path, opened: list[str]) -> dict[str, Any]:
    from detente.records import Document
    from detente.sources import read

    opened.clear()
    started = time.monotonic()
    documents, rejects, text = 0, [], ""
    for one in read([path]):
        if isinstance(one, Document):
            documents += 1
            text = max(text, one.text, key=len)
        else:
            rejects.append(one.code)
    seconds = time.monotonic() - started
    peak_mb = _peak_mb()
    return {"seconds": seconds, "peak_mb": peak_mb, "opened": opened[:20],
            "documents": documents, "rejects": rejects[-20:], "text": text[-2000:]}  # fmt: skip


def _peak_mb() -> float:
    """What the process had at most; ``ru_maxrss`` would count what its parent had at the fork."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
