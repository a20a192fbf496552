from __future__ import annotations

import json

from detente.ledger.entries import Entry
from detente.report import build_brief, render_html, render_json, render_markdown
from report.making import quick

ENTRIES: list[Entry] = [
    quick("NATO > RUS AGREE[CONSULT]", "2009-01-01", issues="energy"),
    quick("RUS > NATO SUPPORT[CONSULT]", "2009-01-20", issues="energy"),
    quick("NATO > RUS ACCUSE", "2009-02-01"),
    *(
        quick("RUS > NATO AGREE[CONSULT]", f"2009-0{month}-11", issues="cyber")
        for month in (3, 4, 5)
    ),
]


def test_a_brief_measures_and_says_when_it_cannot() -> None:
    found = build_brief("NATO", "RUS", ENTRIES).measured
    assert found.verdict == "insufficient evidence"
    assert [one.sentence for one in found.answers] == [
        "Whether RUS answers NATO cannot be told.",
        "Whether NATO answers RUS cannot be told.",
    ]
    assert "NATO has 1 cooperative act towards RUS and 4 came back" in found.answers[0].basis
    assert "autoregression" not in found.answers[0].basis


def test_the_account_is_the_sum_of_scores_day_by_day() -> None:
    brief = build_brief("NATO", "RUS", ENTRIES)
    nato, russia = brief.measured.accounts
    assert nato.totals == (2.5, -0.5)
    assert len(russia.days) == 4
    assert russia.totals[-1] == 5.0 + 3 * 2.5
    told = json.loads(render_json(brief))["measured"]["accounts"][0]
    assert told == {"name": "NATO", "days": ["2009-01-01", "2009-02-01"], "totals": [2.5, -0.5]}


def test_lags_are_of_overtures_answered_in_kind() -> None:
    (curve,) = build_brief("NATO", "RUS", ENTRIES).measured.lags
    assert (curve.name, curve.overtures) == ("to NATO", 1)
    assert (curve.days, curve.shares) == ((19.0,), (1.0,))


def test_every_format_has_the_section_and_the_page_its_curves() -> None:
    brief = build_brief("NATO", "RUS", ENTRIES)
    page = render_html(brief)
    assert page.count('class="curves"') == 2
    assert "Is it returned? Measured" in page
    assert "**Insufficient evidence.**" in render_markdown(brief)
    few = render_html(build_brief("NATO", "RUS", ENTRIES[2:3]))
    assert 'class="curves"' not in few


def test_the_curve_is_of_the_overtures_that_the_page_counts() -> None:
    offer = quick("NATO > RUS AGREE[CONSULT]", "2009-01-01", issues="energy", grain="month",
                  until="2009-01-31")  # fmt: skip
    brief = build_brief("NATO", "RUS", [offer, *ENTRIES[1:]])
    told = {side.name: dict(side.outcomes)["answered in kind"] for side in brief.overtures}
    for curve in brief.measured.lags:
        side = curve.name.removeprefix("to ")
        assert curve.overtures == len(next(o for o in brief.overtures if o.name == side).items)
        assert round(curve.shares[-1] * curve.overtures) == told[side]
