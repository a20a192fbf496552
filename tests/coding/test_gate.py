"""The gate lets politics through and keeps accidents, weather and science from the parser."""

from __future__ import annotations

import pytest

from detente.coding import gate
from detente.coding.neural.coder import NeuralCoder
from detente.records import Coding, Document
from detente.text.hashed import Hashed, places

POLITICS = (
    "Russia withdrew its troops from the Georgian port of Poti on Saturday.",
    "The United States imposed sanctions on three Iranian banks.",
    "The Turkish foreign minister met his Armenian counterpart in Zurich.",
    "Israel accused Hezbollah of firing rockets at two villages.",
)
OTHER = (
    "A magnitude 6.1 earthquake struck off the coast of Japan; no damage was reported.",
    "A bus crash in Peru leaves 20 people dead and 15 injured.",
    "Typhoon Hagupit makes landfall in the Philippines with winds of 170 km/h.",
    "Scientists in Australia discover a new species of frog.",
)


@pytest.mark.parametrize("text", POLITICS)
def test_politics_pass(text: str) -> None:
    assert gate.worth_parsing(gate.named(text)), text


@pytest.mark.parametrize("text", OTHER)
def test_other_news_that_names_a_country_does_not(text: str) -> None:
    named = gate.named(text)
    assert named, "a country is named"
    assert not gate.worth_parsing(named), text


def test_what_names_nobody_is_not_even_looked_at() -> None:
    assert gate.named("The recipe needs two eggs.\n\nRussia and Ukraine agreed to talk.")[0][
        0
    ].text.startswith("Russia")


def test_passages_keep_their_order_and_their_names() -> None:
    text = "\n\n".join([POLITICS[0], OTHER[0], POLITICS[1]])
    kept = gate.worth_parsing(gate.named(text))
    assert [passage.text for passage, _ in kept] == [POLITICS[0], POLITICS[1]]
    assert all(text[p.start : p.end] == p.text and names for p, names in kept)


def test_a_coder_reads_what_passes_and_all_of_it_without_the_gate() -> None:
    document = Document("d", "\n\n".join([*POLITICS, *OTHER]))
    read = {}
    for gated in (True, False):
        (coding,) = NeuralCoder(gated=gated).code([document])
        assert isinstance(coding, Coding)
        read[gated] = [document.text[p.start : p.end] for p in coding.passages]
        assert coding.events
    assert read[True] == list(POLITICS)
    assert read[False] == [*POLITICS, *OTHER]


def test_a_feature_counts_once_and_in_any_order() -> None:
    regression = Hashed.load("detente.coding", "data", "gate.npz")
    assert regression.score(["a", "b", "a"]) == regression.score(["b", "a"])
    assert places(["a", "b", "a"]) == places(["b", "a"])
    assert regression.score([]) == regression.bias
