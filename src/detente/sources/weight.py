"""Weight: what of a page is too much for a parser, so that no page takes minutes.

The parser is quadratic in the attributes of a tag; what looks for the main text takes a tenth of a
millisecond for each element, and more for headings; what looks for authors is quadratic in their
names, and in broken JSON that tells of them.
"""

from __future__ import annotations

import re
from itertools import islice

__all__ = ["find_excess", "lighten"]

MAX_ELEMENTS = 20_000
"""The longest articles, with all their comments, have a few thousand."""
MAX_HEADINGS = 2_000
_MAX_ATTRIBUTES = 500
_LONGEST_META_CHARS = 10_000
_MAX_PARTIES = 300
_ELEMENT = re.compile(r"<[a-zA-Z]")
_HEADING = re.compile(r"<h[1-6]\b", re.I)
_TAG = re.compile(r"""(?P<name><[a-zA-Z][\w:-]{0,30})(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+""")
_DATA = re.compile(
    r"(?P<open><script\b[^>]{0,500}\bapplication/(?:ld|settings)\+json[^>]{0,500}>).*?(?=</script|\Z)",
    re.I | re.S,
)
_PARTY = re.compile(r'"(?:author|person|publisher)\\?"', re.I)
_VALUE = re.compile(r"""=\s*+(?:"[^"]*+"|'[^']*+')""")


def find_excess(page: str) -> str | None:
    """Why a page is too heavy to be read; ``None`` for one that is not."""
    elements = len(_ELEMENT.findall(page))
    if elements > MAX_ELEMENTS:
        return f"{elements:,} elements; pages of more than {MAX_ELEMENTS:,} are not read"
    headings = len(_HEADING.findall(page))
    if headings > MAX_HEADINGS:
        return f"{headings:,} headings; pages of more than {MAX_HEADINGS:,} are not read"
    return None


def lighten(page: str) -> str:
    """The page, without what takes its reader long and tells little.

    Tags of very many attributes and metadata of very many characters are bare of them; data on
    very many authors and publishers are left out.
    """
    if sum(1 for _ in islice(_PARTY.finditer(page), _MAX_PARTIES + 1)) > _MAX_PARTIES:
        page = _DATA.sub(r"\g<open>", page)
    return _TAG.sub(_bare, page)


def _bare(found: re.Match[str]) -> str:
    tag = found[0]
    if len(tag) < 2 * _MAX_ATTRIBUTES:
        return tag
    attributes = len(_VALUE.sub("= ", tag).split())
    long = found["name"].lower() == "<meta" and len(tag) > _LONGEST_META_CHARS
    return found["name"] if long or attributes > _MAX_ATTRIBUTES else tag
