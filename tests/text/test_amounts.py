"""Amounts: what is counted, how much, and what is no amount."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.text.amounts import find_amounts
from detente.text.numbers import read_number

CASES = [
    ("It paid $2bn.", 2e9, "USD", "$2bn"),
    ("It paid $2.2 billion.", 2.2e9, "USD", "$2.2 billion"),
    ("It paid €500m.", 5e8, "EUR", "€500m"),
    ("It paid 2 billion dollars.", 2e9, "USD", "2 billion dollars"),
    ("It paid US$ 5 million.", 5e6, "USD", "US$ 5 million"),
    ("It paid USD$5 billion.", 5e9, "USD", "USD$5 billion"),
    ("It paid A$3m.", 3e6, "AUD", "A$3m"),
    ("It paid £1,500.", 1500, "GBP", "£1,500"),
    ("It paid ¥300bn.", 3e11, "JPY", "¥300bn"),
    ("It paid 30 million euros.", 3e7, "EUR", "30 million euros"),
    ("It paid 5bn roubles.", 5e9, "RUB", "5bn roubles"),
    ("It paid half a million Hong Kong dollars.", 5e5, "HKD", "half a million Hong Kong dollars"),
    ("It paid a billion U.S. dollars.", 1e9, "USD", "a billion U.S. dollars"),
    ("It paid $2-3 billion.", 2e9, "USD", "$2-3 billion"),
    ("It paid Rs 500 crore.", 5e9, "INR", "Rs 500 crore"),
    ("It paid 5 trillion won.", 5e12, "KRW", "5 trillion won"),
    ("a $40-million deal", 4e7, "USD", "$40-million"),
    ("It sent 30,000 additional U.S. troops.", 30000, "troops", "30,000 additional U.S. troops"),
    ("It sent a hundred soldiers.", 100, "troops", "a hundred soldiers"),
    ("It sent one hundred and fifty thousand troops.", 150000, "troops", None),
    ("It sent 200 to 300 troops.", 200, "troops", "200 to 300 troops"),
    ("It sent between 200 and 300 troops.", 200, "troops", "200 and 300 troops"),
    ("It fired two missiles.", 2, "missiles", "two missiles"),
    ("It fired 20 short-range ballistic missiles.", 20, "missiles", None),
    ("It fired one missile.", 1, "missiles", "one missile"),
    ("It has 1,500 nuclear warheads.", 1500, "warheads", "1,500 nuclear warheads"),
    ("It has two dozen tanks.", 24, "tanks", "two dozen tanks"),
    ("It sold 12 F-16 fighter jets.", 12, "aircraft", "12 F-16 fighter jets"),
    ("It sold 36 aircraft.", 36, "aircraft", "36 aircraft"),
    ("At least 12 people were killed.", 12, "killed", "12 people were killed"),
    ("It killed at least 12 people.", 12, "killed", "12 people"),
    ("killing 12", 12, "killed", "12"),
    ("It left 21 people dead.", 21, "killed", "21 people dead"),
    ("Ten soldiers died there.", 10, "killed", "Ten soldiers died"),
    ("The death toll rises to 67.", 67, "killed", "67"),
    ("It claimed nine lives.", 9, "killed", "nine lives"),
    ("Nine people, including four children, are killed.", 9, "killed", None),
    ("There were 45 deaths.", 45, "killed", "45 deaths"),
    ("It wounded 30 others.", 30, "wounded", "30 others"),
    ("30 others were injured", 30, "wounded", "30 others were injured"),
    ("They took 12 hostages.", 12, "hostages", "12 hostages"),
    ("twenty-five Palestinian prisoners", 25, "prisoners", "twenty-five Palestinian prisoners"),
    ("7.5 percent", 7.5, "percent", "7.5 percent"),
    ("60% of it", 60, "percent", "60%"),
    ("3 per cent", 3, "percent", "3 per cent"),
    ("2 million barrels a day", 2e6, "barrels", "2 million barrels"),
    ("70,000 tonnes of wheat", 70000, "tonnes", "70,000 tonnes"),
    ("70,000 metric tons of wheat", 70000, "tonnes", "70,000 metric tons"),
]


@pytest.mark.parametrize(("text", "value", "unit", "words"), CASES)
def test_amounts(text: str, value: float, unit: str, words: str | None) -> None:
    (mention,) = find_amounts(text)
    amount = mention.amount
    assert amount.value == value
    assert (amount.currency or amount.unit) == unit
    assert (amount.unit == "currency") == (amount.currency is not None)
    assert amount.text == text[mention.start : mention.end]
    assert words is None or amount.text == words


def test_several_in_one_sentence() -> None:
    found = find_amounts("It killed 12 people, wounded 30 and cost $2bn, or 5% of output.")
    assert [(one.amount.value, one.amount.unit) for one in found] == [
        (12, "killed"), (30, "wounded"), (2e9, "currency"), (5, "percent"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "tens of thousands of troops",
        "thousands of soldiers, hundreds of tanks",
        "several hundred soldiers, a few thousand troops",
        "On 12 March 2009 the troops left.",
        "In 2008 troops left.",
        "the 20th soldier",
        "a 12-year-old was killed",
        "It was killed 12 hours later.",
        "a missile fired at 10:30 hit planes",
        "two countries sent troops",
        "one man fired missiles",
        "two missile tests",
        "three aircraft carriers",
        "six suicide bombers",
        "500 pounds of explosives",
        "They played 5 and won.",
        "It is 500m away.",
        "two three tanks",
        "the two sides",
        "",
    ],
)
def test_what_is_no_amount(text: str) -> None:
    assert find_amounts(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2,000", 2000), ("2.2 million", 2.2e6), ("two dozen", 24), ("a hundred", 100),
        ("forty-two", 42), ("three hundred and fifteen", 315), ("half a million", 5e5),
        ("one hundred thousand", 1e5), ("two million five hundred thousand", 2.5e6),
        ("twenty twenty", None), ("fifteen three", None), ("", None), ("many", None),
        ("9" * 30, None),
    ],
)  # fmt: skip
def test_number_words(text: str, value: float | None) -> None:
    assert read_number(text) == value


@given(st.lists(st.sampled_from([case[0] for case in CASES]) | st.text(max_size=12), max_size=6))
def test_nothing_is_raised_and_spans_are_verbatim(parts: list[str]) -> None:
    text = " ".join(parts)
    end = 0
    for mention in find_amounts(text):
        assert text[mention.start : mention.end] == mention.amount.text
        assert mention.start >= end
        assert mention.amount.value >= 0
        end = mention.end


@given(st.integers(min_value=2, max_value=10**9))
def test_every_count_is_read(count: int) -> None:
    (mention,) = find_amounts(f"They sent {count:,} soldiers home.")
    assert mention.amount.value == count
