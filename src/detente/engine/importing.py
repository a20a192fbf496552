"""Importing: event data of other coders into the ledger, translated on the way.

Rows stream from their files in batches, a transaction each; then the acts of the days that got
new rows are made anew. A killed import leaves whole batches and old acts; run again, it passes
over what it has and goes on.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from detente.actors.coded import Parties
from detente.actors.names import name_actor
from detente.engine.interrupts import Interrupts
from detente.engine.publishing import Publisher
from detente.errors import LedgerError
from detente.ledger import Ledger
from detente.ledger.merging import Mirrors
from detente.ledger.reports import Mention, Report, ReportRun
from detente.ontology.crosswalk import find_cameo, find_plover
from detente.records import Actor, Reject
from detente.sources.eventdata import EventRow, read_events
from detente.sources.rows import refuse

VERSION = "1"
"""Of the translation: of crosswalk, actors and rows together."""

_BATCH_ROWS = 50_000
"""Rows a transaction: 0.2 GB of Python objects at most."""


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What became of the files: rows read, those that were new, and what they made.

    ``known`` were in the ledger already. What follows ``rejects`` counts what the ledger now has
    of this coder: ``mutual`` are acts stored once of two mirrors, ``waiting`` mentions of events
    that are not here (yet), ``unresolved`` the times that an actor is named whom no table knows,
    ``names`` the most frequent such names.
    """

    rows: int
    new: int
    known: int
    rejects: int
    acts: int
    reports: int
    mutual: int
    waiting: int
    mirrors: Mirrors
    unresolved: int
    names: tuple[tuple[str, int], ...]
    seconds: float
    coder: str
    run_id: int


Progress = Callable[[str, int, int], None]
"""What is told of an import under way: the stage (``reading``, ``merging``), rows, rejects."""


def import_events(
    ledger: Ledger,
    format: str,
    inputs: Iterable[str | Path],
    *,
    coder: str | None = None,
    progress: Progress | None = None,
    publish: bool = False,
) -> ImportSummary:
    """Take files of one format into the ledger, and make acts of their rows.

    ``coder`` is the name under which they are kept (default: the format's); only rows of one
    coder are merged with each other, and mentions belong to the events of theirs. With
    ``publish``, or where there is a snapshot already, the explorer's snapshot is kept up to date.
    Raises
    ``ValueError`` for an unknown format, ``SourceError`` for an input that does not exist,
    ``LedgerError`` where the ledger cannot be written, and ``KeyboardInterrupt`` on Ctrl-C once
    the transaction under way is finished.
    """
    paths = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    rows = read_events(format, paths)
    name = coder or format.removesuffix("-mentions")
    publisher = Publisher(ledger, wanted=publish)
    with Interrupts() as interrupts, _uncollected():
        taking = ledger.start_import(name, VERSION, {"format": format, "inputs": paths})
        tally = _Tally(taking, mentions=format.endswith("-mentions"), progress=progress)
        try:
            while batch := list(islice(rows, _BATCH_ROWS)):
                with interrupts.held():
                    tally.take(batch)
                publisher.tick()
            merging = taking.merge_days()
            done: int | None = 0
            while done is not None:
                tally.tell("merging", done)
                with interrupts.held():
                    done = next(merging, None)
                publisher.tick()
            with interrupts.held():
                taking.run.finish()
        except BaseException as error:
            status = "interrupted" if isinstance(error, KeyboardInterrupt) else "failed"
            with suppress(LedgerError, KeyboardInterrupt), interrupts.held():
                taking.run.stop(status)
            raise
    publisher.publish()
    return tally.summary(ledger)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Rows hold no cycles: looking for some among a million takes a fifth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class _Tally:
    """Translates and commits batches, and counts."""

    def __init__(self, taking: ReportRun, *, mentions: bool, progress: Progress | None) -> None:
        self._taking = taking
        self._mentions = mentions
        self._progress = progress
        self._parties = Parties()
        self._actors: set[str] = set()
        self._started = time.monotonic()
        self._rows = self._new = self._known = self._rejects = 0

    def take(self, batch: list[tuple[str, EventRow | Reject]]) -> None:
        """Commit a batch in one transaction."""
        reports: list[Report] = []
        mentions: list[Mention] = []
        rejects: list[Reject] = []
        actors: list[Actor] = []
        for file, row in batch:
            if isinstance(row, Reject):
                rejects.append(row)
            elif self._mentions:
                mentions.append(_mention(file, row))
            else:
                report = self._report(file, row, actors)
                if isinstance(report, Reject):
                    rejects.append(report)
                else:
                    reports.append(report)
        named = [(actor, name_actor(actor)) for actor in actors]
        taken = self._taking.write(reports, mentions, named, rejects)
        self._rows += len(batch)
        self._rejects += len(rejects)
        self._new += taken.new
        self._known += taken.known
        self.tell("reading", self._rows)

    def tell(self, stage: str, rows: int) -> None:
        if self._progress is not None:
            self._progress(stage, rows, self._rejects)

    def _report(self, file: str, row: EventRow, new: list[Actor]) -> Report | Reject:
        deed = find_plover(row.type, row.mode, row.contexts) if row.type else find_cameo(row.code)
        if deed is None:
            said = row.type or row.code
            return refuse(file, row.line, "code", f"no code of an event: {said!r}")
        source = self._parties.find(row.source, row.date)
        target = self._parties.find(row.target, row.date)
        for id, actor in ((source.id, source.actor), (target.id, target.actor)):
            if id not in self._actors and id is not None and actor is not None:
                self._actors.add(id)
                new.append(actor)
        return Report(
            row.record, row.date,
            row.source.name or row.source.code, source.id, source.state,
            row.target.name or row.target.code, target.id, target.state,
            deed.code, deed.act, deed.turned, deed.stem,
            deed.type, deed.mode, deed.content, deed.quad, deed.score,
            deed.goldstein if row.goldstein is None else row.goldstein,
            deed.contexts, deed.issues, row.story, row.sentence, row.publisher, row.url,
            row.place, row.confidence, row.articles, row.outlets, row.complete, file, row.line,
        )  # fmt: skip

    def summary(self, ledger: Ledger) -> ImportSummary:
        coder = self._taking.run.coder
        held = ledger.imported(coder)
        unknown = ledger.unresolved(coder)
        return ImportSummary(
            rows=self._rows,
            new=self._new,
            known=self._known,
            rejects=self._rejects,
            acts=held.acts,
            reports=held.reports,
            mutual=held.mirrored,
            waiting=held.waiting,
            mirrors=ledger.mirrors(coder),
            unresolved=sum(unknown.arrow()["rows"].to_pylist()),
            names=tuple((row["name"], row["rows"]) for row in islice(unknown, 10)),
            seconds=time.monotonic() - self._started,
            coder=coder,
            run_id=self._taking.run.run_id,
        )


def _mention(file: str, row: EventRow) -> Mention:
    return Mention(
        row.record, row.date, row.publisher, row.url, row.sentence, row.confidence, file, row.line
    )
