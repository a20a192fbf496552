"""The shared news and pages: all of it is read, and its genres and days are right."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from detente.records import Document, Genre, Reject
from detente.sources import read

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason="no shared data here"),
]


@pytest.mark.parametrize(
    ("path", "genres", "refused"),
    [
        ("news/kremlin_2000_2010.jsonl.gz", {Genre.RELEASE: 1338}, 0),
        (
            "news/whitehouse_briefings_2009_2010.jsonl.gz",
            {Genre.TRANSCRIPT: 458, Genre.RELEASE: 4},
            0,
        ),
        ("news/wikinews_2019_2020.jsonl.gz", {Genre.REPORT: 294}, 1),
        ("news/current_events_2002_2026.jsonl.gz", {Genre.REPORT: 129185}, 0),
        ("html/kremlin", {Genre.RELEASE: 40}, 0),
    ],
)
def test_all_is_read(path: str, genres: dict[Genre, int], refused: int) -> None:
    found = list(read([DATA / path]))
    documents = [one for one in found if isinstance(one, Document)]
    assert Counter(one.genre for one in documents) == genres
    assert sum(isinstance(one, Reject) for one in found) == refused
    assert all(one.date for one in documents)
    assert len({one.id for one in documents}) == len(documents)


def test_pages_give_their_own_text_and_day() -> None:
    found = [one for one in read([DATA / "html" / "kremlin"]) if isinstance(one, Document)]
    assert not [one.source for one in found if "See also" in one.text or "website\n" in one.text]
    days = {Path(one.source).stem: str(one.date) for one in found}
    assert days["17748"] == "2013-03-26"  # its pictures are of the 27th
    assert days["27370"] == "2002-09-02"
