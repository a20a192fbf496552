"""Acts counted for pages of actors and issues, from a published snapshot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from detente.engine.publishing import publish_ledger
from detente.ledger import Ledger
from detente.ledger.newest import Focus
from detente.ledger.published import Snapshot, attach, use_snapshot
from detente.ledger.tallies import (
    Tally,
    tally_actor,
    tally_issue,
    tally_issues,
    tally_standings,
)
from detente.records import Coding, Document
from ledger.event_files import taken
from ledger.samples import CODER, coding, document, event

MEDVEDEV = "dmitry-medvedev"


class Attached:
    """What gives a snapshot its cursors."""

    def __init__(self, database: duckdb.DuckDBPyConnection) -> None:
        self.database = database

    def cursor(self) -> duckdb.DuckDBPyConnection:
        return use_snapshot(self.database)


def told(id: str, day: str, source: str, type: str, target: str, **more: object) -> Coding:
    of: Document = document(id, f"{id}: one of them met the other.", day)
    return coding(of, event(of, source, type, target, **more))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    path = tmp_path_factory.mktemp("tallies") / "a.duckdb"
    codings = [
        told("a", "2009-01-05", "RUS", "ACCUSE", "NATO", issues=("missile-defence",)),
        told("a2", "2009-01-05", "RUS-MFA", "ACCUSE", "NATO", issues=("arms-control",)),
        told("b", "2009-03-09", "NATO", "AID", "RUS", issues=("afghanistan", "energy")),
        told("c", "2010-02-01", f"RUS-HOS:{MEDVEDEV}", "SUPPORT", "USA"),
        told("d", "2010-04-01", f"RUS-HOG:{MEDVEDEV}", "CONSULT", "USA", mutual=True),
        told("e", "2010-05-01", "RUS-MIL", "ASSAULT", "RUS-REB"),
        told("f", "2010-05-02", "RUS", "AID", "NATO", modality="possible"),
        told("g", "2010-05-03", "RUS", "AID", "NATO", confidence=0.2),
        told("h", "2010-05-04", "MED:tass", "ACCUSE", "NATO"),
    ]
    with Ledger.open(path) as ledger:
        ledger.write(codings, coder=CODER)
        made = publish_ledger(ledger)
    database = attach(made.path)
    yield Snapshot.over(Attached(database), made.path)
    database.close()


def partners(tallies: list[Tally]) -> dict[str, tuple[int, ...]]:
    return {one.b: counts(one) for one in tallies if one.b is not None and one.issue is None}


def counts(one: Tally) -> tuple[int, ...]:
    return (
        one.done_cooperative, one.done_hostile, one.received_cooperative, one.received_hostile,
        one.together_cooperative, one.together_hostile,
    )  # fmt: skip


def test_a_party_is_counted_with_its_organs_once_a_day(snapshot: Snapshot) -> None:
    tallies = snapshot.tallies(tally_actor("fake", "RUS", None, None))
    assert partners(tallies) == {
        "NATO": (0, 1, 1, 0, 0, 0),
        "USA": (1, 0, 0, 0, 1, 0),
        "RUS-REB": (0, 1, 0, 0, 0, 0),
    }
    (whole,) = [one for one in tallies if (one.b, one.issue, one.year) == (None, None, None)]
    assert counts(whole) == (1, 2, 1, 0, 1, 0)
    assert (whole.first, whole.last) == (dt.date(2009, 1, 5), dt.date(2010, 5, 1))
    years = {one.year: one.acts for one in tallies if one.year and one.issue is None}
    assert years == {2009: 2, 2010: 3}
    issues = {one.issue: one.acts for one in tallies if one.issue and not (one.year or one.b)}
    assert issues == {"missile-defence": 1, "arms-control": 1, "afghanistan": 1, "energy": 1}


def test_the_other_side_is_seen_from_its_own(snapshot: Snapshot) -> None:
    assert partners(snapshot.tallies(tally_actor("fake", "NATO", None, None))) == {
        "RUS": (1, 0, 0, 1, 0, 0)
    }
    assert partners(snapshot.tallies(tally_actor("fake", "RUS-REB", None, None))) == {
        "RUS": (0, 0, 0, 1, 0, 0)
    }


def test_a_person_is_counted_in_every_office_and_an_organ_alone(snapshot: Snapshot) -> None:
    for office in ("HOS", "HOG"):
        person = snapshot.tallies(tally_actor("fake", f"RUS-{office}:{MEDVEDEV}", None, None))
        assert partners(person) == {"USA": (1, 0, 0, 0, 1, 0)}
    organ = snapshot.tallies(tally_actor("fake", "RUS-MIL", None, None))
    assert partners(organ) == {"RUS-REB": (0, 1, 0, 0, 0, 0)}
    outlet = snapshot.tallies(tally_actor("fake", "MED:tass", None, None))
    assert partners(outlet) == {"NATO": (0, 1, 0, 0, 0, 0)}


def test_a_period_is_of_whole_months(snapshot: Snapshot) -> None:
    since, until = dt.date(2009, 3, 31), dt.date(2010, 2, 1)
    tallies = snapshot.tallies(tally_actor("fake", "RUS", since, until))
    assert partners(tallies) == {"NATO": (0, 0, 1, 0, 0, 0), "USA": (1, 0, 0, 0, 0, 0)}
    alone = snapshot.tallies(tally_actor("fake", f"RUS-HOS:{MEDVEDEV}", since, until))
    assert partners(alone) == {"USA": (1, 0, 0, 0, 0, 0)}


def test_issues_are_counted_by_pair_party_and_year(snapshot: Snapshot) -> None:
    tallies = snapshot.tallies(tally_issue("fake", "energy", None, None))
    assert [(one.a, one.b, one.year, counts(one)) for one in tallies] == [
        ("NATO", "RUS", None, (1, 0, 0, 0, 0, 0)),
        (None, None, 2009, (1, 0, 0, 0, 0, 0)),
        (None, None, None, (1, 0, 0, 0, 0, 0)),
    ]
    standings = snapshot.tallies(tally_standings("fake", "energy", None, None))
    assert [(one.a, counts(one)) for one in standings] == [
        ("NATO", (1, 0, 0, 0, 0, 0)),
        ("RUS", (0, 0, 1, 0, 0, 0)),
    ]
    listed = snapshot.tallies(tally_issues("fake", None, dt.date(2009, 1, 31)))
    assert [(one.issue, one.acts) for one in listed if one.year is None] == [
        ("arms-control", 1),
        ("missile-defence", 1),
    ]
    assert snapshot.tallies(tally_issue("fake", "cyber", None, None)) == []


def test_what_is_no_actor_is_refused() -> None:
    with pytest.raises(ValueError, match="not an actor id"):
        tally_actor("fake", "'; DROP TABLE acts; --", None, None)


def test_the_newest_entries_are_those_that_count(snapshot: Snapshot) -> None:
    focus = Focus("fake", None, None, 0.5, actor="RUS")
    found = snapshot.newest_entries(focus, 2)
    assert [entry.document.id for entry in found] == ["d", "e"]
    more = snapshot.newest_entries(focus, 1, ("NATO",), 2)
    assert [entry.document.id for entry in more] == ["a", "b", "e"]
    person = Focus("fake", None, dt.date(2010, 3, 1), 0.5, actor=f"RUS-HOG:{MEDVEDEV}")
    assert [entry.document.id for entry in snapshot.newest_entries(person, 9)] == ["c"]
    issue = Focus("fake", None, None, 0.5, issue="energy")
    assert [entry.document.id for entry in snapshot.newest_entries(issue, 9)] == ["b"]


def test_actors_have_kinds_names_offices_and_ties(snapshot: Snapshot) -> None:
    standings = snapshot.standings()
    russia = standings.of("RUS")
    assert (russia.kind, russia.country) == ("state", None)
    assert ("Russian Federation", "state") in russia.names
    assert ("Kremlin", "seat") in russia.names
    held = {(one.title, one.name, one.since) for one in russia.offices}
    assert ("president", "Dmitry Medvedev", dt.date(2008, 5, 7)) in held
    assert {one.role for one in standings.of("RUS-MFA").offices} == {"MFA"}
    person = standings.of(f"RUS-HOS:{MEDVEDEV}")
    assert {one.person for one in person.offices} == {MEDVEDEV}
    assert {"HOS", "HOG"} <= {one.role for one in person.offices}
    assert ("Dimitri Medvedev", "person") in person.names
    nato = standings.of("NATO")
    assert nato.kind == "alliance"
    assert "USA" in {one.id for one in nato.members}
    assert "NATO" in {one.id for one in standings.of("USA").groups}
    assert standings.of("RUS-REB").names == ()


def test_imported_acts_are_counted_alike(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    rows = (
        "Russia NATO 112 date=2010-03-01", "NATO Russia 070 date=2010-04-01",
        "Russia China 036 date=2011-01-01", "China Russia 112 date=2011-02-01",
    )  # fmt: skip
    with Ledger.open(path) as ledger:
        taken(ledger, tmp_path / "a.tsv", *rows)
        made = publish_ledger(ledger)
    database = attach(made.path)
    snapshot = Snapshot.over(Attached(database), made.path)
    found = partners(snapshot.tallies(tally_actor("cameo", "RUS", None, None)))
    assert {b: sum(some) for b, some in found.items()} == {"NATO": 2, "CHN": 2}
    assert found["NATO"] == (0, 1, 1, 0, 0, 0)
    newest = snapshot.newest_acts(Focus("cameo", None, None, 0.5, actor="NATO"), 5)
    assert [act.date for act in newest] == [dt.date(2010, 4, 1), dt.date(2010, 3, 1)]
    assert snapshot.newest_acts(Focus("cameo", None, None, 0.5, actor="RUS:nobody"), 5) == []
    database.close()
