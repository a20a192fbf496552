"""Genres: what gives a kind of text away, and what must not."""

from __future__ import annotations

import pytest

from detente.records import Genre
from detente.sources import guess_genre
from detente.sources.genres import name_genre

BRIEFING = (
    "MR. SMITH: Good afternoon.\n\nQ Thanks. Any news of the talks?\n\nMR. SMITH: None.\n\n"
    "Q When?\n\nMR. SMITH: Soon.\n"
)


@pytest.mark.parametrize(
    ("title", "url", "outlet", "text", "genre"),
    [
        (None, None, None, "", "report"),
        ("Iran rejects offer", "https://example.com/world/iran", "BBC News", "Text.", "report"),
        ("Press Briefing by Press Secretary A. Smith", None, "The White House", "", "transcript"),
        ("Gaggle aboard Air Force One", None, "The White House", "", "transcript"),
        ("Statement by the President", None, "The White House", "", "release"),
        ("Readout of the call with the King", None, "The White House", "", "release"),
        (None, None, "The White House", BRIEFING, "transcript"),
        ("Meeting with Prime Minister", None, "President of Russia", BRIEFING, "release"),
        ("Meeting", "http://en.kremlin.ru/events/president/news/1", None, BRIEFING, "release"),
        ("Anything", None, "Ministry of Foreign Affairs of Japan", "", "release"),
        ("Editorial: Talk to Iran", None, "The Paper", "", "editorial"),
        ("The Guardian view on Iran: talk", "https://x.org/a", "The Guardian", "", "report"),
        (None, "https://www.example.com/editorials/2009/iran.html", None, "", "editorial"),
        (None, "https://www.example.com/opinion/2009/iran.html", None, "", "commentary"),
        (None, "https://www.example.com/commentisfree/2009/iran", None, "", "commentary"),
        (None, "https://www.example.com/2009/public-opinion-poll", None, "", "report"),
        ("Press release: new talks", None, None, "", "release"),
        (None, None, None, "FOR IMMEDIATE RELEASE\n\nThe firm said", "release"),
        (None, None, None, "Tehran: the talks. Oslo: the news. No names: none.", "report"),
        ("Obama holds press conference", None, "BBC News", "He said so.", "report"),
        ("Government rejects offer", "https://bbc.co.uk/news/1", "BBC News", "", "report"),
    ],
)
def test_cues(title: str, url: str, outlet: str, text: str, genre: str) -> None:
    assert guess_genre(title, url, outlet, text) == genre


def test_author_and_section_are_cues() -> None:
    assert guess_genre(None, None, None, "x", author="A. B., columnist") is Genre.COMMENTARY
    assert guess_genre(None, None, None, "x", author="Editorial Board") is Genre.EDITORIAL
    assert guess_genre(None, None, None, "x", section="News; Opinion") is Genre.COMMENTARY
    assert guess_genre(None, None, None, "x", section="World news") is Genre.REPORT


def test_words_for_genres() -> None:
    assert name_genre("Op-Ed") is Genre.COMMENTARY
    assert name_genre(" press  release ") is Genre.RELEASE
    assert name_genre("article") is None
    assert all(name_genre(genre) is genre for genre in Genre)
