"""Types, scores and issues: the guide's tables, and the sign that content gives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detente import ontology


def test_the_sixteen_types_have_plover_scores_but_for_the_slips_the_guide_names() -> None:
    types = ontology.event_types()
    assert len(types) == 16
    assert {t.quad for t in types.values()} == {1, 2, 3, 4}
    assert types["ACCUSE"].score == -3
    assert types["SANCTION"].quad == 4


@pytest.mark.shared
def test_the_scores_are_those_of_the_manual(shared: Path) -> None:
    manual = json.loads((shared / "ontology" / "plover_2_0.json").read_text("utf-8"))["events"]
    for name, row in ontology.event_types().items():
        if name != "ACCUSE":
            assert row.score == manual[name]["score"]
        known = {mode: score for mode, score in manual[name]["modes"].items() if score is not None}
        assert {mode: row.modes[mode] for mode in known} == known


@pytest.mark.parametrize(
    ("type", "content", "quad", "friendly"),
    [
        ("REQUEST", "CONSULT", 1, True),
        ("REQUEST", "RETREAT", 3, False),
        ("REQUEST", "SANCTION", 3, False),
        ("REJECT", "CONSULT", 3, False),
        ("AGREE", "AID", 1, True),
        ("CONCEDE", "MOBILIZE", 1, True),
        ("ACCUSE", "ASSAULT", 3, False),
        ("THREATEN", "SANCTION", 3, False),
    ],
)
def test_a_verbal_act_takes_the_sign_of_its_content(
    type: str, content: str, quad: int, friendly: bool
) -> None:
    assert ontology.quad(type, content) == quad
    assert (ontology.score(type, None, content) > 0) is friendly


def test_issues_are_found_by_words_and_not_inside_other_words() -> None:
    text = (
        "NATO asked Russia to end its suspension of the CFE treaty and to press Iran on enrichment."
    )
    found = ontology.match_issues(text)
    assert {"arms-control", "nuclear-proliferation", "european-security"} <= set(found)
    assert ontology.match_issues("The imported strategy was saltier than expected.") == (
        "trade-and-sanctions",
    )
    assert ontology.match_issues("They met.") == ()
