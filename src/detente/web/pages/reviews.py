"""Reviews: all that was reviewed, by whom, what becomes of it, and how far reviewers agree."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from detente.analysis.agreement import FieldAgreement, PairAgreement, find_agreement
from detente.ledger import Ledger, Review, ReviewKind, ReviewState
from detente.ledger.rulings import Ruling
from detente.web.page import Download, Page
from detente.web.parameters import asked
from detente.web.reviewing.reviewed import (
    WAITING,
    Reviewed,
    ReviewLine,
    read_reviewed,
    write_entry,
)
from detente.web.snapshot import Edition, View

_STATES = (WAITING, *(one.value for one in ReviewState))
_KINDS = tuple(one.value for one in ReviewKind)
TASKS = ("events", "type", "modality")

MakeGold = Callable[[Ledger, str], list[dict[str, object]]]
"""Makes the rows of a gold file of a task from a ledger."""


@dataclass(frozen=True, slots=True)
class ReviewsQuery:
    """What the page may be asked."""

    reviewer: str | None = asked("Only reviews by this reviewer.")
    kind: str | None = asked("Only reviews of this kind.", choices=_KINDS)
    state: str | None = asked("Only reviews of which this becomes.", choices=_STATES)
    page: int = asked("Which page of the list.", 1, least=1, most=100_000)
    size: int = asked("Reviews a page.", 50, least=1, most=1000)


@dataclass(frozen=True, slots=True)
class GoldQuery:
    """What a gold file may be asked for."""

    task: str = asked("What it is to score: events, type or modality.", "events", choices=TASKS)


@dataclass(frozen=True, slots=True)
class ReviewerCount:
    """A reviewer with the number of their reviews, and of entries that they judged."""

    reviewer: str
    reviews: int
    entries: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A reviewer's last word on an entry: the kind of review, and how it reads by that."""

    reviewer: str
    kind: str
    reading: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """An entry that reviewers see differently; the last claim counts."""

    entry: str
    quote: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Reviews:
    """All that the page shows; ``chosen`` of ``total`` reviews are left by the filters."""

    total: int
    chosen: int
    pages: int
    waiting: int
    reviewers: tuple[ReviewerCount, ...]
    disputes: tuple[Dispute, ...]
    judged_by_several: int
    fields: tuple[FieldAgreement, ...]
    pairs: tuple[PairAgreement, ...]
    lines: tuple[ReviewLine, ...]


def read_reviews(view: View, query: ReviewsQuery) -> Reviews:
    """The page, the newest reviews first."""
    reviewed = read_reviewed(view)
    wanted = ("reviewer", "kind", "state")
    left = [
        line
        for line in reversed(reviewed.lines)
        if all(getattr(query, one) in (None, getattr(line, one)) for one in wanted)
    ]
    first = (query.page - 1) * query.size
    key = ("agreement", view.snapshot.journal_stamp())
    agreement = view.edition.keep(key, lambda: find_agreement(reviewed.rulings.entries))
    return Reviews(
        total=len(reviewed.lines),
        chosen=len(left),
        pages=-(-len(left) // query.size),
        waiting=reviewed.waiting,
        reviewers=tuple(_count_reviewers(reviewed)),
        disputes=tuple(_disputes(reviewed, view.edition)),
        judged_by_several=sum(len(one.judged) > 1 for one in reviewed.rulings.entries),
        fields=agreement.fields,
        pairs=agreement.pairs,
        lines=tuple(left[first : first + query.size]),
    )


def _count_reviewers(reviewed: Reviewed) -> Iterator[ReviewerCount]:
    judged = Counter(
        review.reviewer for ruling in reviewed.rulings.entries for review in ruling.judged
    )
    for name, reviews in Counter(line.reviewer for line in reviewed.lines).most_common():
        yield ReviewerCount(name, reviews, judged[name])


def _disputes(reviewed: Reviewed, edition: Edition) -> Iterator[Dispute]:
    for ruling in reviewed.rulings.entries:
        if ruling.disputed:
            claims = tuple(_claim(review, edition) for review in ruling.judged)
            yield Dispute(ruling.review.entries[0], _quote(ruling), claims)


def _claim(review: Review, edition: Edition) -> Claim:
    return Claim(review.reviewer, review.kind.value, write_entry(review.stands, edition))


def _quote(ruling: Ruling) -> str:
    for event in ruling.readings:
        return event.evidence.quote.text
    concern = ruling.review.concern
    return concern.evidence.text if concern else ""


def gold_download(make: MakeGold) -> Download:
    """The gold file of a task, made by a function of ``evaluation/``, which no page knows."""

    def write(view: View, query: GoldQuery) -> bytes:
        rows = make(view.snapshot, query.task)
        return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()

    return Download(
        "gold", "/reviews/gold.jsonl", "What reviewers have established, to score a coder on.",
        GoldQuery, write, "application/jsonl", lambda query: f"gold-{query.task}.jsonl",
    )  # fmt: skip


PAGE = Page(
    name="reviews",
    path="/reviews",
    title="What was reviewed, and how far reviewers agree",
    query=ReviewsQuery,
    data=Reviews,
    read=read_reviews,
    rows="lines",
    row=ReviewLine,
)
