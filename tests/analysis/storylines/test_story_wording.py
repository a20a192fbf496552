from __future__ import annotations

import pytest

from detente.analysis.storylines.wording import KEPT_WORDS, RecentWords, count_words, stem
from detente.records import Document


@pytest.mark.parametrize(
    ("forms", "stemmed"),
    [
        ("withdraws withdrawing", "withdraw"),
        ("treaty treaties", "treaty"),
        ("missile missiles", "missil"),
        ("russia's russia’s russia", "russia"),
        ("press", "press"),
    ],
)
def test_forms_of_a_word_are_one(forms: str, stemmed: str) -> None:
    assert {stem(form) for form in forms.split()} == {stemmed}


def test_words_of_the_title_count_more_and_function_words_not_at_all() -> None:
    counts = count_words(Document("d", "The talks failed after the veto.", title="Veto"))
    assert counts == {"talk": 1, "fail": 1, "veto": 5}


def test_what_fills_the_news_weighs_little_and_more_again_once_it_is_forgotten() -> None:
    recent = RecentWords(size=100)
    for _ in range(100):
        recent.take({"flood": 1})
    counts = {"flood": 1, "tallinn": 1}
    flooded = recent.weigh(counts)
    for _ in range(100):
        recent.take({"frost": 1})
    dry = recent.weigh(counts)
    assert flooded["flood"] < 0.5 * flooded["tallinn"]
    assert dry["flood"] == dry["tallinn"] == pytest.approx(1)


def test_a_long_document_keeps_its_most_telling_words() -> None:
    weights = RecentWords().weigh({f"word{n:03}": 1 + n for n in range(200)})
    assert set(weights) == {f"word{n:03}" for n in range(200 - KEPT_WORDS, 200)}
    assert sum(weight**2 for weight in weights.values()) == pytest.approx(KEPT_WORDS)


def test_no_words_have_no_weights() -> None:
    assert RecentWords().weigh({}) == {}
