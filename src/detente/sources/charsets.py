"""Charsets: in which encoding bytes are that carry no byte order mark.

What is valid UTF-8 is UTF-8. Else UTF-16 is known by its zeros, and the encodings of scripts other
than the Latin by their words, most of whose letters are no ASCII. Whatever is left is UTF-8 with
slips, or cp1252.
"""

from __future__ import annotations

import codecs
import re

__all__ = ["SHIFTING", "find_charset", "guess_charset"]

_SCRIPTS = (
    *("cp1251", "koi8_r", "koi8_u", "iso8859_5", "cp866", "mac_cyrillic"),
    *("cp1253", "cp1255", "cp1256", "big5", "gb18030", "shift_jis", "euc_jp", "euc_kr"),
)
SHIFTING = ("hz", "iso2022_jp", "iso2022_kr")
"""All their bytes are ASCII, and yet they are something else."""
_LATIN = ("ascii", "iso8859-1")
"""Who declares these means cp1252."""
_KNOWN = frozenset((
    "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", *SHIFTING, *_LATIN,
    "big5", "big5hkscs", "cp866", "cp874", "cp932", "cp949", "euc_jp", "euc_kr", "gb18030",
    "gb2312", "gbk", "koi8-r", "koi8-u", "mac-cyrillic", "mac-roman", "shift_jis", "tis-620",
    *(f"cp{n}" for n in range(1250, 1259)), *(f"iso8859-{n}" for n in range(2, 17)),
))  # fmt: skip
_SAMPLE_BYTES = 1 << 16
_RUN_UP_BYTES = 1 << 10
_LEAST_SHARE = 0.5
"""How much of a word with letters beyond ASCII they make up: in French a fifth, in Russian all."""
_LEAST_BYTES = 8
_HIGH = re.compile(rb"[\x80-\xff]")
_FOREIGN = re.compile(rb"(?=[\x80-\xffA-Za-z]{4})[A-Za-z]*+[\x80-\xff][\x80-\xffA-Za-z]*+")
_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_TAG = re.compile(rb"<[^<>]*+>")


def find_charset(name: str) -> str | None:
    """Python's codec for an encoding that texts are written in; ``None`` for any other name.

    Python has more, some of which take quadratic time (punycode) or give no text.
    """
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    if known not in _KNOWN:
        return None
    return "cp1252" if known in _LATIN else known


def guess_charset(data: bytes, declared: str | None = None) -> str:
    """The codec of a text that begins with ``data``, if need be the one that it declares.

    ``utf-8`` where nothing else is clear: what it cannot read is then cp1252, byte by byte.
    """
    codec = find_charset(declared) if declared else None
    sample = _sample(data)
    if codec not in SHIFTING and _is_utf_8(sample):
        return _utf_16(sample) or "utf-8"
    if codec is not None and codec != "utf-8":
        return codec
    return _utf_16(sample) or _script(sample) or "utf-8"


def _sample(data: bytes) -> bytes:
    """The part of ``data`` that tells: from shortly before the first byte that is no ASCII."""
    first = _HIGH.search(data)
    start = max(0, first.start() - _RUN_UP_BYTES) if first else 0
    return data[start - start % 4 :][:_SAMPLE_BYTES]


def _is_utf_8(sample: bytes) -> bool:
    """Whether it is UTF-8, but for a character that is cut at the end."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _utf_16(sample: bytes) -> str | None:
    """UTF-16 without a mark: of each pair of bytes one is nearly always a zero or a 3 to 6."""
    pairs = len(sample) // 2
    if pairs < _LEAST_BYTES or not sample.count(0):
        return None
    for codec, at in (("utf-16-le", 1), ("utf-16-be", 0)):
        high, low = sample[at::2][:pairs], sample[1 - at :: 2][:pairs]
        # even Russian has blanks, which have a zero
        rare = low.count(0) * 100 <= pairs and high.count(0) * 20 >= pairs
        usual = sum(map(high.count, (0, 3, 4, 5, 6, 0x20))) * 10 >= pairs * 9
        if rare and usual:
            return codec
    return None


def _script(sample: bytes) -> str | None:
    """The encoding of letters that are not Latin, where words consist of them."""
    words = b"".join(_FOREIGN.findall(sample))
    high = len(_HIGH.findall(words))
    if high < _LEAST_BYTES or high < _LEAST_SHARE * len(words):
        return None
    if sum(map(len, _SEQUENCE.findall(sample))) * 3 > high * 2:
        return None  # UTF-8 with slips
    from charset_normalizer import from_bytes

    found = from_bytes(_TAG.sub(b" ", sample), cp_isolation=list(_SCRIPTS)).best()
    return found.encoding if found is not None else None
