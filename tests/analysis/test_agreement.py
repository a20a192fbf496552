"""Agreement of reviewers, held against published figures."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

import pytest

from detente.analysis.agreement import cohen_kappa, find_agreement, krippendorff_alpha
from detente.ledger import Review
from detente.ledger.rulings import rule
from detente.records import Event, Modality
from ledger.samples import actors, document, event

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: section A (two observers, ten
# articles), section B (two observers, twelve units), section C (four observers, missing values).
SECTION_A = ("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
SECTION_B = ("a a b b d c c c e d d a", "b a b b b c c c e d d d")
SECTION_C = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)


def units(rows: tuple[str, ...]) -> list[list[Hashable]]:
    columns = zip(*(row.split() for row in rows), strict=True)
    return [[value for value in column if value != "."] for column in columns]


@pytest.mark.parametrize(
    ("rows", "alpha"), [(SECTION_A, 0.095), (SECTION_B, 0.692), (SECTION_C, 0.743)]
)
def test_alpha_is_krippendorffs(rows: tuple[str, ...], alpha: float) -> None:
    assert krippendorff_alpha(units(rows)) == pytest.approx(alpha, abs=0.0005)


def test_kappa_is_that_of_fleiss_levin_and_paik() -> None:
    # Statistical Methods for Rates and Proportions (2003), table 18.1: psychotic, neurotic, organic
    table = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]
    pairs = [
        (one, other)
        for one, row in enumerate(table)
        for other, count in enumerate(row)
        for _ in range(count)
    ]
    assert cohen_kappa(pairs) == pytest.approx(0.676, abs=0.0005)


def test_kappa_agrees_with_statsmodels() -> None:
    from statsmodels.stats.inter_rater import cohens_kappa, to_table

    pairs = [(int(one), int(other)) for one, other in zip("0102120011", "0112110201", strict=True)]
    table, _ = to_table(pairs)
    assert cohen_kappa(pairs) == pytest.approx(cohens_kappa(table, return_results=False))


def test_where_nothing_differs_nothing_can_be_said() -> None:
    assert krippendorff_alpha([["a", "a"], ["a", "a"]]) is None
    assert cohen_kappa([("a", "a"), ("a", "a")]) is None
    assert krippendorff_alpha([["a"], ["b"]]) is None
    assert cohen_kappa([]) is None


FOUND = [
    event(document(f"d{number}", "NATO urged Russia."), "NATO", "REQUEST", "RUS", trigger="urged")
    for number in range(4)
]


def review(number: int, reviewer: str, kind: str = "confirm", event: Event | None = None) -> Review:
    found = FOUND[number]
    return Review.make(kind, reviewer, entries=(found.id,), found=found, event=event)


def test_fields_are_compared_where_both_let_the_entry_stand() -> None:
    accused = replace(FOUND[1], type="ACCUSE")
    planned = replace(FOUND[2], modality=Modality.PLANNED, target=actors("RUS-MIL"))
    reviews = [
        review(0, "anna"), review(0, "ben"),
        review(1, "anna", "correct", accused), review(1, "ben"),
        review(2, "anna"), review(2, "ben", "correct", planned),
        review(3, "anna", "reject"), review(3, "ben"),
    ]  # fmt: skip
    found = find_agreement(rule(reviews).entries)
    shares = {one.field: (one.entries, one.agreed) for one in found.fields}
    assert shares == {
        "accepted": (4, 0.75), "type": (3, pytest.approx(2 / 3)),
        "modality": (3, pytest.approx(2 / 3)), "source": (3, 1.0),
        "target": (3, pytest.approx(2 / 3)),
    }  # fmt: skip
    by_field = {one.field: one for one in found.fields}
    assert by_field["accepted"].alpha == pytest.approx(0.0)
    assert by_field["source"].alpha is None
    low, high = by_field["type"].low, by_field["type"].high
    assert low is not None
    assert high is not None
    assert low <= (by_field["type"].alpha or 0) <= high
    pair = next(two for two in found.pairs if two.field == "accepted")
    assert (pair.one, pair.other, pair.entries, pair.kappa) == ("anna", "ben", 4, 0.0)


def test_a_second_thought_replaces_the_first_and_one_reviewer_agrees_with_nobody() -> None:
    reviews = [review(0, "anna", "reject"), review(0, "ben"), review(0, "anna"), review(1, "ben")]
    found = find_agreement(rule(reviews).entries)
    assert [(one.entries, one.agreed) for one in found.fields] == [(1, 1.0)] * 5
    assert find_agreement(rule(reviews[3:]).entries).fields == ()


def test_a_review_of_the_corrected_entry_is_one_of_the_same_entry() -> None:
    accused = replace(FOUND[0], type="ACCUSE")
    later = Review.make("confirm", "ben", entries=(accused.id,), found=accused)
    found = find_agreement(rule([review(0, "anna", "correct", accused), later]).entries)
    assert {one.field: one.agreed for one in found.fields}["type"] == 1.0


def test_what_is_done_together_has_no_first_side() -> None:
    together = replace(FOUND[0], mutual=True, type="CONSULT")
    turned = replace(together, source=together.target, target=together.source)
    reviews = [review(0, "anna", "correct", together), review(0, "ben", "correct", turned)]
    found = {one.field: one.agreed for one in find_agreement(rule(reviews).entries).fields}
    assert (found["source"], found["target"]) == (1.0, 1.0)
