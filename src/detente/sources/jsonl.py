"""JSON: one record a line, or an array, or records one after the other; never all at once."""

from __future__ import annotations

import io
import json
import re
import zlib
from collections.abc import Iterator

from detente.errors import SourceError
from detente.records import Reject
from detente.sources.columns import Columns
from detente.sources.decode import MAX_CHARS, lines, open_text
from detente.sources.rows import Row, refuse

__all__ = ["read_json", "read_jsonl"]

_decoder = json.JSONDecoder()
_CHUNK_CHARS = 1 << 20
_PIECE_CHARS = 1 << 13
_GAP = re.compile(r"[\s,]*")
_NEXT_RECORD = re.compile(r"\}\s*+(?:,\s*+)?(?=\{)")
_UNFINISHED_CHARS = 16  # an error this close to the end may be a word cut in two


def read_jsonl(stream: io.BufferedReader, source: str, columns: Columns) -> Iterator[Row | Reject]:
    """A record a line; a line that is none is a reject, and reading goes on."""
    loads = _decoder.decode
    for number, line in enumerate(lines(stream, source), 1):
        if line.isspace():
            continue
        try:
            value = loads(line)
        except (ValueError, RecursionError) as error:
            yield refuse(source, number, "malformed", f"not JSON: {error}")
            continue
        if type(value) is dict:
            yield number, value
        else:
            yield refuse(source, number, "malformed", "not a JSON object")


def read_json(stream: io.BufferedReader, source: str, columns: Columns) -> Iterator[Row | Reject]:
    """An array of records, records in a row, or an object that holds a list of them.

    They are counted from 1. After a broken one, reading goes on where the next seems to begin.
    """
    with open_text(stream) as text:
        records = (record for value in _values(text) for record in _records(value, columns))
        for place, record in enumerate(records, 1):
            if isinstance(record, dict):
                yield place, record
            elif isinstance(record, Exception):
                yield refuse(source, place, "malformed", f"not JSON: {record}")
            else:
                yield refuse(source, place, "malformed", "not a JSON object")


def _records(value: object, columns: Columns) -> list[object]:
    """The records in ``value``: itself, or those of the one list of records that it wraps."""
    if isinstance(value, dict) and "text" not in columns.plan(tuple(value)):
        lists = [v for v in value.values() if isinstance(v, list) and v and isinstance(v[0], dict)]
        if len(lists) == 1:
            return lists[0]
    return [value]


def _values(text: io.TextIOBase) -> Iterator[object]:
    """Values one after the other, the outer array opened; an exception for what is none.

    Where the file fails, what came before is given first.
    """
    failure: Exception | None = None

    def read(least: int) -> str:
        nonlocal failure
        pieces = []
        try:
            while least > 0 and (piece := text.read(_PIECE_CHARS)):
                pieces.append(piece)
                least -= len(piece)
        except (OSError, EOFError, zlib.error, SourceError) as error:
            failure = error
        return "".join(pieces)

    buffer = read(_CHUNK_CHARS)
    at = _skip(buffer, 0)
    in_array = buffer[at : at + 1] == "["
    at += in_array
    ended = False
    while True:
        at = _skip(buffer, at)
        if in_array and buffer[at : at + 1] == "]":
            at = _skip(buffer, at + 1)
            in_array = False
        if at < len(buffer):
            try:
                value, at = _decoder.raw_decode(buffer, at)
            except (ValueError, RecursionError) as error:
                if ended or not _unfinished(error, buffer):
                    following = _NEXT_RECORD.search(buffer, _place(error, at))
                    if following or failure is None:
                        yield error
                    at = following.end() if following else len(buffer)
                    continue
            else:
                yield value
                continue
        if ended and failure is not None:
            raise failure
        if ended:
            return
        more = read(max(_CHUNK_CHARS, len(buffer) - at)) if failure is None else ""
        ended = not more
        buffer, at = buffer[at:] + more, 0
        if len(buffer) > 2 * MAX_CHARS:
            yield ValueError(f"an item of more than {MAX_CHARS:,} characters")
            return


def _skip(buffer: str, at: int) -> int:
    match = _GAP.match(buffer, at)
    return match.end() if match else at


def _unfinished(error: Exception, buffer: str) -> bool:
    """Whether more of the file could mend the error."""
    if not isinstance(error, json.JSONDecodeError):
        return False
    return error.msg.startswith("Unterminated") or error.pos > len(buffer) - _UNFINISHED_CHARS


def _place(error: Exception, at: int) -> int:
    return max(at, error.pos) if isinstance(error, json.JSONDecodeError) else at
