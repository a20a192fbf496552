from __future__ import annotations

import pytest

from detente.actors.gazetteer import gazetteer
from detente.actors.references import Discourse
from detente.actors.strangers import home_state, stranger
from detente.text.parse import parse
from detente.text.syntax import Tree


def found(text: str) -> dict[str, str]:
    """Words and actor id of every stranger in one sentence."""
    tree = Tree(next(parse([text])))
    mentions = gazetteer().find(text)
    discourse = Discourse(None)
    discourse.enter(tree, mentions)
    first, last = tree.sentences[0]
    discourse.begin_sentence(first, last)
    home = home_state(mentions)
    seen = {}
    for i in range(first, last):
        if discourse.phrase(i) is None:
            reference = stranger(discourse, tree, i, home)
            if reference is not None:
                seen[text[reference.start : reference.end]] = reference.actors[0].id
    return seen


def test_unnamed_people_and_bodies_are_somebody_of_the_country_spoken_of() -> None:
    assert found("A court jailed two journalists in Kenya.") == {
        "A court": "KEN-JUD",
        "two journalists": "KEN-MED",
    }


def test_a_person_whom_no_table_names_is_a_civilian_of_it() -> None:
    assert found("Jane Foobar was arrested in Peru.") == {"Jane Foobar": "PER-CIV"}


def test_a_person_behind_a_title_is_one_and_a_war_or_a_treaty_is_none() -> None:
    assert list(found("The guard jailed laureate Jane Foobar in Peru.")) == ["laureate Jane Foobar"]
    assert found("Peru signed the Foobar Treaty in World War II.") == {}


def test_a_place_that_a_deed_is_done_to_stands_for_the_people_there() -> None:
    assert found("Kenya shelled a mosque.") == {"a mosque": "KEN-CIV"}
    assert found("It stood beside a mosque in Kenya.") == {}


def test_whose_a_place_is_goes_before_where_it_is() -> None:
    text = "NATO fired at a Pakistan Army checkpoint from a camp in Afghanistan."
    assert found(text)["a Pakistan Army checkpoint"] == "PAK-MIL"


def test_where_no_country_is_spoken_of_nobody_is_guessed() -> None:
    assert found("Jane Foobar was arrested by police.") == {}


def test_things_and_single_names_are_nobody() -> None:
    assert found("The bridge in Zurich, Switzerland, collapsed on Foobar.") == {}


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
