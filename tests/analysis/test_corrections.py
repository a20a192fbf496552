from __future__ import annotations

from pathlib import Path

import pytest

from detente.analysis.corrections import Correction, find_correction, read_corrections
from detente.errors import SourceError

STATUSES = ("open", "met")
FULL = Correction("abcdef12", "met", "0123456789", "R. Reader", "2010-01-02")
CSV = "id,status,event,who,when\nabcdef12,met,0123456789,R. Reader,2010-01-02\n"
TOML = """
[[correction]]
id = "abcdef12"
status = "met"
event = "0123456789"
who = "R. Reader"
when = 2010-01-02
"""


@pytest.mark.parametrize(("name", "text"), [("c.csv", CSV), ("c.toml", TOML)])
def test_both_forms_say_the_same(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert read_corrections(path, STATUSES) == [FULL]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("id,status\nabcdef12,solved\n", "no status"),
        ("id,status\nabc,met\n", "6 letters"),
        ("status\nmet\n", "6 letters"),
    ],
)
def test_a_row_that_cannot_be_used_is_said_to_be(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "c.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=complaint):
        read_corrections(path, STATUSES)


def test_a_file_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="corrections"):
        read_corrections(tmp_path / "none.csv", STATUSES)


def test_the_last_word_of_the_user_counts() -> None:
    later = Correction("abcdef", "open")
    assert find_correction([FULL, later], ["abcdef123456"]) == later
    assert find_correction([FULL], ["ffffff123456"]) is None
