"""The one protocol of every coder: documents in, codings out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from detente.records import Coding, Document, Reject


class Coder(Protocol):
    """Reads documents and says what they assert.

    ``name`` and ``version`` stand on every event as ``name/version``. ``code`` yields one
    result a document, in order: its coding (with no events, if it holds none), or a reject
    where the document itself could not be read. It keeps no state between documents.
    """

    name: str
    version: str

    def code(self, documents: Sequence[Document]) -> Iterator[Coding | Reject]: ...
