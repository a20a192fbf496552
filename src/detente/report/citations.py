"""Citations: the documents behind a brief, for reference managers and bibliographies.

Sources: the CSL-JSON schema (citation-style-language), BibTeX as biber and BibDesk read it in
UTF-8, and the RIS tags of Reference Manager.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from detente.records import Document, Genre
from detente.report.brief import Brief
from detente.report.quotes import Quote, safe_url
from detente.report.safety import show

SUFFIXES = {".json": "csl", ".bib": "bibtex", ".ris": "ris"}
"""The format that a file's name tells."""

_CSL_TYPES = {
    Genre.REPORT: "article-newspaper", Genre.EDITORIAL: "article-newspaper",
    Genre.COMMENTARY: "article-newspaper", Genre.RELEASE: "report", Genre.TRANSCRIPT: "speech",
}  # fmt: skip
_RIS_TYPES = {Genre.RELEASE: "RPRT", Genre.TRANSCRIPT: "HEAR"}
_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", **{sign: "\\" + sign for sign in "&%$#_"},
}  # fmt: skip


def cite(documents: Iterable[Document], format: str) -> str:
    """The documents as ``csl`` (CSL-JSON), ``bibtex`` or ``ris``, by date; each once.

    A document without a title is cited by its id. Raises ``ValueError`` for an unknown format.
    """
    if format not in _WRITERS:
        raise ValueError(f"no such format: {format!r} (there are {', '.join(_WRITERS)})")
    once = {document.id: document for document in documents}
    chosen = sorted(once.values(), key=lambda one: (str(one.date or "9999"), one.id))
    return _WRITERS[format](zip(_keys(chosen), chosen, strict=True))


def cited_documents(brief: Brief) -> list[str]:
    """The ids of all documents that the brief quotes, each once."""
    return list(dict.fromkeys(quote.document_id for quote in _quotes(brief)))


def _quotes(value: Any) -> Iterator[Quote]:
    if isinstance(value, Quote):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _quotes(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _quotes(getattr(value, field.name))


def _keys(documents: Iterable[Document]) -> Iterator[str]:
    """``kommersant2009missiles``: outlet, year and a word of the title; the like get numbers."""
    seen: dict[str, int] = {}
    for document in documents:
        words = _plain(document.title or "").split()
        word = next((w for w in words if len(w) > 3), "")
        outlet = _plain(document.outlet or "").replace(" ", "")
        key = f"{outlet or 'anon'}{document.date.year if document.date else 'nd'}{word}"
        seen[key] = seen.get(key, 0) + 1
        yield key if seen[key] == 1 else f"{key}-{seen[key]}"


def _plain(text: str) -> str:
    ascii = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", ascii))


def _csl(cited: Iterable[tuple[str, Document]]) -> str:
    items = []
    for key, document in cited:
        day, author = document.date, _line(document.author)
        item = {
            "id": key,
            "type": _CSL_TYPES[document.genre],
            "title": _title(document),
            "container-title": _line(document.outlet),
            "author": [{"literal": author}] if author else None,
            "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
            "URL": safe_url(document.url),
        }
        items.append({name: value for name, value in item.items() if value})
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _bibtex(cited: Iterable[tuple[str, Document]]) -> str:
    entries = []
    for key, document in cited:
        day, author, url = document.date, _line(document.author), safe_url(document.url)
        values = {
            "title": f"{{{_escape(_title(document))}}}",
            "author": f"{{{_escape(author)}}}" if author else None,
            "journal": _escape(_line(document.outlet) or ""),
            "year": str(day.year) if day else None,
            "month": str(day.month) if day else None,
            "date": day.isoformat() if day else None,
            "url": re.sub(r"[{}\\]", lambda sign: f"%{ord(sign[0]):02X}", url) if url else None,
        }
        lines = [f"  {name} = {{{value}}}" for name, value in values.items() if value]
        kind = "article" if document.outlet else "misc"
        entries.append(f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}\n")
    return "\n".join(entries)


def _ris(cited: Iterable[tuple[str, Document]]) -> str:
    entries = []
    for key, document in cited:
        day = document.date
        values = {
            "TY": _RIS_TYPES.get(document.genre, "NEWS"),
            "ID": key,
            "TI": _title(document),
            "AU": _line(document.author),
            "T2": _line(document.outlet),
            "PY": str(day.year) if day else None,
            "DA": day.strftime("%Y/%m/%d") if day else None,
            "UR": safe_url(document.url),
        }
        lines = [f"{tag}  - {value}" for tag, value in values.items() if value]
        entries.append("\r\n".join([*lines, "ER  - ", ""]))
    return "\r\n".join(entries)


_WRITERS: dict[str, Callable[[Iterable[tuple[str, Document]]], str]] = {
    "csl": _csl, "bibtex": _bibtex, "ris": _ris,
}  # fmt: skip


def _title(document: Document) -> str:
    return _line(document.title) or _line(document.id) or "untitled"


def _line(text: str | None) -> str | None:
    """The text on one line, without characters that act on a screen; ``None`` for none."""
    return show(" ".join(text.split())) or None if text else None


def _escape(text: str) -> str:
    return "".join(_SPECIAL.get(sign, sign) for sign in text)
