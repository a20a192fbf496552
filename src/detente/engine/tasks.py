"""Tasks: the input cut into chunks, and what of each chunk there is to do.

Chunks depend on the input alone, not on what the ledger holds: after an interruption the same
documents are coded together again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from detente.ledger.shelf import Shelf
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
    chunks: Iterable[list[Document | Reject]],
    settled: Callable[[Document], bool],
    rereads: Callable[[], Sequence[Document]] = tuple,
) -> Iterator[Task]:
    """What is to be done of each chunk: not what is settled, nor what the input has twice.

    ``settled`` is asked of every document; ``rereads``, at the end, which to code again (see
    ``Run.rereads``).
    """
    seen = Shelf[int]()
    count = 0
    for count, chunk in enumerate(chunks, 1):
        documents = []
        for item in chunk:
            if isinstance(item, Document) and not settled(item) and item.digest not in seen:
                documents.append(item)
                seen[item.digest] = 1
        rejects = tuple(item for item in chunk if isinstance(item, Reject))
        yield Task(count - 1, tuple(documents), rejects, len(chunk) - len(documents) - len(rejects))
    for index, again in enumerate(chunked(rereads()), count):
        yield Task(index, tuple(item for item in again if isinstance(item, Document)))


def without_text(passage: Passage) -> Passage:
    """A passage as the ledger needs it: where it stands, not what it says."""
    return replace(passage, text="", offsets=None)
