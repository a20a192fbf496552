"""Pages of findings: the same figures everywhere, and names that are only names."""

from __future__ import annotations

import datetime as dt
import json
import re
from html.parser import HTMLParser

import numpy as np
import pyarrow as pa
import pytest

from detente.analysis.reciprocity.acts import from_table
from detente.analysis.reciprocity.finding import Finding
from detente.analysis.reciprocity.measures import measure, measure_series
from detente.analysis.reciprocity.series import Series
from detente.report.measured import (
    finding_dict,
    parts,
    render_finding_html,
    render_finding_json,
    write_finding,
)

START = dt.date(2008, 1, 7)
HOSTILE = ("<script>alert(1)</script> $x_{$", '\x1b[31m\u202e"onload="x" 中国 [/b]')
NOTHING = {"nan", "nat", "inf", "-inf", "<na>"}
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def found(a: str = "Usa", b: str = "Rus", acts: int = 60) -> Finding:
    """A dyad in which b answers most of a's acts within days, and both quarrel at times."""
    rng = np.random.default_rng(5)
    opened = rng.uniform(0, 400, acts)
    answered = opened + rng.gamma(4, 1.5, acts)
    rows = [(day, a, b, -3.0 if n % 4 == 0 else 2.0) for n, day in enumerate(opened)]
    rows += [(day, b, a, -3.0 if n % 4 == 0 else 2.0) for n, day in enumerate(answered) if n % 5]
    day, source, target, score = zip(*sorted(rows), strict=True)
    table = pa.table({
        "date": [START + dt.timedelta(days=int(d)) for d in day],
        "source": source, "target": target, "score": score,
        "issues": [["trade"] if n % 2 else [] for n in range(len(rows))],
    })  # fmt: skip
    return measure(from_table(table, a, b), warnings=("A word of caution about 17 rows.",))


def ready() -> Finding:
    values = np.random.default_rng(6).normal(size=(120, 2))
    series = Series("A", "B", "week", "given", "as given", None, values, np.full(120, np.nan),
                    np.zeros((120, 3), np.int64))  # fmt: skip
    return measure_series(series, lags=1)


@pytest.fixture(scope="module")
def usual() -> Finding:
    return found()


@pytest.fixture(scope="module")
def few() -> Finding:
    return found(acts=1)


@pytest.fixture(scope="module")
def series() -> Finding:
    return ready()


@pytest.fixture(scope="module")
def hostile() -> Finding:
    return found(*HOSTILE)


@pytest.fixture(scope="module")
def html(hostile: Finding) -> str:
    return render_finding_html(hostile)


def refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


@pytest.mark.parametrize("which", ["usual", "few", "series"])
def test_json_has_every_number_of_the_page(which: str, request: pytest.FixtureRequest) -> None:
    one = request.getfixturevalue(which)
    text = render_finding_json(one)
    told = json.loads(text, parse_constant=refuse)
    known = set(NUMBER.findall(json.dumps(told, ensure_ascii=False)))
    page = set(NUMBER.findall(" ".join(write_finding(one).split())))
    assert page
    assert page <= known


def test_json_says_what_was_found(usual: Finding) -> None:
    told = finding_dict(usual)
    assert told["format"] == "detente-finding/1"
    assert told["verdict"] == usual.verdict
    first, second = told["directions"]
    assert (first["opener"], first["replier"]) == ("Usa", "Rus")
    assert (first["answer"], first["p"]) == (usual.b_answers.answer, usual.b_answers.p)
    assert (second["opener"], second["size"]) == ("Rus", usual.a_answers.size)
    assert told["warnings"][0] == "A word of caution about 17 rows."
    rows = told["measures"]["series"]["rows"]
    assert rows[0]["start"] == "2008-01-07"
    assert sum(row["a_acts"] for row in rows) == 60
    assert {row["issue"] for row in told["measures"]["account"]["rows"]} >= {"trade", "all"}


def test_figures_are_numbers_or_null_and_nothing_is_written_as_nan(
    few: Finding, series: Finding
) -> None:
    for one in (few, series):
        for part in finding_dict(one)["measures"].values():
            for value in (cell for row in part["rows"] for cell in row.values()):
                assert value is None or isinstance(value, str | int | float | list)
                assert value is None or (value != "None" and str(value).lower() not in NOTHING)


def test_what_was_not_measured_is_said_with_its_reason(few: Finding) -> None:
    assert few.verdict == "insufficient evidence"
    assert few.missing
    page, html = write_finding(few), render_finding_html(few)
    for name in few.missing:
        assert name in page
        assert name.capitalize() in html


def test_a_page_holds_its_width_and_full_adds_the_figures(usual: Finding) -> None:
    page, full = write_finding(usual), write_finding(usual, full=True)
    assert max(map(len, page.splitlines())) <= 100
    assert len(full.splitlines()) > len(page.splitlines()) + 100


class Page(HTMLParser):
    """Elements and addresses of a page, and the text of its heading."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses |= {
            value or "" for name, value in attrs if name in ("src", "href", "xlink:href", "action")
        }


def test_hostile_names_are_only_names_on_the_page(html: str) -> None:
    page = Page(html)
    assert not page.tags & {"script", "iframe", "object", "img", "form", "link", "base"}
    assert not {name for name in page.attributes if name.startswith("on")}
    assert "&lt;script&gt;alert(1)&lt;/script&gt; $x_{$" in html
    assert "\x1b" not in html
    assert "\u202e" not in html


def test_the_page_asks_nobody_for_anything(html: str) -> None:
    page = Page(html)
    assert page.addresses
    assert all(one.startswith(("#", "data:image/png;base64,")) for one in page.addresses)
    assert not re.search(r"@import|url\((?!#)", html)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy is not None
    assert policy[1] == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def test_the_page_shows_each_measure_with_its_picture_and_figures(
    hostile: Finding, html: str
) -> None:
    titles = re.findall(r"<h2>(.+?)</h2>", html)
    assert len(titles) == len(parts(hostile)) + bool(hostile.missing)
    assert html.count("<svg") == html.count("<details>") == len(parts(hostile)) >= 8
    assert "A word of caution about 17 rows." in html


def test_the_same_finding_makes_the_same_page(few: Finding) -> None:
    assert render_finding_html(few) == render_finding_html(found(acts=1))
