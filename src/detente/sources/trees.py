"""Trees: XML of strangers, read without entities, network, documents of types, and huge trees.

The text is decoded here, because declarations lie; what is not well-formed is mended once, so that
a feed with a bare ampersand, or cut in the middle, gives what it has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.entities import html5

from lxml import etree

from detente.errors import SourceError
from detente.sources.charsets import SHIFTING, find_charset
from detente.sources.decode import decode, storable

__all__ = ["Tree", "local_name", "namespace", "read_tree"]

_MAX_ELEMENTS = 1_000_000
_HEAD_BYTES = 400
_DECLARED = re.compile(rb"""\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{1,40})["']""")
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,500}\?>")
_MISC = re.compile(r"\s*(?:<!--.*?-->|<\?.*?\?>)", re.S)
_DOCTYPE = re.compile(
    r"""\s*<!DOCTYPE[^\["'>]*(?:"[^"]*"[^\["'>]*|'[^']*'[^\["'>]*)*(?P<end>[\[>])"""
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)(?:(\w{1,31};))?")


@dataclass(frozen=True, slots=True)
class Tree:
    """The root of a document; ``fault`` is what was wrong with it, where it had to be mended."""

    root: etree._Element
    fault: str | None = None


def read_tree(
    data: bytes, source: str, *, charset: str | None = None, base_url: str | None = None
) -> Tree:
    """Parse XML; ``charset`` is what the server says, ``base_url`` what links are relative to.

    Raises ``SourceError``: ``hostile`` for a document that declares entities or is too deep or
    too large, ``not-xml`` for one that does not begin as XML does, ``malformed`` for one that
    cannot be mended.
    """
    text = _CONTROL.sub("\ufffd", _decode(data, charset)).lstrip("\ufeff \t\r\n")
    prolog = _skip_prolog(text, source)
    if text[prolog : prolog + 1] != "<" or not text[prolog + 1 : prolog + 2].isalpha():
        raise SourceError(source, f"not XML: it begins with {text[:60]!r}", code="not-xml")
    if text.count("<") > _MAX_ELEMENTS:
        raise SourceError(source, f"more than {_MAX_ELEMENTS:,} tags", code="hostile")
    body = text[prolog:]
    try:
        return Tree(_parse(body, base_url, source, recover=False))
    except etree.XMLSyntaxError as error:
        fault = str(error)
    try:
        return Tree(_parse(_ENTITY.sub(_mend, body), base_url, source, recover=True), fault)
    except etree.XMLSyntaxError as error:
        raise SourceError(source, f"not XML: {error}", code="malformed") from error


def local_name(element: etree._Element) -> str:
    """The name of an element in lower case without its namespace; empty for no element."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def namespace(element: etree._Element) -> str:
    """The namespace of an element, empty where it has none."""
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


def _parse(text: str, base_url: str | None, source: str, *, recover: bool) -> etree._Element:
    parser = etree.XMLParser(
        encoding="utf-8", recover=recover, resolve_entities=False, no_network=True,
        load_dtd=False, dtd_validation=False, attribute_defaults=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser, base_url=base_url)
    finally:
        for entry in parser.error_log:
            if entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
                raise SourceError(source, entry.message, code="hostile")
    if root is None:
        raise etree.XMLSyntaxError("no element in it", 0, 1, 1)
    return root


def _decode(data: bytes, charset: str | None) -> str:
    """The text: by byte order mark, as UTF-8 if it is that, else as declared, else as cp1252."""
    if data[:2] in (b"<\0", b"\0<"):
        return storable(data.decode("utf-16-le" if data[0] else "utf-16-be", "replace"))
    found = _DECLARED.match(data[:_HEAD_BYTES])
    declared = found[1].decode("ascii") if found else None
    names = [name for name in (declared, charset) if name]
    codec = next((codec for codec in map(_codec, names) if codec), None)
    if codec not in SHIFTING:
        try:
            return storable(data.decode("utf-8-sig"))
        except UnicodeDecodeError:
            pass
    return decode(data, codec)


def _codec(name: str) -> str | None:
    """Python's name of a known encoding in which the declaration itself could be read."""
    codec = find_charset(name)
    return None if codec is None or codec.startswith("utf-") else codec


def _skip_prolog(text: str, source: str) -> int:
    """Where the root begins: after declaration, comments, instructions and the document type."""
    found = _DECLARATION.match(text)
    at = found.end() if found else 0
    while found := _MISC.match(text, at) or _DOCTYPE.match(text, at):
        if found.lastgroup == "end" and found["end"] == "[":
            detail = "it declares entities or elements of its own"
            raise SourceError(source, detail, code="hostile")
        at = found.end()
    return at + len(text[at:]) - len(text[at:].lstrip())


def _mend(found: re.Match[str]) -> str:
    """A named character of HTML as itself, any other ampersand as one."""
    name = found[1]
    character = html5.get(name) if name else None
    return character if character else f"&amp;{name or ''}"
