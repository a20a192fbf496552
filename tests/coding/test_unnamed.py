"""Deeds whose doer the text leaves out, and groups that a later sentence only calls by kind."""

from __future__ import annotations

import datetime as dt

import pytest

from detente.coding.rules import RulesCoder
from detente.records import Coding, Document


def lines(text: str) -> list[str]:
    document = Document("d", text, date=dt.date(2019, 5, 2), outlet="Northern Wire")
    (coding,) = RulesCoder().code([document])
    assert isinstance(coding, Coding)
    return [
        f"{'+'.join(a.id for a in e.source)}>{'+'.join(a.id for a in e.target)} {e.type}"
        for e in coding.events
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Three teachers were killed in a grenade attack in Burundi.", "BDI-REB>BDI-CIV ASSAULT"),
        ("An editor was sentenced to four years in Belarus.", "BLR-JUD>BLR-CIV SANCTION"),
        ("Two Danish sailors were arrested in Eritrea.", "ERI-GOV>DNK COERCE"),
        ("Protests against the government broke out in Mali.", "MLI-CIV>MLI-GOV PROTEST"),
        ("Nine people died in a car bombing in Chad.", "TCD-REB>TCD-CIV ASSAULT"),
        ("A tailor was shot dead by gunfire in Chad on Friday.", "TCD-REB>TCD-CIV ASSAULT"),
        ("The mayor of Lima was indicted for fraud in Peru.", "PER-JUD>PER-GOV ACCUSE"),
    ],
)
def test_somebody_of_the_place_did_it(text: str, expected: str) -> None:
    assert expected in lines(text)


@pytest.mark.parametrize(
    "text",
    [
        "Three teachers were killed when a bus overturned in Burundi.",
        "A storm killed eleven people in Honduras.",
        "Dozens were killed in a landslide in Nepal.",
        "Peru rebuilt the besieged town.",
    ],
)
def test_accidents_and_states_of_things_are_nobodys_deed(text: str) -> None:
    assert not [line for line in lines(text) if "ASSAULT" in line or "COERCE" in line]


def test_a_doer_that_the_sentence_names_is_not_doubled() -> None:
    found = lines("Norway bombed Chile, and three Chilean teachers were killed.")
    assert [line for line in found if line.endswith("ASSAULT")] == ["NOR>CHL ASSAULT"]


def test_rebels_are_the_group_mentioned_before() -> None:
    text = "Boko Haram left the town of Banki. Later the rebels attacked Cameroon."
    assert "BOKO_HARAM>CMR ASSAULT" in lines(text)


def test_a_group_named_beside_its_kind_is_that_group() -> None:
    found = lines("The armed group, Boko Haram, attacked Cameroon.")
    assert "BOKO_HARAM>CMR ASSAULT" in found


def test_a_curfew_falls_on_the_people_of_whoever_imposes_it() -> None:
    assert "MLI>MLI-CIV COERCE" in lines("Mali imposed a curfew.")
