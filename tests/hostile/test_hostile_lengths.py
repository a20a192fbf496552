"""Hostile lengths: single lines, words, marks and blanks without end take time linear in them."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from benchmarks.parsers import check_passages
from benchmarks.texts import LONG_TEXTS, repeat

from detente.actors.coded import Parties
from detente.actors.dictionaries import read_cameo
from detente.coding import load_coder
from detente.coding.protocol import Coder
from detente.records import Coding, Document
from detente.sources import read
from detente.sources.eventdata import Party
from detente.sources.weight import lighten
from detente.text.passages import paragraphs

SECONDS = 5.0
"""What 1 MB may take; the machine that tests run on is shared, and so is this."""
MEGABYTE = 1_000_000


@cache
def coder(name: str) -> Coder:
    made = load_coder(name)
    list(made.code([Document("warm", "Russia met NATO.", date=dt.date(2009, 3, 12))]))
    return made


@pytest.mark.parametrize("name", LONG_TEXTS)
def test_long_text_without_actors_is_read_and_passed_over_in_time(
    tmp_path: Path, name: str
) -> None:
    made = coder("rules")
    path = tmp_path / "a.txt"
    path.write_text(repeat(LONG_TEXTS[name], MEGABYTE // 10), "utf-8")
    started = time.monotonic()
    documents = [one for one in read([path]) if isinstance(one, Document)]
    (coding,) = made.code(documents) if documents else [None]
    assert time.monotonic() - started < SECONDS / 2
    assert documents == [] or (isinstance(coding, Coding) and coding.events == ())


@pytest.mark.long
@pytest.mark.parametrize("coding", ["rules", "neural"])
@pytest.mark.parametrize("name", LONG_TEXTS)
def test_a_megabyte_that_cannot_be_parsed_is_bounded(name: str, coding: str) -> None:
    """Beside an actor, so that none of it is passed over."""
    made = coder(coding)
    text = "Russia met NATO. " + repeat(LONG_TEXTS[name], MEGABYTE)
    started = time.monotonic()
    (found,) = made.code([Document("a", text, date=dt.date(2009, 3, 12))])
    assert time.monotonic() - started < SECONDS
    assert isinstance(found, Coding)


def test_a_long_paragraph_is_cut_at_sentences_and_loses_nothing() -> None:
    sentences = [f"Statement {n} was made in Geneva by both sides." for n in range(10_000)]
    text = " ".join(sentences)
    spans = paragraphs(text)
    assert all(end - start <= 4000 for start, end in spans)
    assert all(text[start:end].startswith("Statement") for start, end in spans)
    assert all(text[start:end].endswith("sides.") for start, end in spans)
    assert " ".join(text[start:end] for start, end in spans) == text
    check_passages(text[:20_000])


def test_one_word_of_a_megabyte_is_cut_and_loses_nothing() -> None:
    text = "Geneva" * 170_000
    assert "".join(text[start:end] for start, end in paragraphs(text)) == text


@pytest.mark.long
def test_a_line_of_50_megabytes_is_read(tmp_path: Path) -> None:
    text = "The talks in the old town went on and on. " * (50 * MEGABYTE // 42)
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{"text": "{text}"}}\n{{"text": "next"}}\n', "utf-8")
    started = time.monotonic()
    one, two = read([path])
    assert time.monotonic() - started < SECONDS
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert (one.text, two.text) == (text, "next")


def test_sayings_within_sayings_take_no_cubic_time() -> None:
    made = coder("rules")
    text = "Russia said " * 330
    started = time.monotonic()
    list(made.code([Document("a", text, date=dt.date(2009, 3, 12))]))
    assert time.monotonic() - started < SECONDS


@pytest.mark.parametrize("mark", [" ", ",", "(", ")", "( ", ", (", "|", "[", "[ ", "<", '="', "#"])
def test_marks_in_cells_and_codes_take_linear_time(mark: str) -> None:
    many = repeat(mark, MEGABYTE // 4)
    tries: list[Callable[[], object]] = [
        lambda: Parties().find(Party(many, "", "USA", ""), dt.date(2009, 3, 12)),
        lambda: Parties().find(Party("", "", "USA", many), dt.date(2009, 3, 12)),
        lambda: list(read_cameo([f"X [{many}", f"X {many}"], "a")),
        lambda: lighten(f"<p {many}"),
    ]
    started = time.monotonic()
    for act in tries:
        act()
    assert time.monotonic() - started < SECONDS


@pytest.mark.parametrize(
    "text",
    [
        "---\nkey:{}x\n---\nRest", "---\nkey: a\n- b{}x\n---\nRest", "---\nkey:\n{}---\nRest",
        "# a{}b", "#{}a", "---{}x", "---\na{}:\n---\nRest",
    ],
)  # fmt: skip
@pytest.mark.parametrize("filling", [" ", "\t", " \t", "#", "- x\n", ": "])
def test_front_matter_and_headings_take_linear_time(
    tmp_path: Path, text: str, filling: str
) -> None:
    path = tmp_path / "a.md"
    path.write_text(text.format(repeat(filling, MEGABYTE // 4)), "utf-8")
    started = time.monotonic()
    list(read([path]))
    assert time.monotonic() - started < SECONDS


def test_patterns_are_possessive_where_it_matters() -> None:
    """A pattern that was mended is quick on what it was slow on."""
    from detente.sources.jsonl import _NEXT_RECORD

    blanks = "}" + " " * MEGABYTE
    started = time.monotonic()
    assert _NEXT_RECORD.search(blanks) is None
    assert re.search(_NEXT_RECORD, "}  ,  {") is not None
    assert time.monotonic() - started < SECONDS
