from __future__ import annotations

import pytest

from detente.analysis.judgements import is_judgement
from detente.analysis.pair import Pair
from detente.analysis.versions import find_contradictions
from detente.analysis.voices import classify_voice
from detente.records import Genre, VoiceKind
from report.making import quick

PAIR = Pair.parse("NATO", "RUS")


@pytest.mark.parametrize(
    ("what", "sayer", "kind"),
    [
        ("RUS > NATO RETREAT", "RUS-MIL", VoiceKind.SELF),
        ("RUS > NATO RETREAT", "NATO", VoiceKind.ADVERSARY),
        ("RUS > NATO RETREAT", "USA", VoiceKind.THIRD),
        ("RUS > NATO RETREAT", "RUS-OPP", VoiceKind.THIRD),
        ("RUS > NATO RETREAT", None, VoiceKind.UNIDENTIFIED),
        ("NATO = RUS CONSULT", "RUS", VoiceKind.SELF),
    ],
)
def test_whose_word_it_is(what: str, sayer: str | None, kind: VoiceKind) -> None:
    entry = quick(what, says="a spokesman", sayer=sayer)
    assert classify_voice(entry, PAIR) is kind


def test_without_a_speaker_it_is_the_outlets_word() -> None:
    assert classify_voice(quick("RUS > NATO RETREAT"), PAIR) is VoiceKind.OUTLET


def test_a_denial_by_the_other_side_is_a_contradiction() -> None:
    yes = quick("RUS > NATO RETREAT", "2008-09-01", says="Moscow", sayer="RUS")
    no = quick("RUS > NATO RETREAT", "2008-09-09", says="NATO", sayer="NATO", modality="negated")
    (found,) = find_contradictions([no, yes], PAIR)
    assert (found.kind, str(found.one_side), str(found.other_side)) == ("denied", "RUS", "NATO")


@pytest.mark.parametrize(
    ("date", "sayer", "issue"),
    [
        ("2008-09-20", "NATO", "energy"),
        ("2008-09-02", "RUS", "energy"),
        ("2008-09-02", "NATO", "x"),
    ],
    ids=["too late", "same side", "other issue"],
)
def test_what_is_no_contradiction(date: str, sayer: str, issue: str) -> None:
    yes = quick("RUS > NATO RETREAT", "2008-09-01", says="x", sayer="RUS", issues="energy")
    no = quick("RUS > NATO RETREAT", date, says="x", sayer=sayer, modality="negated", issues=issue)
    assert find_contradictions([yes, no], PAIR) == []


def test_each_side_blaming_the_other_for_force_is_a_contradiction() -> None:
    one = quick("RUS > NATO ASSAULT", "2008-08-08", says="NATO", sayer="NATO")
    other = quick("NATO > RUS ASSAULT", "2008-08-08", says="Moscow", sayer="RUS")
    owned = quick("NATO > RUS ASSAULT", "2008-08-08", says="NATO", sayer="NATO")
    assert [found.kind for found in find_contradictions([one, other], PAIR)] == ["blamed"]
    assert find_contradictions([one, owned], PAIR) == []


@pytest.mark.parametrize(
    ("what", "genre", "more", "judgement"),
    [
        ("MED:gazette > RUS ACCUSE", Genre.REPORT, {}, True),
        ("RUS-MED > NATO ACCUSE", Genre.REPORT, {}, True),
        ("NATO > RUS ACCUSE", Genre.EDITORIAL, {}, True),
        ("NATO > RUS AID", Genre.COMMENTARY, {"modality": "possible"}, True),
        ("NATO > RUS ACCUSE", Genre.EDITORIAL, {"says": "NATO", "sayer": "NATO"}, False),
        ("NATO > RUS SANCTION", Genre.EDITORIAL, {}, False),  # a deed recalled in passing
        ("NATO > RUS ACCUSE", Genre.REPORT, {}, False),
    ],
)
def test_opinion_is_told_from_report(
    what: str, genre: Genre, more: dict[str, str], judgement: bool
) -> None:
    assert is_judgement(quick(what, genre=genre, **more)) is judgement
