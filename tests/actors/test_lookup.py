"""Lookup: who is who and when, and what texts hold that no table does."""

from __future__ import annotations

import datetime as dt

import pytest

from detente.actors.lookup import holders, members, search, unresolved
from detente.actors.tables import labels, members_table

COLD_WAR_ENDS = dt.date(1990, 6, 1)


def test_search_finds_a_person_by_office_and_day() -> None:
    (brown,) = search("prime minister brown", dt.date(2008, 1, 1))
    assert brown.actor.id == "GBR-HOG:gordon-brown"
    assert not [f for f in search("brown", dt.date(1800, 1, 1)) if f.kind == "person"]


def test_search_takes_beginnings_and_no_accents() -> None:
    assert any(f.actor.code == "BRA" for f in search("lula da sil"))


def test_holders_change_with_the_day() -> None:
    one = holders("NATO", dt.date(2009, 7, 1), "secretary general")
    two = holders("NATO", dt.date(2009, 9, 1), "secretary general")
    assert [o.person for o in one if o.title == "secretary general"] == ["Jaap de Hoop Scheffer"]
    assert [o.person for o in two if o.title == "secretary general"] == ["Anders Fogh Rasmussen"]


@pytest.mark.parametrize(
    ("group", "day", "member", "there"),
    [
        ("G8", dt.date(2010, 1, 1), "RUS", True),
        ("G8", dt.date(2015, 1, 1), "RUS", False),
        ("NATO", dt.date(2003, 1, 1), "EST", False),
        ("NATO", dt.date(2005, 1, 1), "EST", True),
        ("EU", dt.date(2021, 1, 1), "GBR", False),
        ("E3", dt.date(2010, 1, 1), "FRA", True),
    ],
)
def test_members_by_date(group: str, day: dt.date, member: str, there: bool) -> None:
    assert (member in members(group, day)) is there


def test_members_are_known_codes() -> None:
    for row in members_table():
        assert {row.group, row.member} <= labels().keys()
        assert row.since is None or row.until is None or row.since <= row.until


def test_unresolved_names_by_frequency() -> None:
    texts = ["Foobar Baz met Putin. The Foobar Baz left.", "Then Foobar Baz ate. Apples were many."]
    counts = unresolved([*texts, "the apples, then"])
    assert counts.most_common(1) == [("Foobar Baz", 3)]
    assert "Apples" not in counts
    assert not any("Putin" in name for name in counts)


SINCE_1990 = [
    ("USA", "HOS"), ("RUS", "HOS"), ("RUS", "HOG"), ("CHN", "HOG"), ("GBR", "HOG"), ("FRA", "HOS"),
    ("DEU", "HOG"), ("IND", "HOG"), ("JPN", "HOG"), ("BRA", "HOS"), ("ZAF", "HOS"), ("EGY", "HOS"),
]  # fmt: skip


@pytest.mark.parametrize(("state", "role"), SINCE_1990)
def test_an_office_is_filled_on_every_first_of_a_year(state: str, role: str) -> None:
    first = 1993 if state in ("RUS", "DEU", "ZAF") else 1991
    for year in range(first + 2, 2027):
        held = holders(state, dt.date(year, 1, 1))
        assert any(o.actor.role == role for o in held), year
