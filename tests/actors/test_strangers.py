from __future__ import annotations

import pytest

from actors.reading import begin_last_sentence
from detente.actors.gazetteer import gazetteer
from detente.actors.strangers import home_state, stranger


def found(text: str) -> dict[str, str]:
    """Words and actor id of what every unknown noun of one sentence would be as a party."""
    tree, discourse = begin_last_sentence(text)
    seen = {}
    for i in range(*tree.sentences[-1]):
        if tree.is_noun(i) and discourse.phrase(i) is None:
            reference = stranger(discourse, tree, i)
            if reference is not None:
                seen[text[reference.start : reference.end]] = reference.actors[0].id
    return seen


def test_unnamed_people_and_bodies_are_somebody_of_the_country_spoken_of() -> None:
    assert found("A court jailed two journalists in Kenya.") == {
        "A court": "KEN-JUD",
        "two journalists": "KEN-MED",
    }
    assert found("Kenya shelled a mosque and a barracks.") == {
        "a mosque": "KEN-CIV",
        "a barracks": "KEN-MIL",
    }


def test_a_person_whom_no_table_names_is_a_civilian_of_it() -> None:
    assert found("Jane Foobar was arrested in Peru.")["Jane Foobar"] == "PER-CIV"


def test_people_who_are_counted_are_what_is_counted() -> None:
    assert found("Hundreds of soldiers fled in Kenya.")["Hundreds"] == "KEN-MIL"


def test_whoever_works_for_an_outlet_is_somebody_of_a_state() -> None:
    assert found("The BBC's tripod was smashed in Kenya.")["BBC's tripod"] == "KEN-CIV"


def test_whose_a_place_is_goes_before_where_it_is() -> None:
    text = "NATO fired at a Pakistan Army checkpoint from a camp in Afghanistan."
    assert found(text)["a Pakistan Army checkpoint"] == "PAK-MIL"


def test_where_no_country_is_spoken_of_nobody_is_guessed() -> None:
    assert found("Jane Foobar was arrested by police.") == {}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Kenya and Uganda met; Kenyan police stood by.", "KEN"),
        ("NATO bombed a bridge.", None),
        ("It rained.", None),
    ],
)
def test_the_home_of_a_text_is_the_state_named_most(text: str, code: str | None) -> None:
    home = home_state(gazetteer().find(text))
    assert (home.code if home else None) == code


def test_things_stand_for_who_holds_them_and_some_for_nobody() -> None:
    text = "Two ships, a police outpost and a coast guard vessel were seized in Kenya over a bill."
    seen = found(text)
    assert seen["Two ships"] == "KEN"
    assert seen["a coast guard vessel"] == "KEN-MIL"
    assert seen["a police outpost"] == "KEN-GOV"
    assert "a bill" not in seen
    assert found("Foobar Corp. sued the government of Kenya.")["Foobar Corp."] == "KEN-BUS"


def test_deeds_and_qualities_are_nobody_and_bodies_are() -> None:
    seen = found("The Kenyan decision hurt a settlement and the enlargement in Chad.")
    assert "The Kenyan decision" not in seen
    assert "the enlargement" not in seen
    assert "a settlement" in seen


def test_both_sides_are_nobody() -> None:
    assert "both sides" not in found("Kenya urged both sides to talk.")
