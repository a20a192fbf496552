"""Plain text and Markdown, one document a file, with or without front matter.

Front matter is a first block between two lines of ``---`` that holds ``key: value`` lines (no
more of YAML than that, and lists on one line or as ``- item`` lines).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from detente.records import Reject
from detente.sources.columns import Columns
from detente.sources.decode import decode, read_bytes
from detente.sources.rows import Row, refuse

__all__ = ["read_markdown", "read_text"]

_FENCE = re.compile(r"---[ \t]*\r?\n")
_FENCE_BELOW = re.compile(r"^---[ \t]*(?:\r?\n|\Z)", re.M)
_PAIR = re.compile(r"(?P<key>[A-Za-z][\w .-]{0,60}?)[ \t]*:(?P<value>(?:[ \t].*)?)$")
_ITEM = re.compile(r"[ \t]*-[ \t](?P<value>.*)$")
_HEADING = re.compile(r"^# +(?P<title>[^\s#].*)$", re.M)


def read_text(stream: io.BufferedReader, source: str, columns: Columns) -> Iterator[Row | Reject]:
    """The file's text as it stands, after its front matter; a reject if it is no text."""
    whole = decode(read_bytes(stream, source))
    head = whole[:4096]
    if head.count("\0") * 10 > len(head):
        yield refuse(source, None, "binary", "not text: a tenth of it is zeros")
        return
    values, text = _split(whole)
    yield None, {**values, "text": text}


def read_markdown(
    stream: io.BufferedReader, source: str, columns: Columns
) -> Iterator[Row | Reject]:
    """As plain text; the first ``# `` heading is the title where front matter has none."""
    for row in read_text(stream, source, columns):
        if isinstance(row, Reject):
            yield row
            continue
        _, values = row
        heading = _HEADING.search(str(values["text"]))
        if heading and "title" not in columns.plan(tuple(values)):
            title = heading["title"].rstrip().rstrip("#").rstrip()
            values = {**values, "title": title}
        yield None, values


def _split(text: str) -> tuple[dict[str, object], str]:
    """Front matter and the rest; no front matter where the block is anything else."""
    opening = _FENCE.match(text)
    closing = _FENCE_BELOW.search(text, opening.end()) if opening else None
    if not opening or not closing:
        return {}, text
    values = _pairs(text[opening.end() : closing.start()])
    return (values, text[closing.end() :]) if values else ({}, text)


def _pairs(block: str) -> dict[str, object]:
    values: dict[str, object] = {}
    key = ""
    for line in block.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        pair, item = _PAIR.match(line), _ITEM.match(line)
        if pair:
            key = pair["key"]
            values[key] = _value(pair["value"].strip(" \t"))
        elif item and key:
            before = values[key]
            listed = before if isinstance(before, list) else []
            listed.append(_unquote(item["value"].strip(" \t")))
            values[key] = listed
        elif not (key and line[0] in " \t"):
            return {}
    values.pop("text", None)
    return values


def _value(text: str) -> object:
    if text.startswith("[") and text.endswith("]"):
        return [_unquote(part.strip()) for part in text[1:-1].split(",") if part.strip()]
    return _unquote(text) or None


def _unquote(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text
