"""Document: one article with the words of every entry marked in its text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from detente.records import Document
from detente.web.articles import (
    DocumentRow,
    EntryRow,
    headline,
    number_entries,
    read_entries,
    read_siblings,
)
from detente.web.marks import Mark
from detente.web.page import NotFoundError, Page
from detente.web.parameters import asked, of_path
from detente.web.reviewing.reviewed import read_reviewed
from detente.web.snapshot import View


@dataclass(frozen=True, slots=True)
class DocumentQuery:
    """What the page may be asked."""

    id: str = of_path("The document's id.")
    entry: str | None = asked("The entry whose words are brought out.")
    coder: str | None = asked("Whose coding; by default the busiest coder's that has any of it.")


@dataclass(frozen=True, slots=True)
class Article:
    """All that the page shows; ``text`` is the document's, to the letter.

    ``chosen`` is the number of the entry that is brought out, 0 for none. ``siblings`` are the
    documents of its news story ``story``, itself among them; none where it stands alone.
    """

    id: str
    title: str | None
    headline: str
    outlet: str | None
    cites: tuple[str, ...]
    author: str | None
    date: dt.date | None
    genre: str
    url: str | None
    text: str
    coder: str
    coders: tuple[str, ...]
    entries: tuple[EntryRow, ...]
    chosen: int
    story: str | None
    siblings: tuple[DocumentRow, ...]

    @property
    def all_marks(self) -> list[Mark]:
        """The marks of all entries."""
        return [mark for one in self.entries for mark in one.marks]

    @property
    def signs(self) -> dict[int, str]:
        """How each entry is coloured, by its number."""
        return {one.number: one.sign for one in self.entries}

    @property
    def ids(self) -> dict[int, str]:
        """The id of each entry, by its number."""
        return {one.number: one.id for one in self.entries}

    @property
    def before(self) -> EntryRow | None:
        """The entry before the chosen one."""
        return self.entries[self.chosen - 2] if self.chosen > 1 else None

    @property
    def after(self) -> EntryRow | None:
        """The entry after the chosen one; the first where none is chosen."""
        return self.entries[self.chosen] if self.chosen < len(self.entries) else None


def find_document(view: View, id: str) -> Document:
    """The document of an id, which may have got a slash behind it (``links.to_document``)."""
    found = view.snapshot.document(id)
    if found is None and id.endswith("/"):
        found = view.snapshot.document(id[:-1])
    if found is None:
        raise NotFoundError(f"No document has the id {id[:80]} in this snapshot.")
    return found


def read_article(view: View, query: DocumentQuery) -> Article:
    """The page; raises ``NotFoundError`` where there is no such document."""
    document = find_document(view, query.id)
    read = read_entries(view, [document.id], query.coder)
    rows = number_entries(view.edition, document, read.entries, read.concerns)
    wanted = (query.entry, read_reviewed(view).stand.get(query.entry or ""))
    chosen = next((row.number for row in rows if row.id in wanted), 0)
    place = view.snapshot.place_of(document.id)
    siblings = tuple(read_siblings(view, place.story)) if place else ()
    return Article(
        document.id, document.title, headline(document), document.outlet, document.outlets,
        document.author, document.date, document.genre.value, document.url, document.text,
        read.coder, read.coders, rows, chosen, place.story if place else None,
        siblings if len(siblings) > 1 else (),
    )  # fmt: skip


PAGE = Page(
    name="document",
    path="/document/{id}",
    title="An article with the words of its entries marked",
    query=DocumentQuery,
    data=Article,
    read=read_article,
    rows="entries",
    row=EntryRow,
    deep=True,
)
