"""The labels of whose people descriptions mean."""

from __future__ import annotations

import csv
from pathlib import Path

from training.examples import barred

from detente.actors.tables import group_kinds, organisation_kinds, state_codes

HOMES = Path(__file__).parents[2] / "training" / "described" / "homes.csv"


def rows() -> list[dict[str, str]]:
    with HOMES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_home_is_in_the_tables() -> None:
    known = {*state_codes(), *group_kinds(), *organisation_kinds(), "x", "?"}
    assert {code for row in rows() for code in row["code"].split("+")} <= known


def test_each_description_stands_once_and_has_an_extent() -> None:
    places = [(row["document"], int(row["start"]), int(row["end"])) for row in rows()]
    assert len(set(places)) == len(places) > 3000
    assert all(start < end for _, start, end in places)


def test_no_description_is_of_a_report_that_measures() -> None:
    assert not barred() & {row["document"] for row in rows()}
