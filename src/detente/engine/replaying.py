"""Replaying: partitioned output taken into a ledger, as if its documents were coded once more.

A coder that knows by heart what was coded stands in for the one that did it, and the run is a local
one: what counts of an article met twice, what is new to the ledger and what survives an
interruption is then the same, whoever coded.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from detente.coding.protocol import Pair, TypeScores
from detente.engine.partitioned import Partitioned
from detente.ledger.laid import read_back
from detente.records import Coding, Document, Reject

_KEPT = 256
"""Codings that are kept at least: a run asks for a chunk once it has read the next documents."""


class Replay:
    """The documents of the output, in the order of the input, and the coder that knows them."""

    def __init__(self, output: Partitioned) -> None:
        self.name, _, self.version = output.coder.partition("/")
        self._output = output
        self._recent: deque[dict[Document, Coding]] = deque()

    def items(self) -> Iterator[Document | Reject]:
        """Documents and rejects; raises ``LedgerError`` where the output cannot be read."""
        for part, index in self._output.walk():
            codings, rejects = read_back(self._output.read(part, index))
            self._keep({coding.document: coding for coding in codings})
            yield from rejects
            yield from (coding.document for coding in codings)

    def code(self, documents: Sequence[Document]) -> Iterator[Coding | Reject]:
        """What was made of them; raises ``KeyError`` for one that is not in the output."""
        missing = [one for one in documents if self._recall(one) is None]
        found = self._find(missing) if missing else {}
        for one in documents:
            yield self._recall(one) or found[one]

    def judge(self, pairs: Sequence[Pair]) -> list[TypeScores]:
        raise NotImplementedError("what was coded says nothing of other sentences")

    def _keep(self, codings: dict[Document, Coding]) -> None:
        self._recent.append(codings)
        while sum(map(len, self._recent)) - len(self._recent[0]) >= _KEPT:
            self._recent.popleft()

    def _recall(self, document: Document) -> Coding | None:
        return next((held[document] for held in self._recent if document in held), None)

    def _find(self, documents: Sequence[Document]) -> dict[Document, Coding]:
        """Those of long ago: copies that turn out, at the end, to be the ones that count."""
        wanted = {one.digest for one in documents}
        return {
            coding.document: coding
            for part, index in self._output.walk()
            if not wanted.isdisjoint(self._output.digests(part, index))
            for coding in read_back(self._output.read(part, index))[0]
            if coding.document.digest in wanted
        }
