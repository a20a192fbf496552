"""Presence: a reader is told what the data lack of the actors asked about."""

from __future__ import annotations

from detente.analysis.presence import warn_of_absences
from detente.ledger.presence import Presence


def presence(code: str, year: int = 2013, **more: float) -> Presence:
    row = {"events": 100, "bare": 60, "official": 90, "done": 50, "reports": 120, "outlets": 9,
           "months": 12, "silent": 0, "sampled": 0.0, **more}  # fmt: skip
    return Presence(coder="facts", code=code, year=year, **row)  # type: ignore[arg-type]


def test_full_data_give_no_warning() -> None:
    assert warn_of_absences([presence("CHN"), presence("JPN")], ["CHN", "JPN"]) == ()


def test_a_state_that_only_its_organs_stand_for_is_told() -> None:
    (said,) = warn_of_absences([presence("RUS", bare=0)], ["RUS"], {"RUS": "Russia"}.__getitem__)
    assert said.startswith("facts never has Russia by its bare name, only 90 events of its organs")


def test_who_is_missing_or_never_acts_is_told() -> None:
    rows = [presence("RUS", done=0), presence("NATO", events=0, bare=0, official=0, done=0)]
    assert warn_of_absences(rows, ["RUS", "NATO", "PER"]) == (
        "In facts RUS never acts, and is only acted upon.",
        "facts has nothing of NATO.",
        "facts has nothing of PER.",
    )
    assert warn_of_absences([], ["RUS"]) == ("The data have nothing of RUS.",)


def test_others_who_bear_the_code_are_not_the_state() -> None:
    (said,) = warn_of_absences([presence("SYR", bare=0, official=0)], ["SYR"])
    assert said.startswith("facts has nothing of SYR or its organs, only 100 events of others")


def test_few_events_silence_and_samples_are_told() -> None:
    few = [presence("RUS", events=3, bare=2, official=3, silent=10)]
    assert warn_of_absences(few, ["RUS"]) == (
        "facts has only 3 events of RUS.",
        "facts is silent on RUS in 10 of the 12 months that it covers.",
    )
    sampled = [presence("RUS", year, sampled=0.8) for year in (2005, 2007)]
    (said,) = warn_of_absences(sampled, ["RUS"])
    assert said.startswith("Of 2005 to 2007 facts has, wholly or in part, only a sample")
