"""The pieces that reviewing in the explorer rests on: passwords, sessions, and words in a text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import Response

from detente.web.marked import draw_article
from detente.web.reviewing.passwords import (
    MOST_TRIES,
    WINDOW_SECONDS,
    Door,
    TooManyTriesError,
    WrongPasswordError,
)
from detente.web.reviewing.sessions import Session, Sessions
from detente.web.reviewing.words import as_place, place_marked, place_words


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_wrong_passwords_are_heard_only_so_often() -> None:
    clock = Clock()
    door = Door("sesame", clock=clock)
    for _ in range(MOST_TRIES):
        with pytest.raises(WrongPasswordError):
            door.check("guess")
        clock.now += 1
    for given_ in ("guess", "sesame"):
        with pytest.raises(TooManyTriesError) as late:
            door.check(given_)
        assert late.value.seconds == WINDOW_SECONDS - MOST_TRIES
    clock.now += late.value.seconds
    door.check("sesame")


def test_right_passwords_are_heard_as_often_as_they_are_given() -> None:
    door = Door("ß \ud800")
    for _ in range(10 * MOST_TRIES):
        door.check("ß \ud800")
    assert door.locked
    open_door = Door(None)
    open_door.check("anything")
    assert not open_door.locked


def test_a_session_is_read_back_by_whoever_signed_it_only() -> None:
    mine, other = Sessions("/a.duckdb"), Sessions("/a.duckdb")
    session = Session.begin("Anna “K.” ☃")
    response = Response()
    mine.write(response, session)
    name, _, rest = response.headers["set-cookie"].partition("=")
    cookies = {name: rest.partition(";")[0].strip('"')}
    assert mine.read(cookies) == session
    assert other.read(cookies) is None
    assert mine.read({}) is None
    assert Sessions("/b.duckdb").cookie != mine.cookie
    assert mine.holds(session, mine.token(session))
    assert not mine.holds(session, other.token(session))
    assert not mine.holds(Session(session.nonce, "Ben"), mine.token(session))


TEXT = "One  said yes.\r\nTwo said\n no. 😀 said so."


@pytest.mark.parametrize(
    ("words", "which", "within", "found"),
    [
        ("said", "2", None, "said"),
        ("said no.", "", None, "said\n no."),
        ("One said", "", None, "One  said"),
        ("yes. Two", "", None, "yes.\r\nTwo"),
        ("said", "1", (16, 24), "said"),
        ("\N{REPLACEMENT CHARACTER} said so", "", None, "😀 said so"),
    ],
)
def test_words_are_found_as_they_stand(
    words: str, which: str, within: tuple[int, int] | None, found: str
) -> None:
    place = place_words(TEXT, words, which, within)
    assert place is not None
    start, end = as_place(place)
    assert TEXT[start:end] == found
    if within:
        assert within[0] <= start < end <= within[1]


@pytest.mark.parametrize(
    ("words", "which", "message"),
    [
        ("said", "", "3 times: say which"),
        ("said", "4", "3 times, not 4"),
        ("said", "0", "not 0"),
        ("said", "-1", "whole number"),
        ("yes", "2", "once, not 2"),
        ("Said", "", "do not stand in the text"),
        (".*", "", "do not stand in the text"),
    ],
)
def test_what_is_not_found_is_told(words: str, which: str, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("*", r"\*")):
        place_words(TEXT, words, which)


def test_no_words_have_no_place() -> None:
    assert place_words(TEXT, " \n ") is None


@given(st.data(), st.text(max_size=60))
def test_what_a_page_shows_of_a_stretch_marks_that_stretch(data: Any, text: str) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    shown = draw_article(text[start:end], (), {}, {}, 0).striptags()
    found = place_marked(text, shown, str(start), str(end))
    if shown.strip():
        assert found == {"start": start, "end": end}


@pytest.mark.parametrize(
    ("start", "end"), [("", ""), ("4", "2"), ("0", "999"), ("-1", "3"), ("1e1", "3"), ("4", "9")]
)
def test_a_place_that_has_other_words_is_none(start: str, end: str) -> None:
    assert place_marked(TEXT, "One", start, end) is None
