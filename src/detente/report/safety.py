"""Safety: characters of a text that would act on a screen rather than be read on it."""

from __future__ import annotations

import re

# Controls that move a cursor or end a line, bidirectional overrides that reorder what follows,
# and halves of surrogate pairs, which no encoding can write.
_ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def show(text: str) -> str:
    """The text with every acting character shown as ``U+FFFD``; tabs and line feeds stay."""
    return _ACTING.sub(REPLACEMENT, text)


def fold(text: str) -> str:
    """The same on one line: runs of white space become one space, as a browser shows them."""
    return " ".join(show(text).split())
