from __future__ import annotations

import random

import pytest

from detente.analysis.storylines.copies import is_copy, sketch

WORDS = [f"w{n}" for n in range(3000)]


def write(seed: int, length: int) -> list[str]:
    return random.Random(seed).choices(WORDS, k=length)


def copied(one: list[str], other: list[str]) -> bool:
    return is_copy(sketch(" ".join(one)), sketch(" ".join(other)))


@pytest.mark.parametrize("length", [12, 60, 600])
def test_a_text_under_another_headline_and_layout_is_a_copy(length: int) -> None:
    text = write(1, length)
    assert is_copy(sketch(" ".join(text)), sketch("\n ".join(text).upper() + "."))


@pytest.mark.parametrize("length", [60, 600])
def test_a_lightly_rewritten_text_is_a_copy(length: int) -> None:
    text = write(1, length)
    rewritten = list(text)
    for place in range(0, length, 20):
        rewritten[place] = "another"
    assert copied(text, rewritten)


def test_the_first_half_of_an_article_is_a_copy_of_it() -> None:
    text = write(1, 600)
    assert copied(text, text[:300])


@pytest.mark.parametrize("length", [30, 600])
def test_reports_that_share_a_quotation_are_none(length: int) -> None:
    quotation = write(9, length // 5)
    assert not copied(write(1, length) + quotation, quotation + write(2, length))


def test_a_sentence_inside_an_article_is_no_copy_of_it() -> None:
    text = write(1, 600)
    assert not copied(text, text[100:130])


def test_sentences_of_one_mould_are_none() -> None:
    one = "Michael Phelps of the United States wins the 400 metre medley in a new world record"
    other = "Stephanie Rice of Australia wins the 400 metre medley in a new world record"
    assert not is_copy(sketch(one), sketch(other))
    assert is_copy(sketch(one), sketch(one + "."))


def test_empty_texts_are_no_copies_of_each_other() -> None:
    assert not is_copy(sketch(""), sketch(""))
    assert not is_copy(sketch("?!"), sketch("A word."))
