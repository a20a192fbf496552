"""The crosswalk: every CAMEO code has its act, its sign and its scale."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from detente.ontology import contexts, event_types
from detente.ontology.crosswalk import cameo_codes, find_cameo, find_plover, issues_of


def test_every_type_and_mode_is_one_of_plovers() -> None:
    types = event_types()
    for code, deed in cameo_codes().items():
        if deed.type is None:
            assert code[:2] == "01", code
        else:
            assert deed.mode is None or deed.mode in types[deed.type].modes, code
            assert deed.content is None or deed.content in types, code


@pytest.mark.parametrize(
    ("code", "act", "quad"),
    [
        ("036", "AGREE[CONSULT]", 1),
        ("0312", "AGREE[COOPERATE]", 1),
        ("0331", "AGREE[AID]", 1),
        ("0356", "AGREE[RETREAT]", 1),
        ("026", "REQUEST[CONSULT]", 1),
        ("0256", "REQUEST[RETREAT]", 3),
        ("1056", "REQUEST[RETREAT]", 3),
        ("1042", "REQUEST[CONCEDE]", 3),
        ("125", "REJECT[CONSULT]", 3),
        ("127", "REJECT[AGREE]", 3),
        ("1312", "THREATEN[SANCTION]", 3),
        ("138", "THREATEN[ASSAULT]", 3),
        ("190", "ASSAULT", 4),
        ("057", "SUPPORT", 1),
        ("0872", "RETREAT", 2),
    ],
)
def test_verbal_acts_say_what_they_are_about(code: str, act: str, quad: int) -> None:
    deed = find_cameo(code)
    assert deed is not None
    assert (deed.type or "") + (f"[{deed.content}]" if deed.content else "") == act
    assert deed.quad == quad


def test_a_statement_is_kept_without_a_type() -> None:
    deed = find_cameo("010")
    assert deed is not None
    assert (deed.type, deed.quad, deed.score, deed.goldstein) == (None, None, None, 0.0)


def test_codes_are_found_without_their_zero_and_by_the_relations_name() -> None:
    assert find_cameo("42") == find_cameo("042") == find_cameo("Make a visit")
    assert find_cameo("211") == find_cameo("0211")
    assert find_cameo("190.0") == find_cameo("190")
    assert find_cameo("Consult") == find_cameo("04") == find_cameo("040")
    assert find_cameo("999") is None
    assert find_cameo("") is None


def test_a_visit_hosted_is_the_visit_seen_from_the_other_side() -> None:
    visit, host = find_cameo("042"), find_cameo("043")
    assert visit
    assert host
    assert (visit.act, visit.turned) == ("042", False)
    assert (host.act, host.turned) == ("042", True)


def test_stems_begin_what_says_the_same_more_exactly() -> None:
    stems = {code: deed.stem for code, deed in cameo_codes().items()}
    assert stems["19"] == stems["190"] == "19"
    assert stems["112"] == "112"
    assert stems["1121"].startswith(stems["112"])
    assert not stems["20"].startswith(stems["02"])


def test_plover_types_and_modes_are_read_as_polecat_writes_them() -> None:
    deed = find_plover("CONSULT", "visit", ("diplomatic", "election"))
    assert deed is not None
    assert (deed.code, deed.score) == ("CONSULT/visit", 4.0)
    assert deed.issues == ("diplomatic-relations", "elections-and-interference")
    assert find_plover("DANCE", "", ()) is None


def test_contexts_stand_for_issues_of_the_agenda() -> None:
    assert issues_of(("military", "economic", "military")) == (
        "military-posture", "trade-and-sanctions")  # fmt: skip
    known = set(contexts()) | {"pro_autocracy"}
    assert {c for deed in cameo_codes().values() for c in deed.contexts} <= known


@pytest.mark.shared
def test_types_are_those_of_the_manuals_crosswalk(shared: Path) -> None:
    manual = json.loads((shared / "ontology" / "plover_2_0.json").read_text("utf-8"))
    crosswalk = manual["cameo_to_plover"]
    for code, (first, *_) in crosswalk.items():
        deed = find_cameo(code)
        assert deed is not None, code
        assert deed.type == first["event"], code


@pytest.mark.shared
def test_goldstein_and_relations_are_those_of_the_tables(shared: Path) -> None:
    with (shared / "events" / "icews_relation_cameo_goldstein.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            deed = cameo_codes()[row["code"]]
            assert deed.goldstein == float(row["gs"]), row
            assert find_cameo(row["rel"]) == deed
