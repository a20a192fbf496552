from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from detente.analysis.press import Owner
from detente.records import Actor
from detente.report import brief_dict, build_brief, render_json
from report.example import NAMES, brief_of, example_documents, example_entries
from report.making import day, make_concern, make_document, make_entry, quick


def test_the_headline_counts_overtures_and_answers_of_both_sides() -> None:
    headline = brief_of().headline
    assert headline.conclusive
    assert headline.sentence == (
        "NATO and Russia made about as many overtures (5 against 6): within 90 days "
        "Russia answered 3 of NATO’s 4 in kind (1 more too recent to tell) "
        "and NATO answered none of Russia’s 6 in kind. "
        "NATO’s own acts were hostile in 8 of 13 cases, Russia’s in 11 of 20."
    )


def test_the_side_that_made_more_is_named_whichever_is_asked_first() -> None:
    kept = [e for e in example_entries() if e.event.source[0].code != "NATO" or e.quad > 2]
    assert brief_of(kept).headline.sentence.startswith("Russia made more overtures than NATO (9")
    swapped = build_brief("RUS", "NATO", kept, names=NAMES)
    assert swapped.headline.sentence.startswith("Russia made more overtures than NATO (9")
    assert "no overture" not in swapped.headline.sentence


def test_thin_material_draws_no_conclusion() -> None:
    headline = brief_of(example_entries()[:6]).headline
    assert not headline.conclusive
    assert headline.sentence.startswith("Insufficient evidence")
    assert "made" not in headline.sentence


def test_nothing_at_all_is_said_plainly_in_every_section() -> None:
    brief = brief_of([], concerns=())
    notes = [
        brief.chronology.note,
        brief.balance.note,
        *(side.note for side in brief.overtures),
        brief.asks.note,
        brief.voices.note,
        brief.voices.contradiction_note,
        brief.judgements.note,
        *(side.note for side in brief.concerns),
        brief.unrealised.note,
        *brief.coverage.remarks,
    ]
    assert all(notes)
    assert brief.overtures[1].note == "No overture by Russia was found in this material."
    assert not brief.headline.conclusive


def test_every_quote_stands_in_its_document() -> None:
    documents = example_documents()
    quotes = list(brief_of().quotes())
    assert len(quotes) > 40
    for quote in quotes:
        assert quote.text in documents[quote.document_id].text
        assert quote.outlet == documents[quote.document_id].outlet
        assert quote.date == documents[quote.document_id].date


def _quotes(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["document_id"]] if "document_id" in value else []
        return own + [found for one in value.values() for found in _quotes(one)]
    if isinstance(value, list):
        return [found for one in value for found in _quotes(one)]
    return []


@pytest.mark.parametrize("place", range(0, len(example_entries()), 3))
def test_a_line_whose_entry_is_removed_vanishes(place: int) -> None:
    entries = example_entries()
    gone = entries.pop(place)
    told = json.dumps(brief_dict(brief_of([*entries, gone])))
    left = json.dumps(brief_dict(brief_of(entries)))
    assert gone.event.id in told
    assert gone.event.id not in left


def test_without_a_document_no_quote_of_it_is_left() -> None:
    entries = [e for e in example_entries() if not e.document.id.endswith("-iskander")]
    ids = _quotes(brief_dict(brief_of(entries)))
    assert ids
    assert not any(id.endswith("-iskander") for id in ids)


def test_the_order_of_entries_changes_nothing() -> None:
    assert brief_of(example_entries()[::-1]) == brief_of()


def test_entries_outside_the_period_are_left_out() -> None:
    brief = brief_of(since=day("2009-01-01"), until=day("2009-12-31"))
    dates = [line.date for line in brief.chronology.lines]
    assert dates
    assert all(date is not None and date.year == 2009 for date in dates)


def test_what_did_not_happen_stands_apart() -> None:
    brief = brief_of()
    happened = {line.modality for line in brief.chronology.lines}
    assert happened == {"actual"}
    assert {line.modality for line in brief.unrealised.lines} == {
        "planned",
        "possible",
        "conditional",
        "negated",
    }
    counts = dict(brief.coverage.modalities)
    assert counts["denied or not done"] == 2


def test_opinion_enters_no_count() -> None:
    brief = brief_of()
    opinions = {line.id for line in brief.judgements.lines}
    assert len(opinions) == 3
    counted = {
        id
        for row in brief.balance.rows
        for cell in row.cells
        for count in cell.counts
        for id in count.story_ids
    }
    assert counted
    assert not opinions & counted
    without = [e for e in example_entries() if e.document.genre.value == "report"]
    assert brief_of(without).glance == brief.glance


def test_every_count_of_the_balance_sheet_has_its_lines() -> None:
    brief = brief_of()
    lines = brief.lines_by_id()
    rows = [*brief.balance.rows, brief.balance.total]
    counts = [count for row in rows for cell in row.cells for count in cell.counts]
    assert any(count.count for count in counts)
    for count in counts:
        assert count.count == len(count.story_ids)
        assert all(lines[id].quad == count.quad for id in count.story_ids)


def test_the_window_decides_what_counts_as_answered() -> None:
    short = dict(brief_of(window_days=10).overtures[0].outcomes)
    long = dict(brief_of(window_days=90).overtures[0].outcomes)
    assert short["answered in kind"] == 2
    assert long["answered in kind"] == 3


def test_material_that_reaches_further_makes_an_overture_old_enough() -> None:
    late = dict(brief_of(until=None, read_until=day("2011-06-30")).overtures[0].outcomes)
    assert late["too recent to tell"] == 0
    assert late["no answer found"] == 2


def test_a_withdrawal_on_the_withdrawers_word_alone_is_said_so() -> None:
    brief = brief_of()
    ask = next(a for a in brief.asks.items if a.issue == "territorial conflict")
    assert (ask.times, ask.status) == (2, "met, by its own account")
    (contradiction,) = brief.voices.contradictions
    assert contradiction.text == "According to Russia it happened; according to NATO it did not."


def test_an_act_by_others_is_shown_and_not_counted() -> None:
    brief = brief_of()
    protest = next(line for line in brief.chronology.lines if line.type == "PROTEST")
    assert protest.direction == "apart"
    acts = next(row for row in brief.glance if row.label == "Acts")
    assert acts.a + acts.b + (acts.together or 0) == len(brief.chronology.lines) - 1
    assert any("shown, not counted" in remark for remark in brief.coverage.remarks)


def test_a_speaker_who_acts_is_not_cited_for_it() -> None:
    lines = {line.sentence: line for line in brief_of().chronology.lines}
    own = lines["Dmitry Rogozin spoke in favour of cooperation with NATO"]
    told = lines["Russia broke off dealings with NATO"]
    assert (own.according_to, told.according_to) == (None, "an alliance spokeswoman")


def test_undated_entries_are_shown_last_and_answer_nothing() -> None:
    undated = replace(quick("RUS > NATO AGREE[CONSULT]", None, issues="diplomatic-relations"))
    brief = brief_of([*example_entries(), undated])
    assert brief.chronology.lines[-1].when == "undated"
    answers, _, _ = brief_of().headline.sentence.partition(" NATO’s own acts")
    assert brief.headline.sentence.startswith(answers)
    assert any("no date" in remark for remark in brief.coverage.remarks)


def test_json_says_all_that_the_brief_says() -> None:
    brief = brief_of()
    plain = json.loads(render_json(brief))
    assert plain == brief_dict(brief)
    assert plain["format"] == "detente-brief/1"
    assert len(plain["chronology"]["lines"]) == len(brief.chronology.lines)
    assert plain["chronology"]["lines"][0]["date"] == "2008-08-19"
    assert plain["overtures"][0]["items"][0]["followed_by"][0]["lag_days"] == 17


def test_json_can_be_written_whatever_the_text_holds() -> None:
    text = "NATO accused \ud800 Russia."
    entry = quick("NATO > RUS ACCUSE", text=text, trigger="accused")
    written = render_json(brief_of([entry], since=None, until=None)).encode()
    assert json.loads(written)["chronology"]["lines"][0]["quote"]["text"] == text


@pytest.mark.parametrize(("a", "b"), [("NATO", "NATO"), ("nato", "RUS")])
def test_what_is_no_pair_is_misuse(a: str, b: str) -> None:
    with pytest.raises(ValueError, match=r"pair|actor id"):
        build_brief(a, b, [])


def test_weak_readings_are_shown_and_counted_nowhere() -> None:
    surest = max(entry.event.confidence for entry in example_entries())
    weak = [replace(e, event=replace(e.event, confidence=0.3)) for e in example_entries()]
    brief = brief_of(weak)
    assert len(brief.weak.lines) > 30
    assert not brief.chronology.lines
    assert not brief.headline.conclusive
    assert any("the coder trusts them less than 0.5" in one for one in brief.coverage.remarks)
    assert not brief_of(min_confidence=0.0).weak.lines
    strict = brief_of(min_confidence=surest + 0.01)
    assert not strict.chronology.lines


def test_opinions_and_concerns_on_others_stay_out() -> None:
    sweets = make_document("Herald praised NATO. NATO fears a shortage of sweets.", id="sweets")
    told = make_entry(sweets, "MED:herald > NATO SUPPORT", "Herald praised NATO.", "praised")
    worry = make_concern(sweets, "NATO", "a shortage of sweets")
    brief = brief_of([*example_entries(), told], concerns=[worry])
    assert told.event.id not in {line.id for line in brief.judgements.lines}
    assert not brief.concerns[0].items
    of_russia = make_concern(sweets, "NATO", "a shortage of sweets")
    named = replace(of_russia, concern=replace(of_russia.concern, actors=(Actor("RUS"),)))
    assert brief_of(concerns=[named]).concerns[0].items[0].about == "a shortage of sweets"


def test_open_asks_come_first_and_the_oldest_of_them_on_top() -> None:
    items = brief_of().asks.items
    by_sides = [item.asker in ("NATO", "Russia") for item in items]
    assert by_sides == sorted(by_sides, reverse=True)
    for own in (True, False):
        some = [item for item, by_side in zip(items, by_sides, strict=True) if by_side is own]
        states = [item.status == "open" for item in some]
        assert any(states)
        assert states == sorted(states, reverse=True)
        days = [item.lines[0].date for item in some if item.status == "open"]
        assert days == sorted(day for day in days if day is not None)


def test_the_press_stands_side_by_side_with_its_owners() -> None:
    owners = {"Northern Wire": Owner("GBR", "private"), "Vostok Courier": Owner("RUS", "state")}
    press = brief_of(owners=owners.get).press
    rows = {row.outlet: row for row in press.rows}
    assert rows["Vostok Courier"].owner == "state, Russia"
    assert all(row.acts == sum((*row.a, *row.b, *row.together)) for row in press.rows)
    assert "Fisher" in press.sentence or "are needed" in press.sentence
    assert "is not known" in brief_of().press.sentence
