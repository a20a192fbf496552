"""A clock that jumps, and much work on a ledger by it."""

from __future__ import annotations

import datetime as dt
import itertools
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

from detente.engine.local import run
from detente.engine.placing import place_documents
from detente.engine.publishing import publish_ledger
from detente.ledger import BriefNote, Ledger, Review, publishing, reviews, runs, schema
from detente.ledger.freshness import is_fresh
from detente.ledger.journal import append_review, journal_path
from detente.ledger.publishing import snapshot_path
from engine.fakes import FakeCoder, NewerCoder, corpus

_JUMPS = (0, 86_400 * 4000, -86_400 * 9000, 5, -5, 86_400 * 20_000)


class JumpingTime(dt.datetime):
    """Years ahead at one moment, and decades back at the next."""

    _moments = itertools.cycle(_JUMPS)

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
        return dt.datetime(2010, 1, 1, tzinfo=tz) + dt.timedelta(seconds=next(cls._moments))


class JumpingClock:
    """The module ``datetime`` with that clock."""

    datetime = JumpingTime
    UTC, date, timedelta = dt.UTC, dt.date, dt.timedelta


@contextmanager
def jumping_clock() -> Iterator[None]:
    """The clock that the ledger looks at jumps by years whenever it is looked at."""
    jumps = itertools.cycle(_JUMPS)
    with ExitStack() as patched:
        for module in (runs, schema, reviews, publishing):
            patched.enter_context(patch.object(module, "dt", JumpingClock))
        patched.enter_context(patch.object(time, "time", lambda: 1.2e9 + next(jumps)))
        yield


def worked(path: Path) -> list[object]:
    """Runs, a broken one among them, reviews, briefs and a snapshot; and what is there then."""
    with Ledger.open(path) as ledger:
        ledger.start_run("fake", "1").write(FakeCoder().code(corpus(30)))
        run(corpus(60), ledger, FakeCoder, workers=1)
        run(corpus(60), ledger, NewerCoder, workers=1)
        place_documents(ledger)
        event = ledger.events()[0].event
        for made, headline in (
            (dt.datetime(2030, 1, 1), "first"),
            (dt.datetime(1990, 1, 1), "last"),
        ):
            note = BriefNote("NATO", "RUS", None, None, made, headline, "", (event.id,), ())
            ledger.note_brief(note)
    journal = journal_path(path)
    assert journal is not None
    for kind in ("reject", "confirm"):
        append_review(journal, Review.make(kind, "R", entries=(event.id,), found=event))
    with Ledger.open(path) as ledger:
        publish_ledger(ledger)
    with Ledger.open(path) as ledger:
        return [
            ledger.content_hash(),
            ledger.integrity().ok,
            [(row["run_id"], row["status"]) for row in ledger.runs()],
            [note.state for note in ledger.reviews()],
            [note.headline for note in ledger.noted_briefs("RUS", "NATO")],
            len(ledger.storylines()),
            len(ledger.events()),
        ]


def check_jumps(folder: Path) -> str:
    """What came out otherwise than with a clock that goes as it should; empty if nothing did."""
    path = folder / "jumping.duckdb"
    with jumping_clock():
        found = worked(path)
        fresh = is_fresh(snapshot_path(path), path)
    with Ledger.open(path) as ledger:
        times = [(row["started"], row["ended"]) for row in ledger.runs()]
    if not any(ended and ended < started for started, ended in times):
        return "the clock did not jump"
    steady = worked(folder / "steady.duckdb")
    if not fresh:
        return "the snapshot was taken for an old one"
    return "" if found == steady else f"{found} instead of {steady}"
