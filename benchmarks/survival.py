"""Kills work on a ledger with -9 at random moments, and looks at what is left.

``detente run`` is a process of its own, and says on its progress line, on a terminal made for it,
how many documents are safe. Other work is done in a child that sends what it has acknowledged.
Coders and documents are those of ``tests/engine/fakes.py``, so that a kill meets the ledger and no
parser.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import pty
import random
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1] / "tests"
if str(TESTS) not in sys.path:
    sys.path.append(str(TESTS))

import duckdb  # noqa: E402

from detente.engine import importing  # noqa: E402
from detente.engine.local import run  # noqa: E402
from detente.engine.publishing import name_actors, publish_ledger  # noqa: E402
from detente.ledger import Ledger, Review  # noqa: E402
from detente.ledger.journal import append_review, journal_path, read_journal  # noqa: E402
from detente.ledger.published import attach, use_snapshot  # noqa: E402
from detente.ledger.publishing import snapshot_path  # noqa: E402
from detente.ledger.schema import migrations  # noqa: E402
from engine.fakes import FakeCoder, NewerCoder, corpus  # noqa: E402
from ledger.event_files import table  # noqa: E402

_DOCUMENTS = 400
_SAFE = re.compile(r"([\d,]+) documents")


@dataclass(slots=True)
class Survived:
    """How many kills there were, in what seconds, what was acknowledged before them, and all that
    was found wrong afterwards."""

    kills: int = 0
    acknowledged: int = 0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)


class Work(ABC):
    """One kind of work: how it is begun, done in a child, and looked at after a kill."""

    fresh = True
    """Whether every kill gets a folder of its own; else the work goes on where it was."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger = folder / "a.duckdb"
        self.say: Callable[[object], None] = lambda said: None
        """Acknowledges something."""

    @abstractmethod
    def prepare(self) -> None:
        """Make what there is before the work begins."""

    def warm(self) -> None:  # noqa: B027  # most work needs none
        """Load what would take most of the time."""

    @abstractmethod
    def work(self) -> None:
        """Do it, and say what is safe."""

    @abstractmethod
    def look(self, said: list[str]) -> Iterator[str]:
        """What is wrong after a kill, given what was said."""

    def end(self) -> Iterator[str]:
        """Finish the work, and tell what differs from work that nothing disturbed."""
        self.work()
        yield from self.look([])


class Run(Work):
    """``detente run``, resumed until it is through."""

    fresh = False

    def prepare(self) -> None:
        install_fakes(self.folder)
        with (self.folder / "in.jsonl").open("w") as file:
            for one in corpus(_DOCUMENTS):
                row = {"id": one.id, "text": one.text, "outlet": one.outlet, "date": str(one.date)}
                file.write(json.dumps(row) + "\n")

    @property
    def command(self) -> list[str]:
        """With one worker, in two of three cases: that takes less time to begin."""
        workers = random.choice(("1", "1", "2"))
        return [sys.executable, "-m", "detente", "run", str(self.folder / "in.jsonl"),
                "--db", str(self.ledger), "--coder", "slow", "--workers", workers]  # fmt: skip

    def work(self) -> None:
        environment = _environment(self.folder)
        subprocess.run([*self.command, "-q"], check=True, env=environment, capture_output=True)

    def look(self, said: list[str]) -> Iterator[str]:
        safe = max((int(number.replace(",", "")) for number in said), default=0)
        if not self.ledger.exists():
            if safe:
                yield f"no ledger, though {safe} documents were safe"
            return
        with Ledger.open(self.ledger) as ledger:
            held = ledger.counts().documents
            if held < safe:
                yield f"{safe} documents were safe, {held} are there"
            yield from _whole(ledger)

    def end(self) -> Iterator[str]:
        yield from super().end()
        with Ledger.open(self.ledger) as ledger:
            if ledger.content_hash() != _undisturbed(FakeCoder):
                yield "it ended otherwise than an undisturbed run"


class Recode(Work):
    """A newer version of a coder reads all again, and takes the place of the older readings."""

    def prepare(self) -> None:
        self.ledger.write_bytes(_coded())

    def work(self) -> None:
        with Ledger.open(self.ledger) as ledger:
            run(corpus(_DOCUMENTS), ledger, NewerCoder, workers=1)
            self.say("done")

    def look(self, said: list[str]) -> Iterator[str]:
        with Ledger.open(self.ledger) as ledger:
            found = ledger.content_hash()
            if found != _undisturbed(NewerCoder) and (said or found != _undisturbed(FakeCoder)):
                yield "what is shown is neither the older readings nor the newer"
            yield from _whole(ledger)

    def end(self) -> Iterator[str]:
        self.work()
        yield from self.look(["done"])


class Import(Work):
    """Event data taken in, in many small batches, and merged into acts; resumed."""

    fresh = False
    _orphans = """SELECT count(*) FROM act_reports
        LEFT JOIN reports USING (coder, date, digest) LEFT JOIN acts USING (act_id)
        WHERE reports.digest IS NULL OR acts.act_id IS NULL"""

    def prepare(self) -> None:
        told = ("RUS GEO 040", "GEO RUS 040", "RUS USA 190")
        days = [f"date=2010-{n % 12 + 1:02}-{n % 28 + 1:02} story={n % 90}" for n in range(600)]
        table(self.folder / "in.tsv", *(f"{one} {day}" for day in days for one in told))

    def warm(self) -> None:
        with Ledger.open(":memory:") as ledger:
            file = table(self.folder / f"{os.getpid()}.tsv", "RUS GEO 040", "USA GEO 190")
            importing.import_events(ledger, "cameo", [file])

    def work(self) -> None:
        def tell(stage: str, rows: int, rejects: int) -> None:
            if stage == "reading":
                self.say(rows)

        with Ledger.open(self.ledger) as ledger:
            importing.import_events(ledger, "cameo", [self.folder / "in.tsv"], progress=tell)

    def look(self, said: list[str]) -> Iterator[str]:
        with Ledger.open(self.ledger) as ledger:
            held, safe = ledger.imported("cameo").reports, max(map(int, said), default=0)
            if held < safe:
                yield f"{safe} rows were safe, {held} are there"
            orphans = ledger._connection.execute(self._orphans).fetchall()[0][0]
            if orphans:
                yield f"{orphans} acts or reports without the other"
            yield from _whole(ledger)

    def end(self) -> Iterator[str]:
        yield from super().end()
        with Ledger.open(self.ledger) as ledger, Ledger.open(":memory:") as other:
            importing.import_events(other, "cameo", [self.folder / "in.tsv"])
            if ledger.acts().arrow() != other.acts().arrow() or not len(ledger.acts()):
                yield "it ended otherwise than an undisturbed import"


class Publish(Work):
    """A snapshot put in the place of an older one, again and again."""

    fresh = False

    def prepare(self) -> None:
        self.ledger.write_bytes(_coded())
        self.work()

    def warm(self) -> None:
        with Ledger.open(self.ledger, read_only=True) as ledger:
            name_actors(ledger)

    def work(self) -> None:
        with Ledger.open(self.ledger, read_only=True) as ledger:
            for _ in range(2):
                publish_ledger(ledger)
                self.say("published")

    def look(self, said: list[str]) -> Iterator[str]:
        with closing(attach(snapshot_path(self.ledger))) as published:
            (found,) = use_snapshot(published).execute("FROM summary.made").fetchall()
        with Ledger.open(self.ledger) as ledger:
            if ledger.counts().events not in found:
                yield f"the snapshot holds {found}"
            yield from _whole(ledger)

    def end(self) -> Iterator[str]:
        yield from super().end()
        left = [file.name for file in self.folder.iterdir() if ".part" in file.name]
        if left:
            yield f"{left} stay behind"


class Migrate(Work):
    """A ledger of the first schema brought to the newest by whoever opens it."""

    def prepare(self) -> None:
        self.ledger.write_bytes(_first_schema())

    def work(self) -> None:
        Ledger.open(self.ledger).close()
        self.say("migrated")

    def look(self, said: list[str]) -> Iterator[str]:
        with Ledger.open(self.ledger, read_only=True) as ledger:
            if ledger.content_hash() != _undisturbed(FakeCoder):
                yield "its content has changed"
            yield from _whole(ledger)


class Judge(Work):
    """Reviews written into the journal, one after another."""

    fresh = False

    def prepare(self) -> None:
        with Ledger.open(self.ledger) as ledger:
            run(corpus(12), ledger, FakeCoder, workers=1)

    def work(self) -> None:
        with Ledger.open(self.ledger) as ledger:
            entries, path = [*ledger.events()], journal_path(self.ledger)
        assert path is not None
        for number in range(300):
            event = entries[number % len(entries)].event
            review = Review.make("confirm", "R", entries=(event.id,), found=event)
            append_review(path, review)
            self.say(review.id)

    def look(self, said: list[str]) -> Iterator[str]:
        held = {review.id for review in read_journal(journal_path(self.ledger)).reviews}
        if lost := [id for id in said if id not in held]:
            yield f"{len(lost)} reviews are lost"
        with Ledger.open(self.ledger) as ledger:
            if len(ledger.reviews()) != len(held):
                yield f"{len(held)} reviews in the journal, {len(ledger.reviews())} in the ledger"
            yield from _whole(ledger)


def install_fakes(folder: Path) -> None:
    """Make the coders ``slow`` and ``quick`` known where this folder is on Python's path."""
    package = folder / "fakes-1.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: fakes\nVersion: 1\n")
    coders = "[detente.coders]\nslow = engine.fakes:SlowCoder\nquick = engine.fakes:FakeCoder\n"
    (package / "entry_points.txt").write_text(coders)


@cache
def _undisturbed(coder: type) -> str:
    """The content's hash after a run that nothing disturbed."""
    with Ledger.open(":memory:") as ledger:
        run(corpus(_DOCUMENTS), ledger, coder, workers=1)
        return ledger.content_hash()


@cache
def _coded() -> bytes:
    """The file of a ledger after a run."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.duckdb"
        with Ledger.open(path) as ledger:
            run(corpus(_DOCUMENTS), ledger, FakeCoder, workers=1)
        return path.read_bytes()


@cache
def _first_schema() -> bytes:
    """The same as the first release would have left it."""
    with tempfile.TemporaryDirectory() as folder:
        path, new = Path(folder) / "old.duckdb", Path(folder) / "new.duckdb"
        new.write_bytes(_coded())
        with duckdb.connect(str(path)) as old:
            old.execute("CREATE TABLE schema_version (version INTEGER, applied TIMESTAMP)")
            old.execute(migrations()[1])
            old.execute("INSERT INTO schema_version VALUES (1, now()::TIMESTAMP)")
            old.execute(f"ATTACH '{new}' AS new (READ_ONLY)")
            for (name,) in old.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal"
                                       " AND database_name = 'old'").fetchall():  # fmt: skip
                if name != "schema_version":
                    columns = ", ".join(
                        row[0] for row in old.execute(f"DESCRIBE {name}").fetchall()
                    )
                    old.execute(f"INSERT INTO {name} BY NAME SELECT {columns} FROM new.{name}")
        return path.read_bytes()


WORKS: dict[str, type[Work]] = {
    "run": Run, "recode": Recode, "import": Import, "publish": Publish, "migrate": Migrate,
    "review": Judge,
}  # fmt: skip


def survive(name: str, kills: int, scratch: Path, seed: int = 1) -> Survived:
    """Kill one kind of work so many times, spread over the time that it takes undisturbed.

    Work that goes on where it was is begun anew once it has come through.
    """
    dice, found, number = random.Random(seed), Survived(), 0
    started = time.monotonic()
    span = 0.0
    while found.kills < kills:
        work = _begin(name, scratch / f"{name}{number}")
        if not number:
            span = _perform(work, 600.0).seconds * (1.0 if work.fresh else 0.6)
            found.problems += work.end()
            work = _begin(name, scratch / f"{name}-")
        number += 1
        through = False
        while found.kills < kills and not through:
            attempt = _perform(work, dice.uniform(0, span))
            found.kills += attempt.killed
            found.acknowledged += len(attempt.said)
            found.problems += [f"process {one} outlived it" for one in attempt.left]
            found.problems += work.look(attempt.said)
            through = work.fresh or not attempt.killed
        found.problems += work.end()
        shutil.rmtree(work.folder)
    found.seconds = time.monotonic() - started
    return found


def _begin(name: str, folder: Path) -> Work:
    folder.mkdir()
    work = WORKS[name](folder)
    work.prepare()
    return work


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What was acknowledged, whether the kill came before the end, who outlived it, and how long
    it went on."""

    said: list[str]
    killed: bool
    left: list[int]
    seconds: float


def _perform(work: Work, seconds: float) -> _Attempt:
    return (
        _perform_command(work, seconds) if isinstance(work, Run) else _perform_here(work, seconds)
    )


def _perform_here(work: Work, seconds: float) -> _Attempt:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["benchmarks.survival"])
    reader, writer = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(type(work), work.folder, writer))
    process.start()
    writer.close()
    said: list[str] = []
    reader.recv()
    started = time.monotonic()
    with suppress(EOFError, OSError):
        while (wait := started + seconds - time.monotonic()) > 0:
            if reader.poll(wait):
                said.append(reader.recv())
    took = time.monotonic() - started
    killed = took >= seconds
    process.kill()
    process.join()
    with suppress(EOFError, OSError):
        while True:
            said.append(reader.recv())
    if not killed and process.exitcode not in (0, -signal.SIGKILL):
        raise AssertionError(f"the work failed by itself: exit {process.exitcode}")
    return _Attempt(said, killed, [], took)


def _child(kind: type[Work], folder: Path, writer: Connection) -> None:
    importing._BATCH_ROWS = 60
    work = kind(folder)
    work.say = lambda said: writer.send(str(said))
    work.warm()
    writer.send("ready")
    work.work()


def _perform_command(work: Run, seconds: float) -> _Attempt:
    reader, writer = pty.openpty()
    process = subprocess.Popen(work.command, stdout=writer, stderr=writer,
                               stdin=subprocess.DEVNULL, env=_environment(work.folder),
                               start_new_session=True)  # fmt: skip
    os.close(writer)
    text = _read(reader, 60.0, once=True)
    started = time.monotonic()
    text += _read(reader, seconds)
    took = time.monotonic() - started
    killed = process.poll() is None and took >= seconds
    with suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGKILL if killed else 0)
    process.wait()
    left = _left(process.pid)
    text += _read(reader, 0.2)
    os.close(reader)
    if not killed and process.returncode:
        raise AssertionError(f"the run failed by itself: {text}")
    return _Attempt(_SAFE.findall(text), killed, left, took)


def _read(file: int, seconds: float, *, once: bool = False) -> str:
    """What comes in so many seconds, or only the first of it."""
    parts, until = [], time.monotonic() + seconds
    while (wait := until - time.monotonic()) > 0 and select.select([file], [], [], wait)[0]:
        try:
            part = os.read(file, 65_536)
        except OSError:  # how a terminal ends
            break
        if not part:
            break
        parts.append(part)
        if once:
            break
    return b"".join(parts).decode(errors="replace")


def _left(leader: int) -> list[int]:
    """Processes of its session that live on, five seconds later."""
    until = time.monotonic() + 5
    while (left := session(leader)) and time.monotonic() < until:
        time.sleep(0.02)
    return left


def session(leader: int) -> list[int]:
    """Processes, other than the dead, of the session that this process began."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[3] == str(leader) and fields[0] not in "ZX":
            found.append(int(stat.parent.name))
    return found


def _whole(ledger: Ledger) -> Iterator[str]:
    proof = ledger.integrity()
    if not proof.ok:
        yield f"the ledger is not whole: {proof}"


def _environment(folder: Path) -> dict[str, str]:
    places = [str(folder), str(TESTS.parent), str(TESTS), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places)), "TERM": "xterm",
            "COLUMNS": "150", "OMP_NUM_THREADS": "1"}  # fmt: skip
