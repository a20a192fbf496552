"""The ledger: killed, on a full disk, held, shuffled, aged, copied, and damaged."""

from __future__ import annotations

import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from textwrap import shorten

from benchmarks.damage import DAMAGES, damage_at_random, make_victim
from benchmarks.full_disk import Tried, attempts, limited
from benchmarks.reliability.measured import Measured, Place
from benchmarks.survival import FakeCoder, corpus, survive, table

from detente.engine.exporting import export_ledger
from detente.engine.local import run
from detente.engine.placing import place_documents
from detente.engine.publishing import publish_ledger
from detente.engine.session import open_ledger
from detente.ledger import Ledger
from detente.ledger.backup import back_up
from detente.ledger.schema import migrations
from detente.records import Document, Genre
from ledger.old_ledgers import FIRST, SINCE_2, make_old
from recovery.jumps import check_jumps

_KILLS = {"run": 100, "recode": 20, "import": 20, "publish": 20, "migrate": 20, "review": 20}
_WORDS = {
    "run": "`detente run` at random moments, resumed each time",
    "recode": "a newer coder version replacing an older one",
    "import": "an import of event data, resumed each time",
    "publish": "publishing over an older snapshot",
    "migrate": "a migration from the first schema",
    "review": "reviews being written into the journal",
}


def measure(place: Place) -> Iterator[Measured]:
    yield from _kills(place.scratch)
    yield from _full_disk(place.scratch)
    yield from _holders(place.scratch)
    yield from _order(place)
    yield _schemas(place.scratch)
    yield from _backups(place.scratch)
    yield _clock(place.scratch)
    yield from _damage(place.scratch)


def _kills(scratch: Path) -> Iterator[Measured]:
    for name, kills in _KILLS.items():
        found = survive(name, kills, scratch)
        yield Measured(
            f"`kill -9`: {_WORDS[name]}",
            "nothing acknowledged lost, no orphan row or process, ends as if undisturbed",
            f"{found.kills} kills, {found.acknowledged:,} acknowledgements before them; "
            + (f"{len(found.problems)} problems: {found.problems[0]}" if found.problems
               else "nothing lost"),
            found.kills == kills and not found.problems,
        )  # fmt: skip


def _full_disk(scratch: Path) -> Iterator[Measured]:
    (scratch / "full").mkdir()
    (scratch / "limited").mkdir()
    asked = "one line that says what to do, all before readable, goes on once there is space"
    try:
        found = list(attempts(scratch / "full"))
    except PermissionError:
        found = []
    if found:
        yield Measured("full disk: run, import, publish, every export, brief, backup", asked,
                       _told(found), all(map(_holds, found)))  # fmt: skip
    limit = limited(scratch / "limited")
    yield Measured("largest file reached (a run)", asked, _told([limit]), _holds(limit))


def _holds(tried: Tried) -> bool:
    return tried.clear and tried.kept and tried.resumed


def _told(found: list[Tried]) -> str:
    failed = [one.command for one in found if not _holds(one)]
    said = f"{len(found) - len(failed)} of {len(found)} commands"
    return said + (f"; not {', '.join(failed)}" if failed else "")


def _holders(scratch: Path) -> Iterator[Measured]:
    db = scratch / "held.duckdb"
    Ledger.open(db).close()
    script = "import sys; from detente.ledger import Ledger; l = Ledger.open(sys.argv[1]);" \
        " print(1, flush=True); input()"  # fmt: skip
    with subprocess.Popen([sys.executable, "-c", script, str(db)], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as holder:  # fmt: skip
        assert holder.stdout is not None
        holder.stdout.readline()
        for words, asked, sign in (
            (["import", "cameo", str(table(scratch / "in.tsv", "RUS GEO 040")), "--db", str(db)],
             "fails within 2 s (its own start included), names program and process",
             "is held open by python"),
            (["events", "--db", str(db)], "fails within 2 s, points to the snapshot",
             "a snapshot can be read meanwhile"),
        ):  # fmt: skip
            before, started = _child_seconds(), time.monotonic()
            done = subprocess.run([sys.executable, "-m", "detente", *words], capture_output=True,
                                  text=True, check=False)  # fmt: skip
            clock, seconds = time.monotonic() - started, _child_seconds() - before
            named = f"(process {holder.pid})" in done.stderr and sign in done.stderr
            who = "a second writer" if words[0] == "import" else "a reader beside a writer"
            yield Measured(who, asked, f"exit {done.returncode} after {seconds:.1f} s of CPU"
                           f" ({clock:.1f} s on the clock); " + ("named" if named else "not named"),
                           done.returncode == 1 and named and seconds < 2)  # fmt: skip
        holder.kill()


def _child_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _order(place: Place) -> Iterator[Measured]:
    documents = [*corpus(300), *_copies()]
    dice, found = random.Random(1), set[tuple[str, ...]]()
    for number in range(10):
        dice.shuffle(documents)
        folder = place.scratch / f"order{number}"
        with closing(open_ledger(f"{folder}.duckdb")) as ledger:
            run(documents, ledger, FakeCoder, workers=1)
            place_documents(ledger)
            export_ledger(ledger, "csv", folder)
            files = sorted(folder.iterdir())
            found.add((ledger.content_hash(), *(file.read_text("utf-8") for file in files)))
    yield Measured(
        f"{len(documents)} documents in 10 orders, copies and shared ids among them",
        "the same content hash and the same exported tables, to the byte",
        f"{len(found)} outcome{'s' * (len(found) != 1)}", len(found) == 1,
    )  # fmt: skip


def _copies() -> list[Document]:
    """Copies under other ids and with other particulars, and other texts under one id."""
    some = corpus(20)
    return [
        *(replace(one, id=f"copy-{one.id}", title="Another title") for one in some),
        *(replace(one, genre=Genre.EDITORIAL, author="A. Author") for one in some),
        *(replace(one, text=f"{one.text} Russia met NATO.") for one in some),
    ]


def _schemas(scratch: Path) -> Measured:
    same = 0
    for number in migrations():
        path = scratch / f"schema{number}.duckdb"
        make_old(path, number)
        with Ledger.open(path, read_only=True) as ledger:
            same += ledger.content_hash() == (FIRST if number == 1 else SINCE_2)
            same -= not ledger.integrity().ok
    return Measured("ledgers of every earlier schema opened", "content hash as pinned",
                    f"{same} of {len(migrations())}", same == len(migrations()))  # fmt: skip


def _backups(scratch: Path) -> Iterator[Measured]:
    db, copy = scratch / "b.duckdb", scratch / "copy.duckdb"
    with Ledger.open(db) as ledger:
        run(corpus(2000), ledger, FakeCoder, workers=1)
        content = ledger.content_hash()
        publish_ledger(ledger)
    started = time.monotonic()
    made = back_up(db, copy)
    seconds = time.monotonic() - started
    with Ledger.open(copy) as ledger:
        same = ledger.content_hash() == content and ledger.integrity().ok
    yield Measured("backup of a ledger, restored", "the same content",
                   f"{made.documents:,} documents in {seconds:.1f} s; "
                   + ("the same" if same else "not the same"), same)  # fmt: skip
    copy.unlink()
    code = ("import sys, time; from detente.ledger import Ledger; from engine.fakes import *;"
            "l = Ledger.open(sys.argv[1]); r = l.start_run('fake', '2'); print(1, flush=True)\n"
            "while True: r.write(NewerCoder().code(corpus(50)))")  # fmt: skip
    places = {"PYTHONPATH": ":".join(filter(None, sys.path))}
    with subprocess.Popen([sys.executable, "-c", code, str(db)], stdout=subprocess.PIPE,
                          env=places) as writer:  # fmt: skip
        assert writer.stdout is not None
        writer.stdout.readline()
        made = back_up(db, copy)
        writer.kill()
    with Ledger.open(copy) as ledger:
        same = ledger.content_hash() == content and ledger.integrity().ok
    shutil.copy(copy, db)
    Path(f"{db}.wal").unlink(missing_ok=True)
    with Ledger.open(db) as ledger:
        same = same and run(corpus(2001), ledger, FakeCoder, workers=1).documents == 1
    yield Measured("backup while a run writes, restored in its place",
                   "what was published last, whole; the run goes on from it",
                   f"from {made.source.name}: " + ("the same" if same else "not the same"),
                   same)  # fmt: skip


def _clock(scratch: Path) -> Measured:
    problems = check_jumps(scratch)
    return Measured(
        "clock jumping by years, both ways, in runs, reviews, briefs and publishing",
        "all but the times told as with a steady clock",
        problems or "the same", not problems,
    )  # fmt: skip


def _damage(scratch: Path) -> Iterator[Measured]:
    (scratch / "victim").mkdir()
    victim = make_victim(scratch / "victim")
    for number, damage in enumerate(DAMAGES.values()):
        folder = scratch / f"damage{number}"
        folder.mkdir()
        found = damage(victim, folder)
        said = found.said.replace(f"{folder}/", "").replace("|", " ")
        told = shorten(said, 120, placeholder=" …") or "opens; what was committed before is there"
        yield Measured(found.what, "told, nothing else lost", told, found.held)
    outcomes = damage_at_random(victim, scratch, 100, seed=1)
    yield Measured(
        "1 to 512 bytes changed at 100 random places of a ledger",
        "an error that says so, or unharmed content; no crash",
        f"{outcomes['told']} told, {outcomes['unharmed']} unharmed, {outcomes['false']} false",
        not outcomes["false"] and sum(outcomes.values()) == 100,
    )
