"""Dictionaries: actor files of other coders and a user's own."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.actors.dictionaries import Entry, Fault, read_cameo, read_own

CAMEO = """
# a comment [XXX]
FOOLAND_  [PER]
+FOO_REPUBLIC_
ADA_OKAFOR_  ; a note
+A._OKAFOR_
\t[PERGOV 010203-050607]
\t[PERELI >050608]
FOO_BANK_ [IGOWBK]
FOO_SOCIETY_FOR_BIRDS_ [NGOENV]
MINISTER [~GOV]
NOWHERE_ [QQQGOV]
BAD_DATES_ [PER 019999-020101]
"""


def test_cameo_names_synonyms_codes_and_dates() -> None:
    found = list(read_cameo(CAMEO.splitlines(), "x"))
    entries = [e for e in found if isinstance(e, Entry)]
    forms = {(e.form, e.actor, e.since, e.until) for e in entries}
    assert ("Fooland", "PER", None, None) in forms
    assert ("Foo Republic", "PER", None, None) in forms
    assert ("Ada Okafor", "PER-GOV", dt.date(2001, 2, 3), dt.date(2005, 6, 7)) in forms
    assert ("A. Okafor", "PER-CIV", dt.date(2005, 6, 8), None) in forms
    assert ("Foo Bank", "WORLD_BANK", None, None) in forms
    assert ("Foo Society For Birds", "FOO_SOCIETY_FOR_BIRDS", None, None) in forms
    faults = [f for f in found if isinstance(f, Fault)]
    assert [f.line for f in faults] == [11, 12, 13]


def test_own_tables_name_what_is_wrong_with_a_line() -> None:
    rows = ["form,actor,since,kind", "Foo Front,FOO,2001-01-01,group", "Bar,x y,,", ",USA,,",
            "Baz,USA,1st of May,", "Qux,USA,,planet"]  # fmt: skip
    found = list(read_own(rows, "mine.csv"))
    assert found[0] == Entry("Foo Front", "FOO", "group", dt.date(2001, 1, 1), None, "mine.csv")
    assert [f.line for f in found[1:] if isinstance(f, Fault)] == [3, 4, 5, 6]
    (fault,) = read_own(["name,code"], "x")
    assert isinstance(fault, Fault)
    assert "form" in fault.detail


@given(st.lists(st.text(max_size=60), max_size=12))
def test_any_lines_give_entries_or_faults(lines: list[str]) -> None:
    assert all(isinstance(one, Entry | Fault) for one in read_cameo(lines, "x"))
    assert all(isinstance(one, Entry | Fault) for one in read_own(lines, "x"))


def test_a_users_table_is_read_beside_the_packages_own(tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text("form,actor,kind,since,until,source\nFoo Bar Front,FOO,group,,,me\n")
    code = "from detente import code; print([e.source[0].id for e in code(" \
           "'The Foo Bar Front attacked Peru.')])"  # fmt: skip
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "DETENTE_ACTORS": str(table)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "FOO" in run.stdout


@pytest.mark.shared
def test_phoenix_dictionaries_are_read(shared: Path) -> None:
    path = shared / "actors" / "Phoenix.Countries.actors.txt"
    lines = path.read_text("utf-8", errors="replace").splitlines()
    found = list(read_cameo(lines, path.name))
    entries = [e for e in found if isinstance(e, Entry)]
    assert len(entries) > 30_000
    assert len(found) - len(entries) < 100
