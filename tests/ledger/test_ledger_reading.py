"""What a reader finds: by party, kind, issue and day, and in which form."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from detente.ledger import ActorPattern, Ledger
from detente.records import Actor, Coding, Document
from ledger.samples import CODER, coding, document, event, full_coding

ROLES = (None, "GOV", "HOS", "HOG", "MFA", "MIL", "LEG", "JUD", "OPP", "REB", "CIV", "BUS", "MED")


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with Ledger.open(":memory:") as opened:
        yield opened


def put(
    ledger: Ledger, *specs: tuple[str, str, str] | tuple[str, str, str, dict[str, object]]
) -> None:
    """One document for each (source, type, target), with further fields of the event."""
    codings = []
    start = ledger.counts().documents
    for i, (source, type, target, *more) in enumerate(specs, start):
        of = document(f"d{i}", f"{i}: Russia met NATO.", f"2009-01-{i + 1:02}")
        codings.append(coding(of, event(of, source, type, target, **(more[0] if more else {}))))
    ledger.write(codings, coder=CODER)


def found(ledger: Ledger, *args: object, **filters: object) -> list[str]:
    return [e.document.id for e in ledger.events(*args, **filters)]  # type: ignore[arg-type]


def test_a_bare_code_is_the_state_and_its_organs(ledger: Ledger) -> None:
    put(ledger, *((f"RUS-{role}" if role else "RUS", "AID", "NATO") for role in ROLES))
    roles = [e.event.source[0].role for e in ledger.events("RUS")]
    assert roles == [None, "GOV", "HOS", "HOG", "MFA", "MIL", "LEG", "JUD"]
    assert [e.event.source[0].role for e in ledger.events("RUS-OPP")] == ["OPP"]
    assert len(ledger.events("RUS-*")) == len(ROLES)
    assert len(ledger.events(target="NATO")) == len(ROLES)
    assert len(ledger.events(target="RUS-*")) == 0


def test_a_person_is_found_by_code_by_role_and_by_name(ledger: Ledger) -> None:
    put(
        ledger,
        ("RUS-HOS:medvedev", "AID", "NATO"),
        ("RUS-HOS", "AID", "NATO"),
        ("MED:kommersant", "ACCUSE", "NATO"),
    )
    assert found(ledger, "RUS") == found(ledger, "RUS-HOS") == ["d0", "d1"]
    assert found(ledger, "RUS-HOS:medvedev") == ["d0"]
    assert found(ledger, "RUS-HOS:putin") == []
    assert found(ledger, "MED:kommersant") == ["d2"]


def test_a_pattern_means_the_same_in_python_and_in_sql(ledger: Ledger) -> None:
    everybody = [
        Actor(code, role, person)
        for code in ("RUS", "USA")
        for role in ROLES
        for person in (None, "lavrov")
    ]
    of = document("a")
    ledger.write([coding(of, *(event(of, actor.id) for actor in everybody))], coder=CODER)
    for text in ("RUS", "RUS-*", "RUS-GOV", "RUS-OPP", "RUS-MFA:lavrov", "RUS:lavrov", "USA"):
        meant = [actor for actor in everybody if ActorPattern.parse(text).matches(actor)]
        assert [e.event.source[0] for e in ledger.events(text)] == meant
        assert meant


@pytest.mark.parametrize("pattern", ["rus", "RUS-MIL-*", "", "RUS-", "RUS MIL"])
def test_what_is_no_actor_is_refused(ledger: Ledger, pattern: str) -> None:
    with pytest.raises(ValueError, match="not an actor"):
        ledger.events(pattern)


def test_direction_counts_unless_either_way(ledger: Ledger) -> None:
    put(ledger, ("RUS", "AID", "NATO"), ("NATO", "AID", "RUS-GOV"), ("RUS", "AID", "GEO"))
    assert found(ledger, "RUS", "NATO") == ["d0"]
    assert found(ledger, "NATO", "RUS") == ["d1"]
    assert found(ledger, "RUS", "NATO", either_way=True) == ["d0", "d1"]
    assert found(ledger, "RUS", either_way=True) == ["d0", "d1", "d2"]
    assert [e.document.id for e in ledger.entries("NATO", "RUS")] == ["d0", "d1"]


def test_a_mutual_event_is_found_in_either_order(ledger: Ledger) -> None:
    put(
        ledger,
        ("RUS-MFA", "CONSULT", "NATO", {"mutual": True}),
        ("RUS USA", "CONSULT", "GEO", {"mutual": True}),
        ("RUS USA", "CONSULT", "GEO"),
    )
    assert found(ledger, "NATO", "RUS") == found(ledger, "RUS", "NATO") == ["d0"]
    assert found(ledger, "NATO") == found(ledger, target="RUS-MFA") == ["d0"]
    assert found(ledger, "USA", "RUS") == ["d1"], "both named on one side, but of one meeting"
    assert found(ledger, "USA-*", "USA-*") == [], "one participant is not two"
    assert found(ledger, target="GEO") == ["d1", "d2"]


def test_filters_by_kind_issue_modality_and_day(ledger: Ledger) -> None:
    put(
        ledger,
        ("RUS", "AID", "NATO", {"issues": ("energy", "climate")}),
        ("RUS", "SANCTION", "NATO", {"modality": "negated", "issues": ("trade",)}),
        ("RUS", "CONSULT", "NATO", {"modality": "planned"}),
    )
    assert found(ledger) == ["d0", "d1", "d2"]
    assert found(ledger, type="AID") == ["d0"]
    assert found(ledger, type=["AID", "SANCTION"]) == ["d0", "d1"]
    assert found(ledger, issue="climate") == ["d0"]
    assert found(ledger, issue=["climate", "trade"]) == ["d0", "d1"]
    assert found(ledger, modality="negated") == ["d1"]
    assert found(ledger, since="2009-01-02", until=dt.date(2009, 1, 2)) == ["d1"]
    assert found(ledger, since="2009", until="2009-01") == ["d0", "d1", "d2"]
    assert found(ledger, since="2010") == found(ledger, until="2008") == []
    assert found(ledger, limit=2) == ["d0", "d1"]
    assert found(ledger, "RUS", "NATO", type="CONSULT", since="2009", limit=5) == ["d2"]
    event_id = ledger.events(type="CONSULT")[0].event.id
    assert found(ledger, id=event_id) == found(ledger, document="d2") == ["d2"]


@pytest.mark.parametrize(
    "filters",
    [
        {"type": "HUG"},
        {"modality": "maybe"},
        {"since": "last week"},
        {"until": "2009-02-30"},
        {"issue": []},
        {"limit": -1},
    ],
)
def test_what_cannot_be_meant_is_refused(ledger: Ledger, filters: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        ledger.events(**filters)  # type: ignore[arg-type]


def test_rows_become_data_frames_of_every_kind(ledger: Ledger) -> None:
    ledger.write([full_coding()], coder=CODER)
    rows = ledger.events()
    frame, table, polars = rows.df(), rows.arrow(), rows.pl()
    assert isinstance(frame, pd.DataFrame)
    assert isinstance(table, pa.Table)
    assert isinstance(polars, pl.DataFrame)
    assert list(frame.columns) == table.column_names == polars.columns
    assert frame["date"].dt.year.tolist() == [2010]
    assert frame.groupby("source").size().to_dict() == {"NATO;POL-MFA:sikorski": 1}
    row = polars.row(0, named=True)
    assert row["issue"] == "arms-control;missile-defence"
    assert row["attribution"] == "Kommersant;a NATO spokesman"
    assert (row["content"], row["content_source"], row["object"]) == ("RETREAT", "RUS-MIL", "UKR")
    assert (row["quad"], row["amount"], row["unit"]) == (3, 60.0, "missiles")
    assert row["quote"] == full_coding().events[0].evidence.quote.text


def test_no_rows_convert_too_and_have_the_same_columns(ledger: Ledger) -> None:
    empty = ledger.events()
    assert (len(empty), list(empty), repr(empty)) == (0, [], "0 events")
    assert len(empty.df()) == len(empty.pl()) == 0
    columns = list(empty.df().columns)
    ledger.write([full_coding()], coder=CODER)
    assert list(ledger.events().df().columns) == columns
    assert len(ledger.concerns(issue="energy").df()) == 0


def test_rows_outlive_their_ledger(ledger: Ledger) -> None:
    put(ledger, ("RUS", "AID", "NATO"))
    rows = ledger.events()
    ledger.close()
    assert rows[-1].event.type == "AID"
    with pytest.raises(IndexError):
        rows[1]


@pytest.mark.parametrize(("module", "method"), [("pandas", "df"), ("polars", "pl")])
def test_a_missing_library_is_named_with_its_install_command(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, module: str, method: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError, match=rf"pip install 'detente\[{module}\]'"):
        getattr(ledger.events(), method)()


def test_a_glance_shows_what_was_found_and_how_much(ledger: Ledger) -> None:
    put(ledger, *[("RUS", "AID", "NATO")] * 12)
    of = document("x", "<b>Russia</b> met NATO.", "2008-01-01")
    ledger.write([coding(of, event(of))], coder=CODER)
    shown = repr(ledger.events())
    assert shown.startswith("13 events\ndate ")
    assert shown.count("AID") == 9
    assert shown.endswith("... 3 more")
    page = ledger.events()._repr_html_()
    assert "&lt;b&gt;Russia" in page
    assert "<b>" not in page
    assert "13 events" in page


def test_concerns_are_found_by_holder_and_issue(ledger: Ledger) -> None:
    ledger.write([full_coding()], coder=CODER)
    assert len(ledger.concerns("POL", issue="missile-defence", since="2009", coder=CODER)) == 1
    assert len(ledger.concerns("RUS")) == 0, "it is named in the concern, but is not its holder"
    assert ledger.concerns()[0].document.outlet == "kommersant"
    assert ledger.concerns().df()["about"].tolist() == ["the missiles"]


def test_documents_are_listed_by_outlet_and_date_without_their_texts(ledger: Ledger) -> None:
    docs = [
        document("a", "one", "2009-01-05", "tass"),
        document("b", "two", "2009-01-02", "reuters"),
        document("c", "three", None, "tass"),
    ]
    ledger.write([Coding(of) for of in docs], coder=CODER)
    assert [(d.id, d.text) for d in ledger.documents()] == [("b", ""), ("a", ""), ("c", "")]
    assert [d.id for d in ledger.documents("tass", since="2009")] == ["a"]
    assert [d.id for d in ledger.documents(limit=1)] == ["b"]
    assert ledger.documents().df()["outlet"].tolist() == ["reuters", "tass", "tass"]
    assert ledger.document("c") == docs[2]
    assert ledger.texts(["c", "nowhere", "a", "c"]) == [docs[2], docs[0]]


def test_coverage_counts_reports_by_outlet_and_all_that_was_read(ledger: Ledger) -> None:
    of = Document(
        "digest",
        "Russia met NATO.",
        outlet="bbc",
        outlets=("tass", "bbc"),
        date=dt.date(2009, 1, 9),
    )
    other = document("b", "Russia met GEO.", "2009-01-20", None)
    late = document("c", "nothing", "2009-02-01")
    undated = document("d", "Undated: Russia met NATO.", None)
    ledger.write(
        [
            coding(of, event(of, "RUS", "AID", "NATO"), event(of, "NATO", "AID", "RUS")),
            coding(
                other, event(other, "RUS", "AID", "NATO-MIL"), event(other, "RUS", "AID", "GEO")
            ),
            coding(late),
            coding(undated, event(undated)),
        ],
        coder=CODER,
    )
    coverage = ledger.coverage("NATO", "RUS")
    january, february = dt.date(2009, 1, 1), dt.date(2009, 2, 1)
    assert [(r.month, r.outlet, r.reports, r.documents) for r in coverage.reports] == [
        (january, "bbc", 2, 1),
        (january, "tass", 2, 1),
        (january, None, 1, 1),
    ]
    assert coverage.read == {january: 2, february: 1}
    assert coverage.last == late.date
    assert ledger.coverage("NATO", "RUS", since="2009-02").reports == ()


def test_actors_are_counted_and_named(ledger: Ledger) -> None:
    put(ledger, ("RUS", "AID", "NATO"), ("RUS", "AID", "GEO"))
    ledger.name_actors({"RUS": "Russia", "FRA": "France"})
    put(ledger, ("RUS", "AID", "FRA"))
    assert [(a["actor"], a["name"], a["events"]) for a in ledger.actors()] == [
        ("RUS", "Russia", 3),
        ("FRA", None, 1),
        ("GEO", None, 1),
        ("NATO", None, 1),
    ]


def test_an_export_row_has_the_fields_of_detente_code(ledger: Ledger) -> None:
    ledger.write([full_coding()], coder=CODER)
    (row,) = ledger.export()
    assert set(row) == {
        *("document_id", "source", "target", "object", "type", "mode", "content"),
        *(
            "content_source",
            "content_target",
            "modality",
            "mutual",
            "told_by",
            "issue",
            "context",
            "when",
        ),
        *("where", "amount", "attribution", "evidence", "trigger", "source_spans"),
        *("target_spans", "confidence", "coder", "id", "outlet", "outlets", "date", "url"),
    }
    assert row["when"] == {
        "start": "2010-01-01",
        "end": "2010-12-31",
        "granularity": "year",
        "origin": "stated",
    }
    assert row["trigger"] == {"text": "urged", "start": 56, "end": 61}
    assert row["attribution"][0]["actor"] == "MED:kommersant"
    assert (row["outlet"], row["outlets"]) == ("kommersant", ["reuters", "itar-tass"])
    assert list(ledger.export(ledger.events("USA"))) == []
