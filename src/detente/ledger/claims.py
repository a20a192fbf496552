"""Claims: which of several copies of an article counts, and whose an id is that several bear.

Copies of one article (text, outlet and day are the same) may bear different ids and differ in what
else is said of them, and articles of different text may bear one id. Neither is decided by what
comes first, so that the order of the input does not matter: of copies the first by id counts, then
by a hash of the rest; an id that several articles claim belongs to the one with the lowest digest,
and the others bear ``id@digest``. What a finished run has given stays as it is, since reviews and
briefs refer to it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from detente.ledger.checks import escaped
from detente.ledger.shelf import Shelf
from detente.records import Document

if TYPE_CHECKING:
    from detente.ledger.holdings import Holdings

_DIGITS = 8
"""Of the digest behind an id, and of each hash in a rank."""


@dataclass(frozen=True, slots=True)
class Better:
    """A copy that counts in the place of the one that was coded.

    ``again``: the coder would see another author, genre or other outlets than it has seen, so that
    it must read the article again. Otherwise the copy's text is left out.
    """

    document: Document
    again: bool


class Claims:
    """What the documents of unfinished runs, this one included, claim; filled as they come.

    ``left`` are those that the ledger has, with their digests.
    """

    def __init__(self, left: Iterable[tuple[Document, str]]) -> None:
        self._ranks = Shelf[str]()
        self._coded: dict[str, str] = {}
        self.better: dict[str, Better] = {}
        for document, digest in left:
            own = replace(document, id=own_id(document.id, digest))
            self._ranks[digest] = _rank(own)

    def meet(self, document: Document, digest: str, *, stored: bool) -> None:
        """Hear of a copy, before anything is decided on it; ``stored`` if the ledger has one."""
        rank = _rank(document)
        best = self._ranks.get(digest)
        if best is None:
            if not stored:  # else a finished run has given it what it has
                self._ranks[digest] = rank
        elif rank < best:
            coded = self._coded.setdefault(digest, _reading(best))
            self._ranks[digest] = rank
            again = _reading(rank) != coded
            self.better[digest] = Better(document if again else replace(document, text=""), again)

    def take_again(self, document: Document, digest: str) -> bool:
        """Whether a copy that has been coded takes the place of one that was coded before."""
        better = self.better.get(digest)
        if better is None or not better.again or better.document != document:
            return False
        self.better[digest] = Better(replace(document, text=""), again=False)
        self._coded[digest] = _reading(self._ranks[digest])
        return True

    def rereads(self) -> list[Document]:
        """The copies that the coder must read again, once all others are read."""
        return [one.document for _, one in sorted(self.better.items()) if one.again]

    def renames(self, holdings: Holdings) -> dict[str, str]:
        """New ids of documents, by digest; empty in almost every run."""
        contested = {own for _, id, own in self._ids(holdings) if own != id}
        if not contested:
            return {}
        stored: dict[str, str] = {}
        groups = defaultdict[str, list[str]](list)
        for digest, id, own in self._ids(holdings):
            if own in contested:
                stored[digest] = id
                groups[own].append(digest)
        return dict(_assigned(groups, stored, set(holdings.ids) - set(stored.values())))

    def _ids(self, holdings: Holdings) -> Iterator[tuple[str, str, str]]:
        """Digest of every document, the id that it is stored under, and the one that it claims."""
        for digest in self._ranks:
            id, better = holdings.stored_id(digest), self.better.get(digest)
            if id is not None:
                yield digest, id, escaped(better.document.id) if better else own_id(id, digest)


def _assigned(
    groups: dict[str, list[str]], stored: dict[str, str], taken: set[str]
) -> Iterator[tuple[str, str]]:
    """Digest and new id of every document that gets another one."""
    for own, digests in sorted(groups.items()):
        for digest in sorted(digests):
            new = free_id(own, digest, taken)
            taken.add(new)
            if new != stored[digest]:
                yield digest, new


def free_id(id: str, digest: str, taken: Container[str]) -> str:
    """The id itself, or where it is taken, with as much of the digest as makes it unlike others."""
    free, length = id, _DIGITS
    while free in taken:
        free = f"{id}@{digest[:length]}"
        length += _DIGITS
    return free


def own_id(id: str, digest: str) -> str:
    """The id that a document came with, from the one that it is stored under."""
    own, _, end = id.rpartition("@")
    return own if own and len(end) >= _DIGITS and digest.startswith(end) else id


def _rank(document: Document) -> str:
    """What orders copies: the id, what the coder reads of the copy, and the rest of it."""
    read = (document.author, document.genre.value, *document.outlets)
    return f"{escaped(document.id)}\x1f{_hash(read)}{_hash((document.title, document.url))}"


def _reading(rank: str) -> str:
    return rank[-2 * _DIGITS : -_DIGITS]


def _hash(parts: Iterable[str | None]) -> str:
    said = "\x1f".join(escaped(part) if part is not None else "\x1e" for part in parts)
    return hashlib.sha256(said.encode()).hexdigest()[:_DIGITS]
