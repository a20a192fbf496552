"""Whose people a description means, where several are named."""

from __future__ import annotations

import pytest

from actors.reading import begin_last_sentence
from detente.actors.homes import Known, features
from detente.actors.strangers import stranger
from detente.text.parse import parse
from detente.text.syntax import Tree


def whose(text: str, word: str) -> str | None:
    """Id of the party that a word of the last sentence stands for."""
    tree, discourse = begin_last_sentence(text)
    i = tree.token_at(text.rindex(word))
    reference = discourse.phrase(i) or stranger(discourse, tree, i)
    return reference.actors[0].id if reference else None


@pytest.mark.parametrize(
    ("text", "word", "id"),
    [
        ("Kenya deploys 3,000 soldiers to its border with Somalia.", "soldiers", "KEN-MIL"),
        ("Chad sent a frigate to shell Niger and Mali.", "frigate", "TCD-MIL"),
        ("Protesters in Peru burned the flag of Chile.", "Protesters", "PER-CIV"),
        ("Kenya sued Uganda over the death of a fisherman in Tanzania.", "fisherman", "TZA-CIV"),
    ],
)
def test_who_sends_and_where_things_happen_tell_whose_people_they_are(
    text: str, word: str, id: str
) -> None:
    assert whose(text, word) == id


@pytest.mark.parametrize(
    ("text", "word", "id"),
    [
        ("The attacker, a Kenyan national, was arrested in France.", "attacker", "KEN-REB"),
        ("Jane Foobar, a senior NATO official, accused Chad of lying.", "Foobar", "NATO"),
        ("A NATO convoy was stopped in Peru.", "convoy", "NATO"),
    ],
)
def test_what_stands_beside_a_description_goes_before_where_it_happens(
    text: str, word: str, id: str
) -> None:
    assert whose(text, word) == id


def test_what_earlier_sentences_told_counts() -> None:
    text = "Protests went on in Togo. Benin looked on. Police fired into the crowd."
    assert whose(text, "Police") == "TGO-GOV"


def test_a_sentence_that_names_very_many_is_read_at_once() -> None:
    names = ", ".join(f"{state} and Peru" for state in ("Chad", "Mali", "Kenya", "Togo") * 40)
    assert whose(f"Police met envoys of {names}.", "Police") is not None


def test_where_nobody_is_named_nobody_is_guessed() -> None:
    assert whose("Soldiers shot at a bus.", "Soldiers") is None


def test_outlets_have_no_people() -> None:
    tree = Tree(next(parse(["Soldiers marched."])))
    known = Known([], ["MED", "KEN"], None, None, None)
    assert list(features(tree, 0, "MIL", known)) == ["KEN"]
