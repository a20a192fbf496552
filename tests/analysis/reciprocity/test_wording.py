"""Summaries write numbers as people do: one act is no acts, and nothing is a power of ten."""

from __future__ import annotations

import re

import numpy as np
import pytest

from analysis.reciprocity.making import make_acts
from detente.analysis.reciprocity.measures import measure
from detente.analysis.reciprocity.result import say_number


@pytest.mark.parametrize(
    ("value", "sign", "expected"),
    [
        (-5.6e-05, "-", "-0.000056"), (123.4, "-", "120"), (0.5, "+", "+0.5"),
        (-0.0, "-", "0"), (3e-07, "+", "+0.0000003"), (float("nan"), "-", "NaN"),
    ],
)  # fmt: skip
def test_a_number_has_no_power_of_ten(value: float, sign: str, expected: str) -> None:
    assert say_number(value, sign=sign) == expected


def test_one_of_a_kind_stands_in_the_singular() -> None:
    acts = make_acts((">", -2.0, np.array([3])), ("<", 4.0, np.array([40])), days=60)
    found = measure(acts)
    assert found.account is not None
    text = "\n".join((found.summary(), found.series.summary(), found.account.summary()))
    assert "from 1 act." in text
    assert "1 hostile act," in text
    assert not re.search(r"\b1 (?:\w+ )?(?:acts|weeks|days)\b", text)
