"""Copies: whether one text repeats another, whole, shortened or lightly rewritten.

Runs of words (shingles) of two texts are compared by a sample of them: those with the smallest
hashes, which are the same in both wherever both have them (Broder 1997, "On the resemblance and
containment of documents"). Reports of one event that were written apart share few runs, and
quotations are some of them.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple
from zlib import crc32

RUN_WORDS = 4
SAMPLED_RUNS = 128
COPIED_SHARE = 0.5
SURPLUS_RUNS = 4
"""How many runs more than that share must be common: of a sentence or two, most."""

LEAST_LENGTH = 1 / 3
"""Of the longer text: a sentence that stands in an article is no shortened version of it."""

_WORD = re.compile(r"[^\W_]+")


class Sketch(NamedTuple):
    """The smallest hashes of a text's runs of words, in order, and how many runs it has."""

    runs: tuple[int, ...]
    total: int


def sketch(text: str) -> Sketch:
    """What is kept of a text to compare it with others."""
    words = _WORD.findall(text.lower())
    starts = range(max(min(1, len(words)), len(words) - RUN_WORDS + 1))
    runs = {crc32(" ".join(words[i : i + RUN_WORDS]).encode()) for i in starts}
    return Sketch(tuple(sorted(runs)[:SAMPLED_RUNS]), len(runs))


def is_copy(one: Sketch, other: Sketch) -> bool:
    """Whether the shorter of two texts mostly stands in the longer one.

    That is half of the runs of a long text, all of those of a headline.
    """
    if min(one.total, other.total) < max(1, LEAST_LENGTH * max(one.total, other.total)):
        return False
    limit = min(_limit(one), _limit(other))
    first, second = ({run for run in text.runs if run <= limit} for text in (one, other))
    shorter = min(len(first), len(second))
    return len(first & second) >= min(shorter, COPIED_SHARE * shorter + SURPLUS_RUNS)


def _limit(text: Sketch) -> float:
    """Up to which hash a sketch holds every run of its text."""
    return text.runs[-1] if text.total > SAMPLED_RUNS else math.inf
