"""Texts: what no newspaper prints: sentences in odd dress, and marks and words over and over."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

LONG_TEXTS = {
    "blanks": " ", "tabs": "\t", "line ends": "\n", "blank lines": " \n", "hard blanks": "\u00a0",
    "line separators": "\u2028", "carriage returns": "\r", "one letter": "a", "capitals": "A",
    "short words": "a ", "commas": ",", "commas and blanks": ", ", "quotation marks": '"',
    "curly marks": "“", "nested marks": "“‘", "apostrophes": "'", "owners": "a' ",
    "brackets": "(", "closing brackets": ")", "pairs": "[]", "braces": "{", "stops": ".",
    "stops and blanks": ". ", "initials": "A.", "dashes": "-", "words and dashes": "A-",
    "long dashes": "— ", "digits": "7", "numbers": "1,", "sums": "$1 ", "percent": "1% ",
    "days": "1 June 2009 ", "days with commas": "1, 2, ", "years": "2009 ", "ands": "and ",
    "articles": "the ", "to the": "to the ", "of the": "of the ", "number words": "one hundred ",
    "millions": "million ", "casualties": "killed 1 ", "lives": "lives ", "months": "March ",
    "that": "that ", "he": "he ", "Mr.": "Mr. ", "names": "Aaa ", "addresses": "http://a.b/",
    "mail": "a@b.", "zeros": "a \0", "zero-width": "a\u200b", "overrides": "a\u202e",
    "Zalgo": "a\u0301\u0302\u0303", "marks alone": "\u0301", "faces": "😀", "Chinese": "俄罗斯",
    "Russian": "Россия ", "underscores": "_", "hashes": "#", "slashes": "/", "semicolons": ";",
    "colons": ":", "tags": "<>", "entities": "&amp;", "sentences": "It is so. ",
}  # fmt: skip
"""What each long text repeats."""


def repeat(piece: str, length: int) -> str:
    """So many characters of a piece over and over, and a letter at the end."""
    return (piece * (length // len(piece) + 1))[: length - 1] + "x"


SENTENCES = (
    "Russia urged NATO on Monday to withdraw its troops from Georgia.",
    "Iran’s foreign minister said that “talks with France would resume” in Geneva on 3 May.",
    "Turkey accused Greece of shelling a village, and Côte d’Ivoire expelled Mali’s ambassador.",
    "The United States imposed sanctions on Syria in 2008, but China offered it $2 billion in aid.",
)
TEXT = "\n\n".join(SENTENCES)


def after_letters(mark: str, every: int) -> Callable[[str], str]:
    """Puts ``mark`` behind every so many letters."""

    def decorate(text: str) -> str:
        return "".join(c + mark * (c.isalpha() and n % every == 0) for n, c in enumerate(text))

    return decorate


def around_names(before: str, after: str) -> Callable[[str], str]:
    def decorate(text: str) -> str:
        return " ".join(f"{before}{w}{after}" if w[0].isupper() else w for w in text.split(" "))

    return decorate


DECORATIONS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "nfc": lambda text: unicodedata.normalize("NFC", text),
    "nfd": lambda text: unicodedata.normalize("NFD", text),
    "zero-width joiners": after_letters("\u200d", 3),
    "zero-width spaces": after_letters("\u200b", 2),
    "soft hyphens": after_letters("\u00ad", 4),
    "zalgo": after_letters("\u0301\u0316\u0334\u0489", 5),
    "bidi overrides": around_names("\u202e", "\u202c"),
    "bidi isolates": around_names("\u2067", "\u2069"),
    "marks of order": around_names("\u200e", "\u200f"),
    "zeros": lambda text: text.replace(" ", " \x00", 20),
    "controls": lambda text: text.replace(" ", "\x01 \x08"),
    "lone surrogates": lambda text: text.replace(" ", " \ud83d ", 3),
    "hard blanks": lambda text: text.replace(" ", "\u00a0"),
    "wide blanks": lambda text: text.replace(" ", " \u3000\t"),
    "wrapped": lambda text: text.replace(" ", "\n", 5),
    "windows": lambda text: text.replace(" ", "\r\n", 5).replace("\n\n", "\r\n\r\n"),
    "beyond the first plane": lambda text: text.replace(". ", " 😀. ").replace("on", "on 𝔘"),
    "byte order marks": lambda text: "\ufeff" + text.replace(" ", "\ufeff ", 4),
    "unfolded quotes": lambda text: text.replace("“", "«").replace("”", "»").replace("’", "ʼ"),
    "blanks at the ends": lambda text: f"\n \t{text} \u2029\x0c\n",
}
"""Ways in which strangers, word processors and mischief decorate a text."""
