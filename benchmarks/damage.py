"""Damage done to the files of a ledger, and what detente makes of each."""

from __future__ import annotations

import logging
import random
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
from benchmarks.survival import FakeCoder, corpus, run

from detente.engine.publishing import publish_ledger
from detente.errors import LedgerError
from detente.ledger import Ledger, Review
from detente.ledger.journal import append_review, journal_path
from detente.ledger.published import attach, use_snapshot
from detente.ledger.publishing import snapshot_path

_DOCUMENTS = 300


@dataclass(frozen=True, slots=True)
class Damage:
    """What was done, what was said of it, and whether that is enough."""

    what: str
    said: str
    held: bool


def make_victim(folder: Path) -> Path:
    """A ledger with a snapshot, a journal, and beside it, as ``open.duckdb``, a copy as it is when
    its writer was killed, with the log that belongs to it."""
    path = folder / "a.duckdb"
    with Ledger.open(path) as ledger:
        run(corpus(_DOCUMENTS), ledger, FakeCoder, workers=1)
        event = ledger.events()[0].event
        publish_ledger(ledger)
    journal = journal_path(path)
    assert journal is not None
    append_review(journal, Review.make("confirm", "R", entries=(event.id,), found=event))
    Ledger.open(path).close()
    stranger = folder / "stranger.duckdb"
    Ledger.open(stranger).close()
    _keep_log(path, folder / "open.duckdb")
    _keep_log(stranger, folder / "other.duckdb")
    return path


def _keep_log(path: Path, copy: Path) -> None:
    """What a writer has on the disk in the middle of its work."""
    work = copy.with_suffix(".work")
    shutil.copy(path, work)
    with Ledger.open(work) as ledger:
        ledger.start_run("fake", "3").write([])
        for file in (work, Path(f"{work}.wal")):
            shutil.copy(file, f"{copy}{file.name.removeprefix(work.name)}")


def read_all(ledger: Ledger) -> str:
    """Every table of it, read."""
    for table in ("actors", "acts", "rejects", "runs", "documents", "storylines"):
        list(getattr(ledger, table)())
    assert ledger.integrity().ok
    return ledger.content_hash()


def _opened(path: Path) -> str:
    """What opening and reading a ledger says; empty if all is well."""
    for read_only in (True, False):
        try:
            with Ledger.open(path, read_only=read_only) as ledger:
                read_all(ledger)
        except LedgerError as error:
            return str(error)
    return ""


def damage_at_random(victim: Path, scratch: Path, times: int, seed: int) -> Counter[str]:
    """A few bytes changed somewhere, again and again: ``told`` in an error, ``unharmed`` where the
    bytes were of no account, or ``false`` where the content is not what it was."""
    dice, whole, found = random.Random(seed), victim.read_bytes(), Counter[str]()
    with Ledger.open(victim, read_only=True) as ledger:
        content = ledger.content_hash()
    for number in range(times):
        data, path = bytearray(whole), scratch / f"{number}.duckdb"
        at = dice.randrange(len(data))
        for place in range(at, min(len(data), at + dice.choice((1, 16, 512)))):
            data[place] ^= dice.randrange(1, 256)
        path.write_bytes(data)
        if _opened(path):
            found["told"] += 1
        else:
            with Ledger.open(path, read_only=True) as ledger:
                found["unharmed" if ledger.content_hash() == content else "false"] += 1
        path.unlink()
    return found


def _cut(victim: Path, scratch: Path) -> Damage:
    path, whole, said = scratch / "a.duckdb", victim.read_bytes(), []
    for share in (0.001, 0.01, 0.3, 0.6, 0.9):
        path.write_bytes(whole[: int(share * len(whole))])
        said.append(_opened(path))
    return Damage("ledger cut off at five places", said[2], all(said))


def _empty(victim: Path, scratch: Path) -> Damage:
    path = scratch / "a.duckdb"
    path.write_bytes(b"")
    said = _opened(path)
    return Damage("ledger of no bytes", said, "is empty" in said and path.stat().st_size == 0)


def _log(name: str, change: Callable[[Path, Path], None], told: str) -> Callable[..., Damage]:
    def damage(victim: Path, scratch: Path) -> Damage:
        path, log = scratch / "a.duckdb", scratch / "a.duckdb.wal"
        shutil.copy(victim.with_name("open.duckdb"), path)
        shutil.copy(victim.with_name("open.duckdb.wal"), log)
        change(victim, log)
        said = _opened(path)
        log.unlink(missing_ok=True)  # as the message says
        left = _opened(path)
        with Ledger.open(path, read_only=True) as ledger:
            kept = ledger.counts().documents == _DOCUMENTS
        return Damage(name, said, (told in said if told else not said) and not left and kept)

    return damage


def _flip(victim: Path, log: Path) -> None:
    data = bytearray(log.read_bytes())
    data[-10] ^= 255
    log.write_bytes(data)


def _snapshot(victim: Path, scratch: Path) -> Damage:
    path = scratch / "a.duckdb"
    shutil.copy(victim, path)
    whole, said = snapshot_path(victim).read_bytes(), []
    for damaged in (whole[: len(whole) // 2], b"", b"no snapshot" * 9999, b"\0" * len(whole)):
        snapshot_path(path).write_bytes(damaged)
        try:
            database = attach(snapshot_path(path))
            use_snapshot(database).execute("SELECT sum(hash(e)) FROM summary.entries AS e")
        except (LedgerError, duckdb.Error) as error:
            said.append(str(error))
    with Ledger.open(path, read_only=True) as ledger:
        read_all(ledger)
        publish_ledger(ledger)
    attach(snapshot_path(path)).close()
    return Damage("snapshot cut, empty, rubbish, zeroed", said[0], len(said) == 4)


def _journal(victim: Path, scratch: Path) -> Damage:
    path = scratch / "a.duckdb"
    shutil.copy(victim, path)
    whole = Path(f"{victim}.reviews.jsonl").read_bytes()
    lines = [b"{broken", b"\xff\xfe\0", b"[]", whole.rstrip(), whole[: len(whole) // 2], b"1e999"]
    Path(f"{path}.reviews.jsonl").write_bytes(b"\n".join(lines))
    told: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: told.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("detente.ledger").addHandler(handler)
    try:
        with Ledger.open(path) as ledger:
            reviews = len(ledger.reviews())
    finally:
        logging.getLogger("detente.ledger").removeHandler(handler)
    return Damage("journal with five broken lines", told[0] if told else "",
                  reviews == 1 and len(told) == 5)  # fmt: skip


DAMAGES: dict[str, Callable[[Path, Path], Damage]] = {
    "cut": _cut,
    "empty": _empty,
    "log flipped": _log("log with a byte changed", _flip, "damaged or of another file"),
    "log other": _log(
        "log of another ledger",
        lambda victim, log: shutil.copy(victim.with_name("other.duckdb.wal"), log) and None,
        "damaged or of another file",
    ),
    "log rubbish": _log(
        "log overwritten", lambda victim, log: log.write_bytes(b"\0" * 9999) and None, "is damaged"
    ),
    "log cut": _log(
        "log cut off", lambda victim, log: log.write_bytes(log.read_bytes()[:-20]) and None, ""
    ),
    "log missing": _log("log missing", lambda victim, log: log.unlink(), ""),
    "snapshot": _snapshot,
    "journal": _journal,
}
