"""Parts: the inputs cut up for many readers, and each part for many coders.

A part is a large file or some hundred small ones, a slice is what is coded and written at one
stroke. Both depend on the inputs alone, not on how many work or on what is done already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from detente.engine.tasks import CHUNK_CHARACTERS, CHUNK_DOCUMENTS, chunked
from detente.records import Document, Reject
from detente.sources import read
from detente.sources.inputs import STDIN, Input, find_inputs, list_files

PART_FILES = 512
PART_BYTES = 32 << 20
SLICE_CHUNKS = 4
"""Chunks a slice: 256 documents at most, some seconds of coding."""


@dataclass(frozen=True, slots=True)
class Part:
    """Inputs that one reader reads, one after the other; ``name`` tells these from any others."""

    name: str
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """Whole chunks of one part, in the order of the input; ``index`` counts from 0."""

    index: int
    items: tuple[Document | Reject, ...]


def cut_parts(
    inputs: Iterable[str | Path], options: Mapping[str, object], *, files: int = PART_FILES
) -> list[Part]:
    """The inputs in their order, as parts of at most so many files and ``PART_BYTES``.

    ``options`` are those of ``read``: the same files read otherwise are other parts. A file larger
    than a part is one by itself. Raises ``SourceError`` for an input that does not exist, and
    ``ValueError`` for standard input, which nobody else can read.
    """
    parts: list[Part] = []
    held: list[Input] = []
    size_bytes = 0
    for one in _files(find_inputs(inputs)):
        if held and (len(held) >= files or size_bytes + one.size_bytes > PART_BYTES):
            parts.append(_part(held, options))
            held, size_bytes = [], 0
        held.append(one)
        size_bytes += one.size_bytes
    return [*parts, _part(held, options)] if held else parts


def read_slices(
    part: Part, options: Mapping[str, Any], chunks: int = SLICE_CHUNKS
) -> Iterator[Slice]:
    """What a part holds, some chunks at a time; raises as ``read``."""
    stream = chunked(read(part.inputs, **options))
    index = 0
    while taken := list(islice(stream, chunks)):
        yield Slice(index, tuple(item for chunk in taken for item in chunk))
        index += 1


def _files(inputs: Iterable[Input]) -> Iterator[Input]:
    """Every file with its size; folders opened, but those that hold nothing to read."""
    for one in inputs:
        if one.name == STDIN:
            raise ValueError("standard input cannot be shared out; name files, folders or URLs")
        if one.path is not None and one.path.is_dir():
            try:
                found = list(list_files(Path(one.name)))
            except OSError:
                found = []
            yield from map(_measured, found or [one])
        else:
            yield _measured(one)


def _measured(one: Input) -> Input:
    """The input with its size and stamp, its path as it is called from any working folder."""
    if one.path is None:
        return one
    try:
        stat = one.path.stat()
    except OSError:  # its reader will say so
        return one
    return replace(
        one, path=one.path.absolute(), size_bytes=stat.st_size, stamp=str(stat.st_mtime_ns)
    )


def _part(inputs: list[Input], options: Mapping[str, object]) -> Part:
    facts = [(one.name, one.named, one.size_bytes, one.stamp) for one in inputs]
    how = sorted((name, str(value)) for name, value in options.items() if value)
    sizes = (CHUNK_DOCUMENTS, CHUNK_CHARACTERS, SLICE_CHUNKS)
    key = repr((facts, how, sizes)).encode("utf-8", "surrogatepass")
    return Part(hashlib.sha256(key).hexdigest()[:24], tuple(inputs))
