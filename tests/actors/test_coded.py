"""Actors of other coders: their names, codes and sectors made into detente's ids."""

from __future__ import annotations

import datetime as dt

import pytest

from detente.actors.coded import Parties
from detente.sources.eventdata import Party

DAY = dt.date(2018, 6, 1)


def found(party: Party, day: dt.date = DAY) -> str | None:
    return Parties().find(party, day).id


@pytest.mark.parametrize(
    ("name", "sectors", "country", "id"),
    [
        ("Russia", "", "Russian Federation", "RUS"),
        ("Foreign Affairs (Bangladesh)", "Executive,Foreign Ministry,Government", "", "BGD-MFA"),
        ("High Ranking Military Personnel (Vietnam)", "Military,Government", "Vietnam", "VNM-MIL"),
        ("Police (India)", "", "", "IND-GOV"),
        ("Armed Rebel (Nigeria)", "", "", "NGA-REB"),
        ("Citizen (Russia)", "", "", "RUS-CIV"),
        ("Hunter (Russia)", "", "", "RUS-CIV"),
        ("Member of Parliament (Ukraine)", "Government,Legislative / Parliamentary", "",
         "UKR-LEG"),
        ("Protester (Palestinian Territory, Occupied)", "", "", "PSE-CIV"),
        ("Sergey Viktorovich Lavrov", "Government", "Russian Federation",
         "RUS-MFA:sergei-lavrov"),
        ("Juan Fulano", "Government,Executive", "Peru", "PER-GOV:juan-fulano"),
        ("Moldova, Republic of", "", "", "MDA"),
        ("United Nations", "", "", "UN"),
        ("Citizen (Frobnia)", "", "", None),
        ("Juan Fulano", "", "", None),
        ("Tatarstan", "", "", "RUS-CIV:tatarstan"),
    ],
)  # fmt: skip
def test_names_as_icews_writes_them(name: str, sectors: str, country: str, id: str | None) -> None:
    assert found(Party(name, "", country, sectors)) == id


def test_a_person_is_who_the_person_was_on_the_day() -> None:
    parties, party = Parties(), Party("Dmitry Anatolyevich Medvedev")
    days = (dt.date(2009, 1, 1), dt.date(2014, 1, 1), dt.date(2009, 1, 2))
    assert [parties.find(party, day).id for day in days] == [
        "RUS-HOS:dmitry-medvedev",
        "RUS-HOG:dmitry-medvedev",
        "RUS-HOS:dmitry-medvedev",
    ]


@pytest.mark.parametrize(
    ("name", "code", "id"),
    [
        ("RUSSIA", "RUS", "RUS"),
        ("KREMLIN", "RUSGOV", "RUS-GOV"),
        ("US OFFICIAL", "USAGOV", "USA-GOV"),
        ("TALIBAN", "AFGINSTAL", "TALIBAN"),
        ("UNITED NATIONS", "IGOUNO", "UN"),
        ("", "SYRREB", "SYR-REB"),
        ("AFRICA", "AFR", None),
        ("PROTESTER", "CVL", None),
    ],
)
def test_codes_of_cameo(name: str, code: str, id: str | None) -> None:
    assert found(Party(name, code)) == id


@pytest.mark.parametrize(
    ("name", "country", "sector", "id"),
    [
        ("Russia", "RUS", "", "RUS"),
        ("Russia", "RUS", "GOV", "RUS-GOV"),
        ("Ministry of Things", "RUS", "GOV", "RUS-GOV:ministry-of-things"),
        ("Some Daily", "FRA", "JRN", "FRA-MED:some-daily"),
        ("A Clinic", "FRA", "MED", "FRA-CIV:a-clinic"),
    ],
)
def test_countries_with_sectors_as_polecat_has_them(
    name: str, country: str, sector: str, id: str
) -> None:
    assert found(Party(name, "", country, sector)) == id


def test_plain_tables_may_give_ids_and_codes_for_names() -> None:
    assert found(Party("RUS-MIL")) == "RUS-MIL"
    assert found(Party("NATO")) == "NATO"
    assert found(Party("RUSMIL")) == "RUS-MIL"
    assert found(Party("")) is None


def test_the_state_of_a_group_is_known_and_of_an_organisation_is_none() -> None:
    parties = Parties()
    assert parties.find(Party("TALIBAN", "AFGINSTAL"), DAY).state == "AFG"
    assert parties.find(Party("United Nations"), DAY).state is None
    assert parties.find(Party("Police (India)"), DAY).state == "IND"
