"""Numbers: digits and number words, as they stand in English news."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["number_pattern", "read_data", "read_number", "scale_of"]

DIGITS = r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_MAX_DIGITS = 18


@cache
def read_data(name: str) -> dict[str, Any]:
    """The tables of ``data/name.toml``."""
    path = files("detente.text").joinpath("data", f"{name}.toml")
    return tomllib.loads(path.read_text("utf-8"))


@cache
def _small() -> dict[str, int]:
    data = read_data("numbers")
    return {**data["ones"], **data["tens"]}


def _scales() -> dict[str, float]:
    scales: dict[str, float] = read_data("numbers")["scales"]
    return scales


@cache
def number_pattern() -> str:
    """A pattern for one number, without groups: ``2,000``, ``2.2 million``, ``two dozen``.

    A scale needs a number before it, or ``a``, or ``half a``: ``thousands`` and ``several
    hundred`` say no number and do not match as wholes.
    """
    small, scale = "|".join(_small()), "|".join(_scales())
    word = rf"(?:(?:half\s+)?an?\s+(?:{scale})|{small})"
    more = rf"(?:[\s-]+(?:and\s+)?(?:{small}|{scale})\b)*"
    return rf"(?:(?:{DIGITS})(?:[\s-](?:{scale})\b)*|\b{word}\b{more})"


def scale_of(abbreviation: str) -> float:
    """What an abbreviation after digits multiplies them by (``bn`` is 1e9); 1 for none."""
    table: dict[str, float] = read_data("numbers")["abbreviations"]
    return table.get(abbreviation.lower(), 1.0)


def read_number(text: str) -> float | None:
    """The number that ``text`` says, or ``None`` where the words make none (``two three``)."""
    total, current, started = 0.0, 0.0, False
    for word in re.findall(rf"{DIGITS}|[a-z]+", text.lower()):
        if word[0].isdigit():
            digits = re.sub(r"[,\s]", "", word)
            if started or len(digits) > _MAX_DIGITS:
                return None
            current = float(digits)
        elif word in ("a", "an", "and", "half"):
            current = 0.5 if word == "half" else current
        elif word in _small():
            value = _small()[word]
            if not _follows(current, value) or (started and value == 0):
                return None
            current += value
        elif word in _scales():
            total, current = _multiply(total, current, word)
        else:
            return None
        started = True
    return total + current if started else None


def _follows(current: float, value: int) -> bool:
    """Whether ``value`` may be added to a number: 40 and 2, 300 and 15, but not 15 and 3."""
    room = 10 if value < 10 and current % 100 >= 20 else 100
    return current % room == 0


def _multiply(total: float, current: float, word: str) -> tuple[float, float]:
    scale = _scales()[word]
    if scale <= 100 and current != 0.5:  # a hundred may be multiplied again
        return total, (current or 1) * scale
    return total + (current or 1) * scale, 0.0
