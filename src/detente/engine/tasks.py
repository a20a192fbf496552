"""Tasks: the input cut into chunks, and what of each chunk there is to do.

Chunks depend on the input alone, not on what the ledger holds: after an interruption the same
documents are coded together again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from detente.records import Coding, Document, Passage, Reject

CHUNK_DOCUMENTS = 64
CHUNK_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True)
class Task:
    """One chunk: the documents still to be coded, and what needs no coder."""

    index: int
    documents: tuple[Document, ...]
    rejects: tuple[Reject, ...] = ()
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document.

    ``failed`` tells a coder that broke on it (to be tried again by the next run) from one that
    declined it (settled for this version of the coder).
    """

    result: Coding | Reject
    failed: bool = False


def chunked(
    items: Iterable[Document | Reject],
    size: int = CHUNK_DOCUMENTS,
    characters: int = CHUNK_CHARACTERS,
) -> Iterator[list[Document | Reject]]:
    """The input in its order, at most ``size`` items together, cut once ``characters`` are full."""
    chunk: list[Document | Reject] = []
    length = 0
    for item in items:
        chunk.append(item)
        length += len(item.text) if isinstance(item, Document) else 0
        if len(chunk) >= size or length >= characters:
            yield chunk
            chunk, length = [], 0
    if chunk:
        yield chunk


def plan(
    chunks: Iterable[list[Document | Reject]], settled: Callable[[Document], bool]
) -> Iterator[Task]:
    """What is to be done of each chunk: not what is settled, nor what the input has twice."""
    seen: set[str] = set()
    for index, chunk in enumerate(chunks):
        documents = []
        for item in chunk:
            if isinstance(item, Document) and item.digest not in seen and not settled(item):
                documents.append(item)
                seen.add(item.digest)
        rejects = tuple(item for item in chunk if isinstance(item, Reject))
        yield Task(index, tuple(documents), rejects, len(chunk) - len(documents) - len(rejects))


def without_text(passage: Passage) -> Passage:
    """A passage as the ledger needs it: where it stands, not what it says."""
    return replace(passage, text="", offsets=None)
