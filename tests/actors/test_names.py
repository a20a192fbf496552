"""Names to ids and back."""

from __future__ import annotations

import datetime as dt

import pytest

from detente.actors.names import find_actor, name_actor
from detente.errors import UnknownActorError
from detente.records import Actor


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("Russia", "RUS"),
        ("  Russia ", "RUS"),
        ("russia", "RUS"),
        ("the United States", "USA"),
        ("The Netherlands", "NLD"),
        ("NATO", "NATO"),
        ("nato", "NATO"),
        ("European Union", "EU"),
        ("Hamas", "HAMAS"),
        ("Pentagon", "USA-MIL"),
        ("Reuters", "MED:reuters"),
    ],
)
def test_find_by_name(name: str, actor: str) -> None:
    assert find_actor(name) == actor


@pytest.mark.parametrize("actor", ["RUS", "RUS-MIL", "RUS-*", "TALIBAN", "MED:reuters", "IAEA"])
def test_an_id_is_itself(actor: str) -> None:
    assert find_actor(actor) == actor


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Russians", "RUS"),
        ("French", "FRA"),
        ("Moscow", "RUS"),
        ("Kremlin", "RUS"),
        ("Paris", "FRA"),
    ],
)
def test_demonyms_capitals_and_seats_give_the_state(name: str, code: str) -> None:
    assert find_actor(name) == code


def test_find_a_person_by_date() -> None:
    assert find_actor("Vladimir Putin", dt.date(2010, 1, 1)) == "RUS-HOG:vladimir-putin"
    assert find_actor("Vladimir Putin", dt.date(2015, 1, 1)) == "RUS-HOS:vladimir-putin"
    assert find_actor("Angela Merkel") == "DEU-HOG:angela-merkel"


def test_unknown_with_suggestions() -> None:
    with pytest.raises(UnknownActorError) as caught:
        find_actor("Rusia")
    assert "Russia" in caught.value.suggestions
    assert caught.value.name == "Rusia"
    assert "Did you mean Russia" in str(caught.value)


@pytest.mark.parametrize("name", ["Zzzzqqqxx", "", "   ", "QXZ", "RUS-XXX", "Brussels"])
def test_unknown(name: str) -> None:
    with pytest.raises(UnknownActorError):
        find_actor(name)


def test_unknown_is_a_lookup_error() -> None:
    with pytest.raises(LookupError):
        find_actor("Nowhereistan the Great")


@pytest.mark.parametrize(
    ("actor", "words"),
    [
        ("RUS", "Russia"),
        ("RUS-MIL", "Russia (military)"),
        ("NATO", "NATO"),
        ("RUS-HOS:vladimir-putin", "Vladimir Putin"),
        ("NATO:anders-fogh-rasmussen", "Anders Fogh Rasmussen"),
        ("USA-CIV:pat-nobody", "Pat Nobody"),
        ("MED:reuters", "Reuters"),
        ("MED:lower-quibble-courier", "Lower Quibble Courier"),
        ("TALIBAN", "Taliban"),
        ("QQQ", "QQQ"),
        ("QQQ-MIL", "QQQ (military)"),
    ],
)
def test_name_actor(actor: str, words: str) -> None:
    assert name_actor(Actor.parse(actor)) == words


@pytest.mark.parametrize("actor", ["RUS", "GEO", "NATO", "EU", "TALIBAN", "MED:reuters", "PSE"])
def test_there_and_back(actor: str) -> None:
    assert find_actor(name_actor(Actor.parse(actor))) == actor
