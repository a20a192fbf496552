"""Money: the currency that a number is a sum of, by the sign before it or the word after."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from detente.text.numbers import read_data

__all__ = ["find_sign", "find_word"]

_SIGN_CHARS = 6


def _currencies() -> dict[str, dict[str, Any]]:
    table: dict[str, dict[str, Any]] = read_data("amounts")["money"]
    return table


@cache
def _signs() -> tuple[dict[str, str], re.Pattern[str]]:
    codes = {sign: code for code, row in _currencies().items() for sign in row.get("signs", ())}
    longest_first = sorted(codes, key=len, reverse=True)
    signs = "|".join(map(re.escape, longest_first))
    return codes, re.compile(rf"(?<![A-Za-z])(?P<sign>{signs})\s?$")


@cache
def _words() -> tuple[dict[str, str], re.Pattern[str]]:
    codes: dict[str, str] = {}
    for code, row in _currencies().items():
        codes |= {word.lower(): code for word in row.get("words", ())}
        for adjective in row.get("adjectives", ()):
            codes |= {f"{adjective.lower()} {noun}": code for noun in ("dollar", "dollars")}
    longest_first = sorted(codes, key=len, reverse=True)
    names = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)
    nation = (
        r"(?-i:[A-Z][a-z]+\s)?"  # "Saudi riyals": whose they are, where the word alone would do
    )
    return codes, re.compile(rf"[\s-]?{nation}(?P<word>{names})(?![\w-])", re.I)


def find_sign(text: str, at: int) -> tuple[int, str] | None:
    """Where a currency's sign that ends before ``at`` begins, and its ISO 4217 code."""
    codes, pattern = _signs()
    low = max(0, at - _SIGN_CHARS)
    match = pattern.search(text[low:at])
    return (low + match.start(), codes[match["sign"]]) if match else None


_WEIGHT = re.compile(r"\s+of\s+(?!aid|debt|funding|assistance|investment|savings|cuts)", re.I)


def find_word(text: str, at: int, *, scaled: bool) -> tuple[int, str] | None:
    """Where a currency's name that begins at ``at`` ends, and its ISO 4217 code.

    ``pounds of`` something are a weight, and ``won`` after a number without a scale is a verb.
    """
    codes, pattern = _words()
    match = pattern.match(text, at)
    if match is None:
        return None
    word = " ".join(match["word"].lower().split())
    if word in ("pound", "pounds") and _WEIGHT.match(text, match.end()):
        return None
    if word == "won" and not scaled:
        return None
    return match.end(), codes[word]
