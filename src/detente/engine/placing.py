"""Placing: the documents of a ledger put into stories, those that are new and no others."""

from __future__ import annotations

from collections.abc import Callable

from detente.analysis.storylines import Grouping, Place
from detente.analysis.storylines.grouping import OPEN_DAYS
from detente.analysis.storylines.wording import RECENT_DOCUMENTS
from detente.ledger import Ledger

BATCH = 500


def place_documents(ledger: Ledger, progress: Callable[[int], None] | None = None) -> int:
    """Put every document that is in no story into one, and count them.

    Only the new documents and their neighbours in time are read again. A document that has its
    place keeps it. Each batch is one transaction, so what was placed before an interruption
    stays. ``progress`` is told how many more were placed.
    """
    grouping, count = Grouping(), 0
    for documents, known in ledger.unplaced(OPEN_DAYS, RECENT_DOCUMENTS, BATCH):
        places = grouping.group(
            documents,
            {id_: Place(one.document_id, one.story, one.copy_of) for id_, one in known.items()},
        )
        if places:
            ledger.place((one.document_id, one.story, one.copy_of) for one in places)
        count += len(places)
        if progress is not None:
            progress(len(places))
    return count
