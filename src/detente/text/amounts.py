"""Amounts: sums of money, forces, dead and wounded, and other quantities that a sentence names.

Units and words are data (``data/amounts.toml``). A range counts as its lower end, which is what
the text vouches for; ``thousands of troops`` say no number and are no amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from detente.records import Amount
from detente.text.money import find_sign, find_word
from detente.text.numbers import number_pattern, read_data, read_number, scale_of

__all__ = ["AmountMention", "find_amounts"]


@dataclass(frozen=True, slots=True)
class AmountMention:
    """Words that state an amount: ``text[start:end] == amount.text``."""

    start: int
    end: int
    amount: Amount


@dataclass(frozen=True, slots=True)
class _Number:
    """A number in the text; ``scaled`` if it has a scale, ``low`` the first of a range."""

    start: int
    end: int
    low: float
    scaled: bool


def find_amounts(text: str) -> list[AmountMention]:
    """The amounts that a sentence or paragraph states, in order, none inside another."""
    words = set(_WORD.findall(text.lower()))
    if _DIGIT.search(text) is None and words.isdisjoint(_number_words()):
        return []
    found = []
    at = 0
    for number in _numbers(text):
        if number.start < at:
            continue
        mention = _read_money(text, number) or _read_percent(text, number)
        mention = mention or _read_harm(text, number) or _read_unit(text, number)
        if mention is not None:
            found.append(mention)
            at = mention.end
    return found


def _mention(
    text: str, start: int, end: int, value: float, unit: str, currency: str | None = None
) -> AmountMention:
    return AmountMention(start, end, Amount(value, unit, currency, text[start:end]))


def _words() -> dict[str, list[str]]:
    words: dict[str, list[str]] = read_data("amounts")["words"]
    return words


def _any(words: list[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first)


# Numbers

_WORD = re.compile(r"[a-z]+")
_DIGIT = re.compile(r"\d")


@cache
def _number_words() -> frozenset[str]:
    data = read_data("numbers")
    return frozenset(word for name in ("ones", "tens", "scales") for word in data[name])


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    number = number_pattern()
    abbreviation = rf"(?:\s?(?P<scale>{_any(list(read_data('numbers')['abbreviations']))})(?!\w))?"
    one = rf"(?<![\w.,/:–-])(?P<number>{number}){abbreviation}"
    signs = r"(?:[A-Z]{0,3}[$€£¥₽₹₩₪₺₴]\s?)?"
    link = r"(?:\s?[-–—]\s?|\s+(?:to|or|(?P<and>and))\s+)"
    more = (
        rf"{link}{signs}(?P<high>{number}){abbreviation.replace('scale', 'high_scale')}(?![\w:/])"
    )
    return re.compile(one, re.I), re.compile(more, re.I)


def _numbers(text: str) -> Iterator[_Number]:
    """Every number of the text; one that is part of a word, a time or an age is none."""
    first, more = _patterns()
    for match in first.finditer(text):
        end = match.end()
        if (
            _goes_on(text, end)
            or _is_vague(text, match.start())
            or _is_year(text, match.start(), match["number"])
        ):
            continue
        low = read_number(match["number"])
        if low is None:
            continue
        scale = scale_of(match["scale"] or "")
        own = scale > 1 or re.search(r"[a-z]$", match["number"], re.I) is not None
        second = more.match(text, end)
        if second and second["and"] and not text[: match.start()].lower().endswith("between "):
            second = None
        high = read_number(second["high"]) if second else None
        if second and high is not None and not _goes_on(text, second.end()):
            factor = _factor(second["high"], high) * scale_of(second["high_scale"] or "")
            if high * scale_of(second["high_scale"] or "") > low * scale:
                end = second.end()
                scale = scale if own else factor
                own = own or factor > 1
        yield _Number(match.start(), end, low * scale, own)


_GOES_ON = re.compile(r"[\w:/]|[.,]\d|['’]s\b|[-\s]years?[-\s]old\b|(?:st|nd|rd|th)\b", re.I)
_SCALED = re.compile(r"(?P<digits>[\d.,]+)[\s-]+[a-z]", re.I)


def _goes_on(text: str, at: int) -> bool:
    return _GOES_ON.match(text, at) is not None


_VAGUE = re.compile(r"\b(?:(?:tens|dozens|scores|hundreds)\s+of|several|few|many)\s+$", re.I)


def _is_vague(text: str, at: int) -> bool:
    return _VAGUE.search(text[max(0, at - 14) : at]) is not None


_YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR_CUE = re.compile(r"\b(?:in|since|until|by|during|year)\s+$", re.I)


def _is_year(text: str, at: int, number: str) -> bool:
    """Whether four digits are a year rather than a count (``In 2008 troops left``)."""
    return bool(_YEAR.fullmatch(number) and _YEAR_CUE.search(text[max(0, at - 10) : at]))


def _factor(words: str, value: float) -> float:
    """What the scale of ``words`` multiplies its digits by (``3 billion``: 1e9)."""
    match = _SCALED.match(words)
    digits = read_number(match["digits"]) if match else None
    return value / digits if digits else 1.0


# Money and percent

_PERCENT = re.compile(
    r"(?:\s?%|[\s-]?per\s?cent(?:age\s+points?)?\b|\s+percentage\s+points?\b)", re.I
)


def _read_money(text: str, number: _Number) -> AmountMention | None:
    sign = find_sign(text, number.start)
    if sign:
        return _mention(text, sign[0], number.end, number.low, "currency", sign[1])
    word = find_word(text, number.end, scaled=number.scaled)
    if word:
        return _mention(text, number.start, word[0], number.low, "currency", word[1])
    return None


def _read_percent(text: str, number: _Number) -> AmountMention | None:
    match = _PERCENT.match(text, number.end)
    return match and _mention(text, number.start, match.end(), number.low, "percent")


# People harmed


@cache
def _harm() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before a number of people harmed (``killed at least``), and what behind it."""
    before, after = read_data("amounts")["harm_before"], read_data("amounts")["harm_after"]
    about = rf"(?:(?:{_any(_words()['about'])})\s+)*"
    ahead = re.compile(
        rf"(?:\b(?:{_named(before)})"
        rf"|\b(?P<toll>death\s+toll)\b[^.;]{{0,60}}?\b(?:to|of|at|is|was|reache[sd]|passe[sd]|exceed(?:s|ed)))"
        rf"\s+{about}$",
        re.I,
    )
    behind = re.compile(
        r"(?P<noun>(?:\s+[\w’'-]+){0,4}?)(?:,\s+(?:including|among\s+them)\s[^,;.]{0,60},)?(?:\s+(?:were|was|are|is|have\s+been|has\s+been|had\s+been"
        r"|being|be|remain|remained))?(?:\s+(?:also|still|reportedly|confirmed|shot|found|left|feared|either))*\s+"
        rf"(?:{_named(after)})\b",
        re.I,
    )
    return ahead, behind


def _named(units: dict[str, list[str]]) -> str:
    return "|".join(f"(?P<{unit}>{_any(words)})" for unit, words in units.items())


_LIVES = re.compile(r"(?:\s+[a-z]+)?\s+lives\b")
_CLAIMED = re.compile(
    r"\b(?:claim(?:s|ed|ing)|took|takes|taking|cost(?:s|ing)?)\s+(?:\w+\s+){0,3}$", re.I
)
_NEXT_WORD = re.compile(r"\s+(?P<word>[\w’'-]+)")
_LOOK_BACK_CHARS = 110


def _read_harm(text: str, number: _Number) -> AmountMention | None:
    """People killed, wounded, missing, arrested or displaced, and not hours, miles or cattle."""
    following = _NEXT_WORD.match(text, number.end)
    if following and following["word"].lower() in _measures():
        return None
    before, after = _harm()
    match = after.match(text, number.end)
    if match and _is_noun(match["noun"]):
        return _mention(text, number.start, match.end(), number.low, _unit(match))
    ahead = text[max(0, number.start - _LOOK_BACK_CHARS) : number.start]
    lives = _LIVES.match(text, number.end)
    if lives and _CLAIMED.search(ahead):
        return _mention(text, number.start, lives.end(), number.low, "killed")
    match = before.search(ahead)
    if match is None:
        return None
    plural = following is not None and following["word"].islower() and following["word"][-1:] == "s"
    named = following is not None and (plural or following["word"] in ("people", "civilians"))
    end = following.end() if following and named else number.end
    return _mention(text, number.start, end, number.low, _unit(match))


def _unit(match: re.Match[str]) -> str:
    """Which harm matched; a death toll is of people killed."""
    harmed = (unit for unit, words in match.groupdict().items() if words and unit != "noun")
    return next(harmed).replace("toll", "killed")


@cache
def _measures() -> frozenset[str]:
    return frozenset(_words()["measures"])


def _is_noun(words: str) -> bool:
    """Whether the words between a number and ``were killed`` can be who was."""
    every = words.lower().split()
    skip = {"of", "the", "their", "its", "his", "other", "more"}
    return not any(word in _stops() and word not in skip for word in every)


# Things that are counted


@cache
def _stops() -> frozenset[str]:
    return frozenset(_words()["stop"])


@cache
def _units() -> tuple[dict[str, str], dict[str, str]]:
    """Unit of each noun, in the singular and in the plural."""
    one: dict[str, str] = {}
    many: dict[str, str] = {}
    table: dict[str, list[Any]] = read_data("amounts")["units"]
    for unit, nouns in table.items():
        for noun in nouns:
            singular, plural = (noun, f"{noun}s") if isinstance(noun, str) else noun
            one |= {singular.lower(): unit} if singular else {}
            many[plural.lower()] = unit
    return one, many


_TOKEN = re.compile(r"\s+(?P<word>[A-Za-z][\w’'./-]*)|-(?P<joined>[A-Za-z]+)")
_MOST_WORDS_BETWEEN = 4


def _read_unit(text: str, number: _Number) -> AmountMention | None:
    """A number of things, with at most four modifiers between (``20 short-range missiles``)."""
    nouns = _units()[0 if number.low == 1 else 1]
    at = number.end
    for _ in range(_MOST_WORDS_BETWEEN + 1):
        match = _TOKEN.match(text, at)
        if match is None:
            return None
        token = match["word"] or match["joined"]
        word = token.rstrip(".,").lower()
        at = match.start() + len(match[0].rstrip(".,"))
        if word in nouns and not _is_modifier(text, at):
            return _mention(text, number.start, at, number.low, nouns[word])
        if len(token.rstrip(",")) < len(token) or not _modifies(token):
            return None
        at = match.end()
    return None


def _is_modifier(text: str, at: int) -> bool:
    following = _NEXT_WORD.match(text, at)
    return following is not None and following["word"].lower() in _words()["heads"]


def _modifies(token: str) -> bool:
    """Whether a word can stand between a number and its noun: no plural, no verb, no particle."""
    word = token.lower()
    if word in _stops() or word.endswith("ed"):
        return word in _words()["participles"]
    plural = token.islower() and word.endswith("s") and not word.endswith(("ss", "us", "'s", "’s"))
    return not plural
