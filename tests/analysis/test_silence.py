from __future__ import annotations

from detente.analysis.concerns import gather_concerns
from detente.analysis.coverage import measure_coverage, month_runs
from detente.analysis.pair import Pair
from detente.records import Modality
from report.making import day, make_concern, make_document, quick


def test_coverage_counts_reports_outlets_and_modalities() -> None:
    entries = [
        quick("NATO > RUS ACCUSE", "2009-01-05", outlet="Wire"),
        quick("NATO > RUS AID", "2009-03-05", outlet="Wire", modality="planned"),
        quick("NATO > RUS AID", "2009-03-06", outlet="Courier", modality="negated"),
    ]
    coverage = measure_coverage(entries, day("2009-01-01"), day("2009-05-31"))
    assert coverage.reports == 3
    assert coverage.outlets == (("Wire", 2), ("Courier", 1))
    assert dict(coverage.modalities)[Modality.PLANNED] == 1
    assert coverage.silent_months == (day("2009-02-01"), day("2009-04-01"), day("2009-05-01"))
    assert coverage.months == 5


def test_months_of_which_nothing_was_read_are_not_silent() -> None:
    read = {day("2009-01-01"): 9, day("2009-02-01"): 4}
    entries = [quick("NATO > RUS ACCUSE", "2009-01-05")]
    coverage = measure_coverage(entries, day("2009-01-01"), day("2009-03-31"), read)
    assert coverage.silent_months == (day("2009-02-01"),)
    assert coverage.unread_months == (day("2009-03-01"),)
    assert coverage.read == 13


def test_neighbouring_months_fold_over_the_turn_of_the_year() -> None:
    months = [day("2008-11-01"), day("2008-12-01"), day("2009-01-01"), day("2009-03-01")]
    assert month_runs(months) == [
        (day("2008-11-01"), day("2009-01-01")),
        (day("2009-03-01"), day("2009-03-01")),
    ]


def test_a_concern_in_the_same_words_counts_once_per_holder() -> None:
    one = make_document("Moscow fears NATO bases. So does Minsk.", "2009-01-01")
    two = make_document("Again Moscow fears NATO  bases.", "2009-02-01")
    held = gather_concerns(
        [
            make_concern(one, "RUS", "NATO bases"),
            make_concern(two, "RUS-MFA", "NATO  bases"),
            make_concern(one, "BLR", "Minsk"),
        ],
        Pair.parse("NATO", "RUS"),
    )
    assert [(str(one.holder), one.times) for one in held] == [("RUS", 2)]
