"""Publishing: a snapshot holds what the ledger holds, whole, and stands aside from its writing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from detente.engine.importing import import_events
from detente.engine.publishing import Publisher, publish_ledger
from detente.engine.session import open_ledger
from detente.errors import LedgerError
from detente.ledger import Ledger
from detente.ledger.published import Snapshot, attach, use_snapshot
from detente.ledger.publishing import snapshot_path
from ledger.event_files import table
from ledger.samples import CODER, coding, document, event, full_coding


class Reader:
    """Gives cursors of a snapshot."""

    def __init__(self, path: Path) -> None:
        self._database = attach(path)

    def cursor(self):  # type: ignore[no-untyped-def]
        return use_snapshot(self._database)


def read(path: Path) -> Snapshot:
    return Snapshot.over(Reader(path), path)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "it's.duckdb"
    with Ledger.open(path) as ledger:
        one, other = document("one"), document("two", "Russia met NATO again.", "2009-10-02")
        ledger.write(
            [
                full_coding(),
                coding(one, event(one, mutual=True)),
                coding(other, event(other, mutual=True), event(other, "RUS", "ACCUSE", "NATO")),
            ],
            coder=CODER,
        )
    return path


def publish(db: Path) -> Path:
    with Ledger.open(db, read_only=True) as ledger:
        return publish_ledger(ledger).path


def test_a_snapshot_reads_like_its_ledger(db: Path) -> None:
    path = publish(db)
    assert path == snapshot_path(db)
    with Ledger.open(db, read_only=True) as ledger:
        found = read(path)
        assert found.counts() == ledger.counts()
        assert found.content_hash() == ledger.content_hash()
        assert found.integrity().ok
        assert found.runs().arrow().equals(ledger.runs().arrow())


def test_nothing_else_is_left_beside_it(db: Path) -> None:
    publish(db)
    publish(db)
    assert sorted(file.name for file in db.parent.iterdir()) == [
        "it's.duckdb",
        f"{db.name}.published",
    ]


def test_summaries_count_each_way(db: Path) -> None:
    found = read(publish(db))
    (dyad,) = [one for one in found.busiest("fake", 10) if (one.a, one.b) == ("NATO", "RUS")]
    assert (dyad.acts, dyad.a_to_b, dyad.b_to_a, dyad.together) == (3, 0, 1, 2)
    assert (dyad.cooperative, dyad.hostile) == (2, 1)
    assert (dyad.first, dyad.last) == (dt.date(2009, 9, 18), dt.date(2009, 10, 2))
    (coder,) = found.coders()
    assert (coder.coder, coder.last) == ("fake", dt.date(2009, 10, 2))


def test_presence_is_that_of_the_ledger(db: Path) -> None:
    rows = ("RUSGOV RUSMIL 040", "RUS NATO 042 date=2011-03-01", "CHN RUS 190 date=2011-06-01")
    with open_ledger(db) as ledger:
        import_events(ledger, "cameo", [table(db.with_suffix(".tsv"), *rows)])
    found = read(publish(db))
    with Ledger.open(db, read_only=True) as ledger:
        for code in (None, "MED", ["NATO", "RUS", "XXX"]):
            for since, until in ((None, None), ("2009", "2010"), ("2009-09-20", "2011-03")):
                known = ledger.presence(code, since, until).arrow()
                assert found.presence(code, since, until).arrow().equals(known)
    russia = [row for row in found.presence("RUS") if row.coder == "cameo"]
    assert [(row.year, row.events, row.bare, row.done) for row in russia] == [
        (2010, 1, 0, 1), (2011, 2, 2, 1),
    ]  # fmt: skip
    assert all(type(row.bare) is int for row in russia)


def test_what_is_trusted_little_counts_in_no_summary(db: Path) -> None:
    with Ledger.open(db) as ledger:
        weak = document("weak", "Russia met NATO, it may be.", "2010-01-01")
        ledger.write([coding(weak, event(weak, "RUS", "AID", "NATO", confidence=0.3))], coder=CODER)
    (dyad,) = [one for one in read(publish(db)).busiest("fake", 10) if one.b == "RUS"]
    assert dyad.acts == 3


def test_an_older_snapshot_stays_for_who_has_it_open(db: Path) -> None:
    older = read(publish(db))
    with Ledger.open(db) as ledger:
        more = document("more", "Russia met NATO once more.", "2009-12-02")
        ledger.write([coding(more, event(more))], coder=CODER)
        publish_ledger(ledger)  # on the connection that writes
        newer = read(snapshot_path(db))
        assert (older.made().documents, newer.made().documents) == (3, 4)
        assert len(older.documents()) == 3


def test_a_snapshot_can_be_read_while_its_ledger_is_written(db: Path) -> None:
    with Ledger.open(db) as ledger:
        publish_ledger(ledger)
        run = ledger.start_run("fake", "2")
        found = read(snapshot_path(db))
        run.write([])
        assert found.counts().documents == 3
        run.finish()


def test_no_snapshot_reaches_other_files(db: Path, tmp_path: Path) -> None:
    cursor = use_snapshot(attach(publish(db)))
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    for query in (
        f"FROM read_csv('{secret}')".replace("it's", "it''s"),
        f"ATTACH '{tmp_path / 'b.duckdb'}'",
        "SET enable_external_access = true",
        "CREATE TABLE more AS SELECT 1",
        "DELETE FROM documents",
    ):
        with pytest.raises(Exception, match=r"disabled|locked|read-only|Cannot"):
            cursor.execute(query)


def test_changes_are_told_with_their_interval(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    days = [(2008 + n // 12, n % 12 + 1) for n in range(24)]
    documents = [document(f"d{y}-{m}", date=f"{y}-{m:02}-05") for y, m in days]
    with Ledger.open(path) as ledger:
        ledger.write(
            [
                coding(of, event(of, type="ASSAULT" if n < 12 else "AID"))
                for n, of in enumerate(documents)
            ],
            coder=CODER,
        )
    found = read(publish(path))
    start, middle, end = (dt.date(year, 1, 1) for year in (2008, 2009, 2010))
    (change,) = found.changes("fake", start, middle, end, 8)
    assert (change.acts_before, change.acts_after) == (12, 12)
    assert change.change == pytest.approx(change.after - change.before)
    assert change.before < 0 < change.after
    assert change.low <= change.change <= change.high
    assert found.changes("fake", start, middle, end, 13) == []


def test_imported_acts_are_summed_too(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    rows = ("Russia Georgia 190", "Georgia Russia 040 date=2010-03-02", "Russia Ukraine 112")
    with Ledger.open(path) as ledger:
        import_events(ledger, "cameo", [table(tmp_path / "a.tsv", *rows)], publish=True)
    found = read(snapshot_path(path))
    assert found.made().reports == 3
    assert {(one.a, one.b, one.acts) for one in found.busiest("cameo", 5)} == {
        ("GEO", "RUS", 2),
        ("RUS", "UKR", 1),
    }
    assert [hit.id for hit in found.search("actor", "georgia", 1)] == ["GEO"]


def test_a_run_publishes_at_its_end_where_there_is_a_snapshot(tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("Russia accused NATO of aggression on Monday.")
    db = tmp_path / "a.duckdb"
    with open_ledger(db) as ledger:
        ledger.run(text, coder="rules", workers=1, date="2009-01-05")
        assert not snapshot_path(db).exists()
        publish_ledger(ledger)
        text.write_text("Russia praised NATO on Tuesday.")
        ledger.run(text, coder="rules", workers=1, date="2009-01-06")
        assert read(snapshot_path(db)).made().documents == 2


def test_a_publisher_waits_its_time_and_takes_no_more_than_its_share(db: Path) -> None:
    with Ledger.open(db) as ledger:
        waiting = Publisher(ledger, wanted=True)
        waiting.tick()
        assert not snapshot_path(db).exists()
        due = Publisher(ledger, wanted=True, every_seconds=0)
        due.tick()
        stamp = snapshot_path(db).stat().st_mtime_ns
        due.tick()  # ten times as long as the last one took has not passed
        assert snapshot_path(db).stat().st_mtime_ns == stamp


def test_a_snapshot_that_cannot_be_written_stops_no_run(
    db: Path, caplog: pytest.LogCaptureFixture
) -> None:
    snapshot_path(db).mkdir()
    with Ledger.open(db) as ledger:
        publisher = Publisher(ledger)
        publisher.publish()
        assert isinstance(publisher.failure, LedgerError)
        assert not publisher.active
    assert "no snapshot was published" in caplog.text


def test_a_ledger_in_memory_cannot_be_published() -> None:
    with Ledger.open(":memory:") as ledger, pytest.raises(LedgerError, match="in memory"):
        publish_ledger(ledger)


def test_a_snapshot_of_another_version_is_told_so(db: Path) -> None:
    with pytest.raises(LedgerError, match="another version of detente"):
        attach(db)  # a ledger, without the summaries of a snapshot


def test_there_is_no_snapshot_before_one_is_made(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="detente publish"):
        attach(tmp_path / "a.published")
