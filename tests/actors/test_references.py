"""References in parsed sentences: roles, names, pronouns, descriptions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from detente.actors.gazetteer import gazetteer
from detente.actors.recall import Reference
from detente.actors.references import Discourse
from detente.records import Actor
from detente.text.parse import parse
from detente.text.syntax import Tree

DAY = dt.date(2009, 9, 19)


@dataclass
class Reading:
    """What each word of some passages refers to, in order."""

    words: list[tuple[str, Reference]]
    discourse: Discourse

    def of(self, word: str) -> str | None:
        """Actors of the last such word: ``RUS+GEO``; ``None`` if it refers to nobody."""
        last = self.reference(word)
        return "+".join(map(str, last.actors)) if last else None

    def reference(self, word: str) -> Reference | None:
        return next((r for w, r in reversed(self.words) if w == word), None)


def read(*texts: str, date: dt.date | None = DAY, speaker: Actor | None = None) -> Reading:
    discourse = Discourse(date)
    words: list[tuple[str, Reference]] = []
    for text, doc in zip(texts, parse(texts), strict=True):
        tree = Tree(doc)
        discourse.enter(tree, gazetteer().find(text))
        for first, last in tree.sentences:
            discourse.speaker = speaker
            discourse.begin_sentence(first, last)
            for i in range(first, last):
                reference = discourse.phrase(i)
                if reference is not None:
                    assert 0 <= reference.start < reference.end <= len(text)
                    assert 0 < reference.confidence <= 1
                    words.append((tree.words[i], reference))
            discourse.end_sentence()
    return Reading(words, discourse)


# -- roles -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word", "actor"),
    [
        ("Turkey's foreign minister arrived in Rome.", "minister", "TUR-MFA"),
        ("The Turkish foreign minister arrived in Rome.", "minister", "TUR-MFA"),
        ("The Greek president met reporters.", "president", "GRC-HOS"),
        ("The president of Egypt met reporters.", "president", "EGY-HOS"),
        ("The king of Jordan flew to Geneva.", "king", "JOR-HOS"),
        ("The French army shelled a village.", "army", "FRA-MIL"),
        ("Nepal's prime minister resigned.", "minister", "NPL-HOG"),
        ("Russian and Chinese officials met.", "officials", "RUS-GOV+CHN-GOV"),
        ("Kenyan lawmakers passed the bill.", "lawmakers", "KEN-LEG"),
        ("Polish voters queued.", "voters", "POL-CIV"),
        ("Egypt's head of state flew to Geneva.", "head", "EGY-HOS"),
        ("The Egyptian minister of foreign affairs flew to Geneva.", "minister", "EGY-MFA"),
    ],
)
def test_a_role_takes_its_country(text: str, word: str, actor: str) -> None:
    reading = read(text)
    assert reading.of(word) == actor
    reference = reading.reference(word)
    assert reference is not None
    assert reference.kind == "role"


@pytest.mark.parametrize(
    ("text", "word", "actor"),
    [
        ("Armenia's Prime Minister resigned.", "Minister", "ARM-HOG"),
        ("The Prime Minister of Armenia resigned.", "Minister", "ARM-HOG"),
        ("Peru's President resigned.", "President", "PER-HOS"),
        ("Turkey's Interior Ministry denied it.", "Ministry", "TUR-GOV"),
        ("The Kenyan Supreme Court overturned the vote.", "Court", "KEN-JUD"),
        ("The Ugandan Air Force bombed a camp.", "Force", "UGA-MIL"),
        ("Pakistan's National Assembly voted.", "Assembly", "PAK-LEG"),
        ("Foobar Ministry denied it.", "Ministry", None),
        ("Kenyan Joe Bishop sang.", "Bishop", None),
    ],
)
def test_a_role_in_capitals(text: str, word: str, actor: str | None) -> None:
    assert read(text).of(word) == actor


def test_what_stands_beside_a_role_owns_it_only_if_nothing_else_does() -> None:
    assert read("The Kenyan president, Uganda's main ally, spoke.").of("president") == "KEN-HOS"
    assert read("The president, a Kenyan, spoke in Uganda.").of("president") == "KEN-HOS"
    assert read("The Kremlin, Syria's main ally, spoke.").of("Kremlin") == "RUS-GOV"


def test_a_role_of_an_organisation_keeps_its_id() -> None:
    assert read("A NATO spokesman denied it.").of("spokesman") == "NATO"


def test_the_span_of_a_role_covers_its_owner() -> None:
    text = "Yesterday Turkey's foreign minister arrived."
    reference = read(text).reference("minister")
    assert reference is not None
    assert text[reference.start : reference.end] == "Turkey's foreign minister"
    assert reference.person


def test_a_definite_role_is_the_one_mentioned() -> None:
    reading = read("Egypt's president spoke in Cairo. The president then flew to Libya.")
    assert reading.of("president") == "EGY-HOS"
    reading = read("Chancellor Angela Merkel met Barack Obama. The chancellor left early.")
    assert reading.of("chancellor") == "DEU-HOG:angela-merkel"


def test_a_role_alone_is_nobody() -> None:
    assert read("A president spoke.").of("president") is None


def test_a_possessive_pronoun_owns_a_role() -> None:
    assert read("Kenya said its army crossed the border.").of("army") == "KEN-MIL"


# -- names and surnames ------------------------------------------------------------------------


def test_a_known_person_beside_a_role() -> None:
    text = "Russia's foreign minister, Sergei Lavrov, flew to Cairo."
    assert read(text).of("minister") == "RUS-MFA:sergei-lavrov"


def test_an_unknown_person_with_a_title_is_known_by_surname_after() -> None:
    reading = read("Turkish foreign minister Hakan Foobar left. Foobar later returned.")
    assert reading.of("Foobar") == "TUR-MFA"
    assert read("Foobar later returned.").of("Foobar") is None


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Spanta left the room.", None),
        ("Foreign Minister Spanta left the room.", "AFG-MFA:rangin-dadfar-spanta"),
        ("Rangin Dadfar Spanta came. Later Spanta left.", "AFG-MFA:rangin-dadfar-spanta"),
        ("Michael Spanta left the room.", None),
    ],
)
def test_a_surname_after_introduction_or_title(text: str, actor: str | None) -> None:
    assert read(text).of("Spanta") == actor


@pytest.mark.parametrize(
    "text",
    [
        "Karl Spanta left the room.",
        "Rangin Dadfar Spanta came. Later Karl Spanta left.",
        "Foreign Minister Spanta Foobar left.",
    ],
)
def test_another_given_name_is_another_person(text: str) -> None:
    at = text.rindex("Spanta")
    late = [r for _, r in read(text).words if r.start <= at < r.end]
    assert not [a for r in late for a in r.actors if a.person == "rangin-dadfar-spanta"]


def test_a_given_name_owns_no_role() -> None:
    reading = read("The party leader Hassan Foobar spoke.", date=dt.date(2008, 5, 1))
    assert reading.of("Foobar") is None


def test_a_sure_surname_may_stand_alone_while_in_office() -> None:
    assert read("Karzai spoke.").of("Karzai") == "AFG-HOS:hamid-karzai"
    assert read("Karzai spoke.", date=dt.date(2020, 1, 1)).of("Karzai") is None


def test_a_surname_prefers_who_was_introduced() -> None:
    alone = read("Prime Minister Rasmussen spoke.", date=DAY).of("Rasmussen")
    assert alone is not None
    first = "Lars Løkke Rasmussen arrived. Rasmussen then spoke."
    assert read(first).of("Rasmussen") == "DNK-HOG:lars-lokke-rasmussen"


def test_a_person_by_date() -> None:
    text = "Vladimir Putin spoke."
    assert read(text).of("Putin") == "RUS-HOG:vladimir-putin"
    assert read(text, date=dt.date(2014, 3, 1)).of("Putin") == "RUS-HOS:vladimir-putin"
    assert read(text, date=None).of("Putin") == "RUS-HOS:vladimir-putin"


def test_an_institution_follows_its_owner() -> None:
    assert read("Peru's Congress rejected the treaty.").of("Congress") == "PER-LEG"
    assert read("Congress rejected the treaty.").of("Congress") == "USA-LEG"


def test_people_of_a_country_are_not_the_country() -> None:
    assert read("Two Palestinians were killed.").of("Palestinians") == "PSE-CIV"
    assert read("A Briton was arrested in Dubai.").of("Briton") == "GBR-CIV"
    assert read("The Palestinians rejected the offer.").of("Palestinians") == "PSE"


def test_two_names_in_one_word() -> None:
    assert read("U.S.-Russia talks resumed.").of("U.S.-Russia") == "USA+RUS"


def test_a_capital_may_be_a_place() -> None:
    reference = read("The envoy arrived in Rome.").reference("Rome")
    assert reference is not None
    assert reference.place
    seat = read("The Kremlin denied it.").reference("Kremlin")
    assert seat is not None
    assert not seat.place


# -- pronouns ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word", "actor"),
    [
        ("Germany sent a convoy. It later sent planes.", "It", "DEU"),
        ("Angela Merkel spoke. She left at noon.", "She", "DEU-HOG:angela-merkel"),
        ("Hamid Karzai spoke. He left at noon.", "He", "AFG-HOS:hamid-karzai"),
        ("Britain sent aid to Haiti. Its ships arrived.", "Its", "GBR"),
        ("Israel accused it.", "it", None),
        ("He left at noon.", "He", None),
        ("Germany spoke. He left at noon.", "He", None),
        ("We reject this.", "We", None),
    ],
)
def test_pronouns(text: str, word: str, actor: str | None) -> None:
    assert read(text).of(word) == actor


def test_a_pronoun_is_less_sure_than_a_name() -> None:
    reading = read("Germany sent a convoy. It later sent planes.")
    name, pronoun = reading.reference("Germany"), reading.reference("It")
    assert name is not None
    assert pronoun is not None
    assert pronoun.confidence < name.confidence
    assert pronoun.kind == "pronoun"


def test_whom_a_pronoun_took_up_the_next_one_takes_up_again() -> None:
    reading = read(
        "Angela Merkel spoke. Germany must, in her view, help the friends of Michelle Bachelet. "
        "She left."
    )
    assert reading.of("She") == "DEU-HOG:angela-merkel"


def test_pronouns_reach_back_over_passages() -> None:
    assert read("Norway objected.", "It recalled its envoy.").of("It") == "NOR"


def test_we_is_the_speaker() -> None:
    assert read("We reject this.", speaker=Actor("IRN", "MFA")).of("We") == "IRN-MFA"


# -- descriptions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word", "actor"),
    [
        ("NATO met Russia. The alliance offered talks.", "alliance", "NATO"),
        ("Russia spoke. The alliance offered talks.", "alliance", None),
        ("Iraq attacked Kuwait. The country was ruined.", "country", "KWT"),
        ("India criticised Pakistan. The two sides agreed to meet.", "sides", "IND+PAK"),
        ("India received Pakistan. The leaders discussed trade.", "leaders", "IND+PAK"),
        ("Pro-Palestine students marched in Kenya.", "students", "KEN-CIV"),
        ("India criticised Pakistan. Both countries sent envoys.", "countries", "IND+PAK"),
        ("India spoke. Both countries sent envoys.", "countries", None),
        ("Hamid Karzai spoke. His country needs aid.", "country", "AFG"),
        ("Gunmen killed 12 people in Iraq.", "Gunmen", "IRQ-REB"),
        ("The French army shelled the rebels in Mali.", "rebels", "MLI-REB"),
    ],
)
def test_descriptions(text: str, word: str, actor: str | None) -> None:
    assert read(text).of(word) == actor


def test_descriptions_cost_confidence() -> None:
    reference = read("Gunmen killed 12 people in Iraq.").reference("Gunmen")
    assert reference is not None
    assert reference.confidence == 0.5


# -- the document ------------------------------------------------------------------------------


def test_states_are_remembered_in_order() -> None:
    reading = read("France met Spain.", "France then left. Reuters reported it.")
    assert reading.discourse.mentioned() == (Actor("ESP"), Actor("FRA"))


def test_a_new_document_remembers_nothing() -> None:
    read("NATO met Russia.")
    assert read("The alliance offered talks.").of("alliance") is None


def test_an_acronym_in_brackets_stands_for_the_name_before_it() -> None:
    reading = read("The Taliban (TBX) met Indonesia.", "Later TBX attacked a base.")
    assert reading.of("TBX") == reading.of("Taliban") == "TALIBAN"
    assert read("Later TBX attacked a base.").of("TBX") is None


def test_its_neighbour_is_the_other_state() -> None:
    reading = read("Eritrea mobilised as Ethiopia watched.", "Ethiopia attacked its neighbour.")
    assert reading.of("neighbour") == "ERI"
