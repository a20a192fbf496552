from __future__ import annotations

import pytest

from detente.analysis.overtures import is_overture
from detente.ontology import event_types
from report.making import quick


@pytest.mark.parametrize(
    "what",
    [
        "NATO > RUS REQUEST[CONSULT]",
        "NATO > RUS REQUEST[COOPERATE]",
        "NATO > RUS AGREE[AID]",
        "NATO > RUS SUPPORT[CONSULT]",
        "NATO > RUS CONCEDE[AGREE]",
        "NATO > RUS CONCEDE",
        "NATO > RUS CONCEDE[SANCTION]",
        "NATO > RUS RETREAT",
        "NATO > RUS AID",
    ],
)
def test_what_is_held_out_to_the_other_side(what: str) -> None:
    assert is_overture(quick(what).event)


@pytest.mark.parametrize(
    "what",
    [
        "NATO > RUS REQUEST[RETREAT]",  # a demand to yield
        "NATO > RUS REQUEST[CONCEDE]",
        "NATO > RUS REQUEST[SANCTION]",
        "NATO > RUS REQUEST",  # of what?
        "NATO > RUS AGREE",
        "NATO > RUS SUPPORT",
        "NATO > RUS AGREE[ASSAULT]",
        "NATO > RUS REJECT[ASSAULT]",  # cooperative, and not forward-looking
        "NATO > RUS CONSULT",  # a routine meeting
        "NATO > RUS COOPERATE",
        "NATO > RUS ACCUSE[AID]",
        "NATO > RUS THREATEN[RETREAT]",
        "NATO = RUS AGREE[CONSULT]",  # one act of both
        "NATO = RUS RETREAT",
    ],
)
def test_what_is_no_overture(what: str) -> None:
    assert not is_overture(quick(what).event)


@pytest.mark.parametrize("modality", ["possible", "conditional", "negated"])
@pytest.mark.parametrize("what", ["NATO > RUS AGREE[CONSULT]", "NATO > RUS RETREAT"])
def test_what_did_not_happen_is_none(what: str, modality: str) -> None:
    assert not is_overture(quick(what, modality=modality).event)


def test_of_planned_acts_only_an_agreement_counts() -> None:
    assert is_overture(quick("NATO > RUS AGREE[AID]", modality="planned").event)
    assert not is_overture(quick("NATO > RUS RETREAT", modality="planned").event)
    assert not is_overture(quick("NATO > RUS REQUEST[CONSULT]", modality="planned").event)


def test_an_act_towards_nobody_is_none() -> None:
    assert not is_overture(quick("NATO > RETREAT").event)
    assert is_overture(quick("NATO > REQUEST[COOPERATE]", content_target="RUS").event)
    assert not is_overture(quick("NATO > REQUEST[COOPERATE]", content_target="NATO").event)


def test_conflict_is_never_an_overture() -> None:
    conflicts = [name for name, row in event_types().items() if row.quad == 4]
    assert conflicts
    assert not any(is_overture(quick(f"NATO > RUS {name}").event) for name in conflicts)
