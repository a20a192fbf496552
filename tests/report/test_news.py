"""What is new since the last brief, told from the notes of those made before."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

import pytest

from detente.cli.brief import write_brief
from detente.ledger import BriefNote, Entry
from detente.report import Brief, build_brief, render_json
from detente.report.brief import News
from detente.report.sections.news import add_news, note_brief
from report.example import brief_of, example_entries
from report.making import make_document, make_entry, quick

MONDAY = dt.datetime(2010, 12, 6, 8, 5)
OFFER = "RUS > NATO REQUEST[COOPERATE]"
WHEN = "2010-10-04"


def offer(**more: Any) -> Entry:
    return quick(
        OFFER, WHEN, issues="energy", text="Russia proposed joint work.", trigger="proposed", **more
    )


def answer() -> Entry:
    text = "NATO agreed to joint work."
    return quick(
        "NATO > RUS AGREE[COOPERATE]", "2010-10-20", issues="energy", text=text, trigger="agreed"
    )


def notes(*briefs: Brief) -> list[BriefNote]:
    made: list[BriefNote] = []
    for number, brief in enumerate(briefs):
        made.append(note_brief(brief, made, MONDAY + dt.timedelta(hours=number)))
    return made


def news(then: Sequence[Entry], now: Sequence[Entry], **more: Any) -> News:
    found = add_news(brief_of(now, **more), notes(brief_of(then))).news
    assert found is not None
    return found


def test_without_an_earlier_brief_it_says_so() -> None:
    found = add_news(brief_of(), []).news
    assert found is not None
    assert found.made is None
    assert "No earlier brief on NATO and Russia" in found.note


def test_the_same_material_again_is_nothing_new() -> None:
    found = news(example_entries(), example_entries())
    assert found.title == "New since the brief of 6 December 2010"
    assert "made at 08:05 UTC and covered 1 August 2008 to 31 December 2010" in found.note
    assert "Nothing new" in found.note
    assert "the finding stands" in found.note
    assert (found.lines, found.overtures, found.asks, found.finding) == ((), (), (), None)


def test_naming_the_sides_the_other_way_round_is_nothing_new() -> None:
    first = quick("NATO = RUS CONSULT", "2009-01-01")
    many = [first, *(quick("NATO = RUS CONSULT", f"2009-0{n}-20") for n in range(1, 9))]
    turned = add_news(
        build_brief("RUS", "NATO", many), notes(build_brief("NATO", "RUS", many))
    ).news
    assert turned is not None
    assert turned.finding is None
    assert "Nothing new" in turned.note


def test_acts_not_known_then_are_listed_newest_first() -> None:
    old, early, late = offer(), quick("NATO > RUS ACCUSE", "2009-03-03"), answer()
    found = news([old], [old, early, late])
    assert [line.id for line in found.lines] == [late.event.id, early.event.id]


def test_another_report_of_a_known_act_is_counted_and_no_new_act() -> None:
    old, again = offer(), offer(outlet="Vostok Courier", confidence=0.99)
    found = news([old], [old, again])
    assert (found.lines, found.further_reports) == ((), 1)
    assert "1 further report of acts that were known" in found.note
    assert found.overtures == ()  # the same outcome, though the new report leads


def test_an_overture_answered_since_is_told_with_both_outcomes() -> None:
    old = offer()
    found = news([old], [old, answer()])
    (change,) = found.overtures
    assert (change.then, change.item.outcome) == ("too recent to tell", "answered in kind")
    assert change.item.line.id == old.event.id


def test_an_ask_is_new_or_has_another_status_now() -> None:
    asked = make_entry(
        make_document("NATO urged Russia to withdraw its troops from Poti.", "2008-09-01"),
        "NATO > RUS REQUEST[RETREAT]", trigger="urged", issues="military-posture",
    )  # fmt: skip
    done = make_entry(
        make_document("Russia withdrew its troops from Poti.", "2008-09-20"),
        "RUS > NATO RETREAT", trigger="withdrew", issues="military-posture",
    )  # fmt: skip
    (new,) = news([done], [asked, done]).asks
    assert (new.then, new.item.status[:3]) == (None, "met")
    (changed,) = news([asked], [asked, done]).asks
    assert changed.then == "open"
    assert changed.item.status.startswith("met")


def test_the_finding_then_and_now_where_it_changed() -> None:
    entries = example_entries()
    found = news(entries[:4], entries)
    assert found.finding is not None
    assert found.finding.then.startswith("Insufficient evidence")
    assert found.finding.now == brief_of().headline.sentence


def test_new_entries_of_other_sections_are_counted_by_section() -> None:
    old = offer()
    leader = make_document("NATO met Russia, which has shown no remorse.", "2010-11-11")
    met = make_entry(leader, "NATO = RUS CONSULT", trigger="met")
    judged = make_entry(leader, "MED:northern-wire > RUS ACCUSE", trigger="shown")
    found = news([old, met], [old, met, judged])
    assert found.elsewhere == (("judgements", 1),)
    assert "Nothing new" not in found.note
    assert "1 under “Judgements by outlets and authors”" in found.note


def test_an_act_of_any_earlier_brief_is_known_whatever_the_last_one_covered() -> None:
    both = [offer(), quick("NATO > RUS ACCUSE", "2009-03-03")]
    year = brief_of(both, since=dt.date(2010, 1, 1))
    found = add_news(brief_of(both), notes(brief_of(both), year)).news
    assert found is not None
    assert found.lines == ()


def test_what_lies_before_the_first_day_looked_at_is_left_out_and_counted() -> None:
    both = [offer(), quick("NATO > RUS ACCUSE", "2009-03-03")]
    found = add_news(brief_of(both), notes(brief_of(both, since=dt.date(2010, 1, 1)))).news
    assert found is not None
    assert found.lines == ()
    assert "Left out: 1 act before 1 January 2010" in found.note


def test_a_note_holds_only_what_no_earlier_one_has() -> None:
    old, late = offer(), answer()
    first, second = notes(brief_of([old]), brief_of([old, late]))
    assert old.event.id in first.entries
    assert late.event.id in second.entries
    assert not set(first.entries) & set(second.entries)


def changed_brief() -> Brief:
    entries = example_entries()
    return add_news(brief_of([*entries, answer(), offer()]), notes(brief_of(entries)))


@pytest.mark.parametrize("format", ["md", "html", "terminal"])
def test_every_format_opens_with_it(format: str) -> None:
    brief = changed_brief()
    text = write_brief(brief, format)
    assert brief.news is not None
    assert text.index("New since the brief of 6 December 2010") < text.rindex("At a glance")
    assert "New acts (2)" in text
    assert "New since" not in write_brief(brief_of(), format)


def test_json_has_it_with_every_line_whole() -> None:
    brief = changed_brief()
    plain = json.loads(render_json(brief))["news"]
    assert plain["made"] == "2010-12-06T08:05:00"
    assert {line["quote"]["text"] for line in plain["lines"]} == {
        "Russia proposed joint work.", "NATO agreed to joint work."
    }  # fmt: skip
    assert json.loads(render_json(brief_of()))["news"] is None
