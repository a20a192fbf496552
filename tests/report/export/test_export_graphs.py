"""GEXF and GraphML, read back with networkx."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest

from detente.ledger import Ledger
from detente.records import Coding
from detente.report.export import export
from ledger.samples import CODER, document, event
from report.export.odd_ledgers import acts_ledger, many_ledger, odd_ledger

READERS = {"gexf": nx.read_gexf, "graphml": nx.read_graphml}


@pytest.fixture(params=READERS)
def format(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def graph(ledger: Ledger, format: str, folder: Path) -> nx.DiGraph:
    with ledger:
        export(ledger.select(), format, folder / f"out.{format}")
    return READERS[format](folder / f"out.{format}")


def test_edges_have_counts_scores_and_days(format: str, tmp_path: Path) -> None:
    found = graph(acts_ledger(tmp_path), format, tmp_path)
    assert type(found) is nx.DiGraph
    assert set(found.nodes) == {"RUS", "USA", "RUS-GOV", "Frobnia"}
    assert found.nodes["RUS-GOV"]["code"] == "RUS"
    together = found.edges["USA", "RUS"]
    assert (together["acts"], together["together"], together["weight"]) == (0, 1, 1)
    assert found.edges["RUS", "USA"]["together"] == 1
    hostile = found.edges["RUS-GOV", "USA"]
    assert (hostile["acts"], hostile["hostile"], hostile["cooperative"]) == (1, 1, 0)
    assert hostile["mean_score"] < 0
    assert (hostile["first"], hostile["last"]) == ("2010-04-02", "2010-04-02")
    assert found.number_of_edges() == 4  # the statement makes none


def test_time_is_there(tmp_path: Path) -> None:
    dynamic = graph(many_ledger(40), "gexf", tmp_path)
    edge = dynamic.edges["RUS", "NATO"]
    assert edge["acts"] == 40
    assert edge["spells"] == [("2009-01-01", "2009-02-09")]
    assert edge["in_month"] == [(31, "2009-01-01", "2009-01-31"), (9, "2009-02-01", "2009-02-28")]
    assert dynamic.nodes["RUS"]["start"] == "2009-01-01"
    plain = graph(many_ledger(40), "graphml", tmp_path)
    assert plain.edges["RUS", "NATO"]["months"] == "2009-01:31 2009-02:9"


def test_a_silent_month_parts_two_spells(tmp_path: Path) -> None:
    ledger = Ledger.open(":memory:")
    days = ("2009-01-05", "2009-03-07", "2009-04-01")
    texts = [document(day, date=day) for day in days]
    ledger.write([Coding(text, (event(text),)) for text in texts], coder=CODER)
    found = graph(ledger, "gexf", tmp_path)
    spells = [("2009-01-05", "2009-01-31"), ("2009-03-01", "2009-04-01")]
    assert found.edges["RUS", "NATO"]["spells"] == spells


def test_several_reports_of_one_day_are_one_act(format: str, tmp_path: Path) -> None:
    ledger = Ledger.open(":memory:")
    texts = [document(f"d{n}", outlet=f"outlet-{n}") for n in range(3)]
    ledger.write([Coding(text, (event(text),)) for text in texts], coder=CODER)
    assert graph(ledger, format, tmp_path).edges["RUS", "NATO"]["acts"] == 1


def test_undated_and_mutual_events_count(format: str, tmp_path: Path) -> None:
    found = graph(odd_ledger(), format, tmp_path)
    undated = found.edges["RUS", "NATO"]
    assert (undated["acts"], undated["together"]) == (1, 1)
    assert found.edges["POL-MFA:sikorski", "NATO"]["together"] == 1  # two sources of one event


def test_names_that_no_xml_can_hold_are_replaced(format: str, tmp_path: Path) -> None:
    with acts_ledger(tmp_path) as ledger:
        ledger.name_actors({"USA": 'a <b> & "c"\x01\ud7ff\ufffe', "RUS": "🚀"})
        found = graph(ledger, format, tmp_path)
    name = found.nodes["USA"]["name"]
    assert name == 'a <b> & "c"\ufffd\ud7ff\ufffd'
    assert found.nodes["RUS"]["name"] == "🚀"


def test_an_empty_ledger_is_an_empty_graph(format: str, tmp_path: Path) -> None:
    found = graph(Ledger.open(":memory:"), format, tmp_path)
    assert len(found) == 0
    ElementTree.parse(tmp_path / f"out.{format}")
