"""Asks and promises of the demonstration corpus, as a reader tells their ends.

The two files were written from the 120 dispatches alone, before any matcher had been run on them
and without sight of what one makes of them. ``said`` holds every sentence in which an ask is made
or repeated (``echo``: by another than the asker), ``settled`` the sentence that tells its end and
``settled_also`` others that tell it as well. Where readers may differ, ``type_also`` and
``status_also`` hold what may also stand, and ``sure`` says how plain the text is. ``asked``,
``made`` and ``date`` are days of publication; ``day`` is the day of the deed.
"""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
PACKAGE = HERE.parents[1] / "src" / "detente"
CORPUS = PACKAGE / "demo" / "corpus"
SIDES = {"NATO", "USA", "RUS"}
FILES = {
    "asks_demo.jsonl": ("asked", "open", {"met", "partly met", "refused", "dropped"}),
    "promises_demo.jsonl": ("made", "pending", {"kept", "broken"}),
}


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text("utf-8").splitlines()]


def quotes(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Every quotation of a row: where it is said, what settles it, where it is last seen open."""
    single = [row["settled"], row.get("open_at")]
    return [*row["said"], *row["settled_also"], *(q for q in single if q is not None)]


EVERY = [(name, row) for name in FILES for row in rows(name)]
each_row = pytest.mark.parametrize(("name", "row"), EVERY, ids=[row["id"] for _, row in EVERY])


@each_row
def test_quotes_stand_in_the_corpus(name: str, row: dict[str, Any]) -> None:
    assert row["said"], "no sentence says it"
    for quote in quotes(row):
        body = (CORPUS / quote["file"]).read_text("utf-8").split("---\n", 2)[2]
        assert quote["quote"] in body.strip().split("\n\n")[quote["paragraph"] - 1]
        assert quote["file"].startswith(quote["date"])


@each_row
def test_dates_are_in_order(name: str, row: dict[str, Any]) -> None:
    """Nothing ends before it is said, and no dispatch tells a deed of a later day."""
    first = FILES[name][0]
    own = [said["date"] for said in row["said"] if not said.get("echo")]
    assert row[first] == min(own)
    for end in (row["settled"], *row["settled_also"], row.get("open_at")):
        if end is not None:
            assert end["date"] >= row[first]
            day = dt.date.fromisoformat(end.get("day", end["date"]))
            assert day <= dt.date.fromisoformat(end["date"])


@each_row
def test_an_end_has_its_sentence(name: str, row: dict[str, Any]) -> None:
    _, unended, ended = FILES[name]
    assert {row["status"], *row["status_also"]} <= ended | {unended}
    assert (row["settled"] is None) == (row["status"] == unended)


@each_row
def test_words_are_of_the_ontology(name: str, row: dict[str, Any]) -> None:
    data = PACKAGE / "ontology" / "data"
    types = tomllib.loads((data / "types.toml").read_text("utf-8"))
    issues = tomllib.loads((data / "agenda.toml").read_text("utf-8"))["issues"]
    assert {row["type"], *row["type_also"]} <= set(types)
    assert row["issues"]
    assert set(row["issues"]) <= set(issues)


def test_an_ask_is_addressed_to_another_of_the_three() -> None:
    for row in rows("asks_demo.jsonl"):
        assert row["asker"] in SIDES or row["asker"].startswith("MED:")
        assert row["addressee"] in SIDES - {row["asker"]}
    assert {row["maker"] for row in rows("promises_demo.jsonl")} == SIDES


@pytest.mark.parametrize(("name", "least"), [("asks_demo.jsonl", 25), ("promises_demo.jsonl", 15)])
def test_every_end_is_there(name: str, least: int) -> None:
    _, unended, ended = FILES[name]
    every = rows(name)
    assert len(every) >= least
    assert len({row["id"] for row in every}) == len(every)
    assert {row["status"] for row in every} == ended | {unended}
