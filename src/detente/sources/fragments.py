"""Fragments: HTML as feeds carry it, as plain text with its paragraphs.

A scanner of its own, because it must be linear in whatever it is given: HTML parsers are quadratic
in the attributes of a tag, and feeds are not written by friends. Attributes are of no interest.
"""

from __future__ import annotations

import html
import re

__all__ = ["line_of", "text_of"]

_MARKUP = re.compile(r"<(?:(?P<end>/)?(?P<name>[a-zA-Z][a-zA-Z0-9:-]{0,30})|!--|[!?])")
_TAG_END = re.compile(r"""[^"'>]*+(?:(?:"[^"]*+"|'[^']*+')[^"'>]*+)*+>""")
_BLOCKS = frozenset(
    "address article aside blockquote dd div dl dt fieldset figcaption figure footer form h1 h2 h3"
    " h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
_UNREAD = frozenset("script style template noscript iframe svg math head button select".split())
_UNREAD_ENDS = {name: re.compile(f"</{name}", re.I) for name in _UNREAD}
_BREAK, _PARAGRAPH = "\v", "\f"
_GAP = re.compile(r"\s+")


def text_of(markup: str) -> str:
    """The text of a fragment of HTML: paragraphs parted by an empty line, breaks by a line end.

    Without any tag it is plain text, whose own empty lines part its paragraphs.
    """
    if _MARKUP.search(markup):
        return _GAP.sub(_gap, "".join(_pieces(markup))).strip()
    return _GAP.sub(_gap_of_plain, html.unescape(markup)).strip()


def _gap(found: re.Match[str]) -> str:
    breaks = found[0].count(_BREAK)
    if _PARAGRAPH in found[0] or breaks > 1:
        return "\n\n"
    return "\n" if breaks else " "


def _gap_of_plain(found: re.Match[str]) -> str:
    return "\n\n" if found[0].count("\n") > 1 else " "


def line_of(markup: str) -> str:
    """The text of a fragment on one line, as of a title."""
    return " ".join(text_of(markup).split())


def _pieces(markup: str) -> list[str]:
    """Text and signs of breaks, in order."""
    found: list[str] = []
    at, length, in_quotes = 0, len(markup), True
    while at < length:
        mark = _MARKUP.search(markup, at)
        found.append(_plain(markup[at : mark.start() if mark else length]))
        if mark is None:
            break
        at = mark.end()
        if mark[0] == "<!--":
            closing = markup.find("-->", at)
            at = closing + 3 if closing >= 0 else length
            continue
        ending = _TAG_END.match(markup, at) if in_quotes else None
        if ending is not None:
            at = ending.end()
        else:  # quotes that do not pair: from here on the next > ends a tag, so that time is short
            in_quotes = False
            closing = markup.find(">", at)
            at = closing + 1 if closing >= 0 else length
        name = (mark["name"] or "").lower()
        found.append(_sign(name))
        if name in _UNREAD and not mark["end"]:
            skipped = _UNREAD_ENDS[name].search(markup, at)
            at = skipped.start() if skipped else length
    return found


def _plain(text: str) -> str:
    return html.unescape(text).translate({11: " ", 12: " "})


def _sign(name: str) -> str:
    if name == "br":
        return _BREAK
    return _PARAGRAPH if name in _BLOCKS else ""
