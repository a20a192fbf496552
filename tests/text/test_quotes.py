"""Direct quotations: straight, curly, nested, over paragraphs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.text.passages import paragraphs
from detente.text.quotes import quotations


def words(text: str) -> list[tuple[int, str]]:
    return [(q.depth, text[q.start : q.end]) for q in quotations(text, paragraphs(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "we are ready to talk" today.', [(1, "we are ready to talk")]),
        ("He said “we are ready to talk” today.", [(1, "we are ready to talk")]),
        ("It's Russia's move, isn't it?", []),
        (
            "“They told us ‘never again’ in June,” he said.",
            [(1, "They told us ‘never again’ in June,"), (2, "never again")],
        ),
        ("The ministers' talks and the 'reset' go on.", [(1, "reset")]),
        ('A "reset" and a "pause".', [(1, "reset"), (1, "pause")]),
        ("«Nous sommes prêts à parler», he said.", [(1, "Nous sommes prêts à parler")]),
    ],
)
def test_quotations_are_found(text: str, expected: list[tuple[int, str]]) -> None:
    assert words(text) == expected


def test_a_quotation_runs_over_paragraphs_that_open_with_a_mark() -> None:
    text = "“We want peace.\n\n“We want it now,” she said.\n\n“Then come,” he said."
    assert words(text) == [(1, "We want peace.\n\n“We want it now,"), (1, "Then come,")]


def test_a_quotation_left_open_ends_with_its_paragraph() -> None:
    text = "“We want peace.\n\nThe talks went on."
    assert words(text) == [(1, "We want peace.")]


def test_a_quoted_phrase_is_no_statement() -> None:
    text = 'The "reset" held, and "we will not yield to anybody" was said.'
    assert [q.is_statement for q in quotations(text, paragraphs(text))] == [False, True]


@given(st.text(alphabet="ab \n\"'“”‘’«»", max_size=120))
def test_quotations_lie_inside_the_text_and_never_fail(text: str) -> None:
    for quotation in quotations(text, paragraphs(text)):
        assert 0 <= quotation.start < quotation.end <= len(text)
