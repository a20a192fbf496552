"""The session: what a user opens, a ledger that can also read texts and write briefs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.actors.names import find_actor, name_actor, name_in_prose
from detente.actors.tables import outlet_owners
from detente.analysis.press import Owner
from detente.coding import DEFAULT_CODER, load_coder
from detente.engine.encoder import encode
from detente.engine.local import Progress, RunSummary, run
from detente.engine.placing import place_documents
from detente.engine.publishing import Publisher
from detente.engine.worker import Factory
from detente.ledger import Entry, Rows
from detente.ledger import Ledger as Store
from detente.ledger.filters import Day, Names
from detente.records import Actor, Coding, Document, Event, Genre, Reject
from detente.report import MIN_CONFIDENCE, Brief, read_brief
from detente.sources import parse_date, read

if TYPE_CHECKING:
    from detente.analysis.asks import Ask
    from detente.analysis.plans import Promise
    from detente.analysis.reciprocity.finding import Finding
    from detente.engine.importing import ImportSummary
    from detente.engine.measuring import Dyads
    from detente.report.export import Exported

_BATCH = 64  # documents that are coded together when there is no ledger


class Ledger(Store):
    """A ledger with the reading wing attached; actors may be given by name or id.

    Everything that ``detente`` does on the command line: ``run``, ``events``, ``brief``.
    """

    def run(
        self,
        inputs: Iterable[str | Path] | str | Path,
        *,
        coder: str = DEFAULT_CODER,
        workers: int | None = None,
        progress: Callable[[Progress], None] | None = None,
        mapping: Mapping[str, str] | None = None,
        outlet: str | None = None,
        author: str | None = None,
        date: dt.date | str | None = None,
        genre: Genre | str | None = None,
        publish: bool = False,
    ) -> RunSummary:
        """Read files, code what is new and keep it, and join what tells one story; what cannot
        be read becomes a reject.

        Interrupted or killed, the same call goes on where it was. ``workers`` is the number of
        processes (default: one a core). With ``publish``, or where there is a snapshot already,
        the explorer's snapshot is kept up to date while the run writes. Raises ``SourceError`` for
        an input that does not exist.
        """
        paths = [inputs] if isinstance(inputs, str | Path) else list(inputs)
        documents = read(
            paths, mapping=mapping, outlet=outlet, author=author, date=date, genre=genre
        )
        options = {"inputs": [str(path) for path in paths], "mapping": dict(mapping or {})}
        return self._keep(documents, coder, options, workers, progress, publish)

    def take_parts(
        self,
        location: str | Path,
        *,
        progress: Callable[[Progress], None] | None = None,
        publish: bool = False,
    ) -> RunSummary:
        """Take in what ``detente run --engine ray`` left at a path or URL, as if coded here.

        What the ledger has already is passed over. Raises ``LedgerError`` where there is no such
        output, or a file of it is missing or broken.
        """
        from detente.engine.partitioned import Partitioned
        from detente.engine.replaying import Replay

        replay = Replay(Partitioned.open(str(location)))
        options = {"parts": str(location)}
        return self._keep(replay.items(), lambda: replay, options, 1, progress, publish)

    def _keep(
        self,
        documents: Iterable[Document | Reject],
        coder: str | Factory,
        options: Mapping[str, object],
        workers: int | None,
        progress: Callable[[Progress], None] | None,
        publish: bool,
    ) -> RunSummary:
        """Run, with a snapshot kept up to date while it writes."""
        return self.run_documents(
            documents,
            coder=coder,
            workers=workers,
            progress=progress,
            options=options,
            publisher=Publisher(self, wanted=publish),
        )

    def run_documents(
        self,
        documents: Iterable[Document | Reject],
        *,
        coder: str | Factory = DEFAULT_CODER,
        workers: int | None = None,
        progress: Callable[[Progress], None] | None = None,
        options: Mapping[str, object] | None = None,
        publisher: Publisher | None = None,
    ) -> RunSummary:
        """As ``run``, of documents that were read elsewhere, by a coder or what builds one.

        Once everything is in, its actors are named and its documents put into stories; what the
        ``publisher`` is for, is published.
        """
        summary = run(
            documents,
            self,
            coder,
            workers=workers,
            progress=progress,
            options=options,
            between=publisher.tick if publisher else None,
        )
        self.name_actors({a["actor"]: name_actor(Actor.parse(a["actor"])) for a in self.actors()})
        place_documents(self)
        if publisher is not None:
            publisher.publish()
        return summary

    def events(  # type: ignore[override]
        self,
        source: str | None = None,
        target: str | None = None,
        type: Names | None = None,
        issue: Names | None = None,
        since: Day | None = None,
        until: Day | None = None,
        **more: object,
    ) -> Rows[Entry]:
        """Events by who acts, towards whom, how, on what and when; see ``Store.events``.

        Raises ``UnknownActorError`` naming the nearest known actors.
        """
        return super().events(
            source and find_actor(source),
            target and find_actor(target),
            type,
            issue,
            since,
            until,
            **more,  # type: ignore[arg-type]
        )

    def brief(
        self,
        a: str,
        b: str,
        since: dt.date | None = None,
        until: dt.date | None = None,
        *,
        min_confidence: float = MIN_CONFIDENCE,
        language: str = "en",
    ) -> Brief:
        """The brief on two actors over a period (both ends included), in a language (a code).

        Acts that the coder trusts less than ``min_confidence`` (0 to 1) are in no count.
        """
        return read_brief(
            self,
            find_actor(a),
            find_actor(b),
            names=name_in_prose,
            owners=find_owner,
            encode=encode,
            since=since,
            until=until,
            min_confidence=min_confidence,
            language=language,
        )

    def asks(self, a: str, b: str, **options: Any) -> list[Ask]:
        """What each asked of the other and what became of it; see ``asking.find_asks``."""
        from detente.engine.asking import find_asks, read_material

        return find_asks(read_material(self, a, b), **options)

    def promises(self, a: str, b: str, **options: Any) -> list[Promise]:
        """What either said that it would do, and whether it did; see ``asking.find_promises``."""
        from detente.engine.asking import find_promises, read_material

        return find_promises(read_material(self, a, b), **options)

    def reciprocity(self, a: str, b: str, **options: Any) -> Finding:
        """How two actors answer each other; options as in ``measuring.find_reciprocity``."""
        from detente.engine.measuring import find_reciprocity

        return find_reciprocity(self, a, b, **options)

    def dyads(self, **options: Any) -> Dyads:
        """The finding of every dyad with enough acts; options as in ``measuring.find_dyads``."""
        from detente.engine.measuring import find_dyads

        return find_dyads(self, **options)

    def import_events(
        self, format: str, inputs: Iterable[str | Path] | str | Path, *, coder: str | None = None
    ) -> ImportSummary:
        """Take in event data of other coders; see ``importing.import_events``."""
        from detente.engine.importing import import_events

        paths = [inputs] if isinstance(inputs, str | Path) else inputs
        return import_events(self, format, paths, coder=coder)

    def export_to(self, format: str, output: str | Path, **options: Any) -> Exported:
        """Write entries and acts for other tools; see ``exporting.export_ledger``."""
        from detente.engine.exporting import export_ledger

        return export_ledger(self, format, output, **options)


def find_owner(outlet: str) -> Owner | None:
    """Whose an outlet is, by the table of outlets."""
    row = outlet_owners().get(outlet)
    return Owner(*row) if row is not None else None


def open_ledger(path: str | Path, *, read_only: bool = False) -> Ledger:
    """Open a ledger, or begin one where there is no file (``:memory:`` keeps it nowhere)."""
    return Ledger.open(path, read_only=read_only)


def code_documents(
    documents: Iterable[Document | Reject], coder: str = DEFAULT_CODER
) -> Iterator[Coding | Reject]:
    """Code documents without a ledger, in order; rejects are passed through."""
    reader = load_coder(coder)
    stream = iter(documents)
    while batch := list(islice(stream, _BATCH)):
        yield from (item for item in batch if isinstance(item, Reject))
        yield from reader.code([item for item in batch if isinstance(item, Document)])


def code(
    text: str,
    *,
    date: dt.date | str | None = None,
    outlet: str | None = None,
    author: str | None = None,
    title: str | None = None,
    genre: Genre | str = Genre.REPORT,
    coder: str = DEFAULT_CODER,
) -> list[Event]:
    """The events that one text asserts, each with its evidence; no ledger needed.

    Raises ``ValueError`` for a ``date`` that cannot be read or an unknown ``genre``.
    """
    day = parse_date(date) if isinstance(date, str) else date
    if isinstance(date, str) and day is None:
        raise ValueError(f"not a date: {date!r} (give YYYY-MM-DD)")
    document = Document(
        "text", text, title=title, outlet=outlet, author=author, date=day, genre=Genre(genre)
    )
    return [
        event
        for coding in code_documents([document], coder)
        if isinstance(coding, Coding)
        for event in coding.events
    ]
