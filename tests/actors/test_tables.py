"""The tables of actors: every row can be read, and none contradicts another."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import defaultdict
from importlib.resources import files
from itertools import pairwise

import pytest

from detente.actors.names import ROLE_LABELS
from detente.actors.tables import (
    Name,
    cautions,
    descriptions,
    labels,
    names,
    outlet_actor,
    outlet_index,
    outlet_names,
    person_names,
    roles,
    slug,
    state_codes,
)
from detente.records import Actor

COLUMNS = {
    "cautions.csv": "forms,before,after,anywhere,why",
    "groups.csv": "id,name,aliases,country,kind,since,until,source",
    "institutions.csv": "name,actor,kind,sector,source",
    "members.csv": "group,member,since,until,source",
    "offices.csv": "actor,role,title,person,aliases,surnames,since,until,source",
    "organisations.csv": "id,name,aliases,kind,descriptions,parties,since,until,source",
    "outlet_citations.csv": "form,id",
    "outlets.csv": "id,name,aliases,country,ownership,domain,since,until,source",
    "places.csv": "name,aliases,country,kind,source",
    "roles.csv": "phrase,role,kind",
    "sectors.csv": "phrase,sector",
    "states.csv": "id,name,aliases,demonyms,capital,metonyms,since,until,parent,source",
}
TABLES = sorted(COLUMNS)
LISTS = (
    *("aliases", "demonyms", "capital", "metonyms"),
    *("surnames", "descriptions", "forms", "parties"),
)
# Two of one family, in office together, both known by the bare surname.
SHARED_SURNAMES = {"Aliyev", "Rajapaksa"}


def read(table: str) -> list[dict[str, str]]:
    text = files("detente.actors").joinpath("data", table).read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text), strict=True))


def test_every_file_beside_the_module_is_known() -> None:
    folder = files("detente.actors").joinpath("data")
    found = {f.name for f in folder.iterdir() if f.name.endswith(".csv")}
    assert found == set(COLUMNS)


@pytest.mark.parametrize("table", TABLES)
def test_table_parses(table: str) -> None:
    rows = read(table)
    assert rows
    assert ",".join(rows[0]) == COLUMNS[table]
    for line, row in enumerate(rows, 2):
        assert None not in row, f"{table}:{line} has too many cells"
        assert None not in row.values(), f"{table}:{line} has too few cells"
        for column, cell in row.items():
            if table != "cautions.csv" or column == "forms":  # blanks matter in patterns
                assert cell == cell.strip(), f"{table}:{line} {column} has stray white space"


@pytest.mark.parametrize("table", TABLES)
def test_lists_have_no_empty_part(table: str) -> None:
    for line, row in enumerate(read(table), 2):
        for column in LISTS:
            if row.get(column):
                parts = row[column].split("|")
                assert all(p.strip() for p in parts), f"{table}:{line} {column}"
                assert len(parts) == len(set(parts)), f"{table}:{line} {column} repeats a form"


@pytest.mark.parametrize("table", ["states.csv", "organisations.csv", "groups.csv", "outlets.csv"])
def test_ids_are_unique(table: str) -> None:
    ids = [row["id"] for row in read(table)]
    assert sorted(set(ids)) == sorted(ids)


def test_a_code_stands_in_one_table_only() -> None:
    tables = ("states.csv", "organisations.csv", "groups.csv")
    codes = [row["id"] for table in tables for row in read(table)]
    assert sorted(set(codes)) == sorted(codes)


@pytest.mark.parametrize("table", ["states.csv", "groups.csv", "offices.csv"])
def test_dates_run_forward(table: str) -> None:
    for line, row in enumerate(read(table), 2):
        days = [dt.date.fromisoformat(row[c]) for c in ("since", "until") if row[c]]
        assert days == sorted(days), f"{table}:{line}"


def test_names_are_well_formed() -> None:
    seen = 0
    for name in names():
        seen += 1
        assert name.form
        assert name.form == name.form.strip()
        assert "|" not in name.form
        assert Actor.parse(name.actor.id) == name.actor
        assert name.actor.role is None or name.actor.role in ROLE_LABELS
        assert name.actor.code == "MED" or name.actor.code in labels(), name
    assert seen > 5000


def test_a_single_letter_is_no_name() -> None:
    assert not [n.form for n in names() if len(n.form) < 2]


def test_kinds_are_those_the_gazetteer_ranks() -> None:
    known = "state demonym city seat place organisation group institution outlet person surname"
    assert {n.kind for n in names()} == set(known.split())


def test_offices_belong_to_known_codes_and_roles() -> None:
    for line, row in enumerate(read("offices.csv"), 2):
        assert row["actor"] in labels(), f"offices.csv:{line}"
        assert row["role"] in ROLE_LABELS, f"offices.csv:{line}"
        assert row["title"], f"offices.csv:{line}"
        assert row["since"], f"offices.csv:{line}"


def test_one_office_row_stands_once() -> None:
    columns = ("actor", "role", "title", "person", "since")
    rows = [tuple(row[c] for c in columns) for row in read("offices.csv")]
    assert len(rows) == len(set(rows))


def test_institutions_belong_to_known_codes() -> None:
    for row in read("institutions.csv"):
        actor = Actor.parse(row["actor"])
        assert actor.code in labels(), row
        assert actor.role is None or actor.role in ROLE_LABELS, row


def test_groups_belong_to_known_states() -> None:
    for row in read("groups.csv"):
        assert not row["country"] or row["country"] in state_codes(), row


def test_role_phrases() -> None:
    rows = read("roles.csv")
    assert len({r["phrase"] for r in rows}) == len(rows)
    for phrase, role in roles().items():
        assert phrase == phrase.lower()
        assert phrase.split() == phrase.strip().split(" ")
        assert role.role in ROLE_LABELS
        assert role.kind in ("person", "group", "body", "force")


def test_descriptions_are_lower_case_and_lead_to_organisations() -> None:
    codes = {row["id"] for row in read("organisations.csv")}
    assert "NATO" in descriptions()["alliance"]
    for phrase, found in descriptions().items():
        assert phrase == phrase.lower()
        assert set(found) <= codes


def _patterns() -> list[tuple[str, str, str]]:
    return [
        (row["forms"], column, row[column])
        for row in read("cautions.csv")
        for column in ("before", "after", "anywhere")
        if row[column]
    ]


@pytest.mark.parametrize(("forms", "column", "pattern"), _patterns())
def test_cautions_compile_and_need_something_to_match(
    forms: str, column: str, pattern: str
) -> None:
    compiled = re.compile(pattern)
    assert compiled.fullmatch("") is None
    assert compiled.search("") is None
    assert compiled.match(" ") is None, f"{forms}: a blank alone would rule out the form"


def test_every_caution_says_why_and_concerns_a_known_form() -> None:
    forms = {name.form for name in names()}
    for row in read("cautions.csv"):
        assert row["why"]
        assert row["before"] or row["after"] or row["anywhere"], row["forms"]
        for form in row["forms"].split("|"):
            assert form in forms, f"{form} is no form of any actor"


def test_a_form_has_one_caution() -> None:
    forms = [form for row in read("cautions.csv") for form in row["forms"].split("|")]
    assert sorted(set(forms)) == sorted(forms)
    assert set(cautions()) == set(forms)


def _who(name: Name) -> str:
    return name.actor.person or name.actor.id


def _overlap(a: Name, b: Name) -> bool:
    since = max(a.since or dt.date.min, b.since or dt.date.min)
    return since < min(a.until or dt.date.max, b.until or dt.date.max)


def test_a_form_means_one_actor_at_a_time() -> None:
    """Bare surnames that must be introduced first may be shared; sure ones may not."""
    forms: dict[tuple[str, str], list[Name]] = defaultdict(list)
    for name in names():
        if name.kind != "surname" or name.sure:
            forms[name.kind, name.form].append(name)
    shared = {
        form
        for (_, form), found in forms.items()
        for i, a in enumerate(found)
        for b in found[i + 1 :]
        if _who(a) != _who(b) and _overlap(a, b)
    }
    assert shared == SHARED_SURNAMES


def test_an_outlet_form_belongs_to_one_outlet() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in read("outlets.csv"):
        for form in (row["name"], *filter(None, row["aliases"].split("|"))):
            owners[form].add(row["id"])
    assert not {form: ids for form, ids in owners.items() if len(ids) > 1}


def test_cited_outlets_have_a_row() -> None:
    ids = {row["id"] for row in read("outlets.csv")}
    for row in read("outlet_citations.csv"):
        assert row["id"] in ids, row["form"]
        assert outlet_actor(row["form"]).code == "MED"


def test_outlets_by_name() -> None:
    assert outlet_actor("Reuters").id == "MED:reuters"
    assert outlet_index()["AFP"] == outlet_actor("Agence France-Presse")
    assert outlet_names()["MED:reuters"] == "Reuters"
    unknown = outlet_actor("The Lower Quibble Courier")
    assert unknown == Actor("MED", None, "the-lower-quibble-courier")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Jaap de Hoop Scheffer", "jaap-de-hoop-scheffer"),
        ("Lars Løkke Rasmussen", "lars-lokke-rasmussen"),
        ("Recep Tayyip Erdoğan", "recep-tayyip-erdogan"),
        ("Lech Wałęsa", "lech-walesa"),
        ("  O'Neill, T. ", "o-neill-t"),
        ("习近平", "unnamed"),
    ],
)
def test_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_slugs_lead_back_to_one_person() -> None:
    people: dict[str, set[str]] = defaultdict(set)
    for row in read("offices.csv"):
        people[slug(row["person"])].add(row["person"])
    assert "unnamed" not in people
    assert not {s: found for s, found in people.items() if len(found) > 1}
    assert person_names()["anders-fogh-rasmussen"] == "Anders Fogh Rasmussen"


def test_a_person_has_one_office_row_for_each_day_and_title() -> None:
    rows: dict[tuple[str, str, str], list[tuple[str, str]]] = defaultdict(list)
    for row in read("offices.csv"):
        key = (row["actor"], row["title"], row["person"])
        rows[key].append((row["since"], row["until"] or "9999-12-31"))
    for key, spans in rows.items():
        spans.sort()
        for (_, until), (since, _) in pairwise(spans):
            assert until <= since, key
