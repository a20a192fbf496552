"""Sectors: mentions on their own to country and sector."""

from __future__ import annotations

import datetime as dt

import pytest

from detente.actors.sectors import code_mention
from detente.actors.tables import sectors, state_codes

CASES = [
    ("Peru", "PER", ""),
    ("Lima", "PER", "GOV"),
    ("Peruvian fishermen's union", "PER", "LAB"),
    ("three Danish frigates", "DNK", "MIL"),
    ("Norway's Defence Ministry", "NOR", "GOV"),
    ("a former Swiss president", "CHE", "ELI"),
    ("riot police in Arequipa", "PER", "COP"),
    ("Somaliland", "SOM", "PRE"),
    ("Hezbollah", "LBN", "REB"),
    ("Sinaloa Cartel gunmen", "MEX", "CRM"),
    ("gunmen", "", "UAF"),
    ("Mossad", "ISR", "SPY"),
    ("Amnesty International", "NGO", "NGO"),
    ("European Union", "EUR", "IGO"),
]


@pytest.mark.parametrize(("mention", "country", "sector"), CASES)
def test_country_and_sector(mention: str, country: str, sector: str) -> None:
    found = code_mention(mention)
    assert (found.country, found.sector) == (country, sector)


def test_who_has_left_office_is_of_the_elite() -> None:
    assert code_mention("Gordon Brown", dt.date(2009, 1, 1)).sector == "GOV"
    assert code_mention("Gordon Brown", dt.date(2012, 1, 1)).sector == "ELI"


def test_a_longer_name_is_another_person() -> None:
    assert code_mention("Angela Merkel Foobar").actor is None


def test_phrases_are_lower_case_and_codes_known() -> None:
    assert all(phrase == phrase.lower() for phrase in sectors())
    assert {len(code) for code in sectors().values()} == {3}
    assert "PER" in state_codes()
