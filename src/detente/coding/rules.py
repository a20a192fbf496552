"""The rules coder: events from the parse and the lexicon, no training needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.actors.gazetteer import Mention, gazetteer
from detente.coding.reader import Reader
from detente.records import Coding, Document, Passage, Reject
from detente.text.parse import parse
from detente.text.passages import passages
from detente.text.syntax import Tree

_PARTY = frozenset(
    {"state", "demonym", "city", "seat", "organisation", "group", "institution", "person"}
)


class RulesCoder:
    """Codes documents by grammar and word lists (``coder.code`` in the protocol).

    Only passages in which a political actor stands are parsed. All passages of one call are
    parsed together, in order.
    """

    name = "rules"
    version = "0.1.0"

    def code(self, documents: Sequence[Document]) -> Iterator[Coding | Reject]:
        prepared = [(document, _readable(document)) for document in documents]
        trees = parse([passage.text for _, found in prepared for passage, _ in found])
        for document, found in prepared:
            reader = Reader(document, f"{self.name}/{self.version}")
            for passage, mentions in found:
                reader.read(passage, Tree(next(trees)), mentions)
            yield Coding(
                document,
                tuple(reader.events()),
                tuple(reader.concerns),
                tuple(passage for passage, _ in found),
            )


def _readable(document: Document) -> list[tuple[Passage, list[Mention]]]:
    """The passages that may hold an event: those that name an actor who can act."""
    find = gazetteer().find
    found = []
    for passage in passages(document.text):
        mentions = find(passage.text)
        if any(m.kind in _PARTY or m.kind == "surname" for m in mentions):
            found.append((passage, mentions))
    return found
