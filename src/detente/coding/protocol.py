"""The one protocol of every coder: documents in, codings out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from detente.records import Coding, Document, Reject


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence in which source and target are already marked, as character spans."""

    text: str
    source: tuple[tuple[int, int], ...] = ()
    target: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class TypeScores:
    """What the marked source does to the marked target: a score for each type, mode, modality.

    ``scores`` sum to at most 1; they are empty where the coder sees no act at all.
    """

    scores: dict[str, float]
    mode: str | None = None
    modality: str | None = None

    @property
    def type(self) -> str | None:
        return max(self.scores, key=self.scores.__getitem__, default=None)


class Coder(Protocol):
    """Reads documents and says what they assert.

    ``name`` and ``version`` stand on every event as ``name/version``. ``code`` yields one
    result a document, in order: its coding (with no events, if it holds none), or a reject
    where the document itself could not be read. ``judge`` names the act between two parties
    that are given. Neither keeps any state between calls.
    """

    name: str
    version: str

    def code(self, documents: Sequence[Document]) -> Iterator[Coding | Reject]: ...

    def judge(self, pairs: Sequence[Pair]) -> list[TypeScores]: ...
