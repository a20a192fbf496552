"""Which nouns may be parties, and on which side."""

from __future__ import annotations

import pytest

from actors.reading import begin_last_sentence
from detente.coding.neural.pairs import doers, pairs, parties
from detente.coding.neural.sides import Sides


class Read:
    """One sentence, its parties, and what their nouns are like."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree, discourse = begin_last_sentence(text)
        self.sides = Sides(discourse, self.tree)
        self.parties = parties(discourse, self.tree, *self.tree.sentences[-1], self.sides)

    def ids(self) -> dict[str, str]:
        return {self.text[p.start : p.end]: p.actors[0].id for p in self.parties}

    def word(self, word: str) -> int:
        return self.tree.token_at(self.text.index(word))


@pytest.mark.parametrize(
    ("text", "party", "id"),
    [
        ("The guard jailed laureate Jane Foobar in Peru.", "laureate Jane Foobar", "PER-CIV"),
        ("Kenya shelled a mosque in the night.", "a mosque", "KEN-CIV"),
        ("Chad deported foreigners to a camp in the desert.", "foreigners", "TCD-CIV"),
        ("NATO jets attacked a convoy in Libya.", "a convoy", "LBY"),
    ],
)
def test_unknown_nouns_that_a_deed_is_done_to_are_parties(text: str, party: str, id: str) -> None:
    assert Read(text).ids()[party] == id


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("Peru signed the Foobar Treaty in World War II.", "War"),
        ("The bridge in Zurich, Switzerland, collapsed in the storm.", "storm"),
        ("The bridge in Zurich, Switzerland, collapsed on Foobar.", "bridge"),
        ("Kenya withdrew its demand on Monday after a long debate.", "Monday"),
    ],
)
def test_other_nouns_are_not(text: str, thing: str) -> None:
    read = Read(text)
    assert not read.sides.party(read.word(thing))
    assert not any(thing in words for words in read.ids())


def test_who_acts_is_like_a_source_and_who_suffers_like_a_target() -> None:
    read = Read("Police in Kenya beat protesters with clubs.")
    police, protesters, clubs = map(read.sides.odds, map(read.word, ("Police", "protest", "clubs")))
    assert police.source > protesters.source > clubs.source
    assert protesters.target > police.target
    assert protesters.target > clubs.target


def test_a_place_that_a_deed_is_done_to_is_likelier_a_target_than_one_beside() -> None:
    struck, beside = Read("Kenya shelled a mosque."), Read("It stood beside a mosque in Kenya.")
    odds = [read.sides.odds(read.word("mosque")).target for read in (struck, beside)]
    assert odds[0] > odds[1] + 1


def test_of_many_pairs_the_likeliest_come_first() -> None:
    read = Read("In Oslo, far from Sweden and Finland, Norway accused Denmark of piracy.")
    first, *_ = pairs(read.parties, read.sides)
    assert [read.text[p.start : p.end] for p in first] == ["Norway", "Denmark"]


def test_a_subject_may_act_alone() -> None:
    read = Read("Thousands of Egyptians protested in Cairo.")
    assert "EGY" in {p.actors[0].code for p in doers(read.parties, read.tree, read.sides)}
