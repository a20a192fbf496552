"""Attempts: a chunk coded, and where that breaks, its documents one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from detente.coding.protocol import Coder
from detente.engine.tasks import Outcome, without_text
from detente.records import Coding, Document, Reject


@dataclass(frozen=True, slots=True)
class Failed(Reject):
    """A reject of a coder that asks another one, of a document which broke that: to try again."""


def code_chunk(coder: Coder, documents: Sequence[Document]) -> list[Outcome]:
    """One outcome a document, in order, whatever the coder does short of killing the process."""
    try:
        results = _results(coder, documents)
        return [Outcome(result, isinstance(result, Failed)) for result in results]
    except Exception as error:
        if len(documents) == 1:
            return [broken(documents[0], "exception", f"{type(error).__name__}: {error}")]
    return [outcome for document in documents for outcome in code_chunk(coder, [document])]


def broken(document: Document, code: str, detail: str) -> Outcome:
    """The outcome of a document that broke its coder."""
    return Outcome(Reject(document.source or document.id, "code", code, detail), failed=True)


def _results(coder: Coder, documents: Sequence[Document]) -> list[Coding | Reject]:
    results = [
        replace(result, passages=tuple(map(without_text, result.passages)))
        if isinstance(result, Coding)
        else result
        for result in coder.code(documents)
    ]
    if len(results) != len(documents):
        raise ValueError(f"the coder gave {len(results)} results for {len(documents)} documents")
    for result, document in zip(results, documents, strict=True):
        if isinstance(result, Coding) and result.document != document:
            raise ValueError(f"the coder gave {result.document.id!r} back for {document.id!r}")
    return results
