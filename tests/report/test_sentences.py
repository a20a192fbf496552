from __future__ import annotations

import re

import pytest

from detente.ontology import event_types
from detente.records import Actor, Modality
from detente.report.dates import write_when
from detente.report.names import Names
from detente.report.phrases import write_ask, write_demand, write_sentence
from report.example import NAMES
from report.making import make_document, make_entry, quick

names = Names(NAMES)


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("NATO > RUS ACCUSE", "NATO accused Russia"),
        ("RUS > NATO REJECT[AGREE]", "Russia refused to sign an agreement with NATO"),
        ("NATO > RUS REQUEST[RETREAT]", "NATO demanded that Russia yield or withdraw"),
        ("NATO > RUS REQUEST[CONSULT]", "NATO called for talks with Russia"),
        ("NATO > REQUEST[RETREAT]", "NATO demanded a withdrawal or other step back"),
        ("RUS > NATO THREATEN[SANCTION]", "Russia threatened to cut normal relations with NATO"),
        ("NATO = RUS CONSULT", "NATO and Russia held talks"),
        ("NATO = RUS AGREE[CONSULT]", "NATO and Russia agreed to hold talks"),
        ("USA > RUS CONSULT.phone", "The United States spoke by telephone with Russia"),
        (
            "NATO EU USA > RUS ACCUSE",
            "NATO, the European Union and the United States accused Russia",
        ),
        ("RUS-MIL > NATO MOBILIZE.troops", "Russia (military) moved troops against NATO"),
    ],
)
def test_an_act_reads_as_an_analyst_would_write_it(what: str, sentence: str) -> None:
    assert write_sentence(quick(what).event, names) == sentence


@pytest.mark.parametrize(
    ("what", "modality", "sentence"),
    [
        ("NATO > RUS AGREE[AID]", "planned", "NATO plans to give help to Russia"),
        ("NATO > RUS AGREE[CONSULT]", "planned", "NATO plans to hold talks with Russia"),
        ("NATO = RUS CONSULT", "planned", "NATO and Russia plan to hold talks"),
        ("RUS > NATO RETREAT.withdraw", "negated",
         "Russia did not pull back forces or other measures"),
        ("RUS > NATO ACCUSE", "possible", "Russia may accuse NATO"),
        ("RUS > NATO REJECT[AGREE]", "conditional",
         "Russia would, on a condition, refuse to sign an agreement with NATO"),
    ],
)  # fmt: skip
def test_modality_changes_the_verb(what: str, modality: str, sentence: str) -> None:
    assert write_sentence(quick(what, modality=modality).event, names) == sentence


def test_third_parties_and_amounts_are_told() -> None:
    asked = quick("NATO > RUS REQUEST[SANCTION]", content_target="IRN")
    assert write_sentence(asked.event, names).endswith("cut relations with Iran")
    paid = quick("RUS > NATO AID", amount="$300m", object="AFG")
    assert write_sentence(paid.event, names) == "Russia gave help to NATO over Afghanistan ($300m)"


@pytest.mark.parametrize("modality", list(Modality))
@pytest.mark.parametrize("sides", ["NATO > RUS", "NATO >", "NATO = RUS"])
def test_every_type_mode_and_content_makes_a_whole_sentence(modality: str, sides: str) -> None:
    for name, row in event_types().items():
        forms = [name, *(f"{name}.{mode}" for mode in row.modes)]
        forms += [f"{name}[{content}]" for content in event_types()]
        for form in forms:
            said = write_sentence(quick(f"{sides} {form}", modality=modality).event, names)
            assert said.startswith("NATO")
            assert not re.search(r"[\[\]{}<>|]|somebody|  |\s$| None", said), (form, said)


def test_a_name_from_the_text_is_never_read_as_a_template() -> None:
    tricky = Names({"NATO": "{target} [x] <a|b>", "RUS": "{do}"})
    said = write_sentence(quick("NATO > RUS ACCUSE").event, tricky)
    assert said == "{target} [x] <a|b> accused {do}"


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("RUS", "Russia"),
        ("RUS-MIL", "Russia (military)"),
        ("XYZ", "XYZ"),
        ("XYZ-OPP", "XYZ (opposition)"),
        ("RUS:vladimir-putin", "Vladimir Putin"),
        ("MED:kontinent-review", "Kontinent Review"),
        ("MED:bbc", "BBC"),
        ("MED:the-gazette", "The Gazette"),
    ],
)
def test_names_fall_back(id: str, name: str) -> None:
    assert names(Actor.parse(id)) == name


def test_names_may_be_a_function() -> None:
    assert Names(lambda actor: actor.code.lower())(Actor("RUS")) == "rus"


def test_possessives_and_asks() -> None:
    forms = [names(Actor(code)).form("own") for code in ("RUS", "USA")]
    assert forms == ["Russia’s", "the United States’"]
    assert write_ask("AID", "Russia") == "asked Russia for help"
    assert write_ask(None, "Russia") == "made a request to Russia"


@pytest.mark.parametrize(
    ("on", "until", "grain", "words"),
    [
        ("2008-08-19", "2008-08-19", "day", "19 Aug 2008"),
        ("2008-08-01", "2008-08-31", "month", "August 2008"),
        ("2008-07-01", "2008-09-30", "quarter", "quarter 3 of 2008"),
        ("2008-06-01", "2008-08-31", "season", "summer 2008"),
        ("2008-01-01", "2008-12-31", "year", "2008"),
        ("2008-08-18", "2008-08-24", "week", "week of 18 Aug 2008"),
        ("2008-08-08", "2008-08-12", "day", "8 Aug 2008 to 12 Aug 2008"),
    ],
)
def test_dates_are_never_finer_than_the_text(on: str, until: str, grain: str, words: str) -> None:
    entry = quick("NATO > RUS ACCUSE", on=on, until=until, grain=grain)
    assert write_when(entry.date, entry.event.when) == words


@pytest.mark.parametrize(
    ("words", "what", "sentence"),
    [
        ("USA imposed new sanctions", "USA > IRN SANCTION", "imposed sanctions on Iran"),
        ("USA cut its ties", "USA > IRN SANCTION", "cut normal relations with Iran"),
        ("USA eased an embargo", "USA > IRN CONCEDE[SANCTION]",
         "eased or put off sanctions on Iran"),
        ("USA quit the treaty", "USA > IRN SANCTION.discontinue",
         "left or suspended an agreement with Iran"),
        ("USA said nobody withdrew", "USA > IRN ACCUSE[RETREAT]",
         "accused Iran of failing to yield or withdraw"),
        ("USA let convoys pass over its airspace", "USA > IRN AGREE[RETREAT]",
         "agreed to open passage to Iran"),
        ("USA cut its warheads", "USA > IRN AGREE[RETREAT]", "agreed to cut or give up arms"),
        ("USA asked Iran to undo its recognition of Frobnia", "USA > IRN REQUEST[CONCEDE]",
         "asked Iran to take back a recognition"),
        ("USA bombed the bridge", "USA > IRN ASSAULT.aerial", "bombed Iran"),
        ("USA jailed him", "USA > IRN:ann-example COERCE.arrest", "arrested Ann Example"),
        ("USA jailed four men", "USA > IRN-CIV COERCE.arrest",
         "arrested people linked to Iran (civilians)"),
        ("USA downed a drone", "USA > IRN ASSAULT.aerial", "shot down aircraft of Iran"),
        ("USA hit a truck", "USA > IRN ASSAULT.aerial", "attacked Iran from the air"),
        ("USA promised to have four men released", "USA > IRN AGREE[RETREAT]",
         "agreed to release people or goods to Iran"),
        ("USA threatened to quit the nuclear deal", "USA > IRN THREATEN[SANCTION]",
         "threatened to leave or break an agreement with Iran"),
        ("USA questioned a missile launch", "USA > IRN ACCUSE.investigate[ASSAULT]",
         "opened an inquiry into Iran over the use of force"),
        ("USA praised the recognition", "USA > IRN REQUEST[CONCEDE]",
         "demanded concessions from Iran"),
    ],
)  # fmt: skip
def test_the_words_near_the_trigger_sharpen_the_sentence(
    words: str, what: str, sentence: str
) -> None:
    entry = make_entry(make_document(words), what, trigger=words.split()[1])
    assert write_sentence(entry.event, names) == f"The United States {sentence}"


def test_the_words_of_an_asking_sharpen_what_is_asked() -> None:
    text = "NATO demanded that Russia undo its recognition of Frobnia."
    event = make_entry(make_document(text), "NATO > RUS REQUEST[CONCEDE]", trigger="demanded").event
    asked = write_demand("NATO", "CONCEDE", names(Actor("RUS")), None, event, names.language)
    assert asked == "NATO asked Russia to take back a recognition"


def test_words_far_from_the_trigger_do_not() -> None:
    text = "USA cut its ties with the capital, the ministry said late on Tuesday in a statement of "
    text += "several pages which recalled the long history of sanctions."
    entry = make_entry(make_document(text), "USA > IRN SANCTION", trigger="cut")
    assert write_sentence(entry.event, names) == "The United States cut normal relations with Iran"


def test_a_threat_that_is_planned_is_the_deed_that_is_planned() -> None:
    planned = quick("USA > IRN THREATEN[SANCTION]", modality="planned").event
    assert (
        write_sentence(planned, names)
        == "The United States plans to cut normal relations with Iran"
    )
