"""The rules coder: events from the parse and the lexicon, no training needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.actors.strangers import home_state
from detente.coding.gate import named
from detente.coding.protocol import Pair, TypeScores
from detente.coding.reader import Reader
from detente.records import Coding, Document, Event, Reject, Span
from detente.text.parse import parse
from detente.text.syntax import Tree


class RulesCoder:
    """Codes documents by grammar and word lists (``coder.code`` in the protocol).

    Only passages in which a political actor stands are parsed. All passages of one call are
    parsed together, in order.
    """

    name = "rules"
    version = "0.5.0"

    def code(self, documents: Sequence[Document]) -> Iterator[Coding | Reject]:
        prepared = [(document, named(document.text)) for document in documents]
        trees = parse([passage.text for _, found in prepared for passage, _ in found])
        for document, found in prepared:
            home = home_state(name for _, names in found for name in names)
            reader = Reader(document, f"{self.name}/{self.version}", home)
            for passage, mentions in found:
                for sentence in reader.read(passage, Tree(next(trees)), mentions):
                    for draft in sentence.drafts():
                        reader.keep(sentence.event(draft))
            yield Coding(
                document,
                tuple(reader.events()),
                tuple(reader.concerns),
                tuple(passage for passage, _ in found),
            )

    def judge(self, pairs: Sequence[Pair]) -> list[TypeScores]:
        """The type of the surest event whose parties touch the marked spans, else of any."""
        documents = [Document(str(n), pair.text) for n, pair in enumerate(pairs)]
        return [
            _surest(pair, result.events if isinstance(result, Coding) else ())
            for pair, result in zip(pairs, self.code(documents), strict=True)
        ]


def _surest(pair: Pair, events: Sequence[Event]) -> TypeScores:
    if not events:
        return TypeScores({})
    best = max(events, key=lambda e: (_touched(pair, e), e.confidence))
    mode = f"{best.type}:{best.mode}" if best.mode else None
    return TypeScores({best.type: best.confidence}, mode)


def _touched(pair: Pair, event: Event) -> int:
    """How many of the marked sides are the event's own."""
    sides = ((pair.source, event.evidence.source), (pair.target, event.evidence.target))
    return sum(_overlap(spans, found) for spans, found in sides)


def _overlap(spans: Sequence[tuple[int, int]], found: Sequence[Span]) -> bool:
    return any(start < s.end and s.start < end for start, end in spans for s in found)
