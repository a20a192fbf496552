"""Passages keep the way back to the document exact, whatever the text does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from detente.text.passages import paragraphs, passages

ODD = st.text(
    alphabet=st.sampled_from(list("ab .\n\t\u00a0\u200b\ufeff“”‘’—\u0301éА中\x00!?\"'A")),
    max_size=300,
)


@given(ODD)
def test_every_character_of_a_passage_leads_back_to_its_place(text: str) -> None:
    for passage in passages(text):
        for i, char in enumerate(passage.text):
            start, end = passage.locate(i, i + 1)
            original = text[start:end]
            assert len(original) == 1
            assert char in (original, " ", "'", '"', "-")


@given(ODD)
def test_paragraphs_hold_all_that_is_not_white_space(text: str) -> None:
    kept = "".join(text[start:end] for start, end in paragraphs(text))
    assert "".join(kept.split()) == "".join(text.split())


def test_folded_white_space_and_dropped_marks_do_not_shift_what_follows() -> None:
    text = "Russia  and\nNATO\u200b met\u00a0in\tBrussels."
    (passage,) = passages(text)
    assert passage.text == "Russia and NATO met in Brussels."
    start, end = passage.locate(*_find(passage.text, "NATO"))
    assert text[start:end] == "NATO"
    start, end = passage.locate(*_find(passage.text, "Brussels"))
    assert text[start:end] == "Brussels"


def test_blank_lines_part_paragraphs_and_wrapped_lines_do_not() -> None:
    text = "NATO suspended\nthe council.\n\nRussia protested\nloudly."
    assert [p.text for p in passages(text)] == [
        "NATO suspended the council.",
        "Russia protested loudly.",
    ]


def test_a_text_of_long_lines_has_a_paragraph_a_line() -> None:
    text = "\n".join(["A headline without a stop", "x " * 100 + "end.", "Another line"])
    assert len(passages(text)) == 3


def test_an_endless_paragraph_is_cut_so_that_parsing_stays_bounded() -> None:
    text = "NATO met Russia again today. " * 2000
    found = passages(text)
    assert max(len(p.text) for p in found) <= 4000
    assert all(p.text.endswith(".") for p in found)
    assert passages("x" * 20_000)[-1].end == 20_000


def _find(text: str, word: str) -> tuple[int, int]:
    at = text.index(word)
    return at, at + len(word)
