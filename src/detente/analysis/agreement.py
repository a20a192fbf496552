"""Agreement: how far reviewers who judged the same entries say the same, beyond chance.

Krippendorff's alpha (nominal) over all reviewers, and Cohen's kappa for each two. Both are 1 for
full agreement and 0 for what chance gives; they are ``None`` where all values are the same, for
then nothing could be told apart.

Krippendorff, K. (2011), Computing Krippendorff's Alpha-Reliability; Cohen, J. (1960), A Coefficient
of Agreement for Nominal Scales.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from detente.ledger.reviews import Review, ReviewKind
from detente.ledger.rulings import Ruling
from detente.records import Actor, Event

FIELDS = ("accepted", "type", "modality", "source", "target")
"""What is compared: whether the entry stands at all, and of those that both let stand, how."""

_DRAWS, _SEED = 2000, 0


@dataclass(frozen=True, slots=True)
class FieldAgreement:
    """How reviewers agree on one field, over the entries that two or more of them judged.

    ``agreed`` is the share (0 to 1) of pairs of judgements that say the same. ``low`` to ``high``
    is alpha's 95% interval by resampling entries, ``None`` where alpha is, and of one entry.
    """

    field: str
    entries: int
    agreed: float
    alpha: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How two reviewers agree on one field, over the entries that both judged."""

    one: str
    other: str
    field: str
    entries: int
    agreed: float
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement by field, and by field for every two reviewers; fields nobody shares are left
    out."""

    fields: tuple[FieldAgreement, ...]
    pairs: tuple[PairAgreement, ...]


def find_agreement(rulings: Iterable[Ruling]) -> Agreement:
    """The agreement of everybody's last word on each entry."""
    judged = [ruling.judged for ruling in rulings if len(ruling.judged) > 1]
    fields: list[FieldAgreement] = []
    pairs: list[PairAgreement] = []
    for field in FIELDS:
        values = [_values(field, reviews) for reviews in judged]
        shared = [one for one in values if len(one) > 1]
        if shared:
            fields.append(_over_all(field, [list(one.values()) for one in shared]))
            pairs += _over_pairs(field, shared)
    return Agreement(tuple(fields), tuple(pairs))


def _values(field: str, reviews: Sequence[Review]) -> dict[str, Hashable]:
    """What each reviewer says of an entry; on how it reads, only who lets it stand."""
    if field == "accepted":
        return {review.reviewer: review.kind is not ReviewKind.REJECT for review in reviews}
    stands = ((review.reviewer, review.stands) for review in reviews)
    return {reviewer: _value(field, event) for reviewer, event in stands if event}


def _value(field: str, event: Event) -> Hashable:
    match field:
        case "type":
            return event.type
        case "modality":
            return event.modality
        case "source":
            return _side(event.source, event)
    return _side(event.target, event)


def _side(side: Iterable[Actor], event: Event) -> frozenset[Actor]:
    """The parties of a side; of what is done together, all of them."""
    return frozenset((*event.source, *event.target) if event.mutual else side)


def _over_all(field: str, units: Sequence[Sequence[Hashable]]) -> FieldAgreement:
    same = [one == other for unit in units for one, other in combinations(unit, 2)]
    alpha, (low, high) = krippendorff_alpha(units), _interval(units)
    return FieldAgreement(field, len(units), sum(same) / len(same), alpha, low, high)


def _over_pairs(field: str, values: Sequence[dict[str, Hashable]]) -> Iterable[PairAgreement]:
    found = defaultdict[tuple[str, str], list[tuple[Hashable, Hashable]]](list)
    for by_reviewer in values:
        for one, other in combinations(sorted(by_reviewer), 2):
            found[one, other].append((by_reviewer[one], by_reviewer[other]))
    for (one, other), pairs in sorted(found.items()):
        same = sum(mine == theirs for mine, theirs in pairs)
        yield PairAgreement(one, other, field, len(pairs), same / len(pairs), cohen_kappa(pairs))


def krippendorff_alpha(units: Sequence[Sequence[Hashable]]) -> float | None:
    """Alpha of nominal values: a unit holds the values of those who judged it.

    Units with fewer than two values say nothing and are passed over.
    """
    counts = _count(units)
    found = _alphas(counts, np.ones((1, len(counts))))
    return None if np.isnan(found[0]) else float(found[0])


def _interval(units: Sequence[Sequence[Hashable]]) -> tuple[float | None, float | None]:
    counts = _count(units)
    size = len(counts)
    drawn = np.random.default_rng(_SEED).multinomial(size, [1 / size] * size, _DRAWS)
    alphas = _alphas(counts, drawn.astype(float))
    if size < 2 or krippendorff_alpha(units) is None:  # one entry tells nothing of others
        return None, None
    low, high = np.nanpercentile(alphas, [2.5, 97.5])
    return float(low), float(high)


def _count(units: Sequence[Sequence[Hashable]]) -> NDArray[np.float64]:
    """How often each value was given to each unit that has two or more."""
    pairable = [unit for unit in units if len(unit) > 1]
    values = dict.fromkeys(value for unit in pairable for value in unit)
    columns = {value: place for place, value in enumerate(values)}
    counts = np.zeros((len(pairable), len(columns)))
    for row, unit in enumerate(pairable):
        for value in unit:
            counts[row, columns[value]] += 1
    return counts


def _alphas(counts: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Alpha with each unit taken so many times, for every row of ``weights``."""
    given = counts.sum(axis=1)
    disagreeing = (given**2 - (counts**2).sum(axis=1)) / (given - 1)
    totals, values = weights @ given, weights @ counts
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = (totals**2 - (values**2).sum(axis=1)) / (totals - 1)
        return np.where(expected > 0, 1 - (weights @ disagreeing) / expected, np.nan)


def cohen_kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Kappa of two who each gave a value to the same things."""
    if not pairs:
        return None
    total = len(pairs)
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(ones[value] * others[value] for value in ones) / total**2
    observed = sum(one == other for one, other in pairs) / total
    return None if expected == 1 else (observed - expected) / (1 - expected)
