"""What a review does to a ledger: to every reading, after every run, and to nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from detente.ledger import Ledger, Review, ReviewState
from detente.ledger.journal import append_review, journal_path
from detente.ledger.published import Snapshot, attach, use_snapshot
from detente.ledger.publishing import Naming
from detente.ledger.schema import migrations
from detente.records import Content, Document, Event
from ledger.samples import CODER, actors, coding, document, event, full_coding

TEXT = "NATO urged Russia to withdraw, and Russia accused NATO of a plot."
ONE, TWO = document("d1", TEXT), document("d2", TEXT, "2009-09-19", "reuters")
URGED = event(ONE, "NATO", "REQUEST", "RUS", trigger="urged")
ACCUSED = event(ONE, "RUS", "ACCUSE", "NATO", trigger="accused", confidence=0.2)
AGAIN = event(TWO, "NATO", "REQUEST", "RUS", trigger="urged")
NEWER = "fake/2"
ENTRY_TABLES = ("events", "participants", "attributions", "evidence")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "l.duckdb"
    with Ledger.open(path) as ledger:
        ledger.write([coding(ONE, URGED, ACCUSED), coding(TWO, AGAIN)], coder=CODER)
    return path


def say(path: Path, kind: str, reviewer: str = "anna", **parts: object) -> Review:
    found = parts.get("found")
    if isinstance(found, Event):
        parts.setdefault("entries", (found.id,))
    review = Review.make(kind, reviewer, **parts)
    journal = journal_path(path)
    assert journal is not None
    append_review(journal, review)
    return review


def read(path: Path) -> list[Event]:
    with Ledger.open(path, read_only=True) as ledger:
        return [entry.event for entry in ledger.events()]


def states(path: Path) -> list[str]:
    with Ledger.open(path, read_only=True) as ledger:
        return [note.state.value for note in ledger.reviews()]


def recode(path: Path, coder: str, *codings: tuple[Document, *tuple[Event, ...]]) -> None:
    with Ledger.open(path) as ledger:
        ledger.write(
            [coding(of, *(replace(one, coder=coder) for one in events)) for of, *events in codings],
            coder=coder,
        )


def by_reviewer(event: Event, name: str = "anna") -> Event:
    return replace(event, coder=f"review/{name}", confidence=1.0)


def test_a_rejected_entry_is_gone_from_every_reading(path: Path) -> None:
    say(path, "reject", found=URGED)
    assert read(path) == [ACCUSED, AGAIN]
    with Ledger.open(path, read_only=True) as ledger:
        assert [e.event for e in ledger.entries("NATO", "RUS")] == [ACCUSED, AGAIN]
        assert ledger.counts().events == 2
        assert {(r.outlet, r.reports) for r in ledger.coverage("NATO", "RUS").reports} == {
            ("itar-tass", 1), ("reuters", 1)
        }  # fmt: skip
        chosen = ledger.select(source="NATO", target="RUS")
        assert [e.event.id for rows in chosen.entries() for e in rows] == [AGAIN.id]
        (pair,) = ledger.acting_pairs()
        assert (pair.a_to_b, pair.b_to_a) == (1, 1)
        assert {row.events for row in ledger.presence("RUS")} == {2}
        assert {row["events"] for row in ledger.actors()} == {2}


def test_a_corrected_entry_reads_as_the_reviewer_says(path: Path) -> None:
    better = replace(
        URGED, type="THREATEN", content=Content("ASSAULT", actors("NATO"), actors("RUS-MIL")),
        target=actors("RUS-MIL"), issues=("military-posture",),
    )  # fmt: skip
    say(path, "correct", found=URGED, event=better)
    assert read(path) == [by_reviewer(better), ACCUSED, AGAIN]
    with Ledger.open(path, read_only=True) as ledger:
        (entry,) = ledger.events(id=better.id)
        assert (entry.quad, str(entry.date)) == (3, "2009-09-18")
        assert not ledger.events(id=URGED.id)
        table = ledger.events(type="THREATEN").arrow()
        assert table["coder"].to_pylist() == ["review/anna"]
        spans = pa.concat_tables(ledger.select(type="THREATEN").spans())
        assert set(spans["coder"].to_pylist()) == {"review/anna"}
        assert ledger.integrity().ok
        assert {row["actor"] for row in ledger.actors()} >= {"RUS-MIL"}


def test_a_confirmed_entry_is_certain(path: Path) -> None:
    say(path, "confirm", found=ACCUSED)
    assert read(path) == [by_reviewer(ACCUSED), URGED, AGAIN]


def test_an_added_event_is_there(path: Path) -> None:
    missed = event(TWO, "RUS", "ACCUSE", "NATO", trigger="plot", coder="review")
    say(path, "add", event=missed)
    assert read(path) == [URGED, ACCUSED, by_reviewer(missed), AGAIN]
    assert states(path) == ["counts"]


def test_a_review_counts_where_the_coder_counts(path: Path) -> None:
    """Otherwise a dyad measured on one coder would lose what was corrected."""
    recode(path, "other/1", (ONE, URGED))
    say(path, "confirm", found=URGED)
    with Ledger.open(path, read_only=True) as ledger:
        for coder in ("fake", "fake/1", "other"):
            assert by_reviewer(URGED) in [e.event for e in ledger.events(coder=coder)]
        for coder in ("review", "review/anna"):
            assert [e.event for e in ledger.events(coder=coder)] == [by_reviewer(URGED)]
        assert not ledger.events(coder="review/ben")
        everything = [by_reviewer(URGED), ACCUSED, AGAIN]
        assert [e.event for e in ledger.events()] == everything, "once, whoever coded it"
        assert ledger.counts().events == 3
        assert sum(r.reports for r in ledger.coverage("NATO", "RUS").reports) == 3
        assert {row["events"] for row in ledger.actors()} == {3}
        exported = ledger.select().table("events")
        assert [id for batch in exported for id in batch["id"].to_pylist()] == [
            event.id for event in everything
        ]
        assert not ledger.concerns(coder="review")


def test_the_coders_own_rows_stay_as_they_were(path: Path) -> None:
    def own(ledger: Ledger) -> list[object]:
        queries = [f"FROM {name} WHERE entry > 0" for name in ENTRY_TABLES]
        queries += ["FROM documents", "FROM codings"]
        rows = [ledger._connection.sql(f"{query} ORDER BY ALL").fetchall() for query in queries]
        return [ledger.content_hash(), *rows]

    with Ledger.open(path) as ledger:
        before = own(ledger)
    say(path, "reject", found=URGED)
    say(path, "correct", found=ACCUSED, event=replace(ACCUSED, type="REJECT"))
    with Ledger.open(path) as ledger:
        assert len(ledger.events()) == 2
        assert own(ledger) == before


def test_taking_over_twice_changes_nothing(path: Path) -> None:
    say(path, "reject", found=URGED)
    say(path, "correct", found=ACCUSED, event=replace(ACCUSED, type="REJECT"))
    with Ledger.open(path) as ledger:
        before = dump(ledger)
        ledger.take_over_reviews()
        assert dump(ledger) == before
    journal = journal_path(path)
    assert journal is not None
    journal.touch()  # a new stamp, of the same reviews
    with Ledger.open(path) as ledger:
        assert dump(ledger) == before


def dump(ledger: Ledger) -> list[object]:
    names = (*ENTRY_TABLES, "reviews", "overruled", "story_marks", "actors")
    return [
        ledger._connection.sql(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in names
    ]


def test_a_review_outlives_a_coder_that_reads_the_same(path: Path) -> None:
    say(path, "reject", found=URGED)
    say(path, "correct", found=ACCUSED, event=replace(ACCUSED, type="REJECT"))
    recode(path, NEWER, (ONE, URGED, replace(ACCUSED, confidence=0.9)), (TWO, AGAIN))
    assert read(path) == [
        by_reviewer(replace(ACCUSED, type="REJECT")), replace(AGAIN, coder=NEWER)
    ]  # fmt: skip
    assert states(path) == ["counts", "counts"]


def test_a_review_outlives_a_coder_that_reads_otherwise(path: Path) -> None:
    say(path, "confirm", found=URGED)
    say(path, "reject", found=ACCUSED)
    other = replace(URGED, type="THREATEN")
    recode(path, NEWER, (ONE, other, replace(ACCUSED, type="REJECT")), (TWO, AGAIN))
    assert read(path) == [
        by_reviewer(URGED), replace(ACCUSED, type="REJECT", coder=NEWER),
        replace(AGAIN, coder=NEWER),
    ]  # fmt: skip
    assert states(path) == ["counts", "not in this coding"]


def test_what_stood_beside_an_entry_is_not_taken_for_it(path: Path) -> None:
    beside = replace(URGED, content=Content("AID"))
    recode(path, NEWER, (ONE, URGED, beside), (TWO, AGAIN))
    say(path, "confirm", found=replace(URGED, coder=NEWER), beside=(beside.id,))
    recode(path, "fake/3", (ONE, beside), (TWO, AGAIN))
    assert set(read(path)) == {
        by_reviewer(URGED), replace(beside, coder="fake/3"), replace(AGAIN, coder="fake/3")
    }  # fmt: skip
    assert states(path) == ["not in this coding"]


def test_a_review_made_while_a_run_writes_counts_when_it_ends(path: Path) -> None:
    with Ledger.open(path) as ledger:
        run = ledger.start_run("fake", "2")
        run.write([coding(ONE, replace(URGED, coder=NEWER))])
        say(path, "reject", found=URGED)
        named = event(TWO, "RUS", "ACCUSE", "NATO UKR-MIL", trigger="plot", coder="review")
        say(path, "add", event=named)
        ledger.take_over_reviews()
        assert [e.event for e in ledger.events()] == [ACCUSED, by_reviewer(named), AGAIN]
        met = event(TWO, "UKR-MIL", "ACCUSE", "RUS", trigger="accused", coder=NEWER)
        run.write([coding(TWO, met)])  # with an actor that came in by the review
        run.finish()
        assert [e.event for e in ledger.events()] == [by_reviewer(named), met]


def test_the_last_word_counts_and_a_dispute_is_told(path: Path) -> None:
    say(path, "confirm", "anna", found=URGED)
    say(path, "reject", "ben", found=URGED)
    both = [replace(AGAIN, source=actors(ids)) for ids in ("NATO NATO-MIL", "NATO-MIL NATO")]
    say(path, "correct", "anna", found=AGAIN, event=both[0])
    say(path, "correct", "ben", found=AGAIN, event=both[1])  # who says the same
    assert read(path) == [ACCUSED, by_reviewer(both[1], "ben")]
    with Ledger.open(path, read_only=True) as ledger:
        assert [(n.state.value, n.disputed) for n in ledger.reviews()] == [
            ("reviewed again", True), ("counts", True),
            ("reviewed again", False), ("counts", False),
        ]  # fmt: skip


def test_a_withdrawn_review_gives_way_to_what_stood_before(path: Path) -> None:
    say(path, "confirm", "anna", found=URGED)
    wrong = say(path, "reject", "ben", found=URGED)
    assert URGED.id not in {event.id for event in read(path)}
    say(path, "withdraw", "anna", withdraws=wrong.id)  # not hers to take back
    assert URGED.id not in {event.id for event in read(path)}
    back = say(path, "withdraw", "ben", withdraws=wrong.id)
    assert by_reviewer(URGED) in read(path)
    assert states(path) == ["counts", "withdrawn", "cannot stand", "counts"]
    say(path, "withdraw", "ben", withdraws=back.id)
    assert URGED.id not in {event.id for event in read(path)}


def test_a_second_correction_is_of_the_same_entry(path: Path) -> None:
    better, best = replace(URGED, type="THREATEN"), replace(URGED, type="ACCUSE")
    say(path, "correct", "anna", found=URGED, event=better)
    say(path, "correct", "ben", found=by_reviewer(better), event=best)
    assert read(path) == [by_reviewer(best, "ben"), ACCUSED, AGAIN]
    say(path, "reject", "cleo", found=by_reviewer(best, "ben"))
    assert read(path) == [ACCUSED, AGAIN]


def test_a_correction_that_is_another_entry_stands_once(path: Path) -> None:
    twin = replace(URGED, type="THREATEN")
    recode(path, NEWER, (ONE, URGED, twin), (TWO, AGAIN))
    say(path, "correct", found=replace(URGED, coder=NEWER), event=twin)
    assert read(path) == [by_reviewer(twin), replace(AGAIN, coder=NEWER)]


@pytest.mark.parametrize(
    ("of", "detail"),
    [
        (replace(URGED, document_id="elsewhere"), "no document 'elsewhere'"),
        (replace(URGED, type="PRAISE"), "not an event type"),
        (event(document("d1", "NATO urged Russia to stay."), trigger="urged"), "not in the text"),
    ],
)
def test_what_cannot_stand_says_why_and_leaves_the_entry(
    path: Path, of: Event, detail: str
) -> None:
    say(path, "correct", found=URGED, event=of)
    assert read(path) == [URGED, ACCUSED, AGAIN]
    with Ledger.open(path, read_only=True) as ledger:
        (note,) = ledger.reviews()
    assert note.state is ReviewState.REFUSED
    assert detail in note.detail


def test_a_rejected_concern_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "l.duckdb"
    whole = full_coding()
    concern = whole.concerns[0]
    with Ledger.open(path) as ledger:
        ledger.write([whole], coder=CODER)
    confirmed = Review.make("confirm", "anna", entries=(concern.id,), concern=concern)
    journal = journal_path(path)
    assert journal is not None
    append_review(journal, confirmed)
    with Ledger.open(path, read_only=True) as ledger:
        assert len(ledger.concerns()) == 1
    append_review(journal, Review.make("reject", "anna", entries=(concern.id,), concern=concern))
    with Ledger.open(path, read_only=True) as ledger:
        assert (len(ledger.concerns()), ledger.counts().concerns) == (0, 0)
        assert [note.state.value for note in ledger.reviews()] == ["reviewed again", "counts"]


def test_stories_carry_what_reviewers_said_of_them(path: Path) -> None:
    better = replace(URGED, type="THREATEN")
    say(path, "split", entries=(URGED.id,), apart=(AGAIN.id,))
    say(path, "merge", entries=(URGED.id, ACCUSED.id))
    say(path, "correct", found=URGED, event=better)
    with Ledger.open(path, read_only=True) as ledger:
        marks = {entry.event.type: (entry.joined, entry.apart) for entry in ledger.events()}
    assert marks["REQUEST"] == ((), tuple(sorted((URGED.id, better.id))))
    assert marks["THREATEN"] == ((ACCUSED.id,), (AGAIN.id,))


def test_a_broken_line_is_logged_with_its_number(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    say(path, "reject", found=URGED)
    journal = journal_path(path)
    assert journal is not None
    with journal.open("a") as file:
        file.write("{]\n")
    assert read(path) == [ACCUSED, AGAIN]
    assert "reviews.jsonl:2 is passed over" in caplog.text
    caplog.clear()
    read(path)
    assert not caplog.text, "what was told once is not told again"


def test_a_ledger_keeps_the_reviews_of_a_journal_that_is_gone(path: Path) -> None:
    say(path, "reject", found=URGED)
    assert read(path) == [ACCUSED, AGAIN]
    journal = journal_path(path)
    assert journal is not None
    journal.unlink()
    assert read(path) == [ACCUSED, AGAIN]
    say(path, "reject", found=AGAIN)
    assert read(path) == [ACCUSED]
    recode(path, NEWER, (ONE, URGED, ACCUSED), (TWO, AGAIN))
    assert read(path) == [replace(ACCUSED, coder=NEWER)]


def test_reviews_are_in_a_snapshot_that_a_run_publishes(path: Path) -> None:
    empty = pa.table({"actor_id": ["RUS", "NATO"], "name": ["Russia", "NATO"]})
    naming = Naming(
        empty.append_column("prose", empty["name"]),
        pa.table({"actor_id": ["RUS"], "alias": ["Moscow"]}),
    )
    with Ledger.open(path) as ledger:
        say(path, "reject", found=URGED)
        made = ledger.publish(naming, 0.0)
    database = attach(made.path)
    snapshot = Snapshot.over(Attached(database), made.path)
    (dyad,) = snapshot.busiest("fake", 5)
    assert (dyad.a_to_b, dyad.b_to_a) == (1, 1)
    assert [note.review.reviewer for note in snapshot.reviews()] == ["anna"]
    database.close()


class Attached:
    def __init__(self, database: duckdb.DuckDBPyConnection) -> None:
        self._database = database

    def cursor(self) -> duckdb.DuckDBPyConnection:
        return use_snapshot(self._database)


def test_an_older_ledger_takes_reviews(tmp_path: Path) -> None:
    path = tmp_path / "old.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE schema_version (version INTEGER, applied TIMESTAMP)")
        for number, sql in migrations().items():
            if number < 6:
                connection.execute(sql)
                connection.execute("INSERT INTO schema_version VALUES (?, now()::TIMESTAMP)",
                                   [number])  # fmt: skip
        connection.execute("INSERT INTO documents VALUES ('d1', 'x', ?, NULL, 'itar-tass', [],"
                           " NULL, '2009-09-18', 'report', NULL, 'd1')", [TEXT])  # fmt: skip
        connection.execute("INSERT INTO codings VALUES (1, 'd1', 'fake', '1', 1, true)")
        connection.execute(
            "INSERT INTO events BY NAME SELECT 1 AS entry, ? AS event_id, 1 AS coding,"
            " 'd1' AS document_id, 'fake' AS coder, '1' AS version, 'REQUEST' AS type, 3 AS quad,"
            " -1 AS score, 'actual' AS modality, false AS mutual, [] AS issues, [] AS contexts,"
            " DATE '2009-09-18' AS date, 0.8 AS confidence, 1 AS run_id", [URGED.id])  # fmt: skip
        for side, code in (("source", "NATO"), ("target", "RUS")):
            connection.execute("INSERT INTO participants VALUES (1, ?, 0, ?, ?, NULL, NULL)",
                               [side, code, code])  # fmt: skip
        for part, words in (("quote", TEXT), ("trigger", "urged")):
            start = TEXT.index(words)
            connection.execute("INSERT INTO evidence VALUES (1, ?, 0, ?, ?, ?)",
                               [part, start, start + len(words), words])  # fmt: skip
    assert read(path) == [URGED]
    say(path, "reject", found=URGED)
    assert read(path) == []
