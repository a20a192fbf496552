"""Hearing: the grammar's sayings and a listener's, put together."""

from __future__ import annotations

import numpy as np

from detente.coding.hearing import Heard, Hearing, Part
from detente.coding.sayings import Sayings
from detente.text.parse import parse
from detente.text.syntax import Tree

TEXT = "From the ambassador came word of the rebels of Kwanza who had shelled the port."
LISTENER = {"bias": -1.0, "both": 1.0}
GRAMMAR = {"bias": -1.0, "asserts": 3.0}


def tree_of(text: str) -> Tree:
    (doc,) = parse([text])
    return Tree(doc)


def hearing(text: str, told: dict[str, tuple[str, ...]], weights: dict[str, float]) -> Hearing:
    """A hearing in which the listener heard that each word vouches for the words behind it."""
    tree = tree_of(text)
    size = len(tree)
    speaks, vouches, cues = np.zeros(size), np.zeros((size, size)), np.zeros((size, size))
    for word, held in told.items():
        source = tree.words.index(word)
        speaks[source] = 0.95
        vouches[source, [tree.words.index(w) for w in held]] = 0.95
        cues[source, tree.words.index("word")] = 0.9
    names = ("speaks", "vouches", "known", "holds", "label", "apart", "apart, quoted")
    clues = dict.fromkeys(("bias", "both", "asserts", *names), 0.0)
    part = Part(0, vouches, np.zeros((size, size)), cues)
    heard = Heard(speaks, [part], {**clues, **weights})
    return Hearing(tree, Sayings(tree), heard)


def sources(found: Hearing, text: str, word: str) -> list[str]:
    tree = tree_of(text)
    said = found.around(tree.words.index(word))
    return [tree.words[s.source] if s.source is not None else tree.words[s.head] for s in said]


def test_what_only_the_listener_hears_is_a_saying() -> None:
    found = hearing(TEXT, {"ambassador": ("rebels", "shelled", "port")}, LISTENER)
    assert sources(found, TEXT, "shelled") == ["ambassador"]
    (saying,) = found.around(tree_of(TEXT).words.index("shelled"))
    assert tree_of(TEXT).words[saying.head] == "word"
    assert saying.asserts


def test_what_the_listener_does_not_hear_counts_by_its_weight() -> None:
    text = "The envoy said rebels had shelled the port."
    assert sources(hearing(text, {}, GRAMMAR), text, "shelled") == ["envoy"]
    assert sources(hearing(text, {}, LISTENER), text, "shelled") == []


def test_whose_words_hold_the_other_stands_outside() -> None:
    told = {"rebels": ("shelled",), "ambassador": ("rebels", "shelled")}
    assert sources(hearing(TEXT, told, LISTENER), TEXT, "shelled") == ["ambassador", "rebels"]
    told = {"ambassador": ("shelled",), "rebels": ("ambassador", "shelled")}
    assert sources(hearing(TEXT, told, LISTENER), TEXT, "shelled") == ["rebels", "ambassador"]


def test_a_word_of_a_source_is_no_second_source() -> None:
    told = {"rebels": ("shelled",), "Kwanza": ("shelled",)}
    assert len(sources(hearing(TEXT, told, LISTENER), TEXT, "shelled")) == 1
